//! Lookups of single records: by id, slug, code or identifier.

use async_graphql::{Context, ID, InputObject, OneofObject};
use record::nuts;
use store::{
    columns::{self, Column},
    lookup,
    table::Table,
};

use crate::{
    error::{Error, Result},
    filter::IdentifierInput,
    id::{self, NodeType},
    load,
    loaders::RowOfKey,
    request,
    scalar::CountryCode,
};

/// How to find one project.
#[derive(OneofObject)]
pub enum ProjectBy {
    /// By id.
    Id(ID),
    /// By slug; the slug of a merged project leads to the one it was merged into. Example: "space".
    Slug(String),
    /// By identifier; an error if two projects have it.
    Identifier(IdentifierInput),
}

impl ProjectBy {
    /// The number of the row; `None` if there is none.
    pub(super) async fn row(self, ctx: &Context<'_>) -> Result<Option<i64>> {
        match self {
            Self::Id(id) => row_of_id(ctx, NodeType::Project, &id).await,
            Self::Slug(slug) => row_of_slug(ctx, NodeType::Project, Table::Project, &slug).await,
            Self::Identifier(identifier) => row_of_identifier(ctx, Table::Project, &identifier).await,
        }
    }
}

/// How to find one partner.
#[derive(OneofObject)]
pub enum PartnerBy {
    /// By id.
    Id(ID),
    /// By slug; the slug of a merged partner leads to the one it was merged into.
    Slug(String),
    /// By identifier; an error if two partners have it.
    Identifier(IdentifierInput),
}

impl PartnerBy {
    /// The number of the row; `None` if there is none.
    pub(super) async fn row(self, ctx: &Context<'_>) -> Result<Option<i64>> {
        match self {
            Self::Id(id) => row_of_id(ctx, NodeType::Partner, &id).await,
            Self::Slug(slug) => row_of_slug(ctx, NodeType::Partner, Table::Partner, &slug).await,
            Self::Identifier(identifier) => row_of_identifier(ctx, Table::Partner, &identifier).await,
        }
    }
}

/// How to find one funding call.
#[derive(OneofObject)]
pub enum FundingCallBy {
    /// By id.
    Id(ID),
    /// By slug.
    Slug(String),
    /// By the funder's identifier; an error if two calls have it. Example: "CERV-2025-CITIZENS-TOWN-NT".
    Identifier(String),
}

impl FundingCallBy {
    /// The number of the row; `None` if there is none.
    pub(super) async fn row(self, ctx: &Context<'_>) -> Result<Option<i64>> {
        match self {
            Self::Id(id) => row_of_id(ctx, NodeType::FundingCall, &id).await,
            Self::Slug(slug) => row_of_slug(ctx, NodeType::FundingCall, Table::FundingCall, &slug).await,
            Self::Identifier(identifier) => row_of_column(ctx, Table::FundingCall, columns::IDENTIFIER, &identifier).await,
        }
    }
}

/// How to find one programme.
#[derive(OneofObject)]
pub enum ProgrammeBy {
    /// By id.
    Id(ID),
    /// By slug.
    Slug(String),
    /// By the path of codes. Example: "POSDRU/6/6.2".
    Code(String),
}

impl ProgrammeBy {
    /// The number of the row; `None` if there is none.
    pub(super) async fn row(self, ctx: &Context<'_>) -> Result<Option<i64>> {
        match self {
            Self::Id(id) => row_of_id(ctx, NodeType::Programme, &id).await,
            Self::Slug(slug) => row_of_slug(ctx, NodeType::Programme, Table::Programme, &slug).await,
            Self::Code(code) => row_of_column(ctx, Table::Programme, columns::CODE, &code).await,
        }
    }
}

/// How to find one place.
#[derive(OneofObject)]
pub enum PlaceBy {
    /// By id.
    Id(ID),
    /// By slug. Example: "cluj-napoca".
    Slug(String),
    /// By NUTS code of any version since 2003: the region or country with this code, else the one city in it; an error if several cities are in it.
    Nuts(String),
    /// The country with this code.
    Country(CountryCode),
}

