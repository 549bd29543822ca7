//! Figures for Prometheus. Labels have few values, whatever clients send.

use std::{
    collections::HashSet,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

use super::App;

/// How many names of operations are told apart.
const MOST_NAMES: usize = 100;
/// The longest name that is told apart, in bytes.
const LONGEST_NAME: usize = 60;
/// How often figures are added up that nobody has asked for.
const UPKEEP: Duration = Duration::from_secs(5);

const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0];
const COSTS: [f64; 8] = [10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0, 50_000.0];
const STATEMENTS: [f64; 8] = [0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// Begins to count, once for the whole process.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    use metrics_exporter_prometheus::Matcher::{Full, Suffix};
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Full("graphql_cost".to_owned()), &COSTS)?
        .set_buckets_for_metric(Full("graphql_sql_statements".to_owned()), &STATEMENTS)?
        .install_recorder()?;
    describe_counter!("http_requests_total", "Requests by route, method and status.");
    describe_histogram!("http_request_duration_seconds", "How long requests took, by route.");
    describe_counter!("graphql_requests_total", "GraphQL requests by operation and outcome: ok, or the code of the first error.");
    describe_histogram!("graphql_request_duration_seconds", "How long GraphQL requests took, by where the answer came from.");
    describe_histogram!("graphql_cost", "What the queries cost that were run.");
    describe_histogram!("graphql_sql_statements", "How many SQL statements the queries took that were run.");
    describe_counter!("sql_statements_total", "SQL statements that were run for queries.");
    describe_counter!("response_cache_requests_total", "GraphQL requests by result: hit, miss, not_modified or bypass.");
    describe_counter!("persisted_queries_total", "Queries named by their hash, by result: sent, known or unknown.");
    describe_counter!("requests_turned_away_total", "Requests turned away, by reason: overloaded, rate_limited or connections.");
    describe_gauge!("response_cache_entries", "Answers that are kept.");
    describe_gauge!("response_cache_bytes", "How many bytes the kept answers take, roughly.");
    describe_gauge!("queries_running", "Queries that run now.");
    describe_gauge!("queries_waiting", "Queries that wait for others to end.");
    describe_gauge!("http_connections", "Connections that are open.");
    describe_gauge!("sql_pool_connections", "Connections to the database for reading, by state: idle or busy.");
    describe_gauge!("data_version", "The number of the newest publication that was seen.");
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    Ok(handle)
}

/// Answers with all figures.
pub async fn metrics(State(app): State<App>) -> Response {
    let (running, waiting) = app.gate.load();
    let (entries, bytes) = app.responses.size().await;
    let (idle, busy) = app.database.pool();
    let figures = [
        ("queries_running", running as u64),
        ("queries_waiting", waiting.into()),
        ("response_cache_entries", entries),
        ("response_cache_bytes", bytes),
    ];
    for (name, value) in figures {
        gauge!(name).set(number(value));
    }
    gauge!("sql_pool_connections", "state" => "idle").set(f64::from(idle));
    gauge!("sql_pool_connections", "state" => "busy").set(f64::from(busy));
    let Some(handle) = &app.metrics else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, handle.render()).into_response()
}

/// Counts a request of any kind.
pub fn count_request(route: &str, method: &str, status: u16, took: Duration) {
    // Anybody can invent a method.
    let method = match method {
        "GET" | "HEAD" | "POST" | "OPTIONS" => method,
        _ => "other",
    };
    let labels = [("route", route.to_owned()), ("method", method.to_owned()), ("status", status.to_string())];
    counter!("http_requests_total", &labels).increment(1);
    histogram!("http_request_duration_seconds", "route" => route.to_owned()).record(took);
}

/// Counts a GraphQL request.
pub fn count_operation(name: Option<&str>, outcome: &str, source: &'static str, took: Duration) {
    counter!("graphql_requests_total", "operation" => label(name), "outcome" => outcome.to_owned()).increment(1);
    counter!("response_cache_requests_total", "result" => source).increment(1);
    histogram!("graphql_request_duration_seconds", "source" => source).record(took);
}

/// Counts a query that was run.
pub fn count_query(cost: u64, statements: usize, data_version: Option<i64>) {
    histogram!("graphql_cost").record(number(cost));
    histogram!("graphql_sql_statements").record(number(statements as u64));
    counter!("sql_statements_total").increment(statements as u64);
    if let Some(version) = data_version.and_then(|version| u64::try_from(version).ok()) {
        gauge!("data_version").set(number(version));
    }
}

/// Counts a query that a client named by its hash: `sent` in full, `known` from before, or `unknown`.
pub fn count_persisted_query(result: &'static str) {
    counter!("persisted_queries_total", "result" => result).increment(1);
}

/// Counts a request that was turned away.
pub fn count_turned_away(reason: &'static str) {
    counter!("requests_turned_away_total", "reason" => reason).increment(1);
}

/// Follows how many connections are open.
pub fn count_connection(change: f64) {
    gauge!("http_connections").increment(change);
}

/// The name of an operation as a label: the first ones that come, then one for all others.
fn label(name: Option<&str>) -> String {
    static NAMES: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    let Some(name) = name else { return "(none)".to_owned() };
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let known = names.contains(name) || (names.len() < MOST_NAMES && name.len() <= LONGEST_NAME && names.insert(name.to_owned()));
    if known { name.to_owned() } else { "(other)".to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "figures of this size are exact enough")]
fn number(value: u64) -> f64 {
    value as f64
}
