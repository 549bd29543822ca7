//! Counts: how many projects there are of everything, stored because lists are sorted and filtered by it.
//!
//! A publication reads what the projects that it changes counted before and what they count afterwards, and writes the difference, so
//! that it costs as much as it changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Error, kind::Kind, read::Read, transaction::Transaction};

/// How many projects are counted at a time.
const PROJECTS_AT_ONCE: usize = 10_000;

/// A column that counts projects.
struct Counted {
    kind: Kind,
    column: &'static str,
    /// The pairs of row and project that it counts; `{ids}` stands for the condition on the projects.
    pairs: &'static str,
}

const fn counted(kind: Kind, column: &'static str, pairs: &'static str) -> Counted {
    Counted { kind, column, pairs }
}

/// Counted apart from the others, since it is known before partners are written: most of them are new with their first project.
const OF_PARTNER: Counted =
    counted(Kind::Partner, "project_count", "SELECT partner_id AS id, project_id FROM participation WHERE project_id{ids}");

const OTHERS: [Counted; 6] = [
    counted(
        Kind::FundingCall,
        "project_count",
        "SELECT funding_call_id AS id, id AS project_id FROM project WHERE funding_call_id IS NOT NULL AND id{ids}",
    ),
    counted(
        Kind::Programme,
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_programme l JOIN programme_tree t ON t.descendant_id = l.programme_id \
         WHERE l.project_id{ids}",
    ),
    counted(
        Kind::Concept,
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_concept l JOIN concept_tree t ON t.descendant_id = l.concept_id \
         WHERE l.project_id{ids}",
    ),
    counted(
        Kind::Place,
        "project_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_place l JOIN place_tree t ON t.descendant_id = l.place_id \
         WHERE l.project_id{ids}",
    ),
    counted(
        Kind::Place,
        "seat_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM participation l JOIN partner s ON s.id = l.partner_id \
         JOIN place_tree t ON t.descendant_id = s.place_id WHERE l.project_id{ids}",
    ),
    counted(
        Kind::Place,
        "any_count",
        "SELECT t.ancestor_id AS id, l.project_id FROM project_place l JOIN place_tree t ON t.descendant_id = l.place_id \
         WHERE l.project_id{ids} UNION ALL \
         SELECT t.ancestor_id AS id, l.project_id FROM participation l JOIN partner s ON s.id = l.partner_id \
         JOIN place_tree t ON t.descendant_id = s.place_id WHERE l.project_id{ids}",
    ),
];

/// By how much the counts of rows change.
type Differences = BTreeMap<i64, i64>;

/// What changes in the counts.
#[derive(Default)]
pub(super) struct Counts {
    partners: Differences,
    others: [Differences; OTHERS.len()],
    /// The projects that are counted again in the end.
    projects: BTreeSet<i64>,
    /// The kinds whose tree takes another shape, so that each row of it may count differently.
    reshaped: BTreeSet<Kind>,
}

impl Counts {
    /// Takes away what projects count that are about to change or to go.
    pub(super) async fn subtract(&mut self, transaction: &Transaction, projects: &[i64]) -> Result<(), Error> {
        count(transaction, &OF_PARTNER, projects, -1, &mut self.partners).await?;
        self.subtract_others(transaction, projects).await
    }

    async fn subtract_others(&mut self, transaction: &Transaction, projects: &[i64]) -> Result<(), Error> {
        let projects: Vec<i64> = projects.iter().copied().filter(|project| self.projects.insert(*project)).collect();
        for (counted, differences) in OTHERS.iter().zip(&mut self.others) {
            count(transaction, counted, &projects, -1, differences).await?;
        }
        Ok(())
    }

    /// Takes away what the projects of these partners count elsewhere, since the partners move.
    pub(super) async fn subtract_of_partners(&mut self, transaction: &Transaction, partners: &[i64]) -> Result<(), Error> {
        if partners.is_empty() {
            return Ok(());
        }
        let mut sql = transaction.sql("SELECT DISTINCT project_id AS id FROM participation WHERE partner_id");
        sql.any_id(partners);
        let rows = transaction.rows(sql.statement()).await?;
        let projects = rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect::<Result<Vec<i64>, Error>>()?;
        self.subtract_others(transaction, &projects).await
    }

    /// A project that is about to be written, with its partners.
    pub(super) fn add(&mut self, project: i64, partners: &BTreeSet<i64>) {
        self.projects.insert(project);
        for partner in partners {
            *self.partners.entry(*partner).or_default() += 1;
        }
    }

    /// How many projects a partner has that is about to be written for the first time.
    pub(super) fn of_new_partner(&mut self, partner: i64) -> i32 {
        self.partners.remove(&partner).and_then(|count| i32::try_from(count).ok()).unwrap_or_default()
    }

    /// The tree of this kind takes another shape.
    pub(super) fn reshape(&mut self, kind: Kind) {
        self.reshaped.insert(kind);
    }

    /// Adds what the projects count now, and writes what has changed.
    pub(super) async fn apply(self, transaction: &Transaction) -> Result<(), Error> {
        write(transaction, &OF_PARTNER, self.partners).await?;
        let projects: Vec<i64> = self.projects.into_iter().collect();
        for (counted, mut differences) in OTHERS.iter().zip(self.others) {
            if self.reshaped.contains(&counted.kind) {
                recount(transaction, counted).await?;
            } else {
                count(transaction, counted, &projects, 1, &mut differences).await?;
                write(transaction, counted, differences).await?;
            }
        }
        Ok(())
    }
}

/// Adds so many times what these projects count.
async fn count(
    transaction: &Transaction,
    counted: &Counted,
    projects: &[i64],
    times: i64,
    differences: &mut Differences,
) -> Result<(), Error> {
    for projects in projects.chunks(PROJECTS_AT_ONCE) {
        let mut sql = transaction.sql("SELECT id, COUNT(DISTINCT project_id) AS n FROM (");
        sql.with_ids(counted.pairs, projects).push(") pairs GROUP BY id");
        for row in transaction.rows(sql.statement()).await? {
            *differences.entry(row.try_get("", "id")?).or_default() += times * row.try_get::<i64>("", "n")?;
        }
    }
    Ok(())
}

async fn write(transaction: &Transaction, Counted { kind, column, .. }: &Counted, differences: Differences) -> Result<(), Error> {
    let differences: Vec<(i64, i64)> = differences.into_iter().filter(|(_, difference)| *difference != 0).collect();
    for differences in differences.chunks(PROJECTS_AT_ONCE) {
        let table = kind.table();
        let mut sql = transaction.sql(&format!("UPDATE {table} SET {column} = {column} + d.b FROM "));
        sql.pairs(differences).push(&format!(" d WHERE d.a = {table}.id"));
        transaction.execute(sql).await?;
    }
    Ok(())
}

/// Counts from the beginning; only rows whose number changes are written.
async fn recount(transaction: &Transaction, Counted { kind, column, pairs }: &Counted) -> Result<(), Error> {
    let (table, pairs) = (kind.table(), pairs.replace("{ids}", " IS NOT NULL"));
    transaction
        .execute(transaction.sql(&format!(
            "UPDATE {table} SET {column} = counted.n FROM (SELECT t.id, COALESCE(p.n, 0) AS n FROM {table} t LEFT JOIN \
             (SELECT id, COUNT(DISTINCT project_id) AS n FROM ({pairs}) pairs GROUP BY id) p ON p.id = t.id) counted \
             WHERE counted.id = {table}.id AND {table}.{column} <> counted.n"
        )))
        .await
}
