//! Calls for proposals.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Calls for proposals.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_call")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The record key.
    #[sea_orm(column_type = "Text", unique)]
    pub key: String,
    /// The address part of its page.
    #[sea_orm(column_type = "Text", unique)]
    pub slug: String,
    /// The funder's identifier.
    #[sea_orm(column_type = "Text", nullable)]
    pub identifier: Option<String>,
    /// The folded identifier.
    #[sea_orm(column_type = "Text", nullable)]
    pub identifier_key: Option<String>,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Texts,
    /// What it is about, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Texts,
    /// The programme.
    pub programme_id: Option<i64>,
    /// The status, only where stated.
    #[sea_orm(column_type = "Text", nullable)]
    pub status: Option<String>,
    /// When applications open, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub opens_on: Option<String>,
    /// The first day of the opening.
    #[sea_orm(column_type = "Text", nullable)]
    pub opens_first: Option<String>,
    /// The last day of the opening.
    #[sea_orm(column_type = "Text", nullable)]
    pub opens_last: Option<String>,
    /// The first of its deadlines.
    #[sea_orm(column_type = "Text", nullable)]
    pub first_deadline: Option<String>,
    /// The last of its deadlines.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_deadline: Option<String>,
    /// The budget in minor units.
    pub budget_minor: Option<i64>,
    /// The currency of the budget.
    #[sea_orm(column_type = "Text", nullable)]
    pub budget_currency: Option<String>,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// The folded name or title that it sorts by.
    #[sea_orm(column_type = "Text")]
    pub sort_key: String,
    /// How many projects it has, those of what lies below it included.
    pub project_count: i32,
    /// SHA-256 of the record that was published last, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub checksum: String,
    /// When it was last changed, in seconds since 1970 UTC.
    pub updated_at: i64,
    /// Since when its source no longer lists it, in seconds since 1970 UTC.
    pub withdrawn_at: Option<i64>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
