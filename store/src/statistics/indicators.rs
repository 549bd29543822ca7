//! Sums of what indicators aim at and reach. They add up only where concept, unit and comparator are the same.

use std::collections::{HashMap, HashSet};

use entity::Quantity;
use record::{Comparator, Number};
use rust_decimal::Decimal;
use sea_orm::{DbErr, FromQueryResult, QueryResult};

use super::{
    MAX_CELLS, Question,
    exact::ExactSum,
    order,
    plan::{Plan, tables_of_keys},
};
use crate::{Error, Snapshot, closed::read_closed, latest_period::LatestValues};

/// Units of which a sum means nothing.
const NOT_ADDITIVE: [&str; 13] = [
    "%",
    "AVERAGE",
    "DEGREE",
    "INDEX",
    "MEAN",
    "MEDIAN",
    "PERCENT",
    "PERCENTAGE",
    "PERCENTAGE_POINT",
    "PER_MILLE",
    "RATE",
    "RATIO",
    "SCORE",
];

/// Why values were not added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeftOut {
    /// Neither target nor actual value is stated.
    NoValue,
    /// What is stated is prose.
    Prose,
    /// A number without a unit.
    NoUnit,
    /// A number in a unit that doesn't add up.
    NotAdditive,
    /// One of target and actual value is prose, while the other one was added up.
    ProseInPart,
}

/// What adds up.
#[derive(Clone, Debug, Default)]
pub struct IndicatorRow {
    /// The keys of the cell in the order of the dimensions; `None` for what has no value.
    pub keys: Vec<Option<String>>,
    /// The row number of the concept.
    pub concept: Option<i64>,
    /// The unit.
    pub unit: String,
    /// Whether the numbers are exact or bounds.
    pub comparator: Comparator,
    /// How many results.
    pub results: usize,
    /// What is aimed at; `None` if no target has this comparator.
    pub target: Option<ExactSum>,
    /// What was reached; `None` if no actual value has this comparator.
    pub actual: Option<ExactSum>,
}

/// What came of a question about indicators.
#[derive(Debug, Default)]
pub struct Indicators {
    /// All rows, those of the most results first.
    pub rows: Vec<IndicatorRow>,
    /// How many indicators were left out, by reason.
    pub left_out: Vec<(LeftOut, i64)>,
    /// How many results there are.
    pub results: i64,
    /// How many indicators they have.
    pub indicators: i64,
    /// How many of them were added up.
    pub added: i64,
    /// True if an indicator is in several cells.
    pub overlap: bool,
}

/// What makes numbers comparable within a cell.
#[derive(PartialEq, Eq, Hash)]
struct SumKey {
    keys: Vec<Option<String>>,
    concept: Option<(String, i64)>,
    unit: String,
    comparator: Comparator,
}

#[derive(Default)]
struct Sums {
    results: HashSet<i64>,
    target: Option<ExactSum>,
    actual: Option<ExactSum>,
}

