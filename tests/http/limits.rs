//! The limits are settings, readable by everybody, and each refusal says how to get under its limit.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    client::{Answer, Client},
    figures::figure,
    on_both_backends,
    records::{project, source},
    server::{Server, shared},
};

on_both_backends!(
    limits_are_settings,
    the_cost_is_told,
    the_schema_can_always_be_read,
    clients_are_limited_by_cost,
    proxies_are_believed_only_if_trusted,
    there_is_no_limit_by_cost_on_loopback,
    slow_senders_are_cut_off,
    connections_have_an_end,
);

const JSON: &str = "application/json";
/// How long the server may take to end a connection. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server with one project and these settings.
fn small(backend: Backend, arguments: &[&str]) -> Server {
    Server::start(Database::with(backend, &[source(), project("p", json!({}))]), arguments)
}

/// The settings that are set lower than usual, and the field of the API that tells them.
const LOWERED: &[(&str, &str, &str)] = &[
    ("--max-page-size", "7", "maxPageSize"),
    ("--max-depth", "4", "maxDepth"),
    ("--max-cost", "30", "maxCost"),
    ("--max-aliases", "2", "maxAliases"),
    ("--max-directives", "2", "maxDirectives"),
    ("--max-tokens", "50", "maxTokens"),
    ("--max-query-bytes", "400", "maxQueryBytes"),
    ("--max-body-bytes", "1000", "maxBodyBytes"),
    ("--max-url-bytes", "500", "maxUrlBytes"),
    ("--max-concurrent", "3", "maxConcurrent"),
    ("--max-queued", "5", "maxQueued"),
    ("--rate-limit", "100000", "maxCostPerMinute"),
];

fn limits_are_settings(backend: Backend) {
    let arguments: Vec<&str> = LOWERED.iter().flat_map(|(option, value, _)| [*option, *value]).collect();
    let server = small(backend, &arguments);
    let client = server.client();
    for (_, value, field) in LOWERED {
        let told = client.query(&format!("{{ registry {{ limits {{ {field} }} }} }}"));
        assert_eq!(told["registry"]["limits"][field].to_string(), *value, "{field}");
    }
    let default = client.query("{ registry { limits { defaultPageSize } } }");
    assert_eq!(default["registry"]["limits"]["defaultPageSize"], 7, "no page is longer than the longest");

    let long = format!("{{ a: __typename # {} \n }}", "x".repeat(400));
    let tokens = format!("{{ {} }}", "a ".repeat(49));
    let cases: &[(&str, &str, &[&str])] = &[
        ("{ projects(first: 8) { totalCount } }", "PAGE_TOO_LARGE", &["8", "7", "ask for fewer"]),
        (
            "{ projects(first: 1) { nodes { sources { source { title { text } } } } } }",
            "QUERY_TOO_DEEP",
            &["6", "4", "second query"],
        ),
        ("{ projects(first: 7) { nodes { sources { recordId } } } }", "QUERY_TOO_COMPLEX", &["78", "30", "smaller pages"]),
        ("{ a: __typename b: __typename c: __typename }", "QUERY_TOO_COMPLEX", &["3 aliases", "2", "several"]),
        (
            "{ a: __typename @skip(if: false) @include(if: true) b: __typename @skip(if: false) }",
            "QUERY_TOO_COMPLEX",
            &["3 directives", "2"],
        ),
        (&tokens, "QUERY_TOO_COMPLEX", &["51 tokens", "50", "variables"]),
        (&long, "PAYLOAD_TOO_LARGE", &["bytes", "400", "variables"]),
    ];
    for (query, code, words) in cases {
        client.fails(query, code, words);
    }

    let body = json!({"query": "{ __typename }", "variables": {"x": "x".repeat(1_000)}}).to_string();
    let refused = client.send("POST", "/graphql", &[("content-type", JSON)], body.as_bytes());
    is_refused(&refused, 413, "PAYLOAD_TOO_LARGE", &["1000 bytes", "several requests"]);
    let refused = client.get(&format!("/graphql?query={{__typename}}&variables={}", "x".repeat(500)));
    is_refused(&refused, 414, "PAYLOAD_TOO_LARGE", &["500", "POST"]);
}

