//! Projects.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{Context, ID, Object, SimpleObject};
use futures_util::future::try_join3;
use store::{filter::Filter, list::List, parent::Parent, scope::Scope, status, table::Table};

use super::{
    activity::{ActionLine, Activity},
    concept::Concept,
    connection::{LazyPage, PageArguments, connection},
    dimension::ProjectDimension,
    enums::{AmountKind, ProjectStatus},
    error::Result,
    filter::{ParticipationFilter, condition},
    funding_call::FundingCall,
    id::{self, NodeType},
    load, load_all,
    localized_text::{Languages, LocalizedText},
    order::{by_position, by_title},
    participation::{Participation, ParticipationConnection},
    partner::Partner,
    place::{Country, Place},
    programme::Programme,
    request,
    result::ResultConnection,
    scalar::{DateTime, Url},
    similar::{SimilarProject, similar_projects},
    source::{Citation, Source, source},
    value::{Identifier, Money, Period},
};
use crate::{
    enums::Stored,
    loaders::{
        ActionLinesOfProject, ActivitiesOfProject, AmountsOfParticipations, AmountsOfProject, CitationsOfProject,
        ConceptsOfProject, ConflictsOfProject, CoordinatorsOfProject, FundingCallRow, IdentifiersOfProject, ParticipationRow,
        PlacesOfProject, ProgrammeRow, ProgrammesOfProject, VocabularyRow,
    },
    scalar::PartialDate,
};

connection!(
    /// A page of projects.
    ProjectConnection,
    /// A project in a list.
    ProjectEdge,
    Project,
    ProjectRow,
    facets by ProjectDimension,
    with snippets
);

/// An initiative.
pub struct Project(pub Arc<entity::project::Model>);

