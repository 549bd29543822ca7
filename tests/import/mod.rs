//! Importing data of others.

mod files;
mod sources;

use std::fs;

use serde_json::{Value, json};

use crate::common::{backend::Database, program::root};

/// Some organisations of the Research Organization Registry.
pub const ROR: &str = "ror/sample.jsonl";

/// The path of an excerpt.
pub fn excerpt(name: &str) -> String {
    root().join("tests/data").join(name).display().to_string()
}

/// Imports and gives the report as JSON, and the exit code.
pub fn import(database: &Database, arguments: &[&str]) -> (Value, Option<i32>) {
    let path = database.path("report.json").display().to_string();
    let arguments: Vec<&str> = ["import", "--report", &path].into_iter().chain(arguments.iter().copied()).collect();
    let ended = database.run(&arguments);
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no report is written: {}", ended.stderr));
    fs::remove_file(&path).expect("the report can be removed");
    (serde_json::from_str(&text).expect("the report is JSON"), ended.code)
}

/// Imports what has no faults.
pub fn imported(database: &Database, arguments: &[&str]) -> Value {
    let (report, code) = import(database, arguments);
    assert_eq!((&report["rejections"], code), (&json!([]), Some(0)), "{report:#}");
    report
}
