//! Indicators.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use store::latest_period::LatestValues;

use super::{
    concept::Concept,
    error::Result,
    id::{self, NodeType},
    load,
    localized_text::{Languages, LocalizedText},
    value::{Period, Quantity},
};
use crate::loaders::{ConceptRow, PeriodsOfIndicator};

/// A measure of a result.
pub struct Indicator(pub Arc<entity::indicator::Model>);

/// A measure of a result: what was aimed at and what was reached.
#[Object]
impl Indicator {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Indicator, &self.0.key)
    }

    /// What it is called; null if not stated.
    async fn name(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.name, &languages)
    }

    /// What it measures, as a concept; null if it has none.
    async fn concept(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        let Some(row) = self.0.concept_id else { return Ok(None) };
        Ok(load(ctx, ConceptRow(row)).await?.map(Concept))
    }

    /// The unit as a code; null if not stated. Example: "PERSON".
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// The unit in words; null if there are none.
    async fn unit_label(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.unit_label, &languages)
    }

    /// Where it stood at the beginning; null if not stated.
    async fn baseline(&self) -> Result<Option<Quantity>> {
        self.0.baseline.as_ref().map(Quantity::stored).transpose()
    }

    /// What is aimed at in the whole term, else in the latest period that states it; null if not stated.
    async fn target(&self, ctx: &Context<'_>) -> Result<Option<Quantity>> {
        match &self.0.target {
            Some(target) => Ok(Some(Quantity::stored(target)?)),
            None => self.latest(ctx).await?.target.as_ref().map(Quantity::stored).transpose(),
        }
    }

    /// What was reached in the whole term, else in the latest period that states it; null if not stated.
    async fn actual(&self, ctx: &Context<'_>) -> Result<Option<Quantity>> {
        match &self.0.actual {
            Some(actual) => Ok(Some(Quantity::stored(actual)?)),
            None => self.latest(ctx).await?.actual.as_ref().map(Quantity::stored).transpose(),
        }
    }

    /// What is stated of single periods, in the source's order.
    async fn periods(&self, ctx: &Context<'_>) -> Result<Vec<IndicatorPeriod>> {
        let rows = load(ctx, PeriodsOfIndicator(self.0.id)).await?.unwrap_or_default();
        let period = |row: &Arc<entity::indicator_period::Model>| {
            Ok(IndicatorPeriod {
                period: Period::of(row.period_start.as_ref(), row.period_end.as_ref(), row.period_months),
                targets: row.targets.0.iter().map(Quantity::stored).collect::<Result<_>>()?,
                actuals: row.actuals.0.iter().map(Quantity::stored).collect::<Result<_>>()?,
            })
        };
        rows.iter().map(period).collect()
    }
}

impl Indicator {
    async fn latest(&self, ctx: &Context<'_>) -> Result<LatestValues> {
        let mut latest = LatestValues::default();
        for period in load(ctx, PeriodsOfIndicator(self.0.id)).await?.unwrap_or_default() {
            latest.include(&period);
        }
        Ok(latest)
    }
}

/// What an indicator states of one period.
#[derive(SimpleObject)]
pub struct IndicatorPeriod {
    /// The period; null if not stated.
    period: Option<Period>,
    /// What was aimed at.
    targets: Vec<Quantity>,
    /// What was reached.
    actuals: Vec<Quantity>,
}
