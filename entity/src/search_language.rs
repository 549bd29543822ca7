//! The languages whose stems are in the search index.

use sea_orm::entity::prelude::*;

/// The languages whose stems are in the search index.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_language")]
pub struct Model {
    /// BCP 47.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub language: String,
}

impl ActiveModelBehavior for ActiveModel {}
