//! Counts and exact sums of projects, by the cells of a dimension.
//!
//! Rows and what is unallocated add up to the total, to the cent, unless a project's money is shown whole in several cells.

use std::{cmp::Ordering, collections::HashMap};

use super::{Error, Snapshot, dimension::Dimension, filter::Filter, sql::Sql};

/// Who gets a project's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribution {
    /// The cell of the coordinator; several coordinators' cells in equal parts.
    Coordinator,
    /// Each partner's cell, as much as its participation states; the rest is unallocated.
    Share,
    /// All cells of the project in equal parts; left-over minor units to the first cells in the order of their keys.
    EqualSplit,
    /// All cells of the project, each the whole amount.
    Whole,
}

/// What is asked.
pub struct Question {
    /// Which projects.
    pub filter: Filter,
    /// By what they are counted.
    pub dimension: Option<&'static Dimension>,
    /// How money is attributed; `None` if no money is asked for.
    pub attribution: Option<Attribution>,
    /// The UTC day.
    pub today: String,
}

/// A sum of stated amounts in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The currency.
    pub currency: String,
    /// The sum in minor units.
    pub minor: i128,
    /// How many projects state an amount in it.
    pub projects: i64,
}

/// The two amounts that are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// What projects cost.
    TotalBudget,
    /// What funders give.
    Grant,
}

impl Amount {
    const BOTH: [Self; 2] = [Self::TotalBudget, Self::Grant];

    /// The amount's name in the columns of projects, and in those of participations.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::TotalBudget => ("total_budget", "budget"),
            Self::Grant => ("grant", "grant"),
        }
    }
}

/// One cell, or several added up.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The key of the cell; `None` for projects without one.
    pub key: Option<String>,
    /// How many projects.
    pub count: i64,
    /// What they cost, by currency.
    pub total_budget: Vec<Sum>,
    /// What funders give, by currency.
    pub grant: Vec<Sum>,
}

/// What came of a question.
#[derive(Debug, Default)]
pub struct Statistics {
    /// All cells, in no particular order.
    pub rows: Vec<Row>,
    /// Money that the attribution gives to nobody.
    pub unallocated: Option<Row>,
    /// All projects once.
    pub total: Row,
    /// True if a project is in two rows.
    pub counts_overlap: bool,
    /// True if an amount is in two rows.
    pub sums_overlap: bool,
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

    /// Adds another row to this one.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        for amount in Amount::BOTH {
            for sum in other.sums(amount) {
                let sums = self.sums_mut(amount);
                match sums.iter_mut().find(|mine| mine.currency == sum.currency) {
                    Some(mine) => {
                        mine.minor += sum.minor;
                        mine.projects += sum.projects;
                    }
                    None => sums.push(sum.clone()),
                }
            }
            self.sums_mut(amount).sort_by(|a, b| a.currency.cmp(&b.currency));
        }
    }

    /// Compares by key; projects without one come last.
    #[must_use]
    pub fn compare_keys(&self, other: &Self) -> Ordering {
        (self.key.is_none(), &self.key).cmp(&(other.key.is_none(), &other.key))
    }
}

/// Answers a question.
pub async fn project_statistics(snapshot: &Snapshot, question: &Question) -> Result<Statistics, Error> {
    let languages: Vec<String> =
        if question.filter.searches() { snapshot.search_languages().await?.to_vec() } else { Vec::new() };
    let asking = Asking { snapshot, question, languages };
    let total = asking.total().await?;
    let Some(dimension) = question.dimension else {
        return Ok(Statistics { rows: vec![total.clone()], total, ..Statistics::default() });
    };
    let mut rows = asking.counts(dimension).await?;
    let mut unallocated = None;
    if let Some(attribution) = question.attribution {
        asking.sums(dimension, attribution, &mut rows).await?;
        if matches!(attribution, Attribution::Coordinator | Attribution::Share) {
            unallocated = asking.rest(dimension, attribution).await?;
        }
    }
    let mut all = Row::default();
    for row in &rows {
        all.add(row);
    }
    let more = |amount| {
        all.sums(amount).iter().any(|sum| sum.projects > total.sum(amount, &sum.currency).map_or(0, |whole| whole.projects))
    };
    let sums_overlap = question.attribution == Some(Attribution::Whole) && Amount::BOTH.into_iter().any(more);
    Ok(Statistics { counts_overlap: all.count > total.count, sums_overlap, rows, unallocated, total })
}

