//! The reader and writer of documents of the exchange format.

use std::{
    fmt,
    io::{self, BufRead, Read},
};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::{FORMAT, Fault, Record, check};

/// Longest line, in bytes.
const LONGEST: usize = 64 << 20;

/// The place of a record in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// On this line of JSON Lines, from 1.
    Line(usize),
    /// At this place of the array of records, from 0.
    Entry(usize),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Entry(number) => write!(f, "records[{number}]"),
        }
    }
}

/// An event while a document is read.
#[derive(Debug)]
pub enum DocumentEvent {
    /// A record, and where it stands.
    Record(Position, Record),
    /// A record that can't be read, of this kind; "unknown" where not even that is known.
    Unreadable(&'static str),
    /// A fault. A document with one must not be published.
    Fault(Fault),
}

/// A document that was read: its records, each with its place in the document.
#[derive(Debug, Default)]
pub struct Document {
    /// The records in the document's order.
    pub records: Vec<(String, Record)>,
    /// The kinds of the records that could not be read, "unknown" where not even the kind is known.
    pub unreadable: Vec<&'static str>,
    /// The faults of the document. It must not be published unless this is empty.
    pub faults: Vec<Fault>,
}

impl Document {
    /// Adds what was read next.
    pub fn push(&mut self, event: DocumentEvent) {
        match event {
            DocumentEvent::Record(position, record) => self.records.push((format!("{position}.{}", record.kind()), record)),
            DocumentEvent::Unreadable(kind) => self.unreadable.push(kind),
            DocumentEvent::Fault(fault) => self.faults.push(fault),
        }
    }
}

/// Reads a document, JSON or JSON Lines.
#[must_use]
pub fn read(text: &str) -> Document {
    let mut document = Document::default();
    if let Err(error) = read_events(text.as_bytes(), &mut |event| document.push(event)) {
        document.faults.push(Fault::new("", error.to_string()));
    }
    document
}

/// Reads a document, JSON or JSON Lines, however long it is. An error is the reader's own.
pub fn read_events(mut text: impl BufRead, receive: &mut dyn FnMut(DocumentEvent)) -> io::Result<()> {
    if text.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        text.consume("\u{feff}".len());
    }
    let mut events = EventSink(receive);
    let mut text = Lines { text, ended: 0 };
    // What JSON Lines begin with is a document without records.
    let envelope = match Object(&mut events).deserialize(&mut serde_json::Deserializer::from_reader(&mut text)) {
        Ok(envelope) => envelope,
        Err(error) if error.is_io() => return Err(error.into()),
        Err(error) => {
            events.fault("", format!("this is neither JSON nor JSON Lines of the format {FORMAT:?}: {error}"));
            return Ok(());
        }
    };
    let head = text.ended + 1;
    let mut has_lines = false;
    while let Some((number, line)) = text.next()? {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if number == head {
            events.fault("", format!("this is neither JSON nor JSON Lines of the format {FORMAT:?}: line {head} goes on"));
            return Ok(());
        }
        if !has_lines {
            events.check_format(envelope.format.as_ref(), "line 1: format");
            has_lines = true;
        }
        events.line(number, &line);
    }
    if !has_lines {
        events.check_format(envelope.format.as_ref(), "format");
        // A document of one line can be JSON Lines without records.
        if !envelope.has_records && head > 1 {
            events.fault("", "the member \"records\" is missing: an array of records is expected");
        }
    }
    Ok(())
}

/// Counts lines while they are read.
struct Lines<R> {
    text: R,
    /// The number of lines that have ended.
    ended: usize,
}

impl<R: BufRead> Lines<R> {
    /// The next line with its number, or as much of it as is too much.
    fn next(&mut self) -> io::Result<Option<(usize, Vec<u8>)>> {
        let mut line = Vec::new();
        let most = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        (&mut self.text).take(most).read_until(b'\n', &mut line)?;
        if line.len() == LONGEST {
            return Err(io::Error::other(format!("line {} is longer than {} MB", self.ended + 1, LONGEST >> 20)));
        }
        self.ended += usize::from(line.ends_with(b"\n"));
        let number = self.ended + usize::from(!line.ends_with(b"\n"));
        Ok((!line.is_empty()).then_some((number, line)))
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.text.read(buffer)?;
        self.ended += buffer[..n].iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        Ok(n)
    }
}

/// The receiver of what is read.
struct EventSink<'a>(&'a mut dyn FnMut(DocumentEvent));

