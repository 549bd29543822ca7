//! Programmes.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use store::{parent::Parent, scope::Scope};

use super::{
    connection::{LazyPage, PageArguments, connection},
    error::Result,
    filter::{FundingCallFilter, ProjectFilter},
    funding_call::FundingCallConnection,
    id::{self, NodeType},
    load, load_all,
    localized_text::{Languages, LocalizedText},
    order::{FundingCallOrder, ProjectOrder},
    project::ProjectConnection,
    query::list,
    scalar::DateTime,
    source::Citation,
    value::Period,
};
use crate::loaders::{CitationsOfProgramme, PartsOfProgramme, ProgrammeRow};

connection!(
    /// A page of programmes.
    ProgrammeConnection,
    /// A programme in a list.
    ProgrammeEdge,
    Programme,
    ProgrammeRow
);

/// A funder's programme.
pub struct Programme(pub Arc<entity::programme::Model>);

/// A funder's programme, or a part of one: programmes form trees.
#[Object]
impl Programme {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Programme, &self.0.key)
    }

    /// The readable part of its address, set once and never reused.
    pub(super) async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The path of the funder's own codes; null if it has none. Examples: "CERV", "POSDRU/6/6.2".
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What it is called.
    async fn name(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.name, &languages, &self.0.key)
    }

    /// The programme that it is part of; null for a whole programme.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        let Some(row) = self.0.parent_id else { return Ok(None) };
        Ok(load(ctx, ProgrammeRow(row)).await?.map(Programme))
    }

    /// Its parts, by name.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Programme>> {
        load_all(ctx, PartsOfProgramme(self.0.id), Programme).await
    }

    /// The years it ran; null if not stated.
    async fn period(&self) -> Option<Period> {
        Period::of(self.0.period_start.as_ref(), self.0.period_end.as_ref(), self.0.period_months)
    }

    /// The calls of it and its parts.
    async fn funding_calls(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in identifier, title or summary, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which funding calls.")] filter: Option<FundingCallFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by title.")]
        order_by: Option<Vec<FundingCallOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<FundingCallConnection> {
        let list = list(ctx, Some(Scope::FundingCallsOfProgramme), search.as_deref(), filter, order_by)?;
        Ok(FundingCallConnection(LazyPage::new(
            ctx,
            list,
            &PageArguments { first, after, last, before },
            Parent::Row(self.0.id),
        )?))
    }

    /// The projects of it and its parts, each once.
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in acronym, title, summary, identifiers, activities, action lines, results, or the names of concepts, places and partners, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which projects.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by title.")]
        order_by: Option<Vec<ProjectOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ProjectConnection> {
        let list = list(ctx, Some(Scope::ProjectsOfProgramme), search.as_deref(), filter, order_by)?;
        Ok(ProjectConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Row(self.0.id))?))
    }

    /// Where it is stated.
    pub(super) async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Citation>> {
        load_all(ctx, CitationsOfProgramme(self.0.id), Citation).await
    }

    /// Since when its source no longer lists it; null while it does.
    pub(super) async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// When the record was last changed.
    pub(super) async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}
