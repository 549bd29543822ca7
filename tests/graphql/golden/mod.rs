//! Questions with their whole answers and the numbers of SQL statements that these take, side by side in `cases/`.
//!
//! `NAME.graphql` is the question, `NAME.variables.json` its variables if it has any, `NAME.json` the `data` of its answer;
//! `statements.json` has the numbers of all.

mod answers;
mod coverage;
mod files;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

/// The file of the numbers of statements.
const STATEMENTS: &str = "statements.json";

/// A question and where its answer is.
struct Case {
    name: &'static str,
    query: String,
    variables: Value,
    answer: PathBuf,
}

impl Case {
    fn read(name: &'static str) -> Self {
        let variables = fs::read_to_string(path(&format!("{name}.variables.json")));
        Self {
            name,
            query: fs::read_to_string(path(&format!("{name}.graphql"))).expect("a question can be read"),
            variables: variables.map_or(json!({}), |text| serde_json::from_str(&text).expect("variables are JSON")),
            answer: path(&format!("{name}.json")),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        answers::NAMES.iter().map(|name| Self::read(name))
    }

    /// The `data` of the golden answer.
    fn golden(&self) -> Value {
        let Ok(text) = fs::read_to_string(&self.answer) else {
            panic!("{} has no golden answer yet: run `make golden` and read what it writes", self.name);
        };
        serde_json::from_str(&text).expect("a golden answer is JSON")
    }
}

/// The path of a file among the cases.
fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(file)
}
