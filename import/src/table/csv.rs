//! CSV: any of four delimiters, any line ends, quotes where needed, any encoding that is named or marked.

use std::{
    cell::RefCell,
    collections::VecDeque,
    io::{self, Read},
    rc::Rc,
};

use csv::{ErrorKind, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use record::Fault;

use super::{At, Form, RowError, Table};
use crate::Input;

const DELIMITERS: [u8; 4] = [b',', b';', b'|', b'\t'];

/// The reason why a row is none of which cells can't be told apart for sure.
const MISQUOTED: &str = "a quotation mark is missing, or not doubled within its cell, so that its cells can't be told apart";

pub(super) fn open(input: &Input, head: &[u8], form: Form) -> Result<Table, Fault> {
    let failed = |error: &io::Error| Fault::new("", error.to_string());
    let delimiter = form.delimiter.unwrap_or_else(|| delimiter(head, form.encoding));
    let decoded = decoded(input.open().map_err(|error| failed(&error))?, form.encoding);
    let strays = Strays::default();
    let quotes = Quotes { inner: decoded, delimiter, at: 0, state: State::Start, strays: Rc::clone(&strays) };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(quotes);
    let mut header = StringRecord::new();
    match reader.read_record(&mut header) {
        Ok(true) if is_misquoted(&strays, reader.position().byte()) => return Err(Fault::new("row 1", MISQUOTED)),
        Ok(true) => {}
        Ok(false) => return Err(Fault::new("row 1", "the table is empty: a row with the names of the columns is expected")),
        Err(error) => return Err(Fault::new("row 1", reason(&error))),
    }
    let names: Vec<String> = header.iter().map(str::to_owned).collect();
    let is_turned = form.encoding.is_some_and(|encoding| encoding != UTF_8);
    let mut number = 1;
    let mut ended = false;
    let rows = std::iter::from_fn(move || {
        if ended {
            return None;
        }
        number += 1;
        let mut record = StringRecord::new();
        let read = reader.read_record(&mut record);
        let is_misquoted = is_misquoted(&strays, reader.position().byte());
        let broken = |reason| {
            let cells = record.iter().collect::<Vec<_>>().join(" | ");
            Some(Err(RowError::Row(Fault::new(format!("row {number}"), reason).value(&cells))))
        };
        match read {
            Ok(true) if is_misquoted => broken(MISQUOTED),
            // In UTF-8, a lost letter was lost before the file was made; in other encodings, it is lost in reading.
            Ok(true) if is_turned && record.iter().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) => {
                broken("the row holds bytes that are no text in the encoding of its mapping")
            }
            Ok(true) => Some(Ok((At::row(number), record.iter().map(str::to_owned).collect()))),
            Ok(false) => None,
            Err(error) => {
                ended = error.is_io_error();
                let fault = Fault::new(format!("row {number}"), reason(&error));
                Some(Err(if ended { RowError::Table(fault) } else { RowError::Row(fault) }))
            }
        }
    });
    Ok(Table::new(&names, rows))
}

/// UTF-8 passes through as it is, so that a wrong byte is found in its row; everything else is turned into it.
fn decoded(bytes: Box<dyn Read + Send>, encoding: Option<&'static Encoding>) -> Box<dyn Read + Send> {
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.bom_override(true).strip_bom(true);
    match encoding.filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => builder.encoding(Some(encoding)),
        None => builder.utf8_passthru(true),
    };
    Box::new(builder.build(bytes))
}

/// Places of quotation marks that neither begin nor end a cell nor are doubled within one.
type Strays = Rc<RefCell<VecDeque<u64>>>;

/// True if there are any before this byte; they are taken away.
fn is_misquoted(strays: &Strays, end: u64) -> bool {
    let mut strays = strays.borrow_mut();
    let before = strays.iter().take_while(|at| **at < end).count();
    strays.drain(..before).count() > 0
}

/// Passes bytes on and notes stray quotation marks, which the library takes for text.
struct Quotes<R> {
    inner: R,
    delimiter: u8,
    /// The number of bytes that were passed on.
    at: u64,
    state: State,
    strays: Strays,
}

/// The place in a cell at which the reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before its first character.
    Start,
    /// In one without quotation marks around it.
    Plain,
    /// In one with quotation marks around it.
    Quoted,
    /// Behind a quotation mark that ends it, unless another one follows.
    Closed,
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if n == 0 && !buffer.is_empty() && self.state == State::Quoted {
            self.strays.borrow_mut().push_back(self.at - 1);
            self.state = State::Start;
        }
        for byte in &buffer[..n] {
            self.state = match (self.state, *byte) {
                (State::Quoted, b'"') => State::Closed,
                (State::Start | State::Closed, b'"') | (State::Quoted, _) => State::Quoted,
                (_, b'\r' | b'\n') => State::Start,
                (_, byte) if byte == self.delimiter => State::Start,
                (State::Closed, _) => {
                    self.strays.borrow_mut().push_back(self.at);
                    State::Plain
                }
                _ => State::Plain,
            };
            self.at += 1;
        }
        Ok(n)
    }
}

/// The commonest delimiter in the first row, outside quotes.
fn delimiter(head: &[u8], encoding: Option<&'static Encoding>) -> u8 {
    let (text, ..) = encoding.unwrap_or(UTF_8).decode(head);
    let mut quoted = false;
    let mut counts = [0; DELIMITERS.len()];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(i) = DELIMITERS.iter().position(|delimiter| *delimiter == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    let most = (0..DELIMITERS.len()).rev().max_by_key(|i| counts[*i]).unwrap_or(0);
    DELIMITERS[most]
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Utf8 { err, .. } => {
            format!("cell {} is not UTF-8: save the file as UTF-8, or name its encoding in its mapping", err.field() + 1)
        }
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            "the file ends too early, as if it was cut off".to_owned()
        }
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
