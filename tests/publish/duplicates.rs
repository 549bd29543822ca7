//! One partner once: what may be the same, what a person decides about it, and how that is taken back.

use std::fs;

use serde_json::{Value, json};

use crate::{
    common::{
        backend::{Backend, Database},
        on_both_backends,
        records::{lines, partner, project, record, source, text},
        server::Server,
    },
    import::{excerpt, import, imported},
};

on_both_backends!(
    what_looks_alike_is_listed,
    a_merge_keeps_both_statements_and_can_be_taken_back,
    later_editions_of_a_merged_partner_arrive,
    merges_made_by_import_can_be_taken_back,
    what_is_different_is_listed_no_more,
    projects_of_two_sources_are_merged_and_separated,
    faulty_decisions_are_reported_and_the_others_applied,
    statements_survive_export_and_import,
    what_a_complete_edition_leaves_out_is_withdrawn,
    what_other_sources_state_too_stays,
);

/// The rows of a CSV table, each by the names of its columns.
fn rows(table: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("the table has a header").clone();
    let row = |row: csv::StringRecord| header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect();
    reader.records().map(|record| row(record.expect("the row can be read"))).map(Value::Object).collect()
}

/// What the program lists, and the list itself.
fn listed(database: &Database, arguments: &[&str]) -> Vec<Value> {
    let ended = database.run(&[&["duplicates"], arguments].concat());
    assert!(ended.success(), "{}", ended.stderr);
    rows(&ended.stdout)
}

/// Hands back decisions, each with a type, a left key and a right key, and gives the report and the exit code.
fn decide(database: &Database, decisions: &[[&str; 4]], arguments: &[&str]) -> (Value, Option<i32>) {
    let table =
        decisions.iter().fold("decision,type,left_key,right_key\n".to_owned(), |table, row| table + &row.join(",") + "\n");
    let (table, report) = (database.file("decisions.csv", &table), database.path("decided.json").display().to_string());
    let ended = database.run(&[&["duplicates", "--apply", &table, "--report", &report], arguments].concat());
    let text = fs::read_to_string(&report).unwrap_or_else(|_| panic!("no report is written: {}", ended.stderr));
    (serde_json::from_str(&text).expect("the report is JSON"), ended.code)
}

/// Hands back decisions that have no faults.
fn decided(database: &Database, decisions: &[[&str; 4]]) -> Value {
    let (report, code) = decide(database, decisions, &[]);
    assert_eq!((&report["rejections"], code), (&json!([]), Some(0)), "{report:#}");
    report
}

/// The lines of an export that don't begin so.
fn without_lines(export: &str, start: &str) -> String {
    export.lines().filter(|line| !line.starts_with(start)).fold(String::new(), |all, line| all + line + "\n")
}

/// An export without what remembers that records are different.
fn data(database: &Database) -> String {
    without_lines(&database.export(), "{\"distinction\"")
}

fn other_source() -> Value {
    record("source", "other", json!({"publisher": "Another", "title": text("en", "Another source")}))
}

fn by_other() -> Value {
    json!([{"source": "other", "recordId": "7"}])
}

/// Two partners of two sources with a project each, and one in which both take part.
fn two() -> Vec<Value> {
    vec![
        source(),
        other_source(),
        record("identifierScheme", "", json!({"code": "VAT", "name": "VAT", "unique": false})),
        record("place", "ro", json!({"name": text("en", "Romania"), "kind": "COUNTRY", "country": "RO"})),
        record("place", "cluj", json!({"name": text("ro", "Cluj-Napoca"), "kind": "CITY", "country": "RO", "parent": "ro"})),
        partner("left", json!({"name": text("ro", "Asociația Punte S.R.L."), "country": "RO", "place": "cluj", "identifiers": [{"scheme": "VAT", "value": "RO 12"}]})),
        partner("right", json!({"name": text("en", "ASOCIATIA PUNTE"), "country": "RO", "url": "https://punte.example.org", "sources": by_other(),
            "identifiers": [{"scheme": "VAT", "value": "ro12"}]})),
        project("one", json!({"participations": [{"key": "1", "partner": "left", "role": "COORDINATOR"}]})),
        project("two", json!({"participations": [{"key": "1", "partner": "right"}], "sources": by_other()})),
        project("both", json!({"participations": [{"key": "1", "partner": "left"}, {"key": "2", "partner": "right"}]})),
    ]
    .into_iter()
    .map(without_key)
    .collect()
}

