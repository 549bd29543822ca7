//! Concepts and vocabularies.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use store::{parent::Parent, scope::Scope};

use super::{
    connection::{LazyPage, PageArguments, connection},
    error::{Error, Result},
    filter::ProjectFilter,
    id::{self, NodeType},
    load, load_all,
    localized_text::{Languages, LocalizedText},
    order::ProjectOrder,
    project::ProjectConnection,
    query::list,
    scalar::Url,
};
use crate::loaders::{ConceptRow, NarrowerConcepts, VocabularyRow};

connection!(
    /// A page of concepts.
    ConceptConnection,
    /// A concept in a list.
    ConceptEdge,
    Concept,
    ConceptRow
);

/// An entry of a vocabulary.
pub struct Concept(pub Arc<entity::concept::Model>);

/// An entry of a vocabulary: a theme, a target group, a goal, a ground of discrimination …
#[Object]
impl Concept {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Concept, &self.0.key)
    }

    /// The vocabulary that it belongs to.
    async fn vocabulary(&self, ctx: &Context<'_>) -> Result<Vocabulary> {
        load(ctx, VocabularyRow(self.0.vocabulary_id)).await?.map(Vocabulary).ok_or_else(|| Error::missing("vocabulary"))
    }

    /// The vocabulary's own code for it; null if it has none. Example: "10" for the tenth SDG.
    async fn notation(&self) -> Option<&str> {
        self.0.notation.as_deref()
    }

    /// What it is called.
    async fn label(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.label, &languages, &self.0.key)
    }

    /// The wider concept that it is part of; null at the top.
    async fn broader(&self, ctx: &Context<'_>) -> Result<Option<Concept>> {
        let Some(row) = self.0.broader_id else { return Ok(None) };
        Ok(load(ctx, ConceptRow(row)).await?.map(Concept))
    }

    /// The concepts right below it, by label.
    async fn narrower(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        load_all(ctx, NarrowerConcepts(self.0.id), Concept).await
    }

    /// Its page; null if it has none.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// The projects with it or with a narrower concept, each once.
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
        let list = list(ctx, Some(Scope::ProjectsOfConcept), search.as_deref(), filter, order_by)?;
        Ok(ProjectConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Row(self.0.id))?))
    }
}

/// A list or tree of concepts.
pub struct Vocabulary(pub Arc<entity::vocabulary::Model>);

/// A list or tree of concepts.
#[Object]
impl Vocabulary {
    /// The code. Examples: "THEME", "TARGET_GROUP", "SDG", "DISCRIMINATION_GROUND".
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called.
    async fn name(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.name, &languages, &self.0.code)
    }

    /// Its page; null if it has none.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// Under which licence it may be reused; null if not known.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }
}
