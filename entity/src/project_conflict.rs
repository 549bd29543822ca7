//! Statements of sources that disagree.

use sea_orm::entity::prelude::*;

/// Statements of sources that disagree.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_conflict")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// The field as the schema names it.
    #[sea_orm(column_type = "Text")]
    pub field: String,
    /// The value as stated.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// The source.
    pub source_id: i64,
    /// True for the statement that the registry shows.
    pub preferred: bool,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
