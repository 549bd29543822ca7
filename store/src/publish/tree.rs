//! Programmes, places and concepts form trees; which lies below which is stored, so that asking is one look-up.

use std::collections::HashMap;

use record::{Key, Record};

use crate::{Error, kind::Kind, read::Read, transaction::Transaction};

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

/// The column that holds the row number of the parent.
pub(super) fn parent_column(kind: Kind) -> &'static str {
    if kind == Kind::Concept { "broader_id" } else { "parent_id" }
}

/// The keys of a kind, each with the key above it.
#[derive(Debug, Default)]
pub(super) struct Parents(HashMap<String, Option<String>>);

impl Parents {
    /// Those of these keys, and of all that are above them, as they are published.
    pub(super) async fn load(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<Self, Error> {
        let (table, column) = (kind.table(), parent_column(kind));
        let mut sql = transaction.sql(&format!(
            "SELECT t.key, p.key AS above FROM {table} t LEFT JOIN {table} p ON p.id = t.{column} WHERE t.id IN \
             (SELECT l.ancestor_id FROM {table} s JOIN {table}_tree l ON l.descendant_id = s.id WHERE s.key"
        ));
        sql.any_text(keys).push(")");
        let rows = transaction.rows(sql.statement()).await?;
        let parents = rows.iter().map(|row| Ok((row.try_get("", "key")?, row.try_get("", "above")?)));
        Ok(Self(parents.collect::<Result<_, Error>>()?))
    }

    pub(super) fn set(&mut self, key: &str, parent: Option<&str>) {
        self.0.insert(key.to_owned(), parent.map(str::to_owned));
    }

    /// The keys on the way up, nearest first; in a circle they end when each has been passed.
    pub(super) fn above<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a str> {
        let next = |key: &str| self.0.get(key).and_then(Option::as_deref);
        std::iter::successors(next(key), move |key| next(key)).take(self.0.len())
    }
}

/// Writes anew what lies above the changed rows, and above what lies below them.
pub(super) async fn renew(transaction: &Transaction, kind: Kind, changed: &[i64]) -> Result<(), Error> {
    let (table, column) = (kind.table(), parent_column(kind));
    let mut sql = transaction.sql(&format!("SELECT DISTINCT descendant_id AS id FROM {table}_tree WHERE ancestor_id"));
    sql.any_id(changed);
    let rows = transaction.rows(sql.statement()).await?;
    let mut renewed = rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect::<Result<Vec<i64>, Error>>()?;
    renewed.extend(changed);

    let mut sql = transaction.sql(&format!("DELETE FROM {table}_tree WHERE descendant_id"));
    sql.any_id(&renewed);
    transaction.execute(sql).await?;

    let mut sql = transaction.sql(&format!(
        "INSERT INTO {table}_tree (ancestor_id, descendant_id) \
         WITH RECURSIVE above (ancestor_id, descendant_id) AS ( \
         SELECT id, id FROM {table} WHERE id"
    ));
    sql.any_id(&renewed).push(&format!(
        " UNION ALL SELECT t.{column}, a.descendant_id FROM above a JOIN {table} t ON t.id = a.ancestor_id \
         WHERE t.{column} IS NOT NULL) SELECT ancestor_id, descendant_id FROM above"
    ));
    transaction.execute(sql).await
}
