//! Pages for people: what this is, how to use it, what errors mean, and the playground.
//!
//! They are made here and need no JavaScript; only the playground does, and it may be missing. Their words stand in `templates/`, in
//! both languages side by side.

mod asset;
mod docs;
mod error_codes;
mod language;
mod playground;
mod start;
mod starters;

use std::convert::Infallible;

use askama::Template;
use axum::{
    Router,
    body::Bytes,
    extract::{FromRequestParts, Query},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use headers::HeaderMapExt;
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use self::language::Language;
use super::{AppState, client_address::ClientAddress, content_encoding::ContentEncoding, etag, graphql};

/// What a page may load: a stylesheet and pictures of this server, and nothing else.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// For files whose name changes with what is in them.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The routes of the pages.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(start::show))
        .route("/docs", get(docs::guide))
        .route("/docs/errors", get(docs::errors))
        .route("/graphiql", get(playground::show))
        .route("/graphiql/{*file}", get(playground::file))
        .route("/assets/{file}", get(asset::file))
}

/// What all pages have: a language, and links that keep it if the reader chose it.
struct Page {
    language: Language,
    chosen: bool,
    headers: HeaderMap,
}

impl<S: Sync> FromRequestParts<S> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let parameters = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let parameters = parameters.map(|Query(parameters)| parameters).unwrap_or_default();
        let chosen = parameters.iter().find(|(name, _)| name == "lang").and_then(|(_, tag)| Language::of(tag));
        let language = chosen.unwrap_or_else(|| Language::preferred(&parts.headers));
        Ok(Self { language, chosen: chosen.is_some(), headers: parts.headers.clone() })
    }
}

impl Page {
    /// The one of two wordings that is in the language of the page.
    fn say<'a>(&self, english: &'a str, romanian: &'a str) -> &'a str {
        self.language.say(english, romanian)
    }

    /// The address of another page, in the language that was chosen.
    fn link(&self, path: &str) -> String {
        if self.chosen { format!("{path}?lang={}", self.language.tag()) } else { path.to_owned() }
    }

    /// The page as a response, or that the browser has it already.
    async fn respond(&self, status: StatusCode, page: &impl Template) -> Response {
        let Ok(text) = page.render() else {
            tracing::error!("a page can't be written");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let tag = etag::weak(&hash(text.as_bytes()));
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_LANGUAGE, self.language.tag()),
            (header::CACHE_CONTROL, if status == StatusCode::OK { "no-cache" } else { "no-store" }),
            (header::VARY, "accept-language, accept-encoding"),
        ];
        let known = status == StatusCode::OK && tag.as_ref().is_some_and(|tag| etag::matches(&self.headers, tag));
        let mut response = if known {
            (StatusCode::NOT_MODIFIED, headers).into_response()
        } else {
            (status, headers, encoded(&self.headers, text.into()).await).into_response()
        };
        if let Some(tag) = tag {
            response.headers_mut().typed_insert(tag);
        }
        with_policies(response, CONTENT_SECURITY_POLICY)
    }
}

/// What the registry answers to one of our own queries; nothing if it can't at the moment.
async fn query<T: DeserializeOwned>(app: &AppState, query: &'static str, client: ClientAddress) -> Option<T> {
    #[derive(Deserialize)]
    struct Answer<T> {
        data: T,
    }
    let json = graphql::query(app, query, client).await?;
    serde_json::from_slice(&json).ok().map(|answer: Answer<T>| answer.data)
}

/// A body in the encoding that the client prefers, with the header that says so.
async fn encoded(headers: &HeaderMap, body: Bytes) -> Response {
    let encoding = ContentEncoding::negotiate(headers, body.len());
    match (encoding.name(), encoding.encode(body.clone()).await) {
        (Some(name), Ok(encoded)) => ([(header::CONTENT_ENCODING, name)], encoded).into_response(),
        _ => body.into_response(),
    }
}

/// The response with the policies that keep a page to itself and say what it may load.
fn with_policies(mut response: Response, policy: &'static str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    let features = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
    headers.insert("permissions-policy", HeaderValue::from_static(features));
    response
}

/// A short hash of bytes, fit for names.
fn hash(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..9])
}
