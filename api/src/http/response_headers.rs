//! Headers that every response carries: the data is public, and a browser is to do nothing with it that nobody meant.

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower_http::set_header::SetResponseHeaderLayer;

/// What a page of somebody else may read of a response.
const EXPOSED: &str = "content-encoding, content-language, etag, retry-after, x-request-id";

/// Any page may read everything, without credentials; a browser may remember for a day that it may.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

/// Adds the headers to every response of these routes.
pub fn add<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer((
        always(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        always(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
        // What pages don't say for themselves: here there is nothing that a browser should run or show in a frame.
        unless_set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        unless_set(header::REFERRER_POLICY, "no-referrer"),
        unless_set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        middleware::from_fn(answer_preflight),
    ))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

fn unless_set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Answers the question of a browser whether a page may ask.
///
/// Libraries take every `OPTIONS` for this question; without its header it is one about the methods of an address.
async fn answer_preflight(request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return (StatusCode::NO_CONTENT, PREFLIGHT).into_response();
    }
    next.run(request).await
}
