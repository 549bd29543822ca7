//! What is true of every request: it has an id, ends in one log line, and a panic is an answer too.

use std::{panic::AssertUnwindSafe, time::Instant};

use async_graphql::futures_util::FutureExt;
use axum::{extract::Request, http::HeaderValue, middleware::Next, response::Response};
use tracing::Instrument;

use super::{media_type::MediaType, refusal::Refusal, request_id::RequestId};

/// The longest path or name in a log line, in characters.
const LONGEST: usize = 200;

/// What a GraphQL answer adds to the log line of its request.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name of the operation, if it has one.
    pub name: Option<String>,
    /// The SQL statements that were run.
    pub statements: usize,
}

/// Gives the request an id, logs how it went, and turns a panic into an answer.
pub async fn log(mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = RequestId::generate();
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(LONGEST).collect();
    request.extensions_mut().insert(id.clone());

    let span = tracing::error_span!("request", request_id = %id);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span).await;
    let mut response = answer.unwrap_or_else(|_| {
        tracing::error!(request_id = %id, "the handler of a request panicked");
        Refusal::internal(&id).into_response(MediaType::Json)
    });
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert("x-request-id", value);
    }

    let operation = response.extensions().get::<Operation>();
    let name: Option<String> = operation.and_then(|operation| Some(operation.name.as_deref()?.chars().take(LONGEST).collect()));
    tracing::info!(
        method = method.as_str(),
        path,
        status = response.status().as_u16(),
        duration_ms = (start.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        request_id = id.as_str(),
        operation = name,
        statements = operation.map(|operation| operation.statements),
        "request"
    );
    response
}
