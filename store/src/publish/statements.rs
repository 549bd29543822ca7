//! What each of several sources states about one thing is kept, so that a new edition of one of them takes the place of its own
//! statement only. What a single source states is nowhere but in the record itself.

use std::collections::{BTreeMap, HashMap, HashSet};

use record::{ClosedList, Key, MergeRule, Record};
use sea_orm::FromQueryResult;

use super::{
    Item,
    by_key::Keys,
    canonical::canonicalise,
    combine::combine,
    identity::{Leads, identify, published},
    ids::Ids,
    insert::put,
    references,
    slugs::set_slug,
    write::citations,
};
use crate::{Error, closed_or_null, kind::Kind, read::Read, transaction::Transaction, unload};

/// The kinds of records that several sources may state something about.
pub(super) const STATED: [Kind; 4] = [Kind::Programme, Kind::FundingCall, Kind::Partner, Kind::Project];

/// A statement to be kept, or only a key that leads to a record under another key.
pub(super) struct Statement {
    /// What is refused together with it; `None` if nothing can be.
    unit: Option<usize>,
    row: entity::statement::Model,
}

/// One source's statement about a record.
pub(super) struct Stated {
    pub(super) own_key: String,
    source_key: String,
    /// The key of the record that it is part of, or that this was merged from.
    of: String,
    rule: Option<MergeRule>,
    pub(super) record: Record,
    is_kept: bool,
}

impl Stated {
    /// What stands, taken for the word of a source.
    pub(super) fn standing(record: Record) -> Self {
        let key = record.key().to_owned();
        let source_key = source_of(&record).unwrap_or_default().to_owned();
        Self { own_key: key.clone(), source_key, of: key, rule: None, record, is_kept: false }
    }

    /// True if it is in the table.
    pub(super) fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Says that it is about another record from now on.
    pub(super) fn merged_into(self, into: &Key) -> Self {
        Self { of: into.to_string(), rule: Some(MergeRule::Person), is_kept: false, ..self }
    }

    /// What is to be written; nothing if it is there already.
    pub(super) fn unkept(&self, kind: Kind, unit: usize) -> Option<Statement> {
        (!self.is_kept).then(|| self.statement(kind, Some(unit)))
    }

    fn statement(&self, kind: Kind, unit: Option<usize>) -> Statement {
        let mut record = self.record.clone();
        canonicalise(&mut record);
        // Addresses are the registry's own.
        set_slug(&mut record, None);
        let row = row(kind, &self.own_key, &self.source_key, &self.of, self.rule, Some(record::write(&record)));
        Statement { unit, row }
    }
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
    let kinds: HashMap<(Kind, &str), &'static str> =
        items.iter().map(|item| ((item.kind, item.record.key()), item.record.kind())).collect();
    for (kind, own_key) in &leads.found {
        if STATED.contains(kind) {
            *combined.merged.entry(kinds.get(&(*kind, own_key.as_str())).copied().unwrap_or("unknown")).or_default() += 1;
        } else if let Some((to, rule)) = leads.next(*kind, own_key) {
            combined.statements.push(Statement { unit: None, row: row(*kind, own_key, "", to, Some(*rule), None) });
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
            let known = published(transaction, kind, &keys).await?;
            let is_wanted = |item: &Item| {
                let key = item.record.key();
                !item.offered || (!known.contains(key) && leads.follow(kind, key).is_none())
            };
            combined.items.extend(items.into_iter().filter(is_wanted));
        }
    }
    Ok(combined)
}

/// The keys of which files say themselves what is stated where.
pub(super) fn said(items: &[Item]) -> Keys {
    let mut said = Keys::default();
    for item in items {
        for (kind, key) in said_in(&item.record) {
            said.add(kind, key);
        }
    }
    said
}

/// The keys of which a record says what is stated under them.
pub(super) fn said_in(record: &Record) -> impl Iterator<Item = (Kind, &Key)> {
    let statement = if let Record::Statement(statement) = record { Some(statement) } else { None };
    let said = statement.and_then(|r| Some((Kind::of_record_type(r.record_type)?, [&r.key, &r.of])));
    said.into_iter().flat_map(|(kind, keys)| keys.map(|key| (kind, key)))
}

