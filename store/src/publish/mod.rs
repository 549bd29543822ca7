//! The one write path: records enter in transactions, with the search index and the history.

mod batch_source;
mod canonical;
mod consolidation;
mod counts;
mod dependent_rows;
mod files;
mod index;
mod insert;
mod matching;
mod non_matches;
mod pipeline;
mod publisher;
mod references;
mod referring;
mod refuse;
mod remove;
mod resolve;
mod run_cache;
mod slugs;
mod source_records;
mod staging;
mod survivorship;
mod tree;
mod unmerge;
mod withdrawal;
mod write;

use std::{collections::BTreeMap, io};

use record::{Fault, Record};

pub(crate) use self::matching::survivors;
pub use self::{publisher::Publisher, staging::Staging, unmerge::Unmerge, withdrawal::ListedRecords};
use crate::{Error, kind::Kind};

/// Why records could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
    /// The disk failed.
    #[error("what doesn't fit in memory can't be kept in a temporary file: {0}")]
    Disk(#[from] io::Error),
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
    /// Records that turned out to be about something that the registry knows under another key.
    pub merged: usize,
    /// Records that were kept out.
    pub rejected: usize,
}

impl Count {
    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.merged += other.merged;
        self.rejected += other.rejected;
    }
}

/// A fault that kept something out.
#[derive(Clone, Debug)]
pub struct Rejection {
    /// The file that it is in.
    pub file: String,
    /// The kind of the only record that was kept out; `None` if the whole file was.
    pub kind: Option<&'static str>,
    /// What is wrong.
    pub fault: Fault,
}

/// What a publication did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What happened, by the kind of record.
    pub counts: BTreeMap<&'static str, Count>,
    /// Why files or records were kept out.
    pub rejections: Vec<Rejection>,
    /// The number of this publication; `None` if nothing changed.
    pub data_version: Option<i64>,
    /// How many source records were withdrawn, by the kind of record.
    pub withdrawn: BTreeMap<&'static str, usize>,
    /// True if something was kept that isn't published, such as where a key leads.
    remembers: bool,
    /// True if nothing of it may stay.
    failed: bool,
}

impl Outcome {
    /// How many records were created or updated.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.counts.values().map(|count| count.created + count.updated).sum()
    }

    /// Counts what was kept that isn't published.
    fn remember(&mut self, kind: &'static str, Kept { created, updated, unchanged }: Kept) {
        if created + updated + unchanged > 0 {
            self.remembers |= created + updated > 0;
            self.counts.entry(kind).or_default().add(Count { created, updated, unchanged, ..Count::default() });
        }
    }

    /// Adds what a later publication did.
    fn add(&mut self, later: Self) {
        for (kind, count) in later.counts {
            self.counts.entry(kind).or_default().add(count);
        }
        self.rejections.extend(later.rejections);
        self.data_version = later.data_version.or(self.data_version);
        self.remembers |= later.remembers;
    }
}

/// Faults, each with the unit that is refused for it.
type Faults = Vec<(usize, Fault)>;

/// One record that is created or updated.
struct Change {
    kind: Kind,
    id: i64,
    created: bool,
}

/// What storing something did that isn't published, such as source records.
#[derive(Debug, Default)]
struct Kept {
    created: usize,
    updated: usize,
    unchanged: usize,
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
    /// True if what is there already is to be left as it is.
    offered: bool,
}
