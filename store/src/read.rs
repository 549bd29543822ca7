//! The source of rows: a snapshot or a transaction.

use std::future::Future;

use sea_orm::{DbBackend, QueryResult, Statement};

use super::{Error, sql::Sql};

/// What rows are read from: the snapshot of a request, or the transaction that writes.
pub(crate) trait Read: Sync {
    fn backend(&self) -> DbBackend;

    /// Runs a statement that returns rows.
    fn rows(&self, statement: Statement) -> impl Future<Output = Result<Vec<QueryResult>, Error>> + Send;

    fn sql(&self, text: &str) -> Sql {
        Sql::new(self.backend(), text)
    }
}
