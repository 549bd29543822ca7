//! The entries of a source's own list of activities.

use sea_orm::entity::prelude::*;

use crate::Texts;

/// The entries of a source's own list of activities.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The record key.
    #[sea_orm(column_type = "Text", unique)]
    pub key: String,
    /// The project.
    pub project_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// What kind it is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Texts,
    /// What it is, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub description: Texts,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
