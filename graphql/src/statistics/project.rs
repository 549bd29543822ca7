//! Statistics of projects.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use store::{
    dimension::Dimension,
    filter::Filter,
    statistics::{self, Counted, Question, Row, Statistics},
};

use crate::{
    dimension::ProjectDimension,
    error::{Error, Result},
    localized_text::{Languages, LocalizedText},
    request,
    scalar::int,
    statistics::{
        DimensionValue, DimensionValueKind, MoneySum, Selected, StatisticsOrder, checked_dimensions, checked_first,
        checked_order,
        citation::{Citable, cite},
        explanation::Explanation,
        money_sums, too_many_cells,
    },
};

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

/// Counts and exact sums of projects. Rows, other and unallocated add up to the total, unless a flag says that they overlap.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ProjectStatistics {
    /// The cells: as many as asked for, in the order asked for. A cell is a combination of values, one of each dimension.
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
    #[graphql(skip)]
    explanation: Explanation,
    #[graphql(skip)]
    citation: Option<Citable>,
}

/// One cell, or several added up.
#[derive(SimpleObject)]
pub struct ProjectStatisticsRow {
    /// The value of each dimension, in the order of groupBy; empty where nothing is grouped.
    keys: Vec<DimensionValue>,
    /// How many projects. In `other`, a project that is in two of its rows counts twice, and `countsOverlap` is true.
    count: i32,
    /// How many partners these projects have, in any role, each partner once.
    partner_count: i32,
    /// What they cost, as far as stated, by currency.
    total_budget: Vec<MoneySum>,
    /// What funders give, as far as stated, by currency.
    grant: Vec<MoneySum>,
}

#[ComplexObject]
impl ProjectStatistics {
    /// What was counted, who gets the money, and what is not known, in one sentence to quote the numbers with; in English and Romanian.
    /// Of money, it speaks of the amounts that are selected beside it.
    async fn explanation(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else English.")]
        languages: Languages,
    ) -> Result<LocalizedText> {
        self.explanation.text(&languages).ok_or_else(|| Error::missing("wording"))
    }

    /// What to quote the answer with.
    async fn citation(&self) -> Result<&Citable> {
        self.citation.as_ref().ok_or_else(|| Error::missing("citation"))
    }
}

/// Answers `projectStatistics`.
pub async fn project_statistics(
    ctx: &Context<'_>,
    filter: Filter,
    group_by: &[ProjectDimension],
    attribution: Option<Attribution>,
    order: Option<Vec<StatisticsOrder>>,
    first: Option<i32>,
) -> Result<ProjectStatistics> {
    let dimensions = checked_dimensions(group_by.iter().map(|dimension| dimension.dimension()))?;
    let first = checked_first(first)?;
    let order = checked_order(order)?;
    let selected = Selected::new(&ctx.look_ahead(), "totalBudget", &order);
    let rule = attribute(&dimensions, attribution, !selected.amounts.is_empty())?;
    let question = Question {
        counted: Counted::Projects(rule),
        filter,
        dimensions,
        amounts: selected.amounts,
        order,
        first,
        wanted: selected.wanted,
        lacking: selected.explanation,
        attributions: selected.citation,
        today: request(ctx).day(),
    };
    let found = statistics::statistics(&request(ctx).snapshot, &question).await?.ok_or_else(too_many_cells)?;
    let citation = if selected.citation { Some(cite(ctx, &question, &found).await?) } else { None };
    Ok(present(&found, &question, attribution, citation))
}

/// The rule by which money is attributed; errors name the rules that fit.
fn attribute(dimensions: &[&'static Dimension], asked: Option<Attribution>, money: bool) -> Result<statistics::Attribution> {
    let of_partners = dimensions.iter().any(|dimension| dimension.is_of_parts());
    let fitting = if of_partners { "WHOLE, EQUAL_SPLIT, COORDINATOR or SHARE" } else { "WHOLE or EQUAL_SPLIT" };
    if !of_partners && matches!(asked, Some(Attribution::Coordinator | Attribution::Share)) {
        return Err(Error::bad_input(format!("COORDINATOR and SHARE need a dimension of partners; here {fitting} fit")));
    }
    let several = dimensions.iter().find(|dimension| !dimension.single);
    match (asked, several) {
        (Some(asked), _) => Ok(asked.into()),
        (None, Some(dimension)) if money => Err(Error::bad_input(format!(
            "a project can have several values of {}: say with attribution who gets its money, {fitting}",
            dimension.name
        ))),
        (None, _) => Ok(statistics::Attribution::Whole),
    }
}

fn present(
    found: &Statistics,
    question: &Question,
    attribution: Option<Attribution>,
    citation: Option<Citable>,
) -> ProjectStatistics {
    let stand_ins = |kind| DimensionValue::stand_ins(&question.dimensions, kind);
    let shown = found.rows.iter().take(question.first);
    ProjectStatistics {
        rows: shown.map(|row| present_row(row, DimensionValue::of_keys(&question.dimensions, &row.keys))).collect(),
        other: found.other.as_ref().map(|row| present_row(row, stand_ins(DimensionValueKind::Other))),
        unallocated: found.unallocated.as_ref().map(|row| present_row(row, stand_ins(DimensionValueKind::Unallocated))),
        total: present_row(&found.total, Vec::new()),
        group_count: int(found.rows.len()),
        attribution,
        counts_overlap: found.counts_overlap,
        sums_overlap: found.sums_overlap,
        explanation: Explanation::of_statistics(question, found),
        citation,
    }
}

fn present_row(row: &Row, keys: Vec<DimensionValue>) -> ProjectStatisticsRow {
    ProjectStatisticsRow {
        keys,
        count: int(row.count),
        partner_count: int(row.partners),
        total_budget: money_sums(&row.total_budget),
        grant: money_sums(&row.grant),
    }
}
