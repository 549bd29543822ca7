//! Statistics of projects.

use std::cmp::Ordering;

use async_graphql::{ComplexObject, Context, Enum, InputObject, SimpleObject};

use super::{
    dimension::{ProjectDimension, node_type, public_key},
    enums::OrderDirection,
    error::{Error, Result},
    localized_text::{Languages, LocalizedText},
    node::{self, Node},
    place::country_name,
    request,
    scalar::{Decimal, Url},
};
use crate::{
    db::{
        dimension::{Dimension, Keys},
        filter::Filter,
        statistics::{self, Amount, Question, Row, Statistics},
    },
    record::{self, CurrencyCode},
};

/// The most rows of a statistic.
pub const MAX_GROUPS: u64 = 10_000;

/// Who gets a project's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Attribution {
    /// The coordinator's cell; several coordinators' cells in equal parts; without a coordinator, nobody. For dimensions of partners.
    Coordinator,
    /// Each partner's cell, as much as its participation states; the rest of the project's amount is unallocated, negative where the
    /// shares exceed it. For dimensions of partners.
    Share,
    /// Every cell of the project in equal parts; left-over cents go to the first cells in the order of their keys.
    EqualSplit,
    /// Every cell of the project, each the whole amount: the sums overlap.
    Whole,
}

impl From<Attribution> for statistics::Attribution {
    fn from(attribution: Attribution) -> Self {
        match attribution {
            Attribution::Coordinator => Self::Coordinator,
            Attribution::Share => Self::Share,
            Attribution::EqualSplit => Self::EqualSplit,
            Attribution::Whole => Self::Whole,
        }
    }
}

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

/// What rows can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum StatisticsOrderField {
    /// The key of the cell.
    Key,
    /// The number of projects.
    Count,
    /// The sum of total budgets in one currency.
    TotalBudget,
    /// The sum of grants in one currency.
    Grant,
}

/// Counts and exact sums of projects. Rows, other and unallocated add up to the total, unless a flag says that they overlap.
#[derive(SimpleObject)]
pub struct ProjectStatistics {
    /// The cells: as many as asked for, in the order asked for.
    rows: Vec<ProjectStatisticsRow>,
    /// The cells beyond `first`, added up; null if there are none.
    other: Option<ProjectStatisticsRow>,
    /// Money that the attribution gives to nobody; null if there is none. Negative where shares exceed the projects' amounts.
    unallocated: Option<ProjectStatisticsRow>,
    /// All projects, each once.
    total: ProjectStatisticsRow,
    /// How many cells there are.
    group_count: i32,
    /// Who gets a project's money; null if nothing was said.
    attribution: Option<Attribution>,
    /// True if a project is in two rows, so that counts add up to more than the total.
    counts_overlap: bool,
    /// True if an amount is in two rows, so that sums add up to more than the total.
    sums_overlap: bool,
}

/// One cell, or several added up.
#[derive(SimpleObject)]
pub struct ProjectStatisticsRow {
    /// The value of each dimension; empty where nothing is grouped.
    keys: Vec<DimensionValue>,
    /// How many projects.
    count: i32,
    /// What they cost, as far as stated, by currency.
    total_budget: Vec<MoneySum>,
    /// What funders give, as far as stated, by currency.
    grant: Vec<MoneySum>,
}

/// An exact sum of stated amounts in one currency.
#[derive(SimpleObject)]
pub struct MoneySum {
    /// The sum with the digits of its currency.
    amount: Decimal,
    /// The currency.
    currency: CurrencyCode,
    /// How many projects state an amount in it.
    project_count: i32,
}

/// What an answer is quoted with.
#[derive(SimpleObject)]
pub struct Citable {
    /// The reference as a sentence.
    text: String,
    /// The number of the publication that the answer shows.
    data_version: i32,
    /// An address that asks the same question again; null if there is none.
    url: Option<Url>,
    /// SHA-256 of the answer, in hexadecimal.
    checksum: String,
    /// The licence of the answer.
    licence: String,
    /// The words that the sources touched ask to be shown.
    attributions: Vec<String>,
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
        if dimension.keys == Keys::Country {
            return Ok(Some(country_name(key, &languages)));
        }
        Ok(self.record(ctx).await?.and_then(|record| record.label(&languages)))
    }

    /// The record that the value is; null for countries, years and values of enumerations.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        self.record(ctx).await
    }
}

impl DimensionValue {
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        let Some((dimension, key)) = &self.of else { return Ok(None) };
        match (node_type(dimension), dimension.keys, key.strip_prefix(' ')) {
            (Some(node), Keys::Programme, None) => node::by_code(ctx, node, key).await,
            (Some(node), _, stripped) => node::by_key(ctx, node, stripped.unwrap_or(key)).await,
            (None, ..) => Ok(None),
        }
    }
}

/// Answers `projectStatistics`.
pub async fn project_statistics(
    ctx: &Context<'_>,
    filter: Filter,
    group_by: &[ProjectDimension],
    attribution: Option<Attribution>,
    order: Vec<StatisticsOrder>,
    first: i32,
) -> Result<ProjectStatistics> {
    let dimension = match group_by {
        [] => None,
        [one] => Some(one.dimension()),
        _ => return Err(Error::bad_input("groupBy takes one dimension, or none for the whole")),
    };
    let first = u64::try_from(first)
        .map_err(|_| Error::bad_input(format!("first is {first}: a number from 0 to {MAX_GROUPS} is allowed")))?;
    if first > MAX_GROUPS {
        return Err(Error::PageTooLarge { asked: first, limit: MAX_GROUPS });
    }
    let order = orders(order)?;
    let money = asks_for_money(ctx) || order.iter().any(|part| matches!(part.by, By::Sum(..)));
    let attributed = attribute(dimension, attribution, money)?;
    let question = Question { filter, dimension, attribution: attributed, today: request(ctx).day() };
    let mut found = statistics::project_statistics(&request(ctx).snapshot, &question).await?;
    found.rows.sort_by(|a, b| compare(&order, a, b));
    Ok(present(found, dimension, attribution, usize::try_from(first).unwrap_or(usize::MAX)))
}

