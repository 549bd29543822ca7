//! The plain model: what the server should answer, worked out from the generated records alone.

pub mod cells;
pub mod facet;
pub mod filter;
pub mod indicators;
pub mod list;
pub mod order;
pub mod participations;
pub mod projects;
pub mod statistics;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

/// The key of a cell as records are sorted by it: of a record its record key, of a programme its code, otherwise a blank, which sorts
/// before all codes, and its record key.
pub type Key = String;

/// The keys of the cells that a record is in, by dimension.
pub type Cells = BTreeMap<&'static str, BTreeSet<Key>>;
