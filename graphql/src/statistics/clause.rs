//! Clauses that explanations of statistics are made of.

use store::statistics::{Amount, Attribution};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Project,
    Participation,
    Result,
    Indicator,
}

/// One thing that a statistic says of itself.
#[derive(Debug)]
pub enum Clause {
    /// What was counted, by these dimensions.
    Counted {
        /// What.
        thing: Thing,
        /// How many.
        number: i64,
        /// True if there was a filter or a search.
        filtered: bool,
        /// The names of the dimensions.
        dimensions: Vec<&'static str>,
    },
    /// How many state an amount in each currency, and how many don't state it.
    Stated(Thing, Amount, Vec<(String, i64)>, i64),
    /// Who gets the money.
    Attributed(Attribution),
    /// Money of so many projects is given to nobody.
    Unallocated(i64),
    /// So many of these projects state less than their partners' shares.
    Exceeded(i64),
    /// So many have no value of the dimension.
    Lacking(Thing, i64, &'static str),
    /// Of so many indicators, so many were added up.
    Added(i64, i64),
    /// Whether something counts in several rows.
    Overlap(Thing, bool),
}
