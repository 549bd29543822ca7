//! Resolution of what the references of all records lead to, before anything is written.

use std::collections::{BTreeMap, HashMap};

use record::{ClosedList, Key, Record, TombstoneReason};

use super::{
    Item,
    batch_source::BatchSource,
    files::{PendingTombstone, keys_of},
    references, referring,
    source_records::{self, PendingSourceRecord, SOURCED, SourceRecord},
    survivorship::golden_record,
    tree::Parents,
};
use crate::{
    Error,
    kind::Kind,
    read::Read,
    records::{Keyed, Keys, PublishedRow, from_rows},
    transaction::Transaction,
};

/// How many records are looked up at a time.
const KEYS_AT_ONCE: usize = 10_000;

/// The records that are to be published together, and what is known of them and of those that they refer to. The records stay as
/// their files say until it is known which of them take part.
#[derive(Default)]
pub(super) struct Publication {
    pub(super) items: Vec<Item>,
    pub(super) published: Keyed<PublishedRow>,
    /// Keys of merged records, with the keys of the records that they are merged into.
    aliases: Keyed<Key>,
    /// Keys of records that were merged or deleted earlier.
    pub(super) buried: Keys,
    /// Keys of records that are gone, or will be.
    pub(super) gone: Keys,
    /// The source records that records are to be made of once references lead to survivors: of those that are published, and of what
    /// is merged into others.
    parts: Keyed<Vec<Record>>,
    /// Source records that are to be stored because of merges.
    pub(super) source_records: Vec<PendingSourceRecord>,
    /// Which places lie in which, if that matters.
    pub(super) places: Parents,
}

impl Publication {
    /// Finds what every reference leads to. `source` knows what other batches hold.
    pub(super) async fn resolve(transaction: &Transaction, items: Vec<Item>, source: &dyn BatchSource) -> Result<Self, Error> {
        let mut publication = Self { items, ..Self::default() };
        publication.load(transaction, 0, source).await?;
        if !publication.tombstones(TombstoneReason::Merged).is_empty() {
            let first = publication.items.len();
            publication.bring_in_referring(transaction).await?;
            publication.bring_in_survivors(transaction).await?;
            publication.load(transaction, first, source).await?;
        }
        Ok(publication)
    }

    /// Looks up the records from the `first` on, and what they refer to, through all merges.
    async fn load(&mut self, transaction: &Transaction, first: usize, source: &dyn BatchSource) -> Result<(), Error> {
        let mut wanted = Keys::default();
        for item in &mut self.items[first..] {
            references::visit(&mut item.record, &mut |kind, key, _| wanted.add(kind, key));
            match &item.record {
                Record::Tombstone(tombstone) => {
                    let Some(kind) = Kind::of_record_type(tombstone.record_type) else { continue };
                    wanted.add(kind, &tombstone.key);
                    self.gone.add(kind, &tombstone.key);
                }
                record => wanted.add(item.kind, record.key()),
            }
        }
        if first > 0 {
            for part in self.parts.values_mut().flatten() {
                references::visit(part, &mut |kind, key, _| wanted.add(kind, key));
            }
        }
        // What was merged leads to other records, which may have been merged in turn.
        while wanted.len() > 0 {
            let mut next = Keys::default();
            for kind in Kind::WRITTEN {
                let keys = wanted.keys_of(kind);
                for keys in keys.chunks(KEYS_AT_ONCE) {
                    PublishedRow::load(transaction, kind, keys, &mut self.published).await?;
                }
                let missing: Vec<String> = keys.iter().filter(|key| !self.published.contains(kind, key)).cloned().collect();
                for keys in missing.chunks(KEYS_AT_ONCE) {
                    self.load_tombstones(transaction, kind, keys, &mut next).await?;
                }
                for tombstone in keys.iter().filter_map(|key| source.tombstone(kind, key)) {
                    self.gone.add(kind, &tombstone.key);
                    if let Some(into) = &tombstone.merged_into {
                        self.add_alias(kind, &tombstone.key, into.clone(), &mut next);
                    }
                }
            }
            wanted = next;
        }
        for item in &self.items[first..] {
            if let Record::Tombstone(tombstone) = &item.record
                && let (Some(kind), Some(into)) = (Kind::of_record_type(tombstone.record_type), &tombstone.merged_into)
            {
                self.aliases.insert(kind, tombstone.key.to_string(), into.clone());
            }
        }
        Ok(())
    }

