//! What each of several sources states about one thing is kept, so that a new edition of one of them takes the place of its own
//! statement only. What a single source states is nowhere but in the record itself.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Item,
    combine::combine,
    identity::{Leads, identify},
    ids::Ids,
    insert::put,
};
use crate::{
    db::{Error, kind::Kind, read::Read, transaction::Transaction, unload},
    record::{self, Citation, Key, Record},
};

/// The kinds of records that several sources may state something about.
const STATED: [Kind; 4] = [Kind::Programme, Kind::FundingCall, Kind::Partner, Kind::Project];

/// A statement that is new or other than before, or only a key that leads to a record under another key.
pub(super) struct Statement {
    /// What is refused together with it; `None` if nothing can be.
    unit: Option<usize>,
    row: entity::statement::Model,
}

/// One source's statement about a record.
struct Stated {
    /// The row that it is kept in, if it is.
    id: Option<i64>,
    own_key: String,
    source_key: String,
    record: Record,
    /// The unit that it came with just now.
    unit: Option<usize>,
}

/// What came of the records of sources.
#[derive(Default)]
pub(super) struct Combined {
    pub(super) items: Vec<Item>,
    pub(super) statements: Vec<Statement>,
    /// How many records turned out to be about something known under another key, by kind.
    pub(super) merged: BTreeMap<&'static str, usize>,
}

/// Makes of what sources state the records that are to be published, and drops offers of what is there already.
pub(super) async fn settle(transaction: &Transaction, mut items: Vec<Item>) -> Result<Combined, Error> {
    let mut combined = Combined::default();
    if items.is_empty() {
        return Ok(combined);
    }
    let leads = identify(transaction, &mut items).await?;
    for (kind, own_key, to) in &leads.found {
        if STATED.contains(kind) {
            let own = items.iter().find(|item| item.kind == *kind && item.record.key() == own_key);
            *combined.merged.entry(own.map_or("unknown", |item| item.record.kind())).or_default() += 1;
        } else {
            combined.statements.push(Statement { unit: None, row: row(*kind, None, own_key, "", to, None) });
        }
    }
    let mut by_kind: BTreeMap<Kind, Vec<Item>> = BTreeMap::new();
    for item in items {
        by_kind.entry(item.kind).or_default().push(item);
    }
    for (kind, items) in by_kind {
        if STATED.contains(&kind) {
            combined.add(transaction, kind, &leads, items).await?;
        } else {
            let keys: Vec<String> = items.iter().map(|item| item.record.key().to_owned()).collect();
            let known = keys_of(transaction, kind, &keys).await?;
            let is_wanted = |item: &Item| {
                let key = item.record.key();
                !item.offered || (!known.contains(key) && leads.follow(kind, key).is_none())
            };
            combined.items.extend(items.into_iter().filter(is_wanted));
        }
    }
    Ok(combined)
}

/// Keeps the statements whose records were not refused. Returns how many rows were written.
pub(super) async fn keep(
    transaction: &Transaction,
    statements: Vec<Statement>,
    refused: impl Fn(usize) -> bool,
) -> Result<usize, Error> {
    let statements: Vec<Statement> =
        statements.into_iter().filter(|statement| statement.unit.is_none_or(|unit| !refused(unit))).collect();
    if statements.is_empty() {
        return Ok(0);
    }
    let mut ids = Ids::load(transaction).await?;
    let mut rows: Vec<entity::statement::Model> = statements.into_iter().map(|statement| statement.row).collect();
    for row in rows.iter_mut().filter(|row| row.id == 0) {
        row.id = ids.next("statement");
    }
    put::<entity::statement::Entity>(transaction, &rows).await?;
    Ok(rows.len())
}

