//! Source records: what each of several sources states about one thing is kept, so that a new edition of one of them takes the place
//! of its own source record only. What a single source states is nowhere but in the published record itself.
//!
//! The table has a row for each source that says something of a record: the key under which the source knows it (`own_key`), the record
//! that it is part of (`record_key`), the rule that told so, and what it states, as a record. The first row comes with the second source.
//! `record_key` is the record as it was when the two were found to be one; if that was merged in turn, its own row says into what. So the
//! rows make trees, the root is what is published, and taking a merge back changes one row. The published record is made anew of all rows
//! below it, its own first, whenever one of them changes. A tombstone in a file does the same as a merge that a person decides.
//!
//! Where a participation's partner leads elsewhere, `stated_partner` keeps the key of the source, and participations are led anew from
//! there whenever a record is made of source records or a merge is taken back.

use std::collections::{BTreeMap, HashMap};

use record::{ClosedList, Key, MergeRule, Record};
use sea_orm::FromQueryResult;

use super::{
    Item, Kept,
    canonical::canonicalise,
    insert::Insertion,
    matching::Redirects,
    references::{self, citations_of},
    slugs::set_slug,
};
use crate::{
    Error, closed_or_null,
    kind::Kind,
    read::Read,
    records::{Ids, Keys, from_rows},
    transaction::Transaction,
};

/// The kinds of records that several sources may state something about.
pub(super) const SOURCED: [Kind; 4] = [Kind::Programme, Kind::FundingCall, Kind::Partner, Kind::Project];

/// What one source states about a record.
pub(super) struct SourceRecord {
    pub(super) own_key: String,
    pub(super) source_key: String,
    /// The key of the record that it is part of, or that this was merged from.
    part_of: String,
    rule: Option<MergeRule>,
    pub(super) record: Record,
    is_stored: bool,
}

impl SourceRecord {
    /// What a source states now under a key of its own, to be stored with a redirect to the record that it is part of.
    pub(super) fn incoming(record: Record, redirect: Option<&(Key, MergeRule)>) -> Self {
        let own_key = record.key().to_owned();
        let source_key = source_of(&record).unwrap_or_default().to_owned();
        let (part_of, rule) = match redirect {
            Some((to, rule)) => (to.to_string(), Some(*rule)),
            None => (own_key.clone(), None),
        };
        Self { own_key, source_key, part_of, rule, record, is_stored: false }
    }

    /// A published record, taken for what its first source states.
    pub(super) fn published(record: Record) -> Self {
        Self::incoming(record, None)
    }

    /// The same as stated in a certain source.
    pub(super) fn stated_in(self, source_key: String) -> Self {
        Self { source_key, ..self }
    }

    fn from_row(row: entity::source_record::Model) -> Result<Self, Error> {
        let record = serde_json::from_str(row.body.as_deref().unwrap_or_default());
        Ok(Self {
            own_key: row.own_key,
            source_key: row.source_key,
            part_of: row.record_key,
            rule: closed_or_null(row.rule.as_deref())?,
            record: record.map_err(|error| sea_orm::DbErr::Json(error.to_string()))?,
            is_stored: true,
        })
    }

    /// True if it is in the table.
    pub(super) fn is_stored(&self) -> bool {
        self.is_stored
    }

    /// Makes it a part of another record from now on.
    pub(super) fn merged_into(self, into: &Key) -> Self {
        Self { part_of: into.to_string(), rule: Some(MergeRule::Person), is_stored: false, ..self }
    }

    /// What is to be written; nothing if it is there already.
    pub(super) fn pending(&self, kind: Kind, unit: usize) -> Option<PendingSourceRecord> {
        (!self.is_stored).then(|| {
            let mut record = self.record.clone();
            canonicalise(&mut record);
            // Addresses are the registry's own.
            set_slug(&mut record, None);
            let row = row(kind, &self.own_key, &self.source_key, &self.part_of, self.rule, Some(record::write(&record)));
            PendingSourceRecord { unit: Some(unit), row }
        })
    }
}

/// A source record to be stored, or only a key that leads to a record under another key.
pub(super) struct PendingSourceRecord {
    /// What is refused together with it; `None` if nothing can be.
    unit: Option<usize>,
    row: entity::source_record::Model,
}

impl PendingSourceRecord {
    /// A key that leads to a record under another key, with nothing stated under it.
    pub(super) fn redirect(kind: Kind, own_key: &str, (to, rule): &(Key, MergeRule)) -> Self {
        Self { unit: None, row: row(kind, own_key, "", to, Some(*rule), None) }
    }
}

/// The source of which a record is the word.
pub(super) fn source_of(record: &Record) -> Option<&str> {
    citations_of(record).first().map(|citation| &*citation.source)
}

/// The keys of which files bring the source records themselves.
pub(super) fn declared(items: &[Item]) -> Keys {
    let mut declared = Keys::default();
    for item in items {
        for (kind, key) in declared_by(&item.record) {
            declared.add(kind, key);
        }
    }
    declared
}

