//! Suggestions while somebody types.

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{Client, each},
    on_both_backends,
    records::{partner, place, project, source, text},
    server::{Server, shared},
};

on_both_backends!(
    the_last_word_may_be_unfinished,
    the_best_come_first,
    types_take_turns,
    the_text_is_in_the_readers_language,
    codes_and_other_names_are_shown_with_the_name,
    special_characters_suggest_nothing,
    persons_are_never_suggested,
    senseless_suggestions_are_refused,
);

/// What is suggested, with arguments besides the text, as `TYPE text`.
fn suggested(client: &Client, search: &str, more: &str) -> Vec<String> {
    let query =
        format!("query ($search: String!) {{ suggest(search: $search {more}) {{ text type node {{ id __typename }} }} }}");
    let data = client.query_with(&query, &json!({"search": search}));
    let list = data["suggest"].as_array().unwrap_or_else(|| panic!("no suggestions in {data}"));
    let line = |suggestion: &Value| {
        let kind = suggestion["type"].as_str().unwrap_or_default();
        let node = suggestion["node"]["__typename"].as_str().unwrap_or_default();
        assert_eq!(kind.replace('_', ""), node.to_uppercase());
        format!("{kind} {}", suggestion["text"].as_str().unwrap_or_default())
    };
    list.iter().map(line).collect()
}

fn the_last_word_may_be_unfinished(backend: Backend) {
    let client = shared(backend);
    assert_eq!(suggested(client, "barce", ""), ["PLACE Barcelona", "PARTNER Ajuntament de Barcelona"]);
    for spelling in ["timis", "Timiș", "TIMIŞOARA", " timis\u{326}oara "] {
        assert_eq!(suggested(client, spelling, "")[0], "PLACE Timișoara", "{spelling}");
    }
    // Only the last word is a beginning; those before it are whole.
    assert_eq!(suggested(client, "roma wom", ", types: [PROJECT]"), ["PROJECT Sorority network of Roma women"]);
    assert_eq!(suggested(client, "rom wom", ", types: [PROJECT]"), [""; 0]);
    // A single letter behind other words says too little yet.
    assert_eq!(suggested(client, "collaborative housing x", ""), suggested(client, "collaborative housing", ""));
    // One letter alone finds beginnings of names, not of the words in them.
    let short = suggested(client, "na", ", types: [PLACE]");
    assert!(!short.contains(&"PLACE Cluj-Napoca".to_owned()), "{short:?}");
    assert_eq!(suggested(client, "nap", ", types: [PLACE]"), ["PLACE Cluj-Napoca"]);
}

/// A registry of harbours.
fn harbours() -> Vec<Value> {
    let seat = |city: &str| json!({"place": city, "sources": [{"source": "source"}]});
    let with = |name: &str, mut members: Value| {
        members["name"] = text("en", name);
        members
    };
    vec![
        source(),
        place("elsewhere", "CITY", json!({"name": text("en", "Old Harbour")})),
        place("begins", "CITY", json!({"name": text("en", "Harbourton")})),
        place("exact", "CITY", json!({"name": text("en", "Harbour")})),
        partner("trust", with("Harbour Trust", seat("begins"))),
        partner("union", with("Harbour Union", json!({}))),
        partner("guild", with("Guild of Harbour Women", json!({}))),
        project(
            "works",
            json!({"title": text("en", "Harbour works"), "acronym": "HARBOUR", "participations": [{"key": "1", "partner": "union"}]}),
        ),
        project("lights", json!({"title": text("en", "Lights of the harbour")})),
        project("absent", json!({"title": text("en", "A lighthouse"), "summary": text("en", "Near the harbour")})),
    ]
}

fn the_best_come_first(backend: Backend) {
    let server = Server::with(backend, &harbours());
    let places = suggested(server.client(), "harbour", ", types: [PLACE]");
    assert_eq!(places, ["PLACE Harbour", "PLACE Harbourton", "PLACE Old Harbour"]);
    // Of equally good ones, those with more projects come first, then it goes by name. What is only in a summary is not suggested.
    let partners = suggested(server.client(), "harb", ", types: [PARTNER]");
    assert_eq!(partners, ["PARTNER Harbour Union", "PARTNER Harbour Trust", "PARTNER Guild of Harbour Women"]);
    let projects = suggested(server.client(), "harbou", ", types: [PROJECT]");
    assert_eq!(projects, ["PROJECT Harbour works", "PROJECT Lights of the harbour"]);
}

