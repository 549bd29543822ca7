//! The registry's own exchange format, JSON or JSON Lines.

use crate::{
    db::publish::{Batch, Entry},
    record,
};

/// Reads one file.
pub(super) fn read(name: &str, bytes: &[u8]) -> Batch {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let document = record::read(text);
            Batch {
                file: name.to_owned(),
                records: document.records,
                unreadable: document.unreadable,
                faults: document.faults,
                entry: Entry::Whole,
            }
        }
        Err(error) => {
            let reason = format!("the file is not UTF-8: byte {} is wrong", error.valid_up_to());
            Batch::refused(name, reason)
        }
    }
}
