//! How many projects there are of everything, stored because lists are sorted and filtered by it.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::db::Error;

/// A column, and the pairs of row and project that it counts.
const COUNTED: [(&str, &str, &str); 7] = [
    ("partner", "project_count", "SELECT partner_id AS id, project_id FROM participation"),
    ("funding_call", "project_count", "SELECT funding_call_id AS id, id AS project_id FROM project"),
    (
        "programme",
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM programme_tree t JOIN project_programme l ON l.programme_id = t.descendant_id",
    ),
    (
        "concept",
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM concept_tree t JOIN project_concept l ON l.concept_id = t.descendant_id",
    ),
    (
        "place",
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM place_tree t JOIN project_place l ON l.place_id = t.descendant_id",
    ),
    (
        "place",
        "seat_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM place_tree t JOIN partner s ON s.place_id = t.descendant_id \
         JOIN participation l ON l.partner_id = s.id",
    ),
    (
        "place",
        "any_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM place_tree t JOIN project_place l ON l.place_id = t.descendant_id \
         UNION SELECT t.ancestor_id AS id, l.project_id FROM place_tree t JOIN partner s ON s.place_id = t.descendant_id \
         JOIN participation l ON l.partner_id = s.id",
    ),
];

/// Counts everything anew; only rows whose number changed are written.
pub(super) async fn recount(transaction: &DatabaseTransaction) -> Result<(), Error> {
    for (table, column, pairs) in COUNTED {
        let counted = format!("SELECT id, COUNT(DISTINCT project_id) AS n FROM ({pairs}) pairs WHERE id IS NOT NULL GROUP BY id");
        let update = format!(
            "UPDATE {table} SET {column} = n FROM ({counted}) counted WHERE counted.id = {table}.id AND {column} <> n; \
             UPDATE {table} SET {column} = 0 WHERE {column} <> 0 AND id NOT IN (SELECT id FROM ({counted}) counted)"
        );
        transaction.execute_unprepared(&update).await?;
    }
    Ok(())
}
