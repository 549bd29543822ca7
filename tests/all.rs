//! Black-box tests of the whole program: every case runs over HTTP or the command line, on `SQLite` and on `PostgreSQL`.
//!
//! `cargo build` must have built the program first. `PostgreSQL` is that of `TEST_POSTGRES_URL`, otherwise one is started for the
//! run if it is installed; without it, half of the tests are skipped, which with `CI=true` is a failure.

mod common;

mod browser;
mod errors;
mod facts;
mod golden;
mod import_export;
mod laws;
mod load;
mod migrations;
mod pages;
mod paging;
mod program;
mod robust;
mod schema;
mod search;
mod statements;
