//! Files that are staged on disk are published batch by batch, in one transaction.

use std::io;

use super::{
    Faults, Item, Outcome,
    consolidation::{Consolidated, consolidate},
    pipeline::write_out,
    refuse,
    resolve::Publication,
    run_cache::RunCache,
    source_records,
    staging::{OtherBatches, Staging},
    write::PublicationState,
};
use crate::{Error, transaction::Transaction};

/// Why files that wait on disk could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
    /// The disk failed.
    #[error("what doesn't fit in memory can't be kept in a temporary file: {0}")]
    Disk(#[from] io::Error),
}

/// Publishes the files that are not kept out yet, or says what is wrong with them. After that the transaction must be taken back.
pub(super) async fn publish(
    transaction: &Transaction,
    cache: &mut RunCache,
    staging: &Staging,
) -> Result<Result<Outcome, Faults>, Failure> {
    let (mut outcome, mut state) = (Outcome::default(), PublicationState::default());
    for items in staging.batches() {
        let (publication, consolidated, faults) =
            resolve(transaction, OtherBatches { staging, is_unwritten: false }, items?).await?;
        if !faults.is_empty() {
            return Ok(Err(faults));
        }
        outcome.add(write_out(transaction, cache, &mut state, publication, consolidated.source_records).await?);
        for (kind, merged) in consolidated.merged {
            outcome.counts.entry(kind).or_default().merged += merged;
        }
    }
    state.counts.apply(transaction).await?;
    Ok(Ok(outcome))
}

/// All that is wrong with the files that are not kept out yet, whatever comes first, while nothing of them is written.
pub(super) async fn faults(transaction: &Transaction, staging: &Staging) -> Result<Faults, Failure> {
    let mut faults = Vec::new();
    for items in staging.batches() {
        faults.extend(resolve(transaction, OtherBatches { staging, is_unwritten: true }, items?).await?.2);
    }
    Ok(faults)
}

/// Finds what the records of a batch lead to and what is wrong with them, and what their sources state.
async fn resolve(
    transaction: &Transaction,
    others: OtherBatches<'_>,
    mut items: Vec<Item>,
) -> Result<(Publication, Consolidated, Faults), Error> {
    let mut faults = others.staging.doubles(&items);
    let shared = source_records::of_several_sources(transaction, &items, |kind, key| others.staging.declares(kind, key)).await?;
    let of_sources = items.extract_if(.., |item| shared.contains(item.kind, item.record.key())).collect();
    let mut consolidated = consolidate(transaction, of_sources).await?;
    items.append(&mut consolidated.items);
    items.sort_by_key(|item| item.unit);
    let mut publication = Publication::resolve(transaction, items, Some(others)).await?;
    faults.extend(refuse::find_faults(transaction, &mut publication, &others.staging.files, Some(others)).await?);
    Ok((publication, consolidated, faults))
}
