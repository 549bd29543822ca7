//! GraphQL over HTTP, by POST and GET.
//!
//! The handlers are our own: those of async-graphql-axum execute mutations by GET, take bodies that a foreign page can send,
//! and answer refused requests with `"data": null`.

use std::sync::Arc;

use async_graphql::{Request, ServerError, Value};
use axum::{
    Extension,
    body::Bytes,
    extract::{
        FromRequest, Request as HttpRequest, State,
        rejection::{BytesRejection, FailedToBufferBody},
    },
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use time::{Date, OffsetDateTime};
use tokio::time::timeout;

use super::{
    App,
    access_log::Operation,
    client_address::ClientAddress,
    coding::Coding,
    etag,
    media_type::{self, MediaType},
    metrics,
    refusal::Refusal,
    request,
    request_id::RequestId,
    response,
    response_cache::{Key, Stored},
};
use crate::limits::limits;

/// The header by which a client asks what its query costs.
const SHOW_COST: &str = "graphql-cost";

/// Who asks, and in which form the answer goes back.
struct Asking<'a> {
    headers: &'a HeaderMap,
    media: MediaType,
    client: ClientAddress,
    id: RequestId,
    /// True if the answer may be kept by others.
    cacheable: bool,
}

/// Why there is no answer to keep.
enum Unkept {
    /// The question was refused, or failed.
    Refused { errors: Vec<ServerError>, operation: Option<String>, cost: Option<u64>, statements: usize },
    /// It never became a question.
    TurnedAway { refusal: Refusal, operation: Option<String>, cost: Option<u64> },
    /// The data changed while the question was being answered, so that the answer belongs to another key.
    Moved(Arc<Stored>),
}

/// Answers a question asked by GET, which changes nothing and can be cached.
pub async fn get(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(media) = MediaType::negotiate(&headers) else {
        return Refusal::not_acceptable().into_response(MediaType::Json);
    };
    match request::from_uri(&uri, &app.persisted, media) {
        Ok(question) => Box::pin(answer(&app, question, Asking { headers: &headers, media, client, id, cacheable: true })).await,
        Err(refusal) => refusal.into_response(media),
    }
}

/// Answers a question asked by POST.
pub async fn post(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    Extension(client): Extension<ClientAddress>,
    http_request: HttpRequest,
) -> Response {
    let Some(media) = MediaType::negotiate(http_request.headers()) else {
        return unread(Refusal::not_acceptable(), MediaType::Json);
    };
    let headers = http_request.headers().clone();
    let body = match read_body(http_request).await {
        Ok(body) => body,
        Err(refusal) => return unread(refusal, media),
    };
    match request::from_body(&body, &app.persisted, media) {
        Ok(question) => Box::pin(answer(&app, question, Asking { headers: &headers, media, client, id, cacheable: false })).await,
        Err(refusal) => refusal.into_response(media),
    }
}

