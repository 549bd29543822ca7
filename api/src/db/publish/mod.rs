//! The one write path: records enter in transactions, with the search index and the history.

mod by_key;
mod canonical;
mod counts;
mod files;
mod ids;
mod index;
mod insert;
mod merge;
mod publisher;
mod references;
mod refuse;
mod remove;
mod resolve;
mod rows;
mod slugs;
mod tree;
mod write;

use std::collections::BTreeMap;

pub use self::publisher::{Publisher, publish};
use super::kind::Kind;
use crate::record::{Fault, Record};

/// Records of one file that are to be published.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What the file is called in reports.
    pub file: String,
    /// The records with their place in the file.
    pub records: Vec<(String, Record)>,
    /// The kinds of the records that could not be read.
    pub unreadable: Vec<&'static str>,
    /// What was wrong with the file when it was read.
    pub faults: Vec<Fault>,
    /// What is refused when something is wrong.
    pub entry: Entry,
}

impl Batch {
    /// A file that can't be read at all.
    pub fn refused(file: impl Into<String>, reason: impl Into<String>) -> Self {
        let fault = Fault { path: String::new(), value: None, reason: reason.into() };
        Self { file: file.into(), faults: vec![fault], ..Self::default() }
    }
}

/// What is refused when something is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// The whole file.
    #[default]
    Whole,
    /// Only the record that is wrong, and those that need it.
    Each,
}

/// What happened to the records of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// New records.
    pub created: usize,
    /// Records that were there with other content.
    pub updated: usize,
    /// Records that were there with the same content.
    pub unchanged: usize,
    /// Records that were kept out.
    pub rejected: usize,
}

/// What a publication did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What happened, by the kind of record.
    pub counts: BTreeMap<&'static str, Count>,
    /// Why files or records were kept out: each fault with the file it is in.
    pub rejections: Vec<(String, Fault)>,
    /// The number of this publication; `None` if nothing changed.
    pub data_version: Option<i64>,
}

impl Outcome {
    /// How many records were created or updated.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.counts.values().map(|count| count.created + count.updated).sum()
    }
}

/// What the registry knows of a record that is published, or will know.
#[derive(Clone, Debug)]
struct Standing {
    id: i64,
    checksum: String,
    slug: Option<String>,
    created_at: i64,
    withdrawn: bool,
}

/// A record on its way in.
struct Item {
    /// What is refused together with it.
    unit: usize,
    path: String,
    kind: Kind,
    record: Record,
    /// True if it stands in no file, but is written anew because of what does.
    brought_in: bool,
}
