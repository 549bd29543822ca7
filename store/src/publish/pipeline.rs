//! The pipeline of a publication: batch by batch, what sources state is consolidated, references are resolved, what is wrong is refused,
//! and the rest is written.

use std::collections::HashSet;

use record::batch::Batch;

use super::{
    Failure, Faults, Item, Outcome,
    batch_source::{BatchSource, InMemory},
    consolidation::{Consolidated, consolidate},
    non_matches, refuse,
    resolve::Publication,
    run_cache::RunCache,
    source_records::{self, PendingSourceRecord},
    write::{self, PublicationState},
};
use crate::{Error, kind::Kind, records::Keys, transaction::Transaction};

/// Publishes what is held in memory.
pub(super) async fn publish_in_memory(
    transaction: &Transaction,
    cache: &mut RunCache,
    batches: Vec<Batch>,
) -> Result<Outcome, Failure> {
    let mut source = InMemory::new(batches);
    let mut outcome = publish(transaction, cache, &mut source).await?.unwrap_or_default();
    source.report(&mut outcome);
    Ok(outcome)
}

/// Publishes records that are consolidated already. Those with `split` keys were part of others.
pub(super) async fn publish_consolidated(
    transaction: &Transaction,
    cache: &mut RunCache,
    batch: Batch,
    split: Keys,
) -> Result<Outcome, Failure> {
    let mut source = InMemory::new(vec![batch]);
    let mut state = PublicationState::default();
    state.split = split;
    let batch = Consolidated { items: source.next_batch()?.unwrap_or_default(), ..Consolidated::default() };
    let mut outcome = publish_batch(transaction, cache, &mut state, &mut source, batch).await?.unwrap_or_default();
    state.counts.apply(transaction).await?;
    source.report(&mut outcome);
    Ok(outcome)
}

/// Publishes all batches; nothing if something was refused after others were written, so that the transaction must be taken back.
pub(super) async fn publish(
    transaction: &Transaction,
    cache: &mut RunCache,
    source: &mut dyn BatchSource,
) -> Result<Option<Outcome>, Failure> {
    let (mut outcome, mut state) = (Outcome::default(), PublicationState::default());
    while let Some(items) = source.next_batch()? {
        let Some(batch) = consolidate_batch(transaction, source, items).await? else { return Ok(None) };
        let Some(published) = publish_batch(transaction, cache, &mut state, source, batch).await? else { return Ok(None) };
        outcome.add(published);
    }
    state.counts.apply(transaction).await?;
    Ok(Some(outcome))
}

/// Finds all that is wrong with batches of which nothing is written, each looked at as if the others were there.
pub(super) async fn find_faults(transaction: &Transaction, source: &mut dyn BatchSource) -> Result<Faults, Failure> {
    let mut faults = Vec::new();
    while let Some(items) = source.next_batch()? {
        if let Some(batch) = consolidate_batch(transaction, source, items).await? {
            let mut publication = Publication::resolve(transaction, batch.items, source).await?;
            faults.extend(refuse::find_faults(transaction, &mut publication, source).await?);
        }
    }
    Ok(faults)
}

/// Consolidates what sources state in a batch. Records of whole files are published as they are, unless they are the word of one source
/// among several.
async fn consolidate_batch(
    transaction: &Transaction,
    source: &mut dyn BatchSource,
    mut items: Vec<Item>,
) -> Result<Option<Consolidated>, Error> {
    let is_of_source = |item: &mut Item| source.files().is_single(item.unit) && item.kind.has_rows();
    let mut of_sources: Vec<Item> = items.extract_if(.., is_of_source).collect();
    let declared = source_records::declared(&items);
    let is_declared = |kind, key: &str| declared.contains(kind, key) || source.declares(kind, key);
    let of_several = source_records::of_several_sources(transaction, &items, is_declared).await?;
    of_sources.extend(items.extract_if(.., |item| of_several.contains(item.kind, item.record.key())));
    // What sources say under different keys may be one record, but the same key is taken once.
    let doubles = refuse::doubles(source, &of_sources);
    let Some(of_sources) = source.refuse(doubles, of_sources) else { return Ok(None) };
    let mut consolidated = consolidate(transaction, of_sources).await?;
    items.append(&mut consolidated.items);
    items.sort_by_key(|item| item.unit);
    Ok(Some(Consolidated { items, ..consolidated }))
}

/// Publishes what can be published of a batch; nothing if it must be published anew together with others.
async fn publish_batch(
    transaction: &Transaction,
    cache: &mut RunCache,
    state: &mut PublicationState,
    source: &mut dyn BatchSource,
    batch: Consolidated,
) -> Result<Option<Outcome>, Error> {
    let mut items = batch.items;
    let publication = loop {
        let mut publication = Publication::resolve(transaction, items, source).await?;
        let faults = refuse::find_faults(transaction, &mut publication, source).await?;
        if faults.is_empty() {
            break publication;
        }
        // What is refused must not change the rest, which may miss its records: the rest is looked at anew without it.
        let Some(rest) = source.refuse(faults, publication.items) else { return Ok(None) };
        items = rest;
    };
    let mut outcome = write_out(transaction, cache, state, publication, batch.source_records).await?;
    for (kind, merged) in batch.merged {
        outcome.counts.entry(kind).or_default().merged += merged;
    }
    Ok(Some(outcome))
}

/// Writes what has no faults, with the source records of it.
async fn write_out(
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
