//! Statistics of indicators: what results aim at and reach.

use async_graphql::{ComplexObject, Context, SimpleObject};
use store::{
    filter::Filter,
    statistics::{self, Counted, IndicatorRow, Question},
};

use crate::{
    concept::Concept,
    dimension::ResultDimension,
    enums::Comparator,
    error::{Error, Result},
    load,
    loaders::ConceptRow,
    localized_text::{Languages, LocalizedText},
    request,
    scalar::{Decimal, int},
    statistics::{DimensionValue, checked_dimensions, checked_first, explanation::Explanation, too_many_cells},
};

/// Sums of targets and actual values. They add up only where concept, unit and comparator are the same; what was left out is listed.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct IndicatorStatistics {
    /// As many as asked for, those of the most results first; ties go by keys, concept, unit and comparator.
    rows: Vec<IndicatorStatisticsRow>,
    /// What was not added up, by reason. Every indicator is either in rows or under one reason; only those of which one value is a
    /// number and the other is prose are in both.
    left_out: Vec<LeftOut>,
    /// How many rows there are.
    group_count: i32,
    #[graphql(skip)]
    explanation: Explanation,
}

/// What adds up: targets and actual values of one combination of keys, concept, unit and comparator. A target of "at least 50" and an
/// actual value of exactly 60 are in two rows.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct IndicatorStatisticsRow {
    /// The value of each dimension, in the order of groupBy; empty where nothing is grouped.
    keys: Vec<DimensionValue>,
    /// The unit as a code. Example: "PERSON".
    unit: String,
    /// Whether the numbers are exact or bounds.
    comparator: Comparator,
    /// How many results have such indicators, each once.
    result_count: i32,
    /// The sum of what is aimed at, each of the whole term, else of the latest period; null if no target is stated so.
    target: Option<Decimal>,
    /// The sum of what was reached, likewise; null if no actual value is stated so.
    actual: Option<Decimal>,
    #[graphql(skip)]
    concept_row: Option<i64>,
}

/// Indicators that were not added up.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct LeftOut {
    /// How many indicators.
    count: i32,
    #[graphql(skip)]
    why: statistics::LeftOut,
}

#[ComplexObject]
impl IndicatorStatistics {
    /// What was added up and what was left out, in one sentence to quote the numbers with; in English and Romanian.
    async fn explanation(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else English.")]
        languages: Languages,
    ) -> Result<LocalizedText> {
        self.explanation.text(&languages).ok_or_else(|| Error::missing("wording"))
    }
}

#[ComplexObject]
impl IndicatorStatisticsRow {
    /// What is measured; null for indicators without a concept.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        let Some(row) = self.concept_row else { return Ok(None) };
        Ok(load(ctx, ConceptRow(row)).await?.map(Concept))
    }
}

#[ComplexObject]
impl LeftOut {
    /// Why, in English and Romanian.
    async fn reason(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else English.")]
        languages: Languages,
    ) -> Result<LocalizedText> {
        let (en, ro) = match self.why {
            statistics::LeftOut::NoValue => {
                ("Neither a target nor an actual value is stated.", "Nu este declarată nici o țintă, nici o valoare atinsă.")
            }
            statistics::LeftOut::Prose => {
                ("What is stated is prose, not a number.", "Ceea ce este declarat este un text, nu un număr.")
            }
            statistics::LeftOut::NoUnit => ("The number has no unit.", "Numărul nu are unitate de măsură."),
            statistics::LeftOut::NotAdditive => (
                "The unit, such as a percentage, an average or a ratio, doesn't add up.",
                "Unitatea de măsură, precum un procent, o medie sau un raport, nu se adună.",
            ),
            statistics::LeftOut::ProseInPart => (
                "One of target and actual value is prose and was left out; the other one was added up.",
                "Ținta sau valoarea atinsă este un text și a fost lăsată deoparte; cealaltă a fost adunată.",
            ),
        };
        LocalizedText::editorial(&[("en", en), ("ro", ro)], &languages).ok_or_else(|| Error::missing("wording"))
    }
}

/// Answers `indicatorStatistics`.
pub async fn indicator_statistics(
    ctx: &Context<'_>,
    filter: Filter,
    group_by: &[ResultDimension],
    first: Option<i32>,
) -> Result<IndicatorStatistics> {
    let dimensions = checked_dimensions(group_by.iter().map(|dimension| dimension.dimension()))?;
    let question = Question::plain(Counted::Results, filter, dimensions, checked_first(first)?, request(ctx).day());
    let found = statistics::indicators(&request(ctx).snapshot, &question).await?.ok_or_else(too_many_cells)?;
    let row = |row: &IndicatorRow| IndicatorStatisticsRow {
        keys: DimensionValue::of_keys(&question.dimensions, &row.keys),
        concept_row: row.concept,
        unit: row.unit.clone(),
        comparator: row.comparator.into(),
        result_count: int(row.results),
        target: row.target.map(|sum| Decimal(sum.to_string())),
        actual: row.actual.map(|sum| Decimal(sum.to_string())),
    };
    Ok(IndicatorStatistics {
        rows: found.rows.iter().take(question.first).map(row).collect(),
        left_out: found.left_out.iter().map(|(why, count)| LeftOut { why: *why, count: int(*count) }).collect(),
        group_count: int(found.rows.len()),
        explanation: Explanation::of_indicators(&question.filter, &question.dimensions, &found),
    })
}
