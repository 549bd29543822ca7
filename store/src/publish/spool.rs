//! Files that enter together and are too large to be held in memory: their records wait on disk, a file for each kind, in the order
//! in which they need one another.
//!
//! What stays in memory of a record is small: where its key stands, tombstones, and of which records the files say themselves what is
//! stated.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    fs::File,
    hash::{BuildHasher, RandomState},
    io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    iter,
};

use record::{DocumentEvent, Fault, Position, Record, Tombstone};

use super::{
    Item, Outcome,
    by_key::ByKey,
    files::Files,
    refuse::{double, kind_of_key},
    statements::said_in,
};
use crate::kind::Kind;

/// From so many bytes on, a parcel is full.
const PARCEL: u64 = 8 << 20;

/// The kinds whose records need others of their kind, so that all of them are in one parcel.
const TOGETHER: [Kind; 4] = [Kind::Concept, Kind::Place, Kind::Programme, Kind::Tombstone];

/// The place of a record: its file, as a unit, and where it stands there.
type Place = (usize, Position);

/// Files whose records wait on disk.
#[derive(Default)]
pub struct Spool {
    pub(super) files: Files,
    lines: BTreeMap<Kind, BufWriter<File>>,
    hashes: RandomState,
    /// Where each key stands first. The hash of a key has 64 bits, of which two keys are as good as never the same.
    places: HashMap<u64, Place>,
    /// The tombstones of records, by the keys of these, each with its unit.
    stones: ByKey<(usize, Tombstone)>,
    /// The hashes of the keys of which files say what is stated, each with the unit that does so first.
    said: HashMap<u64, usize>,
}

/// What a parcel is part of.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a> {
    pub(super) spool: &'a Spool,
    /// True if nothing of it is written, so that a record may need any other of it.
    pub(super) is_unwritten: bool,
}

impl Rest<'_> {
    /// True if a record comes in another parcel and isn't written yet.
    pub(super) fn brings(self, kind: Kind, key: &str) -> bool {
        self.is_unwritten
            && self.spool.places.get(&self.spool.hash(kind, key)).is_some_and(|(unit, _)| !self.spool.files.is_out(*unit))
    }
}

impl Spool {
    /// Takes in a file, of which `read` gives the pieces.
    pub fn take_in(&mut self, name: &str, read: impl FnOnce(&mut dyn FnMut(DocumentEvent))) -> io::Result<()> {
        let unit = self.files.add_whole(name);
        let (mut faults, mut written) = (Vec::new(), Ok(()));
        read(&mut |piece| match piece {
            DocumentEvent::Record(position, record) => {
                self.files.count(unit, record.kind());
                // Of what is kept out no record is needed.
                if faults.is_empty() && written.is_ok() {
                    written = self.keep((unit, position), &record);
                }
            }
            DocumentEvent::Unreadable(kind) => self.files.count(unit, kind),
            DocumentEvent::Fault(fault) => faults.push((unit, fault)),
        });
        written?;
        if !faults.is_empty() {
            self.places.retain(|_, (of, _)| *of != unit);
            self.stones.retain(|(of, _)| *of != unit);
            self.said.retain(|_, of| *of != unit);
            self.refuse(faults);
        }
        self.lines.values_mut().try_for_each(BufWriter::flush)
    }

    fn keep(&mut self, place: Place, record: &Record) -> io::Result<()> {
        let (unit, position) = place;
        if let Some(kind) = kind_of_key(record) {
            self.places.entry(self.hash(kind, record.key())).or_insert(place);
            if let Record::Tombstone(stone) = record
                && !self.stones.contains(kind, &stone.key)
            {
                self.stones.insert(kind, stone.key.to_string(), (unit, stone.clone()));
            }
        }
        for (kind, key) in said_in(record) {
            self.said.entry(self.hash(kind, key)).or_insert(unit);
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
    pub(super) fn refuse(&mut self, faults: Vec<(usize, Fault)>) {
        self.files.refuse(faults, Vec::new());
    }

    /// Adds what was refused to what was done.
    pub(super) fn report(self, outcome: &mut Outcome) {
        self.files.report(outcome);
    }

    /// The tombstone of a record.
    pub(super) fn stone(&self, kind: Kind, key: &str) -> Option<&Tombstone> {
        let (unit, stone) = self.stones.get(kind, key)?;
        (!self.files.is_out(*unit)).then_some(stone)
    }

    /// True if a file says itself what is stated under this key.
    pub(super) fn says(&self, kind: Kind, key: &str) -> bool {
        self.said.contains_key(&self.hash(kind, key))
    }

    /// Those of the records whose key is taken by an earlier one, each with its fault.
    pub(super) fn doubles(&self, items: &[Item]) -> Vec<(usize, Fault)> {
        let fault = |item: &Item| {
            let (unit, position) = self.places.get(&self.hash(kind_of_key(&item.record)?, item.record.key()))?;
            let position = position.to_string();
            let is_itself = *unit == item.unit && item.path.strip_prefix(&position).is_some_and(|rest| rest.starts_with('.'));
            (!is_itself).then(|| (item.unit, double(item, self.files.name(*unit), position)))
        };
        items.iter().filter_map(fault).collect()
    }

    /// The records that may enter, in parcels, each after those that it needs.
    pub(super) fn parcels(&self) -> impl Iterator<Item = io::Result<Vec<Item>>> {
        self.lines.iter().flat_map(move |(kind, file)| {
            let mut start = 0;
            iter::from_fn(move || self.parcel(*kind, file.get_ref(), &mut start).transpose())
        })
    }

    /// The next parcel of a kind, from this byte on; nothing at the end.
    fn parcel(&self, kind: Kind, mut file: &File, start: &mut u64) -> io::Result<Option<Vec<Item>>> {
        file.seek(SeekFrom::Start(*start))?;
        let most = if TOGETHER.contains(&kind) { u64::MAX } else { *start + PARCEL };
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
