//! Records and their rows: rows made of records, and records read back from them as they were published.

pub mod from_rows;
mod ids;
mod keyed;
mod published;
mod to_rows;

pub(crate) use self::{
    ids::Ids,
    keyed::{Keyed, Keys},
    published::PublishedRow,
    to_rows::{Head, RowMaker, Rows},
};
