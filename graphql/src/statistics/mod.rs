//! Statistics: the dimensions, orders, sums and rows that all of them share.

pub mod citation;
pub mod clause;
pub mod explanation;
pub mod indicator;
pub mod participation;
pub mod project;
pub mod wording;

use std::collections::HashSet;

use async_graphql::{ComplexObject, Context, Enum, InputObject, Lookahead, SimpleObject};
use store::{
    dimension::Dimension,
    statistics::{Amount, By, MAX_CELLS, Measure, Part, Section, Sum},
};

use crate::{
    connection::size_up_to,
    dimension::{self, public_key},
    enums::OrderDirection,
    error::{Error, Result},
    localized_text::{Languages, LocalizedText},
    node::Node,
    scalar::{CurrencyCode, Decimal, int},
};

/// The most rows of a statistic.
pub const MAX_GROUPS: u64 = 10_000;
/// The most dimensions of a statistic.
const MAX_DIMENSIONS: usize = 3;
/// How many rows a statistic has if nothing is said.
const DEFAULT_ROWS: i32 = 50;

/// A part of the order of rows.
#[derive(Clone, Debug, InputObject)]
pub struct StatisticsOrder {
    /// What to sort by.
    field: StatisticsOrderField,
    /// The direction.
    #[graphql(default_with = "OrderDirection::Desc")]
    direction: OrderDirection,
    /// The currency to compare in; needed for TOTAL_BUDGET and GRANT.
    currency: Option<CurrencyCode>,
}

/// What rows can be sorted by. Amounts are compared in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum StatisticsOrderField {
    /// The keys of the cell, one dimension after the other.
    Key,
    /// The number of projects, or of participations in statistics of these.
    Count,
    /// The sum of total budgets, or of the own budgets in statistics of participations.
    TotalBudget,
    /// The sum of grants.
    Grant,
}

/// An exact sum of stated amounts in one currency.
#[derive(SimpleObject)]
pub struct MoneySum {
    /// The sum with the digits of its currency.
    amount: Decimal,
    /// The currency.
    currency: CurrencyCode,
    /// How many projects state an amount in it and give of it to this row.
    project_count: i32,
    /// The least that one of them gives to this row.
    minimum: Option<Decimal>,
    /// The middle of what they give to this row; of an even number of projects the lower of the two in the middle.
    median: Option<Decimal>,
    /// The most that one of them gives to this row.
    maximum: Option<Decimal>,
}

/// The value of a dimension.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DimensionValue {
    /// The dimension. Example: "PROGRAMME".
    dimension: String,
    /// Whether this is a value, or stands for something else.
    kind: DimensionValueKind,
    /// The key: an ISO code, a programme code, a value of an enumeration or a year, otherwise an id; null unless the kind is VALUE.
    key: Option<String>,
    #[graphql(skip)]
    of: Option<(&'static Dimension, String)>,
}

/// What a value of a dimension stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DimensionValueKind {
    /// A value.
    Value,
    /// Projects without a value.
    Missing,
    /// Money that nobody gets.
    Unallocated,
    /// The values beyond those shown.
    Other,
}

#[ComplexObject]
impl DimensionValue {
    /// What the value is called; null for years and codes that say it all.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Result<Option<LocalizedText>> {
        let Some((dimension, key)) = &self.of else { return Ok(None) };
        dimension::label(ctx, dimension, key, &languages).await
    }

    /// The record that the value is; null for countries, years and values of enumerations.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        let Some((dimension, key)) = &self.of else { return Ok(None) };
        dimension::record(ctx, dimension, key).await
    }
}

