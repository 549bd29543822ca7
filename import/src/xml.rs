//! XML documents that hold many elements of one name: they are read one by one as trees, however long the document is.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    rc::Rc,
};

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};
use record::{Fault, LanguageTag};

use super::{Input, Sink, Stop};

/// Most elements that may lie within one another.
const DEEPEST: usize = 60;

/// Longest element with all that is in it, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// An element with all that is in it.
#[derive(Debug, Default, Hash)]
pub struct Element {
    /// Its name, with the prefix if it has one.
    pub name: String,
    /// The text right in it, without that of its children.
    pub text: String,
    /// The language that `xml:lang` states of it or of an element around it.
    pub language: Option<Rc<LanguageTag>>,
    /// The elements in it, in their order.
    pub children: Vec<Element>,
    attributes: Vec<(String, String)>,
    /// The reason why its text can't be read.
    spoilt: Option<String>,
}

impl Element {
    /// An attribute without white space around it; `None` if it is empty or there is no such attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// The names and values of its attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.trim()))
    }

    /// The elements of this name right in it.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element of this name right in it.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text right in it without white space around it; `None` if there is none.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of the first element of a name right in it; `None` if there is none.
    #[must_use]
    pub fn text_of(&self, child: &str) -> Option<&str> {
        self.child(child)?.text()
    }

    /// An attribute of the first element of a name right in it.
    #[must_use]
    pub fn child_attribute(&self, child: &str, attribute: &str) -> Option<&str> {
        self.child(child)?.attribute(attribute)
    }
}

/// An element that was found, and what could not be read in it.
pub type ReadElement = (Element, Vec<Fault>);

/// The reason why there is no element.
#[derive(Debug)]
pub struct Unreadable {
    /// The fault.
    pub fault: Fault,
    /// True if nothing can be read from here on.
    pub is_fatal: bool,
}

/// The element that was found at a place, with a report of what could not be read in it. `None` if nothing could: that rejects a record
/// of this kind, or ends the file.
pub fn element_or_report(
    found: Result<ReadElement, Unreadable>,
    kind: &'static str,
    place: &str,
    sink: &mut Sink,
) -> Result<Option<Element>, Stop> {
    let at = |fault| Fault { path: place.to_owned(), ..fault };
    match found {
        Ok((element, faults)) => {
            faults.into_iter().try_for_each(|fault| sink.leave_out(at(fault)))?;
            return Ok(Some(element));
        }
        Err(Unreadable { fault, is_fatal: true }) => sink.give_up(at(fault))?,
        Err(Unreadable { fault, is_fatal: false }) => sink.reject(kind, at(fault))?,
    }
    Ok(None)
}

/// Opens a document in the encoding that it declares.
pub fn open(input: &Input) -> Result<impl BufRead + use<>, Fault> {
    let failed = |error: &std::io::Error| Fault::new("", error.to_string());
    let head = input.head().map_err(|error| failed(&error))?;
    let encoding = match declared(&head) {
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| Fault::new("", format!("the encoding {label:?}, which the file declares, is not known")))?,
        None => UTF_8,
    };
    let bytes = input.open().map_err(|error| failed(&error))?;
    let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).strip_bom(true).build(bytes);
    Ok(BufReader::with_capacity(128 * 1024, decoded))
}

/// The encoding that an XML declaration names.
fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head.get(..200).unwrap_or(head));
    let declaration = head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split_once("?>")?.0.to_owned();
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start().to_owned();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(label, _)| label.trim().to_owned())
}

/// The elements of some names in a document.
pub struct Elements<R> {
    reader: Reader<R>,
    names: &'static [&'static str],
    /// True if they are wanted wherever they lie, whatever prefix they have.
    anywhere: bool,
    tree: Tree,
    /// The number of elements that are open around those that are wanted.
    around: usize,
    number: u64,
    has_ended: bool,
    /// The outermost element without what is in it, once one was found.
    pub root: Option<Element>,
    /// Other elements beside those that are wanted, and how often they were found.
    pub others: BTreeMap<String, usize>,
}

impl<R: BufRead> Elements<R> {
    /// The elements of a name: the outermost of the document, or those right in that one.
    pub fn new(reader: R, name: &'static [&'static str; 1]) -> Self {
        Self::of(reader, name, false)
    }

    /// The elements of these names wherever they lie, but not in one another. No name has its prefix.
    pub fn anywhere(reader: R, names: &'static [&'static str]) -> Self {
        Self::of(reader, names, true)
    }

    fn of(reader: R, names: &'static [&'static str], anywhere: bool) -> Self {
        let mut reader = Reader::from_reader(reader);
        reader.config_mut().allow_dangling_amp = true;
        let tree = Tree { drops_prefixes: anywhere, ..Tree::default() };
        Self { reader, names, anywhere, tree, around: 0, number: 0, has_ended: false, root: None, others: BTreeMap::new() }
    }

    fn end(&mut self, reason: impl Into<String>) -> (u64, Result<ReadElement, Unreadable>) {
        self.has_ended = true;
        (self.number + 1, Err(Unreadable { fault: Fault::new("", reason), is_fatal: true }))
    }

    /// An element begins. True if it ends one that is wanted, being empty.
    fn start(&mut self, tag: &BytesStart, is_empty: bool) -> bool {
        let (name, local) = (tag.name(), tag.local_name());
        let name: &str = if self.anywhere { local.as_ref() } else { name.as_ref() };
        if self.tree.is_open() || ((self.anywhere || self.around <= 1) && self.names.contains(&name)) {
            let language = self.root.as_ref().and_then(|root| root.language.clone());
            self.tree.start(tag, language);
            return is_empty && self.tree.end();
        }
        match self.around {
            0 if self.root.is_none() => {
                let mut root = Tree::default();
                root.start(tag, None);
                self.root = root.open.pop();
            }
            1 => *self.others.entry(name.to_owned()).or_default() += 1,
            _ => {}
        }
        self.around += usize::from(!is_empty);
        false
    }
}