fn is_refused(answer: &Answer, status: u16, code: &str, words: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let error = &answer.json()["errors"][0];
    assert_eq!(error["extensions"]["code"], code);
    for word in words {
        assert!(error["message"].as_str().is_some_and(|message| message.contains(word)), "{word}: {error}");
    }
}

fn the_cost_is_told(backend: Backend) {
    let client = shared(backend);
    let cost = |query: &str, variables: Value, wish: &str| {
        let body = json!({"query": query, "variables": variables}).to_string();
        let headers = [("content-type", JSON), ("graphql-cost", wish)];
        let answer = client.send("POST", "/graphql", &headers, body.as_bytes()).json();
        assert!(answer["errors"].is_null(), "{answer}");
        answer["extensions"]["cost"].as_u64()
    };
    let cases = [
        ("{ __typename }", 0),
        ("{ projects { totalCount } }", 1),
        ("{ projects(first: 50) { nodes { title { text } } } }", 101),
        ("{ projects(first: 50) { edges { cursor node { title { text } } } } }", 151),
        ("{ projects { nodes { slug } } }", 21),
        ("{ projects(first: 10) { nodes { participations(first: 10) { nodes { partner { name { text } } } } } } }", 321),
        ("{ projectStatistics(groupBy: [STATUS], first: 100) { total { count } } }", 21),
        ("{ project(by: {slug: \"space\"}) { sources { recordId } } }", 11),
        ("{ ...F a: projects(first: 2) { nodes { slug } } } fragment F on Query { b: projects(first: 3) { nodes { slug } } }", 7),
        ("{ __schema { types { name fields { name } } } }", 0),
    ];
    for (query, expected) in cases {
        assert_eq!(cost(query, json!({}), "1"), Some(expected), "{query}");
    }
    let query = "query ($n: Int = 5) { projects(first: $n) { nodes { slug } } }";
    assert_eq!((cost(query, json!({}), "1"), cost(query, json!({"n": 9}), "1")), (Some(6), Some(10)));
    assert_eq!((cost("{ __typename }", json!({}), "0"), cost("{ __typename }", json!({}), "")), (None, None));
}

/// What clients send to learn the schema, in the form of the reference implementation.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name } mutationType { name } \
    subscriptionType { name } types { ...FullType } directives { name description isRepeatable locations \
    args(includeDeprecated: true) { ...InputValue } } } } \
    fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description \
    args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } \
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } \
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } } \
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason } \
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { \
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

fn the_schema_can_always_be_read(backend: Backend) {
    let server = small(backend, &["--max-depth", "1", "--max-cost", "1", "--max-aliases", "0", "--max-directives", "0"]);
    let data = server.client().query(INTROSPECTION);
    let types = data["__schema"]["types"].as_array().expect("the schema has types");
    let one_of: Vec<&str> =
        types.iter().filter(|kind| kind["isOneOf"] == true).filter_map(|kind| kind["name"].as_str()).collect();
    assert!(one_of.contains(&"ProjectBy"), "input objects of which one field is given: {one_of:?}");
    server.client().fails("{ registry { counts { projects } } }", "QUERY_TOO_DEEP", &["1 "]);
}

/// Asks for ten projects, which costs 11, as a client at an address says that it is.
fn ask_from(client: &Client, address: &str) -> Answer {
    let body = json!({"query": "{ projects(first: 10) { nodes { slug } } }"}).to_string();
    let headers = [("content-type", JSON), ("graphql-cost", "1"), ("x-forwarded-for", address)];
    client.send("POST", "/graphql", &headers, body.as_bytes())
}

/// How often somebody is answered before the limit.
fn answered(client: &Client, mut address: impl FnMut(u8) -> String) -> usize {
    (0..20).take_while(|i| ask_from(client, &address(*i)).status == 200).count()
}

fn is_limited(answer: &Answer) {
    is_refused(answer, 429, "RATE_LIMITED", &["50", "minute"]);
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=60).contains(&seconds)));
    assert_eq!(answer.header("cache-control"), "no-store");
}

