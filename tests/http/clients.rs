//! Public clients, as their users set them up: each asks with variables, turns pages and meets an error.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::common::{backend::Backend, missing, program, server::shared};

/// What installs the clients' libraries, and is done when these are there.
const NODE_MODULES: &str = "node_modules/.package-lock.json";
const PYTHON_GQL: &str = "python/.venv/bin/gql-cli";

#[test]
fn audits_of_graphql_over_http() {
    node("audit.mjs");
}

#[test]
fn apollo() {
    node("apollo.mjs");
}

#[test]
fn urql() {
    node("urql.mjs");
}

#[test]
fn graphql_request() {
    node("graphql-request.mjs");
}

#[test]
fn relay() {
    node("relay/relay.mjs");
}

#[test]
fn code_generator() {
    node("codegen/run.mjs");
}

#[test]
fn python_gql() {
    if !folder().join(PYTHON_GQL).exists() {
        return missing::say("Python with the library gql (make clients)", |test| test.starts_with("http::clients::python"));
    }
    run(&folder().join("python/.venv/bin/python"), "python/client.py");
}

fn node(program: &str) {
    let node = Path::new("node");
    if !folder().join(NODE_MODULES).exists() || Command::new(node).arg("--version").output().is_err() {
        let of_node = |test: &str| test.starts_with("http::clients::") && !test.starts_with("http::clients::python");
        return missing::say("Node.js with the clients' libraries (make clients)", of_node);
    }
    run(node, program);
}

/// The folder with the programs that use the clients.
fn folder() -> PathBuf {
    program::root().join("tests/clients")
}

/// Runs a program with the address of a server; it ends well if everything is as it should be.
fn run(interpreter: &Path, program: &str) {
    let address = format!("http://{}/graphql", shared(Backend::Sqlite).address());
    let ended = Command::new(interpreter).arg(program).arg(address).current_dir(folder()).output().expect("it can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(ended.status.success(), "{program} fails\n{}{}", text(&ended.stdout), text(&ended.stderr));
}
