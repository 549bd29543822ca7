//! What makes writing many rows faster.
//!
//! Indexes of columns of which most rows have no value leave those rows out, since nobody looks them up by it.
//! PostgreSQL looks up each row that a foreign key refers to, one by one, which took a fifth of an import. So the amounts, identifiers,
//! citations, programmes, languages and search documents of a record, which only come and go with it, have no foreign key to it there;
//! participations and references between records still have theirs. On SQLite, where they cost little, all foreign keys stay.
//! The index of names stays for projects alone: what is searched of other records has the same words in another column.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::define;

/// The step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        define(manager, include_str!("sql/sparse_indexes.sql")).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        define(manager, include_str!("sql/owned_rows.sql")).await?;
        for table in ["partner", "funding_call", "programme", "result", "place", "concept"] {
            define(manager, &format!("DROP INDEX {table}_search_names")).await?;
        }
        Ok(())
    }

    /// The tables are as good with it as without, so that it stays until they go.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
