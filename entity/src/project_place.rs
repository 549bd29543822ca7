//! Places where the work of projects happens.

use sea_orm::entity::prelude::*;

/// Where the work of a project happens.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_place")]
pub struct Model {
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: i64,
    /// The place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
