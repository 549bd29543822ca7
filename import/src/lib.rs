//! Source formats: files of open data, read into records of the exchange format. One file or folder a format; no database.
//!
//! A reader takes all files of its format together, gives records and faults to its [`Sink`], and never fails: what
//! can't be read is a fault with its place.

mod calls;
mod cordis;
#[cfg(test)]
mod damaged;
mod external_grouping;
mod format;
mod frequency;
mod geography;
mod head;
mod iati;
pub mod input;
mod json;
mod mapped;
mod org_id;
mod organisation;
mod person;
mod ror;
mod seen_records;
mod sink;
pub mod table;
#[cfg(test)]
mod testing;
mod threesixtygiving;
mod value;
mod xml;

use std::sync::Arc;

pub use self::{
    format::Format,
    input::Input,
    mapped::{Mapping, Mappings},
    sink::{Sink, Stop},
};

/// Turns the files of a format into records, as long as somebody takes them.
pub type ReadFiles = Box<dyn FnOnce(&[Input], &mut Sink) -> Result<(), Stop> + Send>;

/// The reader of a format; `None` for the exchange format, whose files enter whole.
#[must_use]
pub fn reader(format: Format, mappings: &Arc<Mappings>) -> Option<ReadFiles> {
    if format == Format::Mapped {
        let mappings = Arc::clone(mappings);
        return Some(Box::new(move |inputs, sink| mappings.read(inputs, sink)));
    }
    let reader = format::READERS.iter().find(|reader| reader.format == format)?;
    Some(Box::new(reader.read))
}
