//! The snapshot of one request: one state of the data, however many statements it takes.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Instant,
};

use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryResult,
    Select, Statement, StreamTrait, TransactionTrait,
};
use tokio::sync::{Mutex, OnceCell};
use tracing::Instrument;

use super::{
    Error,
    interrupt::{Interrupts, own_number},
    read::Read,
    sql::{Sql, explain_plan},
};

/// A read transaction that begins with the first read: REPEATABLE READ READ ONLY on PostgreSQL, a WAL read on SQLite. It ends when it is
/// dropped, and so does a statement that still runs then.
pub struct Snapshot {
    pool: DatabaseConnection,
    interrupts: Interrupts,
    transaction: Mutex<Option<DatabaseTransaction>>,
    /// True while a statement runs.
    running: AtomicBool,
    /// How many statements run or wait for their turn.
    reading: AtomicUsize,
    statements: AtomicUsize,
    state: OnceCell<State>,
    languages: OnceCell<Vec<String>>,
}

/// What the first statement of a request finds out.
#[derive(Clone, Copy, FromQueryResult)]
struct State {
    data_version: i64,
    updated_at: i64,
    /// The number of the connection that everything is read by.
    connection: i64,
}

impl Snapshot {
    pub(super) fn new(pool: DatabaseConnection, interrupts: Interrupts) -> Self {
        Self {
            pool,
            interrupts,
            transaction: Mutex::new(None),
            running: AtomicBool::new(false),
            reading: AtomicUsize::new(0),
            statements: AtomicUsize::new(0),
            state: OnceCell::new(),
            languages: OnceCell::new(),
        }
    }

    /// How many statements were run so far.
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    /// True while something is being read.
    pub fn is_reading(&self) -> bool {
        self.reading.load(Ordering::Relaxed) > 0
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    pub(super) fn sql(&self, text: &str) -> Sql {
        Sql::new(self.backend(), text)
    }

    /// Runs a statement that returns rows.
    pub(super) async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let mut rows = Vec::new();
        self.each(statement, |row| {
            rows.push(row);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// Runs a statement and reads its rows as they come, so that many of them need no memory at once.
    pub(super) async fn each(
        &self,
        statement: Statement,
        mut read: impl FnMut(QueryResult) -> Result<(), DbErr>,
    ) -> Result<(), Error> {
        let _reading = Reading::begin(&self.reading);
        let mut transaction = self.transaction.lock().await;
        let open = match transaction.take() {
            Some(open) => open,
            None => self.pool.begin().await?,
        };
        let open = transaction.insert(open);
        self.statements.fetch_add(1, Ordering::Relaxed);
        let span = tracing::debug_span!("statement", number = self.statements());
        if tracing::enabled!(target: "plans", tracing::Level::TRACE) {
            log_plan(open, &statement).await?;
        }
        tracing::trace!(parent: &span, sql = statement.sql, "statement");
        let start = Instant::now();
        self.running.store(true, Ordering::Relaxed);
        let all = async {
            let mut rows = open.stream_raw(statement).await?;
            let mut number = 0_usize;
            while let Some(row) = rows.try_next().await? {
                read(row)?;
                number += 1;
            }
            Ok::<_, DbErr>(number)
        };
        let number = all.instrument(span.clone()).await;
        self.running.store(false, Ordering::Relaxed);
        let number = number?;
        tracing::debug!(parent: &span, rows = number, microseconds = start.elapsed().as_micros(), "statement ended");
        Ok(())
    }

    /// Reads rows of a table.
    pub(super) async fn models<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<E::Model>, Error> {
        use sea_orm::QueryTrait;
        let rows = self.rows(select.build(self.backend())).await?;
        Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    async fn state(&self) -> Result<&State, Error> {
        self.state
            .get_or_try_init(|| async {
                let mut sql = self
                    .sql("SELECT COALESCE(MAX(data_version), 0) AS data_version, COALESCE(MAX(updated_at), 0) AS updated_at, ");
                sql.push(own_number(self.backend())).push(" AS connection FROM registry");
                let rows = self.rows(sql.statement()).await?;
                let row = rows.first().ok_or_else(|| DbErr::RecordNotFound("the registry's state".to_owned()))?;
                Ok(State::from_query_result(row, "")?)
            })
            .await
    }

    /// The number of the publication that is read, 0 if there was none.
    pub async fn data_version(&self) -> Result<i64, Error> {
        Ok(self.state().await?.data_version)
    }

    /// When the registry was last changed, in seconds since 1970 UTC.
    pub async fn updated_at(&self) -> Result<i64, Error> {
        Ok(self.state().await?.updated_at)
    }

    /// The languages whose stems are in the search index.
    pub(super) async fn search_languages(&self) -> Result<&[String], Error> {
        let languages = self
            .languages
            .get_or_try_init(|| async {
                let rows = self.models(entity::search_language::Entity::find()).await?;
                let mut languages: Vec<String> = rows.into_iter().map(|row| row.language).collect();
                languages.sort();
                Ok::<_, Error>(languages)
            })
            .await?;
        Ok(languages)
    }

    /// Ends the read transaction.
    pub async fn close(&self) {
        if let Some(transaction) = self.transaction.lock().await.take() {
            end(transaction).await;
        }
    }
}

/// A statement that runs or waits for its turn, counted until this is dropped.
struct Reading<'a>(&'a AtomicUsize);

impl<'a> Reading<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Read for Snapshot {
    fn backend(&self) -> DbBackend {
        self.backend()
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        self.rows(statement).await
    }
}

impl Drop for Snapshot {
    /// Gives the connection back, but only when it does nothing more for this request.
    fn drop(&mut self) {
        let (Some(transaction), Ok(runtime)) = (self.transaction.get_mut().take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let running = self.running.load(Ordering::Relaxed).then(|| self.state.get().map(|state| state.connection)).flatten();
        let (pool, interrupts) = (self.pool.clone(), self.interrupts.clone());
        runtime.spawn(async move {
            if let Some(connection) = running {
                interrupts.stop(&pool, connection).await;
                // Whatever comes of it, the connection is idle afterwards.
                let _ = transaction.query_one_raw(Statement::from_string(pool.get_database_backend(), "SELECT 1")).await;
                interrupts.allow(connection);
                tracing::debug!("stopped a statement that nobody waits for");
            }
            end(transaction).await;
        });
    }
}

/// Writes down how the database is going to answer, for those who want to know why something is slow.
async fn log_plan(transaction: &DatabaseTransaction, statement: &Statement) -> Result<(), DbErr> {
    let explained = Statement { sql: format!("{} {}", explain_plan(statement.db_backend), statement.sql), ..statement.clone() };
    let mut plan = Vec::new();
    for row in transaction.query_all_raw(explained).await? {
        plan.push(match statement.db_backend {
            DbBackend::Sqlite => row.try_get::<String>("", "detail")?,
            _ => row.try_get_by_index::<String>(0)?,
        });
    }
    tracing::trace!(target: "plans", sql = statement.sql, plan = plan.join("\n"), "plan");
    Ok(())
}

async fn end(transaction: DatabaseTransaction) {
    if let Err(error) = transaction.rollback().await {
        tracing::warn!(%error, "a read transaction could not be ended");
    }
}