/// An initiative: what was done, with whom, for how much and with what result. What no source states is null, never zero.
#[Object]
impl Project {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Project, &self.0.key)
    }

    /// The readable part of its address, set once and never reused. Example: "space".
    pub(super) async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The acronym; null if it has none. Example: "NETCO".
    async fn acronym(&self) -> Option<&str> {
        self.0.acronym.as_deref()
    }

    /// The title. Where the source gives none, the registry coined one: its origin is EDITORIAL.
    async fn title(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.title, &languages, &self.0.key)
    }

    /// What it is about; null if there is no summary.
    async fn summary(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.summary, &languages)
    }

    /// As stated, else from the period and today's UTC day; null if neither tells.
    async fn status(&self, ctx: &Context<'_>) -> Result<Option<ProjectStatus>> {
        Ok(status::of_project(&self.0, &request(ctx).day())?.map(Into::into))
    }

    /// Since when its source no longer lists it; null while it does.
    pub(super) async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// When it ran; null if neither start, end nor length is stated.
    async fn period(&self) -> Option<Period> {
        Period::of(self.0.period_start.as_ref(), self.0.period_end.as_ref(), self.0.period_months)
    }

    /// When its contract was signed; null if not stated.
    async fn signed_on(&self) -> Option<PartialDate> {
        self.0.signed_on.as_ref().and_then(|date| date.parse().ok())
    }

    /// What the whole project costs: the headline of `amounts`; null if not stated.
    async fn total_budget(&self) -> Option<Money> {
        Money::of(self.0.total_budget_minor, self.0.total_budget_currency.as_ref())
    }

    /// What the funder gives to the whole project: the headline of `amounts`; null if not stated.
    async fn grant(&self) -> Option<Money> {
        Money::of(self.0.grant_minor, self.0.grant_currency.as_ref())
    }

    /// Every stated amount, those of single partners included.
    async fn amounts(&self, ctx: &Context<'_>) -> Result<Vec<ProjectAmount>> {
        let id = self.0.id;
        let (own, shares, citations) =
            try_join3(load(ctx, AmountsOfProject(id)), load(ctx, AmountsOfParticipations(id)), load(ctx, CitationsOfProject(id)))
                .await?;
        let first_source = citations.unwrap_or_default().first().map(|citation| citation.source_id);
        let own = own.unwrap_or_default();
        let mut amounts: Vec<ProjectAmount> = own.iter().map(|row| ProjectAmount::of_project(row)).collect::<Result<_>>()?;
        for share in shares.unwrap_or_default() {
            amounts.extend(first_source.into_iter().flat_map(|source| ProjectAmount::of_participation(&share, source)));
        }
        Ok(amounts)
    }

    /// The main programme that funds it; null if not stated.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        let Some(row) = self.0.programme_id else { return Ok(None) };
        Ok(load(ctx, ProgrammeRow(row)).await?.map(Programme))
    }

    /// All programmes that fund it, the main one first.
    async fn programmes(&self, ctx: &Context<'_>) -> Result<Vec<Programme>> {
        load_all(ctx, ProgrammesOfProject(self.0.id), Programme).await
    }

    /// The call that it answered; null if not stated.
    async fn funding_call(&self, ctx: &Context<'_>) -> Result<Option<FundingCall>> {
        let Some(row) = self.0.funding_call_id else { return Ok(None) };
        Ok(load(ctx, FundingCallRow(row)).await?.map(FundingCall))
    }

    /// Its identifiers, such as a grant agreement number.
    async fn identifiers(&self, ctx: &Context<'_>) -> Result<Vec<Identifier>> {
        load_all(ctx, IdentifiersOfProject(self.0.id), |row| Identifier::from(&*row)).await
    }

    /// The first coordinator by position; null if none is stated.
    async fn coordinator(&self, ctx: &Context<'_>) -> Result<Option<Partner>> {
        Ok(load(ctx, CoordinatorsOfProject(self.0.id)).await?.and_then(|partners| partners.first().cloned()).map(Partner))
    }

    /// All coordinators, by position, each once.
    async fn coordinators(&self, ctx: &Context<'_>) -> Result<Vec<Partner>> {
        let mut seen = HashSet::new();
        let mut partners = load(ctx, CoordinatorsOfProject(self.0.id)).await?.unwrap_or_default();
        partners.retain(|partner| seen.insert(partner.id));
        Ok(partners.into_iter().map(Partner).collect())
    }

    /// How many partners the source says it has, named or not; null if it gives no number.
    async fn stated_partner_count(&self) -> Option<i32> {
        self.0.stated_partner_count
    }

    /// Who takes part and in which role, as the source orders them.
    async fn participations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which participations.")] filter: Option<ParticipationFilter>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ParticipationConnection> {
        let filter = condition(filter, Table::Participation, None, request(ctx).today)?;
        let list = List {
            table: Table::Participation,
            scope: Some(Scope::ParticipationsOfProject),
            filter,
            selections: Vec::new(),
            order: by_position(),
        };
        Ok(ParticipationConnection(LazyPage::new(
            ctx,
            list,
            &PageArguments { first, after, last, before },
            Parent::Row(self.0.id),
        )?))
    }

    /// What came of it, by title.
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ResultConnection> {
        let list = List {
            table: Table::Result,
            scope: Some(Scope::ResultsOfProject),
            filter: Filter::everything(),
            selections: Vec::new(),
            order: by_title(),
        };
        Ok(ResultConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Row(self.0.id))?))
    }

    /// The entries of the source's own list of activities, in its order.
    async fn activities(&self, ctx: &Context<'_>) -> Result<Vec<Activity>> {
        load_all(ctx, ActivitiesOfProject(self.0.id), Activity).await
    }

    /// The strategic lines or numbered steps of method that the source lists, in its order.
    async fn action_lines(&self, ctx: &Context<'_>) -> Result<Vec<ActionLine>> {
        load_all(ctx, ActionLinesOfProject(self.0.id), ActionLine).await
    }

    /// The stated places of work, without the places around them; a country only if nothing inside it is stated. Where partners
    /// sit is another matter: `Partner.place`.
    async fn places(&self, ctx: &Context<'_>) -> Result<Vec<Place>> {
        load_all(ctx, PlacesOfProject(self.0.id), Place).await
    }

    /// The countries of the places of work, each once; never those of the partners.
    async fn countries(&self, ctx: &Context<'_>) -> Result<Vec<Country>> {
        let places = load(ctx, PlacesOfProject(self.0.id)).await?.unwrap_or_default();
        let mut codes: Vec<&String> = Vec::new();
        for code in places.iter().filter_map(|place| place.country.as_ref()) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Ok(codes.into_iter().map(Country::stored).collect())
    }

    /// Its concepts, as stated, without wider ones.
    async fn concepts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only concepts of the vocabularies with these codes. Example: [\"THEME\", \"SDG\"].")]
        vocabularies: Option<Vec<String>>,
    ) -> Result<Vec<Concept>> {
        let Some(vocabularies) = vocabularies else { return load_all(ctx, ConceptsOfProject(self.0.id), Concept).await };
        self.concepts_of(ctx, &vocabularies.iter().map(String::as_str).collect::<Vec<_>>()).await
    }

    /// What it is about.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        self.concepts_of(ctx, &["THEME"]).await
    }

    /// Whom it is for.
    async fn target_groups(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        self.concepts_of(ctx, &["TARGET_GROUP"]).await
    }

    /// The Sustainable Development Goals that its source names; the notation is the number, such as "10".
    async fn sustainable_development_goals(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        self.concepts_of(ctx, &["SDG"]).await
    }

    /// Its own site; null if not stated.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// Where it is stated.
    pub(super) async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Citation>> {
        load_all(ctx, CitationsOfProject(self.0.id), Citation).await
    }

    /// Statements of sources that disagree; empty if there are none.
    async fn conflicts(&self, ctx: &Context<'_>) -> Result<Vec<Conflict>> {
        load_all(ctx, ConflictsOfProject(self.0.id), Conflict).await
    }

    /// The projects most like it, by the concepts, partners and places of work that both state, the most similar first. What fewer
    /// projects have weighs more; what very many have is not looked at. Empty if nothing rare enough is shared.
    async fn similar_projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most, up to 50.", default_with = "Some(10)")] first: Option<i32>,
    ) -> Result<Vec<SimilarProject>> {
        similar_projects(ctx, self.0.id, first).await
    }

    /// When the record was last changed.
    pub(super) async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

