//! Records on their way in and out: publication, refusal, merging, deletion, and the way back.

use std::fs;

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    client::each,
    on_both_backends,
    program::{self, data},
    records::{document, lines, partner, place, programme, project, record, source, text, tombstone},
    server::Server,
};

on_both_backends!(
    importing_twice_changes_nothing,
    what_is_exported_can_be_imported,
    ids_survive_another_order_of_files,
    a_dry_run_writes_nothing,
    json_and_json_lines_are_the_same,
    a_bad_record_keeps_its_file_out,
    missing_references_are_refused,
    a_key_is_taken_once,
    circles_are_refused,
    slugs_are_made_unique_and_stay,
    a_change_keeps_id_and_slug,
    a_merged_partner_lives_on,
    a_deleted_project_leaves_a_tombstone,
    what_is_used_cannot_be_deleted,
    tombstones_survive_export,
    the_same_pair_may_take_part_twice,
    places_around_others_are_left_out,
);

/// The report of an import as JSON.
fn report(database: &Database, arguments: &[&str]) -> Value {
    let path = database.path("report.json").display().to_string();
    let arguments: Vec<&str> = ["import", "--report", &path].into_iter().chain(arguments.iter().copied()).collect();
    database.run(&arguments);
    let text = fs::read_to_string(&path).expect("the report is written");
    serde_json::from_str(&text).expect("the report is JSON")
}

/// The report of importing records as a file.
fn report_of(database: &Database, records: &[Value]) -> Value {
    let path = database.file("more.jsonl", &lines(records));
    report(database, &[&path])
}

/// The only fault of a report.
fn fault(report: &Value) -> &Value {
    assert_eq!(report["rejections"].as_array().map(Vec::len), Some(1), "{report:#}");
    &report["rejections"][0]
}

/// Asserts that a text says all these words.
fn says(text: &Value, words: &[&str]) {
    let text = text.as_str().unwrap_or_default();
    for word in words {
        assert!(text.contains(word), "{text:?} does not say {word:?}");
    }
}

fn importing_twice_changes_nothing(backend: Backend) {
    let database = Database::new(backend);
    let first = report(&database, &[&data()]);
    assert_eq!((&first["dataVersion"], &first["rejections"]), (&json!(1), &json!([])));
    assert_eq!((&first["counts"]["project"]["created"], &first["counts"]["partner"]["created"]), (&json!(13), &json!(29)));
    let exported = database.export();
    let second = report(&database, &[&data()]);
    assert_eq!((&second["dataVersion"], &second["rejections"]), (&Value::Null, &json!([])));
    let total = &first["total"]["created"];
    assert_eq!(second["total"], json!({"created": 0, "updated": 0, "unchanged": total, "merged": 0, "rejected": 0}));
    assert_eq!(database.export(), exported);
    let server = Server::start(database, &[]);
    let answer = server.client().ask("{ registry { dataVersion } }", &json!({}));
    assert_eq!((&answer["data"]["registry"]["dataVersion"], &answer["extensions"]["dataVersion"]), (&json!(1), &json!(1)));
}

const IDS: &str = "{ projects(first: 100) { nodes { id slug participations(first: 100) { nodes { id } } results { nodes { id indicators { id } } } \
                   activities { id } } } partners(first: 100) { nodes { id slug } } places(first: 100) { nodes { id slug } } \
                   concepts(first: 100) { nodes { id } } programmes { nodes { id slug } } fundingCalls { nodes { id slug } } \
                   registry { sources { nodes { id slug } } } }";

fn what_is_exported_can_be_imported(backend: Backend) {
    let one = Database::new(backend);
    assert!(one.run(&["import", &data()]).success());
    let exported = one.export();
    assert!(exported.starts_with("{\"format\":\"inclusion-registry/1\"}\n"), "{}", &exported[..60]);
    for elsewhere in [Some(Backend::Sqlite), Backend::postgres()].into_iter().flatten() {
        let other = Database::new(elsewhere);
        let path = other.file("all.jsonl", &exported);
        let report = report(&other, &[&path]);
        assert_eq!(report["rejections"], json!([]));
        assert_eq!(other.export(), exported, "from {backend:?} to {elsewhere:?}");
        // Reading back what one wrote oneself changes nothing.
        assert!(one.run(&["import", &path]).stdout.contains("Nothing changed"));
        let server = Server::start(other, &[]);
        let there = server.client().query(IDS);
        drop(server);
        let curated = Server::curated(elsewhere);
        assert_eq!(there, curated.client().query(IDS));
    }
    let path = one.path("exported.jsonl");
    assert!(one.run(&["export", "--output", &path.display().to_string()]).success());
    assert_eq!(fs::read_to_string(&path).ok(), Some(exported));
}