impl<R: BufRead> Iterator for Elements<R> {
    type Item = (u64, Result<ReadElement, Unreadable>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) => {
                    let position = self.reader.error_position();
                    return Some(self.end(format!("this is not well-formed XML: {error}, at character {position}")));
                }
            };
            let is_whole = match event {
                Event::Start(tag) => self.start(&tag, false),
                Event::Empty(tag) => self.start(&tag, true),
                Event::End(_) if self.tree.is_open() => self.tree.end(),
                Event::End(_) => {
                    self.around = self.around.saturating_sub(1);
                    false
                }
                Event::Text(text) => self.tree.text(&text.xml10_content()),
                Event::CData(text) => self.tree.text(&text.xml10_content()),
                Event::GeneralRef(reference) => self.tree.reference(&reference),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => false,
                Event::Eof if self.tree.is_open() || self.around > 0 => {
                    return Some(self.end("the file ends within an element, as if it was cut off"));
                }
                Event::Eof if self.root.is_none() && self.number == 0 => return Some(self.end("the file holds no element")),
                Event::Eof => return None,
            };
            if is_whole {
                self.number += 1;
                let unreadable = |reason| Unreadable { fault: Fault::new("", reason), is_fatal: false };
                return Some((self.number, self.tree.take_whole().map_err(unreadable)));
            }
        }
    }
}

/// A tree that grows.
#[derive(Default)]
struct Tree {
    /// True to leave the prefixes of names out.
    drops_prefixes: bool,
    /// The elements that have begun and not ended, the outermost first.
    open: Vec<Element>,
    /// The number of open elements that lie too deep to be kept.
    too_deep: usize,
    size: usize,
    faults: Vec<Fault>,
    /// The reason why the element can't be taken as a whole.
    reason: Option<&'static str>,
    whole: Option<Element>,
}

