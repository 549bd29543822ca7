//! Imports as runs of publications.

use std::collections::HashSet;

use super::{
    Batch, Entry, Item, Outcome,
    by_key::Keys,
    distinctions,
    edition::{self, Edition},
    files::Files,
    parcels::{self, Failure},
    refuse,
    resolve::Publication,
    separate::{self, Separation},
    slugs::Numbers,
    spool::Spool,
    statements::{self, Statement},
    write::{self, Common},
};
use crate::{Database, Error, analyser::Analyser, kind::Kind, transaction::Transaction};

/// From so many changed records on, the database counts anew what its plans depend on.
const MANY: usize = 1_000;

/// How many records are withdrawn at a time.
const WITHDRAWN_AT_ONCE: usize = 1_000;

/// What one transaction does.
enum Work<'a> {
    Publish(Vec<Batch>),
    Separate(String, Vec<Separation>),
    Withdraw(&'a Edition),
}

/// A run of publications: one import.
///
/// Between two publications others may write, so nothing that they could change is carried from one to the next.
pub struct Publisher {
    database: Database,
    /// The transaction of a dry run.
    trial: Option<Transaction>,
    memory: Memory,
    changed: usize,
}

/// What makes later publications of a run cheaper, without changing what comes of them.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) analyser: Analyser,
    pub(super) numbers: Numbers,
}

impl Publisher {
    /// Begins a run. A dry run keeps everything in one transaction, which is taken back at the end; what an earlier batch brought is
    /// there for the later ones.
    pub async fn begin(database: &Database, dry_run: bool) -> Result<Self, Error> {
        let trial = if dry_run { Some(database.begin_write().await?) } else { None };
        Ok(Self { database: database.clone(), trial, memory: Memory::default(), changed: 0 })
    }

    /// Publishes batches together, in one transaction, and commits. Each batch is refused whole, or record by record, as it says.
    pub async fn publish(&mut self, batches: Vec<Batch>) -> Result<Outcome, Error> {
        self.perform(Work::Publish(batches)).await
    }

    /// Publishes files that wait on disk together, in one transaction, and commits. Each file is refused whole.
    pub async fn publish_spool(&mut self, mut spool: Spool) -> Result<Outcome, Failure> {
        loop {
            let transaction = self.begin_part().await?;
            let faults = match parcels::publish(&transaction, &mut self.memory, &spool).await? {
                Ok(mut outcome) => {
                    spool.report(&mut outcome);
                    self.end(transaction, &outcome).await?;
                    return Ok(outcome);
                }
                Err(faults) => faults,
            };
            transaction.rollback().await?;
            // The addresses that were given are free again.
            self.memory.numbers = Numbers::default();
            let transaction = self.begin_part().await?;
            let all = parcels::faults(&transaction, &spool).await?;
            transaction.rollback().await?;
            // Some faults show only when the rest is written.
            spool.refuse(if all.is_empty() { faults } else { all });
        }
    }

    /// Begins what can be taken back by itself: a transaction, or a part of that of a dry run.
    async fn begin_part(&self) -> Result<Transaction, Error> {
        match &self.trial {
            Some(trial) => trial.begin().await,
            None => self.database.begin_write().await,
        }
    }

    /// Undoes merges: what is stated under a key that leads to another record becomes a record of its own again, with its own
    /// participations, and is never taken for the other one any more.
    pub async fn separate(&mut self, file: &str, separations: Vec<Separation>) -> Result<Outcome, Error> {
        self.perform(Work::Separate(file.to_owned(), separations)).await
    }

    /// Marks as withdrawn what the sources of a complete edition stated before and don't state any more.
    pub async fn withdraw(&mut self, edition: &Edition) -> Result<Outcome, Error> {
        self.perform(Work::Withdraw(edition)).await
    }

    async fn perform(&mut self, work: Work<'_>) -> Result<Outcome, Error> {
        if let Some(trial) = &self.trial {
            return perform(trial, &mut self.memory, work).await;
        }
        let transaction = self.database.begin_write().await?;
        let outcome = perform(&transaction, &mut self.memory, work).await?;
        self.end(transaction, &outcome).await?;
        Ok(outcome)
    }

    /// Commits, if there is anything to keep.
    async fn end(&mut self, transaction: Transaction, outcome: &Outcome) -> Result<(), Error> {
        if (outcome.data_version.is_some() || outcome.remembers) && !outcome.failed {
            transaction.commit().await?;
            self.changed += outcome.changed();
        } else {
            transaction.rollback().await?;
        }
        Ok(())
    }

