//! Health checks: whether the program lives, and whether it can answer.

use std::time::Duration;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::time::timeout;

use super::AppState;

/// How long the database may take to say that it is there.
const READY_TIMEOUT: Duration = Duration::from_secs(5);

/// Answers while the process lives.
pub async fn healthz() -> Response {
    text(StatusCode::OK, "ok\n")
}

/// Answers 200 if the database answers, is migrated and has been loaded.
pub async fn readyz(State(app): State<AppState>) -> Response {
    match timeout(READY_TIMEOUT, app.database.ready()).await {
        Ok(Ok(true)) => text(StatusCode::OK, "ready\n"),
        Ok(Ok(false)) => text(StatusCode::SERVICE_UNAVAILABLE, "not ready: the registry has not been loaded yet\n"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database failed a readiness check");
            text(StatusCode::SERVICE_UNAVAILABLE, "not ready: the database failed\n")
        }
        Err(_) => text(StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n"),
    }
}

fn text(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}
