//! Parents: where lists hang.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::Error;

/// Where a list hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Parent {
    /// Nowhere: it is the list of a whole table.
    Root,
    /// Below the row of this number.
    Row(i64),
    /// Below two partners together, by their row numbers.
    Pair(i64, i64),
}

/// How far the first partner of a pair is moved to make room for the second.
const PAIR_SHIFT: u32 = 31;

impl Parent {
    /// The one number by which statements know it.
    fn number(self) -> i64 {
        match self {
            Self::Root => 0,
            Self::Row(id) => id,
            Self::Pair(one, other) => (one << PAIR_SHIFT) | other,
        }
    }
}

/// The parents of one statement, by their numbers.
pub(super) struct Parents {
    pub(super) numbers: Vec<i64>,
    by_number: HashMap<i64, Parent>,
}

impl Parents {
    pub(super) fn new(parents: &[Parent]) -> Self {
        Self {
            numbers: parents.iter().map(|parent| parent.number()).collect(),
            by_number: parents.iter().map(|parent| (parent.number(), *parent)).collect(),
        }
    }

    /// The parent of a row; `None` for one that nobody asked for.
    pub(super) fn of(&self, row: &QueryResult) -> Result<Option<Parent>, Error> {
        // A constant comes as a 32-bit number.
        let number = row.try_get::<i64>("", "parent").or_else(|_| row.try_get::<i32>("", "parent").map(i64::from))?;
        Ok(self.by_number.get(&number).copied())
    }
}
