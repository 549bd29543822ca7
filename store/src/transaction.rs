//! The transaction that writes.

use std::time::Instant;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Statement, TransactionTrait};
use time::OffsetDateTime;

use super::{Error, read::Read, sql::Sql};

/// The one kind of transaction that writes. It is taken back when it is dropped.
pub(super) struct Transaction {
    inner: DatabaseTransaction,
    /// When it began, which is when everything in it happens.
    now: OffsetDateTime,
}

impl Transaction {
    pub(super) fn new(inner: DatabaseTransaction, now: OffsetDateTime) -> Self {
        Self { inner, now }
    }

    /// When everything in this transaction happens.
    pub(super) fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// Begins a part that can be taken back by itself.
    pub(super) async fn begin(&self) -> Result<Self, Error> {
        Ok(Self { inner: self.inner.begin().await?, now: self.now })
    }

    /// Runs a statement that returns nothing.
    pub(super) async fn execute(&self, sql: Sql) -> Result<(), Error> {
        let (statement, start) = (sql.statement(), Instant::now());
        let beginning = beginning(&statement);
        self.inner.execute_raw(statement).await?;
        tracing::trace!(sql = beginning, microseconds = start.elapsed().as_micros(), "statement ended");
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }

    pub(super) async fn rollback(self) -> Result<(), Error> {
        Ok(self.inner.rollback().await?)
    }
}

impl Read for Transaction {
    fn backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let (beginning, start) = (beginning(&statement), Instant::now());
        let rows = self.inner.query_all_raw(statement).await?;
        tracing::trace!(sql = beginning, rows = rows.len(), microseconds = start.elapsed().as_micros(), "statement ended");
        Ok(rows)
    }
}

/// As much of a statement as tells it from others.
fn beginning(statement: &Statement) -> String {
    statement.sql.chars().take(120).collect()
}
