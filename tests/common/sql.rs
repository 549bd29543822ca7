//! Plain SQL, for what no client of the program can do.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};

/// Connects and does something with the connection.
pub fn with<T>(url: &str, work: impl AsyncFnOnce(&DatabaseConnection) -> T) -> Result<T, DbErr> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).max_connections(1);
        let connection = Box::pin(Database::connect(options)).await?;
        let outcome = work(&connection).await;
        connection.close().await?;
        Ok(outcome)
    })
}

/// Runs statements.
pub fn execute(url: &str, text: &str) -> Result<(), DbErr> {
    with(url, async |connection| connection.execute_unprepared(text).await.map(drop))?
}

/// The rows of a question that gives `name` and `value`, both text.
pub async fn pairs(connection: &DatabaseConnection, text: &str) -> Result<Vec<(String, String)>, DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), text);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get("", "name")?, row.try_get("", "value")?))).collect()
}
