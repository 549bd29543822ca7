//! Sources of the batches that are published together: memory, where one batch holds all, or a staging on disk.

use std::io;

use record::{Tombstone, batch::Batch};

use super::{Faults, Item, Outcome, files::Files};
use crate::kind::Kind;

/// Where the records of a publication come from, batch by batch, and what the batches that are not at hand hold.
pub(super) trait BatchSource: Send + Sync {
    /// The files that the records are of.
    fn files(&self) -> &Files;

    /// The next batch, after those that it needs; nothing at the end.
    fn next_batch(&mut self) -> io::Result<Option<Vec<Item>>>;

    /// Keeps out what has faults and gives what is left of the batch at hand; nothing if there are faults and batches before it are
    /// written, so that all must be taken back and published anew without what is refused.
    fn refuse(&mut self, faults: Faults, batch: Vec<Item>) -> Option<Vec<Item>>;

    /// True if it was looked through already for keys that are taken twice.
    fn has_distinct_keys(&self) -> bool {
        false
    }

    /// True if another batch brings the source records of this key.
    fn declares(&self, _kind: Kind, _key: &str) -> bool {
        false
    }

    /// The tombstone of a record in another batch.
    fn tombstone(&self, _kind: Kind, _key: &str) -> Option<&Tombstone> {
        None
    }

    /// True if a record comes in another batch and isn't written yet.
    fn brings(&self, _kind: Kind, _key: &str) -> bool {
        false
    }
}

/// Records that are held in memory, in one batch. What is refused doesn't keep the others out.
pub(super) struct InMemory {
    files: Files,
    items: Option<Vec<Item>>,
}

impl InMemory {
    /// The records of what readers read.
    pub(super) fn new(batches: Vec<Batch>) -> Self {
        let (files, items) = Files::admit(batches);
        Self { files, items: Some(items) }
    }

    /// Adds what was refused to what was done.
    pub(super) fn report(self, outcome: &mut Outcome) {
        self.files.report(outcome);
    }
}

impl BatchSource for InMemory {
    fn files(&self) -> &Files {
        &self.files
    }

    fn next_batch(&mut self) -> io::Result<Option<Vec<Item>>> {
        Ok(self.items.take())
    }

    fn refuse(&mut self, faults: Faults, batch: Vec<Item>) -> Option<Vec<Item>> {
        Some(self.files.refuse(faults, batch))
    }
}
