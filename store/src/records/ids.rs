//! Row numbers for new rows. Only one writer is at work at a time, so counting on from the largest is safe.

use std::collections::HashMap;

use crate::{Error, read::Read, transaction::Transaction};

/// The tables whose rows are numbered.
const NUMBERED: [&str; 23] = [
    "source",
    "source_record",
    "identifier_scheme",
    "vocabulary",
    "concept",
    "place",
    "programme",
    "funding_call",
    "funding_call_deadline",
    "partner",
    "project",
    "participation",
    "project_amount",
    "project_conflict",
    "activity",
    "action_line",
    "result",
    "indicator",
    "indicator_period",
    "identifier",
    "citation",
    "revision",
    "tombstone",
];

/// The largest number that each table has used.
pub(crate) struct Ids(HashMap<&'static str, i64>);

impl Ids {
    pub(crate) async fn load(transaction: &Transaction) -> Result<Self, Error> {
        let mut sql = transaction.sql("SELECT ");
        sql.separated(", ", NUMBERED, |sql, table| {
            sql.push(&format!("(SELECT MAX(id) FROM {table}) AS {table}_max"));
        });
        let row = transaction.rows(sql.statement()).await?.pop();
        let largest = |table: &&'static str| -> Result<(&'static str, i64), sea_orm::DbErr> {
            let largest = row.as_ref().map(|row| row.try_get::<Option<i64>>("", &format!("{table}_max"))).transpose()?;
            Ok((*table, largest.flatten().unwrap_or(0)))
        };
        Ok(Self(NUMBERED.iter().map(largest).collect::<Result<_, _>>()?))
    }

    /// A number that the table has not used yet.
    pub(crate) fn next(&mut self, table: &'static str) -> i64 {
        let largest = self.0.entry(table).or_default();
        *largest += 1;
        *largest
    }
}
