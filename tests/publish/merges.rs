//! Merges: references, identifiers and slugs lead to the survivor, or nothing is merged at all.

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    records::{document, partner, place, project, source, text, tombstone},
    server::Server,
};

on_both_backends!(
    a_refused_file_changes_nothing_elsewhere,
    merges_may_make_references_the_same,
    chained_merges_survive_export,
    merges_do_not_go_round_in_circles,
    identifiers_lead_to_the_survivor,
    private_persons_are_never_merged,
);

fn a_refused_file_changes_nothing_elsewhere(backend: Backend) {
    let database = Database::with(backend, &[source(), partner("one", json!({})), partner("two", json!({}))]);
    let file = |name: &str, records: &[Value]| database.file(name, &document(records));
    let broken =
        file("broken.json", &[tombstone("PARTNER", "one", Some("two")), project("bad", json!({"statedPartnerCount": -1}))]);
    let sound = file("sound.json", &[project("good", json!({"participations": [{"key": "1", "partner": "one"}]}))]);
    assert_eq!(database.run(&["import", &broken, &sound]).code, Some(1));
    let server = Server::start(database, &[]);
    let data = server.client().query("{ projects { nodes { slug participations { nodes { partner { slug } } } } } }");
    let expected = json!([{"slug": "good", "participations": {"nodes": [{"partner": {"slug": "one"}}]}}]);
    assert_eq!(data["projects"]["nodes"], expected);
}

fn merges_may_make_references_the_same(backend: Backend) {
    let records =
        [source(), place("a", "CITY", json!({})), place("b", "CITY", json!({})), project("p", json!({"places": ["a", "b"]}))];
    let server = Server::with(backend, &records);
    let merged = server.database().import(&[tombstone("PLACE", "a", Some("b"))]);
    assert!(merged.success(), "{merged:?}");
    let data = server.client().query("{ projects { nodes { places { slug } } } }");
    assert_eq!(data["projects"]["nodes"][0]["places"], json!([{"slug": "b"}]));
}

fn chained_merges_survive_export(backend: Backend) {
    let database =
        Database::with(backend, &[source(), partner("a", json!({})), partner("b", json!({})), partner("c", json!({}))]);
    assert!(database.import(&[tombstone("PARTNER", "a", Some("b"))]).success());
    assert!(database.import(&[tombstone("PARTNER", "b", Some("c"))]).success());
    let export = database.export();
    let file = database.file("export.jsonl", &export);
    let again = database.run(&["import", &file]);
    assert!(again.success() && again.stdout.contains("Nothing changed"), "{again:?}");
    let elsewhere = Database::new(backend);
    let file = elsewhere.file("export.jsonl", &export);
    let moved = elsewhere.run(&["import", &file]);
    assert!(moved.success(), "{moved:?}");
    assert_eq!(elsewhere.export(), export);
    let server = Server::start(elsewhere, &[]);
    assert_eq!(server.client().query(r#"{ partner(by: {slug: "a"}) { slug } }"#)["partner"]["slug"], "c");
}

fn merges_do_not_go_round_in_circles(backend: Backend) {
    let database = Database::with(backend, &[source(), partner("a", json!({})), partner("b", json!({}))]);
    assert_eq!(database.import(&[tombstone("PARTNER", "a", Some("a"))]).code, Some(1));
    assert_eq!(database.import(&[tombstone("PARTNER", "a", Some("b")), tombstone("PARTNER", "b", Some("a"))]).code, Some(1));
    assert_eq!(database.import(&[partner("c", json!({})), tombstone("PARTNER", "c", None)]).code, Some(1));
    let server = Server::start(database, &[]);
    assert_eq!(server.client().query("{ partners { totalCount } }")["partners"]["totalCount"], 2);
}

fn identifiers_lead_to_the_survivor(backend: Backend) {
    let pic = json!({"identifiers": [{"scheme": "PIC", "value": "111"}]});
    let server = Server::with(backend, &[source(), partner("old", pic), partner("new", json!({}))]);
    assert!(server.database().import(&[tombstone("PARTNER", "old", Some("new"))]).success());
    let data = server.client().query(r#"{ partner(by: {identifier: {scheme: "PIC", value: "111"}}) { slug } }"#);
    assert_eq!(data["partner"]["slug"], "new");
    let export = server.database().export();
    let file = server.database().file("export.jsonl", &export);
    assert!(server.database().run(&["import", &file]).stdout.contains("Nothing changed"));
}

fn private_persons_are_never_merged(backend: Backend) {
    let person = |key: &str| partner(key, json!({"kind": "NATURAL_PERSON"}));
    let database = Database::with(backend, &[source(), person("a"), person("b")]);
    assert_eq!(database.import(&[tombstone("PARTNER", "a", Some("b"))]).code, Some(1));
    // A name that was public by mistake goes from the address too.
    assert!(database.import(&[partner("c", json!({"name": text("en", "Jane Roe")}))]).success());
    assert!(database.import(&[partner("c", json!({"name": text("en", "Jane Roe"), "kind": "NATURAL_PERSON"}))]).success());
    let server = Server::start(database, &[]);
    let data = server.client().query("{ partners { nodes { slug name { text } } } }");
    assert!(!data.to_string().to_lowercase().contains("roe"), "{data}");
}
