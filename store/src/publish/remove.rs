//! Removal of merged and deleted records, and what remains of them.

use record::{ClosedList, Record, RecordType, RevisionKind, Tombstone, TombstoneReason};

use super::{Item, canonical::checksum, dependent_rows, insert::add, non_matches, source_records, tree, write::Writer};
use crate::{Error, kind::Kind, read::Read};

/// One record that is merged or deleted.
pub(super) struct Removal {
    pub(super) kind: Kind,
    record_type: RecordType,
    pub(super) id: Option<i64>,
    slug: Option<String>,
    tombstone: Tombstone,
    checksum: String,
}

impl Writer<'_> {
    /// The tombstones that are new, and what they remove.
    pub(super) fn removals(&mut self, tombstones: Vec<Item>) -> Vec<Removal> {
        let mut removed = Vec::new();
        for item in tombstones {
            let count = self.outcome.counts.entry(item.record.kind()).or_default();
            let checksum = checksum(&item.record);
            let Record::Tombstone(tombstone) = item.record else { continue };
            let Some(kind) = Kind::of_record_type(tombstone.record_type) else { continue };
            if self.publication.buried.contains(kind, &tombstone.key) {
                count.unchanged += 1;
                continue;
            }
            count.created += 1;
            let there = self.publication.published.get(kind, &tombstone.key);
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
                self.move_history(removed).await?;
            }
            dependent_rows::remove(self.transaction, kind, &ids).await?;
        }
        Ok(())
    }

    /// What was stated in a source that is merged counts as stated in the one that lives on, in the history too.
    async fn move_history(&self, removed: &[Removal]) -> Result<(), Error> {
        for removal in removed.iter().filter(|removal| removal.kind == Kind::Source) {
            let survivor = self.publication.survivor(Kind::Source, &removal.tombstone.key);
            let survivor = survivor.and_then(|key| self.publication.published.get(Kind::Source, key)).map(|survivor| survivor.id);
            let mut sql = self.transaction.sql("UPDATE revision SET source_id = ");
            sql.bind(survivor.filter(|survivor| Some(*survivor) != removal.id)).push(" WHERE source_id = ").bind(removal.id);
            self.transaction.execute(sql).await?;
            if let Some(survivor) = self.publication.survivor(Kind::Source, &removal.tombstone.key) {
                source_records::move_to_source(self.transaction, &removal.tombstone.key, survivor).await?;
            }
        }
        Ok(())
    }

    /// Keeps what old ids answer.
    pub(super) async fn bury(&mut self, removed: &[Removal]) -> Result<(), Error> {
        let (mut tombstones, mut revisions) = (Vec::new(), Vec::new());
        for removal in removed {
            let tombstone = &removal.tombstone;
            let merged_into = tombstone.merged_into.as_ref().map(ToString::to_string);
            if let Some(into) = &merged_into {
                non_matches::delete(self.transaction, removal.kind, &tombstone.key, into).await?;
            }
            tombstones.push(entity::tombstone::Model {
                id: self.ids.next("tombstone"),
                record_type: removal.record_type.spelling(),
                key: tombstone.key.to_string(),
                slug: removal.slug.clone(),
                reason: tombstone.reason.spelling(),
                at: tombstone.at.map_or(self.now, time::OffsetDateTime::unix_timestamp),
                merged_into: merged_into.clone(),
                checksum: removal.checksum.clone(),
            });
            revisions.push(entity::revision::Model {
                id: self.ids.next("revision"),
                record_type: removal.record_type.spelling(),
                record_key: tombstone.key.to_string(),
                kind: if tombstone.reason == TombstoneReason::Merged { RevisionKind::Merged } else { RevisionKind::Deleted }
                    .spelling(),
                at: self.now,
                data_version: self.data_version,
                checksum: None,
                source_id: None,
                merged_into,
            });
        }
        let deleted = removed.iter().filter(|removal| removal.tombstone.reason == TombstoneReason::Deleted);
        let deleted: Vec<(Kind, &str)> = deleted.map(|removal| (removal.kind, &*removal.tombstone.key)).collect();
        source_records::delete_about(self.transaction, &deleted).await?;
        non_matches::delete_of(self.transaction, &deleted).await?;
        add::<entity::tombstone::Entity>(self.transaction, &tombstones).await?;
        add::<entity::revision::Entity>(self.transaction, &revisions).await
    }
}
