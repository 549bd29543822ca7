//! Statistics of participations: who gets what.

use async_graphql::{ComplexObject, Context, SimpleObject};
use store::{
    filter::Filter,
    statistics::{self, Counted, Question, Row},
};

use crate::{
    dimension::ParticipationDimension,
    error::{Error, Result},
    localized_text::{Languages, LocalizedText},
    request,
    scalar::int,
    statistics::{
        DimensionValue, DimensionValueKind, MoneySum, Selected, StatisticsOrder, checked_dimensions, checked_first,
        checked_order, explanation::Explanation, money_sums, too_many_cells,
    },
};

/// Counts and exact sums of participations: who gets what. Rows and other add up to the total, unless a participation is in two rows
/// because its project has several programmes, which the explanation says.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ParticipationStatistics {
    /// The cells: as many as asked for, in the order asked for. A cell is a combination of values, one of each dimension.
    rows: Vec<ParticipationStatisticsRow>,
    /// The cells beyond `first`, added up; null if there are none.
    other: Option<ParticipationStatisticsRow>,
    /// All participations, each once.
    total: ParticipationStatisticsRow,
    /// How many cells there are.
    group_count: i32,
    #[graphql(skip)]
    explanation: Explanation,
}

/// One cell, or several added up.
#[derive(SimpleObject)]
pub struct ParticipationStatisticsRow {
    /// The value of each dimension, in the order of groupBy; empty where nothing is grouped.
    keys: Vec<DimensionValue>,
    /// How many participations.
    count: i32,
    /// How many projects they are in, each once.
    project_count: i32,
    /// How many partners they are of, each once.
    partner_count: i32,
    /// The participations' own budgets, as far as stated, by currency.
    budget: Vec<MoneySum>,
    /// The participations' own shares of grants, as far as stated, by currency.
    grant: Vec<MoneySum>,
}

#[ComplexObject]
impl ParticipationStatistics {
    /// What was counted, and what is not known, in one sentence to quote the numbers with; in English and Romanian.
    async fn explanation(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else English.")]
        languages: Languages,
    ) -> Result<LocalizedText> {
        self.explanation.text(&languages).ok_or_else(|| Error::missing("wording"))
    }
}

/// Answers `participationStatistics`.
pub async fn participation_statistics(
    ctx: &Context<'_>,
    filter: Filter,
    group_by: &[ParticipationDimension],
    order: Option<Vec<StatisticsOrder>>,
    first: Option<i32>,
) -> Result<ParticipationStatistics> {
    let dimensions = checked_dimensions(group_by.iter().map(|dimension| dimension.dimension()))?;
    let first = checked_first(first)?;
    let order = checked_order(order)?;
    let selected = Selected::new(&ctx.look_ahead(), "budget", &order);
    let question = Question {
        counted: Counted::Participations,
        filter,
        dimensions,
        amounts: selected.amounts,
        order,
        first,
        wanted: selected.wanted,
        lacking: selected.explanation,
        attributions: false,
        today: request(ctx).day(),
    };
    let found = statistics::statistics(&request(ctx).snapshot, &question).await?.ok_or_else(too_many_cells)?;
    let shown = found.rows.iter().take(question.first);
    let other = || DimensionValue::stand_ins(&question.dimensions, DimensionValueKind::Other);
    Ok(ParticipationStatistics {
        rows: shown.map(|row| present(row, DimensionValue::of_keys(&question.dimensions, &row.keys))).collect(),
        other: found.other.as_ref().map(|row| present(row, other())),
        total: present(&found.total, Vec::new()),
        group_count: int(found.rows.len()),
        explanation: Explanation::of_statistics(&question, &found),
    })
}

fn present(row: &Row, keys: Vec<DimensionValue>) -> ParticipationStatisticsRow {
    ParticipationStatisticsRow {
        keys,
        count: int(row.count),
        project_count: int(row.projects),
        partner_count: int(row.partners),
        budget: money_sums(&row.total_budget),
        grant: money_sums(&row.grant),
    }
}
