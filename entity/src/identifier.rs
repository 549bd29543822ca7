//! Identifiers of projects and partners.

use sea_orm::entity::prelude::*;

/// Identifiers of projects and partners.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identifier")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The project.
    pub project_id: Option<i64>,
    /// The partner.
    pub partner_id: Option<i64>,
    /// Its place in the order of its source.
    pub position: i32,
    /// The scheme in capitals.
    #[sea_orm(column_type = "Text")]
    pub scheme: String,
    /// The value as stated.
    #[sea_orm(column_type = "Text")]
    pub value: String,
    /// The value in the form that is compared.
    #[sea_orm(column_type = "Text")]
    pub normalised: String,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
