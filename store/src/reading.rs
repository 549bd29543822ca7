//! Settings of reading: where, by how many connections, and how long these are kept.

use std::time::Duration;

/// How many connections read besides those of queries: whether the database is there, and which version it has.
const WATCHERS: u32 = 2;
/// How many connections read unless it is said.
const CONNECTIONS: u32 = 8;

/// How the database is read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Where questions are answered from: a replica, or the database itself in a role that may only read [default: --database-url]
    pub url: Option<String>,

    /// How many connections questions are answered by; no more queries run at once [default: as many as --max-concurrent]
    pub connections: Option<u32>,

    /// How long a query waits for a connection before it is told that the database can't be reached
    pub acquire: Duration,

    /// How long a connection is kept that nobody uses
    pub idle: Duration,

    /// How long a connection is kept at all
    pub lifetime: Duration,

    /// How long PostgreSQL works on one statement; without end if it isn't said.
    pub statement_time: Option<Duration>,
}

impl Default for Reading {
    fn default() -> Self {
        let (acquire, idle, lifetime) = (Duration::from_secs(5), Duration::from_mins(10), Duration::from_mins(30));
        Self { url: None, connections: None, acquire, idle, lifetime, statement_time: None }
    }
}

impl Reading {
    /// How many connections there may be in all.
    pub(super) fn pool_size(&self) -> u32 {
        self.connections.unwrap_or(CONNECTIONS) + WATCHERS
    }

    /// The setting of PostgreSQL for `statement_time`, in milliseconds; 0 is without end.
    pub(super) fn statement_timeout(&self) -> String {
        self.statement_time.map_or(0, |time| time.as_millis().max(1)).to_string()
    }
}
