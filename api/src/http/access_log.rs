//! What is true of every request: it has an id, ends in one log line and in the figures, and a panic is an answer too.

use std::{
    net::SocketAddr,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use async_graphql::futures_util::FutureExt;
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::{App, client_address::ClientAddress, media_type::MediaType, metrics, refusal::Refusal, request_id::RequestId};

/// The longest path or name in a log line, in characters.
const LONGEST: usize = 200;

/// What a GraphQL answer adds to the log line of its request.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name of the operation, if it has one.
    pub name: Option<String>,
    /// The code of the first error, if there is one.
    pub code: Option<String>,
    /// What the query costs, if that is known.
    pub cost: Option<u64>,
    /// The SQL statements that were run for this request.
    pub statements: usize,
    /// Where the answer comes from: `hit`, `miss`, `not_modified` or `bypass`.
    pub source: &'static str,
}

/// Gives the request an id, logs how it went, and turns a panic into an answer.
pub async fn log(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id = RequestId::generate();
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(LONGEST).collect();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "(none)".to_owned(), |route| route.as_str().to_owned());
    let client = ClientAddress::find(peer.ip(), request.headers(), &app.settings.trusted_proxies);
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);

    let span = tracing::error_span!("request", request_id = %id);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span).await;
    let mut response = answer.unwrap_or_else(|_| {
        tracing::error!(request_id = %id, "the handler of a request panicked");
        Refusal::internal(&id).into_response(MediaType::Json)
    });
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert("x-request-id", value);
    }

    let took = start.elapsed();
    let status = response.status().as_u16();
    metrics::count_request(&route, method.as_str(), status, took);
    let operation = response.extensions().get::<Operation>();
    if let Some(operation) = operation {
        metrics::count_operation(operation.name.as_deref(), operation.code.as_deref().unwrap_or("ok"), operation.source, took);
    }
    let name: Option<String> = operation.and_then(|operation| Some(operation.name.as_deref()?.chars().take(LONGEST).collect()));
    tracing::info!(
        client = %client,
        method = method.as_str(),
        path,
        status,
        duration_ms = milliseconds(took),
        request_id = id.as_str(),
        operation = name,
        code = operation.and_then(|operation| operation.code.as_deref()),
        cost = operation.and_then(|operation| operation.cost),
        statements = operation.map(|operation| operation.statements),
        source = operation.map(|operation| operation.source),
        "request"
    );
    response
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}
