//! HTTP: the routes, and what is true of every request. Nothing here knows of tables.

mod access_log;
mod client_address;
mod coding;
pub mod connections;
mod etag;
mod gate;
mod graphql;
mod headers;
mod health;
mod media_type;
pub mod metrics;
mod pages;
mod persisted;
mod quality;
mod rate_limit;
mod refusal;
mod request;
mod request_id;
mod response;
mod response_cache;
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
use metrics_exporter_prometheus::PrometheusHandle;
use store::{Database, Version};

pub use self::settings::Settings;
use self::{
    client_address::ClientAddress,
    gate::Gate,
    media_type::MediaType,
    persisted::PersistedQueries,
    rate_limit::RateLimit,
    refusal::Refusal,
    response_cache::{Key, ResponseCache},
};
use crate::limits::limits;

const MEGABYTE: u64 = 1024 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub struct App {
    database: Database,
    schema: Schema,
    /// What a request may ask for.
    limits: ::graphql::Limits,
    sdl: Bytes,
    settings: Arc<Settings>,
    version: Arc<Version>,
    /// What tells this program from others that may give other answers.
    program: Key,
    responses: ResponseCache,
    persisted: PersistedQueries,
    cache_control: HeaderValue,
    gate: Arc<Gate>,
    rate_limit: Option<Arc<RateLimit>>,
    metrics: Option<PrometheusHandle>,
}

impl App {
    /// Puts together what answers questions from this database.
    #[must_use]
    pub fn new(database: Database, settings: Settings, metrics: Option<PrometheusHandle>) -> Self {
        let sdl = Bytes::from(::graphql::sdl());
        let cache_control = HeaderValue::try_from(format!("public, max-age={}, must-revalidate", settings.max_age));
        Self {
            schema: ::graphql::schema(),
            limits: limits().of_requests(),
            version: Version::of(database.clone()),
            program: Key::of(&[env!("CARGO_PKG_VERSION").as_bytes(), &sdl]),
            sdl,
            responses: ResponseCache::new(u64::from(settings.response_cache) * MEGABYTE),
            persisted: PersistedQueries::new(u64::from(settings.persisted_queries) * MEGABYTE),
            cache_control: cache_control.unwrap_or(HeaderValue::from_static("no-cache")),
            gate: Arc::new(Gate::new(limits())),
            rate_limit: limits().rate_limit.and_then(RateLimit::new).map(Arc::new),
            settings: Arc::new(settings),
            database,
            metrics,
        }
    }

    /// Takes the cost of a request from what the client may ask for.
    fn charge(&self, client: ClientAddress, cost: u64) -> Result<(), Refusal> {
        self.rate_limit.as_ref().map_or(Ok(()), |limit| limit.charge(client, cost))
    }
}

/// The routes of the service.
pub fn router(app: App) -> Router {
    let graphql = get(graphql::get)
        .post(graphql::post)
        .options(graphql::options)
        .fallback(graphql::other_method)
        .layer(DefaultBodyLimit::max(usize::try_from(limits().max_body_bytes).unwrap_or(usize::MAX)));
    Router::new()
        .merge(pages::routes())
        .route("/graphql", graphql)
        .route("/schema.graphql", get(schema))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics))
        .fallback(no_route)
        .method_not_allowed_fallback(other_method)
        .layer(middleware::from_fn(refuse_long_addresses))
        .layer(middleware::from_fn(headers::add))
        .layer(middleware::from_fn_with_state(app.clone(), access_log::log))
        .with_state(app)
}

async fn refuse_long_addresses(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if length as u64 > limits().max_url_bytes {
        let media = MediaType::negotiate(request.headers()).unwrap_or(MediaType::Json);
        return Refusal::address_too_long(length, limits().max_url_bytes).into_response(media);
    }
    next.run(request).await
}

async fn schema(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], app.sdl).into_response()
}

async fn no_route() -> Response {
    Refusal::no_route().into_response(MediaType::Json)
}

/// The router adds the methods that are allowed.
async fn other_method() -> Response {
    Refusal::method_not_allowed("This address can only be read, with GET.", None).into_response(MediaType::Json)
}
