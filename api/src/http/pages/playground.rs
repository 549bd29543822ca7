//! GraphiQL, as `web/` builds it. Only compressed copies of its files are in the program: `FILE.br` and `FILE.gz`.

use std::{borrow::Cow, io::Read};

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::read::GzDecoder;
use rust_embed::RustEmbed;

use super::{FOREVER, Page, asset, is_known, secure, tag};
use crate::http::{coding::Coding, no_route};

/// What the playground may load: files of this server, and answers of its API. The editor styles its lines one by one.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
    img-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Empty if the program was built without Node.js.
#[derive(RustEmbed)]
#[folder = "../web/dist/graphiql"]
#[allow_missing = true]
struct Files;

/// Says that the playground is missing, and how to get it.
#[derive(Template)]
#[template(path = "no-playground.html")]
struct Missing<'a> {
    page: &'a Page,
}

/// The playground.
pub async fn show(page: Page) -> Response {
    let (Some(mut response), Some(file)) = (send("index.html", &page.headers), Files::get("index.html.gz")) else {
        return page.answer(StatusCode::SERVICE_UNAVAILABLE, &Missing { page: &page }).await;
    };
    let tag = tag(&file.data);
    if is_known(&page.headers, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A file of the playground. Its name changes with what is in it.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match send(&name, &headers) {
        Some(mut response) => {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FOREVER));
            response
        }
        None => no_route().await,
    }
}

/// A file in the form that the client likes best.
fn send(name: &str, headers: &HeaderMap) -> Option<Response> {
    let coding = Coding::among(headers, &[Coding::Brotli, Coding::Gzip]);
    let bytes = match coding {
        Coding::Brotli => Files::get(&format!("{name}.br"))?.data,
        Coding::Gzip => Files::get(&format!("{name}.gz"))?.data,
        Coding::Zstd | Coding::Identity => {
            let mut plain = Vec::new();
            GzDecoder::new(Files::get(&format!("{name}.gz"))?.data.as_ref()).read_to_end(&mut plain).ok()?;
            plain.into()
        }
    };
    let body = match bytes {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = ([(header::CONTENT_TYPE, media_type(name)), (header::VARY, "accept-encoding")], body).into_response();
    if let Some(coding) = coding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Some(secure(response, POLICY))
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
