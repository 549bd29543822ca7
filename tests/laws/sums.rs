//! Statistics of projects: rows, other, unallocated and total are as the model says, and add up to the cent.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    ask::{self, items, number},
    figures::{Figures, cell, selection, stands_in},
    model::{
        cells::OF_PROJECTS,
        filter::{Entry, Filter},
        list::List,
        projects::{self, Rule},
        statistics::{Cell, Slot},
    },
    names::Names,
    questions::{ListQuestion, Order, arguments},
    registry::Registry,
};
use crate::common::client::Client;

/// How many rows of one statistic are looked for by their keys.
const TRIED: usize = 5;

/// The orders that the dimensions are asked in, one after the other.
const ORDERS: [Order; 8] = [
    Order { field: "KEY", descending: false },
    Order { field: "COUNT", descending: false },
    Order { field: "TOTAL_BUDGET", descending: true },
    Order { field: "GRANT", descending: false },
    Order { field: "KEY", descending: true },
    Order { field: "COUNT", descending: true },
    Order { field: "TOTAL_BUDGET", descending: false },
    Order { field: "GRANT", descending: true },
];

/// A statistic that is asked for.
struct Asked<'a> {
    filter: &'a Filter<'a>,
    dimensions: Vec<&'static str>,
    rule: Option<Rule>,
    order: Vec<Order>,
    first: usize,
}

pub fn check(client: &Client, registry: &Registry, names: &Names, list: &List) {
    let everything = Filter::new(list, names, &ListQuestion::default());
    let filters: Vec<Filter> = registry.questions.lists.iter().map(|question| Filter::new(list, names, question)).collect();
    let mut asked = vec![plain(&everything, vec![], None, 0), plain(&everything, vec![], None, 50)];
    for (i, dimension) in OF_PROJECTS.into_iter().enumerate() {
        for (j, rule) in Rule::fitting(&[dimension]).into_iter().enumerate() {
            let order = vec![ORDERS[(i + j) % ORDERS.len()]];
            let first = if (i + j) % 3 == 0 { 2 } else { 10_000 };
            asked.push(Asked { order, ..plain(&everything, vec![dimension], rule, first) });
        }
    }
    for (i, question) in registry.questions.statistics.iter().enumerate() {
        let dimensions = question.of(&OF_PROJECTS);
        let rules = Rule::fitting(&dimensions);
        let filter = question.filter.and_then(|number| filters.get(number % filters.len())).unwrap_or(&everything);
        asked.push(Asked { order: question.order.clone(), ..plain(filter, dimensions, rules[i % rules.len()], question.first) });
    }
    let fields: Vec<String> = asked.iter().map(Asked::field).collect();
    let answers = ask::all(client, &fields);
    for ((asked, field), answer) in asked.iter().zip(&fields).zip(&answers) {
        asked.check(registry, names, answer, field);
    }
    for (asked, answer) in asked.iter().zip(&answers).filter(|(asked, _)| asked.dimensions.len() > 1) {
        asked.keys_find_what_they_count(client, names, list, answer);
    }
}

fn plain<'a>(filter: &'a Filter<'a>, dimensions: Vec<&'static str>, rule: Option<Rule>, first: usize) -> Asked<'a> {
    Asked { filter, dimensions, rule, order: vec![], first }
}

