//! Data of others on its way in: what enters, once, and what is reported.

use std::{collections::BTreeSet, fmt::Write as _, fs, process::Stdio, time::Duration};

use serde_json::{Value, json};

use super::{ROR, excerpt, import, imported};
use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    program::{self, root},
    records::{partner, project, source, text},
    server::Server,
};

on_both_backends!(
    organisations_enter_with_all_their_names,
    a_second_import_writes_nothing,
    two_sources_make_one_partner,
    a_new_edition_changes_its_own_statement_only,
    a_faulty_record_keeps_no_other_out,
    a_dry_run_sees_what_it_brought,
    all_excerpts_enter_and_enter_once,
    a_killed_import_can_be_repeated,
    a_mapping_of_ones_own_explains_a_table,
);

fn organisations_enter_with_all_their_names(backend: Backend) {
    let database = Database::new(backend);
    let report = imported(&database, &[&excerpt(ROR)]);
    assert_eq!(report["counts"]["partner"]["created"], 8);
    assert_eq!(report["files"][0]["format"], "ror");
    let server = Server::start(database, &[]);
    let answer = server.client().query(
        "{ partner(by: {identifier: {scheme: \"ROR\", value: \"02ha22c83\"}}) { name(languages: [\"ro\"]) { text language } \
         alternativeNames { text } kind country { code } place { name { text } parent { slug } location { latitude } } \
         identifiers { scheme value url } url sources { source { slug licence attribution } recordId url } } }",
    );
    assert_eq!(
        answer["partner"],
        json!({
            "name": {"text": "Fundația ADEPT", "language": "ro"},
            "alternativeNames": [{"text": "ADEPT"}, {"text": "ADEPT Foundation"}],
            "kind": "CIVIL_SOCIETY",
            "country": {"code": "RO"},
            "place": {"name": {"text": "Comuna Saschiz"}, "parent": {"slug": "romania"}, "location": {"latitude": 46.16571}},
            "identifiers": [
                {"scheme": "ROR", "value": "02ha22c83", "url": "https://ror.org/02ha22c83"},
                {"scheme": "FUNDREF", "value": "501100007364", "url": "https://doi.org/10.13039/501100007364"},
            ],
            "url": "https://fundatia-adept.org",
            "sources": [{
                "source": {
                    "slug": "ror",
                    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
                    "attribution": "Research Organization Registry (ROR), https://ror.org, CC0",
                },
                "recordId": "02ha22c83",
                "url": "https://ror.org/02ha22c83",
            }],
        })
    );
}

fn a_second_import_writes_nothing(backend: Backend) {
    let database = Database::new(backend);
    assert!(database.run(&["import", &program::data()]).success());
    imported(&database, &[&excerpt(ROR)]);
    let before = database.export();
    let report = imported(&database, &[&excerpt(ROR)]);
    assert_eq!(
        (&report["dataVersion"], &report["total"]["created"], &report["total"]["updated"]),
        (&Value::Null, &json!(0), &json!(0))
    );
    assert_eq!(report["counts"]["partner"]["unchanged"], 8);
    assert_eq!(database.export(), before);
}

/// A partner of the test's own source with an identifier that ROR knows too.
fn known() -> Value {
    partner(
        "known",
        json!({"name": text("en", "ADEPT of Saschiz"), "identifiers": [{"scheme": "ROR", "value": "02HA22C83"}, {"scheme": "PIC", "value": "1"}]}),
    )
}

fn schemes() -> Vec<Value> {
    let scheme = |code: &str| json!({"identifierScheme": {"code": code, "name": code, "unique": true}});
    vec![scheme("ROR"), scheme("PIC")]
}

