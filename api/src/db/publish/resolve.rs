//! What the references of all records lead to, before anything is written.

use std::collections::{BTreeMap, HashMap};

use entity::TombstoneReason;

use super::{
    Item, Standing,
    by_key::{ByKey, Keys},
    files::Files,
    merge, references,
    tree::Parents,
};
use crate::{
    db::{Error, kind::Kind, read::Read, transaction::Transaction, unload},
    record::{Fault, Identifier, Key, Record},
};

/// How many records are looked up at a time.
const CHUNK: usize = 10_000;

/// A record that is to go.
pub(super) struct Stone {
    pub(super) unit: usize,
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) key: String,
}

/// The records that are to be published together, and what is known of them and of those that they refer to. The records stay as
/// their files say until it is known which of them take part.
#[derive(Default)]
pub(super) struct Publication {
    pub(super) items: Vec<Item>,
    /// What is wrong, each with the unit that is refused for it.
    pub(super) faults: Vec<(usize, Fault)>,
    pub(super) known: ByKey<Standing>,
    /// Keys of merged records, with the keys of the records that they are merged into.
    aliases: ByKey<Key>,
    /// Keys of records that were merged or deleted earlier.
    pub(super) buried: Keys,
    /// Keys of records that are gone, or will be.
    pub(super) gone: Keys,
    /// What merged records leave to those that live on.
    legacies: ByKey<Vec<Identifier>>,
    /// Which places lie in which, if that matters.
    pub(super) places: Parents,
}

impl Publication {
    /// Finds what every reference leads to, and what is wrong.
    pub(super) async fn resolve(transaction: &Transaction, files: &Files, items: Vec<Item>) -> Result<Self, Error> {
        let mut publication = Self { items, ..Self::default() };
        publication.load(transaction, 0).await?;
        publication.refuse_doubles(files);
        if !publication.stones(TombstoneReason::Merged).is_empty() {
            let stated = publication.items.len();
            publication.bring_in_referring(transaction).await?;
            publication.bring_in_survivors(transaction).await?;
            publication.load(transaction, stated).await?;
        }
        publication.refuse_circles(transaction).await?;
        publication.refuse_merging_persons(transaction).await?;
        publication.refuse_shared_codes(transaction).await?;
        publication.refuse_deleting_what_is_used(transaction).await?;
        publication.refuse_dangling();
        Ok(publication)
    }

