//! Counts and exact sums of projects or participations, by the cells of up to three dimensions.
//!
//! Rows, other and what is unallocated add up to the total, to the cent, unless a project's money is shown whole in several cells.
//!
//! A cell is a combination of values, one of each dimension; a project is in all combinations of its values. `plan` writes the common
//! table expressions that all statements of a statistic begin with: `base` (who is counted, with amounts and single values), `c1` to `c3`
//! (the other values), `placed` (a line for each project and cell) and `given` (what each cell gets of each project's money, after the rule
//! of attribution). Cells are grouped by row numbers; keys are looked up only for the cells that come out.
//!
//! All rows come to the program, which puts them in order and adds up those that are not shown; that is why there may be so many and no
//! more. Money is summed in two parts, millions of minor units and the rest, as SQLite has no integers that are large enough.
//! Indicators are added up in the program, with as many digits as they have.

mod exact;
mod indicators;
mod order;
mod plan;
mod read;

pub use self::{
    indicators::{IndicatorRow, Indicators, LeftOut, indicators},
    order::{By, Part, compare},
};

use std::collections::{HashMap, HashSet};

use self::{plan::Plan, read::Shown};
use super::{Error, Snapshot, dimension::Dimension, filter::Filter};

/// The most cells that one statistic may have, each currency apart: all of them are put in order, and what is not shown is added up.
pub const MAX_CELLS: usize = 200_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Projects; the rule says who gets their money.
    Projects(Attribution),
    /// Participations, each with its own money.
    Participations,
    /// Results, for their indicators.
    Results,
}

/// Who gets a project's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// The cells of the coordinators in equal parts.
    Coordinator,
    /// The cells of each participation, as much as it states; the rest is unallocated.
    Share,
    /// All cells of the project in equal parts; left-over minor units to the first cells in the order of their keys.
    EqualSplit,
    /// All cells of the project, each the whole amount.
    Whole,
}

/// What is asked.
pub struct Question {
    /// What is counted.
    pub counted: Counted,
    /// Which projects or participations.
    pub filter: Filter,
    /// By what they are counted.
    pub dimensions: Vec<&'static Dimension>,
    /// Which amounts are summed.
    pub amounts: Vec<Amount>,
    /// The order of the rows.
    pub order: Vec<Part>,
    /// How many rows are shown.
    pub first: usize,
    /// What is to be found out.
    pub wanted: HashSet<(Section, Measure)>,
    /// True if it is to be counted how many lack a value.
    pub lacking: bool,
    /// True if it is to be found out what the sources ask to be shown.
    pub attributions: bool,
    /// The UTC day.
    pub today: String,
}

/// A part of a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Section {
    Rows,
    Other,
    Unallocated,
    Total,
}

/// What is found out of a part of a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Counts and sums.
    Basics,
    /// How many distinct projects.
    Projects,
    /// How many distinct partners.
    Partners,
    /// How many projects state each amount.
    Stated,
    /// Minimum, median and maximum of what projects give.
    Spread,
}

/// The two amounts that are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// What projects cost; the own budget of a participation.
    TotalBudget,
    /// What funders give.
    Grant,
}

/// A sum of stated amounts in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The currency.
    pub currency: String,
    /// The sum in minor units.
    pub minor: i128,
    /// How many projects or participations state it, of the total.
    pub records: i64,
    /// How many projects give to it.
    pub projects: i64,
    /// What single projects give.
    pub spread: Option<Spread>,
}

/// What single projects give to a sum, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Spread {
    pub minimum: i64,
    /// Of an even number the lower middle value.
    pub median: i64,
    pub maximum: i64,
}

/// One cell, or several added up.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The keys of the cell in the order of the dimensions; `None` for what has no value.
    pub keys: Vec<Option<String>>,
    /// The cell as statements name it.
    cell: String,
    /// How many projects or participations.
    pub count: i64,
    /// How many distinct projects, where participations are counted.
    pub projects: i64,
    /// How many distinct partners they have.
    pub partners: i64,
    /// What they cost, by currency.
    pub total_budget: Vec<Sum>,
    /// What funders give, by currency.
    pub grant: Vec<Sum>,
}

