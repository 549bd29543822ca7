//! The one write path: records of whole files enter in one transaction, with the search index and the history.

mod canonical;
mod counts;
mod ids;
mod index;
mod merge;
mod references;
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
use super::{Database, Error, Snapshot, kind::Kind};
use crate::record::{Fault, Key, Record};

/// A file whose records are to be published together or not at all.
#[derive(Debug, Default)]
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
        let fault = Fault { path: String::new(), value: None, reason: reason.into() };
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
    let mut publication = Publication::gather(&before, batches).await?;
    publication.resolve(&before).await?;
    before.close().await;
    let outcome = publication.write(&transaction).await?;
    if dry_run {
        transaction.rollback().await?;
    } else {
        transaction.commit().await?;
    }
    Ok(outcome)
}

struct Publication {
    files: Vec<String>,
    faults: Vec<(usize, Fault)>,
    unreadable: Vec<&'static str>,
    items: Vec<Item>,
    known: HashMap<(Kind, String), Standing>,
    /// Keys of merged records, with the keys of the records they live on in.
    aliases: HashMap<(Kind, String), Key>,
    /// Keys of records that are gone already.
    gone: HashSet<(Kind, String)>,
}

impl Publication {
    async fn gather(before: &Snapshot, batches: Vec<Batch>) -> Result<Self, Error> {
        let mut publication = Self {
            files: Vec::new(),
            faults: Vec::new(),
            unreadable: Vec::new(),
            items: Vec::new(),
            known: HashMap::new(),
            aliases: HashMap::new(),
            gone: HashSet::new(),
        };
        for (file, batch) in batches.into_iter().enumerate() {
            publication.files.push(batch.file);
            publication.unreadable.extend(batch.unreadable);
            publication.faults.extend(batch.faults.into_iter().map(|fault| (file, fault)));
            let item = |(path, record): (String, Record)| Item { file, path, kind: Kind::of(&record), record };
            publication.items.extend(batch.records.into_iter().map(item));
        }
        publication.bring_in_referring(before).await?;
        Ok(publication)
    }

    /// Records that refer to one that is merged now must be published again with the survivor in its place.
    async fn bring_in_referring(&mut self, before: &Snapshot) -> Result<(), Error> {
        let mut brought: HashSet<(Kind, String)> =
            self.items.iter().map(|item| (item.kind, item.record.key().to_owned())).collect();
        let merged: Vec<(usize, String, Kind, String)> = self
            .items
            .iter()
            .filter_map(|item| match &item.record {
                Record::Tombstone(stone) if stone.reason == TombstoneReason::Merged => {
                    Some((item.file, item.path.clone(), Kind::of_record_type(stone.record_type)?, stone.key.to_string()))
                }
                _ => None,
            })
            .collect();
        for (file, path, kind, key) in merged {
            for record in merge::referring(before, kind, &key).await? {
                let kind = Kind::of(&record);
                if brought.insert((kind, record.key().to_owned())) {
                    self.items.push(Item { file, path: path.clone(), kind, record });
                }
            }
        }
        Ok(())
    }

    /// Finds what every reference leads to, and keeps out the files in which something is wrong.
    async fn resolve(&mut self, before: &Snapshot) -> Result<(), Error> {
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
        self.load_tombstones(before, &mut keys).await?;
        for kind in Kind::WRITTEN {
            let wanted: Vec<String> = keys.remove(&kind).into_iter().flatten().collect();
            if !wanted.is_empty() {
                load_standings(before, kind, &wanted, &mut self.known).await?;
            }
        }
        self.follow_aliases();
        self.refuse_doubles();
        self.refuse_circles(before).await?;
        self.refuse_deleting_what_is_used(before).await?;
        // A file that is kept out takes its records along, so that other files may miss them in turn.
        while self.refuse_dangling() {}
        Ok(())
    }

    async fn load_tombstones(&mut self, before: &Snapshot, keys: &mut HashMap<Kind, HashSet<String>>) -> Result<(), Error> {
        for stone in before.models(entity::tombstone::Entity::find()).await? {
            if let Some(kind) = Kind::of_record_type(stone.record_type) {
                self.gone.insert((kind, stone.key.clone()));
                if let Some(into) = stone.merged_into.and_then(|into| into.parse::<Key>().ok()) {
                    keys.entry(kind).or_default().insert(into.to_string());
                    self.aliases.insert((kind, stone.key), into);
                }
            }
        }
        for item in &self.items {
            if let Record::Tombstone(stone) = &item.record
                && let (Some(kind), Some(into)) = (Kind::of_record_type(stone.record_type), &stone.merged_into)
            {
                self.aliases.insert((kind, stone.key.to_string()), into.clone());
            }
        }
        Ok(())
    }

    fn follow_aliases(&mut self) {
        for item in &mut self.items {
            if item.kind == Kind::Tombstone {
                continue;
            }
            references::visit(&mut item.record, &mut |kind, key, _| {
                // A circle of merges is refused below; the bound keeps it from hanging here.
                for _ in 0..=self.aliases.len() {
                    match self.aliases.get(&(kind, key.to_string())) {
                        Some(into) => *key = into.clone(),
                        None => break,
                    }
                }
            });
        }
    }

    fn fault(&mut self, file: usize, path: String, value: Option<String>, reason: String) {
        self.faults.push((file, Fault { path, value, reason }));
    }

