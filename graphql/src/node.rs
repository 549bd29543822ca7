//! Nodes, which have an id, and records, which have more.

use async_graphql::{Context, ID, Interface};

use super::{
    activity::Activity,
    concept::Concept,
    error::Result,
    funding_call::FundingCall,
    id::{self, NodeType},
    indicator::Indicator,
    load,
    localized_text::{Languages, LocalizedText},
    participation::Participation,
    partner::Partner,
    place::Place,
    programme::Programme,
    project::Project,
    result::ProjectResult,
    scalar::DateTime,
    source::{Citation, Source},
    tombstone::Tombstone,
};
use crate::loaders::{
    ActivityRow, ConceptRow, FundingCallRow, IndicatorRow, ParticipationRow, PartnerRow, PlaceRow, ProgrammeRow, ProjectRow,
    ResultRow, RowOfCode, RowOfKey, SourceRow, TombstoneOf,
};

/// Anything with an id that lasts. An id stays the same on every server and after every re-import.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id; opaque, keep it as it is."))]
pub enum Node {
    /// A project.
    Project(Project),
    /// A participation.
    Participation(Participation),
    /// A partner.
    Partner(Partner),
    /// A funding call.
    FundingCall(FundingCall),
    /// A programme.
    Programme(Programme),
    /// A result.
    Result(ProjectResult),
    /// An indicator.
    Indicator(Indicator),
    /// An activity.
    Activity(Activity),
    /// A place.
    Place(Place),
    /// A concept.
    Concept(Concept),
    /// A source.
    Source(Source),
    /// What is left of a record.
    Tombstone(Tombstone),
}

/// A record that is published with its sources.
#[derive(Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "The id; opaque, keep it as it is."),
    field(
        name = "slug",
        ty = "String",
        desc = "The readable part of its address, set once and never reused. Example: \"space\"."
    ),
    field(name = "sources", ty = "Vec<Citation>", desc = "Where it is stated."),
    field(
        name = "withdrawn_at",
        ty = "Option<DateTime>",
        desc = "Since when its source no longer lists it; null while it does."
    ),
    field(name = "updated_at", ty = "DateTime", desc = "When the record was last changed.")
)]
pub enum Record {
    /// A project.
    Project(Project),
    /// A partner.
    Partner(Partner),
    /// A funding call.
    FundingCall(FundingCall),
    /// A programme.
    Programme(Programme),
}

/// What an id leads to: the record, what is left of it, or nothing.
pub async fn by_id(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let Some((node, key)) = id::decode(id) else { return Ok(None) };
    match load(ctx, RowOfKey { table: node.table(), key: key.clone() }).await? {
        Some(row) => by_row(ctx, node, row).await,
        None => match node.record_type() {
            Some(kind) => Ok(load(ctx, TombstoneOf(kind, key)).await?.map(|stone| Node::Tombstone((*stone).clone().into()))),
            None => Ok(None),
        },
    }
}

/// The record of a key, as long as it is published.
pub async fn by_key(ctx: &Context<'_>, node: NodeType, key: &str) -> Result<Option<Node>> {
    match load(ctx, RowOfKey { table: node.table(), key: key.to_owned() }).await? {
        Some(row) => by_row(ctx, node, row).await,
        None => Ok(None),
    }
}

/// The record with a code: programmes have them.
pub async fn by_code(ctx: &Context<'_>, node: NodeType, code: &str) -> Result<Option<Node>> {
    match load(ctx, RowOfCode { table: node.table(), code: code.to_owned() }).await? {
        Some(row) => by_row(ctx, node, row).await,
        None => Ok(None),
    }
}

impl Node {
    /// What the record is called, where it has a name.
    #[must_use]
    pub fn label(&self, languages: &Languages) -> Option<LocalizedText> {
        match self {
            Self::Project(project) => LocalizedText::choose(&project.0.title, languages),
            Self::Partner(partner) => LocalizedText::choose(&partner.0.name, languages),
            Self::FundingCall(call) => {
                let identifier = || call.0.identifier.as_deref().map(|identifier| LocalizedText::plain(identifier, "zxx"));
                LocalizedText::choose(&call.0.title, languages).or_else(identifier)
            }
            Self::Programme(programme) => LocalizedText::choose(&programme.0.name, languages),
            Self::Place(place) => LocalizedText::choose(&place.0.name, languages),
            Self::Concept(concept) => LocalizedText::choose(&concept.0.label, languages),
            Self::Source(source) => LocalizedText::choose(&source.0.title, languages),
            Self::Participation(_) | Self::Result(_) | Self::Indicator(_) | Self::Activity(_) | Self::Tombstone(_) => None,
        }
    }
}

/// The record with a row number.
pub async fn by_row(ctx: &Context<'_>, node: NodeType, row: i64) -> Result<Option<Node>> {
    Ok(match node {
        NodeType::Project => load(ctx, ProjectRow(row)).await?.map(|row| Node::Project(Project(row))),
        NodeType::Participation => load(ctx, ParticipationRow(row)).await?.map(|row| Node::Participation(Participation(row))),
        NodeType::Partner => load(ctx, PartnerRow(row)).await?.map(|row| Node::Partner(Partner(row))),
        NodeType::FundingCall => load(ctx, FundingCallRow(row)).await?.map(|row| Node::FundingCall(FundingCall(row))),
        NodeType::Programme => load(ctx, ProgrammeRow(row)).await?.map(|row| Node::Programme(Programme(row))),
        NodeType::Result => load(ctx, ResultRow(row)).await?.map(|row| Node::Result(ProjectResult(row))),
        NodeType::Indicator => load(ctx, IndicatorRow(row)).await?.map(|row| Node::Indicator(Indicator(row))),
        NodeType::Activity => load(ctx, ActivityRow(row)).await?.map(|row| Node::Activity(Activity(row))),
        NodeType::Place => load(ctx, PlaceRow(row)).await?.map(|row| Node::Place(Place(row))),
        NodeType::Concept => load(ctx, ConceptRow(row)).await?.map(|row| Node::Concept(Concept(row))),
        NodeType::Source => load(ctx, SourceRow(row)).await?.map(|row| Node::Source(Source(row))),
    })
}
