//! The command line: its options, and the run of each command.

use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::import::Format;
use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use store::{Database, OpenError};
use tokio::io::AsyncWriteExt;

use crate::{
    config::{self, LogFormat},
    duplicates, export,
    http::Settings,
    import,
    limits::Limits,
    reading::Reading,
    server,
};

const EXAMPLES: &str = "\
Examples:
  inclusion-registry serve
      Serve on http://127.0.0.1:8080 from a database file of your own; the first start creates and fills it.

  inclusion-registry serve --listen 0.0.0.0:80 --database-url postgres://registry@db.example.org/registry
      Serve to others, from PostgreSQL.

  inclusion-registry check my-projects.json
      See whether a file is fit for import; no database is needed.

  inclusion-registry import --dry-run my-projects.json
      See what an import would change, without changing anything.

  inclusion-registry import cordis-h2020.zip --report faults.csv
      Read open data of others; the formats are told from the files, and what can't be read is listed.

  inclusion-registry export --output registry.jsonl
      Take everything with you.

Set RUST_LOG=debug to see more of what happens, RUST_LOG=warn to see less.";

/// A public registry of inclusion projects: who did what, where, with whose money, answered over GraphQL.
#[derive(Debug, Parser)]
#[command(name = "inclusion-registry", version, after_help = EXAMPLES, max_term_width = 120)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,

    /// The database: `sqlite://PATH?mode=rwc` or `postgres://USER:PASSWORD@HOST/NAME` [default: a file in your data folder]
    ///
    /// Without it, the registry keeps its data in the file inclusion-registry/registry.sqlite in your data folder
    /// (`$XDG_DATA_HOME`, otherwise ~/.local/share). The commands check and schema need no database and ignore it.
    #[arg(long, global = true, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer questions over HTTP until stopped
    Serve(Box<Serve>),
    /// Read files into the database
    Import(Import),
    /// Write every record of the database as JSON lines, which import reads back
    Export(Export),
    /// Say whether files are fit for import, without a database
    Check(Check),
    /// List records that may be about the same thing, and merge or separate them as a person decides
    Duplicates(Duplicates),
    /// Bring the tables of the database up to date, which serve and import also do by themselves
    Migrate,
    /// Print the GraphQL schema
    Schema,
}

#[derive(Debug, Args)]
struct Serve {
    /// The address to listen on; 0.0.0.0:8080 lets other machines in
    #[arg(long, value_name = "HOST:PORT", env = "LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,

    /// How log lines look
    #[arg(long, value_name = "FORMAT", env = "LOG_FORMAT", value_enum, default_value_t)]
    log_format: LogFormat,

    #[command(flatten)]
    settings: Settings,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    limits: Limits,
}

#[derive(Debug, Args)]
struct Import {
    /// What the files are written in [default: told from each file]
    #[arg(long, value_parser = format())]
    format: Option<Format>,

    /// Only say what would change; no record is written, though the tables are brought up to date
    #[arg(long)]
    dry_run: bool,

    /// Stop at the first fault; what was published before it stays
    #[arg(long)]
    strict: bool,

    /// A mapping file that explains a table; may be given several times
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,

    /// The files are whole editions of their sources: what these stated before and don't list any more is marked as withdrawn
    #[arg(long)]
    complete: bool,

    /// Also write the whole report to this file: the faults as a table if its name ends in .csv, else everything as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Files, archives or folders to read; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct Export {
    /// The file to write, put in place only when complete [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Duplicates {
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// List what was merged instead, by import or by a person; such a list can be handed back with `separate`
    #[arg(long)]
    merged: bool,

