//! What the two backends spell differently in table definitions.

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

/// Drops tables in the order given.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}
