//! Partners.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use store::{list::List, parent::Parent, scope::Scope, table::Table};

use super::{
    collaborator::CollaboratorConnection,
    connection::{LazyPage, PageArguments, connection},
    dimension::PartnerDimension,
    enums::PartnerKind,
    error::Result,
    filter::{ParticipationFilter, ProjectFilter, condition},
    id::{self, NodeType},
    load, load_all,
    localized_text::{Languages, LocalizedText},
    order::by_position,
    participation::ParticipationConnection,
    place::{Country, Place},
    request,
    scalar::{DateTime, Url},
    source::Citation,
    tombstone::Tombstone,
    value::Identifier,
};
use crate::{
    enums::Stored,
    loaders::{CitationsOfPartner, IdentifiersOfPartner, MergedInto, PlaceRow},
};

connection!(
    /// A page of partners.
    PartnerConnection,
    /// A partner in a list.
    PartnerEdge,
    Partner,
    PartnerRow,
    facets by PartnerDimension
);

/// An organisation.
pub struct Partner(pub Arc<entity::partner::Model>);

/// An organisation, once, however many projects it takes part in and spellings its name has.
#[Object]
impl Partner {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Partner, &self.0.key)
    }

    /// The readable part of its address, set once and never reused.
    pub(super) async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name. The names of private persons are withheld.
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

    /// The kind of organisation; null if not clear.
    async fn kind(&self) -> Result<Option<PartnerKind>> {
        PartnerKind::stored_or_null(self.0.kind.as_deref())
    }

    /// The country of the seat; null if not stated.
    async fn country(&self) -> Option<Country> {
        self.0.country.as_ref().map(Country::stored)
    }

    /// The place of the seat; null if not stated.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<Place>> {
        let Some(row) = self.0.place_id else { return Ok(None) };
        Ok(load(ctx, PlaceRow(row)).await?.map(Place))
    }

    /// Its identifiers, such as a PIC or ROR id.
    async fn identifiers(&self, ctx: &Context<'_>) -> Result<Vec<Identifier>> {
        load_all(ctx, IdentifiersOfPartner(self.0.id), |row| Identifier::from(&*row)).await
    }

    /// Its own site; null if not stated.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// In which projects it takes part, and how.
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
            scope: Some(Scope::ParticipationsOfPartner),
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

    /// The organisations that it shares projects with, those with most shared projects first, then by name. Private persons are left
    /// out, and have none.
    async fn collaborators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shared projects count.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "How many rows, 20 if nothing is said, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
    ) -> Result<CollaboratorConnection> {
        CollaboratorConnection::of(ctx, self.0.id, filter, first, after)
    }

    /// Where it is stated.
    pub(super) async fn sources(&self, ctx: &Context<'_>) -> Result<Vec<Citation>> {
        load_all(ctx, CitationsOfPartner(self.0.id), Citation).await
    }

    /// Since when its source no longer lists it; null while it does.
    pub(super) async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// When the record was last changed.
    pub(super) async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// What is left of the partners that were merged into this one.
    async fn merged_from(&self, ctx: &Context<'_>) -> Result<Vec<Tombstone>> {
        let key = MergedInto(record::RecordType::Partner, self.0.key.clone());
        load_all(ctx, key, |stone| Tombstone::from((*stone).clone())).await
    }
}
