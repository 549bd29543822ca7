//! Participations.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::{
    connection::connection,
    enums::ParticipationRole,
    error::{Error, Result},
    id::{self, NodeType},
    load,
    partner::Partner,
    project::Project,
    source::{Citation, citations_or},
    value::Money,
};
use crate::{
    enums::Stored,
    loaders::{CitationsOfParticipation, PartnerRow, ProjectRow},
    scalar::PartialDate,
};

connection!(
    /// A page of participations.
    ParticipationConnection,
    /// A participation in a list.
    ParticipationEdge,
    Participation,
    ParticipationRow
);

/// One partner's part in one project.
pub struct Participation(pub Arc<entity::participation::Model>);

/// One partner's part in one project: one row of the source. The same partner may take part in a project more than once.
#[Object]
impl Participation {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Participation, &self.0.key)
    }

    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Result<Project> {
        load(ctx, ProjectRow(self.0.project_id)).await?.map(Project).ok_or_else(|| Error::missing("project"))
    }

    /// The partner.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Partner> {
        load(ctx, PartnerRow(self.0.partner_id)).await?.map(Partner).ok_or_else(|| Error::missing("partner"))
    }

    /// The role; null if the source names none.
    async fn role(&self) -> Result<Option<ParticipationRole>> {
        ParticipationRole::stored_or_null(self.0.role.as_deref())
    }

    /// The source's own word for the role; null if it has none.
    async fn stated_role(&self) -> Option<&str> {
        self.0.stated_role.as_deref()
    }

    /// The place in the source's order, from 1; null if it has none.
    async fn position(&self) -> Option<i32> {
        self.0.position
    }

    /// The partner's own budget in the project; null if not stated.
    async fn budget(&self) -> Option<Money> {
        Money::of(self.0.budget_minor, self.0.budget_currency.as_ref())
    }

    /// The partner's own share of the grant; null if not stated.
    async fn grant(&self) -> Option<Money> {
        Money::of(self.0.grant_minor, self.0.grant_currency.as_ref())
    }

    /// When the partner joined; null if not stated.
    async fn started_on(&self) -> Option<PartialDate> {
        self.0.started_on.as_ref().and_then(|date| date.parse().ok())
    }

    /// When the partner left; null if not stated.
    async fn ended_on(&self) -> Option<PartialDate> {
        self.0.ended_on.as_ref().and_then(|date| date.parse().ok())
    }

    /// Where it is stated.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Citation>> {
        citations_or(ctx, CitationsOfParticipation(self.0.id), self.0.project_id).await
    }
}
