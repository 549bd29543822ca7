//! Black-box tests of the whole program: every case runs over HTTP or the command line, on `SQLite` and on `PostgreSQL`.
//!
//! `cargo build` must have built the program first. `PostgreSQL` is that of `TEST_POSTGRES_URL`, otherwise one is started for the
//! run if it is installed; without it, half of the tests are skipped. So are the tests with public clients without `Node.js` or
//! `Python` and what `make clients` installs for them. With `CI=true` that is a failure.

mod common;

mod browser;
mod caching;
mod clients;
mod cross_site;
mod docs;
mod duplicates;
mod errors;
mod facets;
mod facts;
mod filters;
mod golden;
mod graphql_over_http;
mod hostile;
mod import_export;
mod imports;
mod large_files;
mod laws;
mod limits;
mod load;
mod migrations;
mod networks;
mod observability;
mod pages;
mod paging;
mod program;
mod publisher;
mod robust;
mod schema;
mod search;
mod snippets;
mod statements;
mod statistics;
mod suggestions;
mod two_processes;