struct Asking<'a> {
    snapshot: &'a Snapshot,
    question: &'a Question,
    languages: Vec<String>,
}

impl Asking<'_> {
    /// Begins a statement with the filtered projects as `base`.
    fn base(&self) -> Sql {
        let mut sql = self.snapshot.sql(
            "WITH base AS (SELECT t.id, t.total_budget_minor, t.total_budget_currency, t.grant_minor, t.grant_currency FROM project t WHERE ",
        );
        self.question.filter.write(&mut sql, "t", &self.languages);
        sql.push(")");
        sql
    }

    /// The same with the cells of each project as `placed`.
    fn placed(&self, dimension: &Dimension) -> Sql {
        let mut sql = self.base();
        sql.push(", placed AS (SELECT DISTINCT b.id, c.key FROM base b LEFT JOIN ");
        dimension.write_cells(&mut sql, &self.question.today);
        sql.push(" c ON c.id = b.id)");
        sql
    }

    /// The same with what each cell gets of each project as `given`.
    fn given(&self, dimension: &Dimension, attribution: Attribution) -> Sql {
        let mut sql = self.placed(dimension);
        match (attribution, dimension.participation) {
            (Attribution::Share, Some(cell)) => {
                sql.push(", given AS (");
                sql.separated(" UNION ALL ", Amount::BOTH, |sql, amount| {
                    let (name, own) = amount.columns();
                    sql.push(&format!(
                        "SELECT '{name}' AS amount, p.project_id AS id, {cell} AS key, p.{own}_currency AS currency, p.{own}_minor AS minor \
                         FROM participation p JOIN partner s ON s.id = p.partner_id JOIN base b ON b.id = p.project_id \
                         WHERE p.{own}_minor IS NOT NULL AND {cell} IS NOT NULL"
                    ));
                });
                sql.push(")");
            }
            (Attribution::Coordinator, Some(cell)) => {
                sql.push(&format!(
                    ", owners AS (SELECT DISTINCT p.project_id AS id, {cell} AS key FROM participation p \
                     JOIN partner s ON s.id = p.partner_id JOIN base b ON b.id = p.project_id WHERE p.role = 'COORDINATOR')"
                ));
                write_split(&mut sql, "owners", " AND o.key IS NOT NULL");
            }
            (Attribution::Whole, _) => {
                sql.push(", given AS (");
                sql.separated(" UNION ALL ", Amount::BOTH, |sql, amount| {
                    let (name, _) = amount.columns();
                    sql.push(&format!(
                        "SELECT '{name}' AS amount, b.id, o.key, b.{name}_currency AS currency, b.{name}_minor AS minor \
                         FROM placed o JOIN base b ON b.id = o.id WHERE b.{name}_minor IS NOT NULL"
                    ));
                });
                sql.push(")");
            }
            _ => write_split(&mut sql, "placed", ""),
        }
        sql
    }

    async fn total(&self) -> Result<Row, Error> {
        let mut sql = self.base();
        sql.push(" SELECT '' AS amount, NULL AS currency, '0' AS millions, '0' AS units, COUNT(*) AS projects FROM base");
        for amount in Amount::BOTH {
            let (name, _) = amount.columns();
            sql.push(&format!(
                " UNION ALL SELECT '{name}', {name}_currency, {}, COUNT(*) FROM base \
                 WHERE {name}_minor IS NOT NULL GROUP BY {name}_currency",
                sum_of(&format!("{name}_minor"))
            ));
        }
        let mut total = Row::default();
        for row in self.snapshot.rows(sql.statement()).await? {
            match read_sum(&row)? {
                Some((amount, sum)) => total.sums_mut(amount).push(sum),
                None => total.count = row.try_get("", "projects")?,
            }
        }
        sort_sums(&mut total);
        Ok(total)
    }

    async fn counts(&self, dimension: &Dimension) -> Result<Vec<Row>, Error> {
        let mut sql = self.placed(dimension);
        sql.push(" SELECT key, COUNT(*) AS count FROM placed GROUP BY key");
        let rows = self.snapshot.rows(sql.statement()).await?;
        rows.iter()
            .map(|row| Ok(Row { key: row.try_get("", "key")?, count: row.try_get("", "count")?, ..Row::default() }))
            .collect()
    }

    async fn sums(&self, dimension: &Dimension, attribution: Attribution, rows: &mut [Row]) -> Result<(), Error> {
        let mut sql = self.given(dimension, attribution);
        sql.push(&format!(
            " SELECT amount, key, currency, {}, COUNT(DISTINCT id) AS projects FROM given GROUP BY amount, key, currency",
            sum_of("minor")
        ));
        let places: HashMap<Option<String>, usize> = rows.iter().enumerate().map(|(i, row)| (row.key.clone(), i)).collect();
        for row in self.snapshot.rows(sql.statement()).await? {
            let key: Option<String> = row.try_get("", "key")?;
            if let (Some((amount, sum)), Some(place)) = (read_sum(&row)?, places.get(&key)) {
                rows[*place].sums_mut(amount).push(sum);
            }
        }
        rows.iter_mut().for_each(sort_sums);
        Ok(())
    }

    /// What is left of the projects' stated amounts when every cell has got its part.
    async fn rest(&self, dimension: &Dimension, attribution: Attribution) -> Result<Option<Row>, Error> {
        let mut sql = self.given(dimension, attribution);
        sql.push(", rests AS (SELECT amount, id, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM (");
        sql.separated(" UNION ALL ", Amount::BOTH, |sql, amount| {
            let (name, _) = amount.columns();
            sql.push(&format!(
                "SELECT '{name}' AS amount, id, {name}_currency AS currency, {name}_minor AS minor FROM base WHERE {name}_minor IS NOT NULL"
            ));
        });
        sql.push(&format!(
            " UNION ALL SELECT amount, id, currency, -minor FROM given) parts GROUP BY amount, id, currency HAVING SUM(minor) <> 0) \
             SELECT amount, currency, {}, COUNT(*) AS projects FROM rests GROUP BY amount, currency \
             UNION ALL SELECT '', NULL, '0', '0', COUNT(DISTINCT id) FROM rests",
            sum_of("minor")
        ));
        let mut rest = Row::default();
        for row in self.snapshot.rows(sql.statement()).await? {
            match read_sum(&row)? {
                Some((amount, sum)) => rest.sums_mut(amount).push(sum),
                None => rest.count = row.try_get("", "projects")?,
            }
        }
        sort_sums(&mut rest);
        Ok((rest.count > 0).then_some(rest))
    }
}

