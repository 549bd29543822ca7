//! Batches: records on their way from a reader to the publisher.

use std::collections::BTreeMap;

use crate::{Fault, Record};

/// Records of one file that are to be published, and what came of the rest of it.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The name of the file in reports.
    pub file: String,
    /// The records; those of a reader come after those that they refer to.
    pub records: Vec<Incoming>,
    /// The kinds of the records that could not be read.
    pub unreadable: Vec<&'static str>,
    /// The faults that were found when the file was read.
    pub faults: Vec<(Loss, Fault)>,
    /// Remarks about what was done to values, each with how often.
    pub remarks: BTreeMap<&'static str, usize>,
    /// The extent of a rejection.
    pub entry: Entry,
}

/// A record that is to be published.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its place in the file, such as `row 17`.
    pub place: String,
    /// The record.
    pub record: Record,
    /// True for what many sources share, such as places and concepts: what the registry has already is left as it is.
    pub offered: bool,
}

impl From<(String, Record)> for Incoming {
    fn from((place, record): (String, Record)) -> Self {
        Self { place, record, offered: false }
    }
}

/// The extent of a rejection when something is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// The whole file.
    #[default]
    Whole,
    /// Only the record that is wrong, and those that need it.
    Each,
}

/// The loss that a fault costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The file, or what is left of it.
    File,
    /// A record of this kind.
    Record(&'static str),
    /// A value: its record enters without it.
    Value,
}

impl Loss {
    /// The name in reports: what is lost.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Record(kind) => kind,
            Self::Value => "value",
        }
    }
}
