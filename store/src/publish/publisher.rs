//! Imports as runs of publications.

use std::collections::HashSet;

use super::{
    Batch, Entry, Item, Outcome,
    batches::{self, Failure},
    consolidation::consolidate,
    files::Files,
    non_matches, refuse,
    resolve::Publication,
    slugs::Numbers,
    source_records::{self, PendingSourceRecord},
    staging::Staging,
    unmerge::{self, Unmerge},
    withdrawal::{self, ListedRecords},
    write::{self, PublicationState},
};
use crate::{Database, Error, analyser::Analyser, kind::Kind, records::Keys, transaction::Transaction};

/// From so many changed records on, the database counts anew what its plans depend on.
const MANY: usize = 1_000;

/// How many records are withdrawn at a time.
const WITHDRAWN_AT_ONCE: usize = 1_000;

/// What one transaction does.
enum Work<'a> {
    Publish(Vec<Batch>),
    Unmerge(String, Vec<Unmerge>),
    Withdraw(&'a ListedRecords),
}

/// A run of publications: one import.
///
/// Between two publications others may write, so nothing that they could change is carried from one to the next.
pub struct Publisher {
    database: Database,
    /// The transaction of a dry run.
    trial: Option<Transaction>,
    cache: RunCache,
    changed: usize,
}

/// What makes later publications of a run cheaper, without changing what comes of them.
#[derive(Default)]
pub(super) struct RunCache {
    pub(super) analyser: Analyser,
    pub(super) numbers: Numbers,
}

impl Publisher {
    /// Begins a run. A dry run keeps everything in one transaction, which is taken back at the end; what an earlier batch brought is
    /// there for the later ones.
    pub async fn begin(database: &Database, dry_run: bool) -> Result<Self, Error> {
        let trial = if dry_run { Some(database.begin_write().await?) } else { None };
        Ok(Self { database: database.clone(), trial, cache: RunCache::default(), changed: 0 })
    }

    /// Publishes batches together, in one transaction, and commits. Each batch is refused whole, or record by record, as it says.
    pub async fn publish(&mut self, batches: Vec<Batch>) -> Result<Outcome, Error> {
        self.perform(Work::Publish(batches)).await
    }

    /// Publishes files that are staged on disk together, in one transaction, and commits. Each file is refused whole.
    pub async fn publish_staged(&mut self, mut staging: Staging) -> Result<Outcome, Failure> {
        loop {
            let transaction = self.begin_part().await?;
            let faults = match batches::publish(&transaction, &mut self.cache, &staging).await? {
                Ok(mut outcome) => {
                    staging.report(&mut outcome);
                    self.end(transaction, &outcome).await?;
                    return Ok(outcome);
                }
                Err(faults) => faults,
            };
            transaction.rollback().await?;
            // The addresses that were given are free again.
            self.cache.numbers = Numbers::default();
            let transaction = self.begin_part().await?;
            let all = batches::faults(&transaction, &staging).await?;
            transaction.rollback().await?;
            // Some faults show only when the rest is written.
            staging.refuse(if all.is_empty() { faults } else { all });
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
    pub async fn unmerge(&mut self, file: &str, unmerges: Vec<Unmerge>) -> Result<Outcome, Error> {
        self.perform(Work::Unmerge(file.to_owned(), unmerges)).await
    }

    /// Marks as withdrawn what the sources of complete editions stated before and don't list any more.
    pub async fn withdraw_unlisted(&mut self, listed: &ListedRecords) -> Result<Outcome, Error> {
        self.perform(Work::Withdraw(listed)).await
    }

    async fn perform(&mut self, work: Work<'_>) -> Result<Outcome, Error> {
        if let Some(trial) = &self.trial {
            return perform(trial, &mut self.cache, work).await;
        }
        let transaction = self.database.begin_write().await?;
        let outcome = perform(&transaction, &mut self.cache, work).await?;
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

async fn perform(transaction: &Transaction, cache: &mut RunCache, work: Work<'_>) -> Result<Outcome, Error> {
    match work {
        Work::Publish(batches) => enter(transaction, cache, batches).await,
        Work::Unmerge(file, unmerges) => unmerge::unmerge(transaction, cache, file, unmerges).await,
        Work::Withdraw(listed) => {
            let mut outcome = Outcome::default();
            for (kind, unlisted) in withdrawal::unlisted(transaction, listed).await? {
                for unlisted in unlisted.chunks(WITHDRAWN_AT_ONCE) {
                    let records = withdrawal::withdrawn(transaction, kind, unlisted).await?;
                    for incoming in &records {
                        *outcome.withdrawn.entry(incoming.record.kind()).or_default() += 1;
                    }
                    let batch = Batch { records, entry: Entry::Each, ..Batch::default() };
                    outcome.add(enter(transaction, cache, vec![batch]).await?);
                }
            }
            Ok(outcome)
        }
    }
}

async fn enter(transaction: &Transaction, cache: &mut RunCache, batches: Vec<Batch>) -> Result<Outcome, Error> {
    let (mut files, mut items) = Files::admit(batches);
    let mut whole: Vec<Item> = items.extract_if(.., |item| !files.is_single(item.unit) || !item.kind.has_rows()).collect();
    let declared = source_records::declared(&whole);
    let shared = source_records::of_several_sources(transaction, &whole, |kind, key| declared.contains(kind, key)).await?;
    items.extend(whole.extract_if(.., |item| shared.contains(item.kind, item.record.key())));
    // What sources say under different keys may be one record, but the same key is taken once.
    let doubles = refuse::doubles(&files, &items);
    let consolidated = consolidate(transaction, files.refuse(doubles, items)).await?;
    whole.extend(consolidated.items);
    whole.sort_by_key(|item| item.unit);
    let mut outcome = publish_items(transaction, cache, files, whole, consolidated.source_records, Keys::default()).await?;
    for (kind, merged) in consolidated.merged {
        outcome.counts.entry(kind).or_default().merged += merged;
    }
    Ok(outcome)
}

/// Publishes what can be published, and stores the source records of what is.
pub(super) async fn publish_items(
    transaction: &Transaction,
    cache: &mut RunCache,
    mut files: Files,
    mut items: Vec<Item>,
    source_records: Vec<PendingSourceRecord>,
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
    let mut state = PublicationState::default();
    let mut outcome = write_out(transaction, cache, &mut state, publication, source_records).await?;
    state.counts.apply(transaction).await?;
    files.report(&mut outcome);
    Ok(outcome)
}

/// Writes what has no faults, with the source records of it.
pub(super) async fn write_out(
    transaction: &Transaction,
    cache: &mut RunCache,
    state: &mut PublicationState,
    mut publication: Publication,
    mut source_records: Vec<PendingSourceRecord>,
) -> Result<Outcome, Error> {
    let entered: HashSet<usize> = publication.items.iter().map(|item| item.unit).collect();
    source_records.append(&mut publication.source_records);
    let in_files = source_records::extract(&mut publication.items);
    let non_matches: Vec<Item> = publication.items.extract_if(.., |item| item.kind == Kind::NonMatch).collect();
    let mut outcome = write::write(transaction, cache, state, publication.apply_merges()).await?;
    let kept = source_records::store(transaction, source_records, |unit| !entered.contains(&unit)).await?;
    outcome.remembers |= kept.created + kept.updated > 0;
    outcome.remember("statement", source_records::store(transaction, in_files, |_| false).await?);
    outcome.remember("distinction", non_matches::store(transaction, non_matches).await?);
    Ok(outcome)
}
