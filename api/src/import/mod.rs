//! Imports: files of all formats read, published and reported.

mod curated;
#[cfg(test)]
#[path = "../../../import/src/damaged.rs"]
mod damaged;
mod decisions;
mod exchange_format;
mod progress;
mod report;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use import::{Format, Input, Mapping, Mappings, ReadFiles, Sink, input, reader};
use record::{
    Fault,
    batch::{Batch, Loss},
};
use store::{
    Database,
    publish::{self, ListedRecords, Outcome, Publisher},
};
use tokio::sync::mpsc;

use self::progress::Progress;

pub use self::{decisions::decide, report::Report};

/// Number of batches that may wait to be published, so that reading and publishing go on side by side.
const WAITING: usize = 1;

/// The reason why an import failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read.
    #[error(transparent)]
    Read(#[from] input::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] store::Error),
    /// Files that don't fit in memory could not be published.
    #[error(transparent)]
    Publish(#[from] publish::Failure),
    /// A mapping file is not as it must be.
    #[error("{path} is no mapping that can be used:{faults}")]
    Mapping {
        /// Its path.
        path: String,
        /// Its faults, a line each.
        faults: String,
    },
    /// A reader broke down.
    #[error("the reader of the format {0} broke down; what was published before stands")]
    Reader(&'static str),
}

/// The files to import, and the way to do it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The format of all of them; told from each file if absent.
    pub format: Option<Format>,
    /// True to change nothing.
    pub dry_run: bool,
    /// True to stop at the first fault.
    pub strict: bool,
    /// Files with mappings of one's own.
    pub mappings: Vec<PathBuf>,
    /// True if the files are whole editions of their sources, so that what they don't list is withdrawn.
    pub complete: bool,
}

/// Reads files and publishes their records. Those of the exchange format enter together, each whole or not at all; those of other
/// formats in batches, without what is wrong in them. A dry run gives the same report and changes nothing.
pub async fn import(database: &Database, options: &Options) -> Result<Report, Error> {
    let mut report = Report::new(options.dry_run);
    let mappings = Arc::new(own_mappings(&options.mappings)?);
    let mut by_format = sort_out(options, &mappings, &mut report)?;
    if options.complete {
        for input in by_format.remove(&Format::Registry).into_iter().flatten() {
            let reason = "a file of the exchange format is no edition of a source, so that --complete can't be used with it";
            report.reject(input.name(), Loss::File, Fault::new("", reason).allowed("other formats, or to leave --complete out"));
        }
        if report.rejected() > 0 {
            report.nothing_withdrawn("not all files can be read as editions of sources, and none of them was imported");
            return Ok(report);
        }
    }
    if options.strict && report.rejected() > 0 {
        return Ok(report);
    }
    let mut listed = ListedRecords::default();
    let progress = Progress::new(by_format.values().flatten());
    let mut publisher = Publisher::begin(database, options.dry_run).await?;
    for (format, inputs) in by_format {
        if let Some(read) = reader(format, &mappings) {
            let mut run =
                Run { publisher: &mut publisher, options, progress: &progress, listed: &mut listed, report: &mut report };
            run.stream(read, format, inputs).await?;
        } else {
            report.add(publish_files(&mut publisher, &inputs).await?);
        }
        if options.strict && report.rejected() > 0 {
            break;
        }
    }
    if options.complete {
        if report.rejected() == 0 {
            let outcome = publisher.withdraw_unlisted(&listed).await?;
            report.withdrawn(outcome.withdrawn.clone());
            report.add(outcome);
        } else {
            report.nothing_withdrawn("something of the edition was rejected, so that what is missing may still be in it");
        }
    }
    publisher.finish().await?;
    progress.finish();
    Ok(report)
}

/// Publishes files of the exchange format.
async fn publish_files(publisher: &mut Publisher, inputs: &[Input]) -> Result<Outcome, Error> {
    if exchange_format::fit_in_memory(inputs) {
        Ok(publisher.publish(inputs.iter().map(exchange_format::read).collect()).await?)
    } else {
        let staging = exchange_format::stage(inputs).map_err(publish::Failure::from)?;
        Ok(publisher.publish_staged(staging).await?)
    }
}

/// Publishes the curated records that come with the program.
pub async fn load_curated(database: &Database) -> Result<Report, Error> {
    let batch = |(name, text): &(&str, &str)| exchange_format::batch(name, record::read(text));
    let mut report = Report::new(false);
    let mut publisher = Publisher::begin(database, false).await?;
    report.add(publisher.publish(curated::FILES.iter().map(batch).collect()).await?);
    publisher.finish().await?;
    Ok(report)
}

/// Says what is wrong with files by themselves, without a database.
pub async fn check(options: &Options) -> Result<Report, Error> {
    let mut report = Report::of_check();
    let mappings = Arc::new(own_mappings(&options.mappings)?);
    for (format, inputs) in sort_out(options, &mappings, &mut report)? {
        if let Some(read) = reader(format, &mappings) {
            let (mut batches, reading) = start(read, inputs, options.strict);
            while let Some(batch) = batches.recv().await {
                report.add_checked(batch);
            }
            reading.await.map_err(|_| Error::Reader(format.name()))?;
        } else {
            for input in &inputs {
                let (counts, faults) = exchange_format::check(input);
                report.add_checked_file(input.name(), counts, faults);
            }
        }
    }
    Ok(report)
}

/// The files of each format. What is in none of them is reported: as a fault if somebody named it.
fn sort_out(options: &Options, mappings: &Mappings, report: &mut Report) -> Result<BTreeMap<Format, Vec<Input>>, Error> {
    let mut by_format: BTreeMap<Format, Vec<Input>> = BTreeMap::new();
    for input in input::collect(&options.paths)? {
        let found = match options.format {
            Some(format) => Ok(Some(format)),
            None => Format::of(&input, mappings),
        };
        match found {
            Ok(Some(format)) => {
                report.recognised(input.name(), format);
                by_format.entry(format).or_default().push(input);
            }
            Ok(None) if !input.is_named() => report.passed_over(input.name()),
            Ok(None) => {
                let fault = Fault::new("", "the file is in none of the known formats").allowed(Format::names());
                report.reject(input.name(), Loss::File, fault);
            }
            Err(error) => report.reject(input.name(), Loss::File, Fault::new("", input::reason(&error))),
        }
    }
    Ok(by_format)
}

/// Reads a person's own mappings, which must all be as mappings are.
fn own_mappings(paths: &[PathBuf]) -> Result<Mappings, Error> {
    let mut own = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|error| input::Error { path: name.clone(), reason: input::reason(&error) })?;
        own.push(Mapping::parse(&name, &text).map_err(|faults| Error::Mapping { path: name, faults: listed(&faults) })?);
    }
    Ok(Mappings::with(own))
}

