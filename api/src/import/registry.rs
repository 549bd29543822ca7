//! The registry's own exchange format, JSON or JSON Lines.

use super::{Input, input};
use crate::{
    db::publish::{Batch, Incoming},
    record,
};

/// Reads one file.
pub(super) fn read(input: &Input) -> Batch {
    match input.bytes() {
        Ok(bytes) => read_bytes(input.name(), &bytes),
        Err(error) => Batch::refused(input.name(), format!("it can't be read: {}", input::reason(&error))),
    }
}

/// Reads the bytes of one file.
pub(super) fn read_bytes(name: &str, bytes: &[u8]) -> Batch {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let document = record::read(text);
            let records = document.records.into_iter().map(Incoming::from).collect();
            Batch { file: name.to_owned(), records, unreadable: document.unreadable, faults: document.faults, ..Batch::default() }
        }
        Err(error) => {
            let reason = format!("the file is not UTF-8: byte {} is wrong", error.valid_up_to());
            Batch::refused(name, reason)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing::damaged;

    #[test]
    fn what_comes_of_a_damaged_document_is_whole_or_has_a_reason() {
        let files = super::super::Curated::iter().filter_map(|name| super::super::Curated::get(&name));
        for original in files.map(|file| file.data).filter(|data| data.len() < 60_000) {
            for bytes in damaged(&original, b"{}[]\",:-0\\", 60) {
                let batch = read_bytes("damaged", &bytes);
                let is_right = |incoming: &Incoming| record::check(&incoming.record).is_empty();
                assert!(!batch.faults.is_empty() || (batch.unreadable.is_empty() && batch.records.iter().all(is_right)));
            }
        }
    }
}