    /// Ends the run: takes a dry run back, lets the database analyse after many changes.
    pub async fn finish(self) -> Result<(), Error> {
        if let Some(trial) = self.trial {
            trial.rollback().await?;
        } else if self.changed >= MANY {
            self.database.analyse().await;
        }
        Ok(())
    }
}

async fn perform(transaction: &Transaction, memory: &mut Memory, work: Work<'_>) -> Result<Outcome, Error> {
    match work {
        Work::Publish(batches) => enter(transaction, memory, batches).await,
        Work::Separate(file, separations) => separate::separate(transaction, memory, file, separations).await,
        Work::Withdraw(edition) => {
            let mut outcome = Outcome::default();
            for (kind, stated) in edition::missing(transaction, edition).await? {
                for stated in stated.chunks(WITHDRAWN_AT_ONCE) {
                    let records = edition::withdrawn(transaction, kind, stated).await?;
                    for incoming in &records {
                        *outcome.withdrawn.entry(incoming.record.kind()).or_default() += 1;
                    }
                    let batch = Batch { records, entry: Entry::Each, ..Batch::default() };
                    outcome.add(enter(transaction, memory, vec![batch]).await?);
                }
            }
            Ok(outcome)
        }
    }
}

async fn enter(transaction: &Transaction, memory: &mut Memory, batches: Vec<Batch>) -> Result<Outcome, Error> {
    let (mut files, mut items) = Files::take_in(batches);
    let mut whole: Vec<Item> = items.extract_if(.., |item| !files.is_single(item.unit) || !item.kind.has_rows()).collect();
    let said = statements::said(&whole);
    let shared = statements::shared(transaction, &whole, |kind, key| said.contains(kind, key)).await?;
    items.extend(whole.extract_if(.., |item| shared.contains(item.kind, item.record.key())));
    // What sources say under different keys may be one record, but the same key is taken once.
    let doubles = refuse::doubles(&files, &items);
    let stated = statements::settle(transaction, files.refuse(doubles, items)).await?;
    whole.extend(stated.items);
    whole.sort_by_key(|item| item.unit);
    let mut outcome = publish_items(transaction, memory, files, whole, stated.statements, Keys::default()).await?;
    for (kind, merged) in stated.merged {
        outcome.counts.entry(kind).or_default().merged += merged;
    }
    Ok(outcome)
}

/// Publishes what can be published, and keeps the statements of what is.
pub(super) async fn publish_items(
    transaction: &Transaction,
    memory: &mut Memory,
    mut files: Files,
    mut items: Vec<Item>,
    statements: Vec<Statement>,
    split: Keys,
) -> Result<Outcome, Error> {
    let mut publication = loop {
        let publication = Publication::resolve(transaction, &files, items, None).await?;
        if publication.faults.is_empty() {
            break publication;
        }
        // What is refused must not change the rest, which may miss its records: the rest is looked at anew without it.
        items = files.refuse(publication.faults, publication.items);
    };
    publication.split = split;
    let mut common = Common::default();
    let mut outcome = write_out(transaction, memory, &mut common, publication, statements).await?;
    common.counts.settle(transaction).await?;
    files.report(&mut outcome);
    Ok(outcome)
}

/// Writes what has no faults, with the statements of it.
pub(super) async fn write_out(
    transaction: &Transaction,
    memory: &mut Memory,
    common: &mut Common,
    mut publication: Publication,
    mut statements: Vec<Statement>,
) -> Result<Outcome, Error> {
    let entered: HashSet<usize> = publication.items.iter().map(|item| item.unit).collect();
    statements.append(&mut publication.statements);
    let said = statements::in_files(&mut publication.items);
    let distinctions: Vec<Item> = publication.items.extract_if(.., |item| item.kind == Kind::Distinction).collect();
    let mut outcome = write::write(transaction, memory, common, publication.settle()).await?;
    let kept = statements::keep(transaction, statements, |unit| !entered.contains(&unit)).await?;
    outcome.remembers |= kept.created + kept.updated > 0;
    outcome.remember("statement", statements::keep(transaction, said, |_| false).await?);
    outcome.remember("distinction", distinctions::keep(transaction, distinctions).await?);
    Ok(outcome)
}
