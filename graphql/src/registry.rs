//! The registry itself.

use async_graphql::{Context, Object, SimpleObject};
use entity::{Text, Texts};
use record::{ClosedList, TextOrigin};
use store::{batched::totals, filter::Filter, list::List, lookup, parent::Parent, table::Table};

use crate::{
    connection::{LazyPage, PageArguments},
    error::Result,
    localized_text::{Languages, LocalizedText},
    order::by_title,
    request,
    scalar::{DateTime, LanguageTag, Url, int},
    source::SourceConnection,
    statistics::MAX_GROUPS,
};

/// The licence of what the registry itself wrote and put together.
pub const LICENCE: &str = "CC-BY-4.0";

/// What the registry is called.
pub const NAME: &str = "Inclusion registry";

/// The registry as a whole.
pub struct Registry;

/// The registry as a whole: what is in it, in which state, and what it allows.
#[Object]
impl Registry {
    /// What it is called.
    async fn name(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        let text = |language: &str, text: &str, origin| Text { language: language.to_owned(), text: text.to_owned(), origin };
        let names = Texts(vec![
            text("en", NAME, TextOrigin::Original.spelling()),
            text("ro", "Registrul incluziunii", TextOrigin::HumanTranslation.spelling()),
        ]);
        LocalizedText::required(&names, &languages, "")
    }

    /// The licence of what the registry itself wrote and put together, as an SPDX code. What comes from a source keeps that source's
    /// licence.
    async fn licence(&self) -> &str {
        LICENCE
    }

    /// The number of the publication that this answer shows; it grows by one with each. Also in `extensions.dataVersion`.
    async fn data_version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(int(request(ctx).snapshot.data_version().await?))
    }

    /// The version of this schema.
    async fn schema_version(&self) -> &str {
        env!("CARGO_PKG_VERSION")
    }

    /// When the data was last changed.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(request(ctx).snapshot.updated_at().await?))
    }

    /// The languages in which projects have a title or summary.
    async fn languages(&self, ctx: &Context<'_>) -> Result<Vec<LanguageTag>> {
        Ok(lookup::languages(&request(ctx).snapshot).await?.into_iter().map(LanguageTag::stored).collect())
    }

    /// The data sets and documents that everything comes from, by title.
    async fn sources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<SourceConnection> {
        let list =
            List { table: Table::Source, scope: None, filter: Filter::everything(), selections: Vec::new(), order: by_title() };
        Ok(SourceConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// How much is in it.
    async fn counts(&self, ctx: &Context<'_>) -> Result<RegistryCounts> {
        let tables = [
            Table::Project,
            Table::Partner,
            Table::Participation,
            Table::FundingCall,
            Table::Programme,
            Table::Result,
            Table::Place,
            Table::Source,
        ];
        let totals = totals(&request(ctx).snapshot, &tables).await?;
        let total = |i: usize| totals.get(i).map_or(i32::MAX, |total| int(*total));
        Ok(RegistryCounts {
            projects: total(0),
            partners: total(1),
            participations: total(2),
            funding_calls: total(3),
            programmes: total(4),
            results: total(5),
            places: total(6),
            sources: total(7),
        })
    }

    /// The schemes of identifiers that are known, by code.
    async fn identifier_schemes(&self, ctx: &Context<'_>) -> Result<Vec<IdentifierScheme>> {
        let schemes = lookup::identifier_schemes(&request(ctx).snapshot).await?;
        let scheme = |row: entity::identifier_scheme::Model| IdentifierScheme {
            code: row.code,
            name: row.name,
            unique: row.is_unique,
            url: row.url.map(Url),
        };
        Ok(schemes.into_iter().map(scheme).collect())
    }

    /// What a request may ask for.
    async fn limits(&self, ctx: &Context<'_>) -> AllowedLimits {
        let limits = &request(ctx).limits;
        AllowedLimits {
            max_page_size: int(limits.max_page_size),
            default_page_size: int(limits.default_page_size()),
            max_depth: int(limits.max_depth),
            max_cost: int(limits.max_cost),
            max_aliases: int(limits.max_aliases),
            max_directives: int(limits.max_directives),
            max_tokens: int(limits.max_tokens),
            max_groups: int(MAX_GROUPS),
            max_query_bytes: int(limits.max_query_bytes),
            max_body_bytes: int(limits.max_body_bytes),
            max_url_bytes: int(limits.max_url_bytes),
            max_seconds: limits.max_time.as_secs_f64(),
            max_concurrent: int(limits.max_concurrent),
            max_queued: int(limits.max_queued),
            max_cost_per_minute: limits.max_cost_per_minute.map(int),
        }
    }
}

/// A scheme of identifiers.
#[derive(SimpleObject)]
pub struct IdentifierScheme {
    /// The code, as in `Identifier.scheme`. Example: "PIC".
    code: String,
    /// What it is called.
    name: String,
    /// True if one identifier is never given to two things.
    unique: bool,
    /// The page of the scheme; null if it has none.
    url: Option<Url>,
}

/// How many records there are.
#[derive(SimpleObject)]
pub struct RegistryCounts {
    /// Projects.
    projects: i32,
    /// Partners, each once.
    partners: i32,
    /// Participations of partners in projects.
    participations: i32,
    /// Funding calls.
    funding_calls: i32,
    /// Programmes and parts of programmes.
    programmes: i32,
    /// Results.
    results: i32,
    /// Places.
    places: i32,
    /// Sources.
    sources: i32,
}

/// What a request may ask for. The cost of a query is 1 for each object that it can return: lists count `first` or `last` times (20 if
/// neither is given), lists without pages 10 times, statistics 20. Example: `projects(first: 50) { nodes { title { text } } }` costs
/// 101: 1 for the list, 50 projects, 50 titles.
#[derive(SimpleObject)]
#[graphql(name = "Limits")]
pub struct AllowedLimits {
    /// The most rows on a page.
    max_page_size: i32,
    /// How many rows a page has if nothing is said.
    default_page_size: i32,
    /// How deep a query may be nested.
    max_depth: i32,
    /// How much a query may cost.
    max_cost: i32,
    /// How many aliases a query may have.
    max_aliases: i32,
    /// How many directives a query may have.
    max_directives: i32,
    /// How many tokens a query may have: names, values and signs.
    max_tokens: i32,
    /// The most rows of a statistic.
    max_groups: i32,
    /// The longest query, in bytes.
    max_query_bytes: i32,
    /// The longest body of a POST, in bytes.
    max_body_bytes: i32,
    /// The longest address of a GET, in bytes.
    max_url_bytes: i32,
    /// How long a query may run, in seconds.
    max_seconds: f64,
    /// How many queries run at once, those of all clients together.
    max_concurrent: i32,
    /// How many queries wait for others to end before further ones are turned away with OVERLOADED.
    max_queued: i32,
    /// How much cost one client may ask for in a minute before it is turned away with RATE_LIMITED; null if there is no limit.
    max_cost_per_minute: Option<i32>,
}
