//! What a reader hands on: records, what it had to leave out and why, and what it did to values.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Display,
};

use tokio::sync::mpsc;

use super::{person, value};
use crate::record::{self, Fault, LanguageTag, Record, Text};

/// So many rows are published together: enough that a transaction is worth its while, and few enough to be held in memory.
const ENOUGH: usize = 40_000;

/// A record on its way to be published.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its place in the file, such as `row 17`.
    pub place: String,
    /// The record.
    pub record: Record,
    /// True for what many sources share, such as places and concepts: what the registry has already is left as it is.
    pub offered: bool,
}

/// What was read of one file since the last parcel.
#[derive(Debug, Default)]
pub struct Parcel {
    /// What the file is called in reports.
    pub file: String,
    /// The records, each after those that it refers to.
    pub items: Vec<Item>,
    /// Rows that are no records, and values that were left out of theirs.
    pub faults: Vec<(Loss, Fault)>,
    /// What was done to values, and how often.
    pub remarks: BTreeMap<&'static str, usize>,
}

/// What a fault costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The file from here on.
    File,
    /// A record of this kind.
    Record(&'static str),
    /// A value: its record enters without it.
    Value,
}

/// Why a reader has to end early: nobody takes what it reads any more.
#[derive(Debug)]
pub struct Stop;

/// Takes what readers read.
#[derive(Debug)]
pub struct Sink {
    parcels: mpsc::Sender<Parcel>,
    parcel: Parcel,
    weight: usize,
    /// Records that were handed on already.
    seen: HashSet<String>,
    /// True if the first fault ends the import.
    strict: bool,
}

impl Sink {
    pub(super) fn new(parcels: mpsc::Sender<Parcel>, strict: bool) -> Self {
        Self { parcels, parcel: Parcel::default(), weight: 0, seen: HashSet::new(), strict }
    }

    /// Says which file the next records are from.
    pub fn file(&mut self, name: &str) -> Result<(), Stop> {
        if self.parcel.file == name { Ok(()) } else { self.flush(name) }
    }

    /// Hands on a record of the source itself. One that is not as records must be is rejected.
    pub fn record(&mut self, place: impl Display, record: impl Into<Record>) -> Result<(), Stop> {
        self.hand_on(place, record.into(), false)
    }

    /// Hands on what many records and sources refer to, such as places, concepts and identifier schemes: once in an import, and
    /// without touching what the registry has already.
    pub fn offer(&mut self, place: impl Display, record: impl Into<Record>) -> Result<(), Stop> {
        let record = record.into();
        if self.is_new(&record) { self.hand_on(place, record, true) } else { Ok(()) }
    }

    /// Hands on a record of the source that several rows state, the first time.
    pub fn record_once(&mut self, place: impl Display, record: impl Into<Record>) -> Result<(), Stop> {
        let record = record.into();
        if self.is_new(&record) { self.hand_on(place, record, false) } else { Ok(()) }
    }

    /// Says that a row is no record, or one that can't enter. `kind` is what it would be, as in [`Record::kind`].
    pub fn reject(&mut self, kind: &'static str, fault: Fault) -> Result<(), Stop> {
        self.fault(Loss::Record(kind), fault)
    }

    /// Says that a value can't be read or can't be true; its record enters without it.
    pub fn leave_out(&mut self, fault: Fault) -> Result<(), Stop> {
        self.fault(Loss::Value, fault)
    }

    /// Says that the file can't be read any further.
    pub fn give_up(&mut self, fault: Fault) -> Result<(), Stop> {
        self.fault(Loss::File, fault)
    }

    /// A source's own wording without the e-mail addresses in it; `None` if there is none.
    pub fn text(&mut self, language: &LanguageTag, wording: &str) -> Option<Text> {
        let (wording, addresses) = person::without_addresses(wording);
        self.remarks(person::ADDRESSES, addresses);
        value::text(language, &wording)
    }

    /// Counts something that was done to a value and that nobody has to mend, such as "amounts rounded to the cent".
    pub fn remark(&mut self, what: &'static str) {
        self.remarks(what, 1);
    }

    /// Counts something that was done to several values.
    pub fn remarks(&mut self, what: &'static str, times: usize) {
        if times > 0 {
            *self.parcel.remarks.entry(what).or_default() += times;
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Stop> {
        self.flush("")
    }

    fn is_new(&mut self, record: &Record) -> bool {
        self.seen.insert(format!("{} {}", record.kind(), record.key()))
    }

    fn hand_on(&mut self, place: impl Display, record: Record, offered: bool) -> Result<(), Stop> {
        let wrong = record::check(&record);
        if let Some((member, reason)) = wrong.into_iter().next() {
            let place = place.to_string();
            let fault = Fault::new(place, reason).column(member);
            return self.reject(record.kind(), fault);
        }
        self.weight += weight(&record);
        self.parcel.items.push(Item { place: place.to_string(), record, offered });
        if self.weight < ENOUGH {
            return Ok(());
        }
        let file = self.parcel.file.clone();
        self.flush(&file)
    }

    fn fault(&mut self, loss: Loss, fault: Fault) -> Result<(), Stop> {
        self.parcel.faults.push((loss, fault));
        if !self.strict {
            return Ok(());
        }
        let file = self.parcel.file.clone();
        self.flush(&file)?;
        Err(Stop)
    }

    /// Sends what was gathered; what comes next is of the file of this name.
    fn flush(&mut self, next: &str) -> Result<(), Stop> {
        self.weight = 0;
        let parcel = std::mem::replace(&mut self.parcel, Parcel { file: next.to_owned(), ..Parcel::default() });
        if parcel.items.is_empty() && parcel.faults.is_empty() && parcel.remarks.is_empty() {
            return Ok(());
        }
        self.parcels.blocking_send(parcel).map_err(|_| Stop)
    }
}

/// About how many rows a record becomes.
fn weight(record: &Record) -> usize {
    match record {
        Record::Project(project) => {
            let indicators = project.results.iter().flat_map(|result| &result.indicators);
            4 + project.participations.len()
                + project.amounts.len()
                + project.results.len()
                + indicators.map(|indicator| 1 + indicator.periods.len()).sum::<usize>()
        }
        _ => 2,
    }
}
