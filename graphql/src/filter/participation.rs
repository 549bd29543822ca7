//! Filters of participations.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::Filter,
    links::{self},
};

use super::{
    All, FilterContext, IntoFilter, PartnerFilter, ProjectFilter,
    field::{MoneyFilter, ParticipationRoleFilter},
};
use crate::error::Result;

/// Which participations: one partner's part in one project. All fields must be true of the same participation.
#[derive(Clone, Debug, InputObject)]
pub struct ParticipationFilter {
    /// All of these.
    and: Option<Vec<ParticipationFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<ParticipationFilter>>,
    /// Not this.
    not: Option<Box<ParticipationFilter>>,
    /// By the role. Example: {eq: COORDINATOR}.
    role: Option<ParticipationRoleFilter>,
    /// By the partner.
    partner: Option<Box<PartnerFilter>>,
    /// By the project.
    project: Option<Box<ProjectFilter>>,
    /// By the partner's own budget in the project.
    budget: Option<MoneyFilter>,
    /// By the partner's own share of the grant.
    grant: Option<MoneyFilter>,
}

impl IntoFilter for ParticipationFilter {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.field(self.role.map(|role| role.on(columns::ROLE)))?;
        all.through(&links::PARTNER_OF_PARTICIPATION, self.partner)?;
        all.through(&links::PROJECT_OF_PARTICIPATION, self.project)?;
        all.field(self.budget.map(|budget| budget.on(columns::BUDGET)))?;
        all.field(self.grant.map(|grant| grant.on(columns::GRANT)))?;
        Ok(all.done())
    }
}
