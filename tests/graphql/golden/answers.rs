//! The answers: one test a case and backend. With `UPDATE_GOLDEN=1` answers and numbers of statements are written anew from
//! `SQLite`: read the difference before you keep it.

use std::{collections::BTreeMap, fs, sync::Mutex};

use serde_json::{Value, json};

use super::{Case, STATEMENTS, path};
use crate::common::{
    backend::{Backend, Database},
    client::{Answer, Client},
    environment::is_set,
    on_both_backends,
    server::{Server, Shared, shared},
};

include!(concat!(env!("OUT_DIR"), "/golden.rs"));

/// Servers that run every question they are asked, and log how many statements it took.
static SERVERS: Shared =
    Shared::new(|backend| Server::start(Database::new(backend), &["--log-format", "json", "--response-cache", "0"]));

fn check(backend: Backend, name: &'static str) {
    let case = Case::read(name);
    let server = SERVERS.server(backend);
    let answer = case.ask(server.client());
    let body = answer.json();
    assert!(body.get("errors").is_none(), "{:#}", body["errors"]);
    let (data, statements) = (&body["data"], server.statements(&answer));
    if backend == Backend::Sqlite && is_set("UPDATE_GOLDEN") {
        return case.update(data, statements);
    }
    let mut differences = Vec::new();
    compare("", &case.golden(), data, &mut differences);
    assert!(differences.is_empty(), "the answer differs:\n  {}", differences.join("\n  "));
    assert_eq!(numbers().get(name), Some(&statements), "the number of statements in {STATEMENTS} differs");
    if backend == Backend::Postgres {
        // Clients may rely on the bytes: the backends differ in nothing, not even in the order of members.
        let other = case.ask(shared(Backend::Sqlite));
        assert_eq!((answer.status, answer.body), (other.status, other.body));
    }
}

impl Case {
    fn ask(&self, client: &Client) -> Answer {
        client.post(&json!({"query": self.query, "variables": self.variables}), "application/json")
    }

    fn update(&self, data: &Value, statements: u64) {
        static TURN: Mutex<()> = Mutex::new(());
        fs::write(&self.answer, format!("{data:#}\n")).expect("an answer can be written");
        let _turn = TURN.lock().expect("no test fails while it has its turn");
        let mut numbers = numbers();
        numbers.insert(self.name.to_owned(), statements);
        let text = serde_json::to_string_pretty(&numbers).expect("numbers can be written as JSON");
        fs::write(path(STATEMENTS), text + "\n").expect("the numbers can be written");
    }
}

/// The number of statements of each case.
fn numbers() -> BTreeMap<String, u64> {
    let text = fs::read_to_string(path(STATEMENTS)).expect("the numbers of statements can be read");
    serde_json::from_str(&text).expect("the numbers of statements are JSON")
}

/// Finds the places in which two values differ.
fn compare(path: &str, golden: &Value, found: &Value, differences: &mut Vec<String>) {
    match (golden, found) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            for (name, value) in a {
                compare(&format!("{path}/{name}"), value, &b[name], differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}/{i}"), a, b, differences);
            }
        }
        _ if golden == found => {}
        _ => differences.push(format!("{path}\n    golden {golden}\n    found  {found}")),
    }
}
