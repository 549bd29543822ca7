//! Whether the program lives, and whether it can answer.

use std::time::Duration;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::time::timeout;

use super::App;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(5);

/// Answers while the process lives.
pub async fn healthz() -> Response {
    say(StatusCode::OK, "ok\n")
}

/// Answers 200 if the database answers, is migrated and has been loaded.
pub async fn readyz(State(app): State<App>) -> Response {
    match timeout(PATIENCE, app.database.ready()).await {
        Ok(Ok(true)) => say(StatusCode::OK, "ready\n"),
        Ok(Ok(false)) => say(StatusCode::SERVICE_UNAVAILABLE, "not ready: the registry has not been loaded yet\n"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database failed a readiness check");
            say(StatusCode::SERVICE_UNAVAILABLE, "not ready: the database failed\n")
        }
        Err(_) => say(StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n"),
    }
}

fn say(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}
