//! Values by how often they occur.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

/// Distinct values, the commonest first, and of equally common ones that which came first.
pub(super) fn by_frequency<T: Eq + Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: HashMap<T, (usize, usize)> = HashMap::new();
    for (position, value) in values.enumerate() {
        counts.entry(value).or_insert((0, position)).0 += 1;
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by_key(|(_, (count, position))| (Reverse(*count), *position));
    values.into_iter().map(|(value, _)| value).collect()
}

/// The value that occurs most often; the first of those that occur equally often.
pub(super) fn commonest<T: Eq + Hash>(values: impl Iterator<Item = T>) -> Option<T> {
    by_frequency(values).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_is_found_and_else_the_first() {
        assert_eq!(commonest(["a", "b", "b"].into_iter()), Some("b"));
        assert_eq!(commonest(["c", "a", "b", "a", "c"].into_iter()), Some("c"));
        assert_eq!(commonest(std::iter::empty::<&str>()), None);
    }
}
