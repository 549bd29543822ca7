//! Vocabularies of concepts.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Vocabularies of concepts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "vocabulary")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Its code.
    #[sea_orm(column_type = "Text", unique)]
    pub code: String,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Texts,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// Under which licence it may be reused.
    #[sea_orm(column_type = "Text", nullable)]
    pub licence: Option<String>,
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
