//! JSON: an array of flat objects, one such object alone, or an object whose only array holds them.

use std::{collections::HashSet, io::BufReader};

use serde_json::{Map, Value};

use super::{At, Broken, Table};
use crate::{import::Input, record::Fault};

pub(super) fn open(input: &Input) -> Result<Table, Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::new("", error.to_string());
    let reader = BufReader::new(input.open().map_err(|error| failed(&error))?);
    let value: Value = serde_json::from_reader(reader).map_err(|error| failed(&format!("this is not JSON: {error}")))?;
    let rows = rows(value).ok_or_else(|| Fault::new("", "a table in JSON is an array of objects"))?;
    // Not every object need have every member.
    let mut seen = HashSet::new();
    let names: Vec<String> = rows
        .iter()
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .filter(|name| seen.insert((*name).clone()))
        .cloned()
        .collect();
    let columns = names.clone();
    let cells = rows.into_iter().zip(1..).map(move |(row, number)| match row {
        Value::Object(members) => Ok((At::row(number), columns.iter().map(|name| text(members.get(name))).collect())),
        other => Err(Broken::Row(Fault::new(format!("row {number}"), "an object is expected").value(&other.to_string()))),
    });
    Ok(Table::new(&names, cells))
}

fn rows(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(rows) => Some(rows),
        Value::Object(members) => {
            let is_rows = |value: &Value| value.as_array().is_some_and(|rows| rows.first().is_some_and(Value::is_object));
            if members.values().filter(|value| is_rows(value)).count() == 1 {
                return members.into_iter().map(|(_, value)| value).find(is_rows).and_then(rows);
            }
            Some(vec![Value::Object(members)])
        }
        _ => None,
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
