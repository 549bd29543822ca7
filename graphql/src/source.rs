//! Sources and citations.

use std::{hash::Hash, sync::Arc};

use async_graphql::{Context, ID, Object, dataloader::Loader};
use futures_util::future::try_join;

use super::{
    connection::connection,
    error::{Error, Result},
    id::{self, NodeType},
    load, load_all,
    localized_text::{Languages, LocalizedText},
    scalar::Url,
};
use crate::{
    loaders::{CitationsOfProject, Reader, SourceRow},
    scalar::{Day, LanguageTag},
};

connection!(
    /// A page of sources.
    SourceConnection,
    /// A source in a list.
    SourceEdge,
    Source,
    SourceRow
);

/// A data set or document.
pub struct Source(pub Arc<entity::source::Model>);

/// A data set or document that statements come from.
#[Object]
impl Source {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Source, &self.0.key)
    }

    /// The readable part of its address, set once and never reused.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Who published it; "not stated" where the document doesn't say.
    async fn publisher(&self) -> &str {
        &self.0.publisher
    }

    /// What it is called.
    async fn title(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.title, &languages, &self.0.key)
    }

    /// Where it is; null if not known.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// Under which licence it may be reused, as an SPDX code where there is one; null if it states none.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }

    /// The words to be shown with anything taken from it; null if it asks for none.
    async fn attribution(&self) -> Option<&str> {
        self.0.attribution.as_deref()
    }

    /// The language that it is written in; null if it has several or none.
    async fn language(&self) -> Option<LanguageTag> {
        self.0.language.as_ref().map(LanguageTag::stored)
    }

    /// The day on which it was retrieved; null if not known.
    async fn retrieved_on(&self) -> Option<Day> {
        self.0.retrieved_on.as_ref().and_then(|day| day.parse().ok())
    }
}

/// A record's place in a source.
pub struct Citation(pub Arc<entity::citation::Model>);

/// A record's place in a source.
#[Object]
impl Citation {
    /// The source.
    async fn source(&self, ctx: &Context<'_>) -> Result<Source> {
        source(ctx, self.0.source_id).await
    }

    /// The source's own id of the record; null if it has none.
    async fn record_id(&self) -> Option<&str> {
        self.0.record_id.as_deref()
    }

    /// The source's page of the record; null if it has none.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// The language in which the source states it; null if not known.
    async fn language(&self) -> Option<LanguageTag> {
        self.0.language.as_ref().map(LanguageTag::stored)
    }
}

/// Where a part of a project is stated: by its own citations, else by those of its project. Both are loaded at once, so that the
/// number of statements doesn't depend on which are there.
pub async fn citations_or<K>(ctx: &Context<'_>, own: K, project: i64) -> Result<Vec<Citation>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Reader: Loader<K, Error = store::Error, Value = Vec<Arc<entity::citation::Model>>>
        + Loader<CitationsOfProject, Error = store::Error, Value = Vec<Arc<entity::citation::Model>>>,
{
    let (own, projects) = try_join(load_all(ctx, own, Citation), load_all(ctx, CitationsOfProject(project), Citation)).await?;
    Ok(if own.is_empty() { projects } else { own })
}

/// The source of a row that can't be without one.
pub async fn source(ctx: &Context<'_>, row: i64) -> Result<Source> {
    load(ctx, SourceRow(row)).await?.map(Source).ok_or_else(|| Error::missing("source"))
}
