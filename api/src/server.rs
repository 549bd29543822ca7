//! The server: its start, its service and its stop.

use std::{io::ErrorKind, sync::Arc, time::Duration};

use axum::Router;
use store::{Database, OpenError};
use tokio::{net::TcpListener, sync::oneshot, time::sleep};

use crate::{
    http::{self, Settings},
    import,
    limits::{Limits, PUBLIC_RATE_LIMIT},
    reading::Reading,
};

/// How long requests that are running at the end may take.
const LAST_REQUESTS: Duration = Duration::from_secs(30);

/// Why the server couldn't start or go on, in a sentence for a person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database can't be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed in the middle of the work.
    #[error("the database failed: {0}")]
    Database(#[from] store::Error),
    /// The data inside the program couldn't be loaded.
    #[error("the data that comes with the program can't be loaded: {0}")]
    Load(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {reason}")]
    Listen {
        /// The address that was asked for.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The signals to stop can't be listened for.
    #[error("the server can't listen for signals: {0}")]
    Signals(#[source] std::io::Error),
}

/// Serves until the process is told to stop by SIGINT or SIGTERM.
pub async fn serve(
    database_url: &str,
    listen: &str,
    mut limits: Limits,
    reading: Reading,
    mut settings: Settings,
) -> Result<(), Error> {
    log_panics();
    let cannot_listen = |error| Error::Listen { address: listen.to_owned(), reason: listen_failure(&error) };
    let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    // Whoever asks from this very machine is its owner, or a proxy that all others come through.
    limits.rate_limit.get_or_insert(if address.ip().is_loopback() { 0 } else { PUBLIC_RATE_LIMIT });
    settings.public_url.get_or_insert_with(|| format!("http://{address}"));
    // A query that runs has a connection of its own; whoever would find none waits for others to end.
    let connections = reading.connections.unwrap_or(limits.max_concurrent);
    limits.max_concurrent = limits.max_concurrent.min(connections);
    let reading = reading.of_at_most(connections, limits.max_seconds);
    let limits = Arc::new(limits);
    let database = Database::open(database_url, reading.clone()).await?;
    prepare(&database).await?;
    let database = database.read_elsewhere(&reading).await?;
    let router = http::router(http::AppState::new(database, limits.clone(), settings));
    // Whoever reads the next line may stop the process right away.
    let signals = StopSignals::listen().map_err(Error::Signals)?;
    tracing::info!("listening on http://{address}");
    accept(listener, router, &limits, signals).await;
    tracing::info!("stopped");
    Ok(())
}

/// Brings the tables up to date and fills a new registry with the data that comes with the program.
async fn prepare(database: &Database) -> Result<(), Error> {
    let steps = database.migrate().await?;
    if steps > 0 {
        tracing::info!(steps, "brought the database up to date");
    }
    if !database.is_empty().await? {
        return Ok(());
    }
    tracing::info!("the registry is new: loading the data that comes with the program");
    let report = import::load_curated(database).await.map_err(|error| Error::Load(error.into()))?;
    let rejected = report.rejected();
    for line in report.to_string().lines().filter(|line| !line.trim().is_empty()) {
        if rejected > 0 { tracing::warn!("{line}") } else { tracing::info!("{line}") }
    }
    Ok(())
}

/// Answers connections until a signal comes, then lets running requests finish.
async fn accept(listener: TcpListener, router: Router, limits: &Limits, mut signals: StopSignals) {
    let (stop, stopped) = oneshot::channel::<()>();
    let server = http::connections::serve(listener, router, limits, async move {
        // A dropped sender is the signal.
        let _ = stopped.await;
    });
    let end = async move {
        signals.next().await;
        tracing::info!("stopping: finishing the requests that are running");
        drop(stop);
        tokio::select! {
            () = sleep(LAST_REQUESTS) => tracing::warn!("stopping now: requests were still running after {} seconds", LAST_REQUESTS.as_secs()),
            () = signals.next() => tracing::warn!("stopping now: told to stop a second time"),
        }
    };
    tokio::select! {
        () = server => {}
        () = end => {}
    }
}

/// The signals that tell the process to stop.
#[cfg(unix)]
struct StopSignals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    /// From here on the signals are kept for `next` instead of ending the process.
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The signal that tells the process to stop.
#[cfg(not(unix))]
struct StopSignals;

#[cfg(not(unix))]
impl StopSignals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Sends panics to the log, where they carry the id of their request.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "panic: {}", panic.payload_as_str().unwrap_or("no message"));
    }));
}

fn listen_failure(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => "another program is listening there; stop it or choose another port with --listen".to_owned(),
        ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        ErrorKind::PermissionDenied => "the system doesn't allow it; ports below 1024 often need more rights".to_owned(),
        ErrorKind::InvalidInput => "an address looks like 127.0.0.1:8080 or [::1]:8080".to_owned(),
        _ => format!("{error}; an address looks like 127.0.0.1:8080 or [::1]:8080"),
    }
}
