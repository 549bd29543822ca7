//! Rejections: responses to requests that never become a GraphQL request that is executed.

use std::borrow::Cow;

use async_graphql::{ErrorExtensionValues, ServerError};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use tower_http::request_id::RequestId;

use super::{media_type::MediaType, request_id, response};
use graphql::ErrorCode;

/// Why a request is rejected: a status, a code of the closed list, and a sentence for a person.
#[derive(Clone, Debug)]
pub struct Rejection {
    status: StatusCode,
    code: ErrorCode,
    message: Cow<'static, str>,
    allow: Option<&'static str>,
    /// After how many seconds the same request may be answered.
    retry_after: Option<u64>,
    request_id: Option<RequestId>,
}

impl Rejection {
    /// The request isn't a well-formed GraphQL request.
    pub fn malformed(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::BadUserInput, message)
    }

    /// The client accepts none of the media types of an answer.
    pub fn not_acceptable() -> Self {
        let message =
            "Answers are application/graphql-response+json or application/json in UTF-8, and the Accept header allows neither.";
        Self::new(StatusCode::NOT_ACCEPTABLE, ErrorCode::NotAcceptable, message)
    }

    /// The body isn't plain JSON.
    pub fn unsupported_media_type() -> Self {
        let message = "Send the request as uncompressed JSON in UTF-8, with the header Content-Type: application/json.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::UnsupportedMediaType, message)
    }

    /// The body is too long; how long it is may not be known.
    pub fn body_too_large(length: Option<u64>, limit: u64) -> Self {
        let length = length.map(|length| format!(" of {length} bytes")).unwrap_or_default();
        let message = format!(
            "The body{length} is too large: at most {limit} bytes are accepted. Send less in variables, or in several requests."
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::PayloadTooLarge, message)
    }

    /// The address is too long.
    pub fn uri_too_long(length: usize, limit: u64) -> Self {
        let message = format!(
            "The address has {length} bytes, at most {limit} are accepted: ask by POST, or name the query by its hash with extensions.persistedQuery."
        );
        Self::new(StatusCode::URI_TOO_LONG, ErrorCode::PayloadTooLarge, message)
    }

    /// Too much is asked at once by all clients together.
    pub fn overloaded(message: String) -> Self {
        let message = message + " Ask again in a moment.";
        Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message) }
    }

    /// Too much is asked by one client.
    pub fn rate_limited(message: String, wait: u64) -> Self {
        Self { retry_after: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, message) }
    }

    /// The body didn't arrive in time.
    pub fn request_timeout() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, ErrorCode::Timeout, "The request did not arrive in time.")
    }

    /// The method isn't for this address.
    pub fn method_not_allowed(message: &'static str, allow: Option<&'static str>) -> Self {
        Self { allow, ..Self::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::MethodNotAllowed, message) }
    }

    /// The query is named by its hash only, and no query is kept under it.
    pub fn persisted_query_not_found(media: MediaType) -> Self {
        let code = ErrorCode::PersistedQueryNotFound;
        // The message is what clients look for.
        Self::new(response::error_status(code, media), code, "PersistedQueryNotFound")
    }

    /// There is nothing at this address.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, ErrorCode::BadUserInput, "There is nothing at this address; / lists what there is.")
    }

    /// Something went wrong on our side.
    pub fn internal(id: &RequestId) -> Self {
        let message = format!("Something went wrong on our side; if you report it, name the request {}.", request_id::text(id));
        let internal = Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message);
        Self { request_id: Some(id.clone()), ..internal }
    }

    fn new(status: StatusCode, code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), allow: None, retry_after: None, request_id: None }
    }

    /// The code of the closed list.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The response that says so.
    pub fn into_response(self, media: MediaType) -> Response {
        let mut values = ErrorExtensionValues::default();
        values.set("code", self.code);
        if let Some(id) = self.request_id {
            values.set("requestId", request_id::text(&id));
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