impl EventSink<'_> {
    fn fault(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        (self.0)(DocumentEvent::Fault(Fault::new(path, reason)));
    }

    fn check_format(&mut self, format: Option<&Value>, path: &str) {
        if format.and_then(Value::as_str) != Some(FORMAT) {
            let reason = "this is not the registry's exchange format";
            (self.0)(DocumentEvent::Fault(Fault::new(path, reason).found(format).allowed(format!("{FORMAT:?}"))));
        }
    }

    fn line(&mut self, number: usize, line: &[u8]) {
        let position = Position::Line(number);
        match str::from_utf8(line).map(serde_json::from_str::<Value>) {
            Ok(Ok(value)) => self.add(position, &value),
            Ok(Err(error)) => self.fault(position.to_string(), format!("this line is not JSON: {error}")),
            Err(error) => {
                self.fault(position.to_string(), format!("this line is not UTF-8: byte {} is wrong", error.valid_up_to()));
            }
        }
    }

    fn add(&mut self, position: Position, value: &Value) {
        if holds_nul(value) {
            self.fault(position.to_string(), "a text holds the character U+0000, which can't be stored");
        }
        match serde_path_to_error::deserialize::<_, Record>(value) {
            Ok(record) => {
                for (path, reason) in check(&record) {
                    let inner = &value[record.kind()];
                    let fault = Fault::new(format!("{position}.{}.{path}", record.kind()), reason).found(find(inner, &path));
                    (self.0)(DocumentEvent::Fault(fault));
                }
                (self.0)(DocumentEvent::Record(position, record));
            }
            Err(error) => {
                let named = |kind: &&&str| value.get(**kind).is_some();
                (self.0)(DocumentEvent::Unreadable(Record::KINDS.iter().find(named).copied().unwrap_or("unknown")));
                let path = error.path().to_string();
                let found = find(value, &path);
                let reason = error.into_inner().to_string();
                let path = if path == "." { position.to_string() } else { format!("{position}.{path}") };
                (self.0)(DocumentEvent::Fault(Fault::new(path, reason).found(found)));
            }
        }
    }
}

/// The members of a document beside its records.
#[derive(Default)]
struct Envelope {
    format: Option<Value>,
    has_records: bool,
}

/// The object around the records, which are passed on one by one.
struct Object<'a, 'p>(&'a mut EventSink<'p>);

impl<'de> DeserializeSeed<'de> for Object<'_, '_> {
    type Value = Envelope;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Envelope, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_> {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a format and records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Envelope, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(name) = members.next_key::<String>()? {
            match &*name {
                "format" => envelope.format = members.next_value()?,
                "records" if envelope.has_records => return Err(Error::duplicate_field("records")),
                "records" => {
                    members.next_value_seed(Entries(self.0))?;
                    envelope.has_records = true;
                }
                other => return Err(Error::unknown_field(other, &["format", "records"])),
            }
        }
        Ok(envelope)
    }
}

/// The array of records.
struct Entries<'a, 'p>(&'a mut EventSink<'p>);

impl<'de> DeserializeSeed<'de> for Entries<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(value) = entries.next_element()? {
            self.0.add(Position::Entry(number), &value);
            number += 1;
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEME: &str = r#"{"identifierScheme": {"code": "PIC", "name": "Participant", "unique": true}}"#;

    /// The places of the records, and those of the faults.
    fn places(text: &str) -> (Vec<String>, Vec<String>) {
        let document = read(text);
        let records = document.records.into_iter().map(|(place, _)| place);
        (records.collect(), document.faults.into_iter().map(|fault| fault.path).collect())
    }

    fn at(records: &[&str], faults: &[&str]) -> (Vec<String>, Vec<String>) {
        let owned = |places: &[&str]| places.iter().map(|place| (*place).to_owned()).collect();
        (owned(records), owned(faults))
    }

    #[test]
    fn records_have_places() {
        let lines = format!("\u{feff}{{\"format\": {FORMAT:?}}}\r\n\n{SCHEME}\n{SCHEME}");
        assert_eq!(places(&lines), at(&["line 3.identifierScheme", "line 4.identifierScheme"], &[]));
        let document = format!("{{\"records\":\n[{SCHEME}],\n\"format\": {FORMAT:?}}}\n\n");
        assert_eq!(places(&document), at(&["records[0].identifierScheme"], &[]));
        assert_eq!(places(&format!("{{\"format\": {FORMAT:?}}}\n")), at(&[], &[]));
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let head = format!("{{\"format\": {FORMAT:?}}}");
        assert_eq!(places(&format!("{head}\n{{}}\n{{\n{SCHEME}")), at(&["line 4.identifierScheme"], &["line 2", "line 3"]));
        assert_eq!(places(&format!("{{\"format\": 7}}\n{SCHEME}")), at(&["line 2.identifierScheme"], &["line 1: format"]));
        assert_eq!(places("{\"records\": []}"), at(&[], &["format"]));
        assert_eq!(places(&format!("{{\"format\":\n{FORMAT:?}}}")), at(&[], &[""]));
        for broken in ["", "nonsense", SCHEME, &format!("{head} {SCHEME}"), &format!("{{\"format\": {FORMAT:?}, \"records\": [")]
        {
            assert_eq!(places(broken), at(&[], &[""]), "{broken}");
        }
        assert_eq!(places(&format!("{{\"records\": [{SCHEME}, {{")), at(&["records[0].identifierScheme"], &[""]));
    }
}
