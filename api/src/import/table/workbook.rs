//! Workbooks: XLSX, XLS and ODS. The widest sheet is the table, the first of equally wide ones: notes and lists of codes are narrow.

use std::io::Cursor;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use super::Table;
use crate::{import::Input, record::Fault};

pub(super) fn open(input: &Input) -> Result<Table, Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::new("", format!("the workbook can't be read: {error}"));
    let bytes = input.bytes().map_err(|error| failed(&error))?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    let sheets = workbook.worksheets().into_iter().map(|(_, sheet)| sheet).filter(|sheet| !sheet.is_empty());
    let sheet = sheets.rev().max_by_key(Range::width);
    let sheet = sheet.ok_or_else(|| failed(&"it holds no rows"))?;
    let first = sheet.start().map_or(0, |(row, _)| row);
    let mut rows: Vec<(u64, Vec<String>)> =
        sheet.rows().zip(u64::from(first) + 1..).map(|(row, number)| (number, row.iter().map(text).collect())).collect();
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    if rows.is_empty() {
        return Err(failed(&"it holds no rows"));
    }
    let (_, names) = rows.remove(0);
    Ok(Table::new(&names, rows.into_iter().map(Ok)))
}

/// A cell as text; a moment at midnight is a day.
fn text(cell: &Data) -> String {
    let Data::DateTime(at) = cell else { return cell.to_string() };
    match at.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}
