//! Files on their way into the registry, one file a source format.

mod registry;
mod report;

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use rust_embed::RustEmbed;

pub use self::report::Report;
use crate::db::{
    self, Database,
    publish::{Batch, publish},
};

/// The curated records that come with the program.
#[derive(RustEmbed)]
#[folder = "../data"]
#[include = "*.json"]
struct Curated;

/// Why an import failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read.
    #[error("{path} can't be read: {reason}")]
    Read {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] db::Error),
}

/// Reads files, folders and standard input (`-`) and publishes their records in one transaction. A file in which anything is wrong
/// is kept out whole. A dry run gives the same report and changes nothing.
pub async fn import(database: &Database, paths: &[PathBuf], dry_run: bool) -> Result<Report, Error> {
    let batches = read(paths)?;
    Ok(Report::of(publish(database, batches, dry_run).await?, dry_run))
}

/// Publishes the curated records that come with the program.
pub async fn load_curated(database: &Database) -> Result<Report, Error> {
    let batch = |name: std::borrow::Cow<'static, str>| {
        let bytes = Curated::get(&name).map(|file| file.data).unwrap_or_default();
        registry::read(&name, &bytes)
    };
    let batches = Curated::iter().map(batch).collect();
    Ok(Report::of(publish(database, batches, false).await?, false))
}

/// Says what is wrong with files by themselves, without a database.
#[must_use]
pub fn check(paths: &[PathBuf]) -> Report {
    let check = |path: &PathBuf| match read(std::slice::from_ref(path)) {
        Ok(batches) => batches,
        Err(Error::Read { path, reason }) => vec![Batch::refused(path, format!("it can't be read: {reason}"))],
        Err(error @ Error::Database(_)) => vec![Batch::refused(path.display().to_string(), error.to_string())],
    };
    Report::of_check(paths.iter().flat_map(check).collect())
}

fn read(paths: &[PathBuf]) -> Result<Vec<Batch>, Error> {
    let mut batches = Vec::new();
    for path in paths {
        for file in files(path)? {
            let bytes = if file.as_os_str() == "-" {
                let mut bytes = Vec::new();
                std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
            } else {
                std::fs::read(&file)
            };
            let bytes = bytes.map_err(|error| unreadable(&file, &error))?;
            let name = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
            batches.push(registry::read(&name, &bytes));
        }
    }
    Ok(batches)
}

/// The file itself, or the files of the exchange format right in a folder, by name.
fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|error| unreadable(path, &error))? {
        let file = entry.map_err(|error| unreadable(path, &error))?.path();
        if file.is_file() && file.extension().is_some_and(|extension| extension == "json" || extension == "jsonl") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::Read {
            path: path.display().to_string(),
            reason: "the folder holds no .json or .jsonl file".to_owned(),
        });
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    Error::Read { path: path.display().to_string(), reason }
}
