//! The registry's own exchange format, JSON or JSON Lines.

use std::{
    collections::BTreeMap,
    io::{self, BufReader, Read},
};

use import::{Input, input};
use record::{
    Document, DocumentEvent, Fault,
    batch::{Batch, Incoming, Loss},
};
use store::publish::Staging;

/// Files that are no longer than this together, in bytes, are held in memory.
const IN_MEMORY: u64 = 32 << 20;

/// True if the files are small enough to be held in memory together.
pub(super) fn fit_in_memory(inputs: &[Input]) -> bool {
    let mut left = IN_MEMORY;
    inputs.iter().all(|input| {
        let length = input.open().and_then(|file| io::copy(&mut file.take(left + 1), &mut io::sink()));
        // What can't be read is reported later.
        let rest = left.checked_sub(length.unwrap_or_default());
        left = rest.unwrap_or_default();
        rest.is_some()
    })
}

/// Reads a file.
pub(super) fn read(input: &Input) -> Batch {
    let mut document = Document::default();
    read_events(input, &mut |event| document.push(event));
    batch(input.name(), document)
}

/// The records of a document, to be published together.
pub(super) fn batch(name: &str, document: Document) -> Batch {
    let records = document.records.into_iter().map(Incoming::from).collect();
    let faults = document.faults.into_iter().map(|fault| (Loss::File, fault)).collect();
    Batch { file: name.to_owned(), records, unreadable: document.unreadable, faults, ..Batch::default() }
}

/// Reads files that don't fit in memory, and stages their records on disk.
pub(super) fn stage(inputs: &[Input]) -> io::Result<Staging> {
    let mut staging = Staging::default();
    for input in inputs {
        staging.add_file(input.name(), |receive| read_events(input, receive))?;
    }
    Ok(staging)
}

/// Counts the records of a file by kind, and says what is wrong with it.
pub(super) fn check(input: &Input) -> (BTreeMap<&'static str, usize>, Vec<Fault>) {
    let (mut counts, mut faults): (BTreeMap<&'static str, usize>, _) = (BTreeMap::new(), Vec::new());
    read_events(input, &mut |event| match event {
        DocumentEvent::Record(_, record) => *counts.entry(record.kind()).or_default() += 1,
        DocumentEvent::Unreadable(kind) => *counts.entry(kind).or_default() += 1,
        DocumentEvent::Fault(fault) => faults.push(fault),
    });
    (counts, faults)
}

fn read_events(input: &Input, receive: &mut dyn FnMut(DocumentEvent)) {
    let read = input.open().and_then(|file| record::read_events(BufReader::new(file), receive));
    if let Err(error) = read {
        receive(DocumentEvent::Fault(Fault::new("", format!("it can't be read: {}", input::reason(&error)))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{curated, damaged::damaged};

    #[test]
    fn what_comes_of_a_damaged_document_is_whole_or_has_a_reason() {
        for (_, original) in curated::FILES.iter().filter(|(_, text)| text.len() < 60_000) {
            for bytes in damaged(original.as_bytes(), b"{}[]\",:-0\\", 60) {
                let mut document = Document::default();
                record::read_events(&*bytes, &mut |event| document.push(event)).expect("bytes in memory can be read");
                let batch = batch("damaged", document);
                let is_right = |incoming: &Incoming| record::check(&incoming.record).is_empty();
                assert!(!batch.faults.is_empty() || (batch.unreadable.is_empty() && batch.records.iter().all(is_right)));
            }
        }
    }
}
