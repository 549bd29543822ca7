//! Measures of results.

use sea_orm::entity::prelude::*;

use crate::{Quantity, Texts};

/// Measures of results.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The record key.
    #[sea_orm(column_type = "Text", unique)]
    pub key: String,
    /// The result.
    pub result_id: i64,
    /// Its place in the order of its source.
    pub position: i32,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub name: Texts,
    /// The concept.
    pub concept_id: Option<i64>,
    /// The unit as a code.
    #[sea_orm(column_type = "Text", nullable)]
    pub unit: Option<String>,
    /// The unit in words, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub unit_label: Texts,
    /// Where it stood at the beginning.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub baseline: Option<Quantity>,
    /// What is aimed at in the whole term.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub target: Option<Quantity>,
    /// What was reached in the whole term.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub actual: Option<Quantity>,
    /// True if a target of the whole term or of a period is stated.
    pub has_target: bool,
    /// True if an actual value of the whole term or of a period is stated.
    pub has_actual: bool,
    /// Whether the actual value meets the target, where both are numbers.
    pub target_reached: Option<bool>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
