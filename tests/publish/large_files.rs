//! Files of the exchange format that are too large to be held in memory: what comes of them is the same.

use std::fs;

use serde_json::{Value, json};

use super::publisher::figures;
use crate::common::{
    backend::{Backend, Database},
    on_both_backends, program,
    records::{document, lines, partner, place, programme, project, record, source, text, tombstone},
};

on_both_backends!(
    a_large_file_gives_the_same_registry,
    a_large_change_gives_the_same_registry,
    a_fault_keeps_a_large_file_out,
    a_dry_run_of_a_large_file_writes_nothing,
);

const MEGABYTE: usize = 1 << 20;

/// Makes a document too large for memory, without a word more.
fn large(document: &str) -> String {
    document.to_owned() + &format!("\n{}", " ".repeat(MEGABYTE - 1)).repeat(33)
}

/// Imports files, each with its name and text, and gives the report without what a run has of its own.
fn import(database: &Database, files: &[(&str, &str)], arguments: &[&str]) -> Value {
    let report = database.path("report.json").display().to_string();
    let paths: Vec<String> = files.iter().map(|(name, text)| database.file(name, text)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let ended = database.run(&[&["import", "--report", &report], arguments, &paths].concat());
    let text = fs::read_to_string(&report).unwrap_or_else(|_| panic!("no report is written: {}", ended.stderr));
    let folder = database.path("").display().to_string();
    let report: Value = serde_json::from_str(&text.replace(&folder, "")).expect("the report is JSON");
    let mut faults: Vec<String> = report["rejections"].as_array().expect("faults are listed").iter().map(fault).collect();
    faults.sort();
    json!({"counts": report["counts"], "dataVersion": report["dataVersion"], "faults": faults})
}

/// Where a fault is and what stands there.
fn fault(fault: &Value) -> String {
    ["file", "path", "value"].map(|member| fault[member].as_str().unwrap_or_default()).join(" ")
}

/// The tombstone of a record that is gone since a certain day.
fn gone(kind: &str, key: &str, merged_into: Option<&str>) -> Value {
    let mut stone = tombstone(kind, key, merged_into);
    stone["tombstone"]["at"] = json!("2026-01-01T00:00:00Z");
    stone
}

/// Records of every kind, each before all that it needs.
fn forward() -> Vec<Value> {
    let statement = |key: &str, of: &str, rule: Option<&str>| {
        let stated = partner(key, json!({}));
        let members = json!({"recordType": "PARTNER", "of": of, "rule": rule, "source": "source", "record": stated});
        let mut statement = record("statement", key, members);
        statement["statement"].as_object_mut().expect("a record is an object").retain(|_, value| !value.is_null());
        statement
    };
    vec![
        record("distinction", "one", json!({"recordType": "PARTNER", "other": "two"})),
        statement("one", "one", None),
        statement("other-key", "one", Some("IDENTIFIER")),
        gone("PARTNER", "old", Some("older")),
        gone("PARTNER", "older", Some("one")),
        gone("PROJECT", "gone", None),
        project(
            "p",
            json!({
                "places": ["city", "country"], "programmes": ["part"], "concepts": ["leaf"], "fundingCall": "call",
                "participations": [{"key": "1", "partner": "two", "role": "COORDINATOR"}, {"key": "2", "partner": "old"}],
            }),
        ),
        project("q", json!({"title": text("en", "p"), "participations": [{"key": "1", "partner": "one"}]})),
        partner("one", json!({"place": "city"})),
        partner("two", json!({})),
        record("fundingCall", "call", json!({"identifier": "CALL", "programme": "part", "sources": [{"source": "source"}]})),
        programme("part", json!({"parent": "whole"})),
        programme("whole", json!({})),
        place("city", "CITY", json!({"parent": "country"})),
        place("country", "COUNTRY", json!({})),
        record("concept", "leaf", json!({"vocabulary": "THEME", "label": text("en", "Leaf"), "broader": "root"})),
        record("concept", "root", json!({"vocabulary": "THEME", "label": text("en", "Root")})),
        json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}}),
        json!({"identifierScheme": {"code": "PIC", "name": "Participant", "unique": true}}),
        source(),
    ]
}

fn a_large_file_gives_the_same_registry(backend: Backend) {
    let mut records = forward();
    // More than one parcel of partners.
    let address = format!("https://example.org/{}", "x".repeat(MEGABYTE));
    records.extend((0..18).map(|i| partner(&format!("far-{i}"), json!({"url": address}))));
    let [small, by_lines, by_document] = [(); 3].map(|()| Database::new(backend));
    let report = import(&small, &[("all", &lines(&records))], &[]);
    assert_eq!((&report["dataVersion"], &report["faults"]), (&json!(1), &json!([])), "{report:#}");
    for (database, text) in [(&by_lines, lines(&records)), (&by_document, document(&records))] {
        assert_eq!(import(database, &[("all", &large(&text))], &[]), report);
        assert!(database.export() == small.export(), "the exports differ");
        assert_eq!(figures(database), figures(&small));
    }
    let again = import(&by_lines, &[("all", &large(&lines(&records)))], &[]);
    assert_eq!((&again["dataVersion"], &again["counts"]["partner"]["unchanged"]), (&Value::Null, &json!(20)));
}

