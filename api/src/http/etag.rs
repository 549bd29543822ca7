//! Entity tags: which answer a client has already.

use axum::http::{HeaderMap, header};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{coding::Coding, media_type::MediaType, response_cache::Key};

/// The tag of one representation of an answer: the question's key, the media type and the coding.
#[must_use]
pub fn tag(key: &Key, media: MediaType, coding: Coding) -> String {
    let media = match media {
        MediaType::Json => "j",
        MediaType::GraphqlResponse => "g",
    };
    format!("\"{}.{media}.{}\"", question(key), coding.name().unwrap_or("id"))
}

/// True if the client has some representation of this answer.
#[must_use]
pub fn is_known(headers: &HeaderMap, key: &Key) -> bool {
    let question = question(key);
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"'))
        .any(|tag| tag == "*" || tag.split('.').next() == Some(&question))
}

fn question(key: &Key) -> String {
    // Half of the hash is enough to tell answers apart.
    BASE64_URL_SAFE_NO_PAD.encode(&key.0[..16])
}
