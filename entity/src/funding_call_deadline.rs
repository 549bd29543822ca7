//! Days by which applications must be in.

use sea_orm::entity::prelude::*;

/// Days by which applications must be in.
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
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