/// Which records of whole files are the word of one source among several, by what the registry keeps: those of which the files
/// don't say themselves what is stated where.
pub(super) async fn shared(
    transaction: &Transaction,
    items: &[Item],
    is_said: impl Fn(Kind, &str) -> bool,
) -> Result<Keys, Error> {
    let mut shared = Keys::default();
    for kind in STATED {
        let here = items.iter().filter(|item| item.kind == kind).map(|item| item.record.key().to_owned());
        let keys: Vec<String> = here.filter(|key| !is_said(kind, key)).collect();
        if keys.is_empty() {
            continue;
        }
        for column in ["own_key", "record_key"] {
            let mut sql =
                transaction.sql(&format!("SELECT DISTINCT {column} AS key FROM statement WHERE body IS NOT NULL AND kind = "));
            sql.bind(kind.table()).push(&format!(" AND {column}")).any_text(&keys);
            for row in transaction.rows(sql.statement()).await? {
                shared.add(kind, &row.try_get::<String>("", "key")?);
            }
        }
    }
    Ok(shared)
}

/// Takes out of files what they say of statements, to be kept rather than published.
pub(super) fn in_files(items: &mut Vec<Item>) -> Vec<Statement> {
    let mut statements = Vec::new();
    for item in items.extract_if(.., |item| item.kind == Kind::Statement) {
        let Record::Statement(mut r) = item.record else { continue };
        let Some(kind) = Kind::of_record_type(r.record_type) else { continue };
        if let Some(record) = r.record.as_deref_mut() {
            canonicalise(record);
        }
        let body = r.record.as_deref().map(record::write);
        let source = r.source.as_deref().unwrap_or_default();
        statements.push(Statement { unit: Some(item.unit), row: row(kind, &r.key, source, &r.of, r.rule, body) });
    }
    statements
}

/// What keeping statements did.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) created: usize,
    pub(super) updated: usize,
    pub(super) unchanged: usize,
}

