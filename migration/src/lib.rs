//! The tables of the registry: one file a step, each up and down, the same on SQLite and PostgreSQL.

mod dialect;
mod m20261121_000001_reference;
mod m20261121_000002_projects;
mod m20261121_000003_history;
mod m20261121_000004_search;
mod m20261121_000005_bulk_writes;
mod m20261128_000006_source_records;

use sea_orm_migration::{MigrationTrait, async_trait};
pub use sea_orm_migration::{MigratorTrait, SchemaManager};

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_reference::Migration),
            Box::new(m20261121_000002_projects::Migration),
            Box::new(m20261121_000003_history::Migration),
            Box::new(m20261121_000004_search::Migration),
            Box::new(m20261121_000005_bulk_writes::Migration),
            Box::new(m20261128_000006_source_records::Migration),
        ]
    }
}
