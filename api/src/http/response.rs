//! GraphQL answers as HTTP answers.

use async_graphql::{ServerError, Value};
use axum::{
    Json,
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{coding::Coding, media_type::MediaType, request_id::RequestId};

/// An answer without `data`, which the GraphQL library always writes.
#[derive(Serialize)]
struct Refused<'a> {
    errors: &'a [ServerError],
}

/// What an answer depends on besides its address.
const VARY: HeaderValue = HeaderValue::from_static("accept, accept-encoding");

/// Writes why a question was not answered.
pub fn refused(errors: &[ServerError], media: MediaType, id: &RequestId) -> Response {
    let mut errors = errors.to_vec();
    for error in errors.iter_mut().filter(|error| code(error) == "INTERNAL") {
        error.extensions.get_or_insert_default().set("requestId", id.as_str());
    }
    let code = errors.first().map_or("", code);
    let mut response = self::errors(refused_status(code, media), &errors, media);
    if matches!(code, "TIMEOUT" | "DATABASE_UNAVAILABLE") {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// Writes an answer, in the representation that was agreed on.
pub fn answer(body: Bytes, media: MediaType, coding: Coding) -> Response {
    let mut response = with_media_type(body.into_response(), media);
    if let Some(coding) = coding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// Says that the client has the answer already.
pub fn not_modified() -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().insert(header::VARY, VARY);
    response
}

/// Writes errors that have no answer to go with.
pub fn errors(status: StatusCode, errors: &[ServerError], media: MediaType) -> Response {
    let mut response = with_media_type((status, Json(Refused { errors })).into_response(), media);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The status of a well-formed request that is refused before it is executed.
///
/// The newest draft of GraphQL over HTTP distinguishes 422 from 400; clients and its own audit suite know 400.
pub fn refused_status(code: &str, media: MediaType) -> StatusCode {
    match (code, media) {
        ("OVERLOADED" | "DATABASE_UNAVAILABLE" | "TIMEOUT", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("INTERNAL", _) => StatusCode::INTERNAL_SERVER_ERROR,
        ("RATE_LIMITED", _) => StatusCode::TOO_MANY_REQUESTS,
        (_, MediaType::Json) => StatusCode::OK,
        (_, MediaType::GraphqlResponse) => StatusCode::BAD_REQUEST,
    }
}

/// The code of an error.
pub fn code(error: &ServerError) -> &str {
    match error.extensions.as_ref().and_then(|values| values.get("code")) {
        Some(Value::String(code)) => code,
        Some(Value::Enum(code)) => code,
        _ => "",
    }
}

fn with_media_type(mut response: Response, media: MediaType) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.insert(header::VARY, VARY);
    response
}
