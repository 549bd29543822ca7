//! Results.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::{
    activity::Activity,
    connection::connection,
    dimension::ResultDimension,
    enums::ResultKind,
    error::{Error, Result},
    id::{self, NodeType},
    indicator::Indicator,
    load, load_all,
    localized_text::{Languages, LocalizedText},
    project::Project,
    scalar::Url,
    source::{Citation, citations_or},
};
use crate::{
    enums::Stored,
    loaders::{ActivityRow, CitationsOfResult, IndicatorsOfResult, ProjectRow},
    scalar::{LanguageTag, PartialDate},
};

connection!(
    /// A page of results.
    ResultConnection,
    /// A result in a list.
    ResultEdge,
    ProjectResult,
    ResultRow,
    facets by ResultDimension
);

/// What came of a project.
pub struct ProjectResult(pub Arc<entity::result::Model>);

/// What came of a project, or is to come of it.
#[Object(name = "Result")]
impl ProjectResult {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Result, &self.0.key)
    }

    /// The project.
    async fn project(&self, ctx: &Context<'_>) -> Result<Project> {
        load(ctx, ProjectRow(self.0.project_id)).await?.map(Project).ok_or_else(|| Error::missing("project"))
    }

    /// The activity that it came of; null if the source doesn't link them.
    async fn activity(&self, ctx: &Context<'_>) -> Result<Option<Activity>> {
        let Some(row) = self.0.activity_id else { return Ok(None) };
        Ok(load(ctx, ActivityRow(row)).await?.map(Activity))
    }

    /// The kind of result; null if not clear.
    async fn kind(&self) -> Result<Option<ResultKind>> {
        ResultKind::stored_or_null(self.0.kind.as_deref())
    }

    /// What it is called.
    async fn title(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.title, &languages, &self.0.key)
    }

    /// What it is; null if there is no description.
    async fn description(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.description, &languages)
    }

    /// The languages of the thing itself, such as guidelines in French and Romanian; empty if not stated.
    async fn languages(&self) -> Vec<LanguageTag> {
        self.0.languages.0.iter().map(LanguageTag::stored).collect()
    }

    /// When it was delivered; null if not stated.
    async fn delivered_on(&self) -> Option<PartialDate> {
        self.0.delivered_on.as_ref().and_then(|date| date.parse().ok())
    }

    /// How it is measured.
    async fn indicators(&self, ctx: &Context<'_>) -> Result<Vec<Indicator>> {
        load_all(ctx, IndicatorsOfResult(self.0.id), Indicator).await
    }

    /// Where it is; null if not stated.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// Where it is stated.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Citation>> {
        citations_or(ctx, CitationsOfResult(self.0.id), self.0.project_id).await
    }
}
