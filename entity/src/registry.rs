//! The one row that says which state the registry is in.

use sea_orm::entity::prelude::*;

/// The one row that says which state the registry is in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registry")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The number of the publication.
    pub data_version: i64,
    /// When it was last changed, in seconds since 1970 UTC.
    pub updated_at: i64,
    /// How many projects there are.
    pub project_count: i64,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
