//! Rows of statistics as the server gives them, and as the model does: what can be compared.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    ask::{items, number, text},
    model::statistics::{Cell, Gifts, Row, Slot},
    money,
    names::Names,
};

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub struct Figures {
    pub count: usize,
    /// Where participations are counted, their projects.
    projects: Option<usize>,
    partners: usize,
    /// Budgets and grants by currency.
    pub sums: [BTreeMap<String, Sum>; 2],
}

/// A sum in one currency, in minor units.
#[derive(Debug, PartialEq, Eq)]
pub struct Sum {
    pub minor: i128,
    projects: usize,
    minimum: i128,
    /// Of an even number the lower middle value.
    median: i128,
    maximum: i128,
}

/// What is asked of each row, with the name of the first of the amounts.
pub fn selection(budget: &str, more: &str) -> String {
    let sums = "{ amount currency projectCount minimum median maximum }";
    format!("{{ keys {{ dimension kind key }} count partnerCount {more} {budget} {sums} grant {sums} }}")
}

impl Figures {
    /// Reads a row.
    pub fn read(row: &Value, budget: &str) -> Self {
        Self {
            count: number(&row["count"]),
            projects: row.get("projectCount").map(number),
            partners: number(&row["partnerCount"]),
            sums: [&row[budget], &row["grant"]].map(|sums| items(sums).map(Sum::read).collect()),
        }
    }

    /// What the model says.
    pub fn of(row: &Row, with_projects: bool) -> Self {
        Self {
            count: row.count,
            projects: with_projects.then_some(row.projects.len()),
            partners: row.partners.len(),
            sums: [0, 1].map(|amount| sums(&row.gifts[amount])),
        }
    }
}

fn sums(gifts: &Gifts) -> BTreeMap<String, Sum> {
    let given = gifts.iter().filter(|(_, gifts)| !gifts.is_empty());
    given.map(|(currency, gifts)| ((*currency).to_owned(), Sum::of(gifts.values().copied().collect()))).collect()
}

impl Sum {
    fn read(sum: &Value) -> (String, Self) {
        let currency = text(&sum["currency"]);
        let minor = |field: &str| money::minor(text(&sum[field]), currency);
        let sum = Self {
            minor: minor("amount"),
            projects: number(&sum["projectCount"]),
            minimum: minor("minimum"),
            median: minor("median"),
            maximum: minor("maximum"),
        };
        (currency.to_owned(), sum)
    }

    fn of(mut gifts: Vec<i128>) -> Self {
        gifts.sort_unstable();
        Self {
            minor: gifts.iter().sum(),
            projects: gifts.len(),
            minimum: gifts[0],
            median: gifts[(gifts.len() - 1) / 2],
            maximum: gifts[gifts.len() - 1],
        }
    }
}

/// Reads the keys of a row, which must name these dimensions.
pub fn cell(names: &Names, row: &Value, dimensions: &[&str]) -> Cell {
    let named: Vec<&str> = items(&row["keys"]).map(|value| text(&value["dimension"])).collect();
    assert_eq!(named, dimensions, "the dimensions of {row}");
    let slot = |value: &Value| match text(&value["kind"]) {
        "VALUE" => Slot::Value(names.key(text(&value["key"]))),
        "MISSING" if value["key"].is_null() => Slot::Missing,
        other => panic!("{other} is no kind of a row: {row}"),
    };
    items(&row["keys"]).map(slot).collect()
}

/// Checks that a row which is no single cell says so in each dimension.
pub fn stands_in(row: &Value, kind: &str, dimensions: &[&str]) {
    let named: Vec<&str> = items(&row["keys"]).map(|value| text(&value["dimension"])).collect();
    assert_eq!(named, dimensions, "the dimensions of {row}");
    assert!(items(&row["keys"]).all(|value| value["kind"] == kind && value["key"].is_null()), "{kind}: {row}");
}