/// The dimensions in their order; the same one twice, or too many, are an error.
pub fn checked_dimensions(dimensions: impl Iterator<Item = &'static Dimension>) -> Result<Vec<&'static Dimension>> {
    let dimensions: Vec<&'static Dimension> = dimensions.collect();
    let mut seen = HashSet::new();
    if let Some(twice) = dimensions.iter().find(|dimension| !seen.insert(**dimension)) {
        return Err(Error::bad_input(format!("groupBy has {} twice: give each dimension once", twice.name)));
    }
    if dimensions.len() > MAX_DIMENSIONS {
        let number = dimensions.len();
        return Err(Error::bad_input(format!("groupBy has {number} dimensions: none to {MAX_DIMENSIONS} are allowed")));
    }
    Ok(dimensions)
}

/// How many rows are shown.
pub fn checked_first(first: Option<i32>) -> Result<usize> {
    let first = size_up_to("first", first.unwrap_or(DEFAULT_ROWS), MAX_GROUPS)?;
    Ok(usize::try_from(first).unwrap_or(usize::MAX))
}

/// What is said where there are too many cells.
pub fn too_many_cells() -> Error {
    Error::TooComplex(format!("this makes more than {MAX_CELLS} rows: filter more, or group by fewer dimensions"))
}

/// The order of the rows: by count if nothing is said.
pub fn checked_order(order: Option<Vec<StatisticsOrder>>) -> Result<Vec<Part>> {
    let sum = |amount, currency: Option<CurrencyCode>| match currency {
        Some(currency) => Ok(By::Sum(amount, currency.to_string())),
        None => Err(Error::bad_input(
            "an order by money needs a currency: amounts in different currencies can't be compared, add currency: \"EUR\"",
        )),
    };
    let part = |order: StatisticsOrder| {
        let by = match order.field {
            StatisticsOrderField::Key => By::Key,
            StatisticsOrderField::Count => By::Count,
            StatisticsOrderField::TotalBudget => sum(Amount::TotalBudget, order.currency)?,
            StatisticsOrderField::Grant => sum(Amount::Grant, order.currency)?,
        };
        Ok(Part { by, descending: order.direction == OrderDirection::Desc })
    };
    let parts: Vec<Part> = order.into_iter().flatten().map(part).collect::<Result<_>>()?;
    Ok(if parts.is_empty() { vec![Part { by: By::Count, descending: true }] } else { parts })
}

/// What of a statistic is selected.
pub struct Selected {
    /// The amounts that are selected or sorted by.
    pub amounts: Vec<Amount>,
    /// What is selected of which part.
    pub wanted: HashSet<(Section, Measure)>,
    /// True if the explanation is selected.
    pub explanation: bool,
    /// True if the citation is selected.
    pub citation: bool,
}

impl Selected {
    /// Looks at the fields selected; `budget` is the field that holds the first of the amounts.
    pub fn new(look: &Lookahead<'_>, budget: &str, order: &[Part]) -> Self {
        let amounts = [(Amount::TotalBudget, budget), (Amount::Grant, "grant")];
        let mut selected: HashSet<Amount> = HashSet::new();
        let mut wanted = HashSet::new();
        let sections = [
            (Section::Rows, "rows"),
            (Section::Other, "other"),
            (Section::Unallocated, "unallocated"),
            (Section::Total, "total"),
        ];
        for (section, field) in sections {
            let row = look.field(field);
            let mut want = |measure, exists: bool| {
                if exists {
                    wanted.insert((section, measure));
                }
            };
            want(Measure::Basics, row.exists());
            want(Measure::Projects, row.field("projectCount").exists());
            want(Measure::Partners, row.field("partnerCount").exists());
            for (amount, field) in amounts {
                let sum = row.field(field);
                if sum.exists() {
                    selected.insert(amount);
                }
                want(Measure::Stated, sum.field("projectCount").exists());
                want(Measure::Spread, ["minimum", "median", "maximum"].iter().any(|field| sum.field(field).exists()));
            }
        }
        selected.extend(order.iter().filter_map(|part| if let By::Sum(amount, _) = part.by { Some(amount) } else { None }));
        let any = |fields: &[&str]| fields.iter().any(|field| look.field(field).exists());
        let mut want = |section| wanted.insert((section, Measure::Basics));
        if any(&["other", "groupCount", "countsOverlap", "sumsOverlap", "explanation", "citation"]) {
            want(Section::Rows);
        }
        if any(&["countsOverlap", "sumsOverlap", "explanation", "citation"]) {
            want(Section::Total);
        }
        if any(&["explanation", "citation"]) {
            want(Section::Unallocated);
        }
        Self {
            amounts: amounts.map(|(amount, _)| amount).into_iter().filter(|amount| selected.contains(amount)).collect(),
            wanted,
            explanation: any(&["explanation"]),
            citation: any(&["citation"]),
        }
    }
}

impl DimensionValue {
    /// The values with these keys of the database.
    pub fn of_keys(dimensions: &[&'static Dimension], keys: &[Option<String>]) -> Vec<Self> {
        dimensions.iter().zip(keys).map(|(dimension, key)| Self::of_key(dimension, key.clone())).collect()
    }

    fn of_key(dimension: &'static Dimension, key: Option<String>) -> Self {
        let kind = if key.is_some() { DimensionValueKind::Value } else { DimensionValueKind::Missing };
        Self {
            dimension: dimension.name.to_owned(),
            kind,
            key: key.as_deref().map(|key| public_key(dimension, key)),
            of: key.map(|key| (dimension, key)),
        }
    }

    /// What stands in each dimension for values that are not shown.
    pub fn stand_ins(dimensions: &[&'static Dimension], kind: DimensionValueKind) -> Vec<Self> {
        dimensions.iter().map(|dimension| Self { dimension: dimension.name.to_owned(), kind, key: None, of: None }).collect()
    }
}

/// The sums of an amount.
pub fn money_sums(sums: &[Sum]) -> Vec<MoneySum> {
    let sum = |sum: &Sum| {
        let currency = CurrencyCode::stored(&sum.currency);
        let decimal = |minor: i128| Decimal(record::decimal(minor, &currency));
        MoneySum {
            amount: decimal(sum.minor),
            project_count: int(sum.projects),
            minimum: sum.spread.map(|spread| decimal(spread.minimum.into())),
            median: sum.spread.map(|spread| decimal(spread.median.into())),
            maximum: sum.spread.map(|spread| decimal(spread.maximum.into())),
            currency,
        }
    };
    sums.iter().map(sum).collect()
}
