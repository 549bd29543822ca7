//! Referring records: the published ones that refer to others.

use crate::{Error, kind::Kind, read::Read, transaction::Transaction};

/// A published record that refers to another.
pub(super) struct Referring {
    /// The key of the record that is referred to.
    pub(super) to: String,
    /// The kind of the one that refers to it.
    pub(super) kind: Kind,
    /// Its key.
    pub(super) key: String,
}

/// How rows `t` of a kind lead to the records `p` that refer to them: their kind, and the join.
fn ways(kind: Kind) -> &'static [(Kind, &'static str)] {
    match kind {
        Kind::Partner => &[
            (Kind::Project, "participation x ON x.partner_id = t.id JOIN project p ON p.id = x.project_id"),
            (
                Kind::Project,
                "activity_partner x ON x.partner_id = t.id JOIN activity a ON a.id = x.activity_id JOIN project p ON p.id = a.project_id",
            ),
        ],
        Kind::Place => &[
            (Kind::Project, "project_place x ON x.place_id = t.id JOIN project p ON p.id = x.project_id"),
            (
                Kind::Project,
                "activity_place x ON x.place_id = t.id JOIN activity a ON a.id = x.activity_id JOIN project p ON p.id = a.project_id",
            ),
            (Kind::Partner, "partner p ON p.place_id = t.id"),
            (Kind::Place, "place p ON p.parent_id = t.id"),
        ],
        Kind::Concept => &[
            (Kind::Project, "project_concept x ON x.concept_id = t.id JOIN project p ON p.id = x.project_id"),
            (
                Kind::Project,
                "activity_concept x ON x.concept_id = t.id JOIN activity a ON a.id = x.activity_id JOIN project p ON p.id = a.project_id",
            ),
            (
                Kind::Project,
                "indicator x ON x.concept_id = t.id JOIN result r ON r.id = x.result_id JOIN project p ON p.id = r.project_id",
            ),
            (Kind::Concept, "concept p ON p.broader_id = t.id"),
        ],
        Kind::Programme => &[
            (Kind::Project, "project_programme x ON x.programme_id = t.id JOIN project p ON p.id = x.project_id"),
            (Kind::FundingCall, "funding_call p ON p.programme_id = t.id"),
            (Kind::Programme, "programme p ON p.parent_id = t.id"),
        ],
        Kind::FundingCall => &[(Kind::Project, "project p ON p.funding_call_id = t.id")],
        Kind::Source => &[
            (Kind::Project, "citation x ON x.source_id = t.id JOIN project p ON p.id = x.project_id"),
            (
                Kind::Project,
                "citation x ON x.source_id = t.id JOIN participation y ON y.id = x.participation_id JOIN project p ON p.id = y.project_id",
            ),
            (
                Kind::Project,
                "citation x ON x.source_id = t.id JOIN result y ON y.id = x.result_id JOIN project p ON p.id = y.project_id",
            ),
            (Kind::Project, "project_amount x ON x.source_id = t.id JOIN project p ON p.id = x.project_id"),
            (Kind::Project, "project_conflict x ON x.source_id = t.id JOIN project p ON p.id = x.project_id"),
            (Kind::Partner, "citation x ON x.source_id = t.id JOIN partner p ON p.id = x.partner_id"),
            (Kind::FundingCall, "citation x ON x.source_id = t.id JOIN funding_call p ON p.id = x.funding_call_id"),
            (Kind::Programme, "citation x ON x.source_id = t.id JOIN programme p ON p.id = x.programme_id"),
        ],
        Kind::IdentifierScheme | Kind::Vocabulary | Kind::Project | Kind::Tombstone | Kind::SourceRecord | Kind::NonMatch => &[],
    }
}

/// The published records that refer to the records with these keys.
pub(super) async fn referring(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<Vec<Referring>, Error> {
    let mut found = Vec::new();
    if keys.is_empty() {
        return Ok(found);
    }
    for (referring, way) in ways(kind) {
        let mut sql =
            transaction.sql(&format!("SELECT DISTINCT t.key AS referred, p.key FROM {} t JOIN {way} WHERE t.key", kind.table()));
        sql.any_text(keys).push(" ORDER BY 1, 2");
        for row in transaction.rows(sql.statement()).await? {
            found.push(Referring { to: row.try_get("", "referred")?, kind: *referring, key: row.try_get("", "key")? });
        }
    }
    Ok(found)
}
