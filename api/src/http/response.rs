//! GraphQL responses as HTTP responses.

use async_graphql::ServerError;
use axum::{
    Json,
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tower_http::request_id::RequestId;

use super::{content_encoding::ContentEncoding, media_type::MediaType, request_id};
use graphql::ErrorCode;

/// A response without `data`, which the GraphQL library always writes.
#[derive(Serialize)]
struct ErrorBody<'a> {
    errors: &'a [ServerError],
}

/// What a response depends on besides its address.
const VARY: HeaderValue = HeaderValue::from_static("accept, accept-encoding");

/// The response to a GraphQL request that was refused or failed.
pub fn error_response(errors: &[ServerError], media: MediaType, id: &RequestId) -> Response {
    let mut errors = errors.to_vec();
    for error in errors.iter_mut().filter(|error| ErrorCode::of(error) == Some(ErrorCode::Internal)) {
        error.extensions.get_or_insert_default().set("requestId", request_id::text(id));
    }
    let code = errors.first().and_then(ErrorCode::of).unwrap_or(ErrorCode::Internal);
    let mut response = self::errors(error_status(code, media), &errors, media);
    if matches!(code, ErrorCode::Timeout | ErrorCode::DatabaseUnavailable) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// The response with a body, in the representation that was agreed on.
pub fn success(body: Bytes, media: MediaType, encoding: ContentEncoding) -> Response {
    let mut response = with_media_type(body.into_response(), media);
    if let Some(encoding) = encoding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The response to a client that has the answer already.
pub fn not_modified() -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().insert(header::VARY, VARY);
    response
}

/// The response with errors and no data.
pub fn errors(status: StatusCode, errors: &[ServerError], media: MediaType) -> Response {
    let mut response = with_media_type((status, Json(ErrorBody { errors })).into_response(), media);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The status of a well-formed request that is refused or fails.
///
/// The newest draft of GraphQL over HTTP distinguishes 422 from 400; clients and its own audit suite know 400.
pub fn error_status(code: ErrorCode, media: MediaType) -> StatusCode {
    match code {
        ErrorCode::Overloaded | ErrorCode::DatabaseUnavailable | ErrorCode::Timeout => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::GraphqlParseFailed
        | ErrorCode::GraphqlValidationFailed
        | ErrorCode::OperationResolutionFailure
        | ErrorCode::BadUserInput
        | ErrorCode::PageTooLarge
        | ErrorCode::InvalidCursor
        | ErrorCode::QueryTooDeep
        | ErrorCode::QueryTooComplex
        | ErrorCode::PersistedQueryNotFound
        | ErrorCode::PayloadTooLarge => match media {
            MediaType::Json => StatusCode::OK,
            MediaType::GraphqlResponse => StatusCode::BAD_REQUEST,
        },
    }
}

fn with_media_type(mut response: Response, media: MediaType) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.insert(header::VARY, VARY);
    response
}
