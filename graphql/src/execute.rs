//! One request: judged, then run on one snapshot of the data, wholly or not at all.

use async_graphql::{
    Pos, Request as Question, Response, ServerError, Value,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition},
};
use limits::Limits;
use store::Database;
use time::Date;
use tracing::Instrument;

use crate::{
    Request, Schema,
    error::INTERNAL,
    error_code::ErrorCode,
    error_message::{parse_error_message, value_error_message},
    limits,
    response_order::reorder,
    statistics::citation::Wording,
};

/// How many errors are told at once: whoever has more mends these first.
const MOST_ERRORS: usize = 10;

/// What came of a request.
pub struct Answer {
    /// The answer, with `extensions.dataVersion` if it was executed. Every error has a code of the documented list.
    pub response: Response,
    /// False if the request was refused: it has errors and no data.
    pub executed: bool,
    /// How many SQL statements it took.
    pub statements: usize,
    /// The number of the publication that was read, if it was executed.
    pub data_version: Option<i64>,
}

/// A document that may run.
pub struct Prepared {
    document: ExecutableDocument,
    /// The name of the operation, if it has one.
    pub name: Option<String>,
    /// What it costs at most.
    pub cost: u64,
}

/// Parses the document, finds the operation and judges it, before anything is run.
pub fn prepare(question: &mut Question, limits: &Limits) -> Result<Prepared, ServerError> {
    let refused = |(message, code): limits::Rejection| error_with(message, code);
    limits::text::check(&question.query, limits).map_err(refused)?;
    let escapes = question.query.contains("\\uD") || question.query.contains("\\ud") || question.query.contains("\\u{");
    let variables = question.variables.clone();
    let wanted = question.operation_name.clone();
    let document = question.parsed_query().map_err(|mut error| {
        error.message = parse_error_message(&error);
        if escapes {
            error.message.push_str(
                "; write characters such as \u{1F600} as they are, or send them in variables: escapes of them are not understood",
            );
        }
        error.extensions.get_or_insert_default().set("code", ErrorCode::GraphqlParseFailed);
        error
    })?;
    let (name, operation) = select(document, wanted.as_deref())?;
    limits::values::check(document, &variables).map_err(refused)?;
    limits::variables::check(operation, &variables).map_err(refused)?;
    let cost = limits::cost::measure(document, operation, &variables, limits).map_err(refused)?;
    Ok(Prepared { document: document.clone(), name, cost })
}

/// Answers a request that was prepared, as of this UTC day, or says why not. Who drops the answer before it is there stops it.
pub async fn execute(
    schema: &Schema,
    database: &Database,
    limits: &Limits,
    question: Question,
    prepared: &Prepared,
    today: Date,
) -> Answer {
    let request = Request::new(database, *limits, today, Wording::of(&question));
    let (snapshot, scheduler) = (request.snapshot.clone(), request.scheduler.clone());
    let most = limits.max_time;
    let answered = tokio::time::timeout(most, async {
        let version = snapshot.data_version().await;
        (scheduler.run(schema.execute(question.data(request)), || snapshot.is_reading()).await, version)
    })
    .instrument(tracing::debug_span!("query", operation = prepared.name, cost = prepared.cost))
    .await;
    let statements = snapshot.statements();
    let Ok((mut response, version)) = answered else {
        let seconds = most.as_secs_f64();
        let message = format!("this took longer than {seconds} seconds: ask for less at once, or filter more");
        return refused(vec![error_with(message, ErrorCode::Timeout)], statements);
    };
    let version = match version {
        Ok(version) => version,
        Err(error) => return refused(vec![database_failure(error)], statements),
    };
    response.extensions.insert("dataVersion".to_owned(), Value::from(version));
    if response.errors.is_empty() {
        response.data = prepared.reorder(response.data);
        return Answer { response, executed: true, statements, data_version: Some(version) };
    }
    // A request answers wholly or fails: half an answer is easily taken for a whole one.
    let mut errors: Vec<ServerError> = std::mem::take(&mut response.errors).into_iter().map(with_code).collect();
    errors.dedup_by(|a, b| a.message == b.message && a.locations == b.locations);
    errors.truncate(MOST_ERRORS);
    refused(errors, statements)
}

impl Prepared {
    fn reorder(&self, answer: Value) -> Value {
        match select(&self.document, self.name.as_deref()) {
            Ok((_, operation)) => reorder(&self.document, operation, answer),
            Err(_) => answer,
        }
    }
}

fn select<'a>(
    document: &'a ExecutableDocument,
    wanted: Option<&str>,
) -> Result<(Option<String>, &'a OperationDefinition), ServerError> {
    let unresolved = |message: String| error_with(message, ErrorCode::OperationResolutionFailure);
    match (&document.operations, wanted) {
        (DocumentOperations::Single(operation), None) => Ok((None, &operation.node)),
        (DocumentOperations::Single(_), Some(name)) => {
            Err(unresolved(format!("there is no operation {name:?}: the only one has no name")))
        }
        (DocumentOperations::Multiple(operations), Some(name)) => {
            let found = operations.get(name).map(|operation| (Some(name.to_owned()), &operation.node));
            let names: Vec<&str> = operations.keys().map(async_graphql::Name::as_str).collect();
            found.ok_or_else(|| unresolved(format!("there is no operation {name:?}: the document has {}", names.join(", "))))
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.iter();
            match (all.next(), all.next()) {
                (Some((name, operation)), None) => Ok((Some(name.to_string()), &operation.node)),
                _ => Err(unresolved("the document has several operations: say which one with operationName".to_owned())),
            }
        }
    }
}

/// What a client is told when the database fails.
#[must_use]
pub fn database_failure(error: store::Error) -> ServerError {
    let error: async_graphql::Error = super::error::Error::from(error).into();
    let mut error = error.into_server_error(Pos::default());
    error.locations.clear();
    error
}

/// What a client is told when something fails that has nothing to do with its question.
#[must_use]
pub fn internal_failure() -> ServerError {
    error_with(INTERNAL, ErrorCode::Internal)
}

fn refused(errors: Vec<ServerError>, statements: usize) -> Answer {
    Answer { response: Response::from_errors(errors), executed: false, statements, data_version: None }
}

fn error_with(message: impl Into<String>, code: ErrorCode) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// Gives an error of the library its code. Our own have theirs already.
fn with_code(mut error: ServerError) -> ServerError {
    if error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some()) {
        return error;
    }
    // What has a path came of an argument's value; everything else was found before the request ran.
    let bad_value = !error.path.is_empty() || error.message.starts_with("Invalid value for argument");
    let code = if bad_value { ErrorCode::BadUserInput } else { ErrorCode::GraphqlValidationFailed };
    error.message = if error.message.is_empty() { INTERNAL.to_owned() } else { value_error_message(&error.message) };
    error.extensions.get_or_insert_default().set("code", code);
    error
}
