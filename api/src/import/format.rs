//! The formats that can be imported, and how a file shows which it is in.

use std::sync::LazyLock;

use clap::ValueEnum;

use super::{
    Input, Sink, Stop, iati, ror,
    table::{self, Form},
    threesixtygiving,
};

/// The formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// The registry's own exchange format.
    Registry,
    /// Organisations of the Research Organization Registry, schema 2.
    Ror,
    /// Aid activities of the International Aid Transparency Initiative, XML of versions 1.01 to 2.03.
    Iati,
    /// Grants in the 360Giving Data Standard, JSON or tables.
    #[value(name = "360giving")]
    ThreeSixtyGiving,
}

/// What turns files of a format into records.
pub(super) struct Reader {
    pub(super) format: Format,
    /// True if a file is in this format.
    recognises: fn(&Head) -> bool,
    /// Reads all files of this format, which may need one another.
    pub(super) read: fn(&[Input], &mut Sink) -> Result<(), Stop>,
}

/// The readers, those that are surest of what they recognise first. The exchange format is not among them: its files enter whole.
pub(super) const READERS: [Reader; 3] = [
    Reader { format: Format::Ror, recognises: ror::recognises, read: ror::read },
    Reader { format: Format::Iati, recognises: iati::recognises, read: iati::read },
    Reader { format: Format::ThreeSixtyGiving, recognises: threesixtygiving::recognises, read: threesixtygiving::read },
];

/// The beginning of a file, from which its format is told.
pub struct Head {
    /// The file's name in lower case.
    pub name: String,
    /// Its first characters.
    pub text: String,
    header: LazyLock<Vec<String>, Box<dyn FnOnce() -> Vec<String>>>,
}

impl Head {
    fn of(input: &Input) -> std::io::Result<Self> {
        let text = String::from_utf8_lossy(&input.head()?).trim_start_matches('\u{feff}').trim_start().to_owned();
        let input = input.clone();
        let name = input.name().to_lowercase();
        Ok(Self { name, text, header: LazyLock::new(Box::new(move || table::header(&input, Form::default()))) })
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
    pub(super) fn of(input: &Input) -> std::io::Result<Option<Self>> {
        let head = Head::of(input)?;
        if head.has_member("format") && head.text.contains("inclusion-registry/") {
            return Ok(Some(Self::Registry));
        }
        Ok(READERS.iter().find(|reader| (reader.recognises)(&head)).map(|reader| reader.format))
    }

    /// The name by which the command line calls it.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_element_is_found() {
        let root = |text: &str| {
            let head = Head { name: String::new(), text: text.to_owned(), header: LazyLock::new(Box::new(Vec::new)) };
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