    /// Looks up the records from the `first` on, and what they refer to, through all merges.
    async fn load(&mut self, transaction: &Transaction, first: usize) -> Result<(), Error> {
        let mut wanted = Keys::default();
        for item in &mut self.items[first..] {
            references::visit(&mut item.record, &mut |kind, key, _| wanted.add(kind, key));
            match &item.record {
                Record::Tombstone(stone) => {
                    let Some(kind) = Kind::of_record_type(stone.record_type) else { continue };
                    wanted.add(kind, &stone.key);
                    self.gone.add(kind, &stone.key);
                }
                record => wanted.add(item.kind, record.key()),
            }
        }
        // What was merged leads to other records, which may have been merged in turn.
        while wanted.len() > 0 {
            let mut next = Keys::default();
            for kind in Kind::WRITTEN {
                let keys = wanted.keys_of(kind);
                for keys in keys.chunks(CHUNK) {
                    load_standings(transaction, kind, keys, &mut self.known).await?;
                }
                let missing: Vec<String> = keys.into_iter().filter(|key| !self.known.contains(kind, key)).collect();
                for keys in missing.chunks(CHUNK) {
                    self.load_tombstones(transaction, kind, keys, &mut next).await?;
                }
            }
            wanted = next;
        }
        for item in &self.items[first..] {
            if let Record::Tombstone(stone) = &item.record
                && let (Some(kind), Some(into)) = (Kind::of_record_type(stone.record_type), &stone.merged_into)
            {
                self.aliases.insert(kind, stone.key.to_string(), into.clone());
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
        sql.bind(sea_orm::ActiveEnum::to_value(&record_type)).push(" AND key").any_text(keys);
        for row in transaction.rows(sql.statement()).await? {
            let key: String = row.try_get("", "key")?;
            self.buried.add(kind, &key);
            self.gone.add(kind, &key);
            let into: Option<String> = row.try_get("", "merged_into")?;
            if let Some(into) = into.and_then(|into| into.parse::<Key>().ok()) {
                if !self.known.contains(kind, &into) && !self.gone.contains(kind, &into) {
                    wanted.add(kind, &into);
                }
                self.aliases.insert(kind, key, into);
            }
        }
        Ok(())
    }

    /// Records that refer to one that is merged now must be published again with the survivor in its place.
    async fn bring_in_referring(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let stones = self.stones(TombstoneReason::Merged);
        if stones.is_empty() {
            return Ok(());
        }
        let by_key: HashMap<(Kind, &str), &Stone> = stones.iter().map(|stone| ((stone.kind, &*stone.key), stone)).collect();
        let mut there = self.offered();
        let mut wanted: BTreeMap<Kind, BTreeMap<String, &Stone>> = BTreeMap::new();
        for kind in Kind::WRITTEN {
            for found in merge::referring(transaction, kind, &keys_of(&stones, kind)).await? {
                if !there.contains(found.kind, &found.key) {
                    there.add(found.kind, &found.key);
                    wanted.entry(found.kind).or_default().insert(found.key, by_key[&(kind, &*found.to)]);
                }
            }
        }
        for (kind, stones) in wanted {
            let keys: Vec<String> = stones.keys().cloned().collect();
            for record in unload::records(transaction, kind, &keys).await? {
                self.bring_in(stones[record.key()], kind, record);
            }
        }
        Ok(())
    }

    /// Who asks for a merged record by its identifier is to find the one that lives on.
    async fn bring_in_survivors(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let stones = self.stones(TombstoneReason::Merged);
        if stones.is_empty() {
            return Ok(());
        }
        let there = self.offered();
        for kind in [Kind::Partner, Kind::Project] {
            let stones: HashMap<&str, &Stone> =
                stones.iter().filter(|stone| stone.kind == kind).map(|stone| (&*stone.key, stone)).collect();
            let mut wanted: BTreeMap<String, &Stone> = BTreeMap::new();
            for merged in unload::records(transaction, kind, &keys_of(stones.values().copied(), kind)).await? {
                let stone = stones[merged.key()];
                let survivor = self.survivor(kind, &stone.key).filter(|key| !self.gone.contains(kind, key)).map(str::to_owned);
                let mut left = merge::left_by(merged);
                let Some(survivor) = survivor.filter(|_| !left.is_empty()) else { continue };
                if !there.contains(kind, &survivor) {
                    wanted.insert(survivor.clone(), stone);
                }
                match self.legacies.get_mut(kind, &survivor) {
                    Some(legacy) => legacy.append(&mut left),
                    None => drop(self.legacies.insert(kind, survivor, left)),
                }
            }
            let keys: Vec<String> = wanted.keys().cloned().collect();
            for record in unload::records(transaction, kind, &keys).await? {
                self.bring_in(wanted[record.key()], kind, record);
            }
        }
        Ok(())
    }

    fn bring_in(&mut self, stone: &Stone, kind: Kind, record: Record) {
        self.items.push(Item { unit: stone.unit, path: stone.path.clone(), kind, record, brought_in: true, offered: false });
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
    pub(super) fn stones(&self, reason: TombstoneReason) -> Vec<Stone> {
        let stone = |item: &Item| match &item.record {
            Record::Tombstone(stone) if stone.reason == reason => Some(Stone {
                unit: item.unit,
                path: item.path.clone(),
                kind: Kind::of_record_type(stone.record_type)?,
                key: stone.key.to_string(),
            }),
            _ => None,
        };
        self.items.iter().filter_map(stone).collect()
    }

    /// The keys of the records that are about to be written.
    pub(super) fn offered(&self) -> Keys {
        let mut offered = Keys::default();
        for item in &self.items {
            offered.add(item.kind, item.record.key());
        }
        offered
    }

    /// Now that nothing more is refused, the records say what they will be published as: references lead to survivors, which have
    /// what merged records left, and a project's places don't include those around others of them.
    pub(super) fn settle(mut self) -> Self {
        let mut items = std::mem::take(&mut self.items);
        if self.aliases.len() > 0 {
            for item in items.iter_mut().filter(|item| item.kind != Kind::Tombstone) {
                references::visit(&mut item.record, &mut |kind, key, _| {
                    if let Some(survivor) = self.survivor(kind, key).filter(|survivor| *survivor != &**key) {
                        *key = survivor.parse().unwrap_or_else(|_| key.clone());
                    }
                });
                references::drop_repetitions(&mut item.record);
            }
        }
        for item in &mut items {
            if let Some(left) = self.legacies.get(item.kind, item.record.key()) {
                merge::hand_over(left, &mut item.record);
            }
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
}

pub(super) fn keys_of<'a>(stones: impl IntoIterator<Item = &'a Stone>, kind: Kind) -> Vec<String> {
    stones.into_iter().filter(|stone| stone.kind == kind).map(|stone| stone.key.clone()).collect()
}

async fn load_standings(
    transaction: &Transaction,
    kind: Kind,
    keys: &[String],
    known: &mut ByKey<Standing>,
) -> Result<(), Error> {
    let slug = if kind.has_slug() { "slug" } else { "NULL" };
    let created = if kind == Kind::Project { "created_at" } else { "updated_at" };
    let withdrawn = if kind.can_be_withdrawn() { "withdrawn_at IS NOT NULL" } else { "FALSE" };
    let (table, key) = (kind.table(), kind.key_column());
    let mut sql = transaction.sql(&format!(
        "SELECT id, {key} AS key, checksum, CAST({slug} AS TEXT) AS slug, {created} AS created, \
         CASE WHEN {withdrawn} THEN 1 ELSE 0 END AS withdrawn FROM {table} WHERE {key}"
    ));
    sql.any_text(keys);
    for row in transaction.rows(sql.statement()).await? {
        let standing = Standing {
            id: row.try_get("", "id")?,
            checksum: row.try_get("", "checksum")?,
            slug: row.try_get("", "slug")?,
            created_at: row.try_get("", "created")?,
            withdrawn: row.try_get::<i32>("", "withdrawn")? == 1,
        };
        known.insert(kind, row.try_get("", "key")?, standing);
    }
    Ok(())
}
