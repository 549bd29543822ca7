//! Funding calls.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use store::{parent::Parent, scope::Scope, status};

use super::{
    connection::{LazyPage, PageArguments, connection},
    dimension::FundingCallDimension,
    enums::CallStatus,
    error::Result,
    filter::ProjectFilter,
    id::{self, NodeType},
    load, load_all,
    localized_text::{Languages, LocalizedText},
    order::ProjectOrder,
    programme::Programme,
    project::ProjectConnection,
    query::list,
    request,
    scalar::{DateTime, Url},
    source::Citation,
    value::Money,
};
use crate::{
    loaders::{CitationsOfFundingCall, DeadlinesOfFundingCall, ProgrammeRow},
    scalar::{Day, PartialDate},
};

connection!(
    /// A page of funding calls.
    FundingCallConnection,
    /// A funding call in a list.
    FundingCallEdge,
    FundingCall,
    FundingCallRow,
    facets by FundingCallDimension
);

/// A call for proposals.
pub struct FundingCall(pub Arc<entity::funding_call::Model>);

/// A call for proposals within a programme.
#[Object]
impl FundingCall {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::FundingCall, &self.0.key)
    }

    /// The readable part of its address, set once and never reused.
    pub(super) async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The funder's identifier; null if it has none. Example: "CERV-2025-CITIZENS-TOWN-NT".
    async fn identifier(&self) -> Option<&str> {
        self.0.identifier.as_deref()
    }

    /// The title; null if not stated.
    async fn title(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.title, &languages)
    }

    /// What it is about; null if there is no summary.
    async fn summary(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.summary, &languages)
    }

    /// The programme that it belongs to; null if not stated.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        let Some(row) = self.0.programme_id else { return Ok(None) };
        Ok(load(ctx, ProgrammeRow(row)).await?.map(Programme))
    }

    /// As stated, else from opening and deadlines by today's UTC day; null if neither tells.
    async fn status(&self, ctx: &Context<'_>) -> Result<Option<CallStatus>> {
        Ok(status::of_call(&self.0, &request(ctx).day())?.map(Into::into))
    }

    /// When applications open; null if not stated.
    async fn opens_on(&self) -> Option<PartialDate> {
        self.0.opens_on.as_ref().and_then(|date| date.parse().ok())
    }

    /// By when applications must be in, in the source's order.
    async fn deadlines(&self, ctx: &Context<'_>) -> Result<Vec<Deadline>> {
        let rows = load(ctx, DeadlinesOfFundingCall(self.0.id)).await?.unwrap_or_default();
        let deadline = |row: &Arc<entity::funding_call_deadline::Model>| {
            Some(Deadline { on: row.day.parse().ok()?, at: row.deadline_at.map(DateTime), stage: row.stage })
        };
        Ok(rows.iter().filter_map(deadline).collect())
    }

    /// The money on offer; null if not stated.
    async fn budget(&self) -> Option<Money> {
        Money::of(self.0.budget_minor, self.0.budget_currency.as_ref())
    }

    /// The projects that answered it.
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
        let list = list(ctx, Some(Scope::ProjectsOfFundingCall), search.as_deref(), filter, order_by)?;
        Ok(ProjectConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Row(self.0.id))?))
    }

    /// Its page; null if not stated.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// Where it is stated.
    pub(super) async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Citation>> {
        load_all(ctx, CitationsOfFundingCall(self.0.id), Citation).await
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

/// A day by which applications must be in.
#[derive(SimpleObject)]
pub struct Deadline {
    /// The day.
    on: Day,
    /// The moment; null if only the day is stated.
    at: Option<DateTime>,
    /// Which stage of the call it ends, from 1; null if there is only one.
    stage: Option<i32>,
}
