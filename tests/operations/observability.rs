//! What those who run the service see of it: figures and log lines.

use serde_json::json;

use crate::common::{
    backend::{Backend, Database},
    figures::figure,
    on_both_backends,
    server::Server,
};

on_both_backends!(requests_are_counted, names_of_operations_do_not_pile_up, every_request_has_a_log_line);

fn requests_are_counted(backend: Backend) {
    let server = Server::curated(backend);
    let client = server.client();
    client.query("query Titles { projects { nodes { title { text } } } }");
    client.query("query Titles { projects { nodes { title { text } } } }");
    client.failure("query Titles { nothing }");
    client.get("/nothing");
    let figures = [
        ("graphql_requests_total{operation=\"Titles\",outcome=\"ok\"}", 2.0),
        ("graphql_requests_total{operation=\"Titles\",outcome=\"GRAPHQL_VALIDATION_FAILED\"}", 1.0),
        ("http_requests_total{method=\"POST\",route=\"/graphql\",status=\"200\"}", 3.0),
        ("http_requests_total{method=\"GET\",route=\"(none)\",status=\"404\"}", 1.0),
        ("response_cache_requests_total{result=\"hit\"}", 1.0),
        ("graphql_cost_count", 2.0),
        ("graphql_sql_statements_count", 2.0),
        ("data_version", 1.0),
        ("queries_running", 0.0),
    ];
    for (name, expected) in figures {
        assert_eq!(figure(client, name).to_string(), expected.to_string(), "{name}\n{}", client.get("/metrics").body);
    }
    assert!(figure(client, "sql_statements_total") > 0.0);
    assert!(figure(client, "graphql_request_duration_seconds_count{source=\"miss\"}") >= 1.0);
    let pool = figure(client, "sql_pool_connections{state=\"idle\"}") + figure(client, "sql_pool_connections{state=\"busy\"}");
    assert!(pool >= 1.0, "no connection to the database");
    let answer = client.get("/metrics");
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
    for line in answer.body.lines().filter(|line| line.starts_with("# TYPE")) {
        let name = line.split(' ').nth(2).expect("a figure has a name");
        assert!(answer.body.contains(&format!("# HELP {name} ")), "{name} is not explained");
    }
}

fn names_of_operations_do_not_pile_up(backend: Backend) {
    let server = Server::curated(backend);
    let client = server.client();
    for i in 0..300 {
        client.query(&format!("query Name{i} {{ __typename }}"));
    }
    client.send("INVENTED", "/graphql", &[], &[]);
    let body = client.get("/metrics").body;
    let names = body.lines().filter(|line| line.starts_with("graphql_requests_total{")).count();
    assert!((50..=110).contains(&names), "{names} names are told apart");
    assert!(figure(client, "graphql_requests_total{operation=\"(other)\",outcome=\"ok\"}") >= 190.0);
    assert!(!body.contains("INVENTED"));
}

fn every_request_has_a_log_line(backend: Backend) {
    let server = Server::start(Database::new(backend), &["--trusted-proxies", "127.0.0.1"]);
    let body = json!({"query": "query Logged($s: String) { projects(search: $s) { totalCount } }", "variables": {"s": "secret"}});
    let headers = [("content-type", "application/json"), ("x-forwarded-for", "203.0.113.77")];
    let answer = server.client().send("POST", "/graphql", &headers, body.to_string().as_bytes());
    let id = answer.header("x-request-id").to_owned();
    assert!(!id.is_empty());
    let line = server.log_line(|line| line.contains(&id) && line.contains("duration_ms"));
    for part in ["Logged", "203.0.113.0", "status", "cost", "statements", "miss"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    for part in ["203.0.113.77", "secret"] {
        assert!(!line.contains(part), "{part} is written down: {line}");
    }
}