    /// Looks up which records are gone, and wants those that they were merged into.
    async fn load_tombstones(
        &mut self,
        transaction: &Transaction,
        kind: Kind,
        keys: &[String],
        wanted: &mut Keys,
    ) -> Result<(), Error> {
        let Some(record_type) = kind.record_type() else { return Ok(()) };
        let mut sql = transaction.sql("SELECT key, merged_into FROM tombstone WHERE record_type = ");
        sql.bind(record_type.as_str()).push(" AND key").any_text(keys);
        for row in transaction.rows(sql.statement()).await? {
            let key: String = row.try_get("", "key")?;
            self.buried.add(kind, &key);
            self.gone.add(kind, &key);
            let into: Option<String> = row.try_get("", "merged_into")?;
            if let Some(into) = into.and_then(|into| into.parse::<Key>().ok()) {
                self.add_alias(kind, &key, into, wanted);
            }
        }
        Ok(())
    }

    /// Lets a key lead to the one that it was merged into, and wants that.
    fn add_alias(&mut self, kind: Kind, key: &str, into: Key, wanted: &mut Keys) {
        if !self.published.contains(kind, &into) && !self.gone.contains(kind, &into) {
            wanted.add(kind, &into);
        }
        self.aliases.insert(kind, key.to_owned(), into);
    }

    /// Records that refer to one that is merged now must be published again with the survivor in its place.
    async fn bring_in_referring(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let tombstones = self.tombstones(TombstoneReason::Merged);
        if tombstones.is_empty() {
            return Ok(());
        }
        let by_key: HashMap<(Kind, &str), &PendingTombstone> =
            tombstones.iter().map(|tombstone| ((tombstone.kind, &*tombstone.key), tombstone)).collect();
        let mut there = self.offered();
        let mut wanted: BTreeMap<Kind, BTreeMap<String, &PendingTombstone>> = BTreeMap::new();
        for kind in Kind::WRITTEN {
            for found in referring::referring(transaction, kind, &keys_of(&tombstones, kind)).await? {
                if !there.contains(found.kind, &found.key) {
                    there.add(found.kind, &found.key);
                    wanted.entry(found.kind).or_default().insert(found.key, by_key[&(kind, &*found.to)]);
                }
            }
        }
        for (kind, tombstones) in wanted {
            let keys: Vec<String> = tombstones.keys().cloned().collect();
            if SOURCED.contains(&kind) {
                for (key, parts) in source_records::stored(transaction, kind, &keys).await? {
                    self.parts.insert(kind, key, parts.into_iter().map(|part| part.record).collect());
                }
            }
            for record in from_rows::records(transaction, kind, &keys).await? {
                self.bring_in(tombstones[record.key()], kind, record);
            }
        }
        Ok(())
    }

