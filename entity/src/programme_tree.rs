//! Which programmes are parts of which, each of itself included.

use sea_orm::entity::prelude::*;

/// Which programmes are parts of which, each of itself included.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_tree")]
pub struct Model {
    /// The upper end, which may be the same.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor_id: i64,
    /// The lower end.
    #[sea_orm(primary_key, auto_increment = false)]
    pub descendant_id: i64,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
