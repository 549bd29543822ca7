//! Filters of projects.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::{Filter, Selection},
    links::{self},
    status,
    table::Table,
};

use super::{
    All, ConceptFilter, FilterContext, FundingCallFilter, IntoFilter, ParticipationFilter, PartnerFilter, PlaceFilter,
    ProgrammeFilter, ResultFilter,
    field::{
        CountryFilter, DateTimeFilter, IdFilter, IdentifierFilter, LanguageFilter, MoneyFilter, PartialDateFilter, PeriodFilter,
        ProjectStatusFilter, StringFilter,
    },
};
use crate::{
    dimension::ProjectDimensionFilter,
    enums::{PlaceRelation, ProjectStatus},
    error::Result,
    id::NodeType,
};

/// Which projects.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectFilter {
    /// All of these.
    and: Option<Vec<ProjectFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<ProjectFilter>>,
    /// Not this.
    not: Option<Box<ProjectFilter>>,
    /// By keys of dimensions, as facets and statistics give them.
    dimensions: Option<Vec<ProjectDimensionFilter>>,
    /// All these words in acronym, title, summary, identifiers, activities, action lines, results, or in the names of concepts,
    /// places and partners, in any language. Quotation marks make a phrase.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By identifier, such as a grant agreement number.
    identifier: Option<IdentifierFilter>,
    /// By acronym.
    acronym: Option<StringFilter>,
    /// By status: as stated, else from the period by the UTC day.
    status: Option<ProjectStatusFilter>,
    /// True for projects that their source no longer lists, false for the others.
    withdrawn: Option<bool>,
    /// By when it ran.
    period: Option<PeriodFilter>,
    /// By when its contract was signed.
    signed_on: Option<PartialDateFilter>,
    /// By the total budget.
    total_budget: Option<MoneyFilter>,
    /// By the grant.
    grant: Option<MoneyFilter>,
    /// By a programme that funds it, or what that is part of.
    programme: Option<Box<ProgrammeFilter>>,
    /// By the call that it answered.
    funding_call: Option<Box<FundingCallFilter>>,
    /// With such a participation: role and partner of the same row.
    participation: Option<Box<ParticipationFilter>>,
    /// With such a partner, in any role.
    partner: Option<Box<PartnerFilter>>,
    /// By place: where the work happens, unless the place filter's `relation` says otherwise.
    place: Option<Box<PlaceFilter>>,
    /// By a country where the work happens. For the countries of partners use `partner`.
    country: Option<CountryFilter>,
    /// With such a concept, or a narrower one.
    concept: Option<Box<ConceptFilter>>,
    /// With such a theme, or a narrower one.
    theme: Option<Box<ConceptFilter>>,
    /// With such a target group, or a narrower one.
    target_group: Option<Box<ConceptFilter>>,
    /// With such a Sustainable Development Goal.
    sustainable_development_goal: Option<Box<ConceptFilter>>,
    /// With such a result.
    result: Option<Box<ResultFilter>>,
    /// With a title or summary in this language.
    language: Option<LanguageFilter>,
    /// Stated in such a source.
    source: Option<SourceFilter>,
    /// By when the record was last changed.
    updated_at: Option<DateTimeFilter>,
}

/// Which sources.
#[derive(Clone, Debug, InputObject)]
pub struct SourceFilter {
    /// By id.
    id: Option<IdFilter>,
    /// By slug.
    slug: Option<StringFilter>,
}

impl IntoFilter for SourceFilter {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        let mut all = All::new(context);
        all.field(self.id.map(|id| id.on(NodeType::Source)))?;
        all.field(self.slug.map(|slug| slug.on_code(columns::SLUG)))?;
        Ok(all.done())
    }
}

impl IntoFilter for ProjectFilter {
    fn take_selections(&mut self, context: FilterContext) -> Result<Vec<Selection>> {
        self.dimensions.take().into_iter().flatten().map(|entry| entry.selection(context)).collect()
    }

