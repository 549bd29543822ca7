//! Headers that every response carries: the data is public, and a browser is to do nothing with it that nobody meant.
//!
//! They are set here in one go: a layer of a library for each would add a microsecond to every request.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Any page may read everything, without credentials, and these headers beside the simple ones.
const CORS: [(HeaderName, HeaderValue); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("content-encoding, content-language, etag, retry-after, x-request-id"),
    ),
];

/// What a page may ask; a browser may remember it for a day.
const PREFLIGHT: [(HeaderName, HeaderValue); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST")),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*")),
    (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")),
];

/// What pages don't say for themselves: here there is nothing that a browser should run or show in a frame.
const SECURITY: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
];

/// Adds the headers, and answers the question of a browser whether a page may ask.
///
/// A layer of a library would take every `OPTIONS` for that question; without its header it is one about the methods of an address.
pub async fn add(request: Request, next: Next) -> Response {
    let preflight = request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight { (StatusCode::NO_CONTENT, PREFLIGHT).into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.extend(CORS);
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(value);
    }
    response
}
