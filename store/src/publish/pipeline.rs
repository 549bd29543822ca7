//! The pipeline of a publication: records are consolidated, resolved, refused where they must be, and written.

use std::collections::HashSet;

use super::{
    Batch, Item, Outcome,
    consolidation::consolidate,
    files::Files,
    non_matches, refuse,
    resolve::Publication,
    run_cache::RunCache,
    source_records::{self, PendingSourceRecord},
    write::{self, PublicationState},
};
use crate::{Error, kind::Kind, records::Keys, transaction::Transaction};

/// Publishes batches that are in memory.
pub(super) async fn enter(transaction: &Transaction, cache: &mut RunCache, batches: Vec<Batch>) -> Result<Outcome, Error> {
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
        let mut publication = Publication::resolve(transaction, items, None).await?;
        let faults = refuse::find_faults(transaction, &mut publication, &files, None).await?;
        if faults.is_empty() {
            break publication;
        }
        // What is refused must not change the rest, which may miss its records: the rest is looked at anew without it.
        items = files.refuse(faults, publication.items);
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
