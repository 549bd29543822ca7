//! Filters of projects.

use async_graphql::InputObject;
use store::{
    filter::{Filter, Link, Selection, link},
    status,
    table::Table,
};

use super::{
    All, Asked, ConceptFilter, FundingCallFilter, ParticipationFilter, PartnerFilter, PlaceFilter, ProgrammeFilter, Restrict,
    ResultFilter,
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

impl Restrict for SourceFilter {
    fn filter(self, asked: Asked) -> Result<Filter> {
        let mut all = All::new(asked);
        all.field(self.id.map(|id| id.on(NodeType::Source)))?;
        all.field(self.slug.map(|slug| slug.on_code("slug")))?;
        Ok(all.done())
    }
}

/// From a project to its work places and what they lie in.
const WORK: [Link; 3] = [
    link("id", "project_place", "project_id"),
    link("place_id", "place_tree", "descendant_id"),
    link("ancestor_id", "place", "id"),
];
/// From a project to the seats of its partners and what they lie in.
const SEAT: [Link; 4] = [
    link("id", "participation", "project_id"),
    link("partner_id", "partner", "id"),
    link("place_id", "place_tree", "descendant_id"),
    link("ancestor_id", "place", "id"),
];
/// From a project to its concepts and what is wider.
const CONCEPT: [Link; 3] = [
    link("id", "project_concept", "project_id"),
    link("concept_id", "concept_tree", "descendant_id"),
    link("ancestor_id", "concept", "id"),
];

impl Restrict for ProjectFilter {
    fn take_selections(&mut self, asked: Asked) -> Result<Vec<Selection>> {
        self.dimensions.take().into_iter().flatten().map(|entry| entry.selection(asked)).collect()
    }

    fn filter(mut self, asked: Asked) -> Result<Filter> {
        let selections = self.take_selections(asked)?;
        let today = asked.today();
        let mut all = All::new(asked);
        all.combine(self.and, self.or, self.not)?;
        all.selections(&selections);
        all.search(Table::Project, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Project)))?;
        all.part(self.identifier.map(|identifier| identifier.on("project_id")));
        all.field(self.acronym.map(|acronym| acronym.on_folded("acronym", "acronym_key")))?;
        let is = |status: ProjectStatus| status::project_is(status.into(), &today);
        let statuses = [ProjectStatus::Planned, ProjectStatus::Ongoing, ProjectStatus::Completed, ProjectStatus::Terminated];
        all.field(self.status.map(|status| status.each(is, Filter::Any(statuses.map(is).to_vec()))))?;
        let withdrawn = |withdrawn| if withdrawn { Filter::Null("withdrawn_at").negated() } else { Filter::Null("withdrawn_at") };
        all.part(self.withdrawn.map(withdrawn));
        all.field(self.period.map(PeriodFilter::on_project))?;
        all.field(self.signed_on.map(|date| date.on("signed_first", "signed_last")))?;
        all.field(self.total_budget.map(|money| money.on("total_budget_minor", "total_budget_currency")))?;
        all.field(self.grant.map(|money| money.on("grant_minor", "grant_currency")))?;
        let programme = [
            link("id", "project_programme", "project_id"),
            link("programme_id", "programme_tree", "descendant_id"),
            link("ancestor_id", "programme", "id"),
        ];
        all.through(&programme, self.programme)?;
        all.through(&[link("funding_call_id", "funding_call", "id")], self.funding_call)?;
        all.through(&[link("id", "participation", "project_id")], self.participation)?;
        all.through(&[link("id", "participation", "project_id"), link("partner_id", "partner", "id")], self.partner)?;
        all.field(self.place.map(|place| in_place(*place, asked)))?;
        all.field(self.country.map(in_country))?;
        all.through(&CONCEPT, self.concept)?;
        all.part(of_vocabulary("THEME", self.theme, asked)?);
        all.part(of_vocabulary("TARGET_GROUP", self.target_group, asked)?);
        all.part(of_vocabulary("SDG", self.sustainable_development_goal, asked)?);
        all.through(&[link("id", "result", "project_id")], self.result)?;
        let language = self.language.map(|language| language.on("language")).transpose()?;
        let language = language.filter(|filter| *filter != Filter::everything());
        all.part(language.map(|filter| Filter::through(&[link("id", "project_language", "project_id")], filter)));
        all.through(&[link("id", "citation", "project_id"), link("source_id", "source", "id")], self.source)?;
        all.field(self.updated_at.map(|at| at.on("updated_at")))?;
        Ok(all.done())
    }
}

fn in_place(place: PlaceFilter, asked: Asked) -> Result<Filter> {
    let relation = place.relation.unwrap_or(PlaceRelation::CarriedOut);
    let filter = place.filter(asked)?;
    if filter == Filter::everything() {
        return Ok(filter);
    }
    let work = || Filter::through(&WORK, filter.clone());
    let seat = || Filter::through(&SEAT, filter.clone());
    Ok(match relation {
        PlaceRelation::CarriedOut => work(),
        PlaceRelation::PartnerSeat => seat(),
        PlaceRelation::Any => Filter::Any(vec![work(), seat()]),
    })
}

fn in_country(country: CountryFilter) -> Result<Filter> {
    let places = [link("id", "project_place", "project_id"), link("place_id", "place", "id")];
    let (stated, is_null) = country.split("country")?;
    let known = || Filter::through(&places, Filter::Null("country").negated());
    let parts = [
        stated.map(|filter| Filter::through(&places, filter)),
        is_null.map(|is_null| if is_null { known().negated() } else { known() }),
    ];
    Ok(Filter::All(parts.into_iter().flatten().collect()))
}

fn of_vocabulary(code: &str, concept: Option<Box<ConceptFilter>>, asked: Asked) -> Result<Option<Filter>> {
    let Some(concept) = concept else { return Ok(None) };
    let filter = concept.filter(asked)?;
    if filter == Filter::everything() {
        return Ok(None);
    }
    let vocabulary = Filter::through(&[link("vocabulary_id", "vocabulary", "id")], Filter::equals("code", code));
    Ok(Some(Filter::through(&CONCEPT, filter.and(vocabulary))))
}
