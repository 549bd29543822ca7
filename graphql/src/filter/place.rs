//! Filters of places.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::Filter,
    table::Table,
};

use super::{
    All, FilterContext, IntoFilter,
    field::{CountryFilter, IdFilter, IntFilter, PlaceKindFilter, StringFilter},
};
use crate::{enums::PlaceRelation, error::Result, id::NodeType};

/// Which places. Where other records are filtered by place, the places in it count too.
#[derive(Clone, Debug, InputObject)]
pub struct PlaceFilter {
    /// All of these.
    and: Option<Vec<PlaceFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<PlaceFilter>>,
    /// Not this.
    not: Option<Box<PlaceFilter>>,
    /// All these words in names or NUTS code, in any language.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By slug. Example: {eq: "cluj-napoca"}.
    slug: Option<StringFilter>,
    /// By kind of place.
    kind: Option<PlaceKindFilter>,
    /// By the country that it is in, or is.
    country: Option<CountryFilter>,
    /// By NUTS code. Example: {startsWith: "RO11"}.
    nuts: Option<StringFilter>,
    /// By the number of projects that belong to it or to a place in it, as `relation` says.
    project_count: Option<IntFilter>,
    /// How projects belong to the place, for projectCount and where projects are filtered by place; CARRIED_OUT unless said.
    pub(super) relation: Option<PlaceRelation>,
}

impl IntoFilter for PlaceFilter {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.search(Table::Place, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Place)))?;
        all.field(self.slug.map(|slug| slug.on_code(columns::SLUG)))?;
        all.field(self.kind.map(|kind| kind.on(columns::KIND)))?;
        all.field(self.country.map(|country| country.on(columns::COUNTRY)))?;
        all.field(self.nuts.map(|nuts| nuts.on_code(columns::NUTS)))?;
        let counted = match self.relation.unwrap_or(PlaceRelation::CarriedOut) {
            PlaceRelation::CarriedOut => columns::PROJECT_COUNT,
            PlaceRelation::PartnerSeat => columns::SEAT_COUNT,
            PlaceRelation::Any => columns::ANY_COUNT,
        };
        all.field(self.project_count.map(|count| count.on(counted)))?;
        Ok(all.done())
    }
}
