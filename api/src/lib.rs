//! The inclusion registry: public data about inclusion projects, answered over GraphQL.
//!
//! A question goes router → `http` → `graphql` → `db`; data goes file → `import` → `record` → `db`, and `export` is the way back.

pub mod checksum;
pub mod cli;
pub mod config;
pub mod db;
pub mod duplicates;
pub mod export;
pub mod graphql;
pub mod http;
pub mod import;
pub mod limits;
pub mod nuts;
pub mod record;
pub mod reference;
pub mod server;
pub mod words;