impl Tree {
    fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The whole element, and room for the next.
    fn take_whole(&mut self) -> Result<ReadElement, &'static str> {
        let next = Self { drops_prefixes: self.drops_prefixes, ..Self::default() };
        let Self { faults, reason, whole, .. } = std::mem::replace(self, next);
        match (reason, whole) {
            (None, Some(element)) => Ok((element, faults)),
            (reason, _) => Err(reason.unwrap_or("the element is not whole")),
        }
    }

    fn start(&mut self, tag: &BytesStart, language: Option<Rc<LanguageTag>>) {
        if self.open.len() >= DEEPEST || self.too_deep > 0 {
            self.too_deep += 1;
            self.reason = Some("its elements lie too deep within one another");
            return;
        }
        let (name, local) = (tag.name(), tag.local_name());
        let name: &str = if self.drops_prefixes { local.as_ref() } else { name.as_ref() };
        let language = self.open.last().map_or(language, |around| around.language.clone());
        let mut element = Element { name: name.to_owned(), language, ..Element::default() };
        self.grow(name.len() + size_of::<Element>());
        for attribute in tag.attributes() {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    self.fault(name, format!("its attributes can't be read further: {error}"), tag);
                    break;
                }
            };
            let key: &str = attribute.key.as_ref();
            match attribute.normalized_value(XmlVersion::default()) {
                Ok(value) if value.contains('\u{fffd}') => {
                    self.fault(&format!("{name}/@{key}"), "it holds bytes that are no text in the file's encoding", &value);
                }
                Ok(value) if key == "xml:lang" => match value.trim().parse::<LanguageTag>() {
                    Ok(language) => element.language = Some(Rc::new(language)),
                    Err(_) if value.trim().is_empty() => element.language = None,
                    Err(reason) => {
                        element.language = None;
                        self.fault(&format!("{name}/@{key}"), reason, &value);
                    }
                },
                Ok(value) if key != "xmlns" && !key.starts_with("xmlns:") => {
                    self.grow(key.len() + value.len() + size_of::<(String, String)>());
                    element.attributes.push((key.to_owned(), value.into_owned()));
                }
                Ok(_) => {}
                Err(error) => self.fault(&format!("{name}/@{key}"), error.to_string(), tag),
            }
        }
        self.open.push(element);
    }

    /// An element ends. True if it is the outermost.
    fn end(&mut self) -> bool {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return false;
        }
        let Some(mut element) = self.open.pop() else { return false };
        if element.text.contains('\u{fffd}') {
            element.spoilt = Some("the text holds bytes that are no text in the file's encoding".to_owned());
        }
        if let Some(reason) = element.spoilt.take() {
            let text = std::mem::take(&mut element.text);
            self.fault(&element.name, reason, &text);
        }
        match self.open.last_mut() {
            Some(around) => {
                around.children.push(element);
                false
            }
            None => {
                self.whole = Some(element);
                true
            }
        }
    }

    fn text(&mut self, text: &str) -> bool {
        self.grow(text.len());
        let Some(element) = self.open.last_mut().filter(|_| self.too_deep == 0 && self.reason.is_none()) else { return false };
        if !(element.text.is_empty() && text.trim_ascii().is_empty()) {
            element.text.push_str(text);
        }
        false
    }

    /// `&lt;`, `&#223;` and the like. No document type is read, so no others are known.
    fn reference(&mut self, reference: &BytesRef) -> bool {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(c)) => return self.text(c.encode_utf8(&mut [0; 4])),
            Ok(None) => {
                if let Some(text) = resolve_predefined_entity(name) {
                    return self.text(text);
                }
            }
            Err(_) => {}
        }
        if let Some(element) = self.open.last_mut() {
            let reason = format!("the entity \"&{name};\" is not known: only those that XML itself defines are read");
            element.spoilt = Some(reason);
        }
        false
    }

    fn grow(&mut self, by: usize) {
        self.size += by;
        if self.size > LONGEST {
            self.reason = Some("it is longer than 64 MB");
        }
    }

    /// Notes what can't be read; `name` is what comes below the open elements.
    fn fault(&mut self, name: &str, reason: impl Into<String>, value: &str) {
        let above = self.open.iter().skip(1).map(|element| &*element.name);
        let path: Vec<&str> = above.chain([name]).collect();
        self.faults.push(Fault::new("", reason).column(path.join("/")).value(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{damaged::damaged, testing::data};

    fn read(text: &str) -> Vec<Result<ReadElement, String>> {
        let elements = Elements::new(text.as_bytes(), &["a"]);
        elements.map(|(_, found)| found.map_err(|unreadable| unreadable.fault.reason)).collect()
    }

    #[test]
    fn elements_are_read_one_by_one() {
        let text = "<?xml version='1.0'?><!-- <a/> --><all xml:lang='FR'><other><a/></other><a x=' 1 &lt; 2 '>t&amp;u\
                    <b xml:lang='en'><c>&#233;</c></b></a><a/></all>";
        let mut elements = Elements::new(text.as_bytes(), &["a"]);
        let (_, first) = elements.next().expect("an element");
        let (first, faults) = first.expect("well-formed");
        assert!(faults.is_empty());
        assert_eq!(first.attribute("x"), Some("1 < 2"));
        assert_eq!(first.text(), Some("t&u"));
        assert_eq!(first.language.as_deref().map(|tag| &**tag), Some("fr"));
        let c = first.child("b").and_then(|b| b.child("c")).expect("an element");
        assert_eq!((c.text(), c.language.as_deref().map(|tag| &**tag)), (Some("é"), Some("en")));
        assert_eq!(elements.by_ref().count(), 1);
        assert_eq!(elements.others.get("other"), Some(&1));
        assert_eq!(read("<a><b/></a>").len(), 1);
    }

    #[test]
    fn what_is_not_well_formed_is_said() {
        let last = |text: &str| read(text).pop().and_then(Result::err).unwrap_or_default();
        assert!(last("<all><a><b>").contains("cut off"));
        assert!(last("<all><a><b></a></all>").contains("well-formed"));
        assert!(last("").contains("no element"));
        assert!(last(&format!("<a>{}</a>", "<b>".repeat(5000) + &"</b>".repeat(5000))).contains("too deep"));
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><all><a><b>&y;</b><c d='&y;'>1</c></a></all>";
        let (element, faults) = read(bomb).pop().expect("an element").expect("well-formed");
        assert_eq!(element.child("b").and_then(Element::text), None);
        assert_eq!(element.child("c").and_then(Element::text), Some("1"));
        let columns: Vec<&str> = faults.iter().filter_map(|fault| fault.column.as_deref()).collect();
        assert_eq!(columns, ["b", "c/@d"]);
        assert!(faults[0].reason.contains("&y;"));
    }

    #[test]
    fn every_element_of_a_damaged_document_has_its_number() {
        let original = std::fs::read(data("iati/iom.xml")).expect("the file is there");
        for bytes in damaged(&original, b"<>&\"'/=-0 ", 60) {
            let found: Vec<(u64, bool)> = Elements::new(bytes.as_slice(), &["iati-activity"])
                .map(|(number, element)| (number, element.is_err_and(|unreadable| unreadable.is_fatal)))
                .collect();
            assert!((1..).zip(&found).all(|(expected, (number, _))| *number == expected), "{found:?}");
            assert!(found.iter().rev().skip(1).all(|(_, is_fatal)| !is_fatal), "{found:?}");
        }
    }
}
