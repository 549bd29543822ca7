//! What pages of others may do in a browser, and what every answer tells a browser.

use serde_json::json;

use crate::common::{
    backend::Backend,
    client::{Answer, Client},
    on_both_backends,
    server::shared,
};

on_both_backends!(every_page_may_read, no_page_can_ask_with_a_form, browsers_are_told_what_not_to_do);

const ORIGIN: (&str, &str) = ("origin", "https://dashboard.example");

/// All kinds of answers.
fn answers(client: &Client) -> Vec<(&'static str, Answer)> {
    let post = |body: &str, kind: &str| client.send("POST", "/graphql", &[ORIGIN, ("content-type", kind)], body.as_bytes());
    vec![
        ("a page", client.send("GET", "/", &[ORIGIN], &[])),
        ("the playground", client.send("GET", "/graphiql", &[ORIGIN], &[])),
        ("the schema", client.send("GET", "/schema.graphql", &[ORIGIN], &[])),
        ("an answer", post("{\"query\":\"{ __typename }\"}", "application/json")),
        ("an answer by GET", client.send("GET", "/graphql?query=%7B__typename%7D", &[ORIGIN], &[])),
        ("a refused question", post("{\"query\":\"{ nothing }\"}", "application/json")),
        ("a refused body", post("query={__typename}", "application/x-www-form-urlencoded")),
        ("a refused method", client.send("DELETE", "/graphql", &[ORIGIN], &[])),
        ("nothing", client.send("GET", "/nothing", &[ORIGIN], &[])),
    ]
}

fn every_page_may_read(backend: Backend) {
    let client = shared(backend);
    for (what, answer) in answers(client) {
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{what}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{what}");
        for header in ["etag", "retry-after", "x-request-id"] {
            assert!(answer.header("access-control-expose-headers").contains(header), "{what} hides {header}");
        }
    }
    let preflight = [
        ORIGIN,
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type,graphql-cost,apollographql-client-name"),
    ];
    let allowed = client.send("OPTIONS", "/graphql", &preflight, &[]);
    assert_eq!((allowed.status, allowed.body.as_str()), (204, ""));
    assert_eq!(allowed.header("access-control-allow-origin"), "*");
    assert_eq!(allowed.header("access-control-allow-credentials"), "");
    assert_eq!(allowed.header("access-control-allow-headers"), "*");
    for method in ["GET", "POST"] {
        assert!(allowed.header("access-control-allow-methods").contains(method));
    }
    assert!(allowed.header("access-control-max-age").parse::<u32>().is_ok_and(|seconds| seconds >= 3_600));
}

fn no_page_can_ask_with_a_form(backend: Backend) {
    let client = shared(backend);
    let question = json!({"query": "{ __typename }"}).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        let answer = client.send("POST", "/graphql", &[ORIGIN, ("content-type", kind)], question.as_bytes());
        assert_eq!(answer.status, 415, "{kind}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "UNSUPPORTED_MEDIA_TYPE", "{kind}");
        assert!(answer.json().get("data").is_none(), "{kind} is executed");
    }
}

fn browsers_are_told_what_not_to_do(backend: Backend) {
    for (what, answer) in answers(shared(backend)) {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert!(!answer.header("referrer-policy").is_empty(), "{what}");
        assert_eq!(answer.header("set-cookie"), "", "{what}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") || policy.contains("default-src 'self'"), "{what}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
        assert!(!policy.contains("unsafe-eval"), "{what}: {policy}");
        let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap_or_default();
        assert!(!scripts.contains("unsafe-inline"), "{what}: {policy}");
    }
}
