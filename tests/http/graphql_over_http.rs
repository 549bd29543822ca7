//! GraphQL over HTTP, rule by rule as its draft has them: what a request may look like, and the status, media type and code of the
//! answer.
//!
//! The newest draft would have 422 where a request can't be executed though it can be read. Its own audits, which
//! `http::clients::audits_of_graphql_over_http` runs, and the clients in use know 400, and 200 for those that ask for `application/json`.

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{Answer, Client},
    on_both_backends,
    server::shared,
};

on_both_backends!(
    questions_by_post,
    questions_by_get,
    mutations_are_not_for_get,
    answers_are_negotiated,
    bodies_are_json_in_utf8,
    other_methods_are_refused,
    other_addresses_are_refused,
    what_is_too_large_is_refused,
);

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";
/// A request that is refused for its head leaves its body unread, and the connection ends.
const LAST: (&str, &str) = ("connection", "close");

/// What comes of a request.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    /// It is answered.
    Data,
    /// It could not be read: 400 whatever the client accepts.
    Malformed,
    /// It was read, but asks for what can't be done: 400, or 200 for clients that only know `application/json`.
    Refused(&'static str),
}
use Outcome::{Data, Malformed, Refused};

impl Outcome {
    fn status(self, media: &str) -> u16 {
        match self {
            Malformed => 400,
            Refused(_) if media == GRAPHQL => 400,
            Data | Refused(_) => 200,
        }
    }

    /// Asserts that an answer is this outcome in this media type.
    fn check(self, answer: &Answer, media: &str, request: &str) {
        assert_eq!(answer.status, self.status(media), "{request} as {media}: {}", answer.body);
        well_formed(answer, media, request);
        let expected = match self {
            Data => "",
            Malformed => "BAD_USER_INPUT",
            Refused(code) => code,
        };
        assert_eq!(code(&answer.json()), expected, "{request} as {media}: {}", answer.body);
    }
}

