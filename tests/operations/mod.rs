//! The program as those who run it meet it.

mod docs;
mod migrations;
mod observability;
mod program;
mod two_processes;
pub mod versions;