    /// Do what stands in the column `decision` of such a list: merge, different or separate; rows without a decision are left alone
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "merged"])]
    apply: Option<PathBuf>,

    /// Only say what --apply would change
    #[arg(long, requires = "apply")]
    dry_run: bool,

    /// Also write the whole report of --apply to this file: the faults as a table if its name ends in .csv, else everything as JSON
    #[arg(long, value_name = "FILE", requires = "apply")]
    report: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Check {
    /// What the files are written in [default: told from each file]
    #[arg(long, value_parser = format())]
    format: Option<Format>,

    /// A mapping file that explains a table; may be given several times
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,

    /// Files, archives or folders to read; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Reads the name of a source format.
fn format() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.description()));
    PossibleValuesParser::new(names).try_map(|name| Format::named(&name).ok_or("there is no such format"))
}

/// The reason why a command failed, in a sentence for a person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something in the environment is missing or wrong.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The database can't be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed in the middle of the work.
    #[error("the database failed: {0}")]
    Database(#[from] store::Error),
    /// The database has no data to give.
    #[error("the database holds no data yet: fill it with inclusion-registry import, or start inclusion-registry serve once")]
    NoData,
    /// The import failed as a whole.
    #[error("the import failed: {0}")]
    Import(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The export failed.
    #[error("the export failed: {0}")]
    Export(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server couldn't start or go on.
    #[error(transparent)]
    Serve(#[from] server::Error),
    /// A file can't be written.
    #[error("{} can't be written: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// Standard output can't be written.
    #[error("standard output can't be written: {0}")]
    Output(#[source] std::io::Error),
}

/// Does what the command line asks for and says how the process should end.
pub async fn run(cli: Cli) -> Result<ExitCode, Error> {
    let outcome = perform(cli).await;
    match outcome {
        // `inclusion-registry export | head` is no failure.
        Err(error) if is_closed_pipe(&error) => Ok(ExitCode::SUCCESS),
        outcome => outcome,
    }
}

async fn perform(cli: Cli) -> Result<ExitCode, Error> {
    let url = cli.database_url.as_deref();
    config::start_logging(if let Command::Serve(serve) = &cli.command { serve.log_format } else { LogFormat::Text })?;
    match cli.command {
        Command::Serve(serve) => {
            server::serve(&config::database_url(url)?, &serve.listen, serve.limits, serve.reading, serve.settings).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(command) => import(url, command).await,
        Command::Export(command) => export(url, command.output.as_deref()).await,
        Command::Check(command) => {
            let options = import::Options {
                paths: command.paths,
                format: command.format,
                mappings: command.mappings,
                ..import::Options::default()
            };
            let report = import::check(&options).await.map_err(|error| Error::Import(error.into()))?;
            print(&report)?;
            Ok(exit_code(&report))
        }
        Command::Duplicates(command) => duplicates(url, command).await,
        Command::Migrate => {
            let steps = open(url).await?.migrate().await?;
            print(&match steps {
                0 => "The database is up to date.".to_owned(),
                1 => "The database was brought up to date in 1 step.".to_owned(),
                steps => format!("The database was brought up to date in {steps} steps."),
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema => {
            print(&graphql::sdl().trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn import(url: Option<&str>, command: Import) -> Result<ExitCode, Error> {
    let database = open(url).await?;
    database.migrate().await?;
    let options = import::Options {
        paths: command.paths,
        format: command.format,
        dry_run: command.dry_run,
        strict: command.strict,
        mappings: command.mappings,
        complete: command.complete,
    };
    let report = import::import(&database, &options).await.map_err(|error| Error::Import(error.into()))?;
    tell(&report, command.report)
}

/// Shows a report and writes it to a file, if that is wanted.
fn tell(report: &import::Report, path: Option<PathBuf>) -> Result<ExitCode, Error> {
    print(report)?;
    if let Some(path) = path {
        write_report(report, &path).map_err(|reason| Error::File { path, reason })?;
    }
    Ok(exit_code(report))
}

async fn duplicates(url: Option<&str>, command: Duplicates) -> Result<ExitCode, Error> {
    let database = open_filled(url).await?;
    if let Some(path) = command.apply {
        database.migrate().await?;
        let report = import::decide(&database, path, command.dry_run).await.map_err(|error| Error::Import(error.into()))?;
        return tell(&report, command.report);
    }
    let pairs = if command.merged { duplicates::merged(&database).await } else { duplicates::candidates(&database).await }?;
    match command.output {
        None => duplicates::write(&pairs, std::io::stdout().lock()).map_err(Error::Output)?,
        Some(path) => {
            let out = std::fs::File::create(&path);
            out.and_then(|out| duplicates::write(&pairs, out)).map_err(|reason| Error::File { path, reason })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_report(report: &import::Report, path: &Path) -> std::io::Result<()> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        return report.write_csv(std::fs::File::create(path)?);
    }
    std::fs::write(path, format!("{:#}\n", report.to_json()))
}

async fn export(url: Option<&str>, output: Option<&Path>) -> Result<ExitCode, Error> {
    let database = open_filled(url).await?;
    let failed = |error: export::Error| Error::Export(error.into());
    let Some(path) = output else {
        let mut out = tokio::io::BufWriter::new(tokio::io::stdout());
        export::export(&database, &mut out).await.map_err(failed)?;
        out.flush().await.map_err(Error::Output)?;
        return Ok(ExitCode::SUCCESS);
    };
    let unwritable = |reason| Error::File { path: path.to_owned(), reason };
    let unfinished = unfinished(path);
    let mut out = tokio::io::BufWriter::new(tokio::fs::File::create(&unfinished).await.map_err(unwritable)?);
    let records = match export::export(&database, &mut out).await {
        Ok(records) => records,
        Err(error) => {
            let _ = tokio::fs::remove_file(&unfinished).await;
            return Err(failed(error));
        }
    };
    out.flush().await.map_err(unwritable)?;
    tokio::fs::rename(&unfinished, path).await.map_err(unwritable)?;
    tracing::info!(records, "wrote {}", path.display());
    Ok(ExitCode::SUCCESS)
}

async fn open(url: Option<&str>) -> Result<Database, Error> {
    Ok(Database::open(&config::database_url(url)?, store::Reading::default()).await?)
}

/// Opens a database that has something in it.
async fn open_filled(url: Option<&str>) -> Result<Database, Error> {
    let database = open(url).await?;
    // It could be opened, so a failure means that it has no tables yet, and the advice is the same.
    if database.ready().await.unwrap_or(false) { Ok(database) } else { Err(Error::NoData) }
}

/// Where a file is written until it is complete: beside it, so that renaming stays on one file system.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn exit_code(report: &import::Report) -> ExitCode {
    if report.rejected() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(text: &impl std::fmt::Display) -> Result<(), Error> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(Error::Output)
}

fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let closed = |error: &std::io::Error| error.kind() == ErrorKind::BrokenPipe;
    error.downcast_ref::<std::io::Error>().is_some_and(closed) || error.source().is_some_and(is_closed_pipe)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_takes_a_database_url() {
        for command in ["serve", "import -", "export", "duplicates", "check -", "migrate", "schema"] {
            let line = format!("inclusion-registry {command} --database-url sqlite://x");
            let cli = Cli::try_parse_from(line.split(' '));
            assert_eq!(cli.ok().and_then(|cli| cli.database_url).as_deref(), Some("sqlite://x"), "{line}");
        }
    }

    #[test]
    fn import_and_check_need_a_path() {
        assert!(Cli::try_parse_from(["inclusion-registry", "import"]).is_err());
        assert!(Cli::try_parse_from(["inclusion-registry", "check"]).is_err());
    }

    #[test]
    fn a_closed_pipe_is_found_below_other_errors() {
        let pipe = || std::io::Error::from(ErrorKind::BrokenPipe);
        assert!(is_closed_pipe(&Error::Export(Box::new(pipe()))));
        assert!(is_closed_pipe(&Error::Output(pipe())));
        assert!(!is_closed_pipe(&Error::NoData));
    }
}
