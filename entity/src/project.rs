//! Initiatives.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Initiatives.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
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
    /// Its acronym.
    #[sea_orm(column_type = "Text", nullable)]
    pub acronym: Option<String>,
    /// The folded acronym.
    #[sea_orm(column_type = "Text", nullable)]
    pub acronym_key: Option<String>,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Texts,
    /// What it is about, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Texts,
    /// The status, only where stated.
    #[sea_orm(column_type = "Text", nullable)]
    pub status: Option<String>,
    /// When it begins, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_start: Option<String>,
    /// When it ends, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_end: Option<String>,
    /// Its length, only where stated.
    pub period_months: Option<i32>,
    /// The first day that its start covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub start_first: Option<String>,
    /// The last day that its start covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub start_last: Option<String>,
    /// The first day that its end covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub end_first: Option<String>,
    /// The last day that its end covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub end_last: Option<String>,
    /// When its contract was signed, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub signed_on: Option<String>,
    /// The first day that the signing covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub signed_first: Option<String>,
    /// The last day that the signing covers.
    #[sea_orm(column_type = "Text", nullable)]
    pub signed_last: Option<String>,
    /// The total budget in minor units.
    pub total_budget_minor: Option<i64>,
    /// The currency of the total budget.
    #[sea_orm(column_type = "Text", nullable)]
    pub total_budget_currency: Option<String>,
    /// The grant in minor units.
    pub grant_minor: Option<i64>,
    /// The currency of the grant.
    #[sea_orm(column_type = "Text", nullable)]
    pub grant_currency: Option<String>,
    /// The programme.
    pub programme_id: Option<i64>,
    /// The call.
    pub funding_call_id: Option<i64>,
    /// How many partners the source says it has.
    pub stated_partner_count: Option<i32>,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// The folded name or title that it sorts by.
    #[sea_orm(column_type = "Text")]
    pub sort_key: String,
    /// SHA-256 of the record that was published last, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub checksum: String,
    /// When it was first published, in seconds since 1970 UTC.
    pub created_at: i64,
    /// When it was last changed, in seconds since 1970 UTC.
    pub updated_at: i64,
    /// Since when its source no longer lists it, in seconds since 1970 UTC.
    pub withdrawn_at: Option<i64>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
