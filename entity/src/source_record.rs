//! Source records: what one source states about a thing that several sources know, under a key of its own.

use sea_orm::entity::prelude::*;

/// What one source states about a thing that several sources know, under a key of its own.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_record")]
pub struct Model {
    /// The row number, private to this database; source records have precedence in its order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// What kind of record it is, by the name of its table.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The key under which the source's records come.
    #[sea_orm(column_type = "Text")]
    pub own_key: String,
    /// The key of the source; empty where nothing is stated but the key.
    #[sea_orm(column_type = "Text")]
    pub source_key: String,
    /// The key of the record that it is part of; where that was merged in turn, what is published is found under its own key here.
    #[sea_orm(column_type = "Text")]
    pub record_key: String,
    /// What told that its key leads to another record; null where it doesn't.
    #[sea_orm(column_type = "Text", nullable)]
    pub rule: Option<String>,
    /// The record as the source states it, in the exchange format; null where nothing is stated but the key.
    #[sea_orm(column_type = "Text", nullable)]
    pub body: Option<String>,
}

/// Rows are joined by statements of the store.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
