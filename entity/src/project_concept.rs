//! What a project is about and for whom.

use sea_orm::entity::prelude::*;

/// What a project is about and for whom.
#[sea_orm::model]
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
    /// The row that `project_id` names.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::project::Entity>,
    /// The row that `concept_id` names.
    #[sea_orm(belongs_to, from = "concept_id", to = "id")]
    pub concept: BelongsTo<super::concept::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
