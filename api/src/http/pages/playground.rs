//! The playground GraphiQL, as `web/` builds it. Only compressed copies of its files are in the program: `FILE.br` and `FILE.gz`.

use std::io::Read;

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::read::GzDecoder;
use headers::HeaderMapExt;
use include_dir::{Dir, include_dir};

use super::{IMMUTABLE, Page, asset, hash, with_policies};
use crate::http::{content_encoding::ContentEncoding, etag, not_found};

/// What the playground may load: files of this server, and answers of its API. The editor styles its lines one by one.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What `web/` built, in the folder `graphiql`. It is missing if the program was built without Node.js.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../web/dist");

/// Says that the playground is missing, and how to get it.
#[derive(Template)]
#[template(path = "no-playground.html")]
struct Missing<'a> {
    page: &'a Page,
}

/// The page of the playground.
pub async fn show(page: Page) -> Response {
    let (Some(mut response), Some(index)) = (send("index.html", &page.headers), contents("index.html", "gz")) else {
        return page.respond(StatusCode::SERVICE_UNAVAILABLE, &Missing { page: &page }).await;
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(tag) = etag::weak(&hash(index)) {
        if etag::matches(&page.headers, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
            response.headers_mut().remove(header::CONTENT_ENCODING);
        }
        response.headers_mut().typed_insert(tag);
    }
    response
}

/// A file of the playground. Its name changes with what is in it.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match send(&name, &headers) {
        Some(mut response) => {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(IMMUTABLE));
            response
        }
        None => not_found().await,
    }
}

/// A file in the encoding that the client prefers.
fn send(name: &str, headers: &HeaderMap) -> Option<Response> {
    let encoding = ContentEncoding::preferred(headers);
    let body = match encoding {
        ContentEncoding::Brotli => Body::from(contents(name, "br")?),
        ContentEncoding::Gzip => Body::from(contents(name, "gz")?),
        ContentEncoding::Identity => {
            let mut plain = Vec::new();
            GzDecoder::new(contents(name, "gz")?).read_to_end(&mut plain).ok()?;
            Body::from(plain)
        }
    };
    let mut response = ([(header::CONTENT_TYPE, media_type(name)), (header::VARY, "accept-encoding")], body).into_response();
    if let Some(encoding) = encoding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(with_policies(response, CONTENT_SECURITY_POLICY))
}

/// The contents of the compressed copy of a file.
fn contents(name: &str, extension: &str) -> Option<&'static [u8]> {
    Some(FILES.get_file(format!("graphiql/{name}.{extension}"))?.contents())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    }
}
