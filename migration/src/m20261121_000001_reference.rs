//! Sources, vocabularies, places, programmes, calls and partners: what projects refer to.

use sea_orm_migration::prelude::*;

use crate::dialect::{define, drop_tables, index_descending};

/// The step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        define(manager, include_str!("sql/reference.sql")).await?;
        index_descending(manager, "partner", "project_count").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "partner",
                "funding_call_deadline",
                "funding_call",
                "programme_tree",
                "programme",
                "place_tree",
                "place",
                "concept_tree",
                "concept",
                "vocabulary",
                "identifier_scheme",
                "source",
                "registry",
            ],
        )
        .await
    }
}
