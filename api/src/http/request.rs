//! GraphQL requests, read from a body or from a query string.

use async_graphql::{
    Request, Variables,
    parser::types::{DocumentOperations, OperationType},
};
use axum::{extract::Query, http::Uri};
use serde_json::{Map, Value};

use super::{
    media_type::MediaType,
    persisted_queries::{PersistedQueries, QueryHash},
    rejection::Rejection,
};

/// The members of a request, of the right types.
#[derive(Default)]
struct Members {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    extensions: Option<Map<String, Value>>,
}

/// Reads the JSON body of a POST.
pub fn from_body(body: &[u8], known: &PersistedQueries, media: MediaType) -> Result<Request, Rejection> {
    if body.is_empty() {
        return Err(Rejection::malformed("The request has no body: send a JSON object with the member \"query\"."));
    }
    let body = serde_json::from_slice(body).map_err(|error| not_json("The body", &error))?;
    let mut members = match body {
        Value::Object(members) => members,
        Value::Array(_) => return Err(Rejection::malformed("Batches are not supported: send one request, a JSON object.")),
        _ => return Err(Rejection::malformed("The body must be a JSON object with the member \"query\".")),
    };
    Members {
        query: string(&mut members, "query")?,
        operation_name: string(&mut members, "operationName")?,
        variables: object(members.remove("variables"), "variables")?,
        extensions: object(members.remove("extensions"), "extensions")?,
    }
    .into_request(known, media)
}

/// Reads the query string of a GET, where an empty parameter is an absent one and a mutation is refused.
pub fn from_uri(uri: &Uri, known: &PersistedQueries, media: MediaType) -> Result<Request, Rejection> {
    let unreadable = |_| Rejection::malformed("The query string of the address is not form-encoded.");
    let Query(parameters) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(unreadable)?;
    let mut query = None;
    let mut operation_name = None;
    let mut variables = None;
    let mut extensions = None;
    for (name, value) in parameters {
        let member = match name.as_str() {
            "query" => &mut query,
            "operationName" => &mut operation_name,
            "variables" => &mut variables,
            "extensions" => &mut extensions,
            _ => continue,
        };
        if member.replace(value).is_some() {
            return Err(Rejection::malformed(format!("The parameter \"{name}\" is given twice.")));
        }
    }
    let present = |text: Option<String>| text.filter(|text| !text.is_empty());
    let mut request = Members {
        query: present(query),
        operation_name: present(operation_name),
        variables: parsed_object(present(variables), "variables")?,
        extensions: parsed_object(present(extensions), "extensions")?,
    }
    .into_request(known, media)?;
    if is_mutation(&mut request) {
        return Err(Rejection::method_not_allowed("Mutations are sent by POST.", Some("POST")));
    }
    Ok(request)
}

impl Members {
    fn into_request(self, known: &PersistedQueries, media: MediaType) -> Result<Request, Rejection> {
        let mut extensions = self.extensions.unwrap_or_default();
        let query = match (self.query, extensions.remove("persistedQuery").filter(|extension| !extension.is_null())) {
            (query, Some(extension)) => known.resolve(QueryHash::parse(&extension)?, query, media)?,
            (Some(query), None) => query,
            (None, None) => return Err(Rejection::malformed("The request has no \"query\".")),
        };
        let mut request = Request::new(query);
        request.operation_name = self.operation_name;
        request.variables = Variables::from_json(Value::Object(self.variables.unwrap_or_default()));
        for (name, value) in extensions {
            if let Ok(value) = async_graphql::Value::from_json(value) {
                request.extensions.insert(name, value);
            }
        }
        Ok(request)
    }
}

/// True if the request would execute a mutation; a document that can't be read or leaves a choice would execute nothing.
fn is_mutation(request: &mut Request) -> bool {
    // No mutation goes without the word, and most documents are spared a look.
    if !request.query.contains("mutation") {
        return false;
    }
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else {
        return false;
    };
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name.as_str()),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => operations.values().next(),
        (DocumentOperations::Single(_), Some(_)) | (DocumentOperations::Multiple(_), None) => None,
    };
    operation.is_some_and(|operation| operation.node.ty == OperationType::Mutation)
}

