//! Workbooks: XLSX, XLS and ODS. The widest sheet is the table, the first of equally wide ones: notes and lists of codes are narrow.
//! The others are named as left out.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, open_workbook_auto_from_rs};

use super::{Broken, Table};
use crate::{import::Input, record::Fault};

pub(super) fn open(input: &Input) -> Result<Table, Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::new("", format!("the workbook can't be read: {error}"));
    let bytes = input.bytes().map_err(|error| failed(&error))?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    let mut sheets: Vec<(String, Range<Data>)> = workbook.worksheets();
    sheets.retain(|(_, sheet)| !sheet.is_empty());
    let widest = (0..sheets.len()).rev().max_by_key(|number| sheets[*number].1.width());
    let (_, sheet) = sheets.remove(widest.ok_or_else(|| failed(&"it holds no rows"))?);
    let first = sheet.start().map_or(0, |(row, _)| row);
    let mut rows =
        sheet.rows().zip(u64::from(first) + 1..).filter(|(row, _)| row.iter().any(|cell| !text(cell).trim().is_empty()));
    let (names, _) = rows.next().ok_or_else(|| failed(&"it holds no rows"))?;
    let names: Vec<String> = names.iter().map(text).collect();
    let others = sheets.into_iter().map(|(name, _)| {
        let reason = format!("the sheet {name:?} is not read: of several sheets, the widest is the table");
        Err(Broken::Beside(Fault::new("", reason)))
    });
    let rows: Vec<_> = others.chain(rows.map(|(cells, number)| row(number, cells))).collect();
    Ok(Table::new(&names, rows.into_iter()))
}

/// A row as text. What stands where a formula failed is no value.
fn row(number: u64, cells: &[Data]) -> Result<(u64, Vec<String>), Broken> {
    match cells.iter().zip(1..).find(|(cell, _)| cell.is_error()) {
        Some((error, column)) => {
            let reason = format!("cell {column} holds an error of the spreadsheet");
            Err(Broken::Row(Fault::new(format!("row {number}"), reason).value(&error.to_string())))
        }
        None => Ok((number, cells.iter().map(text).collect())),
    }
}

/// A cell as text; a moment at midnight is a day.
fn text(cell: &Data) -> String {
    let Data::DateTime(at) = cell else { return cell.to_string() };
    match at.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}
