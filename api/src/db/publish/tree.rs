//! Programmes, places and concepts form trees; which lies below which is stored, so that asking is one look-up.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::{
    db::{Error, Snapshot, kind::Kind, sql::Sql},
    record::{Key, Record},
};

/// The kinds of records that form trees.
pub(super) const KINDS: [Kind; 3] = [Kind::Concept, Kind::Place, Kind::Programme];

/// The key of what a record is part of.
pub(super) fn parent(record: &Record) -> Option<&Key> {
    match record {
        Record::Concept(r) => r.broader.as_ref(),
        Record::Place(r) => r.parent.as_ref(),
        Record::Programme(r) => r.parent.as_ref(),
        _ => None,
    }
}

fn parent_column(kind: Kind) -> &'static str {
    if kind == Kind::Concept { "broader_id" } else { "parent_id" }
}

/// The published keys, each with the key above it.
pub(super) async fn parents(before: &Snapshot, kind: Kind) -> Result<HashMap<String, Option<String>>, Error> {
    let (table, column) = (kind.table(), parent_column(kind));
    let sql = before.sql(&format!("SELECT t.key, p.key AS above FROM {table} t LEFT JOIN {table} p ON p.id = t.{column}"));
    before.rows(sql.statement()).await?.iter().map(|row| Ok((row.try_get("", "key")?, row.try_get("", "above")?))).collect()
}

/// True if the way up from the key comes back to it.
pub(super) fn in_circle(parents: &HashMap<String, Option<String>>, key: &str) -> bool {
    let mut above = parents.get(key).and_then(Option::as_deref);
    for _ in 0..parents.len() {
        match above {
            Some(next) if next == key => return true,
            Some(next) => above = parents.get(next).and_then(Option::as_deref),
            None => return false,
        }
    }
    above.is_some()
}

/// True if `upper` lies above `lower`, not being the same.
pub(super) fn is_above(parents: &HashMap<String, Option<String>>, upper: &str, lower: &str) -> bool {
    let mut above = parents.get(lower).and_then(Option::as_deref);
    for _ in 0..parents.len() {
        match above {
            Some(next) if next == upper => return true,
            Some(next) => above = parents.get(next).and_then(Option::as_deref),
            None => return false,
        }
    }
    false
}

/// Writes anew which rows lie below which.
pub(super) async fn rebuild(transaction: &DatabaseTransaction, kind: Kind) -> Result<(), Error> {
    let (table, column) = (kind.table(), parent_column(kind));
    transaction.execute_unprepared(&format!("DELETE FROM {table}_tree")).await?;
    let sql = Sql::new(
        transaction.get_database_backend(),
        &format!(
            "INSERT INTO {table}_tree (ancestor_id, descendant_id) \
             WITH RECURSIVE below (ancestor_id, descendant_id) AS ( \
             SELECT id, id FROM {table} UNION ALL \
             SELECT b.ancestor_id, t.id FROM below b JOIN {table} t ON t.{column} = b.descendant_id) \
             SELECT ancestor_id, descendant_id FROM below"
        ),
    );
    transaction.execute_raw(sql.statement()).await?;
    Ok(())
}