/// Identifier schemes have a code and no key.
fn without_key(mut record: Value) -> Value {
    if let Some(scheme) = record.get_mut("identifierScheme").and_then(Value::as_object_mut) {
        scheme.remove("key");
    }
    record
}

fn what_looks_alike_is_listed(backend: Backend) {
    let more = [
        partner("near", json!({"name": text("en", "Asociatia Punte Verde Cluj"), "country": "RO"})),
        partner("abroad", json!({"name": text("en", "Asociatia Punte"), "country": "MD"})),
        partner("person", json!({"name": text("en", "Asociatia Punte"), "country": "RO", "kind": "NATURAL_PERSON"})),
        project("a", json!({"acronym": "DO", "title": text("en", "Open doors"), "period": {"start": "2024-05"}})),
        project(
            "b",
            json!({"acronym": "Do", "title": text("en", "Open Doors"), "period": {"start": "2024"}, "sources": by_other()}),
        ),
        project(
            "c",
            json!({"acronym": "DO", "title": text("en", "Open doors"), "period": {"start": "2025"}, "sources": by_other()}),
        ),
    ];
    let database = Database::with(backend, &[two(), more.to_vec()].concat());
    let rows = listed(&database, &[]);
    let pairs: Vec<(&str, &str, &str)> = rows
        .iter()
        .filter_map(|row| Some((row["type"].as_str()?, row["left_key"].as_str()?, row["right_key"].as_str()?)))
        .collect();
    assert_eq!(pairs, [("partner", "left", "right"), ("project", "a", "b")], "{rows:#?}");
    let first = &rows[0];
    assert_eq!(
        [
            &first["decision"],
            &first["score"],
            &first["reason"],
            &first["left_name"],
            &first["left_place"],
            &first["right_sources"],
            &first["right_projects"]
        ],
        ["", "95", "same VAT RO 12", "Asociația Punte S.R.L.", "Cluj-Napoca", "other", "2"]
    );
    let path = database.path("list.csv");
    assert!(database.run(&["duplicates", "--output", &path.display().to_string()]).success());
    // A list without decisions does nothing.
    let before = database.export();
    assert!(database.run(&["duplicates", "--apply", &path.display().to_string()]).success());
    assert_eq!(database.export(), before);
}

fn a_merge_keeps_both_statements_and_can_be_taken_back(backend: Backend) {
    let database = Database::with(backend, &two());
    let before = database.export();
    let (report, _) = decide(&database, &[["merge", "partner", "left", "right"]], &["--dry-run"]);
    assert_eq!((&report["rejections"], &report["dataVersion"]), (&json!([]), &Value::Null));
    assert_eq!(database.export(), before);

    decided(&database, &[["merge", "partner", "left", "right"]]);
    let merged = database.export();
    let server = Server::start(database, &[]);
    let question = "{ partners { nodes { slug name { text } alternativeNames { text } url mergedFrom { reason } sources { source { slug } } \
                    participations { totalCount } } } old: partner(by: {slug: \"asociatia-punte\"}) { slug } }";
    let answer = server.client().query(question);
    assert_eq!(
        answer["partners"]["nodes"],
        json!([{
            "slug": "asociatia-punte-s-r-l", "name": {"text": "Asociația Punte S.R.L."}, "alternativeNames": [],
            "url": "https://punte.example.org", "mergedFrom": [{"reason": "MERGED"}],
            "sources": [{"source": {"slug": "a-source"}}, {"source": {"slug": "another-source"}}], "participations": {"totalCount": 4},
        }]),
        "{answer:#}"
    );
    assert_eq!(answer["old"]["slug"], "asociatia-punte-s-r-l");
    let database = server.database();
    let rows = listed(database, &["--merged"]);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!([&rows[0]["left_key"], &rows[0]["right_key"], &rows[0]["reason"]], ["left", "right", "decided by a person"]);
    assert!(merged.contains("\"statedPartner\":\"right\"") && listed(database, &[]).is_empty());

    decided(database, &[["separate", "partner", "left", "right"]]);
    assert_eq!(data(database), before);
    let answer = server.client().query("{ partners { nodes { slug participations { totalCount } } } }");
    assert_eq!(
        answer["partners"]["nodes"],
        json!([
            {"slug": "asociatia-punte", "participations": {"totalCount": 2}},
            {"slug": "asociatia-punte-s-r-l", "participations": {"totalCount": 2}},
        ])
    );
    assert!(listed(database, &[]).is_empty(), "what was separated is different");
    assert_eq!(listed(database, &["--merged"]), Vec::<Value>::new());
    // Who changes their mind again is obeyed.
    decided(database, &[["merge", "partner", "left", "right"]]);
    // The tombstone is of another moment.
    let tombstone = "{\"tombstone\"";
    assert_eq!(without_lines(&database.export(), tombstone), without_lines(&merged, tombstone));
}

