//! Stopping the statements of a request that nobody waits for any more.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, Statement,
    sqlx::{self, Executor, SqliteConnection},
};

/// After how many steps of its virtual machine SQLite looks whether a statement is still wanted: about every tenth of a millisecond.
const STEPS: i32 = 5_000;

/// The connections of the reading pool whose running statement can be stopped.
#[derive(Clone, Default)]
pub struct Interrupts {
    /// Set for the connections of SQLite whose statement is to stop.
    stops: Arc<Mutex<HashMap<i64, Arc<AtomicBool>>>>,
    next: Arc<AtomicI64>,
}

impl Interrupts {
    /// Numbers a new connection to SQLite and lets it look for its sign to stop.
    pub async fn watch(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let stop = Arc::new(AtomicBool::new(false));
        self.remember(number, stop.clone());
        connection.lock_handle().await?.set_progress_handler(STEPS, move || !stop.load(Ordering::Relaxed));
        let text = format!("CREATE TEMP VIEW this_connection AS SELECT {number} AS number");
        connection.execute(sqlx::AssertSqlSafe(text)).await?;
        Ok(())
    }

    fn remember(&self, number: i64, stop: Arc<AtomicBool>) {
        let mut stops = self.stops.lock().unwrap_or_else(PoisonError::into_inner);
        // Connections that were closed no longer hold theirs.
        stops.retain(|_, stop| Arc::strong_count(stop) > 1);
        stops.insert(number, stop);
    }

    /// Stops what the connection with this number is doing. It must not serve anybody else before `allow`.
    pub async fn stop(&self, pool: &DatabaseConnection, connection: i64) {
        match pool.get_database_backend() {
            DbBackend::Postgres => {
                let cancel = Statement::from_sql_and_values(
                    DbBackend::Postgres,
                    "SELECT pg_cancel_backend($1)",
                    [i32::try_from(connection).unwrap_or_default().into()],
                );
                if let Err(error) = pool.query_one_raw(cancel).await {
                    tracing::warn!(%error, "a statement that nobody waits for could not be stopped");
                }
            }
            _ => self.set(connection, true),
        }
    }

    /// Lets the connection serve again.
    pub fn allow(&self, connection: i64) {
        self.set(connection, false);
    }

    fn set(&self, connection: i64, stop: bool) {
        if let Some(flag) = self.stops.lock().unwrap_or_else(PoisonError::into_inner).get(&connection) {
            flag.store(stop, Ordering::Relaxed);
        }
    }
}

/// How a statement asks for the number of its own connection.
#[must_use]
pub fn own_number(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "CAST(pg_backend_pid() AS BIGINT)",
        _ => "(SELECT number FROM temp.this_connection)",
    }
}
