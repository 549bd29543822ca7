//! Workbooks: XLSX, XLS and ODS. The sheet that is called `grants`, as a standard has it, or else the widest is the table, the first of
//! equally wide ones: notes and lists of codes are narrow. Sheets with mostly the same columns, such as one a year, are read after it.

use std::{collections::HashMap, io::Cursor, sync::Arc};

use calamine::{Data, DataType, Range, Reader, open_workbook_auto_from_rs};
use record::Fault;

use super::{At, RowError, Table, plain};
use crate::Input;

/// Names of sheets that are the table for sure.
const TABLE: &str = "grants";

/// Rows above the names of the columns hold no more cells than this: a title, or a word and its meaning.
const NOTE: usize = 2;

/// The cells of a row, or why it can't be read.
type Cells = Result<Vec<String>, Fault>;

struct Sheet {
    name: Arc<str>,
    /// The names of its columns.
    header: Vec<String>,
    rows: Vec<(u64, Cells)>,
}

pub(super) fn open(input: &Input) -> Result<Table, Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::new("", format!("the workbook can't be read: {error}"));
    let bytes = input.bytes().map_err(|error| failed(&error))?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    let mut sheets: Vec<Sheet> =
        workbook.worksheets().into_iter().filter_map(|(name, cells)| Sheet::new(&name, &cells)).collect();
    let widest = |at: &usize| (sheets[*at].name.eq_ignore_ascii_case(TABLE), sheets[*at].header.len());
    let main = (0..sheets.len()).rev().max_by_key(widest).ok_or_else(|| failed(&"it holds no rows"))?;
    let main = sheets.remove(main);
    let (alike, others): (Vec<Sheet>, Vec<Sheet>) = sheets.into_iter().partition(|sheet| sheet.is_like(&main));
    let mut names = main.header;
    let mut rows: Vec<(At, Cells)> = main.rows.into_iter().map(|(number, cells)| (At::row(number), cells)).collect();
    for sheet in alike {
        sheet.add_to(&mut names, &mut rows);
    }
    let columns = names.len();
    let row = move |(at, cells): (At, Cells)| match cells {
        Ok(mut cells) => {
            cells.resize(columns.max(cells.len()), String::new());
            Ok((at, cells))
        }
        Err(fault) => Err(RowError::Row(Fault { path: at.to_string(), ..fault })),
    };
    let table = Table::new(&names, rows.into_iter().map(row));
    Ok(Table { other_sheets: others.iter().map(|sheet| sheet.name.to_string()).collect(), ..table })
}

impl Sheet {
    /// `None` for a sheet without any rows.
    fn new(name: &str, cells: &Range<Data>) -> Option<Self> {
        let first = cells.start().map_or(0, |(row, _)| row);
        let numbers = u64::from(first) + 1..;
        let filled = |row: &[Data]| row.iter().filter(|cell| !text(cell).trim().is_empty()).count();
        let rows: Vec<(u64, &[Data])> = numbers.zip(cells.rows()).filter(|(_, row)| filled(row) > 0).collect();
        let is_header = |(_, row): &(u64, &[Data])| cells.width() <= 2 * NOTE || filled(row) > NOTE;
        let header = rows.iter().position(is_header).unwrap_or(0);
        let mut rows = rows.into_iter().skip(header);
        let (_, names) = rows.next()?;
        let rows = rows.map(|(number, row)| (number, read(row))).collect();
        Some(Self { name: name.into(), header: names.iter().map(text).collect(), rows })
    }

    /// True if more than half of the columns of both are the same.
    fn is_like(&self, other: &Self) -> bool {
        let same =
            self.header.iter().filter(|name| !name.is_empty() && other.header.iter().any(|known| plain(known) == plain(name)));
        same.count() * 2 > self.header.len().max(other.header.len())
    }

    /// Adds its rows to a table, under the columns of the same names; columns that the table doesn't have come after its own.
    fn add_to(self, names: &mut Vec<String>, rows: &mut Vec<(At, Cells)>) {
        let mut known: HashMap<String, usize> = HashMap::new();
        for (position, name) in names.iter().enumerate() {
            known.entry(plain(name)).or_insert(position);
        }
        let mut positions = Vec::with_capacity(self.header.len());
        for name in &self.header {
            positions.push(*known.entry(plain(name)).or_insert_with(|| {
                names.push(name.clone());
                names.len() - 1
            }));
        }
        let before = rows.last().map_or(0, |(at, _)| at.in_table());
        for (number, cells) in self.rows {
            let row = cells.map(|cells| {
                let mut row = vec![String::new(); names.len()];
                for (cell, position) in cells.into_iter().zip(&positions).filter(|(cell, _)| !cell.is_empty()) {
                    row[*position] = cell;
                }
                row
            });
            rows.push((At { number, sheet: Some((Arc::clone(&self.name), before)) }, row));
        }
    }
}

/// A row as text. What stands where a formula failed is no value.
fn read(row: &[Data]) -> Cells {
    match row.iter().zip(1..).find(|(cell, _)| cell.is_error()) {
        Some((error, column)) => {
            Err(Fault::new("", format!("cell {column} holds an error of the spreadsheet")).value(&error.to_string()))
        }
        None => Ok(row.iter().map(text).collect()),
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
