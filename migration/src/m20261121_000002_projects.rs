//! Projects with what belongs to them, and where everything is stated.

use sea_orm_migration::prelude::*;

use crate::dialect::{define, drop_tables, index_descending};

/// The step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        define(manager, include_str!("sql/projects.sql")).await?;
        for column in ["start_first", "end_last", "updated_at"] {
            index_descending(manager, "project", column).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "citation",
                "identifier",
                "indicator_period",
                "indicator",
                "result",
                "action_line",
                "activity_concept",
                "activity_partner",
                "activity_place",
                "activity",
                "project_conflict",
                "project_amount",
                "participation",
                "project_language",
                "project_concept",
                "project_place",
                "project_programme",
                "project",
            ],
        )
        .await
    }
}
