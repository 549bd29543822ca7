//! The formats that can be imported, their readers, and the recognition of a file's format.

use super::{Input, Sink, Stop, calls, cordis, head::Head, iati, mapped::Mappings, ror, threesixtygiving};

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

/// The reader of a format.
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

    /// Its description on the command line.
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
