//! Registries of this and earlier versions: each is opened and brought up to date, and says what it said.
//!
//! `data/versions/VERSION` has a small registry as that version left it, on `SQLite` and as a dump of `PostgreSQL`, what it exported,
//! and its answer to `data/versions/question.graphql`.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    process::Command,
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde_json::Value;

use crate::{
    common::{
        backend::{Backend, Database},
        environment::is_set,
        on_both_backends,
        program::{data, root},
        records::tombstone,
        server::Server,
        sql,
    },
    import::{ROR, excerpt, imported},
};

on_both_backends!(registries_of_earlier_versions_are_opened);

/// The files of a version.
const SQLITE: &str = "registry.sqlite.gz";
const POSTGRES: &str = "registry.sql.gz";
const EXPORT: &str = "export.jsonl";
const ANSWER: &str = "answer.json";

/// The folder with a folder for each version.
fn folder() -> PathBuf {
    root().join("tests/data/versions")
}

fn registries_of_earlier_versions_are_opened(backend: Backend) {
    let new = Database::new(backend);
    assert!(new.run(&["migrate"]).success());
    let mut versions: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder of the versions can be read")
        .map(|entry| entry.expect("the folder of the versions can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    versions.sort();
    assert!(!versions.is_empty(), "there are no versions");
    for version in versions {
        let name = version.display();
        let database = restored(backend, &version);
        let migrated = database.run(&["migrate"]);
        assert!(migrated.success(), "{name}: {}", migrated.stderr);
        assert_eq!(definitions(&database), definitions(&new), "{name} has other tables than a new registry");
        let export = version.join(EXPORT);
        golden(backend, &export, &database.export());
        let again = imported(&database, &[&export.display().to_string()]);
        assert_eq!(again["dataVersion"], Value::Null, "{name} is changed by its own export: {again:#}");
        golden(backend, &version.join(ANSWER), &answered(database));
    }
}

/// Compares what a registry says with what is written down. With `UPDATE_GOLDEN=1` it is written down anew from `SQLite`.
fn golden(backend: Backend, path: &Path, found: &str) {
    if backend == Backend::Sqlite && is_set("UPDATE_GOLDEN") {
        return fs::write(path, found).expect("what a registry says can be written down");
    }
    let golden = fs::read_to_string(path).expect("what a registry says can be read");
    let differs = golden.lines().zip(found.lines()).find(|(golden, found)| golden != found);
    assert!(golden == found, "{} differs: {differs:#?}", path.display());
}

/// The registry of a version as it was.
fn restored(backend: Backend, version: &Path) -> Database {
    let database = Database::new(backend);
    match backend {
        Backend::Sqlite => {
            fs::write(database.path("registry.sqlite"), unpacked(&version.join(SQLITE))).expect("the registry can be written");
        }
        Backend::Postgres => {
            let dump = String::from_utf8(unpacked(&version.join(POSTGRES))).expect("a dump is text");
            sql::execute(database.url(), &dump).expect("the dump can be restored");
        }
    }
    database
}

fn unpacked(path: &Path) -> Vec<u8> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes).expect("the file can be unpacked");
    bytes
}

/// What defines the tables, their columns, indexes and constraints.
fn definitions(database: &Database) -> Vec<(String, String)> {
    let question = if database.url().starts_with("sqlite") {
        "SELECT type || ' ' || name AS name, COALESCE(sql, '') AS value FROM sqlite_schema ORDER BY 1"
    } else {
        "SELECT 'column ' || table_name || '.' || column_name AS name, \
         concat_ws(' ', data_type, is_nullable, column_default, collation_name, generation_expression) AS value \
         FROM information_schema.columns WHERE table_schema = 'public' \
         UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' \
         UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) \
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1"
    };
    let rows = sql::with(database.url(), async |connection| sql::pairs(connection, question).await);
    rows.and_then(|rows| rows).expect("the definitions can be read")
}

/// The question that the registries of all versions are asked.
pub fn question() -> String {
    fs::read_to_string(folder().join("question.graphql")).expect("the question can be read")
}

/// The answer of the registry of this version.
pub fn answer() -> Value {
    let text = fs::read_to_string(this_version().join(ANSWER)).expect("a registry of this version is kept");
    serde_json::from_str(&text).expect("an answer is JSON")
}

/// The folder of this version.
fn this_version() -> PathBuf {
    folder().join(env!("CARGO_PKG_VERSION"))
}

/// The answer of a registry as it is written down.
fn answered(database: Database) -> String {
    format!("{:#}\n", Server::start(database, &[]).client().query(&question()))
}