impl PlaceBy {
    /// The number of the row; `None` if there is none.
    pub(super) async fn row(self, ctx: &Context<'_>) -> Result<Option<i64>> {
        match self {
            Self::Id(id) => row_of_id(ctx, NodeType::Place, &id).await,
            Self::Slug(slug) => row_of_slug(ctx, NodeType::Place, Table::Place, &slug).await,
            Self::Nuts(nuts) => row_of_nuts(ctx, &nuts).await,
            Self::Country(code) => Ok(lookup::country_place(&request(ctx).snapshot, &code).await?),
        }
    }
}

/// How to find one concept.
#[derive(OneofObject)]
pub enum ConceptBy {
    /// By id.
    Id(ID),
    /// By vocabulary and notation.
    Notation(ConceptNotation),
}

impl ConceptBy {
    /// The number of the row; `None` if there is none.
    pub(super) async fn row(self, ctx: &Context<'_>) -> Result<Option<i64>> {
        match self {
            Self::Id(id) => row_of_id(ctx, NodeType::Concept, &id).await,
            Self::Notation(at) => Ok(lookup::by_notation(&request(ctx).snapshot, &at.vocabulary, &at.notation).await?),
        }
    }
}

/// A concept by its vocabulary's own code.
#[derive(InputObject)]
pub struct ConceptNotation {
    /// The code of the vocabulary. Example: "SDG".
    vocabulary: String,
    /// The vocabulary's own code for the concept. Example: "10".
    notation: String,
}

async fn row_of_key(ctx: &Context<'_>, node: NodeType, key: String) -> Result<Option<i64>> {
    load(ctx, RowOfKey { table: node.table(), key }).await
}

async fn row_of_id(ctx: &Context<'_>, node: NodeType, id: &str) -> Result<Option<i64>> {
    let Some(key) = id::key_of(id, node) else { return Ok(None) };
    if let Some(row) = row_of_key(ctx, node, key.clone()).await? {
        return Ok(Some(row));
    }
    let snapshot = &request(ctx).snapshot;
    let Some(kind) = node.record_type() else { return Ok(None) };
    let Some(stone) = lookup::tombstone(snapshot, kind, &key).await? else { return Ok(None) };
    match lookup::survivor(snapshot, stone).await? {
        Some(key) => row_of_key(ctx, node, key).await,
        None => Ok(None),
    }
}

async fn row_of_slug(ctx: &Context<'_>, node: NodeType, table: Table, slug: &str) -> Result<Option<i64>> {
    if let Some(row) = row_of_column(ctx, table, columns::SLUG, slug).await? {
        return Ok(Some(row));
    }
    let Some(kind) = node.record_type() else { return Ok(None) };
    match lookup::survivor_of_slug(&request(ctx).snapshot, kind, slug).await? {
        Some(key) => row_of_key(ctx, node, key).await,
        None => Ok(None),
    }
}

async fn row_of_column(ctx: &Context<'_>, table: Table, column: Column, value: &str) -> Result<Option<i64>> {
    only(&lookup::by_column(&request(ctx).snapshot, table, column, value).await?)
}

/// A region that had another code is found by that too.
async fn row_of_nuts(ctx: &Context<'_>, code: &str) -> Result<Option<i64>> {
    let snapshot = &request(ctx).snapshot;
    let rows = lookup::by_nuts(snapshot, code).await?;
    match nuts::region(code).filter(|region| rows.is_empty() && region.code != code) {
        Some(region) => only(&lookup::by_nuts(snapshot, &region.code).await?),
        None => only(&rows),
    }
}

async fn row_of_identifier(ctx: &Context<'_>, table: Table, identifier: &IdentifierInput) -> Result<Option<i64>> {
    only(&lookup::by_identifier(&request(ctx).snapshot, table, &identifier.scheme, &identifier.value).await?)
}

/// The only row; several are an error that names them.
fn only(rows: &[(i64, String)]) -> Result<Option<i64>> {
    match rows {
        [] => Ok(None),
        [(row, _)] => Ok(Some(*row)),
        _ => {
            let names: Vec<&str> = rows.iter().map(|(_, name)| name.as_str()).collect();
            Err(Error::bad_input(format!(
                "this leads to several records: {}; use the slug or id of one of them",
                names.join(", ")
            )))
        }
    }
}
