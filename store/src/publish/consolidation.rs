//! Records of sources, made into the records that are published: each is matched to what it is about, and one record is made of all
//! source records of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use record::Key;

use super::{
    Item,
    matching::{Redirects, match_items, published},
    references::citations_of,
    source_records::{self, PendingSourceRecord, SOURCED, SourceRecord},
    survivorship::golden_record,
};
use crate::{Error, kind::Kind, read::Read, records::from_rows, transaction::Transaction};

/// What came of the records of sources.
#[derive(Default)]
pub(super) struct Consolidated {
    /// The records to be published.
    pub(super) items: Vec<Item>,
    /// The source records to be stored with them.
    pub(super) source_records: Vec<PendingSourceRecord>,
    /// How many records turned out to be about something known under another key, by kind.
    pub(super) merged: BTreeMap<&'static str, usize>,
}

/// Makes of what sources state the records that are to be published, and drops offers of what is there already.
pub(super) async fn consolidate(transaction: &Transaction, mut items: Vec<Item>) -> Result<Consolidated, Error> {
    let mut consolidated = Consolidated::default();
    if items.is_empty() {
        return Ok(consolidated);
    }
    let redirects = match_items(transaction, &mut items).await?;
    let kinds: HashMap<(Kind, &str), &'static str> =
        items.iter().map(|item| ((item.kind, item.record.key()), item.record.kind())).collect();
    for (kind, own_key) in &redirects.found {
        if SOURCED.contains(kind) {
            let name = kinds.get(&(*kind, own_key.as_str())).copied().unwrap_or("unknown");
            *consolidated.merged.entry(name).or_default() += 1;
        } else if let Some(redirect) = redirects.next(*kind, own_key) {
            consolidated.source_records.push(PendingSourceRecord::redirect(*kind, own_key, redirect));
        }
    }
    let mut by_kind: BTreeMap<Kind, Vec<Item>> = BTreeMap::new();
    for item in items {
        by_kind.entry(item.kind).or_default().push(item);
    }
    for (kind, items) in by_kind {
        if SOURCED.contains(&kind) {
            consolidated.add(transaction, kind, &redirects, items).await?;
        } else {
            let keys: Vec<String> = items.iter().map(|item| item.record.key().to_owned()).collect();
            let known = published(transaction, kind, &keys).await?;
            let is_wanted = |item: &Item| {
                let key = item.record.key();
                !item.offered || (!known.contains(key) && redirects.follow(kind, key).is_none())
            };
            consolidated.items.extend(items.into_iter().filter(is_wanted));
        }
    }
    Ok(consolidated)
}

impl Consolidated {
    /// Adds the records of a kind, those of several sources as one.
    async fn add(&mut self, transaction: &Transaction, kind: Kind, redirects: &Redirects, items: Vec<Item>) -> Result<(), Error> {
        let mut by_target: BTreeMap<Key, Vec<Item>> = BTreeMap::new();
        for item in items {
            let own = item.record.key();
            let target = redirects.follow(kind, own).cloned().unwrap_or_else(|| Key::stored(own));
            by_target.entry(target).or_default().push(item);
        }
        let targets: Vec<String> = by_target.keys().map(ToString::to_string).collect();
        let sources = sources_of(transaction, kind, &targets).await?;
        let mut stored = source_records::stored(transaction, kind, &targets).await?;
        // What comes under its own key from all sources that state it, mostly one, is published as it is.
        let is_plain = |target: &Key, items: &[Item]| {
            let [item] = items else { return false };
            let is_other = |source: &String| citations_of(&item.record).iter().all(|citation| &*citation.source != source);
            let others = sources.get(&**target).is_some_and(|sources| sources.iter().any(is_other));
            item.record.key() == &**target && !others && !stored.contains_key(&**target)
        };
        let (plain, shared): (BTreeMap<_, _>, BTreeMap<_, _>) =
            by_target.into_iter().partition(|(target, items)| is_plain(target, items));
        self.items.extend(plain.into_values().flatten());
        let others: Vec<String> = shared.keys().map(ToString::to_string).filter(|target| !stored.contains_key(target)).collect();
        for record in from_rows::records(transaction, kind, &others).await? {
            let key = record.key().to_owned();
            let items = shared.get(&Key::stored(key.clone())).into_iter().flatten();
            let coming: HashSet<&str> =
                items.flat_map(|item| citations_of(&item.record)).map(|citation| &*citation.source).collect();
            // Of several sources, what is published is taken for the word of one that says nothing now.
            let own =
                sources.get(&key).and_then(|all| all.iter().find(|source| !coming.contains(source.as_str())).or(all.first()));
            let source_key = own.cloned().unwrap_or_default();
            stored.insert(key, vec![SourceRecord::published(record).stated_in(source_key)]);
        }
        for (target, items) in shared {
            let before = stored.remove(&*target).unwrap_or_default();
            self.add_shared(kind, &target, redirects, before, items);
        }
        Ok(())
    }

    /// Adds one record of all source records of it, and those of them that are new or not stored yet.
    fn add_shared(
        &mut self,
        kind: Kind,
        target: &Key,
        redirects: &Redirects,
        mut source_records: Vec<SourceRecord>,
        items: Vec<Item>,
    ) {
        let Some((unit, path)) = items.last().map(|item| (item.unit, item.path.clone())) else { return };
        self.source_records.extend(source_records.iter().filter_map(|there| there.pending(kind, unit)));
        // All of them are stored or refused with the one record that is made of them.
        for Item { record, .. } in items {
            let redirect = redirects.next(kind, record.key());
            let incoming = SourceRecord::incoming(record, redirect);
            self.source_records.extend(incoming.pending(kind, unit));
            let is_same = |there: &SourceRecord| there.own_key == incoming.own_key && there.source_key == incoming.source_key;
            match source_records.iter().position(is_same) {
                Some(there) => source_records[there] = incoming,
                None => source_records.push(incoming),
            }
        }
        if let Some(record) = golden_record(target, source_records.into_iter().map(|one| one.record)) {
            self.items.push(Item { unit, path, kind, record, brought_in: false, offered: false });
        }
    }
}

/// The sources of published records, in their order.
async fn sources_of(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashMap<String, Vec<String>>, Error> {
    let table = kind.table();
    let mut sql = transaction.sql(&format!(
        "SELECT t.key, s.key AS source FROM {table} t JOIN citation c ON c.{table}_id = t.id JOIN source s ON s.id = c.source_id WHERE t.key"
    ));
    sql.any_text(keys).push(" ORDER BY t.key, c.position");
    let mut sources: HashMap<String, Vec<String>> = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        sources.entry(row.try_get("", "key")?).or_default().push(row.try_get("", "source")?);
    }
    Ok(sources)
}
