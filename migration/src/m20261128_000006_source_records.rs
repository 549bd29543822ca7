//! The tables of source records and of non-matches, called so, as the literature on entity resolution does.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect::define;

/// The step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, ["statement", "source_record"], ["distinction", "non_match"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rename(manager, ["source_record", "statement"], ["non_match", "distinction"]).await
    }
}

/// Renames both tables with their indexes. SQLite renames those of its constraints itself, and no others.
async fn rename(manager: &SchemaManager<'_>, records: [&str; 2], pairs: [&str; 2]) -> Result<(), DbErr> {
    for [from, to] in [records, pairs] {
        define(manager, &format!("ALTER TABLE {from} RENAME TO {to}")).await?;
    }
    let [from, to] = records;
    if manager.get_database_backend() == DbBackend::Sqlite {
        let index = format!("CREATE INDEX {to}_kind_record_key ON {to} (kind, record_key)");
        return define(manager, &format!("DROP INDEX {from}_kind_record_key; {index}")).await;
    }
    for index in ["pkey", "kind_own_key_source_key_key", "kind_record_key"] {
        define(manager, &format!("ALTER INDEX {from}_{index} RENAME TO {to}_{index}")).await?;
    }
    let [from, to] = pairs;
    define(manager, &format!("ALTER INDEX {from}_pkey RENAME TO {to}_pkey")).await
}
