//! How many projects there are of everything, stored because lists are sorted and filtered by it.
//!
//! A publication takes away what the projects that it changes counted before, and adds what they count afterwards, so that it costs
//! as much as it changes.

use std::collections::BTreeSet;

use crate::db::{Error, kind::Kind, read::Read, transaction::Transaction};

/// How many projects are counted at a time.
const CHUNK: usize = 10_000;

/// A column, the pairs of row and project that it counts, and where `{projects}` stands in them for a condition on the projects.
const COUNTED: [(Kind, &str, &str); 7] = [
    (Kind::Partner, "project_count", "SELECT partner_id AS id, project_id FROM participation WHERE project_id{ids}"),
    (
        Kind::FundingCall,
        "project_count",
        "SELECT funding_call_id AS id, id AS project_id FROM project WHERE funding_call_id IS NOT NULL AND id{ids}",
    ),
    (
        Kind::Programme,
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_programme l JOIN programme_tree t ON t.descendant_id = l.programme_id \
         WHERE l.project_id{ids}",
    ),
    (
        Kind::Concept,
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_concept l JOIN concept_tree t ON t.descendant_id = l.concept_id \
         WHERE l.project_id{ids}",
    ),
    (
        Kind::Place,
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_place l JOIN place_tree t ON t.descendant_id = l.place_id \
         WHERE l.project_id{ids}",
    ),
    (
        Kind::Place,
        "seat_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM participation l JOIN partner s ON s.id = l.partner_id \
         JOIN place_tree t ON t.descendant_id = s.place_id WHERE l.project_id{ids}",
    ),
    (
        Kind::Place,
        "any_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_place l JOIN place_tree t ON t.descendant_id = l.place_id \
         WHERE l.project_id{ids} UNION ALL \
         SELECT t.ancestor_id AS id, l.project_id FROM participation l JOIN partner s ON s.id = l.partner_id \
         JOIN place_tree t ON t.descendant_id = s.place_id WHERE l.project_id{ids}",
    ),
];

/// The projects whose part in the counts changes, and the kinds that must be counted from the beginning.
#[derive(Default)]
pub(super) struct Counts {
    projects: BTreeSet<i64>,
    anew: BTreeSet<Kind>,
}

impl Counts {
    /// Takes away what these projects count now, which is about to change.
    pub(super) async fn take(&mut self, transaction: &Transaction, projects: &[i64]) -> Result<(), Error> {
        let new: Vec<i64> = projects.iter().copied().filter(|project| self.projects.insert(*project)).collect();
        change(transaction, "-", &new, |_| true).await
    }

    /// Takes away what the projects of these partners count now, since the partners move.
    pub(super) async fn take_of_partners(&mut self, transaction: &Transaction, partners: &[i64]) -> Result<(), Error> {
        if partners.is_empty() {
            return Ok(());
        }
        let mut sql = transaction.sql("SELECT DISTINCT project_id AS id FROM participation WHERE partner_id");
        sql.any_id(partners);
        let rows = transaction.rows(sql.statement()).await?;
        let projects = rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect::<Result<Vec<i64>, Error>>()?;
        self.take(transaction, &projects).await
    }

    /// A project that counts from now on.
    pub(super) fn add(&mut self, project: i64) {
        self.projects.insert(project);
    }

    /// The tree of this kind takes another shape, so that each row of it may count differently.
    pub(super) fn anew(&mut self, kind: Kind) {
        self.anew.insert(kind);
    }

    /// Adds what the projects count in the end.
    pub(super) async fn settle(self, transaction: &Transaction) -> Result<(), Error> {
        let projects: Vec<i64> = self.projects.into_iter().collect();
        change(transaction, "+", &projects, |kind| !self.anew.contains(&kind)).await?;
        for (kind, column, pairs) in COUNTED.iter().filter(|(kind, ..)| self.anew.contains(kind)) {
            recount(transaction, *kind, column, pairs).await?;
        }
        Ok(())
    }
}

async fn change(transaction: &Transaction, sign: &str, projects: &[i64], counts: impl Fn(Kind) -> bool) -> Result<(), Error> {
    for projects in projects.chunks(CHUNK) {
        for (kind, column, pairs) in COUNTED.iter().filter(|(kind, ..)| counts(*kind)) {
            let table = kind.table();
            let mut sql = transaction.sql(&format!(
                "UPDATE {table} SET {column} = {column} {sign} counted.n FROM (SELECT id, COUNT(DISTINCT project_id) AS n FROM ("
            ));
            sql.with_ids(pairs, projects).push(&format!(") pairs GROUP BY id) counted WHERE counted.id = {table}.id"));
            transaction.execute(sql).await?;
        }
    }
    Ok(())
}

/// Counts from the beginning; only rows whose number changes are written.
async fn recount(transaction: &Transaction, kind: Kind, column: &str, pairs: &str) -> Result<(), Error> {
    let (table, pairs) = (kind.table(), pairs.replace("{ids}", " IS NOT NULL"));
    transaction
        .execute(transaction.sql(&format!(
            "UPDATE {table} SET {column} = counted.n FROM (SELECT t.id, COALESCE(p.n, 0) AS n FROM {table} t LEFT JOIN \
             (SELECT id, COUNT(DISTINCT project_id) AS n FROM ({pairs}) pairs GROUP BY id) p ON p.id = t.id) counted \
             WHERE counted.id = {table}.id AND {table}.{column} <> counted.n"
        )))
        .await
}
