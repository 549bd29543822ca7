//! The ways in.

use async_graphql::{Context, ID, Object};
use store::{list::List, parent::Parent, scope::Scope, search::Search, table::Table};

use crate::{
    concept::{Concept, ConceptConnection},
    connection::{LazyPage, PageArguments},
    dimension::{ParticipationDimension, ProjectDimension, ResultDimension},
    enums::RecordType,
    error::{Error, Result},
    filter::{
        ConceptFilter, FilterContext, FundingCallFilter, IntoFilter, ParticipationFilter, PartnerFilter, PlaceFilter,
        ProgrammeFilter, ProjectFilter, ResultFilter, condition,
    },
    funding_call::{FundingCall, FundingCallConnection},
    load,
    loaders::{ConceptRow, FundingCallRow, PartnerRow, PlaceRow, ProgrammeRow, ProjectRow},
    localized_text::Languages,
    lookup_input::{ConceptBy, FundingCallBy, PartnerBy, PlaceBy, ProgrammeBy, ProjectBy},
    network::{PartnerNetwork, partner_network},
    node::{self, Node},
    order::{ConceptOrder, FundingCallOrder, Order, PartnerOrder, PlaceOrder, ProgrammeOrder, ProjectOrder, ResultOrder, sorts},
    partner::{Partner, PartnerConnection},
    place::{Place, PlaceConnection},
    programme::{Programme, ProgrammeConnection},
    project::{Project, ProjectConnection},
    registry::Registry,
    request,
    result::ResultConnection,
    statistics::{
        StatisticsOrder,
        indicator::{IndicatorStatistics, indicator_statistics},
        participation::{ParticipationStatistics, participation_statistics},
        project::{Attribution, ProjectStatistics, project_statistics},
    },
    suggestion::{Suggestion, suggestions},
};

/// The list that the arguments ask for.
pub fn list<O: Order, F: IntoFilter>(
    ctx: &Context<'_>,
    scope: Option<Scope>,
    search: Option<&str>,
    mut filter: Option<F>,
    order_by: Option<Vec<O>>,
) -> Result<List> {
    let search = search.and_then(Search::parse);
    let today = request(ctx).today;
    let selections =
        filter.as_mut().map(|filter| filter.take_selections(FilterContext { today })).transpose()?.unwrap_or_default();
    let filter = condition(filter, O::TABLE, search.as_ref(), today)?;
    Ok(List { table: O::TABLE, scope, filter, selections, order: sorts(order_by, search.as_ref())? })
}

/// The ways in.
pub struct Query;