/// The code of the first error of a body, empty if there is none.
fn code(body: &Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// Asserts what is true of every answer: its media type, its encoding, what caches have to know, and data or errors but not both.
fn well_formed(answer: &Answer, media: &str, request: &str) {
    assert_eq!(answer.header("content-type"), format!("{media}; charset=utf-8"), "{request}");
    let vary = answer.header("vary").to_lowercase();
    assert!(vary.split(',').any(|name| name.trim() == "accept"), "{request}: Vary is {vary:?}");
    let body = answer.json();
    assert_ne!(body.get("data").is_some(), body.get("errors").is_some(), "{request}: {body}");
    for error in body["errors"].as_array().into_iter().flatten() {
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{request}: {body}");
        assert!(error["extensions"]["code"].is_string(), "{request}: {body}");
    }
}

/// Bodies of a POST and what comes of them.
const BODIES: &[(&str, Outcome)] = &[
    // What may be there.
    (r#"{"query": "{ __typename }"}"#, Data),
    (r#"{"query": "{ __typename }", "variables": null, "operationName": null, "extensions": null}"#, Data),
    (r#"{"query": "{ __typename }", "variables": {}, "extensions": {}}"#, Data),
    (r#"{"query": "query ($s: String!) { __type(name: $s) { name } }", "variables": {"s": "Query"}}"#, Data),
    (r#"{"query": "query A { a: __typename } query B { b: __typename }", "operationName": "B"}"#, Data),
    (r#"{"query": "query A { __typename }", "operationName": "A"}"#, Data),
    (r#"{"query": "{ __typename }", "extensions": {"some": {"thing": [1, null]}}}"#, Data),
    (r#"{"query": "{ __typename }", "variables": {"more": "than asked for"}}"#, Data),
    (r#"{"query": "{ __typename }", "id": 1, "later": ["member"]}"#, Data),
    ("\r\n\t {\"query\": \"{ __typename }\"} \n", Data),
    (r#"{"query": "{ __typename # Run🏃Swim🏊 \n }"}"#, Data),
    (r#"{"query": "\u007b __typename \u007d"}"#, Data),
    // What isn't JSON, or not an object.
    ("", Malformed),
    (" ", Malformed),
    ("{", Malformed),
    (r#"{"query": "{ __typename }""#, Malformed),
    (r#"{"query": "{ __typename }"}}"#, Malformed),
    (r#"{"query": "{ __typename }",}"#, Malformed),
    ("{'query': '{ __typename }'}", Malformed),
    (r#"{"query": "{ __typename }", "variables": {"n": NaN}}"#, Malformed),
    (r#"{"query": "\ud800"}"#, Malformed),
    ("{ __typename }", Malformed),
    ("query=%7B__typename%7D", Malformed),
    ("null", Malformed),
    ("1", Malformed),
    (r#""{ __typename }""#, Malformed),
    ("[]", Malformed),
    (r#"[{"query": "{ __typename }"}]"#, Malformed),
    (r#"[{"query": "{ __typename }"}, {"query": "{ __typename }"}]"#, Malformed),
    // Members of a wrong type.
    ("{}", Malformed),
    (r#"{"qeury": "{ __typename }"}"#, Malformed),
    (r#"{"query": null}"#, Malformed),
    (r#"{"query": 0}"#, Malformed),
    (r#"{"query": false}"#, Malformed),
    (r#"{"query": ["{ __typename }"]}"#, Malformed),
    (r#"{"query": {"__typename": true}}"#, Malformed),
    (r#"{"query": "{ __typename }", "operationName": 0}"#, Malformed),
    (r#"{"query": "{ __typename }", "operationName": false}"#, Malformed),
    (r#"{"query": "{ __typename }", "operationName": ["A"]}"#, Malformed),
    (r#"{"query": "{ __typename }", "operationName": {}}"#, Malformed),
    (r#"{"query": "{ __typename }", "variables": "{}"}"#, Malformed),
    (r#"{"query": "{ __typename }", "variables": 0}"#, Malformed),
    (r#"{"query": "{ __typename }", "variables": false}"#, Malformed),
    (r#"{"query": "{ __typename }", "variables": []}"#, Malformed),
    (r#"{"query": "{ __typename }", "extensions": "{}"}"#, Malformed),
    (r#"{"query": "{ __typename }", "extensions": 0}"#, Malformed),
    (r#"{"query": "{ __typename }", "extensions": false}"#, Malformed),
    (r#"{"query": "{ __typename }", "extensions": []}"#, Malformed),
    // Documents that can't be executed.
    (r#"{"query": ""}"#, Refused("GRAPHQL_PARSE_FAILED")),
    (r##"{"query": "# nothing"}"##, Refused("GRAPHQL_PARSE_FAILED")),
    (r#"{"query": "{"}"#, Refused("GRAPHQL_PARSE_FAILED")),
    (r#"{"query": "[{ __typename }]"}"#, Refused("GRAPHQL_PARSE_FAILED")),
    (r#"{"query": "type Query { a: Int }"}"#, Refused("GRAPHQL_PARSE_FAILED")),
    (r#"{"query": "{ nothing }"}"#, Refused("GRAPHQL_VALIDATION_FAILED")),
    (r#"{"query": "fragment f on Query { __typename }"}"#, Refused("GRAPHQL_PARSE_FAILED")),
    (r#"{"query": "mutation { __typename }"}"#, Refused("GRAPHQL_VALIDATION_FAILED")),
    (r#"{"query": "subscription { __typename }"}"#, Refused("GRAPHQL_VALIDATION_FAILED")),
    (
        r#"{"query": "query A { a: __typename } query A { b: __typename }", "operationName": "A"}"#,
        Refused("GRAPHQL_PARSE_FAILED"),
    ),
    (r#"{"query": "query A { a: __typename } query B { b: __typename }"}"#, Refused("OPERATION_RESOLUTION_FAILURE")),
    (r#"{"query": "query A { __typename }", "operationName": "B"}"#, Refused("OPERATION_RESOLUTION_FAILURE")),
    (r#"{"query": "{ __typename }", "operationName": "A"}"#, Refused("OPERATION_RESOLUTION_FAILURE")),
    (r#"{"query": "query A { __typename }", "operationName": "a"}"#, Refused("OPERATION_RESOLUTION_FAILURE")),
    // Variables that don't fit.
    (r#"{"query": "query ($s: ID!) { node(id: $s) { id } }"}"#, Refused("BAD_USER_INPUT")),
    (r#"{"query": "query ($s: ID!) { node(id: $s) { id } }", "variables": {"s": null}}"#, Refused("BAD_USER_INPUT")),
    (r#"{"query": "query ($s: String!) { __type(name: $s) { name } }", "variables": {"s": 1}}"#, Refused("BAD_USER_INPUT")),
    (
        r#"{"query": "query ($n: Int) { projects(first: $n) { totalCount } }", "variables": {"n": "1"}}"#,
        Refused("BAD_USER_INPUT"),
    ),
    // What a resolver refuses.
    (r#"{"query": "{ projects(first: 101) { totalCount } }"}"#, Refused("PAGE_TOO_LARGE")),
    (r#"{"query": "{ projects(after: \"x\") { totalCount } }"}"#, Refused("INVALID_CURSOR")),
];

fn questions_by_post(backend: Backend) {
    for (body, outcome) in BODIES {
        for media in [JSON, GRAPHQL] {
            let headers = [("content-type", JSON), ("accept", media)];
            let answer = shared(backend).send("POST", "/graphql", &headers, body.as_bytes());
            outcome.check(&answer, media, body);
        }
    }
    // Parameters in the address of a POST are not part of the question.
    let headers = [("content-type", JSON), ("accept", JSON)];
    let answer =
        shared(backend).send("POST", "/graphql?query=%7Bnothing%7D&operationName=A", &headers, br#"{"query": "{ __typename }"}"#);
    Data.check(&answer, JSON, "a POST with a query string");
}

/// Parameters of a GET, as they are written in its address, and what comes of them.
const PARAMETERS: &[(&str, Outcome)] = &[
    ("query=%7B__typename%7D", Data),
    ("query={__typename}", Data),
    ("query=%7B+__typename%20%7D", Data),
    ("query={__typename}&variables=&operationName=&extensions=", Data),
    ("query={__typename}&variables={}&extensions={}", Data),
    ("query={__typename}&variables=null&extensions=null", Data),
    ("query={__typename}&extensions={%22some%22:{%22thing%22:1}}", Data),
    ("query=query($s:String!){__type(name:$s){name}}&variables={%22s%22:%22Query%22}", Data),
    ("query=query+A{a:__typename}query+B{b:__typename}&operationName=B", Data),
    ("operationName=A&query=query+A{__typename}", Data),
    ("query=query+null{__typename}&operationName=null", Data),
    ("query={__typename}&later=1&later=2", Data),
    ("query={__typename}%23%F0%9F%8F%83", Data),
    ("", Malformed),
    ("query=", Malformed),
    ("Query={__typename}", Malformed),
    ("query={__typename}&query={__typename}", Malformed),
    ("query={__typename}&variables=x", Malformed),
    ("query={__typename}&variables={", Malformed),
    ("query={__typename}&variables=[]", Malformed),
    ("query={__typename}&variables=1", Malformed),
    ("query={__typename}&variables=%22{}%22", Malformed),
    ("query={__typename}&extensions=x", Malformed),
    ("query={__typename}&extensions=[]", Malformed),
    ("query=%20", Refused("GRAPHQL_PARSE_FAILED")),
    ("query={", Refused("GRAPHQL_PARSE_FAILED")),
    ("query={nothing}", Refused("GRAPHQL_VALIDATION_FAILED")),
    ("query=subscription{__typename}", Refused("GRAPHQL_VALIDATION_FAILED")),
    ("query=query+A{a:__typename}query+B{b:__typename}", Refused("OPERATION_RESOLUTION_FAILURE")),
    ("query={__typename}&operationName=null", Refused("OPERATION_RESOLUTION_FAILURE")),
    ("query=query($s:ID!){node(id:$s){id}}", Refused("BAD_USER_INPUT")),
    ("query={projects(first:101){totalCount}}", Refused("PAGE_TOO_LARGE")),
];

fn questions_by_get(backend: Backend) {
    for (parameters, outcome) in PARAMETERS {
        for media in [JSON, GRAPHQL] {
            // The client would refuse braces in an address; servers don't.
            let head =
                format!("GET /graphql?{parameters} HTTP/1.1\r\nHost: registry\r\nAccept: {media}\r\nConnection: close\r\n\r\n");
            outcome.check(&Answer::parse(&shared(backend).raw(&head)), media, parameters);
        }
    }
    let by_get = shared(backend).get("/graphql?query=%7Bregistry%7Blicence%7D%7D");
    let by_post = shared(backend).post(&json!({"query": "{registry{licence}}"}), JSON);
    assert_eq!(by_get.body, by_post.body);
    let head = shared(backend).send("HEAD", "/graphql?query=%7Bregistry%7Blicence%7D%7D", &[("accept", GRAPHQL)], &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.header("content-type").starts_with(GRAPHQL), "{}", head.header("content-type"));
}

fn mutations_are_not_for_get(backend: Backend) {
    for parameters in [
        "query=mutation%7B__typename%7D",
        "query=mutation+M%7B__typename%7D",
        "query=query+Q%7B__typename%7Dmutation+M%7B__typename%7D&operationName=M",
        "query=%23%0Amutation%7B__typename%7D",
    ] {
        for method in ["GET", "HEAD"] {
            let answer = shared(backend).send(method, &format!("/graphql?{parameters}"), &[("accept", GRAPHQL)], &[]);
            assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{method} {parameters}");
            if method == "GET" {
                well_formed(&answer, GRAPHQL, parameters);
                assert_eq!(code(&answer.json()), "METHOD_NOT_ALLOWED", "{parameters}");
            }
        }
    }
    // A question beside a mutation is only a question.
    let beside = "/graphql?query=query+Q%7B__typename%7Dmutation+M%7B__typename%7D&operationName=Q";
    let answer = shared(backend).send("GET", beside, &[("accept", GRAPHQL)], &[]);
    assert_ne!(answer.status, 405, "{}", answer.body);
}

/// `Accept` headers and the media type of the answer, if there is one that fits.
const ACCEPTS: &[(&[&str], Option<&str>)] = &[
    (&[], Some(JSON)),
    (&[""], Some(JSON)),
    (&["*/*"], Some(JSON)),
    (&["application/*"], Some(JSON)),
    (&["application/json"], Some(JSON)),
    (&["Application/JSON; Charset=UTF-8"], Some(JSON)),
    (&["application/graphql-response+json"], Some(GRAPHQL)),
    (&["application/graphql-response+json; charset=utf-8"], Some(GRAPHQL)),
    (&["application/graphql-response+json, application/json;q=0.9"], Some(GRAPHQL)),
    (&["application/json;q=0.9, application/graphql-response+json"], Some(GRAPHQL)),
    (&["application/graphql-response+json;q=0.5, application/json;q=0.9"], Some(JSON)),
    (&["application/graphql-response+json;q=0.501,application/json;q=0.5"], Some(GRAPHQL)),
    (&["application/graphql-response+json, application/graphql+json, application/json, text/event-stream"], Some(GRAPHQL)),
    (&["application/json", "application/graphql-response+json;q=0.2"], Some(JSON)),
    (&["application/json;q=0.2", "application/graphql-response+json"], Some(GRAPHQL)),
    (&["application/json;q=0, */*"], Some(GRAPHQL)),
    (&["application/graphql-response+json;q=0, */*;q=0.1"], Some(JSON)),
    (&["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], Some(JSON)),
    (&["text/html"], None),
    (&["text/*"], None),
    (&["application/xml"], None),
    (&["application/json;q=0"], None),
    (&["*/*;q=0"], None),
    (&["application/json; charset=utf-16"], None),
];

fn answers_are_negotiated(backend: Backend) {
    for (accepts, media) in ACCEPTS {
        let name = format!("{accepts:?}");
        let accepts = accepts.iter().map(|accept| ("accept", *accept));
        let by_post = {
            let headers: Vec<_> = accepts.clone().chain([("content-type", JSON), LAST]).collect();
            shared(backend).send("POST", "/graphql", &headers, br#"{"query": "{ __typename }"}"#)
        };
        let headers: Vec<_> = accepts.collect();
        let by_get = shared(backend).send("GET", "/graphql?query=%7B__typename%7D", &headers, &[]);
        for answer in [by_post, by_get] {
            well_formed(&answer, media.unwrap_or(JSON), &name);
            let expected = if media.is_some() { (200, "") } else { (406, "NOT_ACCEPTABLE") };
            assert_eq!((answer.status, code(&answer.json())), expected, "{name}");
        }
    }
}

/// Headers of a body, and whether it is read.
const CONTENT: &[(&[(&str, &str)], bool)] = &[
    (&[("content-type", "application/json")], true),
    (&[("content-type", "application/json; charset=utf-8")], true),
    (&[("content-type", "application/json;charset=\"UTF-8\"")], true),
    (&[("content-type", "APPLICATION/JSON ; foo=bar")], true),
    (&[("content-type", "application/json"), ("content-encoding", "identity")], true),
    (&[], false),
    (&[("content-type", "")], false),
    (&[("content-type", "text/plain")], false),
    (&[("content-type", "text/plain; application/json")], false),
    (&[("content-type", "text/plain; charset=application/json")], false),
    (&[("content-type", "application/x-www-form-urlencoded")], false),
    (&[("content-type", "multipart/form-data; boundary=x")], false),
    (&[("content-type", "application/graphql")], false),
    (&[("content-type", "application/graphql-response+json")], false),
    (&[("content-type", "application/jsonp")], false),
    (&[("content-type", "application/json, text/plain")], false),
    (&[("content-type", "application/json; charset=utf-16")], false),
    (&[("content-type", "application/json; charset=iso-8859-1")], false),
    (&[("content-type", "application/json"), ("content-encoding", "gzip")], false),
];

fn bodies_are_json_in_utf8(backend: Backend) {
    let multipart =
        "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\": \"{ __typename }\"}\r\n--x--\r\n";
    for (headers, read) in CONTENT {
        for body in [r#"{"query": "{ __typename }"}"#, "query=%7B__typename%7D", multipart, "{ __typename }"] {
            let headers: Vec<_> = headers.iter().copied().chain([("accept", GRAPHQL), LAST]).collect();
            let answer = shared(backend).send("POST", "/graphql", &headers, body.as_bytes());
            let expected = match read {
                true if body.starts_with("{\"") => (200, ""),
                true => (400, "BAD_USER_INPUT"),
                false => (415, "UNSUPPORTED_MEDIA_TYPE"),
            };
            well_formed(&answer, GRAPHQL, body);
            assert_eq!((answer.status, code(&answer.json())), expected, "{headers:?} {body}");
        }
    }
    // Bytes that are no UTF-8: in a string, overlong, half a surrogate pair, and another encoding altogether.
    let utf16: Vec<u8> = r#"{"query": "{ __typename }"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bodies: [&[u8]; 4] =
        [b"{\"query\": \"{ __typename # \xff \n }\"}", b"{\"query\": \"\xc0\xaf\"}", b"{\"query\": \"\xed\xa0\x80\"}", &utf16];
    for body in bodies {
        let headers = [("content-type", JSON), ("accept", GRAPHQL)];
        let answer = shared(backend).send("POST", "/graphql", &headers, body);
        Malformed.check(&answer, GRAPHQL, &String::from_utf8_lossy(body));
    }
}

fn other_methods_are_refused(backend: Backend) {
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "QUERY", "PROPFIND"] {
        let headers = [("content-type", JSON), ("accept", GRAPHQL), LAST];
        let answer = shared(backend).send(method, "/graphql?query=%7B__typename%7D", &headers, br#"{"query": "{ __typename }"}"#);
        assert_eq!((answer.status, code(&answer.json())), (405, "METHOD_NOT_ALLOWED"), "{method}");
        well_formed(&answer, GRAPHQL, method);
        let allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
        assert!(allowed.contains(&"GET") && allowed.contains(&"POST"), "{method}: {allowed:?}");
    }
    let answer = shared(backend).send("OPTIONS", "/graphql", &[], &[]);
    assert!(answer.status == 204 && answer.header("allow").contains("POST"), "{} {}", answer.status, answer.header("allow"));
    let answer = shared(backend).send("POST", "/schema.graphql", &[LAST], b"x");
    assert_eq!((answer.status, code(&answer.json())), (405, "METHOD_NOT_ALLOWED"));
}

fn other_addresses_are_refused(backend: Backend) {
    for path in ["/no/such/address", "/graphql/more", "/graphql.json", "//graphql", "/%67raphql/..", "/api/graphql"] {
        let answer = shared(backend).get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["errors"][0]["message"].as_str().is_some_and(|text| !text.is_empty()), "{path}: {}", answer.body);
    }
}

/// The status of the answer to a request that is sent as it is.
fn status(client: &Client, request: &str) -> u16 {
    Answer::parse(&client.raw(request)).status
}

fn what_is_too_large_is_refused(backend: Backend) {
    let client = shared(backend);
    // A body that is announced as too long is refused before it is sent.
    let head = "POST /graphql HTTP/1.1\r\nHost: registry\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\nConnection: close\r\n\r\n";
    let answer = Answer::parse(&client.raw(head));
    assert_eq!((answer.status, code(&answer.json())), (413, "PAYLOAD_TOO_LARGE"));
    let padded = format!("{{\"query\": \"{{ registry {{ licence }} }}\"}}{}", " ".repeat(1024 * 1024 - 38));
    let answer = client.send("POST", "/graphql", &[("content-type", JSON)], padded.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let ending = "HTTP/1.1\r\nHost: registry\r\nConnection: close";
    let address = format!("GET /graphql?query=%7B__typename%7D%23{} {ending}\r\n\r\n", "x".repeat(70_000));
    assert_eq!(status(client, &address), 414);
    let headers = (0..200).fold(String::new(), |text, i| text + &format!("X-{i}: x\r\n"));
    let headers = format!("GET /graphql?query=%7B__typename%7D {ending}\r\n{headers}\r\n");
    assert_eq!(status(client, &headers), 431);
}