fn clients_are_limited_by_cost(backend: Backend) {
    let server = small(backend, &["--rate-limit", "50"]);
    let client = server.client();
    let count = answered(client, |_| "203.0.113.1".to_owned());
    // The account fills up again while the test runs, by less than 1 in a second.
    assert!((4..20).contains(&count), "{count} answers at a cost of 11 each with a limit of 50");
    is_limited(&ask_from(client, "203.0.113.1"));
    assert!(figure(client, "requests_turned_away_total{reason=\"rate_limited\"}") >= 1.0);
    let alone = client.post(&json!({"query": "{ projects(first: 100) { nodes { slug } } }"}), JSON);
    is_refused(&alone, 429, "RATE_LIMITED", &["50"]);
    assert_eq!(client.get("/healthz").status, 200, "what costs nothing goes on");
}

fn proxies_are_believed_only_if_trusted(backend: Backend) {
    let trusting = small(backend, &["--rate-limit", "50", "--trusted-proxies", "127.0.0.0/8,10.0.0.0/8"]);
    let client = trusting.client();
    assert_eq!(answered(client, |i| format!("203.0.113.{i}")), 20, "each has an account of its own");
    assert!(
        answered(client, |i| format!("198.51.100.{i}, 203.0.113.200, 10.1.2.3")) < 20,
        "only the last that is no proxy counts"
    );
    is_limited(&ask_from(client, "203.0.113.200"));
    let doubtful = small(backend, &["--rate-limit", "50"]);
    assert!(answered(doubtful.client(), |i| format!("203.0.113.{i}")) < 20, "anybody can write a header");
}

fn there_is_no_limit_by_cost_on_loopback(backend: Backend) {
    let limits = shared(backend).query("{ registry { limits { maxCostPerMinute } } }");
    assert_eq!(limits["registry"]["limits"], json!({"maxCostPerMinute": null}));
}

/// What the server still says on a connection on which this was sent, until it ends it.
fn last_words(client: &Client, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(client.address()).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    stream.write_all(bytes).expect("the request can be sent");
    let mut said = String::new();
    stream.read_to_string(&mut said).expect("the server ends the connection");
    said
}

fn slow_senders_are_cut_off(backend: Backend) {
    let server = small(backend, &["--head-seconds", "0.3", "--body-seconds", "0.3"]);
    let client = server.client();
    assert_eq!(last_words(client, b""), "");
    let head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    assert!(!last_words(client, head).contains("200 OK"));
    let body = [head.as_slice(), b"Content-Length: 100\r\n\r\n{\"query\":"].concat();
    let late = last_words(client, &body);
    assert!(late.starts_with("HTTP/1.1 408") && late.contains("TIMEOUT"), "{late}");
    assert_eq!(client.query("{ projects { totalCount } }")["projects"]["totalCount"], 1);
}

fn connections_have_an_end(backend: Backend) {
    let server = small(backend, &["--max-connections", "5", "--head-seconds", "0.5"]);
    let client = server.client();
    // Those above the limit are ended at once, the others when they stay silent.
    let silent: Vec<TcpStream> =
        (0..50).map(|_| TcpStream::connect(client.address()).expect("the system takes connections")).collect();
    for mut stream in silent {
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        let mut said = Vec::new();
        let ended = stream.read_to_end(&mut said);
        assert!(!ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock), "the server keeps the connection");
    }
    assert_eq!(client.query("{ projects { totalCount } }")["projects"]["totalCount"], 1);
}
