//! Connections: their greatest number, the time that they may take, and their end.

use std::{convert::Infallible, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{HttpService, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use super::metrics;
use crate::limits::Limits;

/// Room for the headers of a request, besides its address.
const MAX_HEADER_BYTES: usize = 64 * 1024;
/// How long to wait when the system has no more sockets, and at most until a rejected connection has read why.
const PAUSE: Duration = Duration::from_secs(1);
/// The response on a connection that is one too many.
const UNAVAILABLE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Answers connections until `stop` comes, then lets running requests finish.
pub async fn serve(listener: TcpListener, router: Router, limits: &Limits, stop: impl Future<Output = ()>) {
    let permits = Arc::new(Semaphore::new(limits.max_connections as usize));
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection can't be accepted");
                // A single connection may have broken; if the system has no sockets left, asking at once again helps nobody.
                if !concerns_one_connection(&error) {
                    sleep(PAUSE).await;
                }
                continue;
            }
        };
        let Ok(permit) = permits.clone().try_acquire_owned() else {
            metrics::count_rejection("connections");
            tokio::spawn(reject(stream));
            continue;
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps waiting to fill its packets");
        }
        let connection = connections.watch(connection(stream, peer, router.clone(), limits));
        tokio::spawn(async move {
            metrics::count_connection(1);
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            metrics::count_connection(-1);
            drop(permit);
        });
    }
    drop(listener);
    connections.shutdown().await;
}

/// A connection whose other side must not keep it open for ever by never reading the answer.
type Stream = TokioIo<Pin<Box<TimeoutStream<TcpStream>>>>;

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: &Limits,
) -> http1::Connection<Stream, impl HttpService<Incoming, ResBody = Body, Error = Infallible, Future: Send> + use<>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.body_seconds));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request.map(Body::new))
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_seconds)
        .max_buf_size(usize::try_from(limits.max_url_bytes).unwrap_or(usize::MAX).saturating_add(MAX_HEADER_BYTES))
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
}

async fn reject(mut stream: TcpStream) {
    let _ = timeout(PAUSE, async {
        stream.write_all(UNAVAILABLE).await?;
        stream.shutdown().await
    })
    .await;
}

fn concerns_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