/// What came of a question.
#[derive(Debug, Default)]
pub struct Statistics {
    /// All cells in the order asked for.
    pub rows: Vec<Row>,
    /// The rows that are not shown, added up.
    pub other: Option<Row>,
    /// Money that the attribution gives to nobody.
    pub unallocated: Option<Row>,
    /// Of how many projects the partners' shares exceed the stated amount.
    pub exceeded: i64,
    /// Everything once.
    pub total: Row,
    /// How many have no value of each dimension.
    pub lacking: Vec<i64>,
    /// What the sources ask to be shown, each once.
    pub attributions: Vec<String>,
    /// True if something is counted in two rows.
    pub counts_overlap: bool,
    /// True if an amount is in two rows.
    pub sums_overlap: bool,
}

impl Question {
    /// A question that wants nothing but rows.
    #[must_use]
    pub fn plain(counted: Counted, filter: Filter, dimensions: Vec<&'static Dimension>, first: usize, today: String) -> Self {
        let (amounts, order, wanted) = (Vec::new(), Vec::new(), HashSet::new());
        Self { counted, filter, dimensions, amounts, order, first, wanted, lacking: false, attributions: false, today }
    }

    /// True if this is to be found out. Without dimensions the total is the only row.
    fn wants(&self, section: Section, measure: Measure) -> bool {
        if self.dimensions.is_empty() {
            section == Section::Total && self.wanted.iter().any(|(_, wanted)| *wanted == measure)
        } else {
            self.wanted.contains(&(section, measure))
        }
    }

    /// True if the rule may leave money that nobody gets.
    fn leaves_money(&self) -> bool {
        let rule = matches!(self.counted, Counted::Projects(Attribution::Coordinator | Attribution::Share));
        rule && !self.amounts.is_empty()
    }

    /// True if an amount may come in several pieces from one project to one cell.
    fn in_pieces(&self) -> bool {
        matches!(self.counted, Counted::Projects(Attribution::Share) | Counted::Participations)
    }
}

impl Amount {
    /// The name in statements.
    fn name(self) -> &'static str {
        match self {
            Self::TotalBudget => "total_budget",
            Self::Grant => "grant",
        }
    }

    /// The name in the columns of participations.
    fn own(self) -> &'static str {
        match self {
            Self::TotalBudget => "budget",
            Self::Grant => "grant",
        }
    }
}

impl Row {
    /// The sums of one amount.
    #[must_use]
    pub fn sums(&self, amount: Amount) -> &[Sum] {
        match amount {
            Amount::TotalBudget => &self.total_budget,
            Amount::Grant => &self.grant,
        }
    }

    fn sums_mut(&mut self, amount: Amount) -> &mut Vec<Sum> {
        match amount {
            Amount::TotalBudget => &mut self.total_budget,
            Amount::Grant => &mut self.grant,
        }
    }

    /// The sum of one amount in one currency.
    #[must_use]
    pub fn sum(&self, amount: Amount, currency: &str) -> Option<&Sum> {
        self.sums(amount).iter().find(|sum| sum.currency == currency)
    }

    /// The sum of one amount in one currency, which is 0 as long as nothing is added; sums stay in the order of their currencies.
    fn sum_mut(&mut self, amount: Amount, currency: &str) -> &mut Sum {
        let sums = self.sums_mut(amount);
        let place = sums.partition_point(|sum| sum.currency.as_str() < currency);
        if sums.get(place).is_none_or(|sum| sum.currency != currency) {
            sums.insert(place, Sum { currency: currency.to_owned(), minor: 0, records: 0, projects: 0, spread: None });
        }
        &mut sums[place]
    }

    /// Takes each record that states an amount for a project that gives to the sum.
    fn count_projects(&mut self) {
        for amount in [Amount::TotalBudget, Amount::Grant] {
            self.sums_mut(amount).iter_mut().for_each(|sum| sum.projects = sum.records);
        }
    }

    /// Adds counts and sums of another row to this one.
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        for amount in [Amount::TotalBudget, Amount::Grant] {
            for sum in other.sums(amount) {
                let mine = self.sum_mut(amount, &sum.currency);
                mine.minor += sum.minor;
                mine.projects += sum.projects;
            }
        }
    }
}

