//! GraphQL answers as HTTP answers.

use std::collections::BTreeMap;

use async_graphql::{ServerError, Value};
use async_graphql_axum::GraphQLResponse;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{media_type::MediaType, request_id::RequestId};
use crate::graphql::Answer;

/// An answer without `data`, which the GraphQL library always writes.
#[derive(Serialize)]
struct Refused<'a> {
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a BTreeMap<String, Value>>,
}

/// Writes what came of a question.
pub fn answer(answer: Answer, media: MediaType, id: &RequestId) -> Response {
    let mut response = answer.response;
    for error in &mut response.errors {
        if code(error) == "INTERNAL" {
            error.extensions.get_or_insert_default().set("requestId", id.as_str());
        }
    }
    if answer.executed {
        return with_media_type(GraphQLResponse::from(response).into_response(), media);
    }
    let status = response.errors.first().map_or(StatusCode::BAD_REQUEST, |error| refused_status(code(error), media));
    let extensions = (!response.extensions.is_empty()).then_some(&response.extensions);
    write(status, &Refused { errors: &response.errors, extensions }, media)
}

/// Writes errors that have no answer to go with.
pub fn errors(status: StatusCode, errors: &[ServerError], media: MediaType) -> Response {
    write(status, &Refused { errors, extensions: None }, media)
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

fn code(error: &ServerError) -> &str {
    match error.extensions.as_ref().and_then(|values| values.get("code")) {
        Some(Value::String(code)) => code,
        Some(Value::Enum(code)) => code,
        _ => "",
    }
}

fn write(status: StatusCode, body: &Refused<'_>, media: MediaType) -> Response {
    with_media_type((status, Json(body)).into_response(), media)
}

fn with_media_type(mut response: Response, media: MediaType) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    response
}
