//! What the references of all records lead to, before anything is written.

use std::collections::{BTreeMap, HashMap};

use record::{ClosedList, Fault, Key, Record, TombstoneReason};

use super::{
    Item, Standing,
    by_key::{ByKey, Keys},
    combine::combine,
    files::Files,
    merge, references,
    spool::Rest,
    statements::{self, STATED, Stated, Statement},
    tree::Parents,
};
use crate::{Error, kind::Kind, read::Read, transaction::Transaction, unload};

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
    /// Of what statements records are to be made once references lead to survivors: of those that stand, and of what is merged into
    /// others.
    stated: ByKey<Vec<Record>>,
    /// Statements that are to be kept because of merges.
    pub(super) statements: Vec<Statement>,
    /// Keys of records that are split from others.
    pub(super) split: Keys,
    /// Which places lie in which, if that matters.
    pub(super) places: Parents,
}

impl Publication {
    /// Finds what every reference leads to, and what is wrong. If the records are a parcel of several, `rest` is what they are part of.
    pub(super) async fn resolve(
        transaction: &Transaction,
        files: &Files,
        items: Vec<Item>,
        rest: Option<Rest<'_>>,
    ) -> Result<Self, Error> {
        let mut publication = Self { items, ..Self::default() };
        publication.load(transaction, 0, rest).await?;
        publication.refuse_doubles(files, rest);
        if !publication.stones(TombstoneReason::Merged).is_empty() {
            let stated = publication.items.len();
            publication.bring_in_referring(transaction).await?;
            publication.bring_in_survivors(transaction).await?;
            publication.load(transaction, stated, rest).await?;
        }
        publication.refuse_circles(transaction).await?;
        publication.refuse_merging_persons(transaction).await?;
        publication.refuse_shared_codes(transaction).await?;
        publication.refuse_deleting_what_is_used(transaction, rest).await?;
        publication.refuse_dangling(rest);
        Ok(publication)
    }

    /// Looks up the records from the `first` on, and what they refer to, through all merges.
    async fn load(&mut self, transaction: &Transaction, first: usize, rest: Option<Rest<'_>>) -> Result<(), Error> {
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
        if first > 0 {
            for stated in self.stated.values_mut().flatten() {
                references::visit(stated, &mut |kind, key, _| wanted.add(kind, key));
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
                let missing: Vec<String> = keys.iter().filter(|key| !self.known.contains(kind, key)).cloned().collect();
                for keys in missing.chunks(CHUNK) {
                    self.load_tombstones(transaction, kind, keys, &mut next).await?;
                }
                for stone in keys.iter().filter_map(|key| rest?.spool.stone(kind, key)) {
                    self.gone.add(kind, &stone.key);
                    if let Some(into) = &stone.merged_into {
                        self.lead_on(kind, &stone.key, into.clone(), &mut next);
                    }
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
        sql.bind(record_type.as_str()).push(" AND key").any_text(keys);
        for row in transaction.rows(sql.statement()).await? {
            let key: String = row.try_get("", "key")?;
            self.buried.add(kind, &key);
            self.gone.add(kind, &key);
            let into: Option<String> = row.try_get("", "merged_into")?;
            if let Some(into) = into.and_then(|into| into.parse::<Key>().ok()) {
                self.lead_on(kind, &key, into, wanted);
            }
        }
        Ok(())
    }

    /// Lets a key lead to the one that it was merged into, and wants that.
    fn lead_on(&mut self, kind: Kind, key: &str, into: Key, wanted: &mut Keys) {
        if !self.known.contains(kind, &into) && !self.gone.contains(kind, &into) {
            wanted.add(kind, &into);
        }
        self.aliases.insert(kind, key.to_owned(), into);
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
            if STATED.contains(&kind) {
                for (key, stated) in statements::kept(transaction, kind, &keys).await? {
                    self.stated.insert(kind, key, stated.into_iter().map(|stated| stated.record).collect());
                }
            }
            for record in unload::records(transaction, kind, &keys).await? {
                self.bring_in(stones[record.key()], kind, record);
            }
        }
        Ok(())
    }

    /// A record that lives on says what is stated of it and of those that are merged into it.
    async fn bring_in_survivors(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let there = self.offered();
        for kind in STATED {
            let mut heirs: BTreeMap<String, Vec<Stone>> = BTreeMap::new();
            for stone in self.stones(TombstoneReason::Merged) {
                let stands =
                    stone.kind == kind && self.known.contains(kind, &stone.key) && !self.buried.contains(kind, &stone.key);
                let survivor = self.survivor(kind, &stone.key).filter(|key| stands && !self.gone.contains(kind, key));
                if let Some(survivor) = survivor.map(str::to_owned) {
                    heirs.entry(survivor).or_default().push(stone);
                }
            }
            let keys = heirs.iter().flat_map(|(heir, stones)| stones.iter().map(|stone| stone.key.clone()).chain([heir.clone()]));
            let keys: Vec<String> = keys.collect();
            let mut stated = statements::about(transaction, kind, &keys).await?;
            for (heir, stones) in heirs {
                let mut all = stated.remove(&heir).unwrap_or_default();
                let in_file = self.items.iter().find(|item| !item.brought_in && item.kind == kind && item.record.key() == heir);
                if let Some(item) = in_file {
                    // The file says itself what stands.
                    let is_kept = all.iter().all(Stated::is_kept);
                    all = if is_kept && !all.is_empty() { Vec::new() } else { vec![Stated::standing(item.record.clone())] };
                }
                if let Some(stone) = stones.first() {
                    self.statements.extend(all.iter().filter_map(|one| one.unkept(kind, stone.unit)));
                }
                if in_file.is_some() {
                    all.clear();
                }
                for stone in &stones {
                    let Some(into) = self.aliases.get(kind, &stone.key).cloned() else { continue };
                    for one in stated.remove(&stone.key).unwrap_or_default() {
                        let one = if one.own_key == stone.key { one.merged_into(&into) } else { one };
                        self.statements.extend(one.unkept(kind, stone.unit));
                        all.push(one);
                    }
                }
                if let Some(stone) = stones.first().filter(|_| !there.contains(kind, &heir)) {
                    for record in unload::records(transaction, kind, std::slice::from_ref(&heir)).await? {
                        self.bring_in(stone, kind, record);
                    }
                }
                self.stated.insert(kind, heir, all.into_iter().map(|one| one.record).collect());
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

    /// Now that nothing more is refused, the records say what they will be published as: references lead to survivors, which say what
    /// merged records said, and a project's places don't include those around others of them.
    pub(super) fn settle(mut self) -> Self {
        let mut items = std::mem::take(&mut self.items);
        for item in items.iter_mut().filter(|item| item.kind.has_rows()) {
            self.lead_to_survivors(&mut item.record);
            if let Some(stated) = self.stated.get(item.kind, item.record.key()) {
                let key = Key::stored(item.record.key());
                let own = if item.brought_in { None } else { Some(item.record.clone()) };
                let stated = stated.iter().cloned().map(|mut record| {
                    self.lead_to_survivors(&mut record);
                    record
                });
                if let Some(record) = combine(&key, own.into_iter().chain(stated)) {
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

    fn lead_to_survivors(&self, record: &mut Record) {
        if self.aliases.len() > 0 {
            references::lead(record, |kind, key| {
                self.survivor(kind, key).filter(|survivor| *survivor != &**key).map(Key::stored)
            });
        }
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
