//! The amounts stated of a project.

use sea_orm::entity::prelude::*;

/// The amounts stated of a project.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_amount")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// What kind it is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The amount in minor units.
    pub amount_minor: i64,
    /// The currency of the amount.
    #[sea_orm(column_type = "Text")]
    pub amount_currency: String,
    /// The date that it is of, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub on_date: Option<String>,
    /// When it begins, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_start: Option<String>,
    /// When it ends, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_end: Option<String>,
    /// Its length, only where stated.
    pub period_months: Option<i32>,
    /// The participation.
    pub participation_id: Option<i64>,
    /// The source.
    pub source_id: i64,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