fn ids_survive_another_order_of_files(backend: Backend) {
    let records =
        [source(), place("a", "CITY", json!({})), partner("b", json!({"place": "a"})), project("c", json!({"places": ["a"]}))];
    let reversed: Vec<Value> = records.iter().rev().cloned().collect();
    let [one, other] = [records.to_vec(), reversed].map(|records| Server::with(backend, &records));
    assert_eq!(one.client().query(IDS), other.client().query(IDS));
    assert_eq!(one.database().export(), other.database().export());
}

fn a_dry_run_writes_nothing(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let before = database.export();
    let path = database.file("dry.jsonl", &lines(&[project("new", json!({}))]));
    let report = report(&database, &["--dry-run", &path]);
    assert_eq!((&report["counts"]["project"]["created"], &report["dataVersion"]), (&json!(1), &Value::Null));
    assert_eq!(database.export(), before);
}

fn json_and_json_lines_are_the_same(backend: Backend) {
    let records = [source(), partner("b", json!({})), project("c", json!({"participations": [{"key": "1", "partner": "b"}]}))];
    let by_lines = Database::with(backend, &records);
    let by_document = Database::new(backend);
    let path = by_document.file("document.json", &document(&records));
    assert!(by_document.run(&["import", &path]).success());
    assert_eq!(by_lines.export(), by_document.export());
}

