//! Answers to requests that never become a question.

use std::borrow::Cow;

use async_graphql::{ErrorExtensionValues, ServerError};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::{media_type::MediaType, request_id::RequestId, response};

/// Why a request is refused: a status, a code of the closed list, and a sentence for a person.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    allow: Option<&'static str>,
    /// After how many seconds the same request may be answered.
    retry_after: Option<u64>,
    request_id: Option<RequestId>,
}

impl Refusal {
    /// The request isn't a well-formed GraphQL request.
    pub fn malformed(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message)
    }

    /// The client accepts none of the media types of an answer.
    pub fn not_acceptable() -> Self {
        let message =
            "Answers are application/graphql-response+json or application/json in UTF-8, and the Accept header allows neither.";
        Self::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    }

    /// The body isn't plain JSON.
    pub fn unsupported_media_type() -> Self {
        let message = "Send the request as uncompressed JSON in UTF-8, with the header Content-Type: application/json.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    /// The body is too long; how long it is may not be known.
    pub fn too_large(length: Option<u64>, limit: u64) -> Self {
        let length = length.map(|length| format!(" of {length} bytes")).unwrap_or_default();
        let message = format!(
            "The body{length} is too large: at most {limit} bytes are accepted. Send less in variables, or in several requests."
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    }

    /// The address is too long.
    pub fn address_too_long(length: usize, limit: u64) -> Self {
        let message = format!(
            "The address has {length} bytes, at most {limit} are accepted: ask by POST, or name the query by its hash with extensions.persistedQuery."
        );
        Self::new(StatusCode::URI_TOO_LONG, "PAYLOAD_TOO_LARGE", message)
    }

    /// Too much is asked at once by all clients together.
    pub fn overloaded(message: String) -> Self {
        let message = message + " Ask again in a moment.";
        Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", message) }
    }

    /// Too much is asked by one client.
    pub fn rate_limited(message: String, wait: u64) -> Self {
        Self { retry_after: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", message) }
    }

    /// The code of the closed list.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The body didn't arrive in time.
    pub fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "TIMEOUT", "The request did not arrive in time.")
    }

    /// The method isn't for this address.
    pub fn method_not_allowed(message: &'static str, allow: Option<&'static str>) -> Self {
        Self { allow, ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message) }
    }

    /// The query is named by its hash only, and no query is kept under it.
    pub fn persisted_query_not_found(media: MediaType) -> Self {
        let code = "PERSISTED_QUERY_NOT_FOUND";
        // The message is what clients look for.
        Self::new(response::refused_status(code, media), code, "PersistedQueryNotFound")
    }

    /// There is nothing at this address.
    pub fn no_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "BAD_USER_INPUT", "There is nothing at this address; / lists what there is.")
    }

    /// Something went wrong on our side.
    pub fn internal(id: &RequestId) -> Self {
        let message = format!("Something went wrong on our side; if you report it, name the request {id}.");
        Self { request_id: Some(id.clone()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message) }
    }

    fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), allow: None, retry_after: None, request_id: None }
    }

    /// The answer that says so.
    pub fn into_response(self, media: MediaType) -> Response {
        let mut values = ErrorExtensionValues::default();
        values.set("code", self.code);
        if let Some(id) = self.request_id {
            values.set("requestId", id.as_str());
        }
        let mut error = ServerError::new(self.message, None);
        error.extensions = Some(values);
        let mut response = response::errors(self.status, &[error], media);
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
