//! What indicators aim at and reach.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    cells::{last_day, of_indicator, of_result},
    statistics::{Cell, Slot, cells},
};
use crate::laws::registry::{CONCEPTS, Indicator, Quantity, Registry};

impl Indicator {
    /// The target of the whole term, else of the latest period that states one.
    pub fn target(&self) -> Option<Quantity> {
        self.target.or_else(|| self.latest(|period| period.1))
    }

    /// What was reached, likewise.
    pub fn actual(&self) -> Option<Quantity> {
        self.actual.or_else(|| self.latest(|period| period.2))
    }

    fn latest(&self, side: impl Fn(&Period) -> Option<Quantity>) -> Option<Quantity> {
        let stated = self.periods.iter().filter(|period| side(period).is_some());
        stated.max_by_key(|period| period.0.map(last_day)).and_then(side)
    }

    /// Whether the target is met; `None` unless both are numbers.
    pub fn target_reached(&self) -> Option<bool> {
        let (target, actual) = (self.target()?, self.actual()?);
        let (aim, reached) = (target.tenths?, actual.tenths?);
        Some(if target.comparator == "AT_MOST" { reached <= aim } else { reached >= aim })
    }
}

/// The end of a period, and what is stated of it.
type Period = (Option<&'static str>, Option<Quantity>, Option<Quantity>);

/// The comparators in their order.
const COMPARATORS: [&str; 4] = ["EXACTLY", "AT_LEAST", "AT_MOST", "ABOUT"];
/// The only unit that is generated of which a sum means nothing.
const NOT_ADDITIVE: &str = "PERCENT";

/// What makes numbers comparable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comparable {
    pub cell: Cell,
    pub concept: Slot,
    pub unit: String,
    pub comparator: usize,
}

/// Sums in tenths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub results: usize,
    pub target: Option<i128>,
    pub actual: Option<i128>,
}

/// Why an indicator was left out, at least in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    NoValue,
    Prose,
    NoUnit,
    NotAdditive,
    ProseInPart,
}

/// What adds up, and what doesn't.
#[derive(Debug, Default)]
pub struct Indicators {
    rows: BTreeMap<Comparable, (BTreeSet<usize>, Added)>,
    left_out: BTreeMap<Reason, usize>,
    /// How many indicators there are.
    pub indicators: usize,
    /// How many of them were added up.
    pub added: usize,
}

/// The place of a comparator.
pub fn rank(comparator: &str) -> usize {
    COMPARATORS.iter().position(|known| *known == comparator).unwrap_or(COMPARATORS.len())
}

/// Adds up the indicators of these results.
pub fn statistics(registry: &Registry, results: &[usize], dimensions: &[&str]) -> Indicators {
    let mut all = Indicators::default();
    for (number, (i, _, result)) in registry.results().enumerate().filter(|(number, _)| results.contains(number)) {
        let of_result = of_result(&registry.projects[i], result);
        for indicator in &result.indicators {
            let own = of_indicator(indicator);
            let cells = cells(dimensions.iter().map(|dimension| own.get(dimension).unwrap_or(&of_result[dimension])));
            all.take(number, indicator, &cells);
        }
    }
    all
}

impl Indicators {
    fn take(&mut self, result: usize, indicator: &Indicator, cells: &BTreeSet<Cell>) {
        self.indicators += 1;
        let reason = indicator.left_out();
        if let Some(reason) = reason {
            *self.left_out.entry(reason).or_default() += 1;
        }
        let Some(unit) = indicator.unit.filter(|_| matches!(reason, None | Some(Reason::ProseInPart))) else { return };
        self.added += 1;
        let concept = indicator.concept.map_or(Slot::Missing, |concept| Slot::Value(CONCEPTS[concept].0.to_owned()));
        for (quantity, is_target) in [(indicator.target(), true), (indicator.actual(), false)] {
            let Some((tenths, comparator)) = quantity.and_then(|quantity| Some((quantity.tenths?, quantity.comparator))) else {
                continue;
            };
            for cell in cells.iter().cloned() {
                let kind = Comparable { cell, concept: concept.clone(), unit: unit.to_owned(), comparator: rank(comparator) };
                let (results, sums) = self.rows.entry(kind).or_default();
                results.insert(result);
                sums.results = results.len();
                *if is_target { &mut sums.target } else { &mut sums.actual }.get_or_insert_default() += tenths;
            }
        }
    }

    /// The rows of the most results first.
    pub fn ranked(&self) -> Vec<(Comparable, Added)> {
        let mut rows: Vec<_> = self.rows.iter().map(|(kind, (_, sums))| (kind.clone(), sums.clone())).collect();
        rows.sort_by_key(|(_, sums)| Reverse(sums.results));
        rows
    }

    /// How many were left out by reason.
    pub fn left_out(&self) -> Vec<usize> {
        self.left_out.values().copied().collect()
    }

    /// How many were left out and are in no row.
    pub fn left_out_wholly(&self) -> usize {
        self.left_out.iter().filter(|(reason, _)| **reason != Reason::ProseInPart).map(|(_, count)| count).sum()
    }
}

impl Indicator {
    fn left_out(&self) -> Option<Reason> {
        let stated: Vec<Quantity> = [self.target(), self.actual()].into_iter().flatten().collect();
        let numbers = stated.iter().filter(|quantity| quantity.tenths.is_some()).count();
        match self.unit {
            _ if stated.is_empty() => Some(Reason::NoValue),
            _ if numbers == 0 => Some(Reason::Prose),
            None => Some(Reason::NoUnit),
            Some(NOT_ADDITIVE) => Some(Reason::NotAdditive),
            Some(_) => (numbers < stated.len()).then_some(Reason::ProseInPart),
        }
    }
}
