//! Clients that mean harm, or are broken: whatever they send, the server goes on answering everybody else, gives back the memory
//! that it took, and tells nothing of its inner workings.

mod documents;
mod requests;
mod slots;
mod sockets;
mod values;

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{Client, assert_discreet},
    on_both_backends,
    patience::eventually,
    server::Server,
};

on_both_backends!(
    costly_documents_are_judged_before_they_run,
    any_value_anywhere_is_answered_or_refused,
    malformed_requests_do_no_harm,
    bad_connections_do_no_harm,
);

/// How much more memory the server may hold after attacks than before, in KiB. Allocators and caches keep some for the next time.
const MEMORY_KEPT: u64 = 128 * 1024;

/// The codes that a client may bring about. The others say that something is wrong with the server.
const CODES: &[&str] = &[
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    "BAD_USER_INPUT",
    "PAGE_TOO_LARGE",
    "INVALID_CURSOR",
    "QUERY_TOO_DEEP",
    "QUERY_TOO_COMPLEX",
    "PERSISTED_QUERY_NOT_FOUND",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "NOT_ACCEPTABLE",
    "METHOD_NOT_ALLOWED",
];

/// A server of the test's own that is attacked.
struct Target {
    server: Server,
    memory: u64,
}

impl Target {
    fn new(backend: Backend) -> Self {
        let server = Server::curated(backend);
        let target = Self { memory: 0, server };
        target.is_well("the start");
        Self { memory: target.server.memory(), ..target }
    }

    fn client(&self) -> &Client {
        self.server.client()
    }

    /// Asserts that somebody else is answered, after an attack or in the middle of it.
    fn is_well(&self, attack: &str) {
        let data = self.client().query("{ projects(first: 1) { totalCount nodes { title { text } } } }");
        assert_eq!(data["projects"]["totalCount"], 13, "after {attack}");
    }

    /// Asserts that the memory taken by attacks is given back.
    fn is_lean(&self) {
        let kept = eventually(|| {
            let kept = self.server.memory().saturating_sub(self.memory);
            (kept <= MEMORY_KEPT).then_some(kept)
        });
        println!("memory: {} KiB before, {kept} KiB more after", self.memory);
    }
}

/// Asserts that an answer has data, or errors that a client may bring about, and gives the code of the first error.
fn clean_code(answer: &Value, request: &str) -> String {
    let errors = answer["errors"].as_array();
    assert_ne!(errors.is_some(), answer["data"].is_object(), "{request}: {answer}");
    for error in errors.into_iter().flatten() {
        assert_discreet(&error.to_string());
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(CODES.contains(&code), "{request}: {error}");
    }
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
}

fn costly_documents_are_judged_before_they_run(backend: Backend) {
    let target = Target::new(backend);
    let mut faults = Vec::new();
    for attack in documents::attacks() {
        let answer = target.client().ask(&attack.document, &attack.variables);
        let code = clean_code(&answer, attack.name);
        if !attack.codes.contains(&code.as_str()) {
            faults.push(format!("{}: {code:?} {}", attack.name, answer["errors"]));
        }
        target.is_well(attack.name);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    target.is_lean();
}

fn any_value_anywhere_is_answered_or_refused(backend: Backend) {
    let target = Target::new(backend);
    let slots = slots::all(target.client());
    assert!(slots.len() > 200, "only {} arguments and input fields were found", slots.len());
    let mut faults = Vec::new();
    for (place, slot) in slots.iter().enumerate() {
        let mut answered = 0;
        for value in values::of(&slot.scalar, place) {
            let name = format!("{} = {}", slot.name, values::shortened(&value));
            let code = clean_code(&target.client().ask(&slot.document, &json!({"value": value})), &name);
            // The document itself is in order: only its value can be at fault.
            if code.starts_with("GRAPHQL_") {
                faults.push(format!("{name}: {code}\n{}", slot.document));
            }
            answered += usize::from(code.is_empty());
        }
        // No text made without the list is a cursor of it.
        if answered == 0 && !slot.is_cursor() {
            faults.push(format!("{} refuses everything", slot.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    target.is_well("values");
    target.is_lean();
}

fn malformed_requests_do_no_harm(backend: Backend) {
    let target = Target::new(backend);
    let mut faults = Vec::new();
    for attack in requests::attacks() {
        faults.extend(attack.run(target.client()));
        target.is_well(attack.name);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    target.is_lean();
}

fn bad_connections_do_no_harm(backend: Backend) {
    let target = Target::new(backend);
    for (name, attack) in sockets::ATTACKS {
        // What the attack holds open stays open until somebody else was answered.
        let held = attack(target.client());
        target.is_well(name);
        drop(held);
        target.is_well(name);
    }
    target.is_lean();
}
