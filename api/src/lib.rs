//! The program: command line, HTTP, pages, and running imports and exports.
//!
//! A question goes router → `http` → `graphql` → `store`; data goes file → `import` → `record` → `store`, and `export` is the way back.

pub mod cli;
pub mod config;
pub mod duplicates;
pub mod export;
pub mod http;
pub mod import;
pub mod limits;
pub mod reading;
pub mod server;