/// The keys of which a record of a file says which source records there are.
pub(super) fn declared_by(record: &Record) -> impl Iterator<Item = (Kind, &Key)> {
    let source_record = if let Record::SourceRecord(source_record) = record { Some(source_record) } else { None };
    let declared = source_record.and_then(|r| Some((Kind::of_record_type(r.record_type)?, [&r.key, &r.of])));
    declared.into_iter().flat_map(|(kind, keys)| keys.map(|key| (kind, key)))
}

/// Those records of whole files that are the word of one source among several, by what the registry keeps, unless the files declare
/// their source records themselves.
pub(super) async fn of_several_sources(
    transaction: &Transaction,
    items: &[Item],
    is_declared: impl Fn(Kind, &str) -> bool,
) -> Result<Keys, Error> {
    let mut of_several = Keys::default();
    for kind in SOURCED {
        let here = items.iter().filter(|item| item.kind == kind).map(|item| item.record.key().to_owned());
        let keys: Vec<String> = here.filter(|key| !is_declared(kind, key)).collect();
        if keys.is_empty() {
            continue;
        }
        for column in ["own_key", "record_key"] {
            let mut sql = transaction
                .sql(&format!("SELECT DISTINCT {column} AS key FROM source_record WHERE body IS NOT NULL AND kind = "));
            sql.bind(kind.table()).push(&format!(" AND {column}")).any_text(&keys);
            for row in transaction.rows(sql.statement()).await? {
                of_several.add(kind, &row.try_get::<String>("", "key")?);
            }
        }
    }
    Ok(of_several)
}

/// Takes the source records out of the items of files, to be stored rather than published.
pub(super) fn extract(items: &mut Vec<Item>) -> Vec<PendingSourceRecord> {
    let mut pending = Vec::new();
    for item in items.extract_if(.., |item| item.kind == Kind::SourceRecord) {
        let Record::SourceRecord(mut r) = item.record else { continue };
        let Some(kind) = Kind::of_record_type(r.record_type) else { continue };
        if let Some(record) = r.record.as_deref_mut() {
            canonicalise(record);
        }
        let body = r.record.as_deref().map(record::write);
        let source = r.source.as_deref().unwrap_or_default();
        pending.push(PendingSourceRecord { unit: Some(item.unit), row: row(kind, &r.key, source, &r.of, r.rule, body) });
    }
    pending
}

/// Stores the source records whose units were not refused, in the order in which they come.
pub(super) async fn store(
    transaction: &Transaction,
    pending: Vec<PendingSourceRecord>,
    is_refused: impl Fn(usize) -> bool,
) -> Result<Kept, Error> {
    let mut kept = Kept::default();
    let pending = pending.into_iter().filter(|pending| pending.unit.is_none_or(|unit| !is_refused(unit)));
    let rows: Vec<entity::source_record::Model> = pending.map(|pending| pending.row).collect();
    if rows.is_empty() {
        return Ok(kept);
    }
    let mut there = HashMap::new();
    for kind in Kind::WRITTEN {
        let keys: Vec<String> = rows.iter().filter(|row| row.kind == kind.table()).map(|row| row.own_key.clone()).collect();
        if keys.is_empty() {
            continue;
        }
        let mut sql = transaction.sql("SELECT * FROM source_record WHERE kind = ");
        sql.bind(kind.table()).push(" AND own_key").any_text(&keys);
        for row in transaction.rows(sql.statement()).await? {
            let row = entity::source_record::Model::from_query_result(&row, "")?;
            there.insert((row.kind.clone(), row.own_key.clone(), row.source_key.clone()), row);
        }
    }
    let mut ids = Ids::load(transaction).await?;
    let mut changed: BTreeMap<i64, entity::source_record::Model> = BTreeMap::new();
    for mut row in rows {
        let name = (row.kind.clone(), row.own_key.clone(), row.source_key.clone());
        match there.get(&name) {
            Some(known) => {
                row.id = known.id;
                if *known == row {
                    kept.unchanged += 1;
                    continue;
                }
                kept.updated += 1;
            }
            None => {
                row.id = ids.next("source_record");
                kept.created += 1;
            }
        }
        there.insert(name, row.clone());
        changed.insert(row.id, row);
    }
    let rows: Vec<entity::source_record::Model> = changed.into_values().collect();
    Insertion::replacing::<entity::source_record::Entity>(&rows).execute(transaction).await?;
    Ok(kept)
}

fn row(
    kind: Kind,
    own_key: &str,
    source_key: &str,
    record_key: &str,
    rule: Option<MergeRule>,
    body: Option<String>,
) -> entity::source_record::Model {
    entity::source_record::Model {
        id: 0,
        kind: kind.table().to_owned(),
        own_key: own_key.to_owned(),
        source_key: source_key.to_owned(),
        record_key: record_key.to_owned(),
        rule: rule.map(ClosedList::spelling),
        body,
    }
}

