//! Questions with their whole answers, side by side in `cases/`.
//!
//! `NAME.graphql` is the question, `NAME.variables.json` its variables if it has any, `NAME.json` the `data` of its answer. With
//! `UPDATE_GOLDEN=1` the answers are written anew from `SQLite`: read the difference before you keep it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::common::{backend::Backend, on_both_backends, server::shared};

on_both_backends!(answers_are_the_golden_ones);

struct Case {
    name: String,
    query: String,
    variables: Value,
    answer: PathBuf,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of the cases can be read")
        .map(|entry| entry.expect("the folder of the cases can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "graphql"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "there are no cases");
    paths.iter().map(|path| Case::read(path)).collect()
}

impl Case {
    fn read(path: &Path) -> Self {
        let variables = fs::read_to_string(path.with_extension("variables.json"));
        Self {
            name: path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            query: fs::read_to_string(path).expect("a case can be read"),
            variables: variables.map_or(json!({}), |text| serde_json::from_str(&text).expect("variables are JSON")),
            answer: path.with_extension("json"),
        }
    }

    fn request(&self) -> Value {
        json!({"query": self.query, "variables": self.variables})
    }

    /// What is wrong with the answer, if anything is.
    fn check(&self, backend: Backend) -> Option<String> {
        let answer = shared(backend).ask(&self.query, &self.variables);
        if let Some(errors) = answer.get("errors") {
            return Some(format!("{}: {errors:#}", self.name));
        }
        let data = &answer["data"];
        if backend == Backend::Sqlite && env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
            fs::write(&self.answer, format!("{data:#}\n")).expect("an answer can be written");
            return None;
        }
        let Ok(golden) = fs::read_to_string(&self.answer) else {
            return Some(format!("{}: there is no golden answer yet: run `make golden` and read what it writes", self.name));
        };
        let golden: Value = serde_json::from_str(&golden).expect("a golden answer is JSON");
        let mut differences = Vec::new();
        compare("", &golden, data, &mut differences);
        (!differences.is_empty()).then(|| format!("{}:\n  {}", self.name, differences.join("\n  ")))
    }
}

/// Finds the places in which two values differ.
fn compare(path: &str, golden: &Value, found: &Value, differences: &mut Vec<String>) {
    match (golden, found) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            for (name, value) in a {
                compare(&format!("{path}/{name}"), value, &b[name], differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}/{i}"), a, b, differences);
            }
        }
        _ if golden == found => {}
        _ => differences.push(format!("{path}\n    golden {golden}\n    found  {found}")),
    }
}

fn answers_are_the_golden_ones(backend: Backend) {
    let wrong: Vec<String> = cases().iter().filter_map(|case| case.check(backend)).collect();
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Clients may rely on the bytes: the two backends differ in nothing, not even in the order of members.
mod both_backends_answer_the_same_bytes {
    use super::*;

    #[test]
    fn postgres() {
        let Some(postgres) = Backend::postgres() else { return };
        for case in cases() {
            let [one, other] =
                [Backend::Sqlite, postgres].map(|backend| shared(backend).post(&case.request(), "application/json"));
            assert_eq!((one.status, one.body), (other.status, other.body), "{}", case.name);
        }
    }
}
