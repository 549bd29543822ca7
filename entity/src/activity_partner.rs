//! Which partners are named with an activity.

use sea_orm::entity::prelude::*;

/// Which partners are named with an activity.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity_partner")]
pub struct Model {
    /// The activity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub activity_id: i64,
    /// The partner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub partner_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