fn later_editions_of_a_merged_partner_arrive(backend: Backend) {
    let database = Database::with(backend, &two());
    decided(&database, &[["merge", "partner", "left", "right"]]);
    let edition = partner(
        "right",
        json!({"name": text("en", "ASOCIATIA PUNTE"), "country": "RO", "url": "https://new.example.org", "sources": by_other()}),
    );
    assert!(database.import(&[edition]).success());
    let export = database.export();
    assert!(export.contains("https://new.example.org") && export.contains("Asociația Punte S.R.L."), "{export}");
    let again = partner("left", json!({"name": text("ro", "Asociația Puntea"), "country": "RO", "place": "cluj"}));
    assert!(database.import(&[again]).success());
    let export = database.export();
    let published = export.lines().find(|line| line.starts_with("{\"partner\"")).expect("there is a partner");
    assert!(published.contains("Asociația Puntea") && published.contains("https://new.example.org"), "{published}");
}

/// A partner of the test's own source that ROR knows too, with its project.
fn known() -> Vec<Value> {
    vec![
        source(),
        without_key(record("identifierScheme", "", json!({"code": "ROR", "name": "ROR", "unique": true}))),
        partner(
            "known",
            json!({"name": text("en", "ADEPT of Saschiz"), "identifiers": [{"scheme": "ROR", "value": "02HA22C83"}]}),
        ),
        project("p", json!({"participations": [{"key": "1", "partner": "known"}]})),
    ]
}

fn merges_made_by_import_can_be_taken_back(backend: Backend) {
    let database = Database::with(backend, &known());
    let before = database.export();
    imported(&database, &[&excerpt("ror/sample.jsonl")]);
    let rows = listed(&database, &["--merged"]);
    assert_eq!([&rows[0]["left_key"], &rows[0]["right_key"], &rows[0]["reason"]], ["known", "ror-02ha22c83", "same identifier"]);
    decided(&database, &[["separate", "partner", "known", "ror-02ha22c83"]]);
    let partner = |export: &str| export.lines().find(|line| line.contains("\"key\":\"known\"")).map(str::to_owned);
    assert_eq!(partner(&database.export()), partner(&before));
    // It stays apart, whatever is imported.
    let report = imported(&database, &[&excerpt("ror/sample.jsonl")]);
    assert_eq!((&report["dataVersion"], &report["counts"]["partner"]["unchanged"]), (&Value::Null, &json!(8)), "{report:#}");
    assert!(listed(&database, &[]).is_empty());
    let wrong = decide(&database, &[["separate", "partner", "known", "ror-02ha22c83"]], &[]);
    assert_eq!((wrong.1, &wrong.0["rejections"][0]["path"]), (Some(1), &json!("row 2")), "{:#}", wrong.0);
}

fn what_is_different_is_listed_no_more(backend: Backend) {
    let database = Database::with(backend, &two());
    assert_eq!(listed(&database, &[]).len(), 1);
    decided(&database, &[["different", "partner", "right", "left"]]);
    assert!(listed(&database, &[]).is_empty());
    let copy = Database::new(backend);
    imported(&copy, &[&copy.file("all.jsonl", &database.export())]);
    assert!(listed(&copy, &[]).is_empty());
}

