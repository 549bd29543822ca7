//! Asking a server over HTTP.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use ureq::{Agent, http};

/// How long an answer may take before the test gives up on it. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(2);

/// Words that only come from inside: a client must never see them.
const INDISCREET: &[&str] = &[
    "SELECT ",
    "INSERT ",
    " FROM ",
    "sqlx",
    "sea_orm",
    "sea-orm",
    "rusqlite",
    "SQLSTATE",
    "syntax error at or near",
    "fts5",
    "tsquery",
    "DbErr",
    ".rs:",
    "src/",
    "panicked",
    "Option<",
    "Some(",
    "None)",
    "Err(",
    "Ok(",
    "unwrap",
    "serde",
    "/tmp",
    "/home",
    "/root",
    "/usr",
];

/// A server's address, and connections to it.
#[derive(Clone)]
pub struct Client {
    address: String,
    agent: Agent,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: http::HeaderMap,
    pub body: String,
}

/// What an error says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    pub message: String,
}

impl Client {
    pub fn new(address: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .proxy(None)
            .accept("")
            .timeout_global(Some(PATIENCE))
            .build();
        Self { address: address.to_owned(), agent: config.into() }
    }

    /// The server's `HOST:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Sends a request with any method, path, headers and body, and reads a text.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let (answer, bytes) = self.send_for_bytes(method, path, headers, body);
        Answer { body: String::from_utf8(bytes).expect("an answer is UTF-8"), ..answer }
    }

    /// Sends a request with any method, path, headers and body, and reads the bytes of the answer apart from its head.
    pub fn send_for_bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (Answer, Vec<u8>) {
        let uri = format!("http://{}{path}", self.address);
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = if body.is_empty() && matches!(method, "GET" | "HEAD" | "OPTIONS") {
            self.agent.run(request.body(()).expect("a well-formed request"))
        } else {
            self.agent.run(request.body(body).expect("a well-formed request"))
        };
        let mut response = sent.unwrap_or_else(|error| panic!("{method} {path} is not answered: {error}"));
        let bytes = response.body_mut().with_config().limit(u64::MAX).read_to_vec().expect("the body arrives");
        let head = Answer { status: response.status().as_u16(), headers: response.headers().clone(), body: String::new() };
        (head, bytes)
    }

    /// Sends bytes as they are, and reads until the server closes the connection.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        stream.write_all(request.as_bytes()).expect("the request can be sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the answer comes");
        answer
    }

    /// Reads an address.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    /// Asks a question by GET, with other parameters of the address and headers.
    pub fn get_query(&self, query: &str, parameters: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", &format!("/graphql?query={}{parameters}", escaped(query)), headers, &[])
    }

    /// Posts a GraphQL request with one `Accept` header.
    pub fn post(&self, request: &Value, accept: &str) -> Answer {
        let headers = [("content-type", "application/json"), ("accept", accept)];
        self.send("POST", "/graphql", &headers, request.to_string().as_bytes())
    }

    /// Asks a question and gives the whole answer; what errors say is fit for the public.
    pub fn ask(&self, query: &str, variables: &Value) -> Value {
        let answer = self.post(&json!({"query": query, "variables": variables}), "application/json").json();
        for error in answer["errors"].as_array().into_iter().flatten() {
            assert_discreet(error["message"].as_str().unwrap_or_default());
        }
        answer
    }

    /// Asks a question with variables that must succeed, and gives `data`.
    pub fn query_with(&self, query: &str, variables: &Value) -> Value {
        let mut answer = self.ask(query, variables);
        assert!(answer.get("errors").is_none(), "{query}\nwith {variables}\nfails: {:#}", answer["errors"]);
        answer["data"].take()
    }

    /// Asks a question that must succeed, and gives `data`.
    pub fn query(&self, query: &str) -> Value {
        self.query_with(query, &json!({}))
    }

    /// Asks a question with variables that must fail, and gives its first error.
    pub fn failure_with(&self, query: &str, variables: &Value) -> Failure {
        let answer = self.ask(query, variables);
        let error = &answer["errors"][0];
        assert!(error.is_object(), "{query}\nwith {variables}\nshould fail, but answers: {answer:#}");
        assert!(answer["data"].is_null(), "{query}\nfails and still gives data: {answer:#}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Failure { code: text(&error["extensions"]["code"]), message: text(&error["message"]) }
    }

    /// Asks a question that must fail, and gives its first error.
    pub fn failure(&self, query: &str) -> Failure {
        self.failure_with(query, &json!({}))
    }

    /// Asks a question that must fail with this code and a message in which all these words stand.
    pub fn fails(&self, query: &str, code: &str, words: &[&str]) {
        self.failure(query).is(code, words);
    }
}

impl Failure {
    /// Asserts the code, and words of the message.
    pub fn is(&self, code: &str, words: &[&str]) {
        assert_eq!(self.code, code, "{}", self.message);
        for word in words {
            assert!(self.message.contains(word), "the message {:?} does not say {word:?}", self.message);
        }
    }
}

impl Answer {
    /// Reads an answer as it came over the connection, whose body ends with the connection or is as long as the head says.
    pub fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("not an answer of HTTP: {text:?}"));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header has a colon");
            let name = http::HeaderName::try_from(name).expect("a header has a name");
            (name, http::HeaderValue::try_from(value.trim()).expect("a header has a value"))
        };
        Self {
            status: status.unwrap_or_else(|| panic!("no status: {head}")),
            headers: lines.map(header).collect(),
            body: body.to_owned(),
        }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A header, empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A text as a part of an address.
pub fn escaped(text: &str) -> String {
    let escape = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.as_bytes().iter().map(escape).collect()
}

/// Asserts that a text for clients has no word that only comes from inside.
pub fn assert_discreet(text: &str) {
    for word in INDISCREET {
        assert!(!text.contains(word), "{word:?} shows what is inside: {text:?}");
    }
}

/// The values at a pointer below each of a list: `each(&data, "/projects/nodes", "/slug")`.
pub fn each<'a>(data: &'a Value, list: &str, item: &str) -> Vec<&'a str> {
    let list = data.pointer(list).and_then(Value::as_array).unwrap_or_else(|| panic!("{list} is no list in {data:#}"));
    list.iter().map(|value| value.pointer(item).and_then(Value::as_str).unwrap_or_default()).collect()
}

/// Like `each`, sorted.
pub fn sorted<'a>(data: &'a Value, list: &str, item: &str) -> Vec<&'a str> {
    let mut values = each(data, list, item);
    values.sort_unstable();
    values
}
