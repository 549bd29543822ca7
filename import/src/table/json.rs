//! JSON: an array of flat objects, such objects one after the other, or an object whose only array holds them.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
};

use record::Fault;
use serde_json::{Deserializer, Value};

use super::{At, RowError, Table};
use crate::{Input, json};

/// A row or why there is none, with its number.
type NumberedObject = (u64, Result<Value, RowError>);

pub(super) fn open(input: &Input) -> Result<Table, Fault> {
    // Not every object need have every member, so that the document is read twice.
    let mut seen = HashSet::new();
    let mut names: Vec<String> = Vec::new();
    let mut count = 0;
    for (_, row) in rows(input)? {
        match row {
            Ok(Value::Object(members)) => {
                count += 1;
                let new: Vec<String> = members.into_iter().map(|(name, _)| name).filter(|name| !seen.contains(name)).collect();
                seen.extend(new.iter().cloned());
                names.extend(new);
            }
            Err(RowError::Table(fault)) if count == 0 => return Err(fault),
            _ => {}
        }
    }
    if count == 0 {
        return Err(Fault::new("", "a table in JSON is an array of objects"));
    }
    let columns = names.clone();
    let cells = rows(input)?.map(move |(number, row)| match row? {
        Value::Object(members) => Ok((At::row(number), columns.iter().map(|name| text(members.get(name))).collect())),
        other => Err(RowError::Row(Fault::new(format!("row {number}"), "an object is expected").value(&other.to_string()))),
    });
    Ok(Table::new(&names, cells))
}

/// The rows of a document one by one; of an object that holds them in an array, all at once.
fn rows(input: &Input) -> Result<Box<dyn Iterator<Item = NumberedObject>>, Fault> {
    let failed = |error: std::io::Error| Fault::new("", error.to_string());
    let mut reader = BufReader::new(input.open().map_err(failed)?);
    let start = reader.fill_buf().map_err(failed)?;
    if start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start().starts_with(b"[") {
        let broken = |number: u64, unreadable: json::Unreadable| {
            let kind = if unreadable.is_fatal { RowError::Table } else { RowError::Row };
            kind(unreadable.at(format!("row {number}")))
        };
        let objects = json::objects::<Value>(reader, None);
        return Ok(Box::new(objects.map(move |(number, row)| (number, row.map_err(|unreadable| broken(number, unreadable))))));
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    let not_json = |error| RowError::Table(Fault::new("", format!("this is not JSON: {error}")));
    let mut values = Deserializer::from_reader(reader).into_iter::<Value>().map(move |value| value.map_err(not_json)).peekable();
    let first: Vec<_> = match values.next() {
        Some(Ok(alone)) if values.peek().is_none() => array_in(alone).into_iter().map(Ok).collect(),
        first => first.into_iter().collect(),
    };
    Ok(Box::new((1..).zip(first.into_iter().chain(values))))
}

/// The objects of the only array of objects in an object; else the value alone.
fn array_in(value: Value) -> Vec<Value> {
    let Value::Object(mut members) = value else { return vec![value] };
    let is_rows = |value: &Value| value.as_array().is_some_and(|rows| rows.first().is_some_and(Value::is_object));
    let mut names = members.iter().filter(|(_, value)| is_rows(value)).map(|(name, _)| name.clone());
    match (names.next(), names.next()) {
        (Some(only), None) => match members.remove(&only) {
            Some(Value::Array(rows)) => rows,
            _ => Vec::new(),
        },
        _ => vec![Value::Object(members)],
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
