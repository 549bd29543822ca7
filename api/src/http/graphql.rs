//! GraphQL over HTTP, by POST and GET.
//!
//! The handlers are our own: those of async-graphql-axum execute mutations by GET, take bodies that a foreign page can send,
//! and answer refused requests with `"data": null`.

use std::sync::Arc;

use async_graphql::{Request as GraphqlRequest, ServerError, Value};
use axum::{
    Extension,
    body::Bytes,
    extract::{
        FromRequest, Request, State,
        rejection::{BytesRejection, FailedToBufferBody},
    },
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use graphql::ErrorCode;
use headers::HeaderMapExt;
use time::Date;
use tokio::time::timeout;
use tower_http::request_id::RequestId;

use super::{
    AppState,
    access_log::Operation,
    client_address::ClientAddress,
    content_encoding::ContentEncoding,
    etag,
    media_type::{self, MediaType},
    metrics,
    rejection::Rejection,
    request, response,
    response_cache::{CacheKey, CachedResponse},
};
use crate::limits::Limits;

/// The header by which a client asks what its query costs.
const COST_HEADER: &str = "graphql-cost";

/// Who asks, and in which form the response goes back.
struct RequestContext<'a> {
    headers: &'a HeaderMap,
    media: MediaType,
    client: ClientAddress,
    id: RequestId,
    /// True if others may keep the response.
    cacheable: bool,
}

/// Why there is no response to keep.
enum Uncached {
    /// The query was refused, or failed.
    Failed { errors: Vec<ServerError>, operation: Option<String>, cost: Option<u64>, statements: usize },
    /// The query was not admitted.
    Rejected { rejection: Rejection, operation: Option<String>, cost: Option<u64> },
    /// The data changed while the query ran, so that the response belongs to another key.
    Outdated(Arc<CachedResponse>),
}

/// Answers a GET, which changes nothing and can be cached.
pub async fn get(
    State(app): State<AppState>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(media) = MediaType::negotiate(&headers) else {
        return Rejection::not_acceptable().into_response(MediaType::Json);
    };
    let context = RequestContext { headers: &headers, media, client, id, cacheable: true };
    match request::from_uri(&uri, &app.persisted_queries, media) {
        Ok(request) => Box::pin(respond(&app, request, context)).await,
        Err(rejection) => rejection.into_response(media),
    }
}

/// Answers a POST.
pub async fn post(
    State(app): State<AppState>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<ClientAddress>,
    http_request: Request,
) -> Response {
    let Some(media) = MediaType::negotiate(http_request.headers()) else {
        return reject_and_close(Rejection::not_acceptable(), MediaType::Json);
    };
    let headers = http_request.headers().clone();
    let body = match read_body(http_request, &app.limits).await {
        Ok(body) => body,
        Err(rejection) => return reject_and_close(rejection, media),
    };
    let context = RequestContext { headers: &headers, media, client, id, cacheable: false };
    match request::from_body(&body, &app.persisted_queries, media) {
        Ok(request) => Box::pin(respond(&app, request, context)).await,
        Err(rejection) => rejection.into_response(media),
    }
}

