//! The program as those who run it meet it: help, failures to start, stopping and health.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
};

use serde_json::json;

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    program::{self, Ended},
    server::{Server, shared},
    sql,
};

on_both_backends!(
    a_taken_port_is_said,
    a_newer_schema_is_said,
    an_empty_database_has_nothing_to_export,
    a_running_request_is_finished,
    health_is_told,
    the_first_start_loads_the_curated_data_once,
);

#[test]
fn help_names_every_command() {
    let ended = program::run(&["--help"]);
    assert!(ended.success() && ended.stderr.is_empty(), "{ended:?}");
    for word in ["serve", "import", "export", "check", "migrate", "schema", "--database-url"] {
        assert!(ended.stdout.contains(word), "{word} is missing");
    }
    for command in ["serve", "import", "export", "check", "migrate", "schema"] {
        let ended = program::run(&[command, "--help"]);
        assert!(ended.success() && ended.stdout.contains("--database-url"), "{command}");
    }
    assert!(program::run(&["--version"]).stdout.starts_with("inclusion-registry "));
    assert_ne!(program::run(&["no-such-command"]).code, Some(0));
}

/// Asserts that a command failed, and said why in one sentence that names these words.
fn fails(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let errors: Vec<&str> = ended.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "one sentence: {}", ended.stderr);
    assert_eq!(ended.stderr.lines().last(), errors.first().copied(), "the error comes last: {}", ended.stderr);
    assert!(!ended.stderr.contains("panicked") && !ended.stderr.contains("RUST_BACKTRACE"), "{}", ended.stderr);
    for word in words {
        assert!(errors[0].contains(word), "{:?} does not say {word:?}", errors[0]);
    }
}

fn a_taken_port_is_said(backend: Backend) {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has an address").to_string();
    fails(&Database::new(backend).run(&["serve", "--listen", &address]), &[&address, "--listen"]);
}

#[test]
fn a_bad_address_is_said() {
    fails(&Database::new(Backend::Sqlite).run(&["serve", "--listen", "nonsense"]), &["nonsense", "127.0.0.1:8080"]);
}

fn a_newer_schema_is_said(backend: Backend) {
    let database = Database::new(backend);
    assert!(database.run(&["migrate"]).success());
    assert!(database.run(&["migrate"]).stdout.contains("up to date"));
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_future', 0)";
    sql::execute(database.url(), newer).expect("a step can be recorded");
    for command in [["migrate"].as_slice(), &["serve", "--listen", "127.0.0.1:0"], &["import", &program::data()]] {
        fails(&database.run(command), &["m29990101_000001_future", "newer"]);
    }
}

#[test]
fn an_unreachable_server_is_said() {
    // Nobody listens on a port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port();
    let url = format!("postgres://someone:secret@127.0.0.1:{port}/registry");
    let ended = program::run(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url]);
    fails(&ended, &["database server"]);
    assert!(!ended.stderr.contains("secret"), "the password is shown: {}", ended.stderr);
}

#[test]
fn a_file_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("file");
    fs::write(&file, "not a database ".repeat(1000)).expect("a file can be written");
    let missing = folder.path().join("missing/registry.sqlite").display().to_string();
    let below_a_file = file.join("registry.sqlite").display().to_string();
    for path in [missing.as_str(), &below_a_file, "/proc/registry.sqlite"] {
        let url = format!("sqlite://{path}?mode=rwc");
        fails(&program::run(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url]), &[path]);
    }
    let url = format!("sqlite://{}?mode=rwc", file.display());
    fails(&program::run(&["serve", "--listen", "127.0.0.1:0", "--database-url", &url]), &[]);
    fails(&program::run(&["serve", "--database-url", "mysql://localhost/registry"]), &["sqlite://", "postgres://"]);
    // Without a home there is no place for a database of one's own.
    fails(&program::run(&["serve"]), &["--database-url"]);
}

fn an_empty_database_has_nothing_to_export(backend: Backend) {
    fails(&Database::new(backend).run(&["export"]), &["no data"]);
}

fn a_running_request_is_finished(backend: Backend) {
    let mut server = Server::curated(backend);
    let body = r#"{"query": "{ projects { totalCount } }"}"#;
    let mut stream = TcpStream::connect(server.client().address()).expect("the server listens");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: registry\r\nContent-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("the head can be sent");
    // The server asks for the body as soon as the request is being handled.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).expect("the server asks for the body");
    assert_eq!(asked, *b"HTTP/1.1 100 Continue\r\n\r\n");
    server.terminate();
    server.log_line(|line| line.contains("stopping"));
    stream.write_all(body.as_bytes()).expect("the body can be sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer comes");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(r#""totalCount":13"#), "{answer}");
    assert_eq!(server.wait(), Some(0));
}

fn health_is_told(backend: Backend) {
    for (path, text) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = shared(backend).get(path);
        assert_eq!((answer.status, answer.body.trim(), answer.header("cache-control")), (200, text, "no-store"));
    }
    assert_eq!(shared(backend).get("/").status, 200);
    let ids = [0, 1].map(|_| shared(backend).get("/healthz").header("x-request-id").to_owned());
    assert!(!ids[0].is_empty() && ids[0] != ids[1], "{ids:?}");
}

fn the_first_start_loads_the_curated_data_once(backend: Backend) {
    let mut server = Server::curated(backend);
    server.terminate();
    assert_eq!(server.wait(), Some(0));
    let again = server.restarted();
    let data = again.client().query("{ registry { dataVersion counts { projects } } }");
    assert_eq!(data["registry"], json!({"dataVersion": 1, "counts": {"projects": 13}}));
}
