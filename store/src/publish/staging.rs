//! Staging of files that enter together and are too large to be held in memory: their records wait on disk, a file for each kind, in the order
//! in which they need one another.
//!
//! What stays in memory of a record is small: where its key stands, tombstones, and of which records the files bring the source
//! records themselves.
//!
//! The kinds are published in the order in which they need one another, then tombstones, source records and non-matches, in batches of
//! some megabytes, all in one transaction with one data version. A record may need another of its kind only where kinds form trees:
//! places, programmes and concepts are one batch each, and so are tombstones.
//!
//! If anything is wrong with a batch, all is taken back. Then the batches are only looked at, each as if the others were there, so that all
//! faults are found and not those that follow from them; the files that have some are kept out, and the rest is published anew.

use std::{
    collections::{BTreeMap, HashMap, btree_map, hash_map},
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    iter,
};

use record::{DocumentEvent, Position, Record, Tombstone};

use super::{
    Faults, Item, Outcome,
    batch_source::BatchSource,
    files::{Files, double, kind_of_key},
    source_records::declared_by,
};
use crate::{kind::Kind, records::Keyed};

/// From so many bytes on, a batch is full.
const BATCH: u64 = 8 << 20;

/// The kinds whose records need others of their kind, so that all of them are in one batch.
const TOGETHER: [Kind; 4] = [Kind::Concept, Kind::Place, Kind::Programme, Kind::Tombstone];

/// The place of a record: its file, as a unit, and where it stands there.
type Place = (usize, Position);

/// Files whose records wait on disk.
#[derive(Default)]
pub struct Staging {
    files: Files,
    lines: BTreeMap<Kind, BufWriter<File>>,
    hashes: RandomState,
    /// Where each key stands first. The hash of a key has 64 bits, of which two keys are as good as never the same.
    places: HashMap<u64, Place>,
    /// The tombstones of records, by the keys of these, each with its unit.
    tombstones: Keyed<(usize, Tombstone)>,
    /// The hashes of the keys of which files bring the source records themselves, each with the unit that does so first.
    declared: HashMap<u64, usize>,
    /// The records whose key an earlier one takes.
    doubles: Faults,
}

impl Staging {
    /// Adds a file, of which `read` gives the pieces.
    pub fn add_file(&mut self, name: &str, read: impl FnOnce(&mut dyn FnMut(DocumentEvent))) -> io::Result<()> {
        let unit = self.files.add_whole(name);
        let (mut faults, mut written) = (Vec::new(), Ok(()));
        read(&mut |piece| match piece {
            DocumentEvent::Record(position, record) => {
                self.files.count(unit, record.kind());
                // Of what is kept out no record is needed.
                if faults.is_empty() && written.is_ok() {
                    written = self.stage((unit, position), &record);
                }
            }
            DocumentEvent::Unreadable(kind) => self.files.count(unit, kind),
            DocumentEvent::Fault(fault) => faults.push((unit, fault)),
        });
        written?;
        if !faults.is_empty() {
            self.places.retain(|_, (of, _)| *of != unit);
            self.tombstones.retain(|(of, _)| *of != unit);
            self.declared.retain(|_, of| *of != unit);
            self.doubles.retain(|(of, _)| *of != unit);
            self.refuse(faults);
        }
        self.lines.values_mut().try_for_each(BufWriter::flush)
    }