    fn refuse_doubles(&mut self) {
        let mut first: HashMap<(Kind, String), String> = HashMap::new();
        let mut found = Vec::new();
        for item in &self.items {
            let key = item.record.key().to_owned();
            let here = format!("{} {}", self.files[item.file], item.path);
            if let Some(there) = first.get(&(item.kind, key.clone())) {
                found.push((item.file, item.path.clone(), key, format!("this key is taken: {there} has it already")));
            } else {
                if self.gone.contains(&(item.kind, key.clone())) {
                    let reason = "this record was merged or deleted, its key can't be used again".to_owned();
                    found.push((item.file, item.path.clone(), key.clone(), reason));
                }
                first.insert((item.kind, key), here);
            }
        }
        for (file, path, key, reason) in found {
            self.fault(file, format!("{path}.key"), Some(format!("{key:?}")), reason);
        }
    }

    /// What lies in something that lies in itself can't be stored.
    async fn refuse_circles(&mut self, before: &Snapshot) -> Result<(), Error> {
        for kind in tree::KINDS {
            let mut parents = tree::parents(before, kind).await?;
            let mut touched = Vec::new();
            for item in self.items.iter().filter(|item| item.kind == kind) {
                let parent = tree::parent(&item.record).map(ToString::to_string);
                parents.insert(item.record.key().to_owned(), parent);
                touched.push((item.file, item.path.clone(), item.record.key().to_owned()));
            }
            for (file, path, key) in touched {
                if tree::in_circle(&parents, &key) {
                    let member = if kind == Kind::Concept { "broader" } else { "parent" };
                    self.fault(
                        file,
                        format!("{path}.{member}"),
                        None,
                        "this makes a circle: the record would lie in itself".to_owned(),
                    );
                }
            }
        }
        Ok(())
    }

    /// A record that others refer to can be merged, but not deleted, unless they go or change in the same publication.
    async fn refuse_deleting_what_is_used(&mut self, before: &Snapshot) -> Result<(), Error> {
        let mut handled: HashSet<(Kind, String)> = HashSet::new();
        let mut deleted = Vec::new();
        for item in &self.items {
            handled.insert((item.kind, item.record.key().to_owned()));
            if let Record::Tombstone(stone) = &item.record
                && let Some(kind) = Kind::of_record_type(stone.record_type)
            {
                handled.insert((kind, stone.key.to_string()));
                if stone.reason == TombstoneReason::Deleted {
                    deleted.push((item.file, item.path.clone(), kind, stone.key.to_string()));
                }
            }
        }
        for (file, path, kind, key) in deleted {
            let users = merge::referring(before, kind, &key).await?;
            if let Some(user) = users.iter().find(|user| !handled.contains(&(Kind::of(user), user.key().to_owned()))) {
                let reason = format!("this record is still in use: the {} {:?} refers to it", user.kind(), user.key());
                self.fault(file, format!("{path}.key"), Some(format!("{key:?}")), reason);
            }
        }
        Ok(())
    }

    /// Refuses references to records that are nowhere; true if another file had to be kept out.
    fn refuse_dangling(&mut self) -> bool {
        let refused: HashSet<usize> = self.faults.iter().map(|(file, _)| *file).collect();
        let offered: HashSet<(Kind, String)> = self
            .items
            .iter()
            .filter(|item| !refused.contains(&item.file))
            .map(|item| (item.kind, item.record.key().to_owned()))
            .collect();
        let removed: HashSet<(Kind, String)> = self
            .items
            .iter()
            .filter_map(|item| match &item.record {
                Record::Tombstone(stone) => Some((Kind::of_record_type(stone.record_type)?, stone.key.to_string())),
                _ => None,
            })
            .collect();
        let mut found = Vec::new();
        for item in self.items.iter_mut().filter(|item| !refused.contains(&item.file)) {
            let (file, path) = (item.file, &item.path);
            references::visit(&mut item.record, &mut |kind, key, member| {
                let wanted = (kind, key.to_string());
                if offered.contains(&wanted) || (self.known.contains_key(&wanted) && !removed.contains(&wanted)) {
                    return;
                }
                let what = kind.table().replace('_', " ");
                let reason = if removed.contains(&wanted) {
                    format!("the {what} with this key is being deleted")
                } else {
                    format!("there is no {what} with this key, neither in the registry nor in the files")
                };
                found.push((file, Fault { path: format!("{path}.{member}"), value: Some(format!("{:?}", wanted.1)), reason }));
            });
        }
        let more = !found.is_empty();
        self.faults.append(&mut found);
        more
    }

    async fn write(mut self, transaction: &DatabaseTransaction) -> Result<Outcome, Error> {
        let refused: HashSet<usize> = self.faults.iter().map(|(file, _)| *file).collect();
        let mut outcome = Outcome::default();
        for item in self.items.iter().filter(|item| refused.contains(&item.file)) {
            outcome.counts.entry(item.record.kind()).or_default().rejected += 1;
        }
        for kind in self.unreadable.drain(..) {
            outcome.counts.entry(kind).or_default().rejected += 1;
        }
        outcome.rejections = self.faults.drain(..).map(|(file, fault)| (self.files[file].clone(), fault)).collect();
        let mut items: Vec<Item> = self.items.drain(..).filter(|item| !refused.contains(&item.file)).collect();
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
