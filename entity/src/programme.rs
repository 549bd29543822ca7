//! Funders' programmes and their parts.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Funders' programmes and their parts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
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
    /// Its code.
    #[sea_orm(column_type = "Text", unique, nullable)]
    pub code: Option<String>,
    /// The folded code.
    #[sea_orm(column_type = "Text", nullable)]
    pub code_key: Option<String>,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Texts,
    /// What it is part of.
    pub parent_id: Option<i64>,
    /// When it begins, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_start: Option<String>,
    /// When it ends, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_end: Option<String>,
    /// Its length, only where stated.
    pub period_months: Option<i32>,
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