/// Adds up the indicators of results; `None` if that makes more than `MAX_CELLS` rows.
pub async fn indicators(snapshot: &Snapshot, question: &Question) -> Result<Option<Indicators>, Error> {
    let plan = Plan::new(snapshot, question).await?;
    let mut found = Indicators { results: plan.total().await?.count, ..Indicators::default() };
    let latest = latest(&plan).await?;
    let mut seen: HashSet<i64> = HashSet::new();
    let mut sums: HashMap<SumKey, Sums> = HashMap::new();
    let mut left_out: HashMap<LeftOut, i64> = HashMap::new();
    let mut sql = plan.begin();
    sql.push(&format!(
        " SELECT g.*, n.key AS concept{} FROM (SELECT t.id, t.result_id, t.concept_id, t.unit, t.target, t.actual",
        plan.keys("g")
    ));
    plan.write_parts(&mut sql, "");
    sql.push(&format!(") g LEFT JOIN concept n ON n.id = g.concept_id{}", tables_of_keys("g", plan.dimensions())));
    let read = |row: QueryResult| {
        if sums.len() > MAX_CELLS {
            return Ok(());
        }
        let id: i64 = row.try_get("", "id")?;
        let of_periods = latest.get(&id);
        let target = row.try_get::<Option<Quantity>>("", "target")?.or_else(|| of_periods?.target.clone());
        let actual = row.try_get::<Option<Quantity>>("", "actual")?.or_else(|| of_periods?.actual.clone());
        let unit: Option<String> = row.try_get("", "unit")?;
        let new = seen.insert(id);
        found.indicators += i64::from(new);
        let left_out_for = reason_to_leave_out(target.as_ref(), actual.as_ref(), unit.as_deref());
        if let Some(reason) = left_out_for
            && new
        {
            *left_out.entry(reason).or_default() += 1;
        }
        let Some(unit) = unit.filter(|_| matches!(left_out_for, None | Some(LeftOut::ProseInPart))) else { return Ok(()) };
        found.added += i64::from(new);
        found.overlap |= !new;
        let keys: Vec<Option<String>> =
            plan.dimensions().map(|(i, _)| row.try_get("", &format!("key{i}"))).collect::<Result<_, _>>()?;
        let concept: Option<String> = row.try_get("", "concept")?;
        let concept = concept.zip(row.try_get::<Option<i64>>("", "concept_id")?);
        let result: i64 = row.try_get("", "result_id")?;
        for (quantity, side) in [(target, 0), (actual, 1)] {
            let Some((number, comparator)) = quantity.and_then(|quantity| Some((number(&quantity)?, quantity.comparator))) else {
                continue;
            };
            let comparator = read_closed(&comparator)?;
            let kind = SumKey { keys: keys.clone(), concept: concept.clone(), unit: unit.clone(), comparator };
            let sum = sums.entry(kind).or_default();
            sum.results.insert(result);
            let value = if side == 0 { &mut sum.target } else { &mut sum.actual };
            value.get_or_insert_default().add(number);
        }
        Ok(())
    };
    snapshot.each(sql.statement(), read).await?;
    if sums.len() > MAX_CELLS {
        return Ok(None);
    }
    found.left_out = left_out.into_iter().collect();
    found.left_out.sort_unstable();
    found.rows = sorted(sums);
    Ok(Some(found))
}

/// What is left out of an indicator, if anything.
fn reason_to_leave_out(target: Option<&Quantity>, actual: Option<&Quantity>, unit: Option<&str>) -> Option<LeftOut> {
    let stated = [target, actual].into_iter().flatten();
    let (stated, numbers) = (stated.clone().count(), stated.filter_map(number).count());
    match unit {
        _ if stated == 0 => Some(LeftOut::NoValue),
        _ if numbers == 0 => Some(LeftOut::Prose),
        None => Some(LeftOut::NoUnit),
        Some(unit) if NOT_ADDITIVE.contains(&unit.to_uppercase().as_str()) => Some(LeftOut::NotAdditive),
        Some(_) => (numbers < stated).then_some(LeftOut::ProseInPart),
    }
}

fn number(quantity: &Quantity) -> Option<Decimal> {
    quantity.value.as_ref()?.parse::<Number>().ok().map(|number| number.0)
}

/// What the periods of indicators state that don't state it of their whole term.
async fn latest(plan: &Plan<'_>) -> Result<HashMap<i64, LatestValues>, Error> {
    let mut sql = plan.begin();
    sql.push(
        " SELECT p.* FROM base b JOIN indicator t ON t.result_id = b.id JOIN indicator_period p ON p.indicator_id = t.id \
         WHERE t.target IS NULL OR t.actual IS NULL ORDER BY p.indicator_id, p.position",
    );
    let mut latest: HashMap<i64, LatestValues> = HashMap::new();
    let read = |row: QueryResult| {
        let period = entity::indicator_period::Model::from_query_result(&row, "")?;
        latest.entry(period.indicator_id).or_default().include(&period);
        Ok::<_, DbErr>(())
    };
    plan.snapshot.each(sql.statement(), read).await?;
    Ok(latest)
}

/// The rows of the most results first, ties by keys, concept, unit and comparator.
fn sorted(sums: HashMap<SumKey, Sums>) -> Vec<IndicatorRow> {
    let mut sums: Vec<(SumKey, Sums)> = sums.into_iter().collect();
    sums.sort_by(|(a, mine), (b, theirs)| {
        let most = theirs.results.len().cmp(&mine.results.len());
        most.then_with(|| order::keys(&a.keys, &b.keys, false))
            .then_with(|| order::nulls_last(a.concept.as_ref(), b.concept.as_ref(), false))
            .then_with(|| (&a.unit, a.comparator).cmp(&(&b.unit, b.comparator)))
    });
    let row = |(kind, sums): (SumKey, Sums)| IndicatorRow {
        keys: kind.keys,
        concept: kind.concept.map(|(_, row)| row),
        unit: kind.unit,
        comparator: kind.comparator,
        results: sums.results.len(),
        target: sums.target,
        actual: sums.actual,
    };
    sums.into_iter().map(row).collect()
}
