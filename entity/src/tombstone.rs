//! Tombstones: what an old id of a merged or deleted record answers.

use sea_orm::entity::prelude::*;

/// What an old id of a merged or deleted record answers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tombstone")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// What kind of record it is.
    #[sea_orm(column_type = "Text")]
    pub record_type: String,
    /// The record key.
    #[sea_orm(column_type = "Text")]
    pub key: String,
    /// The address part of its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub slug: Option<String>,
    /// Why it is gone.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The key of the record that it was merged into.
    #[sea_orm(column_type = "Text", nullable)]
    pub merged_into: Option<String>,
    /// SHA-256 of the record that was published last, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub checksum: String,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
