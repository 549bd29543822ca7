//! Asking many small questions in few requests.

use serde_json::{Value, json};

use crate::common::client::Client;

/// How many questions go into one request: all of them together must stay under the limits of one.
const QUESTIONS: usize = 25;

/// The answers to fields of the root, in their order.
pub fn all(client: &Client, fields: &[String]) -> Vec<Value> {
    let answers = fields.chunks(QUESTIONS).flat_map(|fields| {
        let aliased: Vec<String> = fields.iter().enumerate().map(|(i, field)| format!("a{i}: {field}")).collect();
        let mut data = client.query_with(&format!("{{ {} }}", aliased.join(" ")), &json!({}));
        (0..fields.len()).map(|i| data[format!("a{i}")].take()).collect::<Vec<_>>()
    });
    answers.collect()
}

/// A count in an answer.
pub fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| number.try_into().ok()).unwrap_or_else(|| panic!("{value} is no count"))
}

/// The items of a list in an answer.
pub fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter()
}

/// A text in an answer.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}
