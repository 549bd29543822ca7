//! Windows: the part of a list that a page shows.

use super::cursor::Cursor;

/// A list's part that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// How many rows at most.
    pub limit: u64,
    /// True to count from the end.
    pub backward: bool,
    /// Only rows after this position.
    pub after: Option<Cursor>,
    /// Only rows before this position.
    pub before: Option<Cursor>,
}
