//! Removal of merged and deleted records, and what remains of them.

use std::collections::BTreeMap;

use record::{ClosedList, Record, RecordType, RevisionKind, Tombstone, TombstoneReason};

use super::{
    Count, Item, canonical::checksum, dependent_rows, insert::Insertion, non_matches, resolve::Publication, source_records, tree,
};
use crate::{Error, kind::Kind, read::Read, records::Ids, transaction::Transaction};

/// One record that is merged or deleted.
pub(super) struct Removal {
    pub(super) kind: Kind,
    record_type: RecordType,
    pub(super) id: Option<i64>,
    slug: Option<String>,
    tombstone: Tombstone,
    checksum: String,
}

/// The tombstones that are new, and what they remove.
pub(super) fn removals(
    publication: &Publication,
    tombstones: Vec<Item>,
    counts: &mut BTreeMap<&'static str, Count>,
) -> Vec<Removal> {
    let mut removed = Vec::new();
    for item in tombstones {
        let count = counts.entry(item.record.kind()).or_default();
        let checksum = checksum(&item.record);
        let Record::Tombstone(tombstone) = item.record else { continue };
        let Some(kind) = Kind::of_record_type(tombstone.record_type) else { continue };
        if publication.buried.contains(kind, &tombstone.key) {
            count.unchanged += 1;
            continue;
        }
        count.created += 1;
        let there = publication.published.get(kind, &tombstone.key);
        removed.push(Removal {
            kind,
            record_type: tombstone.record_type,
            id: there.map(|there| there.id),
            slug: there.and_then(|there| there.slug.clone()).or_else(|| tombstone.slug.clone()),
            tombstone,
            checksum,
        });
    }
    removed
}

/// Removes the rows of merged and deleted records. A deleted one that is still referred to stops the publication at its key.
pub(super) async fn remove(transaction: &Transaction, publication: &Publication, removed: &[Removal]) -> Result<(), Error> {
    // What refers to others goes before them.
    for kind in Kind::WRITTEN.into_iter().rev() {
        let ids: Vec<i64> = removed.iter().filter(|removal| removal.kind == kind).filter_map(|removal| removal.id).collect();
        if ids.is_empty() {
            continue;
        }
        let table = kind.table();
        if tree::KINDS.contains(&kind) {
            let mut sql = transaction.sql(&format!("DELETE FROM {table}_tree WHERE descendant_id"));
            sql.any_id(&ids).push(" OR ancestor_id").any_id(&ids);
            transaction.execute(sql).await?;
        }
        if kind == Kind::Source {
            move_history(transaction, publication, removed).await?;
        }
        dependent_rows::remove(transaction, kind, &ids).await?;
    }
    Ok(())
}

/// What was stated in a source that is merged counts as stated in the one that lives on, in the history too.
async fn move_history(transaction: &Transaction, publication: &Publication, removed: &[Removal]) -> Result<(), Error> {
    for removal in removed.iter().filter(|removal| removal.kind == Kind::Source) {
        let survivor = publication.survivor(Kind::Source, &removal.tombstone.key);
        let survivor = survivor.and_then(|key| publication.published.get(Kind::Source, key)).map(|survivor| survivor.id);
        let mut sql = transaction.sql("UPDATE revision SET source_id = ");
        sql.bind(survivor.filter(|survivor| Some(*survivor) != removal.id)).push(" WHERE source_id = ").bind(removal.id);
        transaction.execute(sql).await?;
        if let Some(survivor) = publication.survivor(Kind::Source, &removal.tombstone.key) {
            source_records::move_to_source(transaction, &removal.tombstone.key, survivor).await?;
        }
    }
    Ok(())
}

/// Writes what old ids answer, and the history of their records.
pub(super) async fn write_tombstones(
    transaction: &Transaction,
    ids: &mut Ids,
    now: i64,
    data_version: i64,
    removed: &[Removal],
) -> Result<(), Error> {
    let (mut tombstones, mut revisions) = (Vec::new(), Vec::new());
    for removal in removed {
        let tombstone = &removal.tombstone;
        let merged_into = tombstone.merged_into.as_ref().map(ToString::to_string);
        if let Some(into) = &merged_into {
            non_matches::delete(transaction, removal.kind, &tombstone.key, into).await?;
        }
        tombstones.push(entity::tombstone::Model {
            id: ids.next("tombstone"),
            record_type: removal.record_type.spelling(),
            key: tombstone.key.to_string(),
            slug: removal.slug.clone(),
            reason: tombstone.reason.spelling(),
            at: tombstone.at.map_or(now, time::OffsetDateTime::unix_timestamp),
            merged_into: merged_into.clone(),
            checksum: removal.checksum.clone(),
        });
        revisions.push(entity::revision::Model {
            id: ids.next("revision"),
            record_type: removal.record_type.spelling(),
            record_key: tombstone.key.to_string(),
            kind: if tombstone.reason == TombstoneReason::Merged { RevisionKind::Merged } else { RevisionKind::Deleted }
                .spelling(),
            at: now,
            data_version,
            checksum: None,
            source_id: None,
            merged_into,
        });
    }
    let deleted = removed.iter().filter(|removal| removal.tombstone.reason == TombstoneReason::Deleted);
    let deleted: Vec<(Kind, &str)> = deleted.map(|removal| (removal.kind, &*removal.tombstone.key)).collect();
    source_records::delete_about(transaction, &deleted).await?;
    non_matches::delete_of(transaction, &deleted).await?;
    Insertion::of_new::<entity::tombstone::Entity>(&tombstones).execute(transaction).await?;
    Insertion::of_new::<entity::revision::Entity>(&revisions).execute(transaction).await
}
