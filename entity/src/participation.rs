//! One partner's part in a project, one row of the source.

use sea_orm::entity::prelude::*;

/// One partner's part in a project, one row of the source.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The record key.
    #[sea_orm(column_type = "Text", unique)]
    pub key: String,
    /// The project.
    pub project_id: i64,
    /// The partner.
    pub partner_id: i64,
    /// The key under which its source knows the partner, where that led to another record.
    #[sea_orm(column_type = "Text", nullable)]
    pub stated_partner: Option<String>,
    /// The role.
    #[sea_orm(column_type = "Text", nullable)]
    pub role: Option<String>,
    /// The source's own word for the role.
    #[sea_orm(column_type = "Text", nullable)]
    pub stated_role: Option<String>,
    /// Its place in the order of its source.
    pub position: Option<i32>,
    /// The budget in minor units.
    pub budget_minor: Option<i64>,
    /// The currency of the budget.
    #[sea_orm(column_type = "Text", nullable)]
    pub budget_currency: Option<String>,
    /// The grant in minor units.
    pub grant_minor: Option<i64>,
    /// The currency of the grant.
    #[sea_orm(column_type = "Text", nullable)]
    pub grant_currency: Option<String>,
    /// When it began, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub started_on: Option<String>,
    /// When it ended, with the precision of the source.
    #[sea_orm(column_type = "Text", nullable)]
    pub ended_on: Option<String>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