fn listed(faults: &[Fault]) -> String {
    let line = |fault: &Fault| {
        let parts = [Some(&fault.path), fault.column.as_ref(), fault.value.as_ref(), Some(&fault.reason), fault.allowed.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(": ")
    };
    faults.iter().flat_map(|fault| ["\n  ".to_owned(), line(fault)]).collect()
}

/// Reads on a thread of its own.
fn start(read: ReadFiles, inputs: Vec<Input>, strict: bool) -> (mpsc::Receiver<Batch>, tokio::task::JoinHandle<()>) {
    let (sender, batches) = mpsc::channel(WAITING);
    let reading = tokio::task::spawn_blocking(move || {
        let mut sink = Sink::new(sender, strict);
        // Being told to stop is no failure: whoever stopped it knows why.
        let _ = read(&inputs, &mut sink).and_then(|()| sink.finish());
    });
    (batches, reading)
}

/// An import on its way.
struct Run<'a> {
    publisher: &'a mut Publisher,
    options: &'a Options,
    progress: &'a Progress,
    listed: &'a mut ListedRecords,
    report: &'a mut Report,
}

impl Run<'_> {
    /// Publishes what a reader reads while it goes on reading.
    async fn stream(&mut self, read: ReadFiles, format: Format, inputs: Vec<Input>) -> Result<(), Error> {
        let (mut batches, reading) = start(read, inputs, self.options.strict);
        while let Some(mut batch) = batches.recv().await {
            for (loss, fault) in std::mem::take(&mut batch.faults) {
                self.report.reject(&batch.file, loss, fault);
            }
            self.report.add_remarks(std::mem::take(&mut batch.remarks));
            if self.options.complete {
                batch.records.iter().for_each(|incoming| self.listed.add(incoming));
            }
            self.progress.add(batch.records.len());
            self.report.add(self.publisher.publish(vec![batch]).await?);
            if self.options.strict && self.report.rejected() > 0 {
                break;
            }
        }
        drop(batches);
        reading.await.map_err(|_| Error::Reader(format.name()))
    }
}
