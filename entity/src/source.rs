//! Data sets and documents that statements come from.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Data sets and documents that statements come from.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
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
    /// Who published it.
    #[sea_orm(column_type = "Text")]
    pub publisher: String,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Texts,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// Under which licence it may be reused.
    #[sea_orm(column_type = "Text", nullable)]
    pub licence: Option<String>,
    /// The words to be shown with anything taken from it.
    #[sea_orm(column_type = "Text", nullable)]
    pub attribution: Option<String>,
    /// BCP 47.
    #[sea_orm(column_type = "Text", nullable)]
    pub language: Option<String>,
    /// The day it was retrieved.
    #[sea_orm(column_type = "Text", nullable)]
    pub retrieved_on: Option<String>,
    /// The folded name or title that it sorts by.
    #[sea_orm(column_type = "Text")]
    pub sort_key: String,
    /// SHA-256 of the record that was published last, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub checksum: String,
    /// When it was last changed, in seconds since 1970 UTC.
    pub updated_at: i64,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
