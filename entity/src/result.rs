//! Results: what came of projects.

use sea_orm::entity::prelude::*;

use crate::{Languages, Texts};

/// What came of projects.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "result")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The record key.
    #[sea_orm(column_type = "Text", unique)]
    pub key: String,
    /// The project.
    pub project_id: i64,
    /// The activity.
    pub activity_id: Option<i64>,
    /// Its place in the order of its source.
    pub position: i32,
    /// What kind it is.
    #[sea_orm(column_type = "Text", nullable)]
    pub kind: Option<String>,
    /// What it is called, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Texts,
    /// What it is, in all languages.
    #[sea_orm(column_type = "JsonBinary")]
    pub description: Texts,
    /// The languages of the thing itself.
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Languages,
    /// When it was delivered, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub delivered_on: Option<String>,
    /// The first day of the delivery.
    #[sea_orm(column_type = "Text", nullable)]
    pub delivered_first: Option<String>,
    /// The last day of the delivery.
    #[sea_orm(column_type = "Text", nullable)]
    pub delivered_last: Option<String>,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// The folded name or title that it sorts by.
    #[sea_orm(column_type = "Text")]
    pub sort_key: String,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
