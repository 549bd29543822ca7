//! GraphQL over HTTP, by POST and GET.
//!
//! The handlers are our own: those of async-graphql-axum execute mutations by GET, take bodies that a foreign page can send,
//! and answer refused requests with `"data": null`. Only its writing of an executed answer is used.

use std::time::Duration;

use async_graphql::Request;
use axum::{
    Extension,
    body::Bytes,
    extract::{
        FromRequest, Request as HttpRequest, State,
        rejection::{BytesRejection, FailedToBufferBody},
    },
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tokio::time::timeout;

use super::{
    App, MAX_BODY,
    access_log::Operation,
    media_type::{self, MediaType},
    refusal::Refusal,
    request,
    request_id::RequestId,
    response,
};

/// How long the body of a request may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(30);

/// Answers a question asked by GET, which changes nothing and can be cached.
pub async fn get(State(app): State<App>, Extension(id): Extension<RequestId>, headers: HeaderMap, uri: Uri) -> Response {
    let Some(media) = MediaType::negotiate(&headers) else {
        return Refusal::not_acceptable().into_response(MediaType::Json);
    };
    match request::from_uri(&uri, media) {
        Ok(question) => answer(&app, question, media, &id).await,
        Err(refusal) => refusal.into_response(media),
    }
}

/// Answers a question asked by POST.
pub async fn post(State(app): State<App>, Extension(id): Extension<RequestId>, http_request: HttpRequest) -> Response {
    let Some(media) = MediaType::negotiate(http_request.headers()) else {
        return Refusal::not_acceptable().into_response(MediaType::Json);
    };
    let question = match read_body(http_request).await {
        Ok(body) => request::from_body(&body, media),
        Err(refusal) => Err(refusal),
    };
    match question {
        Ok(question) => answer(&app, question, media, &id).await,
        Err(refusal) => refusal.into_response(media),
    }
}

/// Says what can be done here.
pub async fn options() -> Response {
    (StatusCode::NO_CONTENT, [(header::ALLOW, "GET, HEAD, POST, OPTIONS")]).into_response()
}

/// Refuses every other method.
pub async fn other_method(headers: HeaderMap) -> Response {
    let media = MediaType::negotiate(&headers).unwrap_or(MediaType::Json);
    Refusal::method_not_allowed("Questions are asked by GET or POST.", Some("GET, POST")).into_response(media)
}

async fn answer(app: &App, question: Request, media: MediaType, id: &RequestId) -> Response {
    let mut answer = crate::graphql::execute(&app.schema, &app.database, question).await;
    let operation = Operation { name: answer.operation.take(), statements: answer.statements };
    let mut response = response::answer(answer, media, id);
    response.extensions_mut().insert(operation);
    response
}

async fn read_body(http_request: HttpRequest) -> Result<Bytes, Refusal> {
    let headers = http_request.headers();
    if !media_type::is_json_body(headers) {
        return Err(Refusal::unsupported_media_type());
    }
    let announced: Option<u64> = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > MAX_BODY as u64) {
        return Err(Refusal::too_large(MAX_BODY));
    }
    match timeout(BODY_TIME, Bytes::from_request(http_request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)))) => Err(Refusal::too_large(MAX_BODY)),
        Ok(Err(_)) => Err(Refusal::malformed("The body could not be read.")),
        Err(_) => Err(Refusal::too_slow()),
    }
}
