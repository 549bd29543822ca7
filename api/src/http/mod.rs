//! HTTP: the routes, and what is true of every request. Nothing here knows of tables.

mod access_log;
mod graphql;
mod health;
mod media_type;
mod refusal;
mod request;
mod request_id;
mod response;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::header,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};

use self::{media_type::MediaType, refusal::Refusal};
use crate::{db::Database, graphql::Schema};

/// The largest body of a GraphQL request, in bytes.
const MAX_BODY: usize = 1024 * 1024;

const INDEX: &str = "\
Inclusion registry: public data about inclusion projects, over GraphQL.

/graphql         questions in GraphQL, by POST or GET
/schema.graphql  what can be asked
/healthz         200 while the program runs
/readyz          200 when it can answer
";

/// What the handlers share.
#[derive(Clone)]
pub struct App {
    database: Database,
    schema: Schema,
    sdl: Bytes,
}

impl App {
    /// Puts together what answers questions from this database.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database, schema: crate::graphql::schema(), sdl: crate::graphql::sdl().into() }
    }
}

/// The routes of the service.
pub fn router(app: App) -> Router {
    let graphql = get(graphql::get)
        .post(graphql::post)
        .options(graphql::options)
        .fallback(graphql::other_method)
        .layer(DefaultBodyLimit::max(MAX_BODY));
    Router::new()
        .route("/", get(INDEX))
        .route("/graphql", graphql)
        .route("/schema.graphql", get(schema))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(no_route)
        .method_not_allowed_fallback(other_method)
        .layer(middleware::from_fn(access_log::log))
        .with_state(app)
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
