//! Places and countries.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{Text, Texts};
use record::{ClosedList, TextOrigin, countries};
use store::{parent::Parent, scope::Scope};

use super::{
    connection::{LazyPage, PageArguments, connection},
    enums::{PlaceKind, PlaceRelation},
    error::Result,
    filter::{PartnerFilter, ProjectFilter},
    id::{self, NodeType},
    load,
    localized_text::{Languages, LocalizedText},
    order::{PartnerOrder, ProjectOrder},
    partner::PartnerConnection,
    project::ProjectConnection,
    query::list,
};
use crate::{
    enums::Stored,
    loaders::{CountryPlace, PlaceRow},
    scalar::CountryCode,
};

connection!(
    /// A page of places.
    PlaceConnection,
    /// A place in a list.
    PlaceEdge,
    Place,
    PlaceRow
);

/// A city, region or country.
pub struct Place(pub Arc<entity::place::Model>);

/// A city, region or country. NUTS codes and the points of regions and countries are Eurostat's (© EuroGeographics for the
/// administrative boundaries), the points of cities are from GeoNames (CC BY 4.0).
#[Object]
impl Place {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Place, &self.0.key)
    }

    /// The readable part of its address, set once and never reused. Example: "cluj-napoca".
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What it is called; without `languages`, in its own language.
    async fn name(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.name, &languages, &self.0.key)
    }

    /// Other names and the spellings found in sources.
    async fn alternative_names(&self) -> Vec<LocalizedText> {
        LocalizedText::each(&self.0.alternative_names)
    }

    /// The kind of place.
    async fn kind(&self) -> Result<PlaceKind> {
        PlaceKind::stored(&self.0.kind)
    }

    /// The country that it is in, or is; null where countries don't apply.
    async fn country(&self) -> Option<Country> {
        self.0.country.as_ref().map(Country::stored)
    }

    /// The newest NUTS code of the region, for a city of the level 3 region around it; null outside of NUTS. Example: "RO113".
    async fn nuts(&self) -> Option<&str> {
        self.0.nuts.as_deref()
    }

    /// The place that it lies in; null for countries.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        let Some(row) = self.0.parent_id else { return Ok(None) };
        Ok(load(ctx, PlaceRow(row)).await?.map(Place))
    }

    /// A point in it; null if not known.
    async fn location(&self) -> Option<Location> {
        self.0.latitude.zip(self.0.longitude).map(|(latitude, longitude)| Location { latitude, longitude })
    }

    /// The projects that touch it or a place in it, each once.
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How project and place belong together.", default_with = "PlaceRelation::Any")] relation: PlaceRelation,
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
        let scope = match relation {
            PlaceRelation::Any => Scope::ProjectsTouching,
            PlaceRelation::CarriedOut => Scope::ProjectsWorkingIn,
            PlaceRelation::PartnerSeat => Scope::ProjectsSeatedIn,
        };
        let list = list(ctx, Some(scope), search.as_deref(), filter, order_by)?;
        Ok(ProjectConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Row(self.0.id))?))
    }

    /// The partners that have their seat in it or in a place in it.
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
        let list = list(ctx, Some(Scope::PartnersSeatedIn), search.as_deref(), filter, order_by)?;
        Ok(PartnerConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, Parent::Row(self.0.id))?))
    }
}

/// A point on the map, WGS 84.
#[derive(SimpleObject)]
pub struct Location {
    /// Degrees north, -90 to 90.
    latitude: f64,
    /// Degrees east, -180 to 180.
    longitude: f64,
}

/// A country.
pub struct Country(CountryCode);

impl Country {
    /// The country with a code that was checked when it entered.
    pub fn stored(code: &String) -> Self {
        Self(CountryCode::stored(code))
    }
}

/// A country. Names are Unicode CLDR's.
#[Object]
impl Country {
    /// The code. Example: "RO".
    async fn code(&self) -> CountryCode {
        self.0.clone()
    }

    /// What it is called; in English unless another language is asked for.
    async fn name(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        country_name(&self.0, &languages)
    }

    /// The country as a place; null if the registry has no such place.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        Ok(load(ctx, CountryPlace(self.0.to_string())).await?.map(Place))
    }
}

/// The name of a country.
pub fn country_name(code: &str, languages: &Languages) -> LocalizedText {
    let text = |(language, name): &(String, String)| Text {
        language: language.clone(),
        text: name.clone(),
        origin: TextOrigin::Original.spelling(),
    };
    LocalizedText::required(&Texts(countries::country_names(code).iter().map(text).collect()), languages, code)
}
