//! Too much at once, and questions that nobody waits for any more.

use std::{io::Write, net::TcpStream};

use serde_json::json;

use crate::common::{
    backend::{Backend, Database},
    client::{Answer, Client},
    figures::figure,
    on_both_backends,
    patience::eventually,
    records::{project, source},
    server::Server,
    sql,
};

on_both_backends!(
    who_leaves_stops_the_statement,
    a_question_that_takes_too_long_is_stopped,
    too_many_questions_are_turned_away,
    a_question_waits_for_its_turn_only_so_long,
    identical_questions_are_answered_once,
);

const COUNT: &str = "{ projects { totalCount } }";

/// A server whose questions about projects never end, until `mend`.
fn endless(backend: Backend, arguments: &[&str]) -> Server {
    let server = Server::start(Database::with(backend, &[source(), project("p", json!({}))]), arguments);
    let numbers = match backend {
        Backend::Sqlite => "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n)",
        Backend::Postgres => "(SELECT COUNT(*) FROM pg_sleep(3600))",
    };
    run(&server, "ALTER TABLE project RENAME TO the_project");
    run(&server, &format!("CREATE VIEW project AS SELECT * FROM the_project WHERE {numbers} > 0"));
    server
}

/// From here on, questions about projects end.
fn mend(server: &Server) {
    run(server, "DROP VIEW project");
    run(server, "ALTER TABLE the_project RENAME TO project");
}

fn run(server: &Server, statement: &str) {
    sql::execute(server.database().url(), statement).expect("the statement runs");
}

/// A question that is sent, whose answer nobody waits for yet.
fn send(client: &Client, query: &str) -> TcpStream {
    let mut stream = TcpStream::connect(client.address()).expect("the server listens");
    let body = json!({"query": query}).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).expect("the request can be sent");
    stream
}

/// Waits until a figure of the server is what it should be.
fn wait_for(client: &Client, name: &str, expected: f64) {
    eventually(|| (figure(client, name).total_cmp(&expected).is_eq()).then_some(()));
}

fn post(client: &Client, query: &str) -> Answer {
    client.post(&json!({"query": query}), "application/json")
}

fn is_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], code);
    assert!(answer.json().get("data").is_none());
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
}

const BUSY: &str = "sql_pool_connections{state=\"busy\"}";

fn who_leaves_stops_the_statement(backend: Backend) {
    let server = endless(backend, &["--max-seconds", "3600"]);
    let client = server.client();
    for _ in 0..3 {
        let stream = send(client, COUNT);
        wait_for(client, "queries_running", 1.0);
        wait_for(client, BUSY, 1.0);
        drop(stream);
        wait_for(client, "queries_running", 0.0);
        // The connection is given back only when it does nothing any more.
        wait_for(client, BUSY, 0.0);
    }
    mend(&server);
    assert_eq!(client.query(COUNT), json!({"projects": {"totalCount": 1}}));
}

fn a_question_that_takes_too_long_is_stopped(backend: Backend) {
    let server = endless(backend, &["--max-seconds", "0.2"]);
    let client = server.client();
    let answer = post(client, COUNT);
    is_refused(&answer, 503, "TIMEOUT");
    assert!(answer.body.contains("0.2 seconds"), "{}", answer.body);
    wait_for(client, BUSY, 0.0);
    assert_eq!(client.query("{ __typename }"), json!({"__typename": "Query"}));
    mend(&server);
    assert_eq!(client.query(COUNT), json!({"projects": {"totalCount": 1}}));
}

fn too_many_questions_are_turned_away(backend: Backend) {
    let server =
        endless(backend, &["--max-seconds", "3600", "--queue-seconds", "3600", "--max-concurrent", "1", "--max-queued", "1"]);
    let client = server.client();
    let first = send(client, COUNT);
    wait_for(client, "queries_running", 1.0);
    let second = send(client, "query Another { projects { totalCount } }");
    wait_for(client, "queries_waiting", 1.0);
    let third = post(client, "query Third { projects { totalCount } }");
    is_refused(&third, 503, "OVERLOADED");
    assert!(third.body.contains("1 queries run and 1 wait"), "{}", third.body);
    // What needs no place is answered all the same.
    assert_eq!(client.get("/readyz").status, 200);
    drop(first);
    wait_for(client, "queries_waiting", 0.0);
    drop(second);
    wait_for(client, "queries_running", 0.0);
    mend(&server);
    assert_eq!(client.query(COUNT), json!({"projects": {"totalCount": 1}}));
}

fn a_question_waits_for_its_turn_only_so_long(backend: Backend) {
    let server = endless(backend, &["--max-seconds", "3600", "--queue-seconds", "0.1", "--max-concurrent", "1"]);
    let client = server.client();
    let first = send(client, COUNT);
    wait_for(client, "queries_running", 1.0);
    let second = post(client, "{ __typename }");
    is_refused(&second, 503, "OVERLOADED");
    assert!(second.body.contains("0.1 seconds"), "{}", second.body);
    drop(first);
    wait_for(client, "queries_running", 0.0);
    assert_eq!(client.query("{ __typename }"), json!({"__typename": "Query"}));
}

fn identical_questions_are_answered_once(backend: Backend) {
    let server = endless(backend, &["--max-seconds", "3600"]);
    let client = server.client();
    let first = send(client, COUNT);
    wait_for(client, "queries_running", 1.0);
    let others: Vec<TcpStream> = (0..5).map(|_| send(client, COUNT)).collect();
    let different = send(client, "query Different { projects { totalCount } }");
    wait_for(client, "queries_running", 2.0);
    // When the one leaves who asked first, another one's question takes over.
    drop(first);
    drop(different);
    wait_for(client, "http_connections", 6.0);
    wait_for(client, "queries_running", 1.0);
    wait_for(client, BUSY, 1.0);
    drop(others);
    wait_for(client, "queries_running", 0.0);
    wait_for(client, BUSY, 0.0);
}
