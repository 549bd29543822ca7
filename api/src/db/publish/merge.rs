//! Which published records refer to another, and what a merged record leaves to the one that lives on.

use crate::{
    db::{Error, Snapshot, kind::Kind, unload},
    record::{Identifier, Record, normalise_identifier},
};

/// The kind of the records that refer to one of `kind`, and the statement that finds their keys; `$key` is the key referred to.
fn referring_statements(kind: Kind) -> &'static [(Kind, &'static str)] {
    match kind {
        Kind::Partner => &[(
            Kind::Project,
            "SELECT p.key FROM project p WHERE p.id IN (SELECT x.project_id FROM participation x JOIN partner t ON t.id = x.partner_id WHERE t.key = $key) \
             OR p.id IN (SELECT a.project_id FROM activity a JOIN activity_partner x ON x.activity_id = a.id JOIN partner t ON t.id = x.partner_id WHERE t.key = $key)",
        )],
        Kind::Place => &[
            (
                Kind::Project,
                "SELECT p.key FROM project p WHERE p.id IN (SELECT x.project_id FROM project_place x JOIN place t ON t.id = x.place_id WHERE t.key = $key) \
                 OR p.id IN (SELECT a.project_id FROM activity a JOIN activity_place x ON x.activity_id = a.id JOIN place t ON t.id = x.place_id WHERE t.key = $key)",
            ),
            (Kind::Partner, "SELECT p.key FROM partner p JOIN place t ON t.id = p.place_id WHERE t.key = $key"),
            (Kind::Place, "SELECT p.key FROM place p JOIN place t ON t.id = p.parent_id WHERE t.key = $key"),
        ],
        Kind::Concept => &[
            (
                Kind::Project,
                "SELECT p.key FROM project p WHERE p.id IN (SELECT x.project_id FROM project_concept x JOIN concept t ON t.id = x.concept_id WHERE t.key = $key) \
                 OR p.id IN (SELECT a.project_id FROM activity a JOIN activity_concept x ON x.activity_id = a.id JOIN concept t ON t.id = x.concept_id WHERE t.key = $key) \
                 OR p.id IN (SELECT r.project_id FROM result r JOIN indicator x ON x.result_id = r.id JOIN concept t ON t.id = x.concept_id WHERE t.key = $key)",
            ),
            (Kind::Concept, "SELECT p.key FROM concept p JOIN concept t ON t.id = p.broader_id WHERE t.key = $key"),
        ],
        Kind::Programme => &[
            (
                Kind::Project,
                "SELECT p.key FROM project p WHERE p.id IN (SELECT x.project_id FROM project_programme x JOIN programme t ON t.id = x.programme_id WHERE t.key = $key)",
            ),
            (Kind::FundingCall, "SELECT p.key FROM funding_call p JOIN programme t ON t.id = p.programme_id WHERE t.key = $key"),
            (Kind::Programme, "SELECT p.key FROM programme p JOIN programme t ON t.id = p.parent_id WHERE t.key = $key"),
        ],
        Kind::FundingCall => {
            &[(Kind::Project, "SELECT p.key FROM project p JOIN funding_call t ON t.id = p.funding_call_id WHERE t.key = $key")]
        }
        Kind::Source => &[
            (
                Kind::Project,
                "SELECT p.key FROM project p JOIN source t ON t.key = $key WHERE p.id IN (SELECT x.project_id FROM citation x WHERE x.source_id = t.id) \
                 OR p.id IN (SELECT y.project_id FROM citation x JOIN participation y ON y.id = x.participation_id WHERE x.source_id = t.id) \
                 OR p.id IN (SELECT y.project_id FROM citation x JOIN result y ON y.id = x.result_id WHERE x.source_id = t.id) \
                 OR p.id IN (SELECT x.project_id FROM project_amount x WHERE x.source_id = t.id) \
                 OR p.id IN (SELECT x.project_id FROM project_conflict x WHERE x.source_id = t.id)",
            ),
            (
                Kind::Partner,
                "SELECT p.key FROM partner p JOIN citation x ON x.partner_id = p.id JOIN source t ON t.id = x.source_id WHERE t.key = $key",
            ),
            (
                Kind::FundingCall,
                "SELECT p.key FROM funding_call p JOIN citation x ON x.funding_call_id = p.id JOIN source t ON t.id = x.source_id WHERE t.key = $key",
            ),
            (
                Kind::Programme,
                "SELECT p.key FROM programme p JOIN citation x ON x.programme_id = p.id JOIN source t ON t.id = x.source_id WHERE t.key = $key",
            ),
        ],
        Kind::IdentifierScheme | Kind::Vocabulary | Kind::Project | Kind::Tombstone => &[],
    }
}

/// The published records that refer to the record with this key.
pub(super) async fn referring(before: &Snapshot, kind: Kind, key: &str) -> Result<Vec<Record>, Error> {
    let mut records = Vec::new();
    for (referring, statement) in referring_statements(kind) {
        let mut sql = before.sql("");
        sql.separated("", statement.split("$key").enumerate(), |sql, (i, part)| {
            if i > 0 {
                sql.bind(key);
            }
            sql.push(part);
        });
        let keys = before.rows(sql.statement()).await?;
        let keys = keys.iter().map(|row| Ok(row.try_get("", "key")?)).collect::<Result<Vec<String>, Error>>()?;
        if !keys.is_empty() {
            records.append(&mut unload::records(before, *referring, Some(&keys)).await?);
        }
    }
    Ok(records)
}

fn identifiers(record: &mut Record) -> Option<&mut Vec<Identifier>> {
    match record {
        Record::Partner(partner) => Some(&mut partner.identifiers),
        Record::Project(project) => Some(&mut project.identifiers),
        _ => None,
    }
}

/// True if the record has identifiers to leave.
pub(super) fn has_identifiers(record: &Record) -> bool {
    identifiers(&mut record.clone()).is_some_and(|identifiers| !identifiers.is_empty())
}

/// Gives the survivor the identifiers that it doesn't have.
pub(super) fn hand_over(mut merged: Record, survivor: &mut Record) {
    let (Some(left), Some(own)) = (identifiers(&mut merged), identifiers(survivor)) else { return };
    let name = |identifier: &Identifier| (identifier.scheme.clone(), normalise_identifier(&identifier.value));
    for identifier in left.drain(..) {
        if own.iter().all(|known| name(known) != name(&identifier)) {
            own.push(identifier);
        }
    }
}