/// Makes what was stated in a source that is merged count as stated in the one that lives on, unless that states something under the
/// same key.
pub(super) async fn move_to_source(transaction: &Transaction, source: &str, to: &str) -> Result<(), Error> {
    let mut sql = transaction.sql("UPDATE source_record SET source_key = ");
    sql.bind(to).push(" WHERE source_key = ").bind(source).push(
        " AND NOT EXISTS (SELECT 1 FROM source_record o WHERE o.kind = source_record.kind \
         AND o.own_key = source_record.own_key AND o.source_key = ",
    );
    sql.bind(to).push(")");
    transaction.execute(sql).await
}

/// Deletes what is stated about records that are deleted.
pub(super) async fn delete_about(transaction: &Transaction, deleted: &[(Kind, &str)]) -> Result<(), Error> {
    for kind in Kind::WRITTEN {
        let keys: Vec<String> = deleted.iter().filter(|(of, _)| *of == kind).map(|(_, key)| (*key).to_owned()).collect();
        if !keys.is_empty() {
            let mut sql = transaction.sql("DELETE FROM source_record WHERE kind = ");
            sql.bind(kind.table()).push(" AND record_key").any_text(&keys);
            transaction.execute(sql).await?;
        }
    }
    Ok(())
}

/// Deletes the source records that are the only ones of their records: what a single source states is in the record itself.
pub(super) async fn delete_lone(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<(), Error> {
    let mut sql = transaction.sql("DELETE FROM source_record WHERE own_key = record_key AND kind = ");
    sql.bind(kind.table()).push(" AND record_key").any_text(keys).push(
        " AND NOT EXISTS (SELECT 1 FROM source_record o WHERE o.kind = source_record.kind \
         AND o.record_key = source_record.record_key AND o.id <> source_record.id)",
    );
    transaction.execute(sql).await
}

/// The source records of published records: those that are stored, else the published record itself.
pub(super) async fn about(
    transaction: &Transaction,
    kind: Kind,
    keys: &[String],
) -> Result<HashMap<String, Vec<SourceRecord>>, Error> {
    let mut found = stored(transaction, kind, keys).await?;
    let others: Vec<String> = keys.iter().filter(|key| !found.contains_key(*key)).cloned().collect();
    for record in from_rows::records(transaction, kind, &others).await? {
        found.insert(record.key().to_owned(), vec![SourceRecord::published(record)]);
    }
    Ok(found)
}

/// The source records that are stored about records, with references to what is published now: first what is stated under the record's
/// own key, then those that came first.
pub(super) async fn stored(
    transaction: &Transaction,
    kind: Kind,
    keys: &[String],
) -> Result<HashMap<String, Vec<SourceRecord>>, Error> {
    let mut found: Vec<(String, SourceRecord)> = Vec::new();
    let mut roots: HashMap<String, String> = keys.iter().map(|key| (key.clone(), key.clone())).collect();
    let mut next: Vec<String> = keys.to_vec();
    // Source records of records that were merged are about those that live on.
    while !next.is_empty() {
        let mut sql = transaction.sql("SELECT * FROM source_record WHERE body IS NOT NULL AND kind = ");
        sql.bind(kind.table()).push(" AND record_key").any_text(&next).push(" ORDER BY id");
        next = Vec::new();
        for row in transaction.rows(sql.statement()).await? {
            let row = entity::source_record::Model::from_query_result(&row, "")?;
            let Some(root) = roots.get(&row.record_key).cloned() else { continue };
            if !roots.contains_key(&row.own_key) {
                roots.insert(row.own_key.clone(), root.clone());
                next.push(row.own_key.clone());
            }
            found.push((root, SourceRecord::from_row(row)?));
        }
    }
    found.sort_by_key(|(root, source_record)| source_record.own_key != *root);
    let mut records: Vec<&mut Record> = found.iter_mut().map(|(_, source_record)| &mut source_record.record).collect();
    redirect_references(transaction, &mut records).await?;
    let mut by_root: HashMap<String, Vec<SourceRecord>> = HashMap::new();
    for (root, source_record) in found {
        by_root.entry(root).or_default().push(source_record);
    }
    Ok(by_root)
}

/// Lets records refer to what the keys of their sources lead to now.
pub(super) async fn redirect_references(transaction: &Transaction, records: &mut [&mut Record]) -> Result<(), Error> {
    let mut wanted = Keys::default();
    for record in records.iter_mut() {
        references::restore_stated(record);
        references::visit(record, &mut |kind, key, _| wanted.add(kind, key));
    }
    if wanted.len() > 0 {
        let redirects = Redirects::load(transaction, &wanted).await?;
        for record in records {
            references::redirect(record, |kind, key| redirects.follow(kind, key).cloned());
        }
    }
    Ok(())
}