fn a_bad_record_keeps_its_file_out(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let before = database.export();
    let good = database.file("good.json", &document(&[project("good", json!({}))]));
    let cases: &[(Value, &str, &str, &[&str])] = &[
        (json!({"period": {"start": "13.01.2026"}}), "project.period.start", "13.01.2026", &["2022-05"]),
        (json!({"status": "FINISHED"}), "project.status", "FINISHED", &["COMPLETED"]),
        (
            json!({"amounts": [{"kind": "GRANT", "money": {"amount": "1.005", "currency": "EUR"}}]}),
            "project.amounts[0].money",
            "1.005",
            &["2 digits"],
        ),
        (
            json!({"amounts": [{"kind": "GRANT", "money": {"amount": "1", "currency": "EURO"}}]}),
            "project.amounts[0].money.currency",
            "EURO",
            &["ISO 4217"],
        ),
        (json!({"statedPartnerCount": -1}), "project.statedPartnerCount", "-1", &["0"]),
        (json!({"slug": "Not A Slug"}), "project.slug", "Not A Slug", &["hyphens"]),
        (json!({"title": text("romanian!", "x")}), "project.title[0].language", "romanian!", &["BCP 47"]),
        (json!({"title": []}), "project.title", "[]", &["needed"]),
        (json!({"period": {"start": "2022", "end": "2021"}}), "project.period", "2021", &["before"]),
        (json!({"colour": "red"}), "project", "", &["colour"]),
    ];
    for (members, path, value, allowed) in cases {
        let bad = [project("innocent", json!({})), project("bad", members.clone())];
        let file = database.file("bad.json", &document(&bad));
        let path_report = database.path("report.json").display().to_string();
        let ended = database.run(&["import", "--report", &path_report, &file]);
        assert_eq!(ended.code, Some(1), "{}", ended.stdout);
        let report: Value = serde_json::from_str(&fs::read_to_string(&path_report).expect("a report")).expect("JSON");
        let fault = fault(&report);
        says(&fault["file"], &["bad.json"]);
        says(&fault["path"], &["records[1]", path]);
        says(&json!(fault["value"].to_string()), &[value]);
        says(&fault["reason"], allowed);
        assert!(ended.stdout.contains("bad.json") && ended.stdout.contains("records[1]"), "{}", ended.stdout);
    }
    assert_eq!(database.export(), before, "nothing of a bad file is written");

    // What is in another file enters all the same.
    let bad = database.file("bad.json", &document(&[project("bad", json!({"url": 1}))]));
    let ended = database.run(&["import", &bad, &good]);
    assert_eq!(ended.code, Some(1));
    let after = database.export();
    assert!(after.contains("\"good\"") && !after.contains("\"bad\""), "{after}");

    let garbage = database.file("garbage.json", "not JSON at all");
    assert_eq!(database.run(&["import", &garbage]).code, Some(1));
    let strange = database.file("strange.json", r#"{"format": "something-else/1", "records": []}"#);
    let ended = database.run(&["import", &strange]);
    assert!(ended.code == Some(1) && ended.stdout.contains("inclusion-registry/1"), "{ended:?}");
    let missing = database.run(&["import", "/no/such/file.json"]);
    assert!(missing.code == Some(1) && missing.stderr.contains("/no/such/file.json"), "{missing:?}");
}

fn missing_references_are_refused(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let cases = [
        (project("p", json!({"programmes": ["nowhere"]})), "project.programmes[0]"),
        (project("p", json!({"places": ["nowhere"]})), "project.places[0]"),
        (project("p", json!({"concepts": ["nowhere"]})), "project.concepts[0]"),
        (project("p", json!({"fundingCall": "nowhere"})), "project.fundingCall"),
        (project("p", json!({"participations": [{"key": "1", "partner": "nowhere"}]})), "project.participations[0].partner"),
        (project("p", json!({"sources": [{"source": "nowhere"}]})), "project.sources[0].source"),
        (partner("p", json!({"place": "nowhere"})), "partner.place"),
        (place("p", "CITY", json!({"parent": "nowhere"})), "place.parent"),
    ];
    for (record, path) in cases {
        let report = report_of(&database, &[record]);
        let fault = fault(&report);
        says(&fault["path"], &[path]);
        says(&fault["value"], &["nowhere"]);
    }
    assert_eq!(database.export().lines().count(), 2);
}

fn a_key_is_taken_once(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let report = report_of(&database, &[project("twin", json!({})), project("twin", json!({"url": "https://example.org"}))]);
    let fault = fault(&report);
    says(&fault["value"], &["twin"]);
    says(&fault["path"], &["key"]);
    assert_eq!(database.export().lines().count(), 2);
    // Records of different kinds may share a key.
    assert!(database.import(&[project("twin", json!({})), partner("twin", json!({}))]).success());
}

fn circles_are_refused(backend: Backend) {
    let database = Database::with(
        backend,
        &[source(), place("top", "COUNTRY", json!({})), place("below", "CITY", json!({"parent": "top"}))],
    );
    let before = database.export();
    let circles = [
        vec![place("self", "CITY", json!({"parent": "self"}))],
        vec![place("a", "CITY", json!({"parent": "b"})), place("b", "CITY", json!({"parent": "a"}))],
        vec![place("top", "COUNTRY", json!({"parent": "below"}))],
        vec![programme("a", json!({"parent": "b"})), programme("b", json!({"parent": "a"}))],
    ];
    for records in circles {
        let report = report_of(&database, &records);
        assert_eq!(report["dataVersion"], Value::Null, "{report:#}");
        says(&report["rejections"][0]["path"], &["parent"]);
    }
    assert_eq!(database.export(), before);
}

/// The sorted slugs of all projects.
fn slugs(server: &Server) -> Vec<String> {
    let data = server.client().query("{ projects(first: 100) { nodes { slug } } }");
    let mut slugs: Vec<String> = each(&data, "/projects/nodes", "/slug").into_iter().map(str::to_owned).collect();
    slugs.sort();
    slugs
}

fn slugs_are_made_unique_and_stay(backend: Backend) {
    let named = |key: &str| project(key, json!({"title": text("en", "Același titlu!")}));
    let server =
        Server::with(backend, &[source(), named("one"), named("two"), project("three", json!({"slug": "acelasi-titlu"}))]);
    assert_eq!(slugs(&server), ["acelasi-titlu", "acelasi-titlu-2", "acelasi-titlu-3"]);
    assert!(server.database().import(&[tombstone("PROJECT", "one", None)]).success());
    assert!(server.database().import(&[named("four")]).success());
    assert_eq!(slugs(&server), ["acelasi-titlu-2", "acelasi-titlu-3", "acelasi-titlu-4"], "a slug is never used again");
}

fn a_change_keeps_id_and_slug(backend: Backend) {
    let server = Server::with(backend, &[source(), project("key", json!({}))]);
    let ask = |server: &Server| server.client().ask(r#"{ project(by: {slug: "key"}) { id slug title { text } } }"#, &json!({}));
    let before = ask(&server);
    let report = report_of(server.database(), &[project("key", json!({"title": text("en", "Renamed"), "slug": "renamed"}))]);
    assert_eq!((&report["counts"]["project"]["updated"], &report["dataVersion"]), (&json!(1), &json!(2)));
    let after = ask(&server);
    assert_eq!(after["data"]["project"]["id"], before["data"]["project"]["id"]);
    assert_eq!(after["data"]["project"]["title"]["text"], "Renamed");
    assert_eq!(after["extensions"]["dataVersion"], 2);
    let data =
        server.client().query(r#"{ projects(search: "Renamed") { totalCount } old: projects(search: "key") { totalCount } }"#);
    assert_eq!((&data["projects"]["totalCount"], &data["old"]["totalCount"]), (&json!(1), &json!(0)));
}

fn a_merged_partner_lives_on(backend: Backend) {
    let pic = json!({"identifiers": [{"scheme": "PIC", "value": "999"}]});
    let records = [
        source(),
        partner("survivor", json!({})),
        partner("spelling", pic),
        project(
            "p",
            json!({"participations": [{"key": "1", "partner": "spelling", "role": "COORDINATOR"}, {"key": "2", "partner": "survivor"}]}),
        ),
    ];
    let server = Server::with(backend, &records);
    let client = server.client();
    let by_slug = r#"{ partner(by: {slug: "spelling"}) { id slug } }"#;
    let old = client.query(by_slug)["partner"]["id"].clone();
    let survivor = client.query(r#"{ partner(by: {slug: "survivor"}) { id } }"#)["partner"]["id"].clone();
    let merged = server.database().import(&[tombstone("PARTNER", "spelling", Some("survivor"))]);
    assert!(merged.success(), "{merged:?}");

    let node = "query ($id: ID!) { node(id: $id) { __typename id ... on Tombstone { recordType reason mergedInto { id ... on Partner { slug } } } } }";
    let expected = json!({"__typename": "Tombstone", "id": old, "recordType": "PARTNER", "reason": "MERGED",
        "mergedInto": {"id": survivor, "slug": "survivor"}});
    assert_eq!(client.query_with(node, &json!({"id": old}))["node"], expected);
    assert_eq!(client.query(by_slug)["partner"], json!({"id": survivor, "slug": "survivor"}));
    let data = client.query(
        r#"{ partner(by: {slug: "survivor"}) { mergedFrom { id reason } participations { totalCount nodes { role } } }
            partners { totalCount } project(by: {slug: "p"}) { coordinator { slug } } }"#,
    );
    assert_eq!(data["partner"]["mergedFrom"], json!([{"id": old, "reason": "MERGED"}]));
    assert_eq!(data["partner"]["participations"]["totalCount"], 2);
    assert_eq!((&data["partners"]["totalCount"], &data["project"]["coordinator"]["slug"]), (&json!(1), &json!("survivor")));

    // A record that still uses the old key means the survivor.
    let late = project("late", json!({"participations": [{"key": "1", "partner": "spelling"}]}));
    assert!(server.database().import(&[late]).success());
    let data = client.query(r#"{ partner(by: {slug: "survivor"}) { participations { totalCount } } }"#);
    assert_eq!(data["partner"]["participations"]["totalCount"], 3);
    // What is stated under the old key from now on is part of the survivor, too.
    assert!(server.database().import(&[partner("spelling", json!({"url": "https://example.org"}))]).success());
    let data = client.query("{ partners { nodes { slug url } } }");
    assert_eq!(data["partners"]["nodes"], json!([{"slug": "survivor", "url": "https://example.org"}]));
    // Merges follow one another.
    assert!(server.database().import(&[partner("last", json!({})), tombstone("PARTNER", "survivor", Some("last"))]).success());
    assert_eq!(client.query(by_slug)["partner"]["slug"], "last");
}

fn a_deleted_project_leaves_a_tombstone(backend: Backend) {
    let members =
        json!({"participations": [{"key": "1", "partner": "b"}], "results": [{"key": "r", "title": text("en", "Outcome")}]});
    let server = Server::with(backend, &[source(), partner("b", json!({})), project("gone", members)]);
    let client = server.client();
    let id = client.query(r#"{ project(by: {slug: "gone"}) { id } }"#)["project"]["id"].clone();
    assert!(server.database().import(&[tombstone("PROJECT", "gone", None)]).success());
    let data = client.query_with(
        r#"query ($id: ID!) { node(id: $id) { __typename ... on Tombstone { recordType reason mergedInto { id } } } project(by: {slug: "gone"}) { id }
            projects { totalCount } results { totalCount } search: results(search: "Outcome") { totalCount }
            partner(by: {slug: "b"}) { participations { totalCount } } }"#,
        &json!({"id": id}),
    );
    assert_eq!(
        data["node"],
        json!({"__typename": "Tombstone", "recordType": "PROJECT", "reason": "DELETED", "mergedInto": null})
    );
    assert_eq!(data["project"], Value::Null);
    for list in ["projects", "results", "search"] {
        assert_eq!(data[list]["totalCount"], 0, "{list}");
    }
    assert_eq!(data["partner"]["participations"]["totalCount"], 0);
}

fn what_is_used_cannot_be_deleted(backend: Backend) {
    let database =
        Database::with(backend, &[source(), place("used", "CITY", json!({})), project("p", json!({"places": ["used"]}))]);
    let before = database.export();
    let ended = database.import(&[tombstone("PLACE", "used", None)]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("used") && !ended.stderr.contains("FOREIGN KEY"), "{ended:?}");
    assert_eq!(database.export(), before);
}

fn tombstones_survive_export(backend: Backend) {
    let one = Database::with(backend, &[source(), partner("a", json!({})), partner("b", json!({})), project("c", json!({}))]);
    assert!(one.import(&[tombstone("PARTNER", "b", Some("a")), tombstone("PROJECT", "c", None)]).success());
    let exported = one.export();
    let other = Database::new(backend);
    let path = other.file("all.jsonl", &exported);
    let ended = other.run(&["import", &path]);
    assert!(ended.success(), "{ended:?}");
    assert_eq!(other.export(), exported);
    let server = Server::start(other, &[]);
    let data = server.client().query(r#"{ partner(by: {slug: "b"}) { slug } }"#);
    assert_eq!(data["partner"]["slug"], "a");
}

fn the_same_pair_may_take_part_twice(backend: Backend) {
    let row = |key: &str, role: &str| json!({"key": key, "partner": "b", "role": role});
    let rows = json!({"participations": [row("1", "COORDINATOR"), row("2", "COORDINATOR"), row("3", "PARTNER")]});
    let server = Server::with(backend, &[source(), partner("b", json!({})), project("p", rows)]);
    let data = server.client().query(
        r#"{ project(by: {slug: "p"}) { coordinators { slug } participations { totalCount nodes { id } } }
            partners(filter: {projectCount: {eq: 1}}) { totalCount } }"#,
    );
    assert_eq!(data["project"]["participations"]["totalCount"], 3);
    assert_eq!(data["project"]["coordinators"], json!([{"slug": "b"}]));
    assert_eq!(data["partners"]["totalCount"], 1);
}

/// Checking needs no database at all, so it runs once.
#[test]
fn files_are_checked_without_a_database() {
    let ended = program::run(&["check", &data()]);
    assert!(ended.success() && ended.stderr.is_empty(), "{ended:?}");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("bad.jsonl");
    fs::write(&path, lines(&[record("place", "p", json!({"name": text("en", "x"), "kind": "VILLAGE"}))]))
        .expect("a file can be written");
    let ended = program::run(&["check", &path.display().to_string()]);
    assert_eq!(ended.code, Some(1));
    for word in ["bad.jsonl", "line 2", "VILLAGE", "CITY"] {
        assert!(ended.stdout.contains(word), "{word} is missing: {}", ended.stdout);
    }
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
