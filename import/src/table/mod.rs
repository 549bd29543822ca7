//! Tables as people publish them: CSV in many dialects, workbooks, JSON arrays of flat objects.

mod csv;
mod json;
#[cfg(test)]
mod tests;
mod workbook;

use std::{collections::HashMap, fmt, sync::Arc};

use encoding_rs::Encoding;
use record::Fault;

use super::{Input, Sink, Stop};

/// The form of a table as far as it is known beforehand; the rest is found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The encoding of a CSV file, UTF-8 unless the file begins with a mark that says otherwise.
    pub encoding: Option<&'static Encoding>,
    /// The delimiter between the cells of a CSV file; the commonest of `,` `;` `|` and tab in the first row if unknown.
    pub delimiter: Option<u8>,
}

/// The names of a table's columns, without blanks at their ends and with one blank for any white space inside.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Header {
    fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<String> = names.into_iter().map(plain).collect();
        let mut positions = HashMap::new();
        for (position, name) in names.iter().enumerate() {
            positions.entry(name.clone()).or_insert(position);
        }
        Self { names, positions }
    }

    /// Says which columns can't be read because one further left has the same name.
    fn doubled(&self) -> impl Iterator<Item = Fault> {
        let is_doubled = |(position, name): &(usize, &String)| !name.is_empty() && self.positions.get(*name) != Some(position);
        let fault = |(position, name): (usize, &String)| {
            let reason = format!("column {} has the name of another further left, what it says is left out", position + 1);
            Fault::new("row 1", reason).column(name)
        };
        self.names.iter().enumerate().filter(is_doubled).map(fault)
    }

    /// The names in their order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// True if there is a column of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.positions.contains_key(name)
    }
}

/// A name as columns are compared: trimmed, any white space inside being one blank.
#[must_use]
pub fn plain(name: &str) -> String {
    name.trim_start_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The columns of a table that are read, and those that are left out.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Those that become part of records.
    pub mapped: &'static [&'static str],
    /// Those that don't, each with the reason.
    pub ignored: &'static [(&'static str, &'static str)],
}

impl Columns {
    /// The columns of a table that are in neither list.
    pub fn unlisted<'a>(&self, header: &'a Header) -> impl Iterator<Item = &'a str> {
        let listed = |name: &str| self.mapped.contains(&name) || self.ignored.iter().any(|(ignored, _)| *ignored == name);
        header.names.iter().map(String::as_str).filter(move |name| !listed(name))
    }

    /// Reports the columns of a table that nobody knows, which are left out.
    pub fn report_unlisted(&self, header: &Header, sink: &mut Sink) -> Result<(), Stop> {
        for name in self.unlisted(header) {
            let reason = if name.is_empty() { "this column has no name" } else { "this column is not known" };
            sink.leave_out(Fault::new("row 1", format!("{reason}, what it says is left out")).column(name))?;
        }
        Ok(())
    }
}

/// The place of a row.
#[derive(Clone, Debug)]
pub struct At {
    /// Its number in the file or sheet, whose first row is 1.
    number: u64,
    /// The sheet, if it is a further one, and how many rows come before that.
    sheet: Option<(Arc<str>, u64)>,
}

impl At {
    fn row(number: u64) -> Self {
        Self { number, sheet: None }
    }

    /// The number of the row if all sheets were one.
    fn in_table(&self) -> u64 {
        self.sheet.as_ref().map_or(0, |(_, before)| *before) + self.number
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some((sheet, _)) => write!(f, "sheet {sheet}, row {}", self.number),
            None => write!(f, "row {}", self.number),
        }
    }
}

/// One row below the header.
#[derive(Debug)]
pub struct Row {
    header: Arc<Header>,
    at: At,
    cells: Vec<String>,
}