    fn filter(mut self, context: FilterContext) -> Result<Filter> {
        let selections = self.take_selections(context)?;
        let today = context.today();
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.selections(&selections);
        all.search(Table::Project, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Project)))?;
        all.part(self.identifier.map(|identifier| identifier.on(&links::IDENTIFIERS_OF_PROJECT)));
        all.field(self.acronym.map(|acronym| acronym.on_folded(columns::ACRONYM, columns::ACRONYM_KEY)))?;
        let is = |status: ProjectStatus| status::project_is(status.into(), &today);
        let statuses = [ProjectStatus::Planned, ProjectStatus::Ongoing, ProjectStatus::Completed, ProjectStatus::Terminated];
        all.field(self.status.map(|status| status.each(is, Filter::Any(statuses.map(is).to_vec()))))?;
        let withdrawn = |withdrawn| {
            if withdrawn { Filter::Null(columns::WITHDRAWN_AT).negated() } else { Filter::Null(columns::WITHDRAWN_AT) }
        };
        all.part(self.withdrawn.map(withdrawn));
        all.field(self.period.map(PeriodFilter::on_project))?;
        all.field(self.signed_on.map(|date| date.on(columns::SIGNED_FIRST, columns::SIGNED_LAST)))?;
        all.field(self.total_budget.map(|money| money.on(columns::TOTAL_BUDGET)))?;
        all.field(self.grant.map(|money| money.on(columns::GRANT)))?;
        all.through(&links::PROGRAMMES_OF_PROJECT, self.programme)?;
        all.through(&links::FUNDING_CALL_OF_PROJECT, self.funding_call)?;
        all.through(&links::PARTICIPATIONS_OF_PROJECT, self.participation)?;
        all.through(&links::PARTNERS_OF_PROJECT, self.partner)?;
        all.field(self.place.map(|place| in_place(*place, context)))?;
        all.field(self.country.map(in_country))?;
        all.through(&links::CONCEPTS_OF_PROJECT, self.concept)?;
        all.part(of_vocabulary("THEME", self.theme, context)?);
        all.part(of_vocabulary("TARGET_GROUP", self.target_group, context)?);
        all.part(of_vocabulary("SDG", self.sustainable_development_goal, context)?);
        all.through(&links::RESULTS_OF_PROJECT, self.result)?;
        let language = self.language.map(|language| language.on(columns::LANGUAGE)).transpose()?;
        let language = language.filter(|filter| *filter != Filter::everything());
        all.part(language.map(|filter| Filter::through(&links::LANGUAGES_OF_PROJECT, filter)));
        all.through(&links::SOURCES_OF_PROJECT, self.source)?;
        all.field(self.updated_at.map(|at| at.on(columns::UPDATED_AT)))?;
        Ok(all.done())
    }
}

fn in_place(place: PlaceFilter, context: FilterContext) -> Result<Filter> {
    let relation = place.relation.unwrap_or(PlaceRelation::CarriedOut);
    let filter = place.filter(context)?;
    if filter == Filter::everything() {
        return Ok(filter);
    }
    let work = || Filter::through(&links::PLACES_OF_PROJECT, filter.clone());
    let seat = || Filter::through(&links::SEATS_OF_PROJECT, filter.clone());
    Ok(match relation {
        PlaceRelation::CarriedOut => work(),
        PlaceRelation::PartnerSeat => seat(),
        PlaceRelation::Any => Filter::Any(vec![work(), seat()]),
    })
}

fn in_country(country: CountryFilter) -> Result<Filter> {
    let places = links::OWN_PLACES_OF_PROJECT;
    let (stated, is_null) = country.split(columns::COUNTRY)?;
    let known = || Filter::through(&places, Filter::Null(columns::COUNTRY).negated());
    let parts = [
        stated.map(|filter| Filter::through(&places, filter)),
        is_null.map(|is_null| if is_null { known().negated() } else { known() }),
    ];
    Ok(Filter::All(parts.into_iter().flatten().collect()))
}

fn of_vocabulary(code: &str, concept: Option<Box<ConceptFilter>>, context: FilterContext) -> Result<Option<Filter>> {
    let Some(concept) = concept else { return Ok(None) };
    let filter = concept.filter(context)?;
    if filter == Filter::everything() {
        return Ok(None);
    }
    let vocabulary = Filter::through(&links::VOCABULARY_OF_CONCEPT, Filter::equals(columns::CODE, code));
    Ok(Some(Filter::through(&links::CONCEPTS_OF_PROJECT, filter.and(vocabulary))))
}
