//! Merged and deleted records, and what remains of them.

use record::{ClosedList, Record, RecordType, RevisionKind, Tombstone, TombstoneReason};

use super::{Item, canonical::checksum, distinctions, insert::add, owned, statements, tree, write::Writer};
use crate::{Error, kind::Kind, read::Read};

/// One record that is merged or deleted.
pub(super) struct Removal {
    pub(super) kind: Kind,
    record_type: RecordType,
    pub(super) id: Option<i64>,
    slug: Option<String>,
    stone: Tombstone,
    checksum: String,
}

impl Writer<'_> {
    /// The tombstones that are new, and what they remove.
    pub(super) fn removals(&mut self, stones: Vec<Item>) -> Vec<Removal> {
        let mut removed = Vec::new();
        for item in stones {
            let count = self.outcome.counts.entry(item.record.kind()).or_default();
            let checksum = checksum(&item.record);
            let Record::Tombstone(stone) = item.record else { continue };
            let Some(kind) = Kind::of_record_type(stone.record_type) else { continue };
            if self.publication.buried.contains(kind, &stone.key) {
                count.unchanged += 1;
                continue;
            }
            count.created += 1;
            let standing = self.publication.known.get(kind, &stone.key);
            removed.push(Removal {
                kind,
                record_type: stone.record_type,
                id: standing.map(|standing| standing.id),
                slug: standing.and_then(|standing| standing.slug.clone()).or_else(|| stone.slug.clone()),
                stone,
                checksum,
            });
        }
        removed
    }

    /// Removes the rows of merged and deleted records. A deleted one that is still referred to stops the publication at its key.
    pub(super) async fn remove(&mut self, removed: &[Removal]) -> Result<(), Error> {
        // What refers to others goes before them.
        for kind in Kind::WRITTEN.into_iter().rev() {
            let ids: Vec<i64> = removed.iter().filter(|removal| removal.kind == kind).filter_map(|removal| removal.id).collect();
            if ids.is_empty() {
                continue;
            }
            let table = kind.table();
            if tree::KINDS.contains(&kind) {
                let mut sql = self.transaction.sql(&format!("DELETE FROM {table}_tree WHERE descendant_id"));
                sql.any_id(&ids).push(" OR ancestor_id").any_id(&ids);
                self.transaction.execute(sql).await?;
            }
            if kind == Kind::Source {
                self.hand_over_history(removed).await?;
            }
            owned::remove(self.transaction, kind, &ids).await?;
        }
        Ok(())
    }

    /// What was stated in a source that is merged counts as stated in the one that lives on, in the history too.
    async fn hand_over_history(&self, removed: &[Removal]) -> Result<(), Error> {
        for removal in removed.iter().filter(|removal| removal.kind == Kind::Source) {
            let survivor = self.publication.survivor(Kind::Source, &removal.stone.key);
            let survivor = survivor.and_then(|key| self.publication.known.get(Kind::Source, key)).map(|survivor| survivor.id);
            let mut sql = self.transaction.sql("UPDATE revision SET source_id = ");
            sql.bind(survivor.filter(|survivor| Some(*survivor) != removal.id)).push(" WHERE source_id = ").bind(removal.id);
            self.transaction.execute(sql).await?;
            if let Some(survivor) = self.publication.survivor(Kind::Source, &removal.stone.key) {
                statements::hand_over(self.transaction, &removal.stone.key, survivor).await?;
            }
        }
        Ok(())
    }

    /// Keeps what old ids answer.
    pub(super) async fn bury(&mut self, removed: &[Removal]) -> Result<(), Error> {
        let (mut stones, mut revisions) = (Vec::new(), Vec::new());
        for removal in removed {
            let stone = &removal.stone;
            let merged_into = stone.merged_into.as_ref().map(ToString::to_string);
            if let Some(into) = &merged_into {
                distinctions::forget(self.transaction, removal.kind, &stone.key, into).await?;
            }
            stones.push(entity::tombstone::Model {
                id: self.ids.next("tombstone"),
                record_type: removal.record_type.spelling(),
                key: stone.key.to_string(),
                slug: removal.slug.clone(),
                reason: stone.reason.spelling(),
                at: stone.at.map_or(self.now, time::OffsetDateTime::unix_timestamp),
                merged_into: merged_into.clone(),
                checksum: removal.checksum.clone(),
            });
            revisions.push(entity::revision::Model {
                id: self.ids.next("revision"),
                record_type: removal.record_type.spelling(),
                record_key: stone.key.to_string(),
                kind: if stone.reason == TombstoneReason::Merged { RevisionKind::Merged } else { RevisionKind::Deleted }
                    .spelling(),
                at: self.now,
                data_version: self.data_version,
                checksum: None,
                source_id: None,
                merged_into,
            });
        }
        let deleted = removed.iter().filter(|removal| removal.stone.reason == TombstoneReason::Deleted);
        let deleted: Vec<(Kind, &str)> = deleted.map(|removal| (removal.kind, &*removal.stone.key)).collect();
        statements::forget(self.transaction, &deleted).await?;
        add::<entity::tombstone::Entity>(self.transaction, &stones).await?;
        add::<entity::revision::Entity>(self.transaction, &revisions).await
    }
}
