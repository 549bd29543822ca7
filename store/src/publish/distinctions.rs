//! Pairs of records that somebody told apart.

use std::collections::{BTreeSet, HashSet};

use record::{Distinction, Record};
use sea_orm::Value;

use super::{Item, insert::insert_into, statements::Kept};
use crate::{Error, kind::Kind, read::Read, sql::Column, transaction::Transaction};

/// Two keys, the lesser one first.
type Pair = (String, String);

/// Keeps what records say of this.
pub(super) async fn keep(transaction: &Transaction, items: Vec<Item>) -> Result<Kept, Error> {
    let mut done = Kept::default();
    for kind in [Kind::Partner, Kind::Project] {
        let mut pairs: BTreeSet<Pair> = BTreeSet::new();
        for item in &items {
            if let Record::Distinction(Distinction { record_type, key, other }) = &item.record
                && Kind::of_record_type(*record_type) == Some(kind)
            {
                pairs.insert((key.min(other).to_string(), key.max(other).to_string()));
            }
        }
        let there = load(transaction, kind, &pairs.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>()).await?;
        let new: Vec<Pair> = pairs.iter().filter(|pair| !there.contains(pair)).cloned().collect();
        done.created += new.len();
        done.unchanged += pairs.len() - new.len();
        let columns =
            [entity::distinction::Column::Kind, entity::distinction::Column::RecordKey, entity::distinction::Column::OtherKey];
        let values =
            |(key, other): &Pair| -> Vec<Value> { vec![kind.table().into(), key.as_str().into(), other.as_str().into()] };
        insert_into(transaction, "distinction", &columns.map(Column::of), &new, values, "").await?;
    }
    Ok(done)
}

/// The pairs that one of the keys is part of.
pub(super) async fn load(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashSet<Pair>, Error> {
    let mut sql = transaction.sql("SELECT record_key, other_key FROM distinction WHERE kind = ");
    sql.bind(kind.table()).push(" AND (record_key").any_text(keys).push(" OR other_key").any_text(keys).push(")");
    let rows = transaction.rows(sql.statement()).await?;
    rows.iter().map(|row| Ok((row.try_get("", "record_key")?, row.try_get("", "other_key")?))).collect()
}

/// Forgets that records are different which somebody merges.
pub(super) async fn forget(transaction: &Transaction, kind: Kind, one: &str, other: &str) -> Result<(), Error> {
    let mut sql = transaction.sql("DELETE FROM distinction WHERE kind = ");
    sql.bind(kind.table()).push(" AND record_key = ").bind(one.min(other)).push(" AND other_key = ").bind(one.max(other));
    transaction.execute(sql).await
}
