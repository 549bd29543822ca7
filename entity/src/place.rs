//! Cities, regions and countries.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Cities, regions and countries.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "place")]
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
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Texts,
    /// Other names and the spellings found in sources.
    #[sea_orm(column_type = "JsonBinary")]
    pub alternative_names: Texts,
    /// What kind it is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// ISO 3166-1 alpha-2.
    #[sea_orm(column_type = "Text", nullable)]
    pub country: Option<String>,
    /// Its NUTS code.
    #[sea_orm(column_type = "Text", nullable)]
    pub nuts: Option<String>,
    /// What it is part of.
    pub parent_id: Option<i64>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// The folded name or title that it sorts by.
    #[sea_orm(column_type = "Text")]
    pub sort_key: String,
    /// How many projects it has, those of what lies below it included.
    pub project_count: i32,
    /// How many projects have a partner that sits in it or below.
    pub seat_count: i32,
    /// How many projects have work or a partner in it or below, each counted once.
    pub any_count: i32,
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
