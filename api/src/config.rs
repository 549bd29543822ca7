//! The environment of a run: the place of the data, and the form of the log.

use std::{
    ffi::OsString,
    io::IsTerminal,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// What is logged unless `RUST_LOG` says otherwise; a directive of `RUST_LOG` for the same target wins.
const QUIET_LIBRARIES: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn";

/// The form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for a person.
    #[default]
    Text,
    /// One JSON object a line, for a log collector.
    Json,
}

/// A fault in the environment of a run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither variable that leads to the user's data folder is set.
    #[error(
        "there is no folder for the database because neither XDG_DATA_HOME nor HOME is set: say where it is with --database-url"
    )]
    NoDataFolder,
    /// A URL is text, and this path isn't.
    #[error("the data folder {} can't be written as a URL: say where the database is with --database-url", .0.display())]
    OddDataFolder(PathBuf),
    /// The data folder doesn't exist and can't be made.
    #[error("the data folder {} can't be created ({reason}): say where the database is with --database-url", path.display())]
    CreateDataFolder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// `RUST_LOG` can't be read.
    #[error("RUST_LOG is not understood: {0:?} should look like info or inclusion_registry=debug,info")]
    LogFilter(String),
}

/// The database of this run: the URL that was given, otherwise an `SQLite` file in the user's data folder.
pub fn database_url(given: Option<&str>) -> Result<String, Error> {
    if let Some(url) = given.map(str::trim).filter(|url| !url.is_empty()) {
        return Ok(url.to_owned());
    }
    let folder = data_folder(|name| std::env::var_os(name)).ok_or(Error::NoDataFolder)?;
    std::fs::create_dir_all(&folder).map_err(|reason| Error::CreateDataFolder { path: folder.clone(), reason })?;
    sqlite_url(&folder.join("registry.sqlite")).ok_or(Error::OddDataFolder(folder))
}

/// Starts logging to standard error, so that standard output carries nothing but data.
pub fn start_logging(format: LogFormat) -> Result<(), Error> {
    let wanted = std::env::var("RUST_LOG").ok().filter(|text| !text.trim().is_empty()).unwrap_or_else(|| "info".to_owned());
    let filter = EnvFilter::builder().parse(format!("{QUIET_LIBRARIES},{wanted}")).map_err(|_| Error::LogFilter(wanted))?;
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let logger = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Only a second logger of the same process can fail here, and then the first one serves.
    let _ = match format {
        LogFormat::Text => logger.with_ansi(ansi).try_init(),
        LogFormat::Json => logger.json().flatten_event(true).with_span_list(false).try_init(),
    };
    Ok(())
}

fn data_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // The XDG specification says to ignore a relative path.
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
    Some(base.join("inclusion-registry"))
}

fn sqlite_url(path: &Path) -> Option<String> {
    let path = path.to_str()?.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Some(format!("sqlite://{path}?mode=rwc"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(variables: &[(&str, &str)]) -> Option<PathBuf> {
        data_folder(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn the_data_folder_follows_xdg_then_home() {
        assert_eq!(folder(&[("XDG_DATA_HOME", "/data"), ("HOME", "/home/ana")]), Some("/data/inclusion-registry".into()));
        assert_eq!(folder(&[("HOME", "/home/ana")]), Some("/home/ana/.local/share/inclusion-registry".into()));
        assert_eq!(folder(&[("XDG_DATA_HOME", "data"), ("HOME", "/h")]), Some("/h/.local/share/inclusion-registry".into()));
        assert_eq!(folder(&[("XDG_DATA_HOME", ""), ("HOME", "")]), None);
    }

    #[test]
    fn a_path_keeps_its_odd_characters_in_the_url() {
        assert_eq!(sqlite_url(Path::new("/a b/50%?#/x")).as_deref(), Some("sqlite:///a b/50%25%3F%23/x?mode=rwc"));
    }

    #[test]
    fn a_given_url_is_taken_as_it_is() {
        assert_eq!(database_url(Some(" postgres://h/n ")).ok().as_deref(), Some("postgres://h/n"));
    }
}