/// With `KEEP_VERSION=1`, a registry of this version is kept for those to come.
#[test]
fn a_registry_of_this_version_is_kept() {
    let version = this_version();
    if !version.exists() && is_set("KEEP_VERSION") {
        keep(&version);
    }
    assert!(version.exists(), "{} is missing: run `make keep` and commit what it writes", version.display());
}

fn keep(version: &Path) {
    let sqlite = Database::new(Backend::Sqlite);
    fill(&sqlite);
    let postgres = Database::new(Backend::postgres().expect("PostgreSQL is needed to keep a version"));
    imported(&postgres, &[&sqlite.file("filled.jsonl", &sqlite.export())]);
    for database in [&sqlite, &postgres] {
        change(database);
    }
    let export = sqlite.export();
    assert!(postgres.export() == export, "the two registries differ");
    fs::create_dir(version).expect("the folder of the version can be made");
    fs::write(version.join(EXPORT), export).expect("the export can be written");
    let file = sqlite.path("kept.sqlite");
    sql::execute(sqlite.url(), &format!("VACUUM INTO '{}'", file.display())).expect("the registry can be copied");
    pack(&fs::read(file).expect("the copy can be read"), &version.join(SQLITE));
    pack(dump(&postgres).as_bytes(), &version.join(POSTGRES));
    fs::write(version.join(ANSWER), answered(sqlite)).expect("the answer can be written");
}

/// Publishes something of everything: imports, a merge, a withdrawal, a deletion.
fn fill(database: &Database) {
    imported(database, &["--complete", &excerpt(ROR)]);
    let [calls, results, projects] = ["calls", "iati/every-form-of-result.xml", "eutf-africa"].map(excerpt);
    // Some of their records have faults and stay out.
    let ended = database.run(&["import", &data(), &calls, &results, &projects]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    decide(
        database,
        "merge,partner,eutf-africa-org-snv-netherlands-development-organisation-38feb64d217e,\
         eutf-africa-org-snv-netherlands-development-organisation-ghana-3d722fa821ac",
    );
    imported(database, &["--complete", &database.file("edition.jsonl", &lines(|line| !line.contains("02ha22c83")))]);
    assert!(database.import(&[tombstone("PARTNER", "ror-05h21a554", None)]).success());
}

/// The lines of the excerpt of ROR that fit.
fn lines(fits: impl Fn(&str) -> bool) -> String {
    let all = fs::read_to_string(excerpt(ROR)).expect("the excerpt can be read");
    all.lines().filter(|line| fits(line)).fold(String::new(), |lines, line| lines + line + "\n")
}

/// Publishes what leaves no moment in the export, so that both databases come to the same.
fn change(database: &Database) {
    decide(
        database,
        "different,partner,eutf-africa-org-eu-delegation-mali-9b4c608b79f6,eutf-africa-org-eu-delegation-niger-ea2bae926ba5",
    );
    let renamed = lines(|line| line.contains("European GNSS Agency"))
        .replace("European GNSS Agency", "European Union Agency for the Space Programme");
    imported(database, &[&database.file("renamed.jsonl", &renamed)]);
}

/// Hands back a decision on what may be the same.
fn decide(database: &Database, decision: &str) {
    let table = database.file("decisions.csv", &format!("decision,type,left_key,right_key\n{decision}\n"));
    let ended = database.run(&["duplicates", "--apply", &table]);
    assert!(ended.success(), "{ended:?}");
}

/// A dump that any connection to a `PostgreSQL` of the same version or a newer one can run.
fn dump(database: &Database) -> String {
    let arguments = ["--no-owner", "--no-privileges", "--no-comments", "--rows-per-insert=100", "--dbname", database.url()];
    let ended = Command::new("pg_dump").args(arguments).output().expect("pg_dump is installed");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let dump = String::from_utf8(ended.stdout).expect("a dump is text");
    // Settings of the session and commands of psql differ from version to version.
    let of_session = |line: &str| ["SET ", "SELECT pg_catalog.set_config(", "\\"].iter().any(|start| line.starts_with(start));
    dump.lines().filter(|line| !of_session(line)).fold(String::new(), |dump, line| dump + line + "\n")
}

fn pack(bytes: &[u8], path: &Path) {
    let mut file = GzEncoder::new(File::create(path).expect("a file can be made"), Compression::best());
    file.write_all(bytes).and_then(|()| file.finish().map(drop)).expect("the file can be packed");
}