fn projects_of_two_sources_are_merged_and_separated(backend: Backend) {
    let twin = |key: &str, role: &str, sources: Value| {
        project(
            key,
            json!({"acronym": "DO", "title": text("en", "Open doors"), "period": {"start": "2024"}, "sources": sources,
            "participations": [{"key": "1", "partner": "left", "role": role}]}),
        )
    };
    let twins = [twin("a", "COORDINATOR", json!([{"source": "source"}])), twin("b", "COORDINATOR", by_other())];
    let database = Database::with(backend, &[two(), twins.to_vec()].concat());
    let before = database.export();
    decided(&database, &[["merge", "project", "a", "b"]]);
    let server = Server::start(database, &[]);
    let data_of = server.client().query(
        "{ projects(filter: {acronym: {eq: \"DO\"}}) { nodes { participations { totalCount } sources { source { slug } } } } }",
    );
    assert_eq!(
        data_of["projects"]["nodes"],
        json!([{"participations": {"totalCount": 1}, "sources": [{"source": {"slug": "a-source"}}, {"source": {"slug": "another-source"}}]}])
    );
    // Merging partners below it, and taking it back, leaves what both sources state.
    decided(server.database(), &[["merge", "partner", "right", "left"]]);
    decided(server.database(), &[["separate", "partner", "right", "left"]]);
    decided(server.database(), &[["separate", "project", "a", "b"]]);
    assert_eq!(data(server.database()), before);
}

fn faulty_decisions_are_reported_and_the_others_applied(backend: Backend) {
    let database = Database::with(backend, &two());
    let decisions = [
        ["perhaps", "partner", "left", "right"],
        ["merge", "place", "ro", "cluj"],
        ["merge", "partner", "left", "nobody"],
        ["merge", "partner", "left", "left"],
        ["separate", "partner", "left", "right"],
        ["", "partner", "left", "right"],
        ["different", "partner", "left", "right"],
    ];
    let (report, code) = decide(&database, &decisions, &[]);
    let faults: Vec<(&str, &str)> = report["rejections"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|fault| Some((fault["path"].as_str()?, fault["column"].as_str()?)))
        .collect();
    let mut expected =
        vec![("row 2", "decision"), ("row 3", "type"), ("row 4", "right_key"), ("row 5", "right_key"), ("row 6", "right_key")];
    expected.sort_unstable();
    let mut sorted = faults.clone();
    sorted.sort_unstable();
    assert_eq!((sorted, code), (expected, Some(1)), "{report:#}");
    assert!(report["rejections"][0]["allowed"].as_str().is_some_and(|allowed| allowed.contains("separate")), "{report:#}");
    assert_eq!(report["counts"]["distinction"]["created"], 1, "{report:#}");
    let no_table = database.file("no-table.csv", "left,right\n1,2\n");
    let ended = database.run(&["duplicates", "--apply", &no_table]);
    assert!(ended.code == Some(1) && ended.stdout.contains("left_key"), "{ended:?}");
}

fn statements_survive_export_and_import(backend: Backend) {
    let database = Database::with(backend, &known());
    imported(&database, &[&excerpt("ror/sample.jsonl")]);
    let exported = database.export();
    for elsewhere in [Some(Backend::Sqlite), Backend::postgres()].into_iter().flatten() {
        let copy = Database::new(elsewhere);
        let path = copy.file("all.jsonl", &exported);
        assert!(copy.run(&["check", &path]).success());
        imported(&copy, &[&path]);
        assert_eq!(copy.export(), exported, "from {backend:?} to {elsewhere:?}");
        // An edition of either source finds its own statement.
        assert_eq!(imported(&copy, &[&excerpt("ror/sample.jsonl")])["dataVersion"], Value::Null);
        assert!(copy.import(&known()).success());
        assert_eq!(copy.export(), exported);
        // Reading back what one wrote oneself changes nothing.
        assert_eq!(imported(&copy, &[&path])["total"]["updated"], 0);
    }
    let broken = json!({"statement": {"recordType": "PLACE", "key": "a", "of": "b", "source": "source", "record": partner("b", json!({}))}});
    let ended = database.run(&["check", &database.file("broken.jsonl", &lines(&[broken]))]);
    for word in ["statement.record", "statement.rule", "recordType"] {
        assert!(ended.code == Some(1) && ended.stdout.contains(word), "{word} is missing: {}", ended.stdout);
    }
}

