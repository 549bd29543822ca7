//! Concepts of projects: what they are about and for whom.

use sea_orm::entity::prelude::*;

/// What a project is about and for whom.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_concept")]
pub struct Model {
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: i64,
    /// The concept.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concept_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