/// Keeps the statements whose records were not refused, in the order in which they come.
pub(super) async fn keep(
    transaction: &Transaction,
    statements: Vec<Statement>,
    refused: impl Fn(usize) -> bool,
) -> Result<Kept, Error> {
    let mut done = Kept::default();
    let statements = statements.into_iter().filter(|statement| statement.unit.is_none_or(|unit| !refused(unit)));
    let rows: Vec<entity::statement::Model> = statements.map(|statement| statement.row).collect();
    if rows.is_empty() {
        return Ok(done);
    }
    let mut there = HashMap::new();
    for kind in Kind::WRITTEN {
        let keys: Vec<String> = rows.iter().filter(|row| row.kind == kind.table()).map(|row| row.own_key.clone()).collect();
        if keys.is_empty() {
            continue;
        }
        let mut sql = transaction.sql("SELECT * FROM statement WHERE kind = ");
        sql.bind(kind.table()).push(" AND own_key").any_text(&keys);
        for row in transaction.rows(sql.statement()).await? {
            let row = entity::statement::Model::from_query_result(&row, "")?;
            there.insert((row.kind.clone(), row.own_key.clone(), row.source_key.clone()), row);
        }
    }
    let mut ids = Ids::load(transaction).await?;
    let mut changed: BTreeMap<i64, entity::statement::Model> = BTreeMap::new();
    for mut row in rows {
        let name = (row.kind.clone(), row.own_key.clone(), row.source_key.clone());
        match there.get(&name) {
            Some(known) => {
                row.id = known.id;
                if *known == row {
                    done.unchanged += 1;
                    continue;
                }
                done.updated += 1;
            }
            None => {
                row.id = ids.next("statement");
                done.created += 1;
            }
        }
        there.insert(name, row.clone());
        changed.insert(row.id, row);
    }
    put::<entity::statement::Entity>(transaction, &changed.into_values().collect::<Vec<_>>()).await?;
    Ok(done)
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
        // What comes under its own key from all sources that state it, mostly one, is published as it is.
        let is_plain = |target: &Key, items: &[Item]| {
            let [item] = items else { return false };
            let is_other = |source: &String| citations(&item.record).iter().all(|citation| &*citation.source != source);
            let others = sources.get(&**target).is_some_and(|sources| sources.iter().any(is_other));
            item.record.key() == &**target && !others && !kept.contains_key(&**target)
        };
        let (plain, shared): (BTreeMap<_, _>, BTreeMap<_, _>) =
            by_target.into_iter().partition(|(target, items)| is_plain(target, items));
        self.items.extend(plain.into_values().flatten());
        let unkept: Vec<String> = shared.keys().map(ToString::to_string).filter(|target| !kept.contains_key(target)).collect();
        for standing in unload::records(transaction, kind, &unkept).await? {
            let key = standing.key().to_owned();
            let items = shared.get(&Key::stored(key.clone())).into_iter().flatten();
            let coming: HashSet<&str> =
                items.flat_map(|item| citations(&item.record)).map(|citation| &*citation.source).collect();
            // Of several sources, what stands is taken for the word of one that says nothing now.
            let own =
                sources.get(&key).and_then(|all| all.iter().find(|source| !coming.contains(source.as_str())).or(all.first()));
            let source_key = own.cloned().unwrap_or_default();
            kept.insert(key, vec![Stated { source_key, ..Stated::standing(standing) }]);
        }
        for (target, items) in shared {
            let before = kept.remove(&*target).unwrap_or_default();
            self.combine(kind, &target, leads, before, items);
        }
        Ok(())
    }

    /// Publishes one record of all statements about it, and remembers those that come or are not kept yet.
    fn combine(&mut self, kind: Kind, target: &Key, leads: &Leads, mut statements: Vec<Stated>, items: Vec<Item>) {
        let Some((unit, path)) = items.last().map(|item| (item.unit, item.path.clone())) else { return };
        self.statements.extend(statements.iter().filter_map(|stated| stated.unkept(kind, unit)));
        // All statements are kept or refused with the one record that is made of them.
        for Item { record, .. } in items {
            let own_key = record.key().to_owned();
            let source_key = source_of(&record).unwrap_or_default().to_owned();
            let (of, rule) = match leads.next(kind, &own_key) {
                Some((of, rule)) => (of.to_string(), Some(*rule)),
                None => (own_key.clone(), None),
            };
            let stated = Stated { own_key, source_key, of, rule, record, is_kept: true };
            self.statements.push(stated.statement(kind, Some(unit)));
            let there = |there: &Stated| there.own_key == stated.own_key && there.source_key == stated.source_key;
            match statements.iter().position(there) {
                Some(there) => statements[there] = stated,
                None => statements.push(stated),
            }
        }
        if let Some(record) = combine(target, statements.into_iter().map(|stated| stated.record)) {
            self.items.push(Item { unit, path, kind, record, brought_in: false, offered: false });
        }
    }
}

fn row(
    kind: Kind,
    own_key: &str,
    source_key: &str,
    record_key: &str,
    rule: Option<MergeRule>,
    body: Option<String>,
) -> entity::statement::Model {
    entity::statement::Model {
        id: 0,
        kind: kind.table().to_owned(),
        own_key: own_key.to_owned(),
        source_key: source_key.to_owned(),
        record_key: record_key.to_owned(),
        rule: rule.map(ClosedList::spelling),
        body,
    }
}

/// What was stated in a source that is merged counts as stated in the one that lives on, unless that says something under the same
/// key.
pub(super) async fn hand_over(transaction: &Transaction, source: &str, to: &str) -> Result<(), Error> {
    let mut sql = transaction.sql("UPDATE statement SET source_key = ");
    sql.bind(to).push(" WHERE source_key = ").bind(source).push(
        " AND NOT EXISTS (SELECT 1 FROM statement o WHERE o.kind = statement.kind AND o.own_key = statement.own_key AND o.source_key = ",
    );
    sql.bind(to).push(")");
    transaction.execute(sql).await
}

