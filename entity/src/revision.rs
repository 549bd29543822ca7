//! One change of one record.

use sea_orm::entity::prelude::*;

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// What kind of record it is.
    #[sea_orm(column_type = "Text")]
    pub record_type: String,
    /// The key of the record.
    #[sea_orm(column_type = "Text")]
    pub record_key: String,
    /// What kind it is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The number of the publication.
    pub data_version: i64,
    /// SHA-256 of the record that was published last, in hexadecimal.
    #[sea_orm(column_type = "Text", nullable)]
    pub checksum: Option<String>,
    /// The source.
    pub source_id: Option<i64>,
    /// The key of the record that it was merged into.
    #[sea_orm(column_type = "Text", nullable)]
    pub merged_into: Option<String>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
