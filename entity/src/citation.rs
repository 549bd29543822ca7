//! Citations: where records are stated.

use sea_orm::entity::prelude::*;

/// Where records are stated.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citation")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The project.
    pub project_id: Option<i64>,
    /// The participation.
    pub participation_id: Option<i64>,
    /// The partner.
    pub partner_id: Option<i64>,
    /// The call.
    pub funding_call_id: Option<i64>,
    /// The programme.
    pub programme_id: Option<i64>,
    /// The result.
    pub result_id: Option<i64>,
    /// Its place in the order of its source.
    pub position: i32,
    /// The source.
    pub source_id: i64,
    /// The source's own id of the record.
    #[sea_orm(column_type = "Text", nullable)]
    pub record_id: Option<String>,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// BCP 47.
    #[sea_orm(column_type = "Text", nullable)]
    pub language: Option<String>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
