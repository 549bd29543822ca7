//! What all statistics share: cells, what is given to them, the order of rows, and how they add up.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use super::Key;
use crate::laws::questions::{CURRENCY, Order};

/// The value of one dimension; what has none comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Value(Key),
    Missing,
}

/// One value of each dimension.
pub type Cell = Vec<Slot>;

/// What each project gives, by currency.
pub type Gifts = BTreeMap<&'static str, BTreeMap<usize, i128>>;

/// One cell, or several added up.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub count: usize,
    pub projects: BTreeSet<usize>,
    pub partners: BTreeSet<usize>,
    /// Budgets and grants.
    pub gifts: [Gifts; 2],
}

/// A statistic before anything is left out of it.
#[derive(Debug, Default)]
pub struct Statistics {
    pub rows: BTreeMap<Cell, Row>,
    /// Money that the rule gives to nobody.
    pub unallocated: Row,
    pub total: Row,
}

/// A statistic as it is shown.
#[derive(Debug)]
pub struct Shown {
    pub rows: Vec<(Cell, Row)>,
    pub other: Option<Row>,
    pub group_count: usize,
}

/// The cells of a record that has these values.
pub fn cells<'a>(values: impl Iterator<Item = &'a BTreeSet<Key>>) -> BTreeSet<Cell> {
    values.fold(BTreeSet::from([Cell::new()]), |cells, keys| {
        let slots: Vec<Slot> = keys.iter().cloned().map(Slot::Value).collect();
        let slots = if slots.is_empty() { vec![Slot::Missing] } else { slots };
        let longer =
            |cell: &Cell| slots.iter().map(|slot| [cell.as_slice(), std::slice::from_ref(slot)].concat()).collect::<Vec<_>>();
        cells.iter().flat_map(longer).collect()
    })
}

impl Row {
    pub fn give(&mut self, amount: usize, currency: &'static str, project: usize, minor: i128) {
        *self.gifts[amount].entry(currency).or_default().entry(project).or_default() += minor;
    }

    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.projects.extend(&other.projects);
        self.partners.extend(&other.partners);
        for (amount, gifts) in other.gifts.iter().enumerate() {
            for (currency, gifts) in gifts {
                for (project, minor) in gifts {
                    self.give(amount, currency, *project, *minor);
                }
            }
        }
    }

    fn sum(&self, amount: usize) -> Option<i128> {
        self.gifts[amount].get(CURRENCY).map(|gifts| gifts.values().sum())
    }
}

impl Statistics {
    /// The rows in order, those beyond the first ones added up.
    pub fn shown(&self, dimensions: &[&str], order: &[Order], first: usize) -> Shown {
        let mut rows = self.rows.clone();
        if dimensions.is_empty() {
            // Without dimensions everything is the only row, even if it is nothing.
            rows = BTreeMap::from([(Cell::new(), self.total.clone())]);
        }
        if order.first().is_some_and(|order| order.field == "KEY") && matches!(dimensions, ["START_YEAR" | "ACTIVE_YEAR"]) {
            fill_years(&mut rows);
        }
        let by_count = [Order { field: "COUNT", descending: true }];
        let order = if order.is_empty() { &by_count } else { order };
        let mut rows: Vec<(Cell, Row)> = rows.into_iter().collect();
        rows.sort_by(|a, b| compare(order, a, b));
        let group_count = rows.len();
        let rest = rows.split_off(first.min(group_count));
        let mut other = (!rest.is_empty()).then(Row::default);
        if let Some(other) = &mut other {
            for (_, row) in &rest {
                other.add(row);
            }
        }
        Shown { rows, other, group_count }
    }

    /// True if something is counted in two rows.
    pub fn counts_overlap(&self) -> bool {
        self.rows.values().map(|row| row.count).sum::<usize>() > self.total.count
    }

    /// True if a project gives the same amount to two rows.
    pub fn gifts_overlap(&self) -> bool {
        let givers = |row: &Row, amount: usize, currency: &str| row.gifts[amount].get(currency).map_or(0, BTreeMap::len);
        [0, 1].into_iter().any(|amount| {
            self.total.gifts[amount].keys().any(|currency| {
                let all: usize = self.rows.values().map(|row| givers(row, amount, currency)).sum();
                all > givers(&self.total, amount, currency)
            })
        })
    }
}

/// A series of years has no gaps.
fn fill_years(rows: &mut BTreeMap<Cell, Row>) {
    let number = |cell: &Cell| match &cell[..] {
        [Slot::Value(year)] => year.parse::<u32>().ok(),
        _ => None,
    };
    let years: Vec<u32> = rows.keys().filter_map(number).collect();
    if let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) {
        for year in *first..*last {
            rows.entry(vec![Slot::Value(year.to_string())]).or_default();
        }
    }
}

fn directed(descending: bool, ordering: Ordering) -> Ordering {
    if descending { ordering.reverse() } else { ordering }
}

/// Compares rows; what has no key or no sum comes last in both directions, ties go by keys.
fn compare(order: &[Order], a: &(Cell, Row), b: &(Cell, Row)) -> Ordering {
    let nothing_last = |a: Option<i128>, b: Option<i128>, descending| match (a, b) {
        (Some(a), Some(b)) => directed(descending, a.cmp(&b)),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    let by = |order: &Order| match order.field {
        "KEY" => compare_cells(&a.0, &b.0, order.descending),
        "COUNT" => directed(order.descending, a.1.count.cmp(&b.1.count)),
        "TOTAL_BUDGET" => nothing_last(a.1.sum(0), b.1.sum(0), order.descending),
        _ => nothing_last(a.1.sum(1), b.1.sum(1), order.descending),
    };
    order.iter().map(by).find(|ordering| ordering.is_ne()).unwrap_or_else(|| a.0.cmp(&b.0))
}

fn compare_cells(a: &Cell, b: &Cell, descending: bool) -> Ordering {
    let slot = |(a, b): (&Slot, &Slot)| match (a, b) {
        (Slot::Value(a), Slot::Value(b)) => directed(descending, a.cmp(b)),
        (a, b) => a.cmp(b),
    };
    a.iter().zip(b).map(slot).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}
