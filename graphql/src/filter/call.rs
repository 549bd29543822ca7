//! Filters of funding calls.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::{Filter, Selection},
    links::{self},
    status,
    table::Table,
};

use super::{
    All, FilterContext, IntoFilter, ProgrammeFilter,
    field::{CallStatusFilter, DateFilter, IdFilter, IntFilter, MoneyFilter, PartialDateFilter, StringFilter},
};
use crate::{dimension::FundingCallDimensionFilter, enums::CallStatus, error::Result, id::NodeType};

/// Which funding calls.
#[derive(Clone, Debug, InputObject)]
pub struct FundingCallFilter {
    /// All of these.
    and: Option<Vec<FundingCallFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<FundingCallFilter>>,
    /// Not this.
    not: Option<Box<FundingCallFilter>>,
    /// By keys of dimensions, as facets and statistics give them.
    dimensions: Option<Vec<FundingCallDimensionFilter>>,
    /// All these words in identifier, title or summary, in any language.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By the funder's identifier. Example: {startsWith: "CERV-2025"}.
    identifier: Option<StringFilter>,
    /// By status: as stated, else from opening and deadlines by the UTC day.
    status: Option<CallStatusFilter>,
    /// By the opening.
    opens_on: Option<PartialDateFilter>,
    /// By a deadline: at least one is so.
    deadline: Option<DateFilter>,
    /// By the money on offer.
    budget: Option<MoneyFilter>,
    /// By the programme or what it is part of.
    programme: Option<Box<ProgrammeFilter>>,
    /// By the number of projects.
    project_count: Option<IntFilter>,
}

impl IntoFilter for FundingCallFilter {
    fn take_selections(&mut self, context: FilterContext) -> Result<Vec<Selection>> {
        self.dimensions.take().into_iter().flatten().map(|entry| entry.selection(context)).collect()
    }

    fn filter(mut self, context: FilterContext) -> Result<Filter> {
        let selections = self.take_selections(context)?;
        let today = context.today();
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.selections(&selections);
        all.search(Table::FundingCall, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::FundingCall)))?;
        all.field(self.identifier.map(|identifier| identifier.on_folded(columns::IDENTIFIER, columns::IDENTIFIER_KEY)))?;
        let is = |status: CallStatus| status::call_is(status.into(), &today);
        let known = Filter::Any([CallStatus::Forthcoming, CallStatus::Open, CallStatus::Closed].map(is).to_vec());
        all.field(self.status.map(|status| status.each(is, known)))?;
        all.field(self.opens_on.map(|opens| opens.on(columns::OPENS_FIRST, columns::OPENS_LAST)))?;
        if let Some(deadline) = self.deadline {
            let (day, is_null) = deadline.split(columns::DAY)?;
            let deadlines = links::DEADLINES_OF_FUNDING_CALL;
            all.part(day.map(|day| Filter::through(&deadlines, day)));
            all.part(is_null.map(|is_null| {
                if is_null { Filter::Null(columns::LAST_DEADLINE) } else { Filter::Null(columns::LAST_DEADLINE).negated() }
            }));
        }
        all.field(self.budget.map(|budget| budget.on(columns::BUDGET)))?;
        let programme = links::PROGRAMMES_OF_FUNDING_CALL;
        all.through(&programme, self.programme)?;
        all.field(self.project_count.map(|count| count.on(columns::PROJECT_COUNT)))?;
        Ok(all.done())
    }
}
