//! Records of the exchange format, made by hand.

use serde_json::{Map, Value, json};

/// The first line of a document of JSON Lines.
const HEAD: &str = r#"{"format":"inclusion-registry/1"}"#;

/// A record of a kind with its key and other members.
pub fn record(kind: &str, key: &str, members: Value) -> Value {
    let Value::Object(mut members) = members else { panic!("the members of a record are an object") };
    members.insert("key".to_owned(), key.into());
    Value::Object(Map::from_iter([(kind.to_owned(), Value::Object(members))]))
}

/// Words in one language.
pub fn text(language: &str, text: &str) -> Value {
    json!([{"language": language, "text": text}])
}

/// The source `source` that all made records cite.
pub fn source() -> Value {
    record("source", "source", json!({"publisher": "The test", "title": text("en", "A source")}))
}

/// The citation of that source.
fn cited() -> Value {
    json!([{"source": "source", "language": "en"}])
}

/// A partner with its key for a name, and other members.
pub fn partner(key: &str, members: Value) -> Value {
    with(record("partner", key, members), "partner", &[("name", text("en", key)), ("sources", cited())])
}

/// A project with its key for a title, and other members.
pub fn project(key: &str, members: Value) -> Value {
    with(record("project", key, members), "project", &[("title", text("en", key)), ("sources", cited())])
}

/// A city, region or country with its key for a name, and other members.
pub fn place(key: &str, kind: &str, members: Value) -> Value {
    with(record("place", key, members), "place", &[("name", text("en", key)), ("kind", kind.into())])
}

/// A programme with its key for a name, and other members.
pub fn programme(key: &str, members: Value) -> Value {
    with(record("programme", key, members), "programme", &[("name", text("en", key)), ("sources", cited())])
}

/// A tombstone of a record that was merged into another or deleted.
pub fn tombstone(kind: &str, key: &str, merged_into: Option<&str>) -> Value {
    let members = match merged_into {
        Some(into) => json!({"recordType": kind, "reason": "MERGED", "mergedInto": into}),
        None => json!({"recordType": kind, "reason": "DELETED"}),
    };
    record("tombstone", key, members)
}

/// A document of JSON Lines.
pub fn lines(records: &[Value]) -> String {
    records.iter().fold(format!("{HEAD}\n"), |text, record| text + &format!("{record}\n"))
}

/// A document of one JSON object.
pub fn document(records: &[Value]) -> String {
    json!({"format": "inclusion-registry/1", "records": records}).to_string()
}

/// Adds members that the record doesn't have yet.
fn with(mut record: Value, kind: &str, members: &[(&str, Value)]) -> Value {
    for (name, value) in members {
        if record[kind].get(name).is_none() {
            record[kind][*name] = value.clone();
        }
    }
    record
}