fn a_large_change_gives_the_same_registry(backend: Backend) {
    let before = [
        source(),
        place("old-place", "CITY", json!({})),
        partner("merged", json!({"url": "https://example.org"})),
        partner("survivor", json!({})),
        partner("deleted", json!({})),
        project("p", json!({"participations": [{"key": "1", "partner": "merged"}, {"key": "2", "partner": "deleted"}]})),
        project("stays", json!({"places": ["old-place"], "participations": [{"key": "1", "partner": "merged"}]})),
    ];
    let changes = [
        gone("PARTNER", "merged", Some("survivor")),
        gone("PARTNER", "deleted", None),
        gone("PLACE", "old-place", Some("new-place")),
        project("p", json!({"participations": [{"key": "1", "partner": "merged"}]})),
        project("new", json!({"title": text("en", "p"), "places": ["old-place"]})),
        place("new-place", "CITY", json!({})),
    ];
    let [small, other] = [(); 2].map(|()| Database::with(backend, &before));
    let report = import(&small, &[("changes", &lines(&changes))], &[]);
    assert_eq!((&report["dataVersion"], &report["faults"]), (&json!(2), &json!([])), "{report:#}");
    let large = import(&other, &[("changes", &large(&lines(&changes)))], &[]);
    assert_eq!((&large["dataVersion"], &large["faults"]), (&json!(2), &json!([])), "{large:#}");
    assert_eq!((other.export(), figures(&other)), (small.export(), figures(&small)));
}

fn a_fault_keeps_a_large_file_out(backend: Backend) {
    let before =
        [source(), partner("used", json!({})), project("user", json!({"participations": [{"key": "1", "partner": "used"}]}))];
    let takes_part = |key: &str| json!({"participations": [{"key": "1", "partner": key}]});
    let unreadable = [partner("in-bad", json!({})), project("wrong", json!({"url": 7}))];
    let refused = [
        partner("in-refused", json!({})),
        project("dangling", takes_part("nobody")),
        project("fine", takes_part("in-refused")),
        partner("twin", json!({})),
        partner("twin", json!({})),
        place("round", "CITY", json!({"parent": "round"})),
        gone("PARTNER", "used", None),
        gone("PARTNER", "used", None),
    ];
    let needs = [project("needs", takes_part("in-refused"))];
    // A key is not taken by a file that can't be read.
    let good = [project("good", takes_part("in-bad")), partner("in-bad", json!({}))];
    let texts = [&unreadable[..], &refused, &needs, &good].map(lines);
    let files = |first: &str| -> Vec<(String, String)> {
        let names = ["unreadable", "refused", "needs", "good"];
        names
            .iter()
            .zip([first, &texts[1], &texts[2], &texts[3]])
            .map(|(name, text)| ((*name).to_owned(), text.to_owned()))
            .collect()
    };
    let [small, other] = [(); 2].map(|()| Database::with(backend, &before));
    let report = |database: &Database, files: &[(String, String)]| {
        import(database, &files.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>(), &[])
    };
    let expected = report(&small, &files(&texts[0]));
    assert_eq!(expected["faults"].as_array().map(Vec::len), Some(8), "{expected:#}");
    assert_eq!(report(&other, &files(&large(&texts[0]))), expected);
    assert_eq!(other.export(), small.export());
    assert!(other.export().contains("\"good\"") && !other.export().contains("in-refused"));
    // Where nothing else enters, nothing is changed.
    let before = other.export();
    let report = import(&other, &[("alone", &large(&texts[1]))], &[]);
    assert_eq!((&report["dataVersion"], report["faults"].as_array().map(Vec::len)), (&Value::Null, Some(6)), "{report:#}");
    assert_eq!(other.export(), before);
}

fn a_dry_run_of_a_large_file_writes_nothing(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let before = database.export();
    let bad = lines(&[place("a", "CITY", json!({"parent": "nowhere"}))]);
    let files = [("all", &*large(&lines(&forward()))), ("bad", &bad)];
    let report = import(&database, &files, &["--dry-run"]);
    assert_eq!((&report["counts"]["project"]["created"], &report["dataVersion"]), (&json!(2), &Value::Null), "{report:#}");
    assert_eq!(report["faults"], json!(["bad line 2.place.parent \"nowhere\""]));
    assert_eq!(database.export(), before);
}

/// Checking needs no database at all, so it runs once.
#[test]
fn large_files_are_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("large.json");
    fs::write(&path, large(&document(&forward()))).expect("a file can be written");
    let ended = program::run(&["check", &path.display().to_string()]);
    assert!(ended.success() && ended.stdout.contains("20 well-formed"), "{ended:?}");
}