impl Combined {
    async fn add(&mut self, transaction: &Transaction, kind: Kind, leads: &Leads, items: Vec<Item>) -> Result<(), Error> {
        let mut by_target: BTreeMap<Key, Vec<Item>> = BTreeMap::new();
        for item in items {
            let own = item.record.key();
            let target = leads.follow(kind, own).cloned().unwrap_or_else(|| Key::stored(own));
            by_target.entry(target).or_default().push(item);
        }
        let targets: Vec<String> = by_target.keys().map(ToString::to_string).collect();
        let sources = sources_of(transaction, kind, &targets).await?;
        let mut kept = kept(transaction, kind, &targets).await?;
        // What comes from one source only, under its own key, is published as it is.
        let is_plain = |target: &Key, items: &[Item]| {
            let [item] = items else { return false };
            let others = sources
                .get(&**target)
                .is_some_and(|sources| sources.iter().any(|source| Some(source.as_str()) != source_of(&item.record)));
            item.record.key() == &**target && !others && !kept.contains_key(&**target)
        };
        let (plain, shared): (BTreeMap<_, _>, BTreeMap<_, _>) =
            by_target.into_iter().partition(|(target, items)| is_plain(target, items));
        self.items.extend(plain.into_values().flatten());
        let unkept: Vec<String> = shared
            .keys()
            .filter(|target| sources.contains_key(&***target) && !kept.contains_key(&***target))
            .map(ToString::to_string)
            .collect();
        for standing in unload::records(transaction, kind, &unkept).await? {
            let key = standing.key().to_owned();
            let coming: HashSet<&str> =
                shared.get(&Key::stored(key.clone())).into_iter().flatten().filter_map(|item| source_of(&item.record)).collect();
            // Of several sources, what stands is taken for the word of one that says nothing now.
            let own = sources[&key].iter().find(|source| !coming.contains(source.as_str())).or(sources[&key].first());
            let source_key = own.cloned().unwrap_or_default();
            kept.insert(key.clone(), vec![Stated { id: None, own_key: key, source_key, record: standing, unit: None }]);
        }
        for (target, items) in shared {
            let before = kept.remove(&*target).unwrap_or_default();
            self.combine(kind, &target, before, items);
        }
        Ok(())
    }

    /// Publishes one record of all statements about it, and remembers those that are new or changed.
    fn combine(&mut self, kind: Kind, target: &Key, mut statements: Vec<Stated>, items: Vec<Item>) {
        let Some((unit, path)) = items.last().map(|item| (item.unit, item.path.clone())) else { return };
        let mut changed: Vec<bool> = statements.iter().map(|stated| stated.id.is_none()).collect();
        for Item { unit, record, .. } in items {
            let own_key = record.key().to_owned();
            let source_key = source_of(&record).unwrap_or_default().to_owned();
            let there = statements.iter().position(|there| there.own_key == own_key && there.source_key == source_key);
            let id = there.and_then(|there| statements[there].id);
            let stated = Stated { id, own_key, source_key, record, unit: Some(unit) };
            match there {
                Some(there) => {
                    changed[there] |= statements[there].record != stated.record;
                    statements[there] = stated;
                }
                None => {
                    changed.push(true);
                    statements.push(stated);
                }
            }
        }
        for (stated, _) in statements.iter().zip(changed).filter(|(_, changed)| *changed) {
            let body = Some(record::write(&stated.record));
            let row = row(kind, stated.id, &stated.own_key, &stated.source_key, target, body);
            self.statements.push(Statement { unit: stated.unit, row });
        }
        if let Some(record) = combine(target, statements.into_iter().map(|stated| stated.record)) {
            self.items.push(Item { unit, path, kind, record, brought_in: false, offered: false });
        }
    }
}

fn row(
    kind: Kind,
    id: Option<i64>,
    own_key: &str,
    source_key: &str,
    record_key: &Key,
    body: Option<String>,
) -> entity::statement::Model {
    entity::statement::Model {
        id: id.unwrap_or_default(),
        kind: kind.table().to_owned(),
        own_key: own_key.to_owned(),
        source_key: source_key.to_owned(),
        record_key: record_key.to_string(),
        body,
    }
}

/// The source whose word a record is.
fn source_of(record: &Record) -> Option<&str> {
    let sources: &[Citation] = match record {
        Record::Programme(r) => &r.sources,
        Record::FundingCall(r) => &r.sources,
        Record::Partner(r) => &r.sources,
        Record::Project(r) => &r.sources,
        _ => &[],
    };
    sources.first().map(|citation| &*citation.source)
}

/// Those of the keys that are published.
async fn keys_of(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashSet<String>, Error> {
    let column = kind.key_column();
    let mut sql = transaction.sql(&format!("SELECT {column} AS key FROM {} WHERE {column}", kind.table()));
    sql.any_text(keys);
    transaction.rows(sql.statement()).await?.iter().map(|row| Ok(row.try_get("", "key")?)).collect()
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

/// The statements that are kept about records, those that came first before the others.
async fn kept(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashMap<String, Vec<Stated>>, Error> {
    let mut sql =
        transaction.sql("SELECT id, own_key, source_key, record_key, body FROM statement WHERE body IS NOT NULL AND kind = ");
    sql.bind(kind.table()).push(" AND record_key").any_text(keys).push(" ORDER BY id");
    let mut kept: HashMap<String, Vec<Stated>> = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        let body: String = row.try_get("", "body")?;
        let record = serde_json::from_str(&body).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
        kept.entry(row.try_get("", "record_key")?).or_default().push(Stated {
            id: Some(row.try_get("", "id")?),
            own_key: row.try_get("", "own_key")?,
            source_key: row.try_get("", "source_key")?,
            record,
            unit: None,
        });
    }
    Ok(kept)
}
