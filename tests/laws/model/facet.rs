//! Facets of the rows that a filter finds.

use std::collections::BTreeMap;

use super::{
    Key,
    filter::Filter,
    list::{List, Row},
};

/// How a facet is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub first: usize,
    pub min_count: usize,
    pub exclude_own: bool,
}

/// A facet as the server should give it.
#[derive(Debug, PartialEq, Eq)]
pub struct Facet {
    /// The key, the count, and whether the filter selects it.
    pub buckets: Vec<(Key, usize, bool)>,
    pub total: usize,
    pub missing: usize,
    /// `None` if a record can have several values.
    pub other_count: Option<usize>,
    pub other_buckets: usize,
}

impl Shape {
    /// The arguments besides the dimension.
    pub fn arguments(self) -> String {
        let Self { first, min_count, exclude_own } = self;
        format!("first: {first}, minCount: {min_count}, excludeOwn: {exclude_own}")
    }

    /// The facet of a dimension.
    pub fn facet(self, list: &List, filter: &Filter, dimension: &str) -> Facet {
        let rows = filter.rows(self.exclude_own.then_some(dimension));
        let selected = filter.selected(dimension);
        let mut counts: BTreeMap<&Key, usize> = BTreeMap::new();
        if self.min_count == 0 {
            let number = list.dimensions.iter().position(|name| *name == dimension);
            counts.extend(number.into_iter().flat_map(|number| &list.vocabulary[number]).map(|key| (key, 0)));
        }
        for key in rows.iter().flat_map(|row| &row.cells[dimension]) {
            *counts.entry(key).or_default() += 1;
        }
        let mut ranked: Vec<(&Key, usize)> = counts.into_iter().collect();
        ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let cells = ranked.len();
        let shown = |(rank, (key, count)): (usize, (&Key, usize))| {
            let is_selected = selected.contains(&key);
            let fits = rank < self.first && count >= self.min_count;
            (fits || is_selected).then(|| (key.clone(), count, is_selected))
        };
        let mut buckets: Vec<(Key, usize, bool)> = ranked.into_iter().enumerate().filter_map(shown).collect();
        let other_buckets = cells - buckets.len();
        for key in selected {
            if buckets.iter().all(|bucket| bucket.0 != *key) {
                buckets.push((key.clone(), 0, true));
            }
        }
        buckets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let missing = rows.iter().filter(|row: &&&Row| row.cells[dimension].is_empty()).count();
        let other = || rows.len() - missing - buckets.iter().map(|bucket| bucket.1).sum::<usize>();
        let other_count = (!list.is_multi_valued(dimension)).then(other);
        Facet { total: rows.len(), missing, other_count, other_buckets, buckets }
    }
}
