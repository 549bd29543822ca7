//! All that reads and writes the database: reads of a request's snapshot, and the one write path.

pub mod analyser;
pub mod batched;
mod clock;
mod closed;
pub mod columns;
pub mod cursor;
mod database;
pub mod dimension;
pub mod duplicates;
pub mod facet;
pub mod filter;
mod interrupt;
pub mod kind;
pub mod latest_period;
pub mod links;
pub mod list;
pub mod lookup;
pub mod network;
pub mod order;
pub mod page;
pub mod parent;
pub mod publish;
mod read;
mod reading;
pub mod records;
pub mod scope;
pub mod search;
pub mod similar;
mod snapshot;
mod sql;
pub mod statistics;
pub mod status;
mod status_rules;
pub mod suggest;
pub mod table;
mod transaction;
mod version;
pub mod window;

pub use clock::Clock;
pub use closed::{closed, closed_or_null};
pub use database::{Database, OpenError};
pub use reading::Reading;
pub use snapshot::Snapshot;
pub use version::Version;

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// How the codes of PostgreSQL begin for: no connection; the server stops or starts; too many connections; a replica that had to go on.
const UNAVAILABLE: [&str; 4] = ["08", "57P", "53300", "40001"];

/// Why the database could not answer. The text is for the log, never for a client.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(std::sync::Arc<DbErr>);

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self(std::sync::Arc::new(error))
    }
}

impl Error {
    /// True if the database can't be reached, so that trying again later may help.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        match &*self.0 {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
            DbErr::Query(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error)) => is_broken(error),
            _ => false,
        }
    }
}

/// True if the connection broke, or the server ended it.
fn is_broken(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| UNAVAILABLE.iter().any(|class| code.starts_with(class))),
        _ => false,
    }
}
