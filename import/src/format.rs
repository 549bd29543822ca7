//! The formats that can be imported, and how a file shows which it is in.

use std::sync::LazyLock;

use super::{
    Input, Sink, Stop, calls, cordis, iati,
    mapped::Mappings,
    ror,
    table::{self, Form},
    threesixtygiving,
};

/// The formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The registry's own exchange format.
    Registry,
    /// Organisations of the Research Organization Registry, schemas 1 and 2.
    Ror,
    /// Research projects of the European Union: the tables, network and XML of CORDIS.
    Cordis,
    /// Aid activities of the International Aid Transparency Initiative, XML of versions 1.01 to 2.03.
    Iati,
    /// Grants in the 360Giving Data Standard, JSON or tables.
    ThreeSixtyGiving,
    /// Topics and calls of the EU Funding & Tenders Portal, as its site or its search give them.
    Calls,
    /// Tables that a mapping file explains: lists of operations, results, partners of many publishers.
    Mapped,
}

/// What turns files of a format into records.
pub(super) struct Reader {
    pub(super) format: Format,
    /// True if a file is in this format.
    recognises: fn(&Head) -> bool,
    /// Reads all files of this format, which may need one another.
    pub(super) read: fn(&[Input], &mut Sink) -> Result<(), Stop>,
}

/// The readers, those that are surest of what they recognise first. The exchange format, whose files enter whole, and tables, which need
/// their mappings, are not among them.
pub(super) const READERS: &[Reader] = &[
    Reader { format: Format::Ror, recognises: ror::recognises, read: ror::read },
    Reader { format: Format::Cordis, recognises: cordis::recognises, read: cordis::read },
    Reader { format: Format::Iati, recognises: iati::recognises, read: iati::read },
    Reader { format: Format::ThreeSixtyGiving, recognises: threesixtygiving::recognises, read: threesixtygiving::read },
    Reader { format: Format::Calls, recognises: calls::recognises, read: calls::read },
];

/// The beginning of a file, from which its format is told.
pub struct Head {
    /// Its first characters.
    pub text: String,
    header: LazyLock<Vec<String>, Box<dyn FnOnce() -> Vec<String>>>,
    /// The names of its columns, if it is a table of this form.
    columns: Box<dyn Fn(Form) -> Vec<String>>,
}

impl Head {
    pub(super) fn of(input: &Input) -> std::io::Result<Self> {
        let text = input.head_text()?;
        let (input, same) = (input.clone(), input.clone());
        let header: Box<dyn FnOnce() -> Vec<String>> = Box::new(move || table::header(&input, Form::default()));
        Ok(Self { text, header: LazyLock::new(header), columns: Box::new(move |form| table::header(&same, form)) })
    }

    /// The names of a table's columns, if its encoding and delimiter are as its mapping says.
    #[must_use]
    pub fn columns(&self, form: Form) -> Vec<String> {
        if form == Form::default() { self.header.clone() } else { (self.columns)(form) }
    }

    /// True if the file is a table that has all these columns.
    #[must_use]
    pub fn has_columns(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.header.iter().any(|name| name == column))
    }

    /// True if the file is JSON that has this member early on.
    #[must_use]
    pub fn has_member(&self, member: &str) -> bool {
        self.text.starts_with(['{', '[']) && self.text.contains(&format!("\"{member}\""))
    }

    /// The name of the outermost element of an XML document, without its prefix.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        let mut rest = self.text.strip_prefix('<').map(|_| &*self.text)?;
        while let Some(start) = rest.find('<') {
            rest = &rest[start + 1..];
            if rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                let name = rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
                return Some(name.rsplit(':').next().unwrap_or(name));
            }
            // A comment may hold anything.
            rest = if rest.starts_with("!--") { &rest[rest.find("-->")?..] } else { rest };
        }
        None
    }
}

impl Format {
    /// The format of a file; `None` if it is in none of them.
    pub fn of(input: &Input, mappings: &Mappings) -> std::io::Result<Option<Self>> {
        let head = Head::of(input)?;
        if head.has_member("format") && (head.text.contains("inclusion-registry/") || head.has_member("records")) {
            return Ok(Some(Self::Registry));
        }
        // Who brings a mapping of one's own means it.
        if mappings.own_recognise(&head) {
            return Ok(Some(Self::Mapped));
        }
        let known = READERS.iter().find(|reader| (reader.recognises)(&head)).map(|reader| reader.format);
        Ok(known.or_else(|| mappings.recognise(&head).then_some(Self::Mapped)))
    }

    /// All formats.
    pub const ALL: [Self; 7] =
        [Self::Registry, Self::Ror, Self::Cordis, Self::Iati, Self::ThreeSixtyGiving, Self::Calls, Self::Mapped];

    /// The names of all formats, for a person.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The format of this name; `None` if there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name by which the command line calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Ror => "ror",
            Self::Cordis => "cordis",
            Self::Iati => "iati",
            Self::ThreeSixtyGiving => "360giving",
            Self::Calls => "calls",
            Self::Mapped => "mapped",
        }
    }

    /// What the command line says of it.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Registry => "The registry's own exchange format",
            Self::Ror => "Organisations of the Research Organization Registry, schemas 1 and 2",
            Self::Cordis => "Research projects of the European Union: the tables, network and XML of CORDIS",
            Self::Iati => "Aid activities of the International Aid Transparency Initiative, XML of versions 1.01 to 2.03",
            Self::ThreeSixtyGiving => "Grants in the 360Giving Data Standard, JSON or tables",
            Self::Calls => "Topics and calls of the EU Funding & Tenders Portal, as its site or its search give them",
            Self::Mapped => "Tables that a mapping file explains: lists of operations, results, partners of many publishers",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_element_is_found() {
        let root = |text: &str| {
            let head =
                Head { text: text.to_owned(), header: LazyLock::new(Box::new(Vec::new)), columns: Box::new(|_| Vec::new()) };
            head.root().map(str::to_owned)
        };
        assert_eq!(
            root("<?xml version='1.0'?>\n<!-- <no/> --><iati-activities version=\"2.03\">").as_deref(),
            Some("iati-activities")
        );
        assert_eq!(root("<x:project xmlns:x='y'/>").as_deref(), Some("project"));
        assert_eq!(root("<!DOCTYPE html><html>").as_deref(), Some("html"));
        assert_eq!(root("a < b"), None);
    }
}
