//! The sink of readers: records, faults with what they cost, and counts of what was done to values, sent in batches.

use std::{collections::HashSet, fmt::Display};

use record::{
    Fault, LanguageTag, Record, Text,
    batch::{Batch, Entry, Incoming, Loss},
};
use tokio::sync::mpsc;

use super::{person, value};

/// Number of rows that are published together: enough that a transaction is worth its while, and few enough to be held in memory.
const ENOUGH: usize = 40_000;

/// The end of a reader before its files end: nobody takes what it reads any more.
#[derive(Debug)]
pub struct Stop;

/// The receiver of what readers read.
#[derive(Debug)]
pub struct Sink {
    batches: mpsc::Sender<Batch>,
    batch: Batch,
    weight: usize,
    /// Kinds and keys of the records that were emitted already.
    seen: HashSet<String>,
    /// True if the first fault ends the import.
    strict: bool,
}

impl Sink {
    /// A sink whose batches go this way; a strict one ends the reading at the first fault.
    #[must_use]
    pub fn new(batches: mpsc::Sender<Batch>, strict: bool) -> Self {
        Self { batches, batch: empty(String::new()), weight: 0, seen: HashSet::new(), strict }
    }

    /// Says which file the next records are from.
    pub fn file(&mut self, name: &str) -> Result<(), Stop> {
        if self.batch.file == name { Ok(()) } else { self.flush(name) }
    }

    /// Emits a record of the source itself. One that is not as records must be is rejected.
    pub fn record(&mut self, place: impl Display, record: impl Into<Record>) -> Result<(), Stop> {
        self.push(place, record.into(), false)
    }

    /// Emits what many records and sources refer to, such as places, concepts and identifier schemes: once in an import, and
    /// without touching what the registry has already.
    pub fn offer(&mut self, place: impl Display, record: impl Into<Record>) -> Result<(), Stop> {
        let record = record.into();
        if self.is_new(&record) { self.push(place, record, true) } else { Ok(()) }
    }

    /// Emits a record of the source that several rows state, the first time.
    pub fn record_once(&mut self, place: impl Display, record: impl Into<Record>) -> Result<(), Stop> {
        let record = record.into();
        if self.is_new(&record) { self.push(place, record, false) } else { Ok(()) }
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
            *self.batch.remarks.entry(what).or_default() += times;
        }
    }

    /// Sends what is left.
    pub fn finish(mut self) -> Result<(), Stop> {
        self.flush("")
    }

    fn is_new(&mut self, record: &Record) -> bool {
        self.seen.insert(format!("{} {}", record.kind(), record.key()))
    }

    fn push(&mut self, place: impl Display, record: Record, offered: bool) -> Result<(), Stop> {
        let wrong = record::check(&record);
        if let Some((member, reason)) = wrong.into_iter().next() {
            let place = place.to_string();
            let fault = Fault::new(place, reason).column(member);
            return self.reject(record.kind(), fault);
        }
        self.weight += weight(&record);
        self.batch.records.push(Incoming { place: place.to_string(), record, offered });
        if self.weight < ENOUGH {
            return Ok(());
        }
        let file = self.batch.file.clone();
        self.flush(&file)
    }

    fn fault(&mut self, loss: Loss, fault: Fault) -> Result<(), Stop> {
        self.batch.faults.push((loss, fault));
        if !self.strict {
            return Ok(());
        }
        let file = self.batch.file.clone();
        self.flush(&file)?;
        Err(Stop)
    }

    /// Sends what was gathered; what comes next is of the file of this name.
    fn flush(&mut self, next: &str) -> Result<(), Stop> {
        self.weight = 0;
        let batch = std::mem::replace(&mut self.batch, empty(next.to_owned()));
        if batch.records.is_empty() && batch.faults.is_empty() && batch.remarks.is_empty() {
            return Ok(());
        }
        self.batches.blocking_send(batch).map_err(|_| Stop)
    }
}

/// A batch without anything yet, of which each record enters by itself.
fn empty(file: String) -> Batch {
    Batch { file, entry: Entry::Each, ..Batch::default() }
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
