//! Two records that somebody found to be about different things, however alike they look.

use sea_orm::entity::prelude::*;

/// Two records that somebody found to be about different things, however alike they look.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "non_match")]
pub struct Model {
    /// What kind of records they are, by the name of their table.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub kind: String,
    /// The lesser of the two record keys.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub record_key: String,
    /// The other.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub other_key: String,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
