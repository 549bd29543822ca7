//! Non-matches: pairs of records that somebody told apart.

use std::collections::{BTreeSet, HashSet};

use record::{NonMatch, Record};
use sea_orm::Value;

use super::{Item, Kept, insert::Insertion};
use crate::{Error, kind::Kind, read::Read, sql::Column, transaction::Transaction};

/// Two keys, the lesser one first.
type Pair = (String, String);

/// Stores those that records state.
pub(super) async fn store(transaction: &Transaction, items: Vec<Item>) -> Result<Kept, Error> {
    let mut kept = Kept::default();
    for kind in [Kind::Partner, Kind::Project] {
        let mut pairs: BTreeSet<Pair> = BTreeSet::new();
        for item in &items {
            if let Record::NonMatch(NonMatch { record_type, key, other }) = &item.record
                && Kind::of_record_type(*record_type) == Some(kind)
            {
                pairs.insert((key.min(other).to_string(), key.max(other).to_string()));
            }
        }
        let there = load(transaction, kind, &pairs.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()).await?;
        let new: Vec<Pair> = pairs.iter().filter(|pair| !there.contains(pair)).cloned().collect();
        kept.created += new.len();
        kept.unchanged += pairs.len() - new.len();
        let columns =
            [entity::non_match::Column::Kind, entity::non_match::Column::RecordKey, entity::non_match::Column::OtherKey];
        let values =
            |(key, other): &Pair| -> Vec<Value> { vec![kind.table().into(), key.as_str().into(), other.as_str().into()] };
        Insertion::new("non_match", columns.map(Column::of), &new, values).execute(transaction).await?;
    }
    Ok(kept)
}

/// The pairs that one of the keys is part of.
pub(super) async fn load(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashSet<Pair>, Error> {
    let mut sql = transaction.sql("SELECT record_key, other_key FROM non_match WHERE kind = ");
    sql.bind(kind.table()).push(" AND (record_key").any_text(keys).push(" OR other_key").any_text(keys).push(")");
    let rows = transaction.rows(sql.statement()).await?;
    rows.iter().map(|row| Ok((row.try_get("", "record_key")?, row.try_get("", "other_key")?))).collect()
}

/// Deletes the pair of two records that somebody merges.
pub(super) async fn delete(transaction: &Transaction, kind: Kind, one: &str, other: &str) -> Result<(), Error> {
    let mut sql = transaction.sql("DELETE FROM non_match WHERE kind = ");
    sql.bind(kind.table()).push(" AND record_key = ").bind(one.min(other)).push(" AND other_key = ").bind(one.max(other));
    transaction.execute(sql).await
}

/// Deletes the pairs of records that are deleted.
pub(super) async fn delete_of(transaction: &Transaction, deleted: &[(Kind, &str)]) -> Result<(), Error> {
    for kind in [Kind::Partner, Kind::Project] {
        let keys: Vec<String> = deleted.iter().filter(|(of, _)| *of == kind).map(|(_, key)| (*key).to_owned()).collect();
        if !keys.is_empty() {
            let mut sql = transaction.sql("DELETE FROM non_match WHERE kind = ");
            sql.bind(kind.table()).push(" AND (record_key").any_text(&keys).push(" OR other_key").any_text(&keys).push(")");
            transaction.execute(sql).await?;
        }
    }
    Ok(())
}