/// Answers a question; `None` if it has more than `MAX_CELLS` cells.
pub async fn statistics(snapshot: &Snapshot, question: &Question) -> Result<Option<Statistics>, Error> {
    let plan = Plan::new(snapshot, question).await?;
    let mut found = Statistics::default();
    if question.wants(Section::Total, Measure::Basics) {
        found.total = plan.total().await?;
    }
    if question.dimensions.is_empty() {
        found.rows.push(found.total.clone());
    } else if question.wants(Section::Rows, Measure::Basics) {
        let Some(rows) = plan.rows().await? else { return Ok(None) };
        found.rows = rows;
        fill_years(question, &mut found.rows);
        found.rows.sort_by(|a, b| compare(&question.order, a, b));
    }
    if question.wants(Section::Unallocated, Measure::Basics) && question.leaves_money() {
        (found.unallocated, found.exceeded) = plan.unallocated().await?;
    }
    let mut all = Row::default();
    for (i, row) in found.rows.iter().enumerate() {
        all.add(row);
        if i >= question.first {
            found.other.get_or_insert_default().add(row);
        }
    }
    if question.wants(Section::Total, Measure::Basics) {
        found.counts_overlap = all.count > found.total.count;
        let whole = question.counted == Counted::Projects(Attribution::Whole);
        found.sums_overlap = whole && question.amounts.iter().any(|amount| more(&all, &found.total, *amount));
    }
    let cells = found.rows.iter().take(question.first).map(|row| row.cell.clone()).collect();
    let shown = Shown { cells, all: found.rows.len() <= question.first };
    let places: HashMap<&str, usize> = shown.cells.iter().enumerate().map(|(i, cell)| (cell.as_str(), i)).collect();
    for distinct in plan.distinct(&shown).await? {
        if let Some(row) = found.row_mut(&places, distinct.section, &distinct.cell) {
            let number = if distinct.measure == Measure::Projects { &mut row.projects } else { &mut row.partners };
            *number = distinct.number;
        }
    }
    for pieces in plan.pieces(&shown).await? {
        if let Some(row) = found.row_mut(&places, pieces.section, &pieces.cell) {
            let sum = row.sum_mut(pieces.amount, &pieces.currency);
            (sum.projects, sum.spread) = (pieces.projects, pieces.spread);
        }
    }
    if question.dimensions.is_empty() {
        found.other = found.other.map(|_| found.total.clone());
        found.rows = vec![found.total.clone()];
    }
    if question.lacking {
        found.lacking = plan.lacking().await?;
    }
    if question.attributions {
        found.attributions = plan.attributions().await?;
    }
    Ok(Some(found))
}

impl Statistics {
    /// The row that a statement speaks of, if it is shown.
    fn row_mut(&mut self, places: &HashMap<&str, usize>, section: Section, cell: &str) -> Option<&mut Row> {
        match section {
            Section::Rows => places.get(cell).map(|place| &mut self.rows[*place]),
            Section::Other => self.other.as_mut(),
            Section::Unallocated => self.unallocated.as_mut(),
            Section::Total => Some(&mut self.total),
        }
    }
}

/// True if more projects give to the rows than there are.
fn more(rows: &Row, total: &Row, amount: Amount) -> bool {
    rows.sums(amount).iter().any(|sum| sum.projects > total.sum(amount, &sum.currency).map_or(0, |whole| whole.projects))
}

/// A series of years has no gaps.
fn fill_years(question: &Question, rows: &mut Vec<Row>) {
    let [dimension] = question.dimensions[..] else { return };
    let by_key = matches!(question.order.first(), Some(Part { by: By::Key, .. }));
    if !by_key || !dimension.is_of_years() {
        return;
    }
    let years: HashSet<i32> = rows.iter().filter_map(|row| row.keys[0].as_ref()?.parse().ok()).collect();
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else { return };
    let missing = (*first..*last).filter(|year| !years.contains(year));
    rows.extend(missing.map(|year| Row { keys: vec![Some(format!("{year:04}"))], cell: format!("{year:04}"), ..Row::default() }));
}
