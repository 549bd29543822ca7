//! What changed, what is gone, what each of several sources states, what is not the same, and which languages the search index knows.

use sea_orm_migration::prelude::*;

use crate::dialect::{define, drop_tables};

/// The step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        define(manager, include_str!("sql/history.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["search_language", "distinction", "statement", "tombstone", "revision"]).await
    }
}