impl Asked<'_> {
    fn field(&self) -> String {
        let rule = self.rule.map(|rule| format!(", attribution: {}", rule.name())).unwrap_or_default();
        let row = selection("totalBudget", "");
        format!(
            "projectStatistics({}, {}{rule}) {{ groupCount attribution countsOverlap sumsOverlap \
             rows {row} other {row} unallocated {row} total {row} }}",
            self.filter.arguments(&[]),
            arguments(&self.dimensions, &self.order, self.first)
        )
    }

    fn check(&self, registry: &Registry, names: &Names, answer: &Value, what: &str) {
        let model = projects::statistics(registry, &self.filter.numbers(), &self.dimensions, self.rule);
        let read = |row: &Value| Figures::read(row, "totalBudget");
        let shown = model.shown(&self.dimensions, &self.order, self.first);
        let rows: Vec<(Cell, Figures)> =
            items(&answer["rows"]).map(|row| (cell(names, row, &self.dimensions), read(row))).collect();
        let expected: Vec<(Cell, Figures)> =
            shown.rows.iter().map(|(cell, row)| (cell.clone(), Figures::of(row, false))).collect();
        assert_eq!(rows, expected, "the rows of {what}");
        assert_eq!(number(&answer["groupCount"]), shown.group_count, "groupCount of {what}");

        let part = |name: &str| (!answer[name].is_null()).then(|| read(&answer[name]));
        let (other, unallocated) = (part("other"), part("unallocated"));
        assert_eq!(other, shown.other.as_ref().map(|row| Figures::of(row, false)), "the other rows of {what}");
        let nobody = (model.unallocated.count > 0).then(|| Figures::of(&model.unallocated, false));
        assert_eq!(unallocated, nobody, "what is unallocated of {what}");
        let total = read(&answer["total"]);
        assert_eq!(total, Figures::of(&model.total, false), "the total of {what}");
        for (name, kind) in [("other", "OTHER"), ("unallocated", "UNALLOCATED")] {
            if !answer[name].is_null() {
                stands_in(&answer[name], kind, &self.dimensions);
            }
        }

        assert_eq!(answer["attribution"].as_str(), self.rule.map(Rule::name), "{what}");
        let counts_overlap = model.counts_overlap();
        let sums_overlap = self.rule.is_none_or(|rule| rule == Rule::Whole) && model.gifts_overlap();
        assert_eq!(answer["countsOverlap"], counts_overlap, "countsOverlap of {what}");
        assert_eq!(answer["sumsOverlap"], sums_overlap, "sumsOverlap of {what}");
        if self.dimensions.is_empty() {
            return;
        }
        let counted: usize = rows.iter().map(|(_, row)| row).chain(&other).map(|row| row.count).sum();
        if !counts_overlap {
            assert_eq!(counted, total.count, "the counts of {what}");
        }
        if !sums_overlap {
            let parts = || rows.iter().map(|(_, row)| row).chain(&other).chain(&unallocated);
            for amount in [0, 1] {
                assert_eq!(added(parts(), amount), added([&total].into_iter(), amount), "the sums of {what}");
            }
        }
    }

    /// All keys of a row together find the projects that it counts.
    fn keys_find_what_they_count(&self, client: &Client, names: &Names, list: &List, answer: &Value) {
        let entries = |row: &Value| {
            let cell = cell(names, row, &self.dimensions);
            let entry = |(dimension, slot): (&&'static str, &Slot)| match slot {
                Slot::Value(key) => Entry::cell(dimension, Some(key)),
                Slot::Missing => Entry::cell(dimension, None),
            };
            self.dimensions.iter().zip(&cell).map(entry).collect::<Vec<_>>()
        };
        let rows: Vec<&Value> = items(&answer["rows"]).take(TRIED).collect();
        let field = |row: &&Value| format!("{}({}, first: 0) {{ totalCount }}", list.field, self.filter.arguments(&entries(row)));
        let fields: Vec<String> = rows.iter().map(field).collect();
        for ((row, field), found) in rows.iter().zip(&fields).zip(ask::all(client, &fields)) {
            assert_eq!(found["totalCount"], row["count"], "{field}");
        }
    }
}

/// The sums of an amount by currency; what comes and goes again is nothing.
fn added<'a>(rows: impl Iterator<Item = &'a Figures>, amount: usize) -> BTreeMap<&'a str, i128> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for (currency, sum) in rows.flat_map(|row| &row.sums[amount]) {
        *sums.entry(currency).or_default() += sum.minor;
    }
    sums.retain(|_, minor| *minor != 0);
    sums
}
