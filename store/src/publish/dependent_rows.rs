//! Dependent rows: what belongs to a record, and comes and goes with it.

use super::index;
use crate::{Error, kind::Kind, read::Read, transaction::Transaction};

/// The rows that belong to records of a kind, those of other rows before them; `{ids}` stands for the condition on the records.
/// Foreign keys take the rest along.
const DEPENDENT: [(Kind, &str); 11] = [
    (Kind::Project, "citation WHERE participation_id IN (SELECT id FROM participation WHERE project_id{ids})"),
    (Kind::Project, "citation WHERE project_id{ids}"),
    (Kind::Project, "identifier WHERE project_id{ids}"),
    (Kind::Project, "project_amount WHERE project_id{ids}"),
    (Kind::Project, "project_programme WHERE project_id{ids}"),
    (Kind::Project, "project_language WHERE project_id{ids}"),
    (Kind::Partner, "identifier WHERE partner_id{ids}"),
    (Kind::Partner, "citation WHERE partner_id{ids}"),
    (Kind::FundingCall, "citation WHERE funding_call_id{ids}"),
    (Kind::FundingCall, "funding_call_deadline WHERE funding_call_id{ids}"),
    (Kind::Programme, "citation WHERE programme_id{ids}"),
];

/// Takes away what belongs to records that are written again. A project goes whole.
pub(super) async fn clear(transaction: &Transaction, kind: Kind, ids: &[i64]) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    if kind == Kind::Project {
        return remove(transaction, kind, ids).await;
    }
    delete_dependent(transaction, kind, ids).await
}

/// Removes the rows of records, with all that belongs to them.
pub(super) async fn remove(transaction: &Transaction, kind: Kind, ids: &[i64]) -> Result<(), Error> {
    index::forget(transaction, kind, ids).await?;
    delete_dependent(transaction, kind, ids).await?;
    delete(transaction, &format!("{} WHERE id{{ids}}", kind.table()), ids).await
}

async fn delete_dependent(transaction: &Transaction, kind: Kind, ids: &[i64]) -> Result<(), Error> {
    for (_, rows) in DEPENDENT.iter().filter(|(owner, _)| *owner == kind) {
        delete(transaction, rows, ids).await?;
    }
    Ok(())
}

async fn delete(transaction: &Transaction, rows: &str, ids: &[i64]) -> Result<(), Error> {
    let mut sql = transaction.sql("DELETE FROM ");
    sql.with_ids(rows, ids);
    transaction.execute(sql).await
}
