//! In which languages a project has a title or summary.

use sea_orm::entity::prelude::*;

/// In which languages a project has a title or summary.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_language")]
pub struct Model {
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: i64,
    /// BCP 47.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub language: String,
    /// The row that `project_id` names.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::project::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
