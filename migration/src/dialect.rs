//! The dialects of the two backends in table definitions.

use sea_orm_migration::{
    SchemaManager,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

/// Runs definitions in which `$id` is a row number, `$text` text compared bytewise, `$json` a JSON value and `$int` a
/// cast from a truth value.
pub(crate) async fn define(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let words = match manager.get_database_backend() {
        DbBackend::Sqlite => [("$id", "INTEGER PRIMARY KEY"), ("$text", "TEXT"), ("$json", "TEXT"), ("$int", "")],
        _ => [("$id", "BIGINT PRIMARY KEY"), ("$text", "TEXT COLLATE \"C\""), ("$json", "JSONB"), ("$int", "::int")],
    };
    let sql = words.iter().fold(sql.to_owned(), |sql, (word, meaning)| sql.replace(word, meaning));
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

/// Gives PostgreSQL an index for rows from the largest value to the smallest, those without one last. SQLite reads the one for the other
/// direction backwards.
pub(crate) async fn index_descending(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    let sql = format!("CREATE INDEX {table}_{column}_descending ON {table} ({column} DESC NULLS LAST, key DESC, id)");
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

/// Drops tables in the order given.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}
