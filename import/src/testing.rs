//! Helpers for tests of readers.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use record::{
    Citation, Fault, Record,
    batch::{Batch, Loss},
};

use super::{Input, Sink, Stop, input};
use crate::damaged::damaged;

/// The records, faults and remarks that a reader made of some files.
#[derive(Debug, Default)]
pub struct ReadResult {
    /// The records in their order, those of the source and those that were offered.
    pub records: Vec<Record>,
    /// The faults, in the order of the files.
    pub faults: Vec<(Loss, Fault)>,
    /// The remarks, each with how often it was made.
    pub remarks: std::collections::BTreeMap<&'static str, usize>,
}

impl ReadResult {
    /// The record of this kind and key, in the exchange format.
    pub fn record(&self, kind: &str, key: &str) -> serde_json::Value {
        let found = self.records.iter().find(|record| record.kind() == kind && record.key() == key);
        let value = found.map(|record| serde_json::to_value(record).expect("a record is JSON"));
        value.map_or(serde_json::Value::Null, |value| value[kind].clone())
    }

    /// References of records to others that didn't come before them.
    pub fn dangling(&self) -> Vec<String> {
        let mut known = HashSet::new();
        let mut dangling = Vec::new();
        for record in &self.records {
            let mut needed: Vec<(&str, &str)> = Vec::new();
            match record {
                Record::Concept(concept) => {
                    needed.push(("vocabulary", &concept.vocabulary));
                    needed.extend(concept.broader.iter().map(|key| ("concept", &**key)));
                }
                Record::Place(place) => needed.extend(place.parent.iter().map(|key| ("place", &**key))),
                Record::Programme(programme) => {
                    needed.extend(programme.parent.iter().map(|key| ("programme", &**key)));
                    needed.extend(programme.sources.iter().map(source));
                }
                Record::FundingCall(call) => {
                    needed.extend(call.programme.iter().map(|key| ("programme", &**key)));
                    needed.extend(call.sources.iter().map(source));
                }
                Record::Partner(partner) => {
                    needed.extend(partner.place.iter().map(|key| ("place", &**key)));
                    needed.extend(partner.identifiers.iter().map(|identifier| ("identifierScheme", &*identifier.scheme)));
                    needed.extend(partner.sources.iter().map(source));
                }
                Record::Project(project) => {
                    needed.extend(project.participations.iter().map(|participation| ("partner", &*participation.partner)));
                    needed.extend(project.places.iter().map(|key| ("place", &**key)));
                    needed.extend(project.concepts.iter().map(|key| ("concept", &**key)));
                    needed.extend(project.programmes.iter().map(|key| ("programme", &**key)));
                    needed.extend(project.funding_call.iter().map(|key| ("fundingCall", &**key)));
                    needed.extend(project.identifiers.iter().map(|identifier| ("identifierScheme", &*identifier.scheme)));
                    needed.extend(project.sources.iter().map(source));
                    needed.extend(project.participations.iter().flat_map(|participation| &participation.sources).map(source));
                    needed.extend(project.results.iter().flat_map(|result| &result.sources).map(source));
                    let indicators = project.results.iter().flat_map(|result| &result.indicators);
                    needed.extend(indicators.filter_map(|indicator| indicator.concept.as_deref()).map(|key| ("concept", key)));
                }
                _ => {}
            }
            let missing = needed.into_iter().filter(|(kind, key)| !known.contains(&format!("{kind} {key}")));
            dangling.extend(missing.map(|(kind, key)| format!("{kind} {key} of {} {}", record.kind(), record.key())));
            known.insert(format!("{} {}", record.kind(), record.key()));
        }
        dangling
    }

    /// The number of records of a kind.
    pub fn count(&self, kind: &str) -> usize {
        self.records.iter().filter(|record| record.kind() == kind).count()
    }
}

fn source(citation: &Citation) -> (&'static str, &str) {
    ("source", &citation.source)
}

/// The path of an excerpt in `tests/data`.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data").join(name)
}

/// Runs a reader over files.
pub fn read(reader: impl FnOnce(&[Input], &mut Sink) -> Result<(), Stop> + Send + 'static, paths: &[PathBuf]) -> ReadResult {
    let inputs = input::collect(paths).expect("the files can be read");
    let (sender, mut receiver) = tokio::sync::mpsc::channel(2);
    let thread = std::thread::spawn(move || {
        let mut sink = Sink::new(sender, false);
        reader(&inputs, &mut sink).and_then(|()| sink.finish()).expect("somebody takes what is read");
    });
    let mut all = ReadResult::default();
    while let Some(Batch { records, faults, remarks, .. }) = receiver.blocking_recv() {
        all.records.extend(records.into_iter().map(|item| item.record));
        all.faults.extend(faults);
        for (what, times) in remarks {
            *all.remarks.entry(what).or_default() += times;
        }
    }
    thread.join().expect("the reader doesn't panic");
    all
}

/// Writes a file for a test and reads it.
pub fn read_text(
    reader: impl FnOnce(&[Input], &mut Sink) -> Result<(), Stop> + Send + 'static,
    name: &str,
    bytes: &[u8],
) -> ReadResult {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("the file is written");
    read(reader, &[path])
}

/// The function that reads the files of a format.
pub type Reader = fn(&[Input], &mut Sink) -> Result<(), Stop>;

/// Damages a file in many ways and has each read: no reader may panic, emit what is no record, or refer to what it didn't emit.
pub fn withstands_damage(reader: Reader, original: &[u8], marks: &'static [u8], times: usize) {
    for bytes in damaged(original, marks, times) {
        let read = read_text(reader, "damaged", &bytes);
        let faults: Vec<_> = read.records.iter().flat_map(record::check).collect();
        assert_eq!((faults, read.dangling()), (vec![], vec![]), "{}", String::from_utf8_lossy(&bytes));
    }
}