fn two_sources_make_one_partner(backend: Backend) {
    let there = [vec![source(), known(), project("p", json!({"participations": [{"key": "1", "partner": "known"}]}))], schemes()]
        .concat();
    let database = Database::with(backend, &there);
    let report = imported(&database, &[&excerpt(ROR)]);
    assert_eq!(report["counts"]["partner"], json!({"created": 7, "updated": 1, "unchanged": 0, "merged": 1, "rejected": 0}));
    let again = imported(&database, &[&excerpt(ROR)]);
    assert_eq!(again["dataVersion"], Value::Null, "{again:#}");
    let server = Server::start(database, &[]);
    let answer = server.client().query(
        "{ partner(by: {identifier: {scheme: \"FUNDREF\", value: \"501100007364\"}}) { slug name { text } alternativeNames { text } \
         country { code } participations { totalCount } identifiers { scheme } sources { source { slug } } } \
         projects { nodes { participations { nodes { partner { slug } } } } } }",
    );
    assert_eq!(
        answer["partner"],
        json!({
            "slug": "adept-of-saschiz",
            "name": {"text": "ADEPT of Saschiz"},
            "alternativeNames": [{"text": "ADEPT"}, {"text": "ADEPT Foundation"}],
            "country": {"code": "RO"},
            "participations": {"totalCount": 1},
            "identifiers": [{"scheme": "ROR"}, {"scheme": "PIC"}, {"scheme": "FUNDREF"}],
            "sources": [{"source": {"slug": "a-source"}}, {"source": {"slug": "ror"}}],
        })
    );
}

fn a_new_edition_changes_its_own_statement_only(backend: Backend) {
    let database = Database::with(backend, &[vec![source(), known()], schemes()].concat());
    imported(&database, &[&excerpt(ROR)]);
    let edition = fs::read_to_string(excerpt(ROR)).expect("the excerpt can be read").replace("ADEPT Foundation", "ADEPT Trust");
    let path = database.file("edition.jsonl", &edition);
    let report = imported(&database, &[&path]);
    assert_eq!(report["counts"]["partner"], json!({"created": 0, "updated": 1, "unchanged": 7, "merged": 0, "rejected": 0}));
    let exported = database.export();
    assert!(exported.contains("ADEPT Trust") && !exported.contains("ADEPT Foundation") && exported.contains("ADEPT of Saschiz"));
}

fn a_faulty_record_keeps_no_other_out(backend: Backend) {
    let database = Database::new(backend);
    let good = fs::read_to_string(excerpt(ROR)).expect("the excerpt can be read");
    let bad = format!("{good}{{\"id\": \"https://ror.org/0\", \"names\": 3}}\n{{\"id\": \"https://ror.org/0");
    let (report, code) = import(&database, &[&database.file("bad.jsonl", &bad)]);
    assert_eq!((&report["counts"]["partner"]["created"], code), (&json!(8), Some(1)));
    let reasons: Vec<&str> = report["rejections"].as_array().into_iter().flatten().filter_map(|r| r["reason"].as_str()).collect();
    assert_eq!(reasons.len(), 2, "{report:#}");
    assert!(reasons[0].contains("sequence") && reasons[1].contains("cut off"), "{reasons:?}");
    assert_eq!((&report["rejections"][0]["path"], &report["rejections"][0]["column"]), (&json!("record 9"), &json!("names")));
    // Stopping at the first fault leaves what was published before it.
    let strict = Database::new(backend);
    let (report, code) = import(&strict, &["--strict", &strict.file("bad.jsonl", &bad)]);
    assert_eq!((report["rejections"].as_array().map(Vec::len), code), (Some(1), Some(1)), "{report:#}");
    // As a table, for those who mend their data in a spreadsheet.
    let path = database.path("faults.csv");
    database.run(&[
        "import",
        "--dry-run",
        "--report",
        &path.display().to_string(),
        &database.path("bad.jsonl").display().to_string(),
    ]);
    let table = fs::read_to_string(path).expect("the table is written");
    assert!(table.starts_with("file,place,column,value,reason,allowed,lost\n") && table.contains(",record 9,names,"), "{table}");
}

fn a_dry_run_sees_what_it_brought(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let before = database.export();
    let report = imported(&database, &["--dry-run", &excerpt(ROR), &program::data()]);
    assert_eq!((&report["counts"]["partner"]["created"], &report["dataVersion"]), (&json!(8 + 29), &Value::Null));
    assert_eq!(database.export(), before);
}

