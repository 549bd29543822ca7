//! The settings of reads from the database, on the command line and in the environment.

use std::time::Duration;

use clap::Args;

use crate::limits::seconds;

/// How the database is read.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Where questions are answered from: a replica, or the database itself in a role that may only read [default: --database-url]
    #[arg(long = "database-read-url", value_name = "URL", env = "DATABASE_READ_URL", hide_env_values = true)]
    pub url: Option<String>,

    /// How many connections questions are answered by; no more queries run at once [default: as many as --max-concurrent]
    #[arg(long = "read-connections", value_name = "CONNECTIONS", env = "READ_CONNECTIONS", value_parser = clap::value_parser!(u32).range(1..1000))]
    pub connections: Option<u32>,

    /// How long a query waits for a connection before it is told that the database can't be reached
    #[arg(long = "read-acquire-seconds", value_name = "SECONDS", env = "READ_ACQUIRE_SECONDS", default_value = "5", value_parser = seconds)]
    pub acquire: Duration,

    /// How long a connection is kept that nobody uses
    #[arg(long = "read-idle-seconds", value_name = "SECONDS", env = "READ_IDLE_SECONDS", default_value = "600", value_parser = seconds)]
    pub idle: Duration,

    /// How long a connection is kept at all
    #[arg(long = "read-lifetime-seconds", value_name = "SECONDS", env = "READ_LIFETIME_SECONDS", default_value = "1800", value_parser = seconds)]
    pub lifetime: Duration,
}

impl Reading {
    /// The same for the database, with what is allowed at once.
    #[must_use]
    pub fn of_at_most(self, connections: u32, statement_time: Duration) -> store::Reading {
        let Self { url, acquire, idle, lifetime, .. } = self;
        store::Reading { url, connections: Some(connections), acquire, idle, lifetime, statement_time: Some(statement_time) }
    }
}
