//! The order of rows.

use std::cmp::Ordering;

use super::{Amount, Row};

/// What rows are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The keys, one after the other.
    Key,
    /// How many there are.
    Count,
    /// The sum of an amount in this currency.
    Sum(Amount, String),
}

/// A part of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What rows are compared by.
    pub by: By,
    /// True if the largest comes first.
    pub descending: bool,
}

/// Compares rows; what has no key or no such sum comes last in both directions, ties go by keys.
#[must_use]
pub fn compare(order: &[Part], a: &Row, b: &Row) -> Ordering {
    let compared = order.iter().map(|part| match &part.by {
        By::Key => keys(&a.keys, &b.keys, part.descending),
        By::Count => directed(part.descending, a.count.cmp(&b.count)),
        By::Sum(amount, currency) => {
            let sum = |row: &Row| row.sum(*amount, currency).map(|sum| sum.minor);
            nulls_last(sum(a), sum(b), part.descending)
        }
    });
    compared.chain([keys(&a.keys, &b.keys, false)]).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

/// Compares keys one after the other; what has none comes last in both directions.
pub fn keys(a: &[Option<String>], b: &[Option<String>], descending: bool) -> Ordering {
    let pairs = a.iter().zip(b);
    let mut compared = pairs.map(|(a, b)| nulls_last(a.as_deref(), b.as_deref(), descending));
    compared.find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

fn directed(descending: bool, ordering: Ordering) -> Ordering {
    if descending { ordering.reverse() } else { ordering }
}

/// Compares values; what has none comes last in both directions.
pub fn nulls_last<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(descending, a.cmp(&b)),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