impl Row {
    /// Its number in the table, the header being row 1. A cell that holds line breaks makes its row no longer.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.at.in_table()
    }

    /// Its place as reports call it.
    #[must_use]
    pub fn place(&self) -> String {
        self.at.to_string()
    }

    /// The cell of this column without white space around it; `None` if it is empty or there is no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        let cell = self.cells.get(*self.header.positions.get(column)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// The columns with their cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.header.names.iter().zip(&self.cells).map(|(name, cell)| (name.as_str(), cell.trim()))
    }

    /// A fault of one of its cells.
    #[must_use]
    pub fn fault(&self, column: &str, reason: impl Into<String>) -> Fault {
        Fault::new(self.place(), reason).column(column).value(self.get(column).unwrap_or_default())
    }
}

/// A table that is read row by row.
pub struct Table {
    header: Arc<Header>,
    rows: Box<dyn Iterator<Item = Result<Row, RowError>>>,
    other_sheets: Vec<String>,
}

/// The remark about sheets of a workbook that are not the table.
pub const OTHER_SHEETS: &str = "sheets of workbooks that hold something else left out";

/// The reason why there is no row.
#[derive(Debug)]
pub enum RowError {
    /// Something else in the file is no part of the table.
    NoRow(Fault),
    /// This row is no row of the table; the next ones may be.
    Row(Fault),
    /// Nothing can be read from here on.
    Table(Fault),
}

impl Table {
    /// Opens a table and reads its header.
    pub fn open(input: &Input, form: Form) -> Result<Self, Fault> {
        let head = input.head().map_err(|error| Fault::new("", error.to_string()))?;
        match TableFormat::of(&head) {
            TableFormat::Csv => csv::open(input, &head, form),
            TableFormat::Json => json::open(input),
            TableFormat::Workbook => workbook::open(input),
        }
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The sheets of a workbook that don't belong to the table.
    #[must_use]
    pub fn other_sheets(&self) -> &[String] {
        &self.other_sheets
    }

    fn new(names: &[String], cells: impl Iterator<Item = Result<(At, Vec<String>), RowError>> + 'static) -> Self {
        let header = Arc::new(Header::new(names.iter().map(String::as_str)));
        let shared = Arc::clone(&header);
        let doubled: Vec<_> = header.doubled().map(|fault| Err(RowError::NoRow(fault))).collect();
        let rows = cells.map(move |cells| cells.and_then(|(at, cells)| row(&shared, at, cells)));
        Self { header, rows: Box::new(doubled.into_iter().chain(rows)), other_sheets: Vec::new() }
    }
}

impl Iterator for Table {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

/// A row must have a cell for each column; empty ones beyond the last column are a spreadsheet's habit.
fn row(header: &Arc<Header>, at: At, mut cells: Vec<String>) -> Result<Row, RowError> {
    let columns = header.names.len();
    while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    if cells.len() != columns {
        let lines: usize = cells.iter().map(|cell| cell.matches('\n').count()).sum();
        let hint = if lines > 0 { ": it runs over several lines, as if a quotation mark were missing" } else { "" };
        let reason = format!("the row has {} cells, the header has {columns}{hint}", cells.len());
        return Err(RowError::Row(Fault::new(at.to_string(), reason).value(&cells.join(" | "))));
    }
    if cells.iter().any(|cell| cell.contains('\0')) {
        let reason = "the row holds the character U+0000, which is no text";
        return Err(RowError::Row(Fault::new(at.to_string(), reason).value(&cells.join(" | "))));
    }
    Ok(Row { header: Arc::clone(header), at, cells })
}

/// The format that a table is stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Text with a delimiter.
    Csv,
    /// A JSON array of flat objects.
    Json,
    /// XLSX, XLS or ODS.
    Workbook,
}

impl TableFormat {
    /// The format that a file's first bytes show.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match text {
            [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Workbook,
            [b'[' | b'{', ..] => Self::Json,
            _ => Self::Csv,
        }
    }
}

/// The names of a table's columns, found in a file's first bytes; nothing if it is no table.
#[must_use]
pub fn header(input: &Input, form: Form) -> Vec<String> {
    Table::open(input, form).map(|table| table.header.names.clone()).unwrap_or_default()
}