impl Project {
    async fn concepts_of(&self, ctx: &Context<'_>, vocabularies: &[&str]) -> Result<Vec<Concept>> {
        let concepts = load(ctx, ConceptsOfProject(self.0.id)).await?.unwrap_or_default();
        let rows = concepts.iter().map(|concept| VocabularyRow(concept.vocabulary_id));
        let known = request(ctx).loaders.load_many(rows).await?;
        let wanted = |concept: &Arc<entity::concept::Model>| {
            known
                .get(&VocabularyRow(concept.vocabulary_id))
                .is_some_and(|vocabulary| vocabularies.contains(&vocabulary.code.as_str()))
        };
        Ok(concepts.into_iter().filter(wanted).map(Concept).collect())
    }
}

/// An amount that a source states of a project.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct ProjectAmount {
    /// What the amount is.
    kind: AmountKind,
    /// The amount.
    money: Money,
    /// The date that it is of; null if not stated.
    on: Option<PartialDate>,
    /// The period that it is for; null if not stated.
    period: Option<Period>,
    #[graphql(skip)]
    participation_id: Option<i64>,
    #[graphql(skip)]
    source_id: i64,
}

#[async_graphql::ComplexObject]
impl ProjectAmount {
    /// The participation whose amount it is; null for amounts of the whole project.
    async fn participation(&self, ctx: &Context<'_>) -> Result<Option<Participation>> {
        let Some(row) = self.participation_id else { return Ok(None) };
        Ok(load(ctx, ParticipationRow(row)).await?.map(Participation))
    }

    /// The source that states it.
    async fn source(&self, ctx: &Context<'_>) -> Result<Source> {
        source(ctx, self.source_id).await
    }
}

impl ProjectAmount {
    fn of_project(row: &entity::project_amount::Model) -> Result<Self> {
        Ok(Self {
            kind: AmountKind::stored(&row.kind)?,
            money: Money::stored(row.amount_minor, &row.amount_currency),
            on: row.on_date.as_ref().and_then(|date| date.parse().ok()),
            period: Period::of(row.period_start.as_ref(), row.period_end.as_ref(), row.period_months),
            participation_id: row.participation_id,
            source_id: row.source_id,
        })
    }

    fn of_participation(row: &entity::participation::Model, source_id: i64) -> impl Iterator<Item = Self> + use<> {
        let stated = [
            (AmountKind::Budget, Money::of(row.budget_minor, row.budget_currency.as_ref())),
            (AmountKind::Grant, Money::of(row.grant_minor, row.grant_currency.as_ref())),
        ];
        let participation_id = Some(row.id);
        stated.into_iter().filter_map(move |(kind, money)| {
            Some(Self { kind, money: money?, on: None, period: None, participation_id, source_id })
        })
    }
}

/// One of several statements that disagree.
pub struct Conflict(Arc<entity::project_conflict::Model>);

/// One of several statements about a field that disagree.
#[Object]
impl Conflict {
    /// The field as this schema names it. Example: "totalBudget".
    async fn field(&self) -> &str {
        &self.0.field
    }

    /// What the source states.
    async fn value(&self) -> &str {
        &self.0.value
    }

    /// The source.
    async fn source(&self, ctx: &Context<'_>) -> Result<Source> {
        source(ctx, self.0.source_id).await
    }

    /// True for the statement that the field shows.
    async fn preferred(&self) -> bool {
        self.0.preferred
    }
}
