//! The one write path: records of whole files enter in one transaction, with the search index and the history.

mod canonical;
mod counts;
mod ids;
mod index;
mod merge;
mod references;
mod refuse;
mod rows;
mod slugs;
mod tree;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{RevisionKind, TombstoneReason};
use sea_orm::{DatabaseTransaction, EntityTrait};

use self::{
    canonical::{canonicalise, checksum, is_withdrawn},
    ids::Ids,
    rows::{Head, Maker, Rows},
    slugs::Slugs,
};
use super::{Database, Error, Snapshot, kind::Kind, unload};
use crate::record::{Fault, Key, Record};

/// From so many changed records on, the database counts anew what its plans depend on.
const MANY: usize = 1_000;

/// A file whose records are to be published together or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What the file is called in reports.
    pub file: String,
    /// The records with their place in the file.
    pub records: Vec<(String, Record)>,
    /// The kinds of the records that could not be read.
    pub unreadable: Vec<&'static str>,
    /// What was wrong with the file when it was read.
    pub faults: Vec<Fault>,
}

impl Batch {
    /// A file that can't be read at all.
    pub fn refused(file: impl Into<String>, reason: impl Into<String>) -> Self {
        let fault = Fault::new("", reason);
        Self { file: file.into(), faults: vec![fault], ..Self::default() }
    }
}

/// What happened to the records of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// New records.
    pub created: usize,
    /// Records that were there with other content.
    pub updated: usize,
    /// Records that were there with the same content.
    pub unchanged: usize,
    /// Records that were kept out.
    pub rejected: usize,
}

/// What a publication did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What happened, by the kind of record.
    pub counts: BTreeMap<&'static str, Count>,
    /// Why files were kept out: each fault with the file it is in.
    pub rejections: Vec<(String, Fault)>,
    /// The number of this publication; `None` if nothing changed.
    pub data_version: Option<i64>,
}

/// What the registry knows of a record that is published, or will know.
#[derive(Clone, Debug)]
struct Standing {
    id: i64,
    checksum: String,
    slug: Option<String>,
    created_at: i64,
    withdrawn: bool,
}

/// A record that is to go.
struct Stone {
    file: usize,
    path: String,
    kind: Kind,
    key: String,
    merged_into: Option<String>,
}

/// A record on its way in.
struct Item {
    file: usize,
    path: String,
    kind: Kind,
    record: Record,
}

/// Publishes files. Each file enters whole or not at all, and all that enter do so in one transaction. A dry run does the same and
/// takes it back.
pub async fn publish(database: &Database, batches: Vec<Batch>, dry_run: bool) -> Result<Outcome, Error> {
    let transaction = database.begin_write().await?;
    // Nobody else can write from here on, and nothing is written yet: this snapshot shows what is about to change.
    let before = database.snapshot();
    let mut refused = Refused::default();
    let mut accepted = refused.sift(batches, |_, batch| batch.faults.clone());
    let publication = loop {
        let publication = Publication::resolve(&before, &accepted).await?;
        if publication.faults.is_empty() {
            break publication;
        }
        // What a refused file says must not change the others, and they may miss its records: they are looked at anew without it.
        accepted = refused.sift(accepted, |file, _| {
            publication.faults.iter().filter(|(at, _)| *at == file).map(|(_, fault)| fault.clone()).collect()
        });
    };
    before.close().await;
    let mut outcome = publication.write(&transaction).await?;
    outcome.rejections = refused.rejections;
    for (kind, count) in refused.counts {
        outcome.counts.entry(kind).or_default().rejected += count;
    }
    if dry_run {
        transaction.rollback().await?;
    } else {
        transaction.commit().await?;
        if outcome.counts.values().map(|count| count.created + count.updated).sum::<usize>() >= MANY {
            database.analyse().await;
        }
    }
    Ok(outcome)
}

/// What became of the files that are kept out.
#[derive(Default)]
struct Refused {
    counts: BTreeMap<&'static str, usize>,
    rejections: Vec<(String, Fault)>,
}