    /// A record that lives on is made of the source records of it and of those that are merged into it.
    async fn bring_in_survivors(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let there = self.offered();
        for kind in SOURCED {
            let mut heirs: BTreeMap<String, Vec<PendingTombstone>> = BTreeMap::new();
            for tombstone in self.tombstones(TombstoneReason::Merged) {
                let is_published = tombstone.kind == kind
                    && self.published.contains(kind, &tombstone.key)
                    && !self.buried.contains(kind, &tombstone.key);
                let survivor = self.survivor(kind, &tombstone.key).filter(|key| is_published && !self.gone.contains(kind, key));
                if let Some(survivor) = survivor.map(str::to_owned) {
                    heirs.entry(survivor).or_default().push(tombstone);
                }
            }
            let keys = heirs
                .iter()
                .flat_map(|(heir, tombstones)| tombstones.iter().map(|tombstone| tombstone.key.clone()).chain([heir.clone()]));
            let keys: Vec<String> = keys.collect();
            let mut found = source_records::about(transaction, kind, &keys).await?;
            for (heir, tombstones) in heirs {
                let mut all = found.remove(&heir).unwrap_or_default();
                let in_file = self.items.iter().find(|item| !item.brought_in && item.kind == kind && item.record.key() == heir);
                if let Some(item) = in_file {
                    // The file says itself what is published.
                    let is_stored = all.iter().all(SourceRecord::is_stored);
                    all = if is_stored && !all.is_empty() {
                        Vec::new()
                    } else {
                        vec![SourceRecord::published(item.record.clone())]
                    };
                }
                if let Some(tombstone) = tombstones.first() {
                    self.source_records.extend(all.iter().filter_map(|one| one.pending(kind, tombstone.unit)));
                }
                if in_file.is_some() {
                    all.clear();
                }
                for tombstone in &tombstones {
                    let Some(into) = self.aliases.get(kind, &tombstone.key).cloned() else { continue };
                    for one in found.remove(&tombstone.key).unwrap_or_default() {
                        let one = if one.own_key == tombstone.key { one.merged_into(&into) } else { one };
                        self.source_records.extend(one.pending(kind, tombstone.unit));
                        all.push(one);
                    }
                }
                if let Some(tombstone) = tombstones.first().filter(|_| !there.contains(kind, &heir)) {
                    for record in from_rows::records(transaction, kind, std::slice::from_ref(&heir)).await? {
                        self.bring_in(tombstone, kind, record);
                    }
                }
                self.parts.insert(kind, heir, all.into_iter().map(|one| one.record).collect());
            }
        }
        Ok(())
    }

    fn bring_in(&mut self, tombstone: &PendingTombstone, kind: Kind, record: Record) {
        self.items.push(Item {
            unit: tombstone.unit,
            path: tombstone.path.clone(),
            kind,
            record,
            brought_in: true,
            offered: false,
        });
    }

    /// The key of the record that lives on; `None` if the merges go round in a circle.
    pub(super) fn survivor<'a>(&'a self, kind: Kind, key: &'a str) -> Option<&'a str> {
        let mut key = key;
        for _ in 0..=self.aliases.len() {
            match self.aliases.get(kind, key) {
                Some(into) => key = into,
                None => return Some(key),
            }
        }
        None
    }

    /// The tombstones of the files that have this reason.
    pub(super) fn tombstones(&self, reason: TombstoneReason) -> Vec<PendingTombstone> {
        self.items.iter().filter_map(|item| PendingTombstone::of(item, reason)).collect()
    }

    /// The keys of the records that are about to be written.
    pub(super) fn offered(&self) -> Keys {
        let mut offered = Keys::default();
        for item in &self.items {
            offered.add(item.kind, item.record.key());
        }
        offered
    }

    /// Now that nothing more is refused, the records say what they will be published as: references lead to survivors, which say what
    /// merged records said, and a project's places don't include those around others of them.
    pub(super) fn apply_merges(mut self) -> Self {
        let mut items = std::mem::take(&mut self.items);
        for item in items.iter_mut().filter(|item| item.kind.has_rows()) {
            self.redirect_to_survivors(&mut item.record);
            if let Some(parts) = self.parts.get(item.kind, item.record.key()) {
                let key = Key::stored(item.record.key());
                let own = if item.brought_in { None } else { Some(item.record.clone()) };
                let parts = parts.iter().cloned().map(|mut record| {
                    self.redirect_to_survivors(&mut record);
                    record
                });
                if let Some(record) = golden_record(&key, own.into_iter().chain(parts)) {
                    item.record = record;
                }
            }
        }
        for item in &mut items {
            if let Record::Project(project) = &mut item.record
                && project.places.len() > 1
            {
                let places = project.places.clone();
                let around = |place: &Key| places.iter().any(|other| self.places.above(other).any(|above| above == &**place));
                project.places.retain(|place| !around(place));
            }
        }
        Self { items, ..self }
    }

    fn redirect_to_survivors(&self, record: &mut Record) {
        if self.aliases.len() > 0 {
            references::redirect(record, |kind, key| {
                self.survivor(kind, key).filter(|survivor| *survivor != &**key).map(Key::stored)
            });
        }
    }
}
