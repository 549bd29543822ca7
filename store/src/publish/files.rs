//! The files of a publication, what becomes of those that are kept out, and the keys that their records take.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Display,
};

use record::{
    Fault, Record, TombstoneReason,
    batch::{Batch, Entry, Incoming, Loss},
};

use super::{Faults, Item, Outcome, Rejection};
use crate::kind::Kind;

/// The files that take part, and what is refused of them.
#[derive(Default)]
pub(super) struct Files {
    /// The names, by which reports call the files.
    names: Vec<String>,
    units: Vec<Unit>,
    rejected: BTreeMap<&'static str, usize>,
    rejections: Vec<Rejection>,
}

/// What enters or is refused as one: a file, or a record of a file whose records enter each by itself.
struct Unit {
    file: usize,
    /// The records that are not among the items, by kind: those that could not be read, and those that wait on disk.
    beside: BTreeMap<&'static str, usize>,
    /// The kind of its record, if it is one.
    kind: Option<&'static str>,
    is_out: bool,
}

impl Files {
    /// Takes files in, but keeps out what has faults, and gives the other records.
    pub(super) fn admit(batches: Vec<Batch>) -> (Self, Vec<Item>) {
        let (mut files, mut items, mut faulty) = (Self::default(), Vec::new(), HashSet::new());
        for batch in batches {
            files.begin(&batch.file);
            let item = |unit, Incoming { place, record, offered }| Item {
                unit,
                path: place,
                kind: Kind::of(&record),
                record,
                brought_in: false,
                offered,
            };
            match batch.entry {
                Entry::Whole => {
                    let unit = files.unit(None);
                    batch.unreadable.into_iter().for_each(|kind| files.count(unit, kind));
                    items.extend(batch.records.into_iter().map(|incoming| item(unit, incoming)));
                    faulty.extend((!batch.faults.is_empty()).then_some(unit));
                }
                Entry::Each => {
                    let places: HashSet<&str> = batch.faults.iter().flat_map(|(_, fault)| around(&fault.path)).collect();
                    for incoming in batch.records {
                        let unit = files.unit(Some(incoming.record.kind()));
                        faulty.extend(places.contains(&*incoming.place).then_some(unit));
                        items.push(item(unit, incoming));
                    }
                    files.reject(batch.unreadable.into_iter().map(|kind| (kind, 1)));
                }
            }
            let rejection = |(loss, fault)| {
                let kind = if let Loss::Record(kind) = loss { Some(kind) } else { None };
                Rejection { file: batch.file.clone(), kind, fault }
            };
            files.rejections.extend(batch.faults.into_iter().map(rejection));
        }
        let items = files.keep_out(&faulty, items);
        (files, items)
    }

    fn begin(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }

    fn unit(&mut self, kind: Option<&'static str>) -> usize {
        self.units.push(Unit { file: self.names.len() - 1, beside: BTreeMap::new(), kind, is_out: false });
        self.units.len() - 1
    }

    /// Adds a file that enters or is refused as a whole, and gives its unit.
    pub(super) fn add_whole(&mut self, name: &str) -> usize {
        self.begin(name);
        self.unit(None)
    }

    /// Counts a record of the unit that is not among the items.
    pub(super) fn count(&mut self, unit: usize, kind: &'static str) {
        *self.units[unit].beside.entry(kind).or_default() += 1;
    }

    /// True if the unit is kept out.
    pub(super) fn is_out(&self, unit: usize) -> bool {
        self.units[unit].is_out
    }

    /// True if the unit is a record that enters by itself, as those of sources do.
    pub(super) fn is_single(&self, unit: usize) -> bool {
        self.units[unit].kind.is_some()
    }

    /// The name of the file that a unit is of.
    pub(super) fn name(&self, unit: usize) -> &str {
        &self.names[self.units[unit].file]
    }

    /// Keeps out the units that have faults and gives the records of the others.
    pub(super) fn refuse(&mut self, mut faults: Faults, mut items: Vec<Item>) -> Vec<Item> {
        let faulty = faults.iter().map(|(unit, _)| *unit).collect();
        items.retain(|item| !item.brought_in);
        faults.sort_by_key(|(unit, _)| *unit);
        for (unit, fault) in faults {
            self.rejections.push(Rejection { file: self.name(unit).to_owned(), kind: self.units[unit].kind, fault });
        }
        self.keep_out(&faulty, items)
    }

    fn keep_out(&mut self, faulty: &HashSet<usize>, mut items: Vec<Item>) -> Vec<Item> {
        self.reject(items.extract_if(.., |item| faulty.contains(&item.unit)).map(|item| (item.record.kind(), 1)));
        for unit in faulty {
            self.units[*unit].is_out = true;
            let beside = std::mem::take(&mut self.units[*unit].beside);
            self.reject(beside);
        }
        items
    }

    fn reject(&mut self, records: impl IntoIterator<Item = (&'static str, usize)>) {
        for (kind, count) in records {
            *self.rejected.entry(kind).or_default() += count;
        }
    }

    /// Adds what was refused to what was done.
    pub(super) fn report(self, outcome: &mut Outcome) {
        outcome.rejections = self.rejections;
        for (kind, count) in self.rejected {
            outcome.counts.entry(kind).or_default().rejected += count;
        }
    }
}

/// A place in a file, and those that it lies in.
fn around(place: &str) -> impl Iterator<Item = &str> {
    place.match_indices(|c: char| !c.is_alphanumeric()).map(|(end, _)| &place[..end]).chain([place])
}

/// Says which file has the record's key already, and where.
pub(super) fn double(path: &str, key: &str, file: &str, place: impl Display) -> Fault {
    let reason = format!("this key is taken: {file} {place} has it already");
    Fault::new(format!("{path}.key"), reason).value(&format!("{key:?}"))
}

/// The kind of which a record takes a key; nothing if it may share the key with others.
pub(super) fn kind_of_key(record: &Record) -> Option<Kind> {
    match record {
        Record::Tombstone(tombstone) => Some(Kind::of_record_type(tombstone.record_type).unwrap_or(Kind::Tombstone)),
        Record::SourceRecord(_) | Record::NonMatch(_) => None,
        _ => Some(Kind::of(record)),
    }
}

/// A tombstone of the files: a record that is to go.
pub(super) struct PendingTombstone {
    pub(super) unit: usize,
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) key: String,
}

impl PendingTombstone {
    /// The tombstone that an item is, if it has this reason.
    pub(super) fn of(item: &Item, reason: TombstoneReason) -> Option<Self> {
        match &item.record {
            Record::Tombstone(tombstone) if tombstone.reason == reason => Some(Self {
                unit: item.unit,
                path: item.path.clone(),
                kind: Kind::of_record_type(tombstone.record_type)?,
                key: tombstone.key.to_string(),
            }),
            _ => None,
        }
    }
}

/// The keys of the tombstones of one kind of records.
pub(super) fn keys_of<'a>(tombstones: impl IntoIterator<Item = &'a PendingTombstone>, kind: Kind) -> Vec<String> {
    tombstones.into_iter().filter(|tombstone| tombstone.kind == kind).map(|tombstone| tombstone.key.clone()).collect()
}