impl Refused {
    /// Keeps out the files that have faults and gives the others back.
    fn sift(&mut self, batches: Vec<Batch>, faults: impl Fn(usize, &Batch) -> Vec<Fault>) -> Vec<Batch> {
        let mut accepted = Vec::new();
        for (file, batch) in batches.into_iter().enumerate() {
            let faults = faults(file, &batch);
            if faults.is_empty() {
                accepted.push(batch);
                continue;
            }
            for kind in batch.records.iter().map(|(_, record)| record.kind()).chain(batch.unreadable.iter().copied()) {
                *self.counts.entry(kind).or_default() += 1;
            }
            self.rejections.extend(faults.into_iter().map(|fault| (batch.file.clone(), fault)));
        }
        accepted
    }
}

struct Publication {
    files: Vec<String>,
    faults: Vec<(usize, Fault)>,
    items: Vec<Item>,
    known: HashMap<(Kind, String), Standing>,
    /// Keys of merged records, with the keys of the records they live on in.
    aliases: HashMap<(Kind, String), Key>,
    /// Keys of records that are gone, or will be.
    gone: HashSet<(Kind, String)>,
}

impl Publication {
    /// Finds what every reference leads to, and what is wrong.
    async fn resolve(before: &Snapshot, batches: &[Batch]) -> Result<Self, Error> {
        let item = |file: usize, (path, record): &(String, Record)| Item {
            file,
            path: path.clone(),
            kind: Kind::of(record),
            record: record.clone(),
        };
        let mut publication = Self {
            files: batches.iter().map(|batch| batch.file.clone()).collect(),
            faults: Vec::new(),
            items: batches
                .iter()
                .enumerate()
                .flat_map(|(file, batch)| batch.records.iter().map(move |r| item(file, r)))
                .collect(),
            known: HashMap::new(),
            aliases: HashMap::new(),
            gone: HashSet::new(),
        };
        publication.refuse_doubles(before).await?;
        publication.bring_in_referring(before).await?;
        publication.load_tombstones(before).await?;
        publication.follow_aliases();
        publication.load_known(before).await?;
        publication.refuse_circles(before).await?;
        publication.refuse_shared_codes(before).await?;
        publication.refuse_deleting_what_is_used(before).await?;
        publication.refuse_dangling();
        Ok(publication)
    }

    /// Records that refer to one that is merged now must be published again with the survivor in its place.
    async fn bring_in_referring(&mut self, before: &Snapshot) -> Result<(), Error> {
        let mut brought: HashSet<(Kind, String)> =
            self.items.iter().map(|item| (item.kind, item.record.key().to_owned())).collect();
        for stone in self.stones(TombstoneReason::Merged) {
            for record in merge::referring(before, stone.kind, &stone.key).await? {
                let kind = Kind::of(&record);
                if brought.insert((kind, record.key().to_owned())) {
                    self.items.push(Item { file: stone.file, path: stone.path.clone(), kind, record });
                }
            }
        }
        self.hand_over_identifiers(before).await
    }

    /// Who asks for a merged record by its identifier is to find the one that lives on.
    async fn hand_over_identifiers(&mut self, before: &Snapshot) -> Result<(), Error> {
        for stone in self.stones(TombstoneReason::Merged) {
            let Some(into) = stone.merged_into else { continue };
            let Some(merged) = unload::records(before, stone.kind, Some(&[stone.key])).await?.pop() else { continue };
            if !self.items.iter().any(|item| item.kind == stone.kind && item.record.key() == into) {
                let survivor = unload::records(before, stone.kind, Some(std::slice::from_ref(&into))).await?.pop();
                let item = survivor.map(|record| Item { file: stone.file, path: stone.path, kind: stone.kind, record });
                self.items.extend(item.filter(|item| merge::has_identifiers(&merged) && item.kind == Kind::of(&merged)));
            }
            if let Some(survivor) = self.items.iter_mut().find(|item| item.kind == stone.kind && item.record.key() == into) {
                merge::hand_over(merged, &mut survivor.record);
            }
        }
        Ok(())
    }

