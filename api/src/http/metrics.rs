//! Metrics for Prometheus. Labels have few values, whatever clients send.

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
use prometheus::{
    Histogram, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, TextEncoder, register_histogram,
    register_histogram_vec, register_int_counter, register_int_counter_vec, register_int_gauge, register_int_gauge_vec,
};

use super::AppState;

/// How many names of operations are told apart.
const MAX_NAMES: usize = 100;
/// The longest name that is told apart, in bytes.
const MAX_NAME_LENGTH: usize = 60;

const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0];
const COSTS: [f64; 8] = [10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0, 50_000.0];
const STATEMENTS: [f64; 8] = [0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// The metrics of the process; nothing is counted if they can't be registered.
static METRICS: LazyLock<Option<Metrics>> =
    LazyLock::new(|| Metrics::register().inspect_err(|error| tracing::warn!(%error, "there will be no metrics")).ok());

struct Metrics {
    http_requests: IntCounterVec,
    http_request_duration: HistogramVec,
    http_connections: IntGauge,
    graphql_requests: IntCounterVec,
    graphql_request_duration: HistogramVec,
    graphql_cost: Histogram,
    graphql_sql_statements: Histogram,
    sql_statements: IntCounter,
    sql_pool_connections: IntGaugeVec,
    response_cache_requests: IntCounterVec,
    response_cache_entries: IntGauge,
    response_cache_bytes: IntGauge,
    persisted_queries: IntCounterVec,
    rejections: IntCounterVec,
    queries_running: IntGauge,
    queries_waiting: IntGauge,
    data_version: IntGauge,
}

impl Metrics {
    fn register() -> prometheus::Result<Self> {
        Ok(Self {
            http_requests: register_int_counter_vec!(
                "http_requests_total",
                "Requests by route, method and status.",
                &["route", "method", "status"]
            )?,
            http_request_duration: register_histogram_vec!(
                "http_request_duration_seconds",
                "How long requests took, by route.",
                &["route"],
                SECONDS.to_vec()
            )?,
            http_connections: register_int_gauge!("http_connections", "Connections that are open.")?,
            graphql_requests: register_int_counter_vec!(
                "graphql_requests_total",
                "GraphQL requests by operation and outcome: ok, or the code of the first error.",
                &["operation", "outcome"]
            )?,
            graphql_request_duration: register_histogram_vec!(
                "graphql_request_duration_seconds",
                "How long GraphQL requests took, by where the answer came from.",
                &["source"],
                SECONDS.to_vec()
            )?,
            graphql_cost: register_histogram!("graphql_cost", "What the queries cost that were run.", COSTS.to_vec())?,
            graphql_sql_statements: register_histogram!(
                "graphql_sql_statements",
                "How many SQL statements the queries took that were run.",
                STATEMENTS.to_vec()
            )?,
            sql_statements: register_int_counter!("sql_statements_total", "SQL statements that were run for queries.")?,
            sql_pool_connections: register_int_gauge_vec!(
                "sql_pool_connections",
                "Connections to the database for reading, by state: idle or busy.",
                &["state"]
            )?,
            response_cache_requests: register_int_counter_vec!(
                "response_cache_requests_total",
                "GraphQL requests by result: hit, miss, not_modified or bypass.",
                &["result"]
            )?,
            response_cache_entries: register_int_gauge!("response_cache_entries", "Answers that are kept.")?,
            response_cache_bytes: register_int_gauge!("response_cache_bytes", "How many bytes the kept answers take, roughly.")?,
            persisted_queries: register_int_counter_vec!(
                "persisted_queries_total",
                "Queries named by their hash, by result: sent, known or unknown.",
                &["result"]
            )?,
            rejections: register_int_counter_vec!(
                "requests_turned_away_total",
                "Requests turned away, by reason: overloaded, rate_limited or connections.",
                &["reason"]
            )?,
            queries_running: register_int_gauge!("queries_running", "Queries that run now.")?,
            queries_waiting: register_int_gauge!("queries_waiting", "Queries that wait for others to end.")?,
            data_version: register_int_gauge!("data_version", "The number of the newest publication that was seen.")?,
        })
    }
}

/// Answers with all metrics.
pub async fn metrics(State(app): State<AppState>) -> Response {
    let Some(metrics) = &*METRICS else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (running, waiting) = app.admission.load();
    let (entries, bytes) = app.responses.size().await;
    let (idle, busy) = app.database.pool();
    metrics.queries_running.set(number(running));
    metrics.queries_waiting.set(number(waiting));
    metrics.response_cache_entries.set(number(entries));
    metrics.response_cache_bytes.set(number(bytes));
    metrics.sql_pool_connections.with_label_values(&["idle"]).set(number(idle));
    metrics.sql_pool_connections.with_label_values(&["busy"]).set(number(busy));
    match TextEncoder::new().encode_to_string(&prometheus::gather()) {
        Ok(text) => {
            let content_type = "text/plain; version=0.0.4; charset=utf-8";
            ([(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the metrics can't be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Counts a request of any kind.
pub fn count_request(route: &str, method: &str, status: u16, duration: Duration) {
    let Some(metrics) = &*METRICS else { return };
    // Anybody can invent a method.
    let method = match method {
        "GET" | "HEAD" | "POST" | "OPTIONS" => method,
        _ => "other",
    };
    metrics.http_requests.with_label_values(&[route, method, &status.to_string()]).inc();
    metrics.http_request_duration.with_label_values(&[route]).observe(duration.as_secs_f64());
}

/// Counts a GraphQL request.
pub fn count_operation(name: Option<&str>, outcome: &str, source: &'static str, duration: Duration) {
    let Some(metrics) = &*METRICS else { return };
    metrics.graphql_requests.with_label_values(&[&*label(name), outcome]).inc();
    metrics.response_cache_requests.with_label_values(&[source]).inc();
    metrics.graphql_request_duration.with_label_values(&[source]).observe(duration.as_secs_f64());
}

/// Counts a query that was run.
#[expect(clippy::cast_precision_loss, reason = "figures of this size are exact enough")]
pub fn count_query(cost: u64, statements: usize, data_version: Option<i64>) {
    let Some(metrics) = &*METRICS else { return };
    metrics.graphql_cost.observe(cost as f64);
    metrics.graphql_sql_statements.observe(statements as f64);
    metrics.sql_statements.inc_by(statements as u64);
    if let Some(version) = data_version {
        metrics.data_version.set(version);
    }
}

/// Counts a query that a client named by its hash: `sent` in full, `known` from before, or `unknown`.
pub fn count_persisted_query(result: &'static str) {
    let Some(metrics) = &*METRICS else { return };
    metrics.persisted_queries.with_label_values(&[result]).inc();
}

/// Counts a request that was rejected because there is too much to do.
pub fn count_rejection(reason: &'static str) {
    let Some(metrics) = &*METRICS else { return };
    metrics.rejections.with_label_values(&[reason]).inc();
}

/// Follows how many connections are open.
pub fn count_connection(change: i64) {
    let Some(metrics) = &*METRICS else { return };
    metrics.http_connections.add(change);
}

/// The name of an operation as a label: the first ones that come, then one for all others.
fn label(name: Option<&str>) -> String {
    static NAMES: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    let Some(name) = name else { return "(none)".to_owned() };
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let known =
        names.contains(name) || (names.len() < MAX_NAMES && name.len() <= MAX_NAME_LENGTH && names.insert(name.to_owned()));
    if known { name.to_owned() } else { "(other)".to_owned() }
}

/// A number as gauges take it.
fn number(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}
