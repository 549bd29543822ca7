//! Imports as runs of publications.

use std::collections::HashSet;

use super::{Batch, Item, Outcome, files::Files, resolve::Publication, slugs::Numbers, statements, write};
use crate::db::{Database, Error, analyser::Analyser, transaction::Transaction};

/// From so many changed records on, the database counts anew what its plans depend on.
const MANY: usize = 1_000;

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
        if let Some(trial) = &self.trial {
            return enter(trial, &mut self.memory, batches).await;
        }
        let transaction = self.database.begin_write().await?;
        let outcome = enter(&transaction, &mut self.memory, batches).await?;
        if outcome.data_version.is_some() || outcome.remembers {
            transaction.commit().await?;
            self.changed += outcome.changed();
        } else {
            transaction.rollback().await?;
        }
        Ok(outcome)
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

/// Publishes files together: a run of one publication.
pub async fn publish(database: &Database, batches: Vec<Batch>, dry_run: bool) -> Result<Outcome, Error> {
    let mut publisher = Publisher::begin(database, dry_run).await?;
    let outcome = publisher.publish(batches).await?;
    publisher.finish().await?;
    Ok(outcome)
}

async fn enter(transaction: &Transaction, memory: &mut Memory, batches: Vec<Batch>) -> Result<Outcome, Error> {
    let (mut files, items) = Files::take_in(batches);
    let (of_sources, mut items): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| files.is_single(item.unit));
    let stated = statements::settle(transaction, of_sources).await?;
    items.extend(stated.items);
    let publication = loop {
        let publication = Publication::resolve(transaction, &files, items).await?;
        if publication.faults.is_empty() {
            break publication;
        }
        // What is refused must not change the rest, which may miss its records: the rest is looked at anew without it.
        items = files.refuse(publication.faults, publication.items);
    };
    let entered: HashSet<usize> = publication.items.iter().map(|item| item.unit).collect();
    let mut outcome = write::write(transaction, memory, publication.settle()).await?;
    outcome.remembers = statements::keep(transaction, stated.statements, |unit| !entered.contains(&unit)).await? > 0;
    for (kind, merged) in stated.merged {
        outcome.counts.entry(kind).or_default().merged += merged;
    }
    files.report(&mut outcome);
    Ok(outcome)
}
