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
    collections::{BTreeMap, HashMap, btree_map::Entry},
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    iter,
};

use record::{Piece, Position, Record, Tombstone};

use super::{
    Faults, Item, Outcome,
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
    pub(super) files: Files,
    lines: BTreeMap<Kind, BufWriter<File>>,
    hashes: RandomState,
    /// Where each key stands first. The hash of a key has 64 bits, of which two keys are as good as never the same.
    places: HashMap<u64, Place>,
    /// The tombstones of records, by the keys of these, each with its unit.
    tombstones: Keyed<(usize, Tombstone)>,
    /// The hashes of the keys of which files bring the source records themselves, each with the unit that does so first.
    declared: HashMap<u64, usize>,
}

/// The batches around one, which are published with it.
#[derive(Clone, Copy)]
pub(super) struct OtherBatches<'a> {
    pub(super) staging: &'a Staging,
    /// True if nothing of it is written, so that a record may need any other of it.
    pub(super) is_unwritten: bool,
}

impl OtherBatches<'_> {
    /// True if a record comes in another batch and isn't written yet.
    pub(super) fn brings(self, kind: Kind, key: &str) -> bool {
        self.is_unwritten
            && self.staging.places.get(&self.staging.hash(kind, key)).is_some_and(|(unit, _)| !self.staging.files.is_out(*unit))
    }
}

impl Staging {
    /// Adds a file, of which `read` gives the pieces.
    pub fn add_file(&mut self, name: &str, read: impl FnOnce(&mut dyn FnMut(Piece))) -> io::Result<()> {
        let unit = self.files.add_whole(name);
        let (mut faults, mut written) = (Vec::new(), Ok(()));
        read(&mut |piece| match piece {
            Piece::Record(position, record) => {
                self.files.count(unit, record.kind());
                // Of what is kept out no record is needed.
                if faults.is_empty() && written.is_ok() {
                    written = self.keep((unit, position), &record);
                }
            }
            Piece::Unreadable(kind) => self.files.count(unit, kind),
            Piece::Fault(fault) => faults.push((unit, fault)),
        });
        written?;
        if !faults.is_empty() {
            self.places.retain(|_, (of, _)| *of != unit);
            self.tombstones.retain(|(of, _)| *of != unit);
            self.declared.retain(|_, of| *of != unit);
            self.refuse(faults);
        }
        self.lines.values_mut().try_for_each(BufWriter::flush)
    }

    fn keep(&mut self, place: Place, record: &Record) -> io::Result<()> {
        let (unit, position) = place;
        if let Some(kind) = kind_of_key(record) {
            self.places.entry(self.hash(kind, record.key())).or_insert(place);
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
            Entry::Occupied(file) => file.into_mut(),
            Entry::Vacant(none) => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        serde_json::to_writer(&mut *file, &(unit, format!("{position}.{}", record.kind()), record))?;
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

    /// The tombstone of a record.
    pub(super) fn tombstone(&self, kind: Kind, key: &str) -> Option<&Tombstone> {
        let (unit, tombstone) = self.tombstones.get(kind, key)?;
        (!self.files.is_out(*unit)).then_some(tombstone)
    }

    /// True if a file brings the source records of this key itself.
    pub(super) fn declares(&self, kind: Kind, key: &str) -> bool {
        self.declared.contains_key(&self.hash(kind, key))
    }

    /// Those of the records whose key is taken by an earlier one, each with its fault.
    pub(super) fn doubles(&self, items: &[Item]) -> Faults {
        let fault = |item: &Item| {
            let (unit, position) = self.places.get(&self.hash(kind_of_key(&item.record)?, item.record.key()))?;
            let position = position.to_string();
            let is_itself = *unit == item.unit && item.path.strip_prefix(&position).is_some_and(|rest| rest.starts_with('.'));
            (!is_itself).then(|| (item.unit, double(item, self.files.name(*unit), position)))
        };
        items.iter().filter_map(fault).collect()
    }

    /// The records that may enter, in batches, each after those that it needs.
    pub(super) fn batches(&self) -> impl Iterator<Item = io::Result<Vec<Item>>> {
        self.lines.iter().flat_map(move |(kind, file)| {
            let mut start = 0;
            iter::from_fn(move || self.batch(*kind, file.get_ref(), &mut start).transpose())
        })
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