/// Writes `given`: each project's amounts in equal parts to its cells in `owners`, left-over minor units to the first ones. Parts that
/// miss the condition are given to nobody.
fn write_split(sql: &mut Sql, owners: &str, condition: &str) {
    sql.push(&format!(
        ", parts AS (SELECT id, key, COUNT(*) OVER (PARTITION BY id) AS n, ROW_NUMBER() OVER (PARTITION BY id ORDER BY key NULLS LAST) AS r FROM {owners}), given AS ("
    ));
    sql.separated(" UNION ALL ", Amount::BOTH, |sql, amount| {
        let (name, _) = amount.columns();
        let minor = format!("b.{name}_minor");
        sql.push(&format!(
            "SELECT '{name}' AS amount, b.id, o.key, b.{name}_currency AS currency, \
             {minor} / o.n + CASE WHEN o.r > ABS({minor} % o.n) THEN 0 WHEN {minor} < 0 THEN -1 ELSE 1 END AS minor \
             FROM parts o JOIN base b ON b.id = o.id WHERE {minor} IS NOT NULL{condition}"
        ));
    });
    sql.push(")");
}

/// An exact sum in two columns, `millions` and `units`: a sum in one would be too large for SQLite's numbers.
fn sum_of(minor: &str) -> String {
    format!("CAST(SUM({minor} / 1000000) AS TEXT) AS millions, CAST(SUM({minor} % 1000000) AS TEXT) AS units")
}

/// The amount and sum of a row; `None` for the row that only counts.
fn read_sum(row: &sea_orm::QueryResult) -> Result<Option<(Amount, Sum)>, Error> {
    let name: String = row.try_get("", "amount")?;
    let Some(amount) = Amount::BOTH.into_iter().find(|amount| amount.columns().0 == name) else { return Ok(None) };
    let part = |column: &str| {
        let text: String = row.try_get("", column)?;
        text.parse::<i128>().map_err(|_| sea_orm::DbErr::Type(format!("{text} is not a whole number")))
    };
    let minor = part("millions")? * 1_000_000 + part("units")?;
    Ok(Some((amount, Sum { currency: row.try_get("", "currency")?, minor, projects: row.try_get("", "projects")? })))
}

fn sort_sums(row: &mut Row) {
    for amount in Amount::BOTH {
        row.sums_mut(amount).sort_by(|a, b| a.currency.cmp(&b.currency));
    }
}
