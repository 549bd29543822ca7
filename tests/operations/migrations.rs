//! The tables: up, down and up again, their likeness to the entities, and what they refuse to hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use migration::{Migrator, MigratorTrait};
use record::checksum::sha256;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IdenStatic, Iterable};

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    program::root,
    sql,
};

on_both_backends!(
    every_step_can_be_taken_back,
    entities_and_tables_are_alike,
    a_participation_needs_a_project_and_a_partner,
    an_amount_needs_its_currency,
    several_coordinators_can_be_stored,
    keys_and_slugs_are_unique,
    text_is_compared_bytewise,
);

/// A column's name, and whether it may be null.
type Columns = BTreeMap<String, bool>;

fn columns_of<E: EntityTrait>(entity: E) -> (String, Columns) {
    let column = |column: E::Column| (column.as_str().to_owned(), column.def().is_null());
    (entity.table_name().to_owned(), E::Column::iter().map(column).collect())
}

macro_rules! entities {
    ($($module:ident),+ $(,)?) => { [$(columns_of(entity::$module::Entity)),+] };
}

/// Every table that has an entity.
fn entities() -> BTreeMap<String, Columns> {
    BTreeMap::from(entities!(
        action_line,
        activity,
        activity_concept,
        activity_partner,
        activity_place,
        citation,
        concept,
        concept_tree,
        funding_call,
        funding_call_deadline,
        identifier,
        identifier_scheme,
        indicator,
        indicator_period,
        non_match,
        participation,
        partner,
        place,
        place_tree,
        programme,
        programme_tree,
        project,
        project_amount,
        project_concept,
        project_conflict,
        project_language,
        project_place,
        project_programme,
        registry,
        result,
        revision,
        search_language,
        source,
        source_record,
        tombstone,
        vocabulary,
    ))
}

/// The tables that are there with their columns, without those of the search index and of the migrations themselves.
async fn tables(connection: &DatabaseConnection) -> BTreeMap<String, Columns> {
    let question = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT m.name || '.' || c.name AS name, CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'NO' ELSE 'YES' END AS value \
             FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
        _ => {
            "SELECT table_name || '.' || column_name AS name, is_nullable::text AS value FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for (name, nullable) in sql::pairs(connection, question).await.expect("the tables can be listed") {
        let (table, column) = name.split_once('.').expect("the question joins the two by a dot");
        if table != "seaql_migrations" && !table.contains("_search") {
            tables.entry(table.to_owned()).or_default().insert(column.to_owned(), nullable == "YES");
        }
    }
    tables
}

/// Everything in the schema by its name, indexes and search tables included.
async fn objects(connection: &DatabaseConnection) -> BTreeSet<(String, String)> {
    let question = match connection.get_database_backend() {
        DbBackend::Sqlite => "SELECT name, type AS value FROM sqlite_schema WHERE name NOT LIKE '%seaql%'",
        _ => {
            "SELECT c.relname::text AS name, c.relkind::text AS value FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = 'public' AND c.relname NOT LIKE '%seaql%'"
        }
    };
    sql::pairs(connection, question).await.expect("the schema can be read").into_iter().collect()
}

/// The list of the files that steps are made of, as `sha256sum` writes it.
const LANDED: &str = "tests/data/migrations.sha256";

#[test]
fn steps_that_have_landed_are_never_edited() {
    let text = fs::read_to_string(root().join(LANDED)).expect("the list of the steps can be read");
    let landed: BTreeMap<&str, &str> = text
        .lines()
        .map(|line| line.split_once("  ").expect("a line has a checksum and a file"))
        .map(|(sum, file)| (file, sum))
        .collect();
    let found = files_of_steps();
    for (file, checksum) in &landed {
        let now = found.get(*file).map(String::as_str);
        assert_eq!(
            now,
            Some(*checksum),
            "{file} has landed and registries are made with it: leave it as it was, and add a new step"
        );
    }
    for (file, checksum) in &found {
        assert!(landed.contains_key(file.as_str()), "{file} is new: when it is done, add to {LANDED}\n{checksum}  {file}");
    }
}

/// The checksums of the files that steps are made of, which are all but those that list and help them.
fn files_of_steps() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for folder in ["migration/src", "migration/src/sql"] {
        for entry in fs::read_dir(root().join(folder)).expect("the folder of the steps can be read") {
            let path = entry.expect("the folder of the steps can be read").path();
            if path.is_file() && !path.ends_with("lib.rs") && !path.ends_with("dialect.rs") {
                let name = path.strip_prefix(root()).expect("the step lies in the project").display().to_string();
                files.insert(name, sha256(&fs::read(&path).expect("a step can be read")));
            }
        }
    }
    files
}

fn every_step_can_be_taken_back(backend: Backend) {
    let database = Database::new(backend);
    sql::with(database.url(), async |connection| {
        Migrator::up(connection, None).await.expect("up");
        let first = objects(connection).await;
        assert!(first.len() > 40, "{first:?}");
        for _ in Migrator::migrations() {
            Migrator::down(connection, Some(1)).await.expect("down");
        }
        assert_eq!(objects(connection).await, BTreeSet::new());
        Migrator::up(connection, None).await.expect("up again");
        assert_eq!(objects(connection).await, first);
        assert!(Migrator::get_pending_migrations(connection).await.expect("the steps can be listed").is_empty());
    })
    .expect("the database can be opened");
}

