//! Errors of a request, and how clients are told.

use async_graphql::ErrorExtensions;

use crate::error_code::ErrorCode;

/// Why a request failed. It has no text of its own on purpose: what a client may read is decided in one place, below.
#[derive(Clone, Debug)]
pub enum Error {
    /// An argument makes no sense; the message says which and what is allowed.
    BadInput(String),
    /// More was asked for than a page holds.
    PageTooLarge {
        /// What was asked for.
        asked: u64,
        /// What is allowed.
        limit: u64,
    },
    /// The answer would be too large; the message says how to ask for less.
    TooComplex(String),
    /// The cursor is broken or belongs to another list or order.
    InvalidCursor,
    /// The database failed.
    Database(store::Error),
    /// What a row refers to is not there, which the foreign keys rule out.
    Missing(&'static str),
}

/// All that a client learns of what went wrong inside.
pub const INTERNAL: &str = "something went wrong on our side";

/// What resolvers return.
pub type Result<T> = std::result::Result<T, Error>;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Database(error)
    }
}

impl Error {
    /// An argument makes no sense.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::BadInput(message.into())
    }

    /// What a row refers to is not there.
    #[must_use]
    pub fn missing(what: &'static str) -> Self {
        Self::Missing(what)
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        let (message, code) = match error {
            Error::BadInput(message) => (message, ErrorCode::BadUserInput),
            Error::TooComplex(message) => (message, ErrorCode::QueryTooComplex),
            Error::PageTooLarge { asked, limit } => {
                let message = format!(
                    "{asked} are asked for at once, but at most {limit} are allowed: ask for fewer at once, and turn pages where there are cursors"
                );
                (message, ErrorCode::PageTooLarge)
            }
            Error::InvalidCursor => {
                let message = "this cursor is broken or belongs to another list or order: use one from pageInfo or an edge of the same list with the same orderBy";
                (message.to_owned(), ErrorCode::InvalidCursor)
            }
            Error::Missing(what) => {
                tracing::error!(what, "a row refers to nothing");
                (INTERNAL.to_owned(), ErrorCode::Internal)
            }
            Error::Database(error) if error.is_unavailable() => {
                tracing::error!(%error, "the database can't be reached");
                ("the database can't be reached at the moment, try again later".to_owned(), ErrorCode::DatabaseUnavailable)
            }
            Error::Database(error) => {
                tracing::error!(%error, "the database failed");
                (INTERNAL.to_owned(), ErrorCode::Internal)
            }
        };
        Self::new(message).extend_with(|_, extensions| extensions.set("code", code))
    }
}
