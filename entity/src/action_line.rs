//! Strategic lines and numbered steps of method.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// Strategic lines and numbered steps of method.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_line")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Texts,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