/// What can be asked. Everything is public, nothing is changed by asking.
#[Object]
impl Query {
    /// Anything by its id. The id of a merged or deleted record answers with a Tombstone; a malformed or unknown one with null.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Result<Option<Node>> {
        node::by_id(ctx, &id).await
    }

    /// Several things by their ids, at most 100, in the same order; null where an id leads nowhere.
    async fn nodes(&self, ctx: &Context<'_>, #[graphql(desc = "The ids.")] ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        let asked = ids.len() as u64;
        let limit = request(ctx).limits.max_page_size;
        if asked > limit {
            return Err(Error::PageTooLarge { asked, limit });
        }
        futures_util::future::try_join_all(ids.iter().map(|id| node::by_id(ctx, id))).await
    }

    /// The registry as a whole: what is in it, in which state, and what it allows.
    async fn registry(&self) -> Registry {
        Registry
    }

    /// One project; null if there is none.
    async fn project(&self, ctx: &Context<'_>, #[graphql(desc = "How to find it.")] by: ProjectBy) -> Result<Option<Project>> {
        let Some(row) = by.row(ctx).await? else { return Ok(None) };
        Ok(load(ctx, ProjectRow(row)).await?.map(Project))
    }

    /// One partner; null if there is none.
    async fn partner(&self, ctx: &Context<'_>, #[graphql(desc = "How to find it.")] by: PartnerBy) -> Result<Option<Partner>> {
        let Some(row) = by.row(ctx).await? else { return Ok(None) };
        Ok(load(ctx, PartnerRow(row)).await?.map(Partner))
    }

    /// One funding call; null if there is none.
    async fn funding_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How to find it.")] by: FundingCallBy,
    ) -> Result<Option<FundingCall>> {
        let Some(row) = by.row(ctx).await? else { return Ok(None) };
        Ok(load(ctx, FundingCallRow(row)).await?.map(FundingCall))
    }

    /// One programme or part of a programme; null if there is none.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How to find it.")] by: ProgrammeBy,
    ) -> Result<Option<Programme>> {
        let Some(row) = by.row(ctx).await? else { return Ok(None) };
        Ok(load(ctx, ProgrammeRow(row)).await?.map(Programme))
    }

    /// One place; null if there is none.
    async fn place(&self, ctx: &Context<'_>, #[graphql(desc = "How to find it.")] by: PlaceBy) -> Result<Option<Place>> {
        let Some(row) = by.row(ctx).await? else { return Ok(None) };
        Ok(load(ctx, PlaceRow(row)).await?.map(Place))
    }

    /// One concept; null if there is none.
    async fn concept(&self, ctx: &Context<'_>, #[graphql(desc = "How to find it.")] by: ConceptBy) -> Result<Option<Concept>> {
        let Some(row) = by.row(ctx).await? else { return Ok(None) };
        Ok(load(ctx, ConceptRow(row)).await?.map(Concept))
    }

    /// Projects.
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
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(ProjectConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Partners.
    async fn partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in names, identifiers or place, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which partners.")] filter: Option<PartnerFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by name.")]
        order_by: Option<Vec<PartnerOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<PartnerConnection> {
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(PartnerConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Funding calls.
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
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(FundingCallConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Results.
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in title, description or indicators, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which results.")] filter: Option<ResultFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by title.")]
        order_by: Option<Vec<ResultOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ResultConnection> {
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(ResultConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Programmes and their parts.
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in name or code, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which programmes.")] filter: Option<ProgrammeFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by name.")]
        order_by: Option<Vec<ProgrammeOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ProgrammeConnection> {
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(ProgrammeConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Places.
    async fn places(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in names or NUTS code, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which places.")] filter: Option<PlaceFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by name.")]
        order_by: Option<Vec<PlaceOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<PlaceConnection> {
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(PlaceConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Concepts of all vocabularies.
    async fn concepts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "All these words in label or notation, in any language. Quotation marks make a phrase; blank text doesn't restrict."
        )]
        search: Option<String>,
        #[graphql(desc = "Which concepts.")] filter: Option<ConceptFilter>,
        #[graphql(desc = "By what to sort, the first part first. By relevance if something is searched for, else by label.")]
        order_by: Option<Vec<ConceptOrder>>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ConceptConnection> {
        let list = list(ctx, None, search.as_deref(), filter, order_by)?;
        Ok(ConceptConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Root)?))
    }

    /// Counts and exact sums of projects, as a whole or by up to three dimensions. Rows, other and unallocated add up to the total,
    /// unless a flag says that they overlap. A series by one year dimension that is ordered by KEY has no gaps: years without projects
    /// between the first and the last are rows with count 0. A row counts the projects that have all its values: by PARTNER_COUNTRY and
    /// ROLE, those with a partner of that country and a partner in that role, who need not be the same. Money by COORDINATOR or SHARE
    /// and participationStatistics go by what each participation has.
    #[expect(clippy::too_many_arguments, reason = "the contract names them")]
    async fn project_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only projects in which these words are found, as in `projects`.")] search: Option<String>,
        #[graphql(desc = "Which projects.")] filter: Option<ProjectFilter>,
        #[graphql(
            desc = "By what to count: an empty list for the whole, or up to three different dimensions. Each combination of values that some project has is a row."
        )]
        group_by: Vec<ProjectDimension>,
        #[graphql(desc = "Who gets a project's money. Needed when money is asked for and a project can be in several cells.")]
        attribution: Option<Attribution>,
        #[graphql(desc = "By what to sort the rows; by count if nothing is said. Ties go by keys.")] order_by: Option<
            Vec<StatisticsOrder>,
        >,
        #[graphql(desc = "How many rows, at most 10,000; the others are added up in `other`.", default_with = "Some(50)")] first: Option<i32>,
    ) -> Result<ProjectStatistics> {
        let search = search.as_deref().and_then(Search::parse);
        let filter = condition(filter, Table::Project, search.as_ref(), request(ctx).today)?;
        project_statistics(ctx, filter, &group_by, attribution, order_by, first).await
    }

    /// Counts and exact sums of participations, as a whole or by up to three dimensions: who gets what. The filter selects
    /// participations, not projects, so that "who gets most in this county" leaves their foreign partners out.
    async fn participation_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which participations.")] filter: Option<ParticipationFilter>,
        #[graphql(
            desc = "By what to count: an empty list for the whole, or up to three different dimensions. Each combination of values that some participation has is a row."
        )]
        group_by: Vec<ParticipationDimension>,
        #[graphql(
            desc = "By what to sort the rows; by count if nothing is said. TOTAL_BUDGET means the own budgets. Ties go by keys."
        )]
        order_by: Option<Vec<StatisticsOrder>>,
        #[graphql(desc = "How many rows, at most 10,000; the others are added up in `other`.", default_with = "Some(50)")] first: Option<i32>,
    ) -> Result<ParticipationStatistics> {
        let filter = condition(filter, Table::Participation, None, request(ctx).today)?;
        participation_statistics(ctx, filter, &group_by, order_by, first).await
    }

    /// Sums of what results aim at and reach, as a whole or by up to three dimensions. They add up only where concept, unit and
    /// comparator are the same; what was left out is listed with its reason. INDICATOR, UNIT and TARGET_REACHED are those of the very
    /// indicator, the other dimensions those of its result.
    async fn indicator_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only results in which these words are found, as in `results`.")] search: Option<String>,
        #[graphql(desc = "Which results. All of their indicators are looked at.")] filter: Option<ResultFilter>,
        #[graphql(desc = "By what to add up: an empty list for the whole, or up to three different dimensions.")] group_by: Vec<
            ResultDimension,
        >,
        #[graphql(desc = "How many rows, at most 10,000.", default_with = "Some(50)")] first: Option<i32>,
    ) -> Result<IndicatorStatistics> {
        let search = search.as_deref().and_then(Search::parse);
        let filter = condition(filter, Table::Result, search.as_ref(), request(ctx).today)?;
        indicator_statistics(ctx, filter, &group_by, first).await
    }

    /// Who works with whom: the organisations with most projects among those of the filter, and how many of these projects each two of
    /// them share. Private persons are left out.
    async fn partner_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which projects.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "How many organisations, at most 500.", default_with = "Some(100)")] first: Option<i32>,
    ) -> Result<PartnerNetwork> {
        partner_network(ctx, filter, first).await
    }

    /// Records that may be meant while somebody types into a search box: those whose names have all the words typed, the last one
    /// perhaps not finished yet. Those with exactly this name come first, then those with a name that begins so, then those with a
    /// word that begins so; the types take turns. A single word of one or two characters finds beginnings of names only, and a
    /// single letter behind other words restricts nothing yet. Private persons are never suggested.
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far; blank text suggests nothing. Example: \"clu\".")] search: String,
        #[graphql(
            desc = "What to suggest: PROJECT, PARTNER, FUNDING_CALL, PROGRAMME, PLACE or CONCEPT; projects, partners and places if nothing is said."
        )]
        types: Option<Vec<RecordType>>,
        #[graphql(
            desc = "Languages of the names in the order of preference; the first that exists is given, else the original."
        )]
        languages: Languages,
        #[graphql(desc = "How many at most, up to 100.", default_with = "Some(8)")] first: Option<i32>,
    ) -> Result<Vec<Suggestion>> {
        suggestions(ctx, &search, types, &languages, first).await
    }
}
