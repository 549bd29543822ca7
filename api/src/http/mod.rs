//! HTTP: the routes, and the layers that every request passes. Nothing here knows of tables.

mod accept;
mod access_log;
mod admission;
mod client_address;
pub mod connections;
mod content_encoding;
mod etag;
mod graphql;
mod health;
mod media_type;
mod metrics;
mod pages;
mod persisted_queries;
mod rate_limit;
mod rejection;
mod request;
mod request_id;
mod response;
mod response_cache;
mod response_headers;
mod settings;

use std::sync::Arc;

use ::graphql::Schema;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use store::{Database, Version};

pub use self::settings::Settings;
use self::{
    admission::Admission,
    client_address::ClientAddress,
    media_type::MediaType,
    persisted_queries::PersistedQueries,
    rate_limit::RateLimit,
    rejection::Rejection,
    response_cache::{CacheKey, ResponseCache},
};
use crate::limits::Limits;

const MEGABYTE: u64 = 1024 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    database: Database,
    schema: Schema,
    /// What requests may ask for, and how much of everything at once.
    limits: Arc<Limits>,
    sdl: Bytes,
    settings: Arc<Settings>,
    version: Arc<Version>,
    /// What tells this program from others that may give other answers.
    program: CacheKey,
    responses: ResponseCache,
    persisted_queries: PersistedQueries,
    cache_control: HeaderValue,
    admission: Arc<Admission>,
    rate_limit: Option<Arc<RateLimit>>,
}

impl AppState {
    /// Puts together what answers requests from this database.
    #[must_use]
    pub fn new(database: Database, limits: Arc<Limits>, settings: Settings) -> Self {
        let sdl = Bytes::from(::graphql::sdl());
        let cache_control = HeaderValue::try_from(format!("public, max-age={}, must-revalidate", settings.max_age));
        Self {
            schema: ::graphql::schema(),
            version: Version::of(database.clone()),
            program: CacheKey::of(&[env!("CARGO_PKG_VERSION").as_bytes(), &sdl]),
            sdl,
            responses: ResponseCache::new(u64::from(settings.response_cache) * MEGABYTE),
            persisted_queries: PersistedQueries::new(u64::from(settings.persisted_queries) * MEGABYTE),
            cache_control: cache_control.unwrap_or(HeaderValue::from_static("no-cache")),
            admission: Arc::new(Admission::new(limits.clone())),
            rate_limit: limits.rate_limit.and_then(RateLimit::new).map(Arc::new),
            limits,
            settings: Arc::new(settings),
            database,
        }
    }

    /// Charges the cost of a request to what the client may ask for.
    fn charge(&self, client: ClientAddress, cost: u64) -> Result<(), Rejection> {
        self.rate_limit.as_ref().map_or(Ok(()), |limit| limit.charge(client, cost))
    }
}

/// The routes of the service.
pub fn router(app: AppState) -> Router {
    let graphql = get(graphql::get)
        .post(graphql::post)
        .options(graphql::options)
        .fallback(graphql::method_not_allowed)
        .layer(DefaultBodyLimit::max(usize::try_from(app.limits.max_body_bytes).unwrap_or(usize::MAX)));
    Router::new()
        .merge(pages::routes())
        .route("/graphql", graphql)
        .route("/schema.graphql", get(schema))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        // The first of these layers is the outermost.
        .layer((
            request_id::layers(),
            middleware::from_fn_with_state(app.clone(), access_log::log),
            middleware::from_fn(response_headers::add),
            middleware::from_fn_with_state(app.clone(), limit_uri_length),
        ))
        .with_state(app)
}

async fn limit_uri_length(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let allowed = app.limits.max_url_bytes;
    let length = request.uri().path_and_query().map_or(0, |uri| uri.as_str().len());
    if length as u64 > allowed {
        let media = MediaType::negotiate(request.headers()).unwrap_or(MediaType::Json);
        return Rejection::uri_too_long(length, allowed).into_response(media);
    }
    next.run(request).await
}

async fn schema(State(app): State<AppState>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], app.sdl).into_response()
}

async fn not_found() -> Response {
    Rejection::not_found().into_response(MediaType::Json)
}

/// Rejects other methods; the router adds those that are allowed.
async fn method_not_allowed() -> Response {
    Rejection::method_not_allowed("This address can only be read, with GET.", None).into_response(MediaType::Json)
}