/// Refuses a request whose body was not read to its end, after which nothing else can be asked on the connection.
fn unread(refusal: Refusal, media: MediaType) -> Response {
    let mut response = refusal.into_response(media);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Says what can be done here.
pub async fn options() -> Response {
    (StatusCode::NO_CONTENT, [(header::ALLOW, "GET, HEAD, POST, OPTIONS")]).into_response()
}

/// Refuses every other method.
pub async fn other_method(headers: HeaderMap) -> Response {
    let media = MediaType::negotiate(&headers).unwrap_or(MediaType::Json);
    Refusal::method_not_allowed("Questions are asked by GET or POST.", Some("GET, POST")).into_response(media)
}

/// Answers from memory if the same was asked before and the data is still the same.
async fn answer(app: &App, question: Request, asking: Asking<'_>) -> Response {
    if let Err(refusal) = app.charge(asking.client, 1) {
        return turned_away(&refusal, None, None, &asking);
    }
    let today = OffsetDateTime::now_utc().date();
    let version = match app.version.current().await {
        Ok(version) => version,
        Err(error) => {
            let refused = Unkept::refused(vec![graphql::database_failure(error)]);
            return unmade(&refused, app, &asking).await;
        }
    };
    if asking.headers.get(SHOW_COST).is_some_and(|value| !matches!(value.as_bytes(), b"0" | b"false" | b"")) {
        return match make(app, version, question, today, asking.client, true).await {
            Ok(stored) => written(&stored, None, "bypass", app, &asking).await,
            Err(unkept) => unmade(&unkept, app, &asking).await,
        };
    }
    let key = key(app, version, today, &question);
    if asking.cacheable && etag::is_known(asking.headers, &key) {
        let mut response = response::not_modified();
        cache_headers(&mut response, app, &key, asking.media, Coding::negotiate(asking.headers, usize::MAX));
        let name = question.operation_name;
        return logged(response, Operation { name, code: None, cost: None, statements: 0, source: "not_modified" });
    }
    match Box::pin(remembered(app, key, version, question, today, asking.client)).await {
        Ok((stored, kept)) => written(&stored, Some(&key), if kept { "hit" } else { "miss" }, app, &asking).await,
        Err(unkept) => unmade(&unkept, app, &asking).await,
    }
}

/// The JSON that answers a question of our own pages, which is asked like everybody else's; nothing if it fails.
pub async fn ask(app: &App, query: &'static str, client: ClientAddress) -> Option<Bytes> {
    let today = OffsetDateTime::now_utc().date();
    let question = Request::new(query);
    let version = app.version.current().await.ok()?;
    let key = key(app, version, today, &question);
    match Box::pin(remembered(app, key, version, question, today, client)).await {
        Ok((stored, _)) => Some(stored.plain.clone()),
        Err(unkept) => match &*unkept {
            Unkept::Moved(stored) => Some(stored.plain.clone()),
            Unkept::Refused { .. } | Unkept::TurnedAway { .. } => None,
        },
    }
}

/// The answer that is kept for a question, or the one that is made now; true if it was kept.
async fn remembered(
    app: &App,
    key: Key,
    version: i64,
    question: Request,
    today: Date,
    client: ClientAddress,
) -> Result<(Arc<Stored>, bool), Arc<Unkept>> {
    let made = app.responses.get_or_make(key, async {
        let stored = Arc::new(make(app, version, question, today, client, false).await?);
        if stored.data_version == version { Ok(stored) } else { Err(Unkept::Moved(stored)) }
    });
    Box::pin(made).await
}

/// What the answer to a question depends on.
fn key(app: &App, version: i64, today: Date, question: &Request) -> Key {
    let variables = serde_json::to_vec(&question.variables).unwrap_or_default();
    Key::of(&[
        &app.program.0,
        &version.to_le_bytes(),
        &today.to_julian_day().to_le_bytes(),
        question.query.as_bytes(),
        &variables,
        question.operation_name.as_deref().unwrap_or_default().as_bytes(),
    ])
}

/// Judges a question and answers it from the database, whose version is thought to be this.
async fn make(
    app: &App,
    version: i64,
    mut question: Request,
    today: Date,
    client: ClientAddress,
    show_cost: bool,
) -> Result<Stored, Unkept> {
    let prepared = graphql::prepare(&mut question, &app.limits).map_err(|error| Unkept::refused(vec![error]))?;
    let (name, cost) = (prepared.name.clone(), prepared.cost);
    let turned_away = |refusal| Unkept::TurnedAway { refusal, operation: name.clone(), cost: Some(cost) };
    // 1 was charged already, for asking at all.
    app.charge(client, cost.saturating_sub(1)).map_err(turned_away)?;
    let place = app.gate.enter().await.map_err(turned_away)?;
    if let Some(url) = &app.settings.public_url {
        question = question.data(graphql::PublicUrl(url.clone()));
    }
    let mut answer = graphql::execute(&app.schema, &app.database, &app.limits, question, &prepared, today).await;
    drop(place);
    if answer.data_version.is_some_and(|read| read != version) {
        // Who was shown new data must not be shown old answers afterwards.
        app.version.renew();
    }
    metrics::count_query(cost, answer.statements, answer.data_version);
    let (statements, data_version) = (answer.statements, answer.data_version.unwrap_or(0));
    if !answer.executed {
        return Err(Unkept::Refused { errors: answer.response.errors, operation: name, cost: Some(cost), statements });
    }
    if show_cost {
        answer.response.extensions.insert("cost".to_owned(), Value::from(cost));
    }
    match serde_json::to_vec(&answer.response) {
        Ok(body) => Ok(Stored::new(name, cost, statements, data_version, body.into())),
        Err(error) => {
            tracing::error!(%error, "an answer can't be written");
            Err(Unkept::Refused { errors: vec![graphql::internal_failure()], operation: name, cost: Some(cost), statements })
        }
    }
}

impl Unkept {
    fn refused(errors: Vec<ServerError>) -> Self {
        Self::Refused { errors, operation: None, cost: None, statements: 0 }
    }
}

/// Writes an answer; with a key, others may keep it.
async fn written(stored: &Stored, key: Option<&Key>, source: &'static str, app: &App, asking: &Asking<'_>) -> Response {
    let coding = Coding::negotiate(asking.headers, stored.plain.len());
    // What can't be coded can still be sent as it is.
    let (body, coding) = match stored.body(coding).await {
        Ok(body) => (body, coding),
        Err(error) => {
            tracing::warn!(%error, ?coding, "an answer can't be compressed");
            (stored.plain.clone(), Coding::Identity)
        }
    };
    let mut response = response::answer(body, asking.media, coding);
    match key {
        Some(key) if asking.cacheable => cache_headers(&mut response, app, key, asking.media, coding),
        _ => {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
    let statements = if source == "hit" { 0 } else { stored.statements };
    let name = stored.operation.clone();
    logged(response, Operation { name, code: None, cost: Some(stored.cost), statements, source })
}

/// Writes what came of a question that has no answer to keep.
async fn unmade(unkept: &Unkept, app: &App, asking: &Asking<'_>) -> Response {
    match unkept {
        Unkept::Moved(stored) => written(stored, None, "miss", app, asking).await,
        Unkept::TurnedAway { refusal, operation, cost } => turned_away(refusal, operation.clone(), *cost, asking),
        Unkept::Refused { errors, operation, cost, statements } => {
            let code = errors.first().map(|error| response::code(error).to_owned());
            let response = response::refused(errors, asking.media, &asking.id);
            let (name, cost, statements) = (operation.clone(), *cost, *statements);
            logged(response, Operation { name, code, cost, statements, source: "miss" })
        }
    }
}

fn turned_away(refusal: &Refusal, name: Option<String>, cost: Option<u64>, asking: &Asking<'_>) -> Response {
    let code = refusal.code();
    metrics::count_turned_away(if code == "RATE_LIMITED" { "rate_limited" } else { "overloaded" });
    let response = refusal.clone().into_response(asking.media);
    logged(response, Operation { name, code: Some(code.to_owned()), cost, statements: 0, source: "miss" })
}

fn cache_headers(response: &mut Response, app: &App, key: &Key, media: MediaType, coding: Coding) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, app.cache_control.clone());
    if let Ok(tag) = HeaderValue::from_str(&etag::tag(key, media, coding)) {
        headers.insert(header::ETAG, tag);
    }
}

fn logged(mut response: Response, operation: Operation) -> Response {
    response.extensions_mut().insert(operation);
    response
}

async fn read_body(http_request: HttpRequest) -> Result<Bytes, Refusal> {
    let headers = http_request.headers();
    if !media_type::is_json_body(headers) {
        return Err(Refusal::unsupported_media_type());
    }
    let limit = limits().max_body_bytes;
    let announced: Option<u64> = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Refusal::too_large(announced, limit));
    }
    match timeout(limits().body_seconds, Bytes::from_request(http_request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)))) => {
            Err(Refusal::too_large(None, limit))
        }
        Ok(Err(_)) => Err(Refusal::malformed("The body could not be read.")),
        Err(_) => Err(Refusal::too_slow()),
    }
}
