//! Days by which applications must be in.

use sea_orm::entity::prelude::*;

/// Days by which applications must be in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_call_deadline")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The call.
    pub funding_call_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// The day.
    #[sea_orm(column_type = "Text")]
    pub day: String,
    /// The moment, in seconds since 1970 UTC.
    pub deadline_at: Option<i64>,
    /// Which stage of the call it ends.
    pub stage: Option<i32>,
    /// The row that `funding_call_id` names.
    #[sea_orm(belongs_to, from = "funding_call_id", to = "id")]
    pub funding_call: BelongsTo<super::funding_call::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