    async fn load_tombstones(&mut self, before: &Snapshot) -> Result<(), Error> {
        for stone in before.models(entity::tombstone::Entity::find()).await? {
            let Some(kind) = Kind::of_record_type(stone.record_type) else { continue };
            if let Some(into) = stone.merged_into.and_then(|into| into.parse::<Key>().ok()) {
                self.aliases.insert((kind, stone.key.clone()), into);
            }
            self.gone.insert((kind, stone.key));
        }
        for item in &self.items {
            if let Record::Tombstone(stone) = &item.record
                && let Some(kind) = Kind::of_record_type(stone.record_type)
            {
                let key = (kind, stone.key.to_string());
                if let Some(into) = &stone.merged_into {
                    self.aliases.insert(key.clone(), into.clone());
                }
                self.gone.insert(key);
            }
        }
        Ok(())
    }

    /// The key of the record that lives on; `None` if the merges go round in a circle.
    fn survivor(&self, kind: Kind, key: &Key) -> Option<Key> {
        let mut key = key.clone();
        for _ in 0..=self.aliases.len() {
            match self.aliases.get(&(kind, key.to_string())) {
                Some(into) => key = into.clone(),
                None => return Some(key),
            }
        }
        None
    }

    fn follow_aliases(&mut self) {
        let mut items = std::mem::take(&mut self.items);
        for item in items.iter_mut().filter(|item| item.kind != Kind::Tombstone) {
            references::visit(&mut item.record, &mut |kind, key, _| {
                if let Some(survivor) = self.survivor(kind, key) {
                    *key = survivor;
                }
            });
            references::drop_repetitions(&mut item.record);
        }
        self.items = items;
    }

    async fn load_known(&mut self, before: &Snapshot) -> Result<(), Error> {
        let mut keys: HashMap<Kind, HashSet<String>> = HashMap::new();
        for item in &mut self.items {
            keys.entry(item.kind).or_default().insert(item.record.key().to_owned());
            references::visit(&mut item.record, &mut |kind, key, _| {
                keys.entry(kind).or_default().insert(key.to_string());
            });
            if let Record::Tombstone(stone) = &item.record
                && let Some(kind) = Kind::of_record_type(stone.record_type)
            {
                keys.entry(kind).or_default().insert(stone.key.to_string());
            }
        }
        for kind in Kind::WRITTEN {
            let wanted: Vec<String> = keys.remove(&kind).into_iter().flatten().collect();
            if !wanted.is_empty() {
                load_standings(before, kind, &wanted, &mut self.known).await?;
            }
        }
        Ok(())
    }

    /// The tombstones of the files that have this reason.
    fn stones(&self, reason: TombstoneReason) -> Vec<Stone> {
        let stone = |item: &Item| match &item.record {
            Record::Tombstone(stone) if stone.reason == reason => Some(Stone {
                file: item.file,
                path: item.path.clone(),
                kind: Kind::of_record_type(stone.record_type)?,
                key: stone.key.to_string(),
                merged_into: stone.merged_into.as_ref().map(ToString::to_string),
            }),
            _ => None,
        };
        self.items.iter().filter_map(stone).collect()
    }

