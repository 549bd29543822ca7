//! All that reads and writes the database: reads of a request's snapshot, and the one write path.

pub mod analyser;
pub mod cursor;
mod database;
pub mod dimension;
pub mod facet;
pub mod filter;
mod interrupt;
mod kind;
pub mod latest;
pub mod loaders;
pub mod lookup;
pub mod network;
pub mod order;
pub mod page;
pub mod publish;
mod read;
pub mod rounds;
pub mod search;
pub mod similar;
mod snapshot;
mod sql;
pub mod statistics;
pub mod status;
pub mod suggest;
pub mod table;
mod transaction;
pub mod unload;
mod version;

pub use database::{Database, OpenError, Reading};
pub use snapshot::Snapshot;
pub use version::Version;

/// Why the database could not answer. The text is for the log, never for a client.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(std::sync::Arc<sea_orm::DbErr>);

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self(std::sync::Arc::new(error))
    }
}

impl Error {
    /// True if the database can't be reached, so that trying again later may help.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        // Where the connection breaks in the middle of a statement, only the driver's text tells.
        let text = self.0.to_string();
        matches!(*self.0, sea_orm::DbErr::ConnectionAcquire(_) | sea_orm::DbErr::Conn(_))
            || text.contains("error communicating with database")
            || text.contains("pool timed out")
    }
}
