//! The two kinds of database, and fresh databases of each.

use std::{
    fs,
    path::PathBuf,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    exit::at_exit,
    postgres,
    program::{self, Ended},
    records, sql,
};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// The second backend, if it is there.
    pub fn postgres() -> Option<Self> {
        postgres::url().map(|_| Self::Postgres)
    }
}

/// An empty database of its own, removed when dropped, with a folder for files beside it.
pub struct Database {
    url: String,
    created: Option<String>,
    folder: TempDir,
}

impl Database {
    /// Makes an empty database. It has no tables yet.
    pub fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        match backend {
            Backend::Sqlite => {
                let url = format!("sqlite://{}?mode=rwc", folder.path().join("registry.sqlite").display());
                Self { url, created: None, folder }
            }
            Backend::Postgres => {
                static NEXT: AtomicU32 = AtomicU32::new(0);
                let name = format!("inclusion_registry_test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
                let server = postgres::url().expect("PostgreSQL is there");
                sql::execute(server, &format!("CREATE DATABASE {name}")).expect("a database can be created");
                Self { url: with_name(server, &name), created: Some(name), folder }
            }
        }
    }

    /// A database with these records and nothing else.
    pub fn with(backend: Backend, records: &[Value]) -> Self {
        let database = Self::new(backend);
        let ended = database.import(records);
        assert!(ended.success(), "the records of a test can't be imported:\n{}{}", ended.stdout, ended.stderr);
        database
    }

    /// The URL for the program.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name that PostgreSQL knows the database by.
    pub fn name(&self) -> &str {
        self.created.as_deref().expect("only databases of PostgreSQL have names")
    }

    /// The URL for the program in another role.
    pub fn url_as(&self, role: &str, password: &str) -> String {
        let (scheme, rest) = self.url.split_once("://").expect("a URL has a scheme");
        let (authority, path) = rest.split_once('/').expect("a URL has a path");
        let host = authority.rsplit('@').next().unwrap_or(authority);
        format!("{scheme}://{role}:{password}@{host}/{path}")
    }

    /// Lets PostgreSQL break all connections to the database, and allow new ones or none.
    pub fn break_connections(&self, allow_new: bool) {
        let (server, name) = (postgres::url().expect("PostgreSQL is there"), self.name());
        sql::execute(server, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allow_new}"))
            .expect("a database can be closed");
        let terminate = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        sql::execute(server, &terminate).expect("connections can be broken");
    }

    /// Runs a command of the program on this database.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--database-url", self.url()]).collect();
        program::run(&arguments)
    }

    /// Imports records as one file of JSON Lines.
    pub fn import(&self, records: &[Value]) -> Ended {
        let path = self.file("records.jsonl", &records::lines(records));
        self.run(&["import", &path])
    }

    /// All that the program exports.
    pub fn export(&self) -> String {
        let ended = self.run(&["export"]);
        assert!(ended.success(), "the export fails: {}", ended.stderr);
        ended.stdout
    }

    /// Writes a file that goes with the database, and gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("a temporary file can be written");
        path.display().to_string()
    }

    /// The path of a file that goes with the database.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Has the database removed when the process ends, because a static holds it.
    pub fn remove_at_exit(&self) {
        at_exit("rm -rf \"$1\"", &[&self.folder.path().display().to_string()]);
        if let Some(name) = &self.created
            && let Some(server) = postgres::url()
        {
            at_exit("psql -q -d \"$1\" -c \"$2\"", &[server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]);
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.created
            && let Some(server) = postgres::url()
        {
            // A test that fails must not fail a second time here.
            let _ = sql::execute(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// A name for a role of PostgreSQL, which is removed when this is dropped; what it may do must be gone by then.
pub struct Role(String);

impl Role {
    /// The name of a role that has to do with this database.
    pub fn of(database: &Database) -> Self {
        Self(format!("{}_reader", database.name()))
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        if let Some(server) = postgres::url() {
            let _ = sql::execute(server, &format!("DROP ROLE IF EXISTS {}", self.0));
        }
    }
}

/// The URL of another database of the same server.
fn with_name(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}"))
}
