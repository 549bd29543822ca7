//! Entity tags: the headers `ETag` and `If-None-Match`, which tell what a client has already.

use axum::http::HeaderMap;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use headers::{ETag, HeaderMapExt, IfNoneMatch};

use super::{content_encoding::ContentEncoding, media_type::MediaType, response_cache::CacheKey};

/// The tag of one representation of a response: its cache key, media type and content encoding.
#[must_use]
pub fn of_representation(key: &CacheKey, media: MediaType, encoding: ContentEncoding) -> Option<ETag> {
    // Half of the hash is enough to tell responses apart.
    let key = BASE64_URL_SAFE_NO_PAD.encode(&key.0[..16]);
    let media = match media {
        MediaType::Json => "j",
        MediaType::GraphqlResponse => "g",
    };
    format!("\"{key}.{media}.{}\"", encoding.name().unwrap_or("id")).parse().ok()
}

/// The tag of a response that is sent in several content encodings, which makes it a weak one, from a hash of its content.
#[must_use]
pub fn weak(hash: &str) -> Option<ETag> {
    format!("W/\"{hash}\"").parse().ok()
}

/// True if the client has any representation of the response with this cache key.
#[must_use]
pub fn matches_any(headers: &HeaderMap, key: &CacheKey) -> bool {
    headers.typed_get::<IfNoneMatch>().is_some_and(|known| {
        let tags = MediaType::ALL
            .iter()
            .flat_map(|media| ContentEncoding::ALL.iter().filter_map(|encoding| of_representation(key, *media, *encoding)));
        tags.into_iter().any(|tag| !known.precondition_passes(&tag))
    })
}

/// True if the client has the response with this tag.
#[must_use]
pub fn matches(headers: &HeaderMap, tag: &ETag) -> bool {
    headers.typed_get::<IfNoneMatch>().is_some_and(|known| !known.precondition_passes(tag))
}