    fn stage(&mut self, (unit, position): Place, record: &Record) -> io::Result<()> {
        let path = format!("{position}.{}", record.kind());
        if let Some(kind) = kind_of_key(record) {
            match self.places.entry(self.hashes.hash_one((kind, record.key()))) {
                hash_map::Entry::Vacant(free) => drop(free.insert((unit, position))),
                hash_map::Entry::Occupied(taken) => {
                    let (first, position) = taken.get();
                    self.doubles.push((unit, double(&path, record.key(), self.files.name(*first), position)));
                }
            }
            if let Record::Tombstone(tombstone) = record
                && !self.tombstones.contains(kind, &tombstone.key)
            {
                self.tombstones.insert(kind, tombstone.key.to_string(), (unit, tombstone.clone()));
            }
        }
        for (kind, key) in declared_by(record) {
            self.declared.entry(self.hash(kind, key)).or_insert(unit);
        }
        let file = match self.lines.entry(Kind::of(record)) {
            btree_map::Entry::Occupied(file) => file.into_mut(),
            btree_map::Entry::Vacant(none) => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        serde_json::to_writer(&mut *file, &(unit, path, record))?;
        file.write_all(b"\n")
    }

    fn hash(&self, kind: Kind, key: &str) -> u64 {
        self.hashes.hash_one((kind, key))
    }

    /// Keeps out the files that have faults.
    pub(super) fn refuse(&mut self, faults: Faults) {
        self.files.refuse(faults, Vec::new());
    }

    /// Adds what was refused to what was done.
    pub(super) fn report(self, outcome: &mut Outcome) {
        self.files.report(outcome);
    }

    /// The records of files that are not kept out whose key an earlier one takes.
    pub(super) fn doubles(&self) -> Faults {
        self.doubles.iter().filter(|(unit, _)| !self.files.is_out(*unit)).cloned().collect()
    }

    /// The records that may enter, in batches, each after those that it needs. If the batches are only looked at and none is
    /// written, a record may need any other.
    pub(super) fn batches(&self, are_written: bool) -> StagedBatches<'_> {
        let batches = self.lines.iter().flat_map(move |(kind, file)| {
            let mut start = 0;
            iter::from_fn(move || self.batch(*kind, file.get_ref(), &mut start).transpose())
        });
        StagedBatches { staging: self, batches: Box::new(batches), are_written, faults: Vec::new() }
    }

    /// The next batch of a kind, from this byte on; nothing at the end.
    fn batch(&self, kind: Kind, mut file: &File, start: &mut u64) -> io::Result<Option<Vec<Item>>> {
        file.seek(SeekFrom::Start(*start))?;
        let most = if TOGETHER.contains(&kind) { u64::MAX } else { *start + BATCH };
        let (mut lines, mut line, mut items, first) = (BufReader::new(file), String::new(), Vec::new(), *start);
        while *start < most && lines.read_line(&mut line)? > 0 {
            let (unit, path, record) = serde_json::from_str(&line)?;
            if !self.files.is_out(unit) {
                items.push(Item { unit, path, kind, record, brought_in: false, offered: false });
            }
            *start += line.len() as u64;
            line.clear();
        }
        Ok((*start > first).then_some(items))
    }
}

/// The batches of a staging on their way into the tables.
pub(super) struct StagedBatches<'a> {
    staging: &'a Staging,
    batches: Box<dyn Iterator<Item = io::Result<Vec<Item>>> + Send + Sync + 'a>,
    are_written: bool,
    /// What keeps files out, so that all must be published anew.
    faults: Faults,
}

impl StagedBatches<'_> {
    /// What keeps files out.
    pub(super) fn into_faults(self) -> Faults {
        self.faults
    }
}

impl BatchSource for StagedBatches<'_> {
    fn files(&self) -> &Files {
        &self.staging.files
    }

    fn next_batch(&mut self) -> io::Result<Option<Vec<Item>>> {
        self.batches.next().transpose()
    }

    fn refuse(&mut self, faults: Faults, batch: Vec<Item>) -> Option<Vec<Item>> {
        self.faults = faults;
        self.faults.is_empty().then_some(batch)
    }

    fn has_distinct_keys(&self) -> bool {
        true
    }

    fn declares(&self, kind: Kind, key: &str) -> bool {
        self.staging.declared.contains_key(&self.staging.hash(kind, key))
    }

    fn tombstone(&self, kind: Kind, key: &str) -> Option<&Tombstone> {
        let (unit, tombstone) = self.staging.tombstones.get(kind, key)?;
        (!self.staging.files.is_out(*unit)).then_some(tombstone)
    }

    fn brings(&self, kind: Kind, key: &str) -> bool {
        let place = self.staging.places.get(&self.staging.hash(kind, key));
        !self.are_written && place.is_some_and(|(unit, _)| !self.staging.files.is_out(*unit))
    }
}