/// Forgets what is stated about records that are deleted.
pub(super) async fn forget(transaction: &Transaction, deleted: &[(Kind, &str)]) -> Result<(), Error> {
    for kind in Kind::WRITTEN {
        let keys: Vec<String> = deleted.iter().filter(|(of, _)| *of == kind).map(|(_, key)| (*key).to_owned()).collect();
        if !keys.is_empty() {
            let mut sql = transaction.sql("DELETE FROM statement WHERE kind = ");
            sql.bind(kind.table()).push(" AND record_key").any_text(&keys);
            transaction.execute(sql).await?;
            let mut sql = transaction.sql("DELETE FROM distinction WHERE kind = ");
            sql.bind(kind.table()).push(" AND (record_key").any_text(&keys).push(" OR other_key").any_text(&keys).push(")");
            transaction.execute(sql).await?;
        }
    }
    Ok(())
}

/// The source whose word a record is.
pub(super) fn source_of(record: &Record) -> Option<&str> {
    citations(record).first().map(|citation| &*citation.source)
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

/// The statements about published records: those that are kept, else what stands.
pub(super) async fn about(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashMap<String, Vec<Stated>>, Error> {
    let mut stated = kept(transaction, kind, keys).await?;
    let unkept: Vec<String> = keys.iter().filter(|key| !stated.contains_key(*key)).cloned().collect();
    for standing in unload::records(transaction, kind, &unkept).await? {
        stated.insert(standing.key().to_owned(), vec![Stated::standing(standing)]);
    }
    Ok(stated)
}

/// The statements that are kept about records, with references to what is published now: first what is stated under the record's own
/// key, then those that came first.
pub(super) async fn kept(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashMap<String, Vec<Stated>>, Error> {
    let mut found: Vec<(String, Stated)> = Vec::new();
    let mut about: HashMap<String, String> = keys.iter().map(|key| (key.clone(), key.clone())).collect();
    let mut next: Vec<String> = keys.to_vec();
    // Statements about records that were merged are about those that live on.
    while !next.is_empty() {
        let mut sql = transaction.sql("SELECT * FROM statement WHERE body IS NOT NULL AND kind = ");
        sql.bind(kind.table()).push(" AND record_key").any_text(&next).push(" ORDER BY id");
        next = Vec::new();
        for row in transaction.rows(sql.statement()).await? {
            let row = entity::statement::Model::from_query_result(&row, "")?;
            let Some(root) = about.get(&row.record_key).cloned() else { continue };
            if !about.contains_key(&row.own_key) {
                about.insert(row.own_key.clone(), root.clone());
                next.push(row.own_key.clone());
            }
            let record = serde_json::from_str(row.body.as_deref().unwrap_or_default());
            let record = record.map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
            let stated = Stated {
                own_key: row.own_key,
                source_key: row.source_key,
                of: row.record_key,
                rule: closed_or_null(row.rule.as_deref())?,
                record,
                is_kept: true,
            };
            found.push((root, stated));
        }
    }
    found.sort_by_key(|(root, stated)| stated.own_key != *root);
    let mut records: Vec<&mut Record> = found.iter_mut().map(|(_, stated)| &mut stated.record).collect();
    renew(transaction, &mut records).await?;
    let mut kept: HashMap<String, Vec<Stated>> = HashMap::new();
    for (root, stated) in found {
        kept.entry(root).or_default().push(stated);
    }
    Ok(kept)
}

/// Lets records refer to what the keys of their sources lead to now.
pub(super) async fn renew(transaction: &Transaction, records: &mut [&mut Record]) -> Result<(), Error> {
    let mut wanted = Keys::default();
    for record in records.iter_mut() {
        references::restate(record);
        references::visit(record, &mut |kind, key, _| wanted.add(kind, key));
    }
    if wanted.len() > 0 {
        let leads = Leads::load(transaction, &wanted).await?;
        for record in records {
            references::lead(record, |kind, key| leads.follow(kind, key).cloned());
        }
    }
    Ok(())
}
