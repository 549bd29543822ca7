//! What one request reads: one state of the data, however many statements it takes.

use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult, QueryResult, Select,
    Statement, TransactionTrait,
};
use tokio::sync::{Mutex, OnceCell};

use super::{Error, sql::Sql};

/// A read transaction that begins with the first read: REPEATABLE READ READ ONLY on PostgreSQL, a WAL read on SQLite.
pub struct Snapshot {
    pool: DatabaseConnection,
    transaction: Mutex<Option<DatabaseTransaction>>,
    statements: AtomicUsize,
    registry: OnceCell<entity::registry::Model>,
    languages: OnceCell<Vec<String>>,
}

impl Snapshot {
    pub(super) fn new(pool: DatabaseConnection) -> Self {
        Self {
            pool,
            transaction: Mutex::new(None),
            statements: AtomicUsize::new(0),
            registry: OnceCell::new(),
            languages: OnceCell::new(),
        }
    }

    /// How many statements were run so far.
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    pub(super) fn sql(&self, text: &str) -> Sql {
        Sql::new(self.backend(), text)
    }

    /// Runs a statement that returns rows.
    pub(super) async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let mut transaction = self.transaction.lock().await;
        if transaction.is_none() {
            *transaction = Some(self.pool.begin().await?);
        }
        self.statements.fetch_add(1, Ordering::Relaxed);
        tracing::trace!(sql = statement.sql, "statement");
        match &*transaction {
            Some(transaction) => Ok(transaction.query_all_raw(statement).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Reads rows of a table.
    pub(super) async fn models<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<E::Model>, Error> {
        use sea_orm::QueryTrait;
        let rows = self.rows(select.build(self.backend())).await?;
        Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    async fn registry(&self) -> Result<&entity::registry::Model, Error> {
        self.registry
            .get_or_try_init(|| async {
                let row = self.models(entity::registry::Entity::find_by_id(1)).await?.pop();
                Ok(row.unwrap_or(entity::registry::Model { id: 1, data_version: 0, updated_at: 0 }))
            })
            .await
    }

    /// The number of the publication that is read, 0 if there was none.
    pub async fn data_version(&self) -> Result<i64, Error> {
        Ok(self.registry().await?.data_version)
    }

    /// When the registry was last changed, in seconds since 1970 UTC.
    pub async fn updated_at(&self) -> Result<i64, Error> {
        Ok(self.registry().await?.updated_at)
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
        if let Some(transaction) = self.transaction.lock().await.take()
            && let Err(error) = transaction.rollback().await
        {
            tracing::warn!(%error, "a read transaction could not be ended");
        }
    }
}