fn string(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Rejection> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Rejection::malformed(format!("\"{name}\" must be a string."))),
    }
}

fn object(value: Option<Value>, name: &str) -> Result<Option<Map<String, Value>>, Rejection> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(Rejection::malformed(format!("\"{name}\" must be a JSON object."))),
    }
}

fn parsed_object(text: Option<String>, name: &str) -> Result<Option<Map<String, Value>>, Rejection> {
    let Some(text) = text else {
        return Ok(None);
    };
    let value = serde_json::from_str(&text).map_err(|error| not_json(&format!("The parameter \"{name}\""), &error))?;
    object(Some(value), name)
}

fn not_json(what: &str, error: &serde_json::Error) -> Rejection {
    Rejection::malformed(format!("{what} is not valid JSON: see line {}, column {}.", error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Option<Request> {
        from_body(text.as_bytes(), &PersistedQueries::new(1_000), MediaType::Json).ok()
    }

    fn uri(text: &'static str) -> Option<Request> {
        from_uri(&Uri::from_static(text), &PersistedQueries::new(1_000), MediaType::Json).ok()
    }

    #[test]
    fn a_body_is_read() {
        let request = body(r#"{"query":"{a}","operationName":"A","variables":{"x":[1,null]},"extensions":{"y":1},"later":true}"#);
        let request = request.unwrap_or_else(|| Request::new(""));
        assert_eq!((request.query.as_str(), request.operation_name.as_deref()), ("{a}", Some("A")));
        assert_eq!(request.variables.get("x").map(ToString::to_string).as_deref(), Some("[1, null]"));
        assert_eq!(request.extensions.len(), 1);
        assert!(body(r#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#).is_some());
    }

    #[test]
    fn a_malformed_body_is_refused() {
        let bad = [
            "",
            "{",
            "null",
            "1",
            "[]",
            r#"[{"query":"{a}"}]"#,
            "{}",
            r#"{"query":null}"#,
            r#"{"query":1}"#,
            r#"{"query":["{a}"]}"#,
            r#"{"query":"{a}","operationName":1}"#,
            r#"{"query":"{a}","variables":"{}"}"#,
            r#"{"query":"{a}","variables":[]}"#,
            r#"{"query":"{a}","extensions":0}"#,
        ];
        for text in bad {
            assert!(body(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_query_string_is_read() {
        let request = uri("/graphql?query=%7Ba(x%3A%22c+d%22)%7D&operationName=&variables=%7B%22x%22%3A1%7D&extensions=&other=1");
        let request = request.unwrap_or_else(|| Request::new(""));
        assert_eq!((request.query.as_str(), request.operation_name), ("{a(x:\"c d\")}", None));
        assert_eq!(request.variables.get("x").map(ToString::to_string).as_deref(), Some("1"));
        assert!(uri("/graphql?query=%7Ba%7D&variables=null").is_some());
        for bad in [
            "/graphql",
            "/graphql?query=",
            "/graphql?query=a&query=b",
            "/graphql?query=a&variables=x",
            "/graphql?query=a&variables=[]",
        ] {
            assert!(uri(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn mutations_are_recognised() {
        let mutates = |query: &str, name: Option<&str>| {
            let mut request = Request::new(query);
            request.operation_name = name.map(str::to_owned);
            is_mutation(&mut request)
        };
        assert!(mutates("mutation { a }", None));
        assert!(mutates("mutation M { a }", None));
        assert!(mutates("query Q { a } mutation M { a }", Some("M")));
        assert!(!mutates("query Q { a } mutation M { a }", Some("Q")));
        assert!(!mutates("query Q { a } mutation M { a }", None));
        assert!(!mutates("{ a(text: \"mutation\") }", None));
        assert!(!mutates("mutation {", None));
    }
}
