//! Withdrawal: complete editions of sources withdraw what they don't list any more.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use record::{
    Record,
    batch::{Batch, Entry, Incoming},
};

use super::{
    Failure, Outcome,
    pipeline::publish_in_memory,
    run_cache::RunCache,
    source_records::{SOURCED, source_of},
};
use crate::{Error, kind::Kind, read::Read, records::from_rows, transaction::Transaction};

/// How many records are withdrawn at a time.
const WITHDRAWN_AT_ONCE: usize = 1_000;

/// What the complete editions of a run list: the sources, and the keys of their records.
#[derive(Debug, Default)]
pub struct ListedRecords {
    sources: BTreeSet<String>,
    keys: HashSet<(Kind, String)>,
}

impl ListedRecords {
    /// Adds a record of a source. What is only offered says nothing of which sources are complete.
    pub fn add(&mut self, incoming: &Incoming) {
        let kind = Kind::of(&incoming.record);
        if SOURCED.contains(&kind) {
            self.keys.insert((kind, incoming.record.key().to_owned()));
            if !incoming.offered
                && let Some(source) = source_of(&incoming.record)
            {
                self.sources.insert(source.to_owned());
            }
        }
    }

    fn lacks(&self, kind: Kind, key: &str) -> bool {
        !self.keys.contains(&(kind, key.to_owned()))
    }
}

/// Withdraws what the listed sources stated before and don't list any more.
pub(super) async fn withdraw(
    transaction: &Transaction,
    cache: &mut RunCache,
    listed: &ListedRecords,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    for (kind, unlisted) in unlisted(transaction, listed).await? {
        for unlisted in unlisted.chunks(WITHDRAWN_AT_ONCE) {
            let records = withdrawn(transaction, kind, unlisted).await?;
            for incoming in &records {
                *outcome.withdrawn.entry(incoming.record.kind()).or_default() += 1;
            }
            let batch = Batch { records, entry: Entry::Each, ..Batch::default() };
            outcome.add(publish_in_memory(transaction, cache, vec![batch]).await?);
        }
    }
    Ok(outcome)
}

/// What was stated under a key and isn't listed any more.
struct Unlisted {
    key: String,
    /// The source among others that states it; `None` if nothing else is stated of the record.
    source: Option<String>,
}

/// What the listed sources stated before, don't list and is not withdrawn yet.
async fn unlisted(transaction: &Transaction, listed: &ListedRecords) -> Result<BTreeMap<Kind, Vec<Unlisted>>, Error> {
    let sources: Vec<String> = listed.sources.iter().cloned().collect();
    let mut unlisted: BTreeMap<Kind, Vec<Unlisted>> = BTreeMap::new();
    for kind in SOURCED {
        let table = kind.table();
        // A record that other sources cite too stays.
        let mut sql = transaction.sql(&format!(
            "SELECT DISTINCT t.key FROM source s JOIN citation c ON c.source_id = s.id JOIN {table} t ON t.id = c.{table}_id \
             WHERE t.withdrawn_at IS NULL AND s.key"
        ));
        sql.any_text(&sources).push(&format!(
            " AND NOT EXISTS (SELECT 1 FROM citation o JOIN source x ON x.id = o.source_id WHERE o.{table}_id = t.id AND NOT x.key"
        ));
        sql.any_text(&sources).push(") AND NOT EXISTS (SELECT 1 FROM source_record m WHERE m.kind = ").bind(table);
        sql.push(" AND m.record_key = t.key AND m.body IS NOT NULL) ORDER BY t.key");
        let of_kind = unlisted.entry(kind).or_default();
        for row in transaction.rows(sql.statement()).await? {
            let key: String = row.try_get("", "key")?;
            if listed.lacks(kind, &key) {
                of_kind.push(Unlisted { key, source: None });
            }
        }
        let mut sql = transaction.sql("SELECT own_key, source_key FROM source_record WHERE body IS NOT NULL AND kind = ");
        sql.bind(table).push(" AND source_key").any_text(&sources).push(" ORDER BY own_key, source_key");
        for row in transaction.rows(sql.statement()).await? {
            let key: String = row.try_get("", "own_key")?;
            if listed.lacks(kind, &key) {
                of_kind.push(Unlisted { key, source: Some(row.try_get("", "source_key")?) });
            }
        }
    }
    Ok(unlisted)
}

/// The records as they were stated, withdrawn now.
async fn withdrawn(transaction: &Transaction, kind: Kind, unlisted: &[Unlisted]) -> Result<Vec<Incoming>, Error> {
    let plain: Vec<String> = unlisted.iter().filter(|one| one.source.is_none()).map(|one| one.key.clone()).collect();
    let mut records = from_rows::records(transaction, kind, &plain).await?;
    let of_several: HashSet<(&str, &str)> = unlisted.iter().filter_map(|one| Some((&*one.key, one.source.as_deref()?))).collect();
    let keys: Vec<String> = of_several.iter().map(|(key, _)| (*key).to_owned()).collect();
    let mut sql = transaction.sql("SELECT own_key, source_key, body FROM source_record WHERE body IS NOT NULL AND kind = ");
    sql.bind(kind.table()).push(" AND own_key").any_text(&keys).push(" ORDER BY own_key, source_key");
    for row in transaction.rows(sql.statement()).await? {
        let (key, source): (String, String) = (row.try_get("", "own_key")?, row.try_get("", "source_key")?);
        if of_several.contains(&(&key, &source)) {
            let body: String = row.try_get("", "body")?;
            records.push(serde_json::from_str(&body).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?);
        }
    }
    let now = transaction.now();
    let withdraw = |mut record: Record| {
        let at = match &mut record {
            Record::Programme(r) => &mut r.withdrawn_at,
            Record::FundingCall(r) => &mut r.withdrawn_at,
            Record::Partner(r) => &mut r.withdrawn_at,
            Record::Project(r) => &mut r.withdrawn_at,
            _ => return None,
        };
        // What is withdrawn already keeps its date.
        if at.is_some() {
            return None;
        }
        *at = Some(now);
        Some(Incoming { place: record.key().to_owned(), record, offered: false })
    };
    Ok(records.into_iter().filter_map(withdraw).collect())
}
