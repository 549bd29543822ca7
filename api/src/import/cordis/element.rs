//! XML as trees of elements, one project or result at a time.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
    reader::Reader,
};

use crate::{import::Input, record::Fault};

/// Most elements within one another.
const DEEPEST: usize = 60;

/// Most text of one project or result, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    /// The elements in it.
    pub(super) children: Vec<Element>,
}

impl Element {
    fn new(start: &BytesStart) -> Result<Self, String> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self { name: start.local_name().as_ref().to_owned(), attributes, ..Self::default() })
    }

    /// An attribute; `None` if it is empty or missing.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The first element of this name right in it.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements of this name right in it.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of an element right in it; `None` if it is empty or missing.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }
}

/// The elements of these names that lie in no other of them, read one by one.
pub(super) struct Elements<'a> {
    reader: Reader<Box<dyn BufRead>>,
    names: &'a [&'a str],
    buffer: Vec<u8>,
    /// How many elements are open around those looked for.
    depth: usize,
    has_ended: bool,
}

impl<'a> Elements<'a> {
    /// Opens a document, in the encoding that it declares.
    pub(super) fn open(input: &Input, names: &'a [&'a str]) -> Result<Self, Fault> {
        let failed = |error: &dyn std::fmt::Display| Fault::new("", error.to_string());
        let head = input.head().map_err(|error| failed(&error))?;
        let encoding = declared(&head).map_err(|label| failed(&format!("the encoding {label:?} is not known")))?;
        let bytes = input.open().map_err(|error| failed(&error))?;
        let mut builder = DecodeReaderBytesBuilder::new();
        builder.bom_override(true).strip_bom(true);
        match encoding.filter(|encoding| *encoding != encoding_rs::UTF_8) {
            Some(encoding) => builder.encoding(Some(encoding)),
            // A wrong byte is a fault, not a question mark.
            None => builder.utf8_passthru(true),
        };
        let decoded: Box<dyn Read> = Box::new(builder.build(bytes));
        let reader: Box<dyn BufRead> = Box::new(BufReader::new(decoded));
        Ok(Self { reader: Reader::from_reader(reader), names, buffer: Vec::new(), depth: 0, has_ended: false })
    }

    /// The next element, or why nothing can be read from here on.
    fn read(&mut self) -> Result<Option<Element>, String> {
        let mut open: Vec<Element> = Vec::new();
        let mut length = 0;
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| error.to_string())?;
            let is_empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    if open.len() + self.depth >= DEEPEST {
                        return Err(format!("more than {DEEPEST} elements lie within one another"));
                    }
                    let is_wanted = !open.is_empty() || self.names.contains(&start.local_name().as_ref());
                    if is_wanted {
                        open.push(Element::new(&start)?);
                    } else {
                        self.depth += usize::from(!is_empty);
                    }
                    if is_wanted
                        && is_empty
                        && let Some(whole) = close(&mut open)
                    {
                        return Ok(Some(whole));
                    }
                }
                Event::End(_) if open.is_empty() => self.depth = self.depth.saturating_sub(1),
                Event::End(_) => {
                    if let Some(whole) = close(&mut open) {
                        return Ok(Some(whole));
                    }
                }
                Event::Text(text) => add(&mut open, &text.xml10_content()),
                Event::CData(text) => add(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content();
                    let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                    match (character, &*name) {
                        (Some(character), _) => add(&mut open, character.encode_utf8(&mut [0; 4])),
                        (None, "amp") => add(&mut open, "&"),
                        (None, "lt") => add(&mut open, "<"),
                        (None, "gt") => add(&mut open, ">"),
                        (None, "quot") => add(&mut open, "\""),
                        (None, "apos") => add(&mut open, "'"),
                        (None, name) => {
                            let name: String = name.chars().take(60).collect();
                            return Err(format!("the entity &{name}; is not defined: those that documents define are not read"));
                        }
                    }
                }
                Event::Eof if open.is_empty() && self.depth == 0 => return Ok(None),
                Event::Eof => return Err("the document ends within an element, as if it was cut off".to_owned()),
                _ => {}
            }
            length += self.buffer.len();
            if !open.is_empty() && length > LONGEST {
                return Err(format!("an element is longer than {} MB", LONGEST / 1024 / 1024));
            }
        }
    }
}

impl Iterator for Elements<'_> {
    type Item = Result<Element, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        match self.read() {
            Ok(Some(element)) => Some(Ok(element)),
            Ok(None) => {
                self.has_ended = true;
                None
            }
            Err(reason) => {
                self.has_ended = true;
                let place = format!("byte {}", self.reader.buffer_position());
                Some(Err(Fault::new(place, format!("this is not XML that can be read: {reason}"))))
            }
        }
    }
}

/// Closes the innermost element; it is whole if no other is open.
fn close(open: &mut Vec<Element>) -> Option<Element> {
    let closed = open.pop()?;
    match open.last_mut() {
        Some(around) => {
            around.children.push(closed);
            None
        }
        None => Some(closed),
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(innermost) = open.last_mut() {
        innermost.text.push_str(text);
    }
}

/// The encoding that the declaration names.
fn declared(head: &[u8]) -> Result<Option<&'static Encoding>, String> {
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]).into_owned();
    let declaration = head.trim_start_matches('\u{feff}').strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let Some((_, rest)) = declaration.and_then(|declaration| declaration.split_once("encoding")) else { return Ok(None) };
    let rest = rest.trim_start().trim_start_matches('=').trim_start();
    let label = rest.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    Encoding::for_label(label.as_bytes()).map(Some).ok_or_else(|| label.to_owned())
}
