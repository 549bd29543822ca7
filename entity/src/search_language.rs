//! The languages whose stems are in the search index.

use sea_orm::entity::prelude::*;

/// The languages whose stems are in the search index.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_language")]
pub struct Model {
    /// BCP 47.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub language: String,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
