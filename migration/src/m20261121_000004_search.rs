//! The search index: for each searchable table the analysed words of its titles, of the names around it, and of everything.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// The tables that can be searched.
const SEARCHABLE: [&str; 7] = ["project", "partner", "funding_call", "programme", "result", "place", "concept"];

/// How closely PostgreSQL counts the words of titles. What is suggested depends on how rare the beginning of a word is, and by its own
/// measure, 100, it takes all of them for frequent and reads whole tables.
const TITLE_STATISTICS: u16 = 300;
/// How many bytes of new words SQLite gathers before it writes them down, which makes the larger parts of the index the fewer.
const GATHERED: usize = 8 << 20;

/// The step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in SEARCHABLE {
            let sql = match manager.get_database_backend() {
                // The words come analysed; the tokenizer only splits them at blanks.
                DbBackend::Sqlite => format!(
                    "CREATE VIRTUAL TABLE {table}_search USING fts5(title, names, everything, content='', contentless_delete=1, \
                     tokenize=\"ascii tokenchars '_='\");
                     INSERT INTO {table}_search ({table}_search, rank) VALUES ('hashsize', {GATHERED})"
                ),
                _ => format!(
                    "CREATE TABLE {table}_search (rowid BIGINT PRIMARY KEY REFERENCES {table} (id) ON DELETE CASCADE, \
                     title TSVECTOR NOT NULL, names TSVECTOR NOT NULL, everything TSVECTOR NOT NULL);
                     CREATE INDEX {table}_search_title ON {table}_search USING gin (title);
                     CREATE INDEX {table}_search_names ON {table}_search USING gin (names);
                     CREATE INDEX {table}_search_everything ON {table}_search USING gin (everything);
                     ALTER TABLE {table}_search ALTER title SET STATISTICS {TITLE_STATISTICS}"
                ),
            };
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in SEARCHABLE {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}_search")).await?;
        }
        Ok(())
    }
}