fn types_take_turns(backend: Backend) {
    let server = Server::with(backend, &harbours());
    let all = [
        "PROJECT Harbour works",
        "PLACE Harbour",
        "PARTNER Harbour Union",
        "PLACE Harbourton",
        "PARTNER Harbour Trust",
        "PROJECT Lights of the harbour",
        "PARTNER Guild of Harbour Women",
        "PLACE Old Harbour",
    ];
    assert_eq!(suggested(server.client(), "harbour", ""), all);
    for first in 0..8 {
        assert_eq!(suggested(server.client(), "harbour", &format!(", first: {first}")), all[..first]);
    }
    // The types are asked in the order in which they are named, each once.
    let places = suggested(server.client(), "harbour", ", types: [PLACE, PROJECT, PLACE], first: 2");
    assert_eq!(places, ["PLACE Harbour", "PROJECT Harbour works"]);
}

fn the_text_is_in_the_readers_language(backend: Backend) {
    let client = shared(backend);
    let group =
        |search: &str, language: &str| suggested(client, search, &format!(", types: [CONCEPT], languages: [{language:?}]"));
    assert_eq!(group("roma wo", "en"), ["CONCEPT Roma women"]);
    assert_eq!(group("femei ro", "ro"), ["CONCEPT Femei rome"]);
    // What was typed is shown besides if it is a translation.
    assert_eq!(group("roma wo", "ro"), ["CONCEPT Femei rome (Roma women)"]);
}

fn codes_and_other_names_are_shown_with_the_name(backend: Backend) {
    let client = shared(backend);
    let cases = [
        ("netc", "PROJECT", "Network of Cities for Collaborative Housing (NETCO)"),
        ("CERV-2025-CIT", "FUNDING_CALL", ""),
        ("posdru/6", "PROGRAMME", ""),
        ("RO113", "PLACE", "Cluj-Napoca (RO113)"),
    ];
    for (search, kind, expected) in cases {
        let found = suggested(client, search, &format!(", types: [{kind}], languages: [\"en\"]"));
        assert!(!found.is_empty(), "{search}");
        if !expected.is_empty() {
            assert_eq!(found[0], format!("{kind} {expected}"));
        }
    }
}

fn special_characters_suggest_nothing(backend: Backend) {
    let client = shared(backend);
    for blank in ["", "  ", "%", "_", "*", "'", "\"", "\\", "<->", "\u{1F600}"] {
        assert_eq!(suggested(client, blank, ""), [""; 0], "{blank:?}");
    }
    for search in ["' OR '1'='1", "barce* OR", "\"barce", "NEAR(barce", "title : barce", "barce:*", "=barce", "_barce"] {
        suggested(client, search, "");
    }
    assert_eq!(suggested(client, "\"barce*", ""), suggested(client, "barce", ""));
    suggested(client, &"inclusion ".repeat(2_000), "");
}

fn persons_are_never_suggested(backend: Backend) {
    let records = [
        source(),
        partner("person", json!({"name": text("en", "Zenobia Quill"), "kind": "NATURAL_PERSON"})),
        partner("company", json!({"name": text("en", "Quill Press"), "kind": "COMPANY"})),
        project("project", json!({"participations": [{"key": "1", "partner": "person"}, {"key": "2", "partner": "company"}]})),
    ];
    let server = Server::with(backend, &records);
    assert_eq!(suggested(server.client(), "zen", ""), [""; 0]);
    assert_eq!(suggested(server.client(), "quill", ""), ["PARTNER Quill Press"]);
}

fn senseless_suggestions_are_refused(backend: Backend) {
    let client = shared(backend);
    client.fails("{ suggest(search: \"a\", first: 101) { text } }", "PAGE_TOO_LARGE", &["101", "100"]);
    client.fails("{ suggest(search: \"a\", first: -1) { text } }", "BAD_USER_INPUT", &["-1", "100"]);
    for kind in ["PARTICIPATION", "RESULT", "SOURCE"] {
        let query = format!("{{ suggest(search: \"a\", types: [PROJECT, {kind}]) {{ text }} }}");
        client.fails(&query, "BAD_USER_INPUT", &[kind, "PROJECT", "PARTNER", "FUNDING_CALL", "PROGRAMME", "PLACE", "CONCEPT"]);
    }
    let data = client.query("{ suggest(search: \"barce\", types: []) { text } }");
    assert!(each(&data, "/suggest", "/text").is_empty());
}
