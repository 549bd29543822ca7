//! The access log: every request ends in one log line and in the figures, and a panic is answered too.

use std::{
    net::SocketAddr,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use async_graphql::futures_util::FutureExt;
use axum::{
    Extension,
    extract::{ConnectInfo, MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use tower_http::request_id::RequestId;
use tracing::Instrument;

use super::{AppState, client_address::ClientAddress, media_type::MediaType, metrics, rejection::Rejection, request_id};
use graphql::ErrorCode;

/// The longest path or name in a log line, in characters.
const MAX_LENGTH: usize = 200;

/// What a GraphQL response adds to the log line of its request.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The name of the operation, if it has one.
    pub name: Option<String>,
    /// The code of the first error, if there is one.
    pub code: Option<ErrorCode>,
    /// What the query costs, if that is known.
    pub cost: Option<u64>,
    /// The SQL statements that were run for this request.
    pub statements: usize,
    /// Where the response comes from: `hit`, `miss`, `not_modified` or `bypass`.
    pub source: &'static str,
}

/// Logs how a request went, and turns a panic into a response.
///
/// The panic is caught here and not by a layer of a library, because its response names the request.
pub async fn log(
    State(app): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Extension(id): Extension<RequestId>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id_text = request_id::text(&id);
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(MAX_LENGTH).collect();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "(none)".to_owned(), |route| route.as_str().to_owned());
    let client = ClientAddress::find(peer.ip(), request.headers(), &app.settings.trusted_proxies);
    request.extensions_mut().insert(client);

    let span = tracing::error_span!("request", request_id = %id_text);
    let result = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span).await;
    let response = result.unwrap_or_else(|_| {
        tracing::error!(request_id = %id_text, "the handler of a request panicked");
        Rejection::internal(&id).into_response(MediaType::Json)
    });

    let duration = start.elapsed();
    let status = response.status().as_u16();
    metrics::count_request(&route, method.as_str(), status, duration);
    let operation = response.extensions().get::<Operation>();
    if let Some(operation) = operation {
        let outcome = operation.code.map_or("ok", ErrorCode::as_str);
        metrics::count_operation(operation.name.as_deref(), outcome, operation.source, duration);
    }
    let name: Option<String> =
        operation.and_then(|operation| Some(operation.name.as_deref()?.chars().take(MAX_LENGTH).collect()));
    tracing::info!(
        client = %client,
        method = method.as_str(),
        path,
        status,
        duration_ms = milliseconds(duration),
        request_id = id_text,
        operation = name,
        code = operation.and_then(|operation| operation.code).map(ErrorCode::as_str),
        cost = operation.and_then(|operation| operation.cost),
        statements = operation.map(|operation| operation.statements),
        source = operation.map(|operation| operation.source),
        "request"
    );
    response
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
