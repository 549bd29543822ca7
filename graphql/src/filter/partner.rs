//! Filters of partners.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::{Filter, Selection},
    links::{self},
    table::Table,
};

use super::{
    All, FilterContext, IntoFilter, PlaceFilter, ProjectFilter,
    field::{CountryFilter, DateTimeFilter, IdFilter, IdentifierFilter, IntFilter, PartnerKindFilter},
};
use crate::{dimension::PartnerDimensionFilter, error::Result, id::NodeType};

/// Which partners.
#[derive(Clone, Debug, InputObject)]
pub struct PartnerFilter {
    /// All of these.
    and: Option<Vec<PartnerFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<PartnerFilter>>,
    /// Not this.
    not: Option<Box<PartnerFilter>>,
    /// By keys of dimensions, as facets and statistics give them.
    dimensions: Option<Vec<PartnerDimensionFilter>>,
    /// All these words in names, identifiers or place, in any language.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By identifier, such as a PIC or ROR id.
    identifier: Option<IdentifierFilter>,
    /// By kind of organisation.
    kind: Option<PartnerKindFilter>,
    /// By the country of the seat.
    country: Option<CountryFilter>,
    /// By the place of the seat or what it lies in.
    place: Option<Box<PlaceFilter>>,
    /// Taking part in such a project.
    project: Option<Box<ProjectFilter>>,
    /// By the number of projects.
    project_count: Option<IntFilter>,
    /// By when the record was last changed.
    updated_at: Option<DateTimeFilter>,
}

impl IntoFilter for PartnerFilter {
    fn take_selections(&mut self, context: FilterContext) -> Result<Vec<Selection>> {
        self.dimensions.take().into_iter().flatten().map(|entry| entry.selection(context)).collect()
    }

    fn filter(mut self, context: FilterContext) -> Result<Filter> {
        let selections = self.take_selections(context)?;
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.selections(&selections);
        all.search(Table::Partner, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Partner)))?;
        all.part(self.identifier.map(|identifier| identifier.on(&links::IDENTIFIERS_OF_PARTNER)));
        all.field(self.kind.map(|kind| kind.on(columns::KIND)))?;
        all.field(self.country.map(|country| country.on(columns::COUNTRY)))?;
        let place = links::SEAT_OF_PARTNER;
        all.through(&place, self.place)?;
        all.through(&links::PROJECTS_OF_PARTNER, self.project)?;
        all.field(self.project_count.map(|count| count.on(columns::PROJECT_COUNT)))?;
        all.field(self.updated_at.map(|at| at.on(columns::UPDATED_AT)))?;
        Ok(all.done())
    }
}
