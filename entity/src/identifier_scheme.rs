//! Schemes of identifiers.

use sea_orm::entity::prelude::*;

/// Schemes of identifiers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identifier_scheme")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Its code.
    #[sea_orm(column_type = "Text", unique)]
    pub code: String,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// True if one identifier is never given to two things.
    pub is_unique: bool,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// The page of one identifier, with `{value}` in its place.
    #[sea_orm(column_type = "Text", nullable)]
    pub url_template: Option<String>,
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
