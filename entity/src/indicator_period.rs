//! Periods of indicators, with what is stated of each.

use sea_orm::entity::prelude::*;

use crate::Quantities;

/// What indicators state of single periods.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_period")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The indicator.
    pub indicator_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// When it begins, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_start: Option<String>,
    /// When it ends, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub period_end: Option<String>,
    /// Its length, only where stated.
    pub period_months: Option<i32>,
    /// What was aimed at.
    #[sea_orm(column_type = "JsonBinary")]
    pub targets: Quantities,
    /// What was reached.
    #[sea_orm(column_type = "JsonBinary")]
    pub actuals: Quantities,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