fn asks_for_money(ctx: &Context<'_>) -> bool {
    let look = ctx.look_ahead();
    ["rows", "other", "unallocated", "total"]
        .iter()
        .any(|row| ["totalBudget", "grant"].iter().any(|amount| look.field(row).field(amount).exists()))
}

/// The rule by which money is attributed, if money is asked for; errors name the rules that fit.
fn attribute(
    dimension: Option<&'static Dimension>,
    asked: Option<Attribution>,
    money: bool,
) -> Result<Option<statistics::Attribution>> {
    let of_partners = dimension.is_some_and(|dimension| dimension.participation.is_some());
    let fitting = if of_partners { "WHOLE, EQUAL_SPLIT, COORDINATOR or SHARE" } else { "WHOLE or EQUAL_SPLIT" };
    if !of_partners && matches!(asked, Some(Attribution::Coordinator | Attribution::Share)) {
        return Err(Error::bad_input(format!("COORDINATOR and SHARE need a dimension of partners; here {fitting} fit")));
    }
    match (asked, dimension) {
        _ if !money => Ok(None),
        (Some(asked), _) => Ok(Some(asked.into())),
        (None, Some(dimension)) if !dimension.single => Err(Error::bad_input(format!(
            "a project can have several values of {}: say with attribution who gets its money, {fitting}",
            dimension.name
        ))),
        (None, _) => Ok(Some(statistics::Attribution::Whole)),
    }
}

enum By {
    Key,
    Count,
    Sum(Amount, String),
}

struct Part {
    by: By,
    descending: bool,
}

fn orders(order: Vec<StatisticsOrder>) -> Result<Vec<Part>> {
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
    let parts: Vec<Part> = order.into_iter().map(part).collect::<Result<_>>()?;
    Ok(if parts.is_empty() { vec![Part { by: By::Count, descending: true }] } else { parts })
}

/// Compares rows; what has no key or no such sum comes last in both directions, ties go by key.
fn compare(order: &[Part], a: &Row, b: &Row) -> Ordering {
    let directed = |descending: bool, ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    for part in order {
        let ordering = match &part.by {
            By::Key => nulls_last(a.key.as_ref(), b.key.as_ref(), |a, b| directed(part.descending, a.cmp(b))),
            By::Count => directed(part.descending, a.count.cmp(&b.count)),
            By::Sum(amount, currency) => {
                let sum = |row: &Row| row.sum(*amount, currency).map(|sum| sum.minor);
                nulls_last(sum(a), sum(b), |a, b| directed(part.descending, a.cmp(&b)))
            }
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    a.compare_keys(b)
}

fn nulls_last<T>(a: Option<T>, b: Option<T>, compare: impl Fn(T, T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => compare(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn present(
    found: Statistics,
    dimension: Option<&'static Dimension>,
    attribution: Option<Attribution>,
    first: usize,
) -> ProjectStatistics {
    let group_count = found.rows.len();
    let (shown, rest) = found.rows.split_at(first.min(group_count));
    let other = (!rest.is_empty()).then(|| {
        let mut sum = Row::default();
        for row in rest {
            sum.add(row);
        }
        sum
    });
    let stand_in =
        |kind| dimension.map(|dimension| DimensionValue { dimension: dimension.name.to_owned(), kind, key: None, of: None });
    let value = |row: &Row| {
        let dimension = dimension?;
        match &row.key {
            Some(key) => Some(DimensionValue {
                dimension: dimension.name.to_owned(),
                kind: DimensionValueKind::Value,
                key: Some(public_key(dimension, key)),
                of: Some((dimension, key.clone())),
            }),
            None => stand_in(DimensionValueKind::Missing),
        }
    };
    ProjectStatistics {
        rows: shown.iter().map(|row| present_row(row, value(row))).collect(),
        other: other.map(|row| present_row(&row, stand_in(DimensionValueKind::Other))),
        unallocated: found.unallocated.map(|row| present_row(&row, stand_in(DimensionValueKind::Unallocated))),
        total: present_row(&found.total, None),
        group_count: i32::try_from(group_count).unwrap_or(i32::MAX),
        attribution,
        counts_overlap: found.counts_overlap,
        sums_overlap: found.sums_overlap,
    }
}

fn present_row(row: &Row, key: Option<DimensionValue>) -> ProjectStatisticsRow {
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    let sums = |amount| {
        let sum = |sum: &statistics::Sum| {
            let currency = CurrencyCode::stored(&sum.currency);
            MoneySum { amount: Decimal(record::decimal(sum.minor, &currency)), currency, project_count: count(sum.projects) }
        };
        row.sums(amount).iter().map(sum).collect()
    };
    ProjectStatisticsRow {
        keys: key.into_iter().collect(),
        count: count(row.count),
        total_budget: sums(Amount::TotalBudget),
        grant: sums(Amount::Grant),
    }
}
