//! Filters of results.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::{Comparison, Filter, Scalar, Selection},
    links::{self},
    table::Table,
};

use super::{
    All, ConceptFilter, FilterContext, IntoFilter, ProjectFilter,
    field::{IdFilter, PartialDateFilter, ResultKindFilter, StringFilter},
};
use crate::{
    dimension::ResultDimensionFilter,
    error::{Error, Result},
    id::NodeType,
};

/// Which results.
#[derive(Clone, Debug, InputObject)]
pub struct ResultFilter {
    /// All of these.
    and: Option<Vec<ResultFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<ResultFilter>>,
    /// Not this.
    not: Option<Box<ResultFilter>>,
    /// By keys of dimensions, as facets and statistics give them.
    dimensions: Option<Vec<ResultDimensionFilter>>,
    /// All these words in title, description or indicators, in any language.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By kind of result.
    kind: Option<ResultKindFilter>,
    /// By the project that it came of.
    project: Option<Box<ProjectFilter>>,
    /// By the date of delivery.
    delivered_on: Option<PartialDateFilter>,
    /// With such an indicator.
    indicator: Option<Box<IndicatorFilter>>,
}

/// Which indicators. All fields must be true of the same indicator.
#[derive(Clone, Debug, InputObject)]
pub struct IndicatorFilter {
    /// By the concept that it measures, or a wider one.
    concept: Option<Box<ConceptFilter>>,
    /// By the code of the unit. Example: {eq: "PERSON"}.
    unit: Option<StringFilter>,
    /// True if a target of the whole term or of a period is stated.
    has_target: Option<bool>,
    /// True if an actual value of the whole term or of a period is stated.
    has_actual: Option<bool>,
    /// True if the actual value meets the target, false if it misses it. Neither finds indicators that lack one of the two numbers.
    target_reached: Option<bool>,
}

impl IntoFilter for ResultFilter {
    fn take_selections(&mut self, context: FilterContext) -> Result<Vec<Selection>> {
        self.dimensions.take().into_iter().flatten().map(|entry| entry.selection(context)).collect()
    }

    fn filter(mut self, context: FilterContext) -> Result<Filter> {
        let selections = self.take_selections(context)?;
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.selections(&selections);
        all.search(Table::Result, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Result)))?;
        all.field(self.kind.map(|kind| kind.on(columns::KIND)))?;
        all.through(&links::PROJECT_OF_RESULT, self.project)?;
        all.field(self.delivered_on.map(|date| date.on(columns::DELIVERED_FIRST, columns::DELIVERED_LAST)))?;
        all.through(&links::INDICATORS_OF_RESULT, self.indicator)?;
        Ok(all.done())
    }
}

impl IntoFilter for IndicatorFilter {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        if self.target_reached.is_some() && (self.has_target == Some(false) || self.has_actual == Some(false)) {
            return Err(Error::bad_input(
                "targetReached contradicts hasTarget: false and hasActual: false: without both numbers nobody knows whether a target is reached",
            ));
        }
        let mut all = All::new(context);
        let concept = links::CONCEPTS_OF_INDICATOR;
        all.through(&concept, self.concept)?;
        all.field(self.unit.map(|unit| unit.on_code(columns::UNIT)))?;
        let is = |column| move |truth: bool| Filter::Is(column, Comparison::Equal, Scalar::Boolean(truth));
        all.part(self.has_target.map(is(columns::HAS_TARGET)));
        all.part(self.has_actual.map(is(columns::HAS_ACTUAL)));
        all.part(self.target_reached.map(is(columns::TARGET_REACHED)));
        Ok(all.done())
    }
}
