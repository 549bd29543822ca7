//! Imports as runs of publications.

use record::batch::Batch;

use super::{
    Failure, Outcome, pipeline,
    run_cache::RunCache,
    slugs::Numbers,
    staging::Staging,
    unmerge::{self, Unmerge},
    withdrawal::{self, ListedRecords},
};
use crate::{Database, Error, transaction::Transaction};

/// From so many changed records on, the database counts anew what its plans depend on.
const MANY: usize = 1_000;

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

impl Publisher {
    /// Begins a run. A dry run keeps everything in one transaction, which is taken back at the end; what an earlier batch brought is
    /// there for the later ones.
    pub async fn begin(database: &Database, dry_run: bool) -> Result<Self, Error> {
        let trial = if dry_run { Some(database.begin_write().await?) } else { None };
        Ok(Self { database: database.clone(), trial, cache: RunCache::default(), changed: 0 })
    }

    /// Publishes batches together, in one transaction, and commits. Each batch is refused whole, or record by record, as it says.
    pub async fn publish(&mut self, batches: Vec<Batch>) -> Result<Outcome, Failure> {
        self.perform(Work::Publish(batches)).await
    }

    /// Publishes files that are staged on disk together, in one transaction, and commits. Each file is refused whole.
    pub async fn publish_staged(&mut self, mut staging: Staging) -> Result<Outcome, Failure> {
        loop {
            let mut faults = staging.doubles();
            if faults.is_empty() {
                let transaction = self.begin_part().await?;
                let mut batches = staging.batches(true);
                let published = pipeline::publish(&transaction, &mut self.cache, &mut batches).await?;
                faults = batches.into_faults();
                if let Some(mut outcome) = published {
                    staging.report(&mut outcome);
                    self.end(transaction, &outcome).await?;
                    return Ok(outcome);
                }
                transaction.rollback().await?;
                // The addresses that were given are free again.
                self.cache.slug_numbers = Numbers::default();
            }
            let transaction = self.begin_part().await?;
            let mut all = staging.doubles();
            all.extend(pipeline::find_faults(&transaction, &mut staging.batches(false)).await?);
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
    pub async fn unmerge(&mut self, file: &str, unmerges: Vec<Unmerge>) -> Result<Outcome, Failure> {
        self.perform(Work::Unmerge(file.to_owned(), unmerges)).await
    }

    /// Marks as withdrawn what the sources of complete editions stated before and don't list any more.
    pub async fn withdraw_unlisted(&mut self, listed: &ListedRecords) -> Result<Outcome, Failure> {
        self.perform(Work::Withdraw(listed)).await
    }

    async fn perform(&mut self, work: Work<'_>) -> Result<Outcome, Failure> {
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

async fn perform(transaction: &Transaction, cache: &mut RunCache, work: Work<'_>) -> Result<Outcome, Failure> {
    match work {
        Work::Publish(batches) => pipeline::publish_in_memory(transaction, cache, batches).await,
        Work::Unmerge(file, unmerges) => unmerge::unmerge(transaction, cache, file, unmerges).await,
        Work::Withdraw(listed) => withdrawal::withdraw(transaction, cache, listed).await,
    }
}
