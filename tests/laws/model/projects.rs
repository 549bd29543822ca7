//! Statistics of projects: who gets whose money.

use std::collections::BTreeSet;

use super::{
    Cells,
    cells::{of_participation, of_project},
    statistics::{Cell, Row, Slot, Statistics, cells},
};
use crate::laws::{
    money::Money,
    registry::{Participation, Project, Registry},
};

/// Who gets a project's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Whole,
    EqualSplit,
    Coordinator,
    Share,
}

/// The dimensions whose values are those of single participations.
const OF_PARTNERS: [&str; 5] = ["PARTNER", "PARTNER_COUNTRY", "COORDINATOR_COUNTRY", "PARTNER_KIND", "ROLE"];
/// The dimensions of which no project has two values.
const SINGLE: [&str; 3] = ["FUNDING_CALL", "START_YEAR", "STATUS"];

impl Rule {
    /// The rules that can be asked for; `None` says nothing, and means the whole amount.
    pub fn fitting(dimensions: &[&str]) -> Vec<Option<Self>> {
        let mut rules = vec![Some(Self::Whole), Some(Self::EqualSplit)];
        if dimensions.iter().any(|dimension| OF_PARTNERS.contains(dimension)) {
            rules.extend([Some(Self::Coordinator), Some(Self::Share)]);
        }
        if dimensions.iter().all(|dimension| SINGLE.contains(dimension)) {
            rules.push(None);
        }
        rules
    }

    /// The name in the schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "WHOLE",
            Self::EqualSplit => "EQUAL_SPLIT",
            Self::Coordinator => "COORDINATOR",
            Self::Share => "SHARE",
        }
    }
}

/// Counts these projects, and gives their money to cells.
pub fn statistics(registry: &Registry, projects: &[usize], dimensions: &[&str], rule: Option<Rule>) -> Statistics {
    let mut statistics = Statistics::default();
    for number in projects {
        let project = Counted::new(registry, *number, dimensions);
        project.count_in(&mut statistics.total);
        for cell in &project.cells {
            project.count_in(statistics.rows.entry(cell.clone()).or_default());
        }
        let mut rest = Row::default();
        for (amount, money) in project.stated() {
            statistics.total.give(amount, money.currency, *number, money.minor.into());
            rest.give(amount, money.currency, *number, money.minor.into());
        }
        for (cell, amount, currency, minor) in project.gifts(rule.unwrap_or(Rule::Whole)) {
            statistics.rows.entry(cell).or_default().give(amount, currency, *number, minor);
            rest.give(amount, currency, *number, -minor);
        }
        for gifts in &mut rest.gifts {
            gifts.retain(|_, gifts| gifts.values().any(|minor| *minor != 0));
        }
        let shared = rule.is_some_and(|rule| rule != Rule::Whole);
        if shared && rest.gifts.iter().any(|gifts| !gifts.is_empty()) {
            project.count_in(&mut rest);
            statistics.unallocated.add(&rest);
        }
    }
    statistics
}

/// A project as it is counted.
struct Counted<'a> {
    registry: &'a Registry,
    number: usize,
    project: &'a Project,
    dimensions: &'a [&'a str],
    /// Its values of all dimensions.
    values: Cells,
    /// The cells that it is in.
    cells: BTreeSet<Cell>,
}

/// The cell that gets it, the number of the amount, the currency and the minor units.
type Gift = (Cell, usize, &'static str, i128);

impl<'a> Counted<'a> {
    fn new(registry: &'a Registry, number: usize, dimensions: &'a [&'a str]) -> Self {
        let project = &registry.projects[number];
        let values = of_project(registry, project);
        let cells = cells(dimensions.iter().map(|dimension| &values[dimension]));
        Self { registry, number, project, dimensions, values, cells }
    }

    fn count_in(&self, row: &mut Row) {
        let partners = self.project.participations.iter().map(|participation| self.registry.partner_number(participation));
        row.count += 1;
        row.projects.insert(self.number);
        row.partners.extend(partners);
    }

    fn stated(&self) -> impl Iterator<Item = (usize, Money)> + use<> {
        numbered([self.project.budget, self.project.grant])
    }

    /// The cells of one participation: its own values where a dimension is of partners, those of the project elsewhere.
    fn cells_of(&self, participation: &Participation) -> BTreeSet<Cell> {
        let own = of_participation(self.registry, participation);
        cells(self.dimensions.iter().map(|dimension| own.get(dimension).unwrap_or(&self.values[dimension])))
    }

    /// True if the values of partners are known; otherwise nobody is known to get the money.
    fn is_known(&self, cell: &Cell) -> bool {
        let known = |(dimension, slot): (&&str, &Slot)| !OF_PARTNERS.contains(dimension) || *slot != Slot::Missing;
        self.dimensions.iter().zip(cell).all(known)
    }

    fn gifts(&self, rule: Rule) -> Vec<Gift> {
        let mut gifts: Vec<Gift> = match rule {
            Rule::Whole => {
                let whole = |(amount, money): (usize, Money)| {
                    self.cells.iter().map(move |cell| (cell.clone(), amount, money.currency, i128::from(money.minor)))
                };
                return self.stated().flat_map(whole).collect();
            }
            Rule::EqualSplit => return self.stated().flat_map(|money| split(money, &self.cells)).collect(),
            Rule::Coordinator => {
                let coordinators =
                    self.project.participations.iter().filter(|participation| participation.role == Some("COORDINATOR"));
                let cells: BTreeSet<Cell> = coordinators.flat_map(|participation| self.cells_of(participation)).collect();
                self.stated().flat_map(|money| split(money, &cells)).collect()
            }
            Rule::Share => {
                let own = |participation: &Participation| {
                    let cells = self.cells_of(participation);
                    numbered([participation.budget, participation.grant])
                        .flat_map(|money| split(money, &cells))
                        .collect::<Vec<_>>()
                };
                self.project.participations.iter().flat_map(own).collect()
            }
        };
        gifts.retain(|(cell, ..)| self.is_known(cell));
        gifts
    }
}

/// The amounts that are stated, with their numbers.
pub fn numbered(amounts: [Option<Money>; 2]) -> impl Iterator<Item = (usize, Money)> {
    amounts.into_iter().enumerate().filter_map(|(amount, money)| Some((amount, money?)))
}

/// An amount in equal parts; minor units that are left over go to the first cells in the order of their keys.
fn split((amount, money): (usize, Money), cells: &BTreeSet<Cell>) -> Vec<Gift> {
    let (minor, parts) = (i128::from(money.minor), cells.len() as i128);
    let part = |(i, cell): (i128, &Cell)| (cell.clone(), amount, money.currency, minor / parts + i128::from(i < minor % parts));
    (0..).zip(cells).map(part).collect()
}
