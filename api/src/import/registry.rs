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
