//! The grants of a file: JSON, or a table that flattens it.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader},
    rc::Rc,
};

use encoding_rs::{Encoding, WINDOWS_1252};
use record::Fault;
use serde_json::{Map, Value};

use super::flat::Layout;
use crate::{
    Input, json,
    table::{Form, RowError, Table, TableFormat},
    value::{self, DateForm},
};

/// A grant as a file states it.
pub(super) struct Raw {
    pub(super) place: String,
    pub(super) grant: Map<String, Value>,
    /// The names of the columns that its members stand in, by their paths; empty in JSON.
    pub(super) titles: Rc<HashMap<String, String>>,
}

/// The grants of a file, JSON or table.
pub(super) struct Grants {
    pub(super) rows: Box<dyn Iterator<Item = Result<Raw, RowError>>>,
    /// The number of sheets of a workbook that hold something else.
    pub(super) other_sheets: usize,
}

impl Grants {
    pub(super) fn of(input: &Input) -> Self {
        open(input).unwrap_or_else(|fault| Self { rows: Box::new(std::iter::once(Err(RowError::Table(fault)))), other_sheets: 0 })
    }
}

/// True if the file's days are written day, month, year: some of them can't be read otherwise, and all can be read so.
pub(super) fn days_come_first(input: &Input) -> bool {
    let mut is_proven = false;
    for raw in Grants::of(input).rows.filter_map(Result::ok) {
        for text in dates(&raw.grant) {
            let is_day = |form| value::date(text, form).is_some();
            match (is_day(DateForm::DayFirst), is_day(DateForm::MonthFirst)) {
                (true, false) => is_proven = true,
                (false, true) => return false,
                _ => {}
            }
        }
    }
    is_proven
}

/// All dates of a grant and of what is in it, but for those of the data.
fn dates(grant: &Map<String, Value>) -> Vec<&str> {
    let mut found = Vec::new();
    for (name, value) in grant {
        match value {
            Value::String(text) if name.ends_with("Date") => found.push(text.as_str()),
            Value::Array(list) => found.extend(list.iter().filter_map(Value::as_object).flat_map(dates)),
            _ => {}
        }
    }
    found
}

/// Spreadsheets on Windows write tables in its own encoding; a file that isn't UTF-8 is read as the standard's tools do.
fn encoding(input: &Input) -> io::Result<Option<&'static Encoding>> {
    let head = input.head()?;
    if TableFormat::of(&head) != TableFormat::Csv || head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Ok(None);
    }
    let mut is_other = false;
    for line in BufReader::new(input.open()?).split(b'\n') {
        let line = line?;
        match std::str::from_utf8(&line) {
            // A damaged row among others in UTF-8 is only that.
            Ok(text) if !text.is_ascii() => return Ok(None),
            Ok(_) => {}
            Err(_) => is_other = true,
        }
    }
    Ok(is_other.then_some(WINDOWS_1252))
}

fn open(input: &Input) -> Result<Grants, Fault> {
    let failed = |error: io::Error| Fault::new("", error.to_string());
    if TableFormat::of(&input.head().map_err(failed)?) == TableFormat::Json {
        let titles = Rc::default();
        let reader = BufReader::new(input.open().map_err(failed)?);
        let rows = json::objects::<Map<String, Value>>(reader, Some("grants")).map(move |(number, grant)| {
            let place = format!("grant {number}");
            match grant {
                Ok(grant) => Ok(Raw { place, grant, titles: Rc::clone(&titles) }),
                Err(unreadable) if unreadable.is_fatal => Err(RowError::Table(unreadable.at(place))),
                Err(unreadable) => Err(RowError::Row(unreadable.at(place))),
            }
        });
        return Ok(Grants { rows: Box::new(rows), other_sheets: 0 });
    }
    let table = Table::open(input, Form { encoding: encoding(input).map_err(failed)?, ..Form::default() })?;
    let mut layout = Layout::of(table.header());
    let titles = Rc::new(std::mem::take(&mut layout.titles));
    let other_sheets = table.other_sheets().len();
    let rows = table.map(move |row| {
        let row = row?;
        Ok(Raw { place: row.place(), grant: layout.grant(&row), titles: Rc::clone(&titles) })
    });
    Ok(Grants { rows: Box::new(rows), other_sheets })
}
