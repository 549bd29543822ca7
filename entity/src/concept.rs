//! Entries of vocabularies.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Entries of vocabularies.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concept")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The record key.
    #[sea_orm(column_type = "Text", unique)]
    pub key: String,
    /// The vocabulary.
    pub vocabulary_id: i64,
    /// The vocabulary's own code for it.
    #[sea_orm(column_type = "Text", nullable)]
    pub notation: Option<String>,
    /// The folded notation.
    #[sea_orm(column_type = "Text", nullable)]
    pub notation_key: Option<String>,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub label: Texts,
    /// The wider concept.
    pub broader_id: Option<i64>,
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
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