/// The excerpt without the organisation that has this in its line.
fn without(word: &str) -> String {
    let all = fs::read_to_string(excerpt("ror/sample.jsonl")).expect("the excerpt can be read");
    all.lines().filter(|line| !line.contains(word)).fold(String::new(), |rest, line| rest + line + "\n")
}

fn what_a_complete_edition_leaves_out_is_withdrawn(backend: Backend) {
    let database = Database::with(backend, &two());
    imported(&database, &["--complete", &excerpt("ror/sample.jsonl")]);
    let before = database.export();
    let less = database.file("less.jsonl", &without("02ha22c83"));
    // Without the word, and with something rejected, nothing is withdrawn.
    assert_eq!(imported(&database, &[&less])["withdrawn"], Value::Null);
    let faulty = database.file("faulty.jsonl", &(without("02ha22c83") + "{\"id\": \"https://ror.org/0\", \"names\": 3}\n"));
    let (report, code) = import(&database, &["--complete", &faulty]);
    assert_eq!((&report["withdrawn"], code), (&Value::Null, Some(1)));
    assert!(report["nothingWithdrawn"].as_str().is_some_and(|reason| reason.contains("rejected")), "{report:#}");
    assert_eq!(database.export(), before);

    let dry = imported(&database, &["--complete", "--dry-run", &less]);
    assert_eq!((&dry["withdrawn"], database.export() == before), (&json!({"partner": 1}), true));
    let report = imported(&database, &["--complete", &less]);
    assert_eq!((&report["withdrawn"], &report["counts"]["partner"]["updated"]), (&json!({"partner": 1}), &json!(1)));
    assert_eq!(imported(&database, &["--complete", &less])["withdrawn"], json!({}), "it is withdrawn once");
    let server = Server::start(database, &[]);
    let question = "{ partner(by: {identifier: {scheme: \"ROR\", value: \"02ha22c83\"}}) { withdrawnAt } partners { nodes { withdrawnAt } } }";
    let answer = server.client().query(question);
    assert!(answer["partner"]["withdrawnAt"].is_string(), "{answer:#}");
    let withdrawn = answer["partners"]["nodes"].as_array().into_iter().flatten().filter(|node| node["withdrawnAt"].is_string());
    assert_eq!(withdrawn.count(), 1, "{answer:#}");
    imported(server.database(), &["--complete", &excerpt("ror/sample.jsonl")]);
    assert_eq!(server.database().export(), before, "what comes back is restored");
    // The exchange format has no editions.
    let (report, code) = import(server.database(), &["--complete", &server.database().file("own.jsonl", &lines(&two()))]);
    assert!(
        code == Some(1) && report["rejections"][0]["reason"].as_str().is_some_and(|reason| reason.contains("--complete")),
        "{report:#}"
    );
    assert_eq!(server.database().export(), before);
}

fn what_other_sources_state_too_stays(backend: Backend) {
    let database = Database::with(backend, &known());
    imported(&database, &["--complete", &excerpt("ror/sample.jsonl")]);
    let report = imported(&database, &["--complete", &database.file("less.jsonl", &without("02ha22c83"))]);
    assert_eq!(report["withdrawn"], json!({"partner": 1}), "{report:#}");
    let export = database.export();
    let line =
        |start: &str, word: &str| export.lines().find(|line| line.starts_with(start) && line.contains(word)).map(str::to_owned);
    let published = line("{\"partner\"", "\"key\":\"known\"").expect("it is published");
    assert!(!published.contains("withdrawnAt"), "{published}");
    let statement = line("{\"statement\"", "\"key\":\"ror-02ha22c83\"").expect("it is stated");
    assert!(statement.contains("withdrawnAt"), "{statement}");
}
