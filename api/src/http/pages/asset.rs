//! The files that the pages are made with. Their names hold a hash of what is in them, so browsers keep them for good.

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::{IMMUTABLE, encoded, hash};
use crate::http::not_found;

/// A file with its address.
struct Asset {
    path: String,
    media_type: &'static str,
    bytes: &'static [u8],
}

static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_bytes!("../../../assets/style.css")));
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_bytes!("../../../assets/icon.svg")));

impl Asset {
    fn new(name: &str, extension: &str, media_type: &'static str, bytes: &'static [u8]) -> Self {
        Self { path: format!("/assets/{name}-{}.{extension}", hash(bytes)), media_type, bytes }
    }
}

/// The address of the stylesheet.
pub fn style() -> &'static str {
    &STYLE.path
}

/// The address of the icon.
pub fn icon() -> &'static str {
    &ICON.path
}

/// Sends a file.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let wanted = |asset: &&Asset| asset.path.strip_prefix("/assets/") == Some(name.as_str());
    match [&*STYLE, &*ICON].into_iter().find(wanted) {
        Some(asset) => {
            let about =
                [(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, IMMUTABLE), (header::VARY, "accept-encoding")];
            (about, encoded(&headers, Bytes::from_static(asset.bytes)).await).into_response()
        }
        None => not_found().await,
    }
}