    async fn write(mut self, transaction: &DatabaseTransaction) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        let mut items = std::mem::take(&mut self.items);
        items.sort_by_key(|item| item.kind);

        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let mut ids = Ids::load(transaction).await?;
        let mut slugs = Slugs::load(transaction, &items).await?;
        let mut changes = Vec::new();
        let mut heads = Vec::new();
        for item in &mut items {
            if item.kind == Kind::Tombstone {
                continue;
            }
            let key = (item.kind, item.record.key().to_owned());
            let standing = self.known.get(&key).cloned();
            canonicalise(&mut item.record);
            let slug = slugs.settle(item, standing.as_ref());
            let checksum = checksum(&item.record);
            let count = outcome.counts.entry(item.record.kind()).or_default();
            let withdrawn = is_withdrawn(&item.record);
            let change = match &standing {
                Some(standing) if standing.checksum == checksum => {
                    count.unchanged += 1;
                    heads.push(None);
                    continue;
                }
                Some(standing) => {
                    count.updated += 1;
                    match (standing.withdrawn, withdrawn) {
                        (false, true) => RevisionKind::Withdrawn,
                        (true, false) => RevisionKind::Restored,
                        _ => RevisionKind::Updated,
                    }
                }
                None => {
                    count.created += 1;
                    RevisionKind::Created
                }
            };
            let id = standing.as_ref().map_or_else(|| ids.next(item.kind.table()), |standing| standing.id);
            let created_at = standing.as_ref().map_or(now, |standing| standing.created_at);
            self.known.insert(key, Standing { id, checksum: checksum.clone(), slug: Some(slug.clone()), created_at, withdrawn });
            changes.push(write::Change {
                kind: item.kind,
                id,
                key: item.record.key().to_owned(),
                what: change,
                checksum: checksum.clone(),
            });
            heads.push(Some(Head { id, slug, checksum, created_at }));
        }
        let rows = make_rows(&items, heads, &self.known, &mut ids, now);
        let removed = write::removals(transaction, &items, &self.known, &mut outcome).await?;
        if changes.is_empty() && removed.is_empty() {
            return Ok(outcome);
        }
        write::write(transaction, rows, &changes, &removed, &mut ids, now).await.map(|version| {
            outcome.data_version = Some(version);
            outcome
        })
    }
}

fn make_rows(
    items: &[Item],
    heads: Vec<Option<Head>>,
    known: &HashMap<(Kind, String), Standing>,
    ids: &mut Ids,
    now: i64,
) -> Rows {
    let mut maker = Maker { ids, known, now, rows: Rows::default() };
    for (item, head) in items.iter().filter(|item| item.kind != Kind::Tombstone).zip(heads) {
        let Some(head) = head else { continue };
        match &item.record {
            Record::Source(r) => maker.source(r, head),
            Record::IdentifierScheme(r) => maker.scheme(r, head),
            Record::Vocabulary(r) => maker.vocabulary(r, head),
            Record::Concept(r) => maker.concept(r, head),
            Record::Place(r) => maker.place(r, head),
            Record::Programme(r) => maker.programme(r, head),
            Record::FundingCall(r) => maker.funding_call(r, head),
            Record::Partner(r) => maker.partner(r, head),
            Record::Project(r) => maker.project(r, head),
            Record::Tombstone(_) => {}
        }
    }
    maker.rows
}

async fn load_standings(
    before: &Snapshot,
    kind: Kind,
    keys: &[String],
    known: &mut HashMap<(Kind, String), Standing>,
) -> Result<(), Error> {
    let slug = if kind.has_slug() { "slug" } else { "NULL" };
    let created = if kind == Kind::Project { "created_at" } else { "updated_at" };
    let withdrawn = if kind.can_be_withdrawn() { "withdrawn_at IS NOT NULL" } else { "FALSE" };
    let (table, key) = (kind.table(), kind.key_column());
    let mut sql = before.sql(&format!(
        "SELECT id, {key} AS key, checksum, CAST({slug} AS TEXT) AS slug, {created} AS created, \
         CASE WHEN {withdrawn} THEN 1 ELSE 0 END AS withdrawn FROM {table} WHERE {key}"
    ));
    sql.any_text(keys);
    for row in before.rows(sql.statement()).await? {
        let standing = Standing {
            id: row.try_get("", "id")?,
            checksum: row.try_get("", "checksum")?,
            slug: row.try_get("", "slug")?,
            created_at: row.try_get("", "created")?,
            withdrawn: row.try_get::<i32>("", "withdrawn")? == 1,
        };
        known.insert((kind, row.try_get("", "key")?), standing);
    }
    Ok(())
}
