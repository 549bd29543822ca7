//! What must not crash, mislead or half-apply.

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    records::{partner, place, project, record, source, text, tombstone},
    server::{Server, shared},
};

on_both_backends!(
    deep_and_large_values_are_refused,
    texts_without_end_are_refused,
    empty_operators_restrict_nothing,
    a_refused_file_changes_nothing_elsewhere,
    merges_may_make_references_the_same,
    chained_merges_survive_export,
    merges_do_not_go_round_in_circles,
    identifiers_lead_to_the_survivor,
    private_persons_are_never_merged,
    coordinators_of_unknown_country_get_their_part,
    places_around_others_are_left_out,
    sums_may_be_larger_than_any_amount,
);

fn deep_and_large_values_are_refused(backend: Backend) {
    let client = shared(backend);
    for depth in [25, 120, 5_000] {
        let filter = format!("{}{}{}", "{not:".repeat(depth), "{}", "}".repeat(depth));
        client.fails(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"), "QUERY_TOO_DEEP", &[]);
    }
    let deep = (0..60).fold(json!({}), |inner, _| json!({"not": inner}));
    client
        .failure_with("query ($f: ProjectFilter) { projects(filter: $f) { totalCount } }", &json!({"f": deep}))
        .is("QUERY_TOO_DEEP", &[]);
    let many: Vec<Value> = (0..3_000).map(|i| json!(format!("{i}"))).collect();
    let query = "query ($ids: [ID!]) { projects(filter: {id: {in: $ids}}) { totalCount } }";
    client.failure_with(query, &json!({"ids": many})).is("QUERY_TOO_COMPLEX", &[]);
    assert_eq!(client.query("{ projects { totalCount } }")["projects"]["totalCount"], 13);
}

fn texts_without_end_are_refused(backend: Backend) {
    let client = shared(backend);
    let query = "query ($text: String) { projects(filter: {acronym: {eq: $text}}) { totalCount } }";
    client.failure_with(query, &json!({"text": "a\u{0}b"})).is("BAD_USER_INPUT", &["U+0000"]);
    let long = "inclusion ".repeat(20_000);
    client.query_with("query ($s: String) { projects(search: $s) { totalCount } }", &json!({"s": long}));
    client.query_with("query ($s: String) { projects(search: $s) { nodes { id } } }", &json!({"s": "a".repeat(5_000)}));
}

fn empty_operators_restrict_nothing(backend: Backend) {
    let client = shared(backend);
    for filter in [
        "{programme: {code: {eq: null}}}",
        "{place: {slug: {}}}",
        "{fundingCall: {identifier: {}}}",
        "{result: {kind: {}}}",
        "{not: {}}",
        "{and: [{}, {place: {and: [{}]}}]}",
    ] {
        let data = client.query(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"));
        assert_eq!(data["projects"]["totalCount"], 13, "{filter}");
    }
}

fn a_refused_file_changes_nothing_elsewhere(backend: Backend) {
    let database = Database::with(backend, &[source(), partner("one", json!({})), partner("two", json!({}))]);
    let file = |name: &str, records: &[Value]| database.file(name, &crate::common::records::document(records));
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

fn coordinators_of_unknown_country_get_their_part(backend: Backend) {
    let members = json!({
        "amounts": [{"kind": "GRANT", "money": {"amount": "100.00", "currency": "EUR"}}],
        "participations": [
            {"key": "1", "partner": "here", "role": "COORDINATOR"},
            {"key": "2", "partner": "somewhere", "role": "COORDINATOR"},
        ],
    });
    let records = [source(), partner("here", json!({"country": "RO"})), partner("somewhere", json!({})), project("p", members)];
    let server = Server::with(backend, &records);
    let data = server.client().query(
        "{ projectStatistics(groupBy: [PARTNER_COUNTRY], attribution: COORDINATOR) {
            rows { keys { key } grant { amount } } unallocated { grant { amount } } } }",
    );
    let expected = json!({"rows": [{"keys": [{"key": "RO"}], "grant": [{"amount": "50.00"}]}], "unallocated": {"grant": [{"amount": "50.00"}]}});
    assert_eq!(data["projectStatistics"], expected);
}

fn places_around_others_are_left_out(backend: Backend) {
    let records = [
        source(),
        place("country", "COUNTRY", json!({"country": "RO"})),
        place("city", "CITY", json!({"country": "RO", "parent": "country"})),
        project("p", json!({"places": ["country", "city"]})),
    ];
    let server = Server::with(backend, &records);
    let data = server.client().query("{ projects { nodes { places { slug } countries { code } } } }");
    assert_eq!(data["projects"]["nodes"][0], json!({"places": [{"slug": "city"}], "countries": [{"code": "RO"}]}));
}

fn sums_may_be_larger_than_any_amount(backend: Backend) {
    let amount = json!({"amounts": [{"kind": "GRANT", "money": {"amount": "80000000000000000.00", "currency": "EUR"}}]});
    let records = [
        source(),
        project("a", amount.clone()),
        project("b", amount),
        record(
            "partner",
            "x",
            json!({
        "name": text("en", "X"), "sources": [{"source": "source"}]}),
        ),
    ];
    let server = Server::with(backend, &records);
    let data = server.client().query("{ projectStatistics(groupBy: []) { total { grant { amount } } } }");
    assert_eq!(data["projectStatistics"]["total"]["grant"], json!([{"amount": "160000000000000000.00"}]));
}