/// Does something in a migrated database.
fn migrated(backend: Backend, work: impl AsyncFnOnce(&DatabaseConnection)) {
    let database = Database::new(backend);
    let done = sql::with(database.url(), async |connection| {
        Migrator::up(connection, None).await.expect("the steps can be taken");
        work(connection).await;
    });
    done.expect("the database can be opened");
}

fn entities_and_tables_are_alike(backend: Backend) {
    migrated(backend, async |connection| {
        let (entities, tables) = (entities(), tables(connection).await);
        assert_eq!(entities.keys().collect::<Vec<_>>(), tables.keys().collect::<Vec<_>>());
        for (table, columns) in &entities {
            assert_eq!(columns, &tables[table], "the entity and the table {table} differ");
        }
    });
}

const NEEDED: &str = "INSERT INTO project (id, key, slug, title, summary, sort_key, checksum, created_at, updated_at) \
     VALUES (1, 'p', 'p', '[]', '[]', 'p', 'x', 0, 0); \
     INSERT INTO partner (id, key, slug, name, alternative_names, sort_key, project_count, checksum, updated_at) \
     VALUES (1, 'a', 'a', '[]', '[]', 'a', 0, 'x', 0), (2, 'b', 'b', '[]', '[]', 'b', 0, 'x', 0); \
     INSERT INTO source (id, key, slug, publisher, title, sort_key, checksum, updated_at) VALUES (1, 's', 's', 'x', '[]', 's', 'x', 0)";

/// Tries statements in a migrated database with a project, two partners and a source.
fn tries(backend: Backend, refused: &[&str], stored: &[&str]) {
    migrated(backend, async |connection| {
        connection.execute_unprepared(NEEDED).await.expect("the needed rows can be stored");
        for statement in refused {
            assert!(connection.execute_unprepared(statement).await.is_err(), "this must not be stored: {statement}");
        }
        for statement in stored {
            connection.execute_unprepared(statement).await.expect(statement);
        }
    });
}

fn a_participation_needs_a_project_and_a_partner(backend: Backend) {
    let insert = |project: &str, partner: &str| {
        format!("INSERT INTO participation (id, key, project_id, partner_id) VALUES (9, 'k', {project}, {partner})")
    };
    let refused = [insert("1", "NULL"), insert("NULL", "1"), insert("1", "99"), insert("99", "1")];
    tries(backend, &refused.each_ref().map(String::as_str), &[&insert("1", "1")]);
}

fn an_amount_needs_its_currency(backend: Backend) {
    tries(
        backend,
        &[
            "UPDATE project SET total_budget_minor = 1",
            "UPDATE project SET grant_minor = 1",
            "UPDATE project SET grant_currency = 'EUR'",
            "INSERT INTO participation (id, key, project_id, partner_id, budget_minor) VALUES (1, 'k', 1, 1, 5)",
            "INSERT INTO participation (id, key, project_id, partner_id, grant_currency) VALUES (1, 'k', 1, 1, 'EUR')",
            "INSERT INTO project_amount (id, project_id, position, kind, amount_minor, source_id) VALUES (1, 1, 0, 'GRANT', 5, 1)",
            "INSERT INTO project_amount (id, project_id, position, kind, amount_currency, source_id) VALUES (1, 1, 0, 'GRANT', 'EUR', 1)",
            "UPDATE project SET stated_partner_count = -1",
        ],
        &[
            "UPDATE project SET total_budget_minor = 1, total_budget_currency = 'EUR'",
            "INSERT INTO participation (id, key, project_id, partner_id, budget_minor, budget_currency) VALUES (1, 'k', 1, 1, 5, 'EUR')",
        ],
    );
}

fn several_coordinators_can_be_stored(backend: Backend) {
    let insert = |id: u32, partner: u32| {
        format!(
            "INSERT INTO participation (id, key, project_id, partner_id, role) VALUES ({id}, 'k{id}', 1, {partner}, 'COORDINATOR')"
        )
    };
    let stored = [insert(1, 1), insert(2, 2), insert(3, 2)];
    tries(backend, &[], &stored.each_ref().map(String::as_str));
}

fn keys_and_slugs_are_unique(backend: Backend) {
    let columns = "(id, key, slug, title, summary, sort_key, checksum, created_at, updated_at)";
    let insert = |key: &str, slug: &str| {
        format!("INSERT INTO project {columns} VALUES (2, '{key}', '{slug}', '[]', '[]', 'x', 'x', 0, 0)")
    };
    tries(backend, &[&insert("p", "q"), &insert("q", "p")], &[&insert("q", "q")]);
}

fn text_is_compared_bytewise(backend: Backend) {
    migrated(backend, async |connection| {
        connection.execute_unprepared(NEEDED).await.expect("the needed rows can be stored");
        let keys = ["B", "a a", "aa", "z", "ä"];
        for (i, key) in keys.iter().enumerate().rev() {
            let insert = format!(
                "INSERT INTO source (id, key, slug, publisher, title, sort_key, checksum, updated_at) \
                 VALUES ({}, '{key}', '{key}', 'x', '[]', '{key}', 'x', 0)",
                i + 10
            );
            connection.execute_unprepared(&insert).await.expect("a source can be stored");
        }
        let question = "SELECT sort_key AS name, key AS value FROM source WHERE id >= 10 ORDER BY sort_key";
        let found = sql::pairs(connection, question).await.expect("sources can be read");
        assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), keys);
    });
}
