//! Which partners are named with an activity.

use sea_orm::entity::prelude::*;

/// Which partners are named with an activity.
#[sea_orm::model]
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
    /// The row that `activity_id` names.
    #[sea_orm(belongs_to, from = "activity_id", to = "id")]
    pub activity: BelongsTo<super::activity::Entity>,
    /// The row that `partner_id` names.
    #[sea_orm(belongs_to, from = "partner_id", to = "id")]
    pub partner: BelongsTo<super::partner::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