fn all_excerpts_enter_and_enter_once(backend: Backend) {
    let database = Database::new(backend);
    assert!(database.run(&["import", &program::data()]).success());
    let folders = excerpts();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let (report, _) = import(&database, &folders);
    let formats: BTreeSet<&str> =
        report["files"].as_array().into_iter().flatten().filter_map(|file| file["format"].as_str()).collect();
    assert_eq!(formats, BTreeSet::from(["360giving", "calls", "cordis", "iati", "mapped", "ror"]));
    assert_eq!(
        report["passedOver"].as_array().map(|files| files.iter().filter(|file| !is_page(file)).count()),
        Some(0),
        "{report:#}"
    );
    let exported = database.export();
    let (again, _) = import(&database, &folders);
    assert_eq!((&again["dataVersion"], &again["total"]["created"]), (&Value::Null, &json!(0)), "{again:#}");
    assert_eq!(database.export(), exported);
    // What was exported says the same elsewhere.
    for elsewhere in [Some(Backend::Sqlite), Backend::postgres()].into_iter().flatten() {
        let other = Database::new(elsewhere);
        let report = imported(&other, &[&other.file("all.jsonl", &exported)]);
        assert_eq!(report["total"]["rejected"], 0);
        assert_eq!(other.export(), exported, "from {backend:?} to {elsewhere:?}");
    }
    // Nobody's address got in.
    let addresses: Vec<&str> = exported.split(|c: char| c.is_whitespace() || c == '"').filter(|word| is_address(word)).collect();
    assert_eq!(addresses, Vec::<&str>::new());
}

/// The folders of the excerpts, beside which lie registries of earlier versions.
fn excerpts() -> Vec<String> {
    let entries = fs::read_dir(excerpt("")).expect("the folder of the excerpts can be read");
    let paths = entries.map(|entry| entry.expect("the folder of the excerpts can be read").path());
    paths.filter(|path| path.is_dir() && !path.ends_with("versions")).map(|path| path.display().to_string()).collect()
}

/// True for what explains a folder.
fn is_page(file: &Value) -> bool {
    file.as_str().is_some_and(|file| file.ends_with("README.md"))
}

fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !word.contains("://"))
}

/// A network of projects that takes several batches.
fn network(projects: usize) -> String {
    let mut table = "rcn,role,pic,type,contribution,country,start_date,end_date,max_contribution,total_cost\n".to_owned();
    for project in 0..projects {
        for partner in 0..4 {
            let role = if partner == 0 { "coordinator" } else { "participant" };
            let pic = 900_000_000 + (project * 7 + partner * 131) % 2_000;
            let _ = writeln!(
                table,
                "{},{role},{pic},HES,{}.5,RO,2019-05-01,2022-04-30,4000,5000",
                200_000 + project,
                1_000 + partner
            );
        }
    }
    table
}

fn a_killed_import_can_be_repeated(backend: Backend) {
    let whole = Database::new(backend);
    let path = whole.file("h2020.csv", &network(6_000));
    let report = imported(&whole, &[&path]);
    assert_eq!(
        (&report["counts"]["project"]["created"], &report["counts"]["partner"]["created"]),
        (&json!(6_000), &json!(2_000))
    );
    let expected = whole.export();
    let broken = Database::new(backend);
    for moment in [5, 150, 400, 800, 1_300] {
        let arguments = ["import", &path, "--database-url", broken.url()];
        let mut child =
            program::command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program can be started");
        std::thread::sleep(Duration::from_millis(moment));
        child.kill().expect("it can be killed");
        child.wait().expect("it can be waited for");
    }
    imported(&broken, &[&path]);
    assert!(broken.export() == expected, "what was killed and repeated is not what was done at once");
}

const MAPPING: &str = r#"
version = 1
[source]
name = "village"
publisher = "A village"
title = "Grants of a village"
licence = "CC0"
attribution = "A village"
"#;

fn a_mapping_of_ones_own_explains_a_table(backend: Backend) {
    let database = Database::new(backend);
    let readme = fs::read_to_string(root().join("data/mappings/README.md")).expect("the page on mappings can be read");
    let example = |language: &str| {
        let (_, rest) = readme.split_once(&format!("```{language}\n")).expect("the page has an example");
        rest.split_once("```").expect("the example ends").0.to_owned()
    };
    let (mapping, table) = (database.file("own.toml", &example("toml")), database.file("own.csv", &example("csv")));
    let report = imported(&database, &["--mapping", &mapping, &table]);
    assert_eq!(report["files"][0]["format"], "mapped");
    assert!(report["counts"]["project"]["created"].as_u64().is_some_and(|projects| projects > 0), "{report:#}");
    let wrong = database.file("wrong.toml", MAPPING);
    let ended = database.run(&["import", "--mapping", &wrong, &table]);
    assert!(!ended.success() && ended.stderr.contains("no mapping that can be used"), "{}", ended.stderr);
}
