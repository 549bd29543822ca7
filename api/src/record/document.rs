//! Reading and writing documents of the exchange format.

use serde::Deserialize;
use serde_json::Value;

use super::{FORMAT, Fault, Record, check};

/// A document that was read: its records, each with its place in the document.
#[derive(Debug, Default)]
pub struct Document {
    /// The records in the document's order.
    pub records: Vec<(String, Record)>,
    /// The kinds of the records that could not be read, "unknown" where not even the kind is known.
    pub unreadable: Vec<&'static str>,
    /// What is wrong with the document. It must not be published unless this is empty.
    pub faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    format: Option<Value>,
    #[serde(default)]
    records: Option<Vec<Value>>,
}

/// Reads a document, JSON or JSON Lines.
#[must_use]
pub fn read(text: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut document = Document::default();
    match serde_json::from_str::<Envelope>(text) {
        Ok(envelope) => {
            document.check_format(envelope.format.as_ref(), "format");
            match envelope.records {
                Some(records) => {
                    for (i, value) in records.into_iter().enumerate() {
                        document.add(&format!("records[{i}]"), &value);
                    }
                }
                // A document of one line can be JSON Lines without records.
                None if text.trim().lines().count() == 1 => {}
                None => {
                    document.faults.push(Fault::new("", "the member \"records\" is missing: an array of records is expected"));
                }
            }
        }
        Err(error) => document.read_lines(text, &error),
    }
    document
}

impl Document {
    fn read_lines(&mut self, text: &str, whole: &serde_json::Error) {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let head = lines.next().and_then(|(_, line)| serde_json::from_str::<Envelope>(line).ok());
        let Some(head) = head else {
            let reason = format!("this is neither JSON nor JSON Lines of the format {FORMAT:?}: {whole}");
            self.faults.push(Fault::new("", reason));
            return;
        };
        self.check_format(head.format.as_ref(), "line 1: format");
        for (i, value) in head.records.into_iter().flatten().enumerate() {
            self.add(&format!("line 1: records[{i}]"), &value);
        }
        for (i, line) in lines {
            let place = format!("line {}", i + 1);
            match serde_json::from_str::<Value>(line) {
                Ok(value) => self.add(&place, &value),
                Err(error) => self.faults.push(Fault::new(place, format!("this line is not JSON: {error}"))),
            }
        }
    }

    fn check_format(&mut self, format: Option<&Value>, path: &str) {
        if format.and_then(Value::as_str) != Some(FORMAT) {
            let reason = "this is not the registry's exchange format";
            self.faults.push(Fault::new(path, reason).found(format).allowed(format!("{FORMAT:?}")));
        }
    }

    fn add(&mut self, place: &str, value: &Value) {
        if holds_nul(value) {
            self.faults.push(Fault::new(place, "a text holds the character U+0000, which can't be stored"));
        }
        match serde_path_to_error::deserialize::<_, Record>(value) {
            Ok(record) => {
                let place = format!("{place}.{}", record.kind());
                self.faults.extend(check(&record).into_iter().map(|(path, reason)| {
                    let inner = &value[record.kind()];
                    Fault::new(format!("{place}.{path}"), reason).found(find(inner, &path))
                }));
                self.records.push((place, record));
            }
            Err(error) => {
                let named = |kind: &&&str| value.get(**kind).is_some();
                self.unreadable.push(Record::KINDS.iter().find(named).copied().unwrap_or("unknown"));
                let path = error.path().to_string();
                let found = find(value, &path);
                let reason = error.into_inner().to_string();
                let path = if path == "." { place.to_owned() } else { format!("{place}.{path}") };
                self.faults.push(Fault::new(path, reason).found(found));
            }
        }
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => members.values().any(holds_nul),
        _ => false,
    }
}

/// The value at a path such as `period.start` or `amounts[0].money`.
fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).try_fold(value, |value, step| match step.strip_suffix(']') {
        Some(index) => value.get(index.parse::<usize>().ok()?),
        None => value.get(step),
    })
}

/// Writes a record as one line of JSON Lines.
#[must_use]
pub fn write(record: &Record) -> String {
    serde_json::to_string(record).unwrap_or_default()
}
