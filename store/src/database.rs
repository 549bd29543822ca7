//! Opening and migrating a database.

use std::{path::Path, sync::Arc, time::Duration};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
    sqlx::{Executor, sqlite::SqliteConnectOptions},
};
use time::Date;

use super::{Clock, Error, Reading, Snapshot, interrupt::Interrupts, transaction::Transaction};

/// How long a command waits for a connection that writes.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How much memory SQLite may use while writing, in KiB.
const WRITER_CACHE: usize = 64 << 10;
/// The key of the lock that lets one process migrate at a time.
const MIGRATION_LOCK: i64 = 0x696e_636c;

/// Where PostgreSQL tells of publications.
pub(super) const CHANNEL: &str = "inclusion_registry";

/// A connection that was idle for so long is asked whether it is still there before it is used.
const UNTESTED: Duration = Duration::from_secs(1);

/// The registry's database: a pool that can only read, and one that writes.
#[derive(Clone)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    interrupts: Interrupts,
    clock: Clock,
}

/// Why a database can't be used, in a sentence for a person.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is of no kind that is known.
    #[error("the database URL {0:?} is not understood: use sqlite://PATH?mode=rwc or postgres://USER:PASSWORD@HOST/NAME")]
    Url(String),
    /// Questions can't be answered from a database of another kind.
    #[error("the database to read is of another kind than the database itself: both must be SQLite, or both PostgreSQL")]
    OtherKind,
    /// The file or its folder can't be written.
    #[error("the database file {path} can't be opened: {reason}")]
    File {
        /// The path of the file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The server doesn't answer.
    #[error("the database server at {server} can't be reached: {reason}")]
    Unreachable {
        /// Its host and port, without names and passwords.
        server: String,
        /// What the driver says.
        reason: String,
    },
    /// A newer version of the program has been at work.
    #[error("the database has a newer schema than this program knows (step {0}): use a newer version of inclusion-registry")]
    Newer(String),
    /// A migration failed.
    #[error("the database schema can't be brought up to date: {0}")]
    Migration(String),
}

impl Database {
    /// Connects. Nothing is migrated yet, and what is to be read elsewhere is read here all the same until `read_elsewhere`.
    pub async fn open(url: &str, reading: Reading) -> Result<Self, OpenError> {
        let backend = backend(url)?;
        if let Some(path) = sqlite_path(url) {
            check_folder(path)?;
        }
        // The writer comes first: it creates the file and its journal, which a reader may not.
        let write = connect(url, writing(url, backend)).await?;
        let interrupts = Interrupts::default();
        let read = connect(url, only_reading(url, &reading, &interrupts)).await?;
        Ok(Self { read, write, interrupts, clock: Clock::system() })
    }

    /// Takes the time from this clock from now on.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The UTC day.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.today()
    }

    /// Reads from where the settings say from now on, if they say it: a copy, or the same database in another role.
    pub async fn read_elsewhere(self, reading: &Reading) -> Result<Self, OpenError> {
        let Some(url) = reading.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) else { return Ok(self) };
        if backend(url)? != self.write.get_database_backend() {
            return Err(OpenError::OtherKind);
        }
        let read = connect(url, only_reading(url, reading, &self.interrupts)).await?;
        Ok(Self { read, ..self })
    }

    /// Brings the tables up to date and returns the number of steps that took.
    pub async fn migrate(&self) -> Result<u32, OpenError> {
        let failed = |error: DbErr| OpenError::Migration(first_line(&error));
        if let Some(step) = self.unknown_step().await.map_err(failed)? {
            return Err(OpenError::Newer(step));
        }
        // Several processes may start on one database: the lock goes with the transaction.
        let lock = self.write.begin().await.map_err(failed)?;
        if self.write.get_database_backend() == DbBackend::Postgres {
            lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await.map_err(failed)?;
        }
        let pending = Migrator::get_pending_migrations(&lock).await.map_err(failed)?.len();
        if pending > 0 {
            Migrator::up(&lock, None).await.map_err(failed)?;
        }
        lock.commit().await.map_err(failed)?;
        Ok(u32::try_from(pending).unwrap_or(u32::MAX))
    }

    /// Takes all steps back, so that no table is left.
    pub async fn unmigrate(&self) -> Result<(), OpenError> {
        Migrator::down(&self.write, None).await.map_err(|error| OpenError::Migration(first_line(&error)))
    }

    async fn unknown_step(&self) -> Result<Option<String>, DbErr> {
        if !migration::SchemaManager::new(&self.write).has_table("seaql_migrations").await? {
            return Ok(None);
        }
        let applied = self.write.query_all_raw(self.statement("SELECT version FROM seaql_migrations ORDER BY version")).await?;
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        for row in applied {
            let version: String = row.try_get_by_index(0)?;
            if !known.contains(&version) {
                return Ok(Some(version));
            }
        }
        Ok(None)
    }

    fn statement(&self, sql: &str) -> Statement {
        Statement::from_string(self.write.get_database_backend(), sql)
    }

    /// True if nothing was ever published.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        Ok(entity::registry::Entity::find_by_id(1).one(&self.write).await?.is_none())
    }

    /// True if the database answers, is migrated and has been loaded.
    pub async fn ready(&self) -> Result<bool, Error> {
        Ok(entity::registry::Entity::find_by_id(1).one(&self.read).await?.is_some())
    }

    /// How many connections for reading are idle, and how many are busy.
    #[must_use]
    pub fn pool(&self) -> (u32, u32) {
        let (size, idle) = match self.read.get_database_backend() {
            DbBackend::Sqlite => {
                let pool = self.read.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            }
            _ => {
                let pool = self.read.get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            }
        };
        let idle = u32::try_from(idle).unwrap_or(size);
        (idle, size.saturating_sub(idle))
    }

    /// The number of the newest publication, 0 if there was none.
    pub async fn data_version(&self) -> Result<i64, Error> {
        Ok(entity::registry::Entity::find_by_id(1).one(&self.read).await?.map_or(0, |registry| registry.data_version))
    }

    /// The pool that can only read.
    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// What one request reads. Nothing is asked of the database before the first read.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::new(Snapshot::new(self.read.clone(), self.interrupts.clone()))
    }

    /// Begins the one kind of transaction that writes. Writers wait for one another.
    pub(super) async fn begin_write(&self) -> Result<Transaction, Error> {
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        let transaction = self.write.begin_with_options(options).await?;
        if self.write.get_database_backend() == DbBackend::Postgres {
            // Those who listen hear of it when it is committed.
            transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK}); NOTIFY {CHANNEL}")).await?;
        }
        Ok(Transaction::new(transaction, self.clock.now()))
    }

    /// Lets the database count what its plans depend on. Without it answers are the same, only slower, so that a failure is no error.
    pub(super) async fn analyse(&self) {
        let sql = match self.write.get_database_backend() {
            DbBackend::Sqlite => "ANALYZE",
            // A table that the server is tidying up by itself is analysed by that: waiting for it would take seconds.
            _ => "ANALYZE (SKIP_LOCKED)",
        };
        if let Err(error) = self.write.execute_unprepared(sql).await {
            tracing::warn!(%error, "the database could not analyse its tables");
        }
    }
}