/// Rejects a request whose body was not read to its end, after which nothing else can be asked on the connection.
fn reject_and_close(rejection: Rejection, media: MediaType) -> Response {
    let mut response = rejection.into_response(media);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Says what can be done here.
pub async fn options() -> Response {
    (StatusCode::NO_CONTENT, [(header::ALLOW, "GET, HEAD, POST, OPTIONS")]).into_response()
}

/// Rejects every other method.
pub async fn method_not_allowed(headers: HeaderMap) -> Response {
    let media = MediaType::negotiate(&headers).unwrap_or(MediaType::Json);
    Rejection::method_not_allowed("Questions are asked by GET or POST.", Some("GET, POST")).into_response(media)
}

/// Answers from the cache if the same was asked before and the data is still the same.
async fn respond(app: &AppState, request: GraphqlRequest, context: RequestContext<'_>) -> Response {
    if let Err(rejection) = app.charge(context.client, 1) {
        return rejection_response(&rejection, None, None, &context);
    }
    let today = app.database.today();
    let version = match app.version.current().await {
        Ok(version) => version,
        Err(error) => {
            let failed = Uncached::failed(vec![graphql::database_failure(error)]);
            return error_response(&failed, app, &context).await;
        }
    };
    if context.headers.get(COST_HEADER).is_some_and(|value| !matches!(value.as_bytes(), b"0" | b"false" | b"")) {
        return match execute_uncached(app, version, request, today, context.client, true).await {
            Ok(executed) => success_response(&executed, None, "bypass", app, &context).await,
            Err(uncached) => error_response(&uncached, app, &context).await,
        };
    }
    let key = cache_key(app, version, today, &request);
    if context.cacheable && etag::matches_any(context.headers, &key) {
        let mut response = response::not_modified();
        set_cache_headers(&mut response, app, &key, context.media, ContentEncoding::preferred(context.headers));
        let name = request.operation_name;
        return with_operation(response, Operation { name, code: None, cost: None, statements: 0, source: "not_modified" });
    }
    match Box::pin(get_or_execute(app, key, version, request, today, context.client)).await {
        Ok((cached, hit)) => success_response(&cached, Some(&key), if hit { "hit" } else { "miss" }, app, &context).await,
        Err(uncached) => error_response(&uncached, app, &context).await,
    }
}

/// The JSON that answers a query of our own pages, which is charged and cached like everybody else's; nothing if it fails.
pub async fn query(app: &AppState, query: &'static str, client: ClientAddress) -> Option<Bytes> {
    let today = app.database.today();
    let request = GraphqlRequest::new(query);
    let version = app.version.current().await.ok()?;
    let key = cache_key(app, version, today, &request);
    match Box::pin(get_or_execute(app, key, version, request, today, client)).await {
        Ok((cached, _)) => Some(cached.body.clone()),
        Err(uncached) => match &*uncached {
            Uncached::Outdated(executed) => Some(executed.body.clone()),
            Uncached::Failed { .. } | Uncached::Rejected { .. } => None,
        },
    }
}

/// The cached response to a request, or the one that is executed now; true if it was cached.
async fn get_or_execute(
    app: &AppState,
    key: CacheKey,
    version: i64,
    request: GraphqlRequest,
    today: Date,
    client: ClientAddress,
) -> Result<(Arc<CachedResponse>, bool), Arc<Uncached>> {
    let cached = app.responses.get_or_execute(key, async {
        let executed = Arc::new(execute_uncached(app, version, request, today, client, false).await?);
        if executed.data_version == version { Ok(executed) } else { Err(Uncached::Outdated(executed)) }
    });
    Box::pin(cached).await
}

/// What the response to a request depends on.
fn cache_key(app: &AppState, version: i64, today: Date, request: &GraphqlRequest) -> CacheKey {
    let variables = serde_json::to_vec(&request.variables).unwrap_or_default();
    CacheKey::of(&[
        &app.program.0,
        &version.to_le_bytes(),
        &today.to_julian_day().to_le_bytes(),
        request.query.as_bytes(),
        &variables,
        request.operation_name.as_deref().unwrap_or_default().as_bytes(),
    ])
}

/// Checks a request and executes it on the database, whose version is thought to be this.
async fn execute_uncached(
    app: &AppState,
    version: i64,
    mut request: GraphqlRequest,
    today: Date,
    client: ClientAddress,
    show_cost: bool,
) -> Result<CachedResponse, Uncached> {
    let prepared = graphql::prepare(&mut request, &app.limits.of_requests()).map_err(|error| Uncached::failed(vec![error]))?;
    let (name, cost) = (prepared.name.clone(), prepared.cost);
    let rejected = |rejection| Uncached::Rejected { rejection, operation: name.clone(), cost: Some(cost) };
    // 1 was charged already, for asking at all.
    app.charge(client, cost.saturating_sub(1)).map_err(rejected)?;
    let permit = app.admission.acquire().await.map_err(rejected)?;
    if let Some(url) = &app.settings.public_url {
        request = request.data(graphql::PublicUrl(url.clone()));
    }
    let mut answer = graphql::execute(&app.schema, &app.database, &app.limits.of_requests(), request, &prepared, today).await;
    drop(permit);
    if answer.data_version.is_some_and(|read| read != version) {
        // Who was shown new data must not be shown old answers afterwards.
        app.version.renew();
    }
    metrics::count_query(cost, answer.statements, answer.data_version);
    let (statements, data_version) = (answer.statements, answer.data_version.unwrap_or(0));
    if !answer.executed {
        return Err(Uncached::Failed { errors: answer.response.errors, operation: name, cost: Some(cost), statements });
    }
    if show_cost {
        answer.response.extensions.insert("cost".to_owned(), Value::from(cost));
    }
    match serde_json::to_vec(&answer.response) {
        Ok(body) => Ok(CachedResponse::new(name, cost, statements, data_version, body.into())),
        Err(error) => {
            tracing::error!(%error, "an answer can't be written");
            Err(Uncached::Failed { errors: vec![graphql::internal_failure()], operation: name, cost: Some(cost), statements })
        }
    }
}

impl Uncached {
    fn failed(errors: Vec<ServerError>) -> Self {
        Self::Failed { errors, operation: None, cost: None, statements: 0 }
    }
}

/// The response to an executed request; with a key, others may keep it.
async fn success_response(
    executed: &CachedResponse,
    key: Option<&CacheKey>,
    source: &'static str,
    app: &AppState,
    context: &RequestContext<'_>,
) -> Response {
    let encoding = ContentEncoding::negotiate(context.headers, executed.body.len());
    // What can't be compressed can still be sent as it is.
    let (body, encoding) = match executed.encoded(encoding).await {
        Ok(body) => (body, encoding),
        Err(error) => {
            tracing::warn!(%error, ?encoding, "an answer can't be compressed");
            (executed.body.clone(), ContentEncoding::Identity)
        }
    };
    let mut response = response::success(body, context.media, encoding);
    match key {
        Some(key) if context.cacheable => set_cache_headers(&mut response, app, key, context.media, encoding),
        _ => {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
    let statements = if source == "hit" { 0 } else { executed.statements };
    let name = executed.operation.clone();
    with_operation(response, Operation { name, code: None, cost: Some(executed.cost), statements, source })
}

/// The response to a request that left nothing to keep.
async fn error_response(uncached: &Uncached, app: &AppState, context: &RequestContext<'_>) -> Response {
    match uncached {
        Uncached::Outdated(executed) => success_response(executed, None, "miss", app, context).await,
        Uncached::Rejected { rejection, operation, cost } => rejection_response(rejection, operation.clone(), *cost, context),
        Uncached::Failed { errors, operation, cost, statements } => {
            let code = errors.first().and_then(ErrorCode::of);
            let response = response::error_response(errors, context.media, &context.id);
            let (name, cost, statements) = (operation.clone(), *cost, *statements);
            with_operation(response, Operation { name, code, cost, statements, source: "miss" })
        }
    }
}

/// The response to a request that was not admitted.
fn rejection_response(rejection: &Rejection, name: Option<String>, cost: Option<u64>, context: &RequestContext<'_>) -> Response {
    let code = rejection.code();
    metrics::count_rejection(if code == ErrorCode::RateLimited { "rate_limited" } else { "overloaded" });
    let response = rejection.clone().into_response(context.media);
    with_operation(response, Operation { name, code: Some(code), cost, statements: 0, source: "miss" })
}

fn set_cache_headers(response: &mut Response, app: &AppState, key: &CacheKey, media: MediaType, encoding: ContentEncoding) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, app.cache_control.clone());
    if let Some(tag) = etag::of_representation(key, media, encoding) {
        headers.typed_insert(tag);
    }
}

/// The response with what the access log says of its operation.
fn with_operation(mut response: Response, operation: Operation) -> Response {
    response.extensions_mut().insert(operation);
    response
}

async fn read_body(http_request: Request, limits: &Limits) -> Result<Bytes, Rejection> {
    let headers = http_request.headers();
    if !media_type::is_json_body(headers) {
        return Err(Rejection::unsupported_media_type());
    }
    let limit = limits.max_body_bytes;
    let announced: Option<u64> = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Rejection::body_too_large(announced, limit));
    }
    match timeout(limits.body_seconds, Bytes::from_request(http_request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)))) => {
            Err(Rejection::body_too_large(None, limit))
        }
        Ok(Err(_)) => Err(Rejection::malformed("The body could not be read.")),
        Err(_) => Err(Rejection::request_timeout()),
    }
}
