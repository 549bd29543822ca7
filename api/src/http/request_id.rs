//! Request ids, which tie a response to its log lines.

use axum::extract::Request;
use tower::util::MapRequestLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};

type Layers = (MapRequestLayer<fn(Request) -> Request>, SetRequestIdLayer<MakeRequestUuid>, PropagateRequestIdLayer);

/// The layers that give each request an id, and its response the same one in `x-request-id`.
pub fn layers() -> Layers {
    (MapRequestLayer::new(remove_id), SetRequestIdLayer::x_request_id(MakeRequestUuid), PropagateRequestIdLayer::x_request_id())
}

/// Removes an id that the client chose: log lines are found by ours.
fn remove_id(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

/// An id as text.
pub fn text(id: &RequestId) -> &str {
    id.header_value().to_str().unwrap_or_default()
}