fn backend(url: &str) -> Result<DbBackend, OpenError> {
    match url.split_once(':') {
        Some(("sqlite", _)) => Ok(DbBackend::Sqlite),
        Some(("postgres" | "postgresql", _)) => Ok(DbBackend::Postgres),
        _ => Err(OpenError::Url(without_password(url))),
    }
}

/// A URL as it may be shown: who connects, and with which password, is left out.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    }
}

async fn connect(url: &str, options: ConnectOptions) -> Result<DatabaseConnection, OpenError> {
    Box::pin(sea_orm::Database::connect(options)).await.map_err(|error| match sqlite_path(url) {
        Some(path) => OpenError::File { path: path.to_owned(), reason: first_line(&error) },
        None => OpenError::Unreachable { server: server(url), reason: first_line(&error) },
    })
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).acquire_timeout(ACQUIRE_TIMEOUT).connect_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false);
    options.max_connections(connections);
    options.map_sqlx_sqlite_opts(sqlite);
    options
}

fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    let options = options.foreign_keys(true).busy_timeout(Duration::from_secs(30));
    options.pragma("journal_mode", "WAL").pragma("synchronous", "NORMAL")
}

fn writing(url: &str, backend: DbBackend) -> ConnectOptions {
    let mut options = options(url, if backend == DbBackend::Sqlite { 1 } else { 2 });
    // An import touches pages all over the indexes.
    options.map_sqlx_sqlite_opts(|options| {
        sqlite(options).pragma("cache_size", format!("-{WRITER_CACHE}")).pragma("temp_store", "MEMORY")
    });
    options.map_sqlx_postgres_opts(|postgres| {
        postgres.application_name("inclusion-registry").options([
            // The plans of prepared statements and foreign keys are kept while tables grow: one that reads a whole table, because it
            // was nearly empty, would be run again and again when it no longer is.
            ("enable_seqscan", "off"),
            ("jit", "off"),
        ])
    });
    options
}

fn only_reading(url: &str, reading: &Reading, interrupts: &Interrupts) -> ConnectOptions {
    let mut options = options(url, reading.pool_size());
    options.acquire_timeout(reading.acquire).connect_timeout(reading.acquire);
    options.idle_timeout(reading.idle).max_lifetime(reading.lifetime).test_before_acquire_if_idle_for(UNTESTED);
    let (interrupts, statement_timeout) = (interrupts.clone(), reading.statement_timeout());
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        let interrupts = interrupts.clone();
        pool.after_connect(move |connection, _| {
            let interrupts = interrupts.clone();
            Box::pin(async move {
                interrupts.watch(connection).await?;
                connection.execute("PRAGMA query_only = ON").await?;
                Ok(())
            })
        })
    });
    options.map_sqlx_postgres_opts(move |postgres| {
        postgres.application_name("inclusion-registry").options([
            ("default_transaction_isolation", "repeatable read".to_owned()),
            ("default_transaction_read_only", "on".to_owned()),
            ("statement_timeout", statement_timeout.clone()),
            // Compiling a statement takes longer than running it.
            ("jit", "off".to_owned()),
            // What is read again and again is in memory: by its own measure, made for turning disks, PostgreSQL would read whole tables.
            ("random_page_cost", "1.1".to_owned()),
        ])
    });
    options
}

/// Host and port of a URL, without name and password.
fn server(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}

/// The path in `sqlite://PATH?…`, unless the database is in memory.
fn sqlite_path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && !path.contains(":memory:")).then_some(path)
}

fn check_folder(path: &str) -> Result<(), OpenError> {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        return Ok(());
    }
    Err(OpenError::File { path: path.to_owned(), reason: format!("the folder {} does not exist", folder.display()) })
}

/// The part of a driver's message that a person can use.
fn first_line(error: &DbErr) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    ["Connection Error: ", "Execution Error: ", "Query Error: ", "error returned from database: "]
        .iter()
        .fold(line, |line, prefix| line.strip_prefix(prefix).unwrap_or(line))
        .replace("pool timed out while waiting for an open connection", "it doesn't answer")
}
