//! Black-box tests of the whole program: every case runs over HTTP or the command line, on `SQLite` and on `PostgreSQL`.
//!
//! `cargo build` must have built the program first. `PostgreSQL` is that of `TEST_POSTGRES_URL`, otherwise one is started for the
//! run if it is installed; without it, half of the tests are skipped. So are the tests with public clients without `Node.js` or
//! `Python` and what `make clients` installs for them. With `CI=true` that is a failure.

mod common;

mod graphql;
mod http;
mod import;
mod laws;
mod operations;
mod publish;
