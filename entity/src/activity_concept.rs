//! Which target groups are named with an activity.

use sea_orm::entity::prelude::*;

/// Which target groups are named with an activity.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity_concept")]
pub struct Model {
    /// The activity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub activity_id: i64,
    /// The concept.
    #[sea_orm(primary_key, auto_increment = false)]
    pub concept_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// The row that `activity_id` names.
    #[sea_orm(belongs_to, from = "activity_id", to = "id")]
    pub activity: BelongsTo<super::activity::Entity>,
    /// The row that `concept_id` names.
    #[sea_orm(belongs_to, from = "concept_id", to = "id")]
    pub concept: BelongsTo<super::concept::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
