//! Facets: how many records of a whole list, whatever the page, are in each cell of a dimension.
//!
//! A `List` keeps what its filter selects of dimensions apart, so that a facet can leave its own out. All facets of a list that leave the
//! same out take one statement: the list's records once, as `base`; their values in each dimension; these counted and ranked; and keys only
//! for what is shown. Here and in statistics, `base` is joined with `CROSS JOIN … WHERE`: SQLite reads the sides of one from left to
//! right, whereas of any other join it would begin with the larger one, as it can't know how many records `base` has.

use std::collections::HashMap;

use super::{
    Error, Snapshot,
    dimension::Dimension,
    list::{self, List},
    parent::{Parent, Parents},
    sql::Sql,
};

/// How many facets one statement counts; more are counted in several.
const MOST_FACETS: usize = 25;

/// What is asked of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// By what its records are counted.
    pub dimension: &'static Dimension,
    /// How many buckets are shown, besides the selected ones.
    pub first: i64,
    /// How many records a bucket must have to be shown; with 0, the dimension's values that no record has are shown as well.
    pub min_count: i64,
    /// True to leave out what the list itself selects of the dimension.
    pub exclude_own: bool,
    /// True to count the records in no cell, which is extra work where records can be in several.
    pub missing: bool,
    /// The UTC day.
    pub today: String,
}

impl Question {
    /// The dimension whose selection is left out of the list.
    #[must_use]
    pub fn left_out(&self, list: &List) -> Option<&'static Dimension> {
        let selected = list.selections.iter().any(|selection| selection.dimension == self.dimension);
        (self.exclude_own && selected).then_some(self.dimension)
    }

    /// What questions are sorted by, so that the same ones make the same statement.
    #[must_use]
    pub fn rank(&self) -> impl Ord + use<> {
        (self.dimension.name, self.first, self.min_count, self.missing)
    }

    /// The keys that the list selects of the dimension.
    fn selected(&self, list: &List) -> Vec<String> {
        let own = list.selections.iter().filter(|selection| selection.dimension == self.dimension);
        let mut keys: Vec<String> = own.flat_map(|selection| selection.keys().cloned()).collect();
        keys.sort();
        keys.dedup();
        keys
    }
}

/// The records of a list by the cells of a dimension.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// The cells that are shown, the largest first, equal ones in the order of their keys.
    pub buckets: Vec<Bucket>,
    /// How many records there are.
    pub total: i64,
    /// How many of them are in a cell, if that was asked for.
    covered: i64,
    /// How many cells there are, shown or not.
    cells: i64,
    /// How many of the cells are shown.
    shown: i64,
}

/// The records in one cell.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// The key of the cell.
    pub key: String,
    /// How many records.
    pub count: i64,
    /// True if the list itself selects it.
    pub selected: bool,
}

impl Facet {
    /// How many records are in no cell, if that was asked for.
    #[must_use]
    pub fn missing(&self) -> i64 {
        self.total - self.covered
    }

    /// How many cells are not shown.
    #[must_use]
    pub fn other_buckets(&self) -> i64 {
        self.cells - self.shown
    }

    /// How many records are in cells that are not shown, if no record is in two cells.
    #[must_use]
    pub fn other_count(&self) -> i64 {
        self.covered - self.buckets.iter().map(|bucket| bucket.count).sum::<i64>()
    }

    /// Adds the selected cells that no record is in, and puts all in order.
    fn finish(&mut self, selected: &[String]) {
        self.shown = i64::try_from(self.buckets.len()).unwrap_or(i64::MAX);
        for key in selected {
            match self.buckets.iter_mut().find(|bucket| bucket.key == *key) {
                Some(bucket) => bucket.selected = true,
                None => self.buckets.push(Bucket { key: key.clone(), count: 0, selected: true }),
            }
        }
        self.buckets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    }
}

/// Answers questions about a list that leave the same selection out, with a scope for each of the parents: all in one statement, in
/// which the list is read once. The answers are in the order of the questions.
pub async fn facets(
    snapshot: &Snapshot,
    list: &List,
    questions: &[&Question],
    parents: &[Parent],
) -> Result<HashMap<Parent, Vec<Facet>>, Error> {
    let mut found: HashMap<Parent, Vec<Facet>> = parents.iter().map(|parent| (*parent, Vec::new())).collect();
    for questions in questions.chunks(MOST_FACETS) {
        let facets = read(snapshot, list, questions, parents).await?;
        for (parent, facets) in facets {
            found.entry(parent).or_default().extend(facets);
        }
    }
    Ok(found)
}

async fn read(
    snapshot: &Snapshot,
    list: &List,
    questions: &[&Question],
    parents: &[Parent],
) -> Result<HashMap<Parent, Vec<Facet>>, Error> {
    let mut found: HashMap<Parent, Vec<Facet>> =
        parents.iter().map(|parent| (*parent, vec![Facet::default(); questions.len()])).collect();
    let parents = Parents::new(parents);
    let left_out = questions.first().and_then(|question| question.left_out(list));
    let condition = list.condition(left_out);
    let languages = list::languages(snapshot, list, &condition).await?;
    let mut sql = snapshot.sql("WITH base AS MATERIALIZED (SELECT ");
    sql.push(if list.scope.is_some() { "scope.parent, t.id" } else { "CAST(0 AS BIGINT) AS parent, t.id" });
    for (i, Question { dimension, today, .. }) in questions.iter().enumerate().filter(|(_, question)| question.dimension.is_own())
    {
        sql.push(", ");
        dimension.write_own(&mut sql, "t", today);
        sql.push(&format!(" AS value{i}"));
    }
    list::write_from(&mut sql, list, &condition, &parents.numbers, languages);
    sql.push(")");
    for (i, question) in questions.iter().enumerate() {
        write_cells(&mut sql, i, question, &parents.numbers);
    }
    sql.push(" SELECT -1 AS facet, 'total' AS what, parent, CAST(NULL AS TEXT) AS key, COUNT(*) AS n FROM base GROUP BY parent");
    let selected: Vec<Vec<String>> = questions.iter().map(|question| question.selected(list)).collect();
    for (i, (question, selected)) in questions.iter().zip(&selected).enumerate() {
        write_answer(&mut sql, i, question, selected);
    }

    for row in snapshot.rows(sql.statement()).await? {
        let Some(facets) = parents.of(&row)?.and_then(|parent| found.get_mut(&parent)) else { continue };
        let count: i64 = row.try_get("", "n")?;
        let facet = usize::try_from(row.try_get::<i32>("", "facet")?).ok().and_then(|i| facets.get_mut(i));
        match (row.try_get::<String>("", "what")?.as_str(), facet) {
            ("total", _) => facets.iter_mut().for_each(|facet| facet.total = count),
            ("covered", Some(facet)) => facet.covered = count,
            ("cells", Some(facet)) => facet.cells = count,
            (_, Some(facet)) => facet.buckets.push(Bucket { key: row.try_get("", "key")?, count, selected: false }),
            (_, None) => {}
        }
    }
    for facets in found.values_mut() {
        for (facet, selected) in facets.iter_mut().zip(&selected) {
            facet.finish(selected);
        }
    }
    Ok(found)
}

/// Writes the cells of each record as `placed`, their records counted as `cells`, and the cells by size as `ranked`.
fn write_cells(sql: &mut Sql, i: usize, question: &Question, parents: &[i64]) {
    let Question { dimension, today, .. } = question;
    if dimension.is_own() {
        sql.push(&format!(", placed{i} AS (SELECT parent, id, value{i} AS value FROM base WHERE value{i} IS NOT NULL"));
    } else {
        let distinct = if dimension.single { "" } else { "DISTINCT " };
        // SQLite reads the sides of a cross join from left to right. It can't know how small the list is, and would begin with all cells.
        sql.push(&format!(", placed{i} AS (SELECT {distinct}b.parent, b.id, c.value FROM base b CROSS JOIN "));
        dimension.write_values(sql, today);
        sql.push(" c WHERE c.id = b.id");
    }
    sql.push(&format!("), cells{i} AS ("));
    if question.min_count == 0 {
        sql.push("SELECT parent, value, SUM(n) AS n FROM (SELECT p.value AS parent, v.value, 0 AS n FROM ").ids(parents);
        sql.push(" p CROSS JOIN ");
        dimension.write_vocabulary(sql, today);
        sql.push(&format!(
            " v WHERE v.value IS NOT NULL UNION ALL SELECT parent, value, 1 FROM placed{i}) counted GROUP BY parent, value"
        ));
    } else {
        sql.push(&format!("SELECT parent, value, COUNT(*) AS n FROM placed{i} GROUP BY parent, value"));
    }
    let key = dimension.keys.of("c.value", "k");
    sql.push(&format!(
        "), ranked{i} AS (SELECT c.parent, {key} AS key, c.n, ROW_NUMBER() OVER (PARTITION BY c.parent ORDER BY c.n DESC, {key}"
    ));
    sql.bytewise().push(&format!(") AS rank FROM cells{i} c{})", dimension.keys.join(" JOIN", "c.value", "k")));
}

/// Writes what is known of the cells: those that are shown, how many there are, and how many records they cover.
fn write_answer(sql: &mut Sql, i: usize, question: &Question, selected: &[String]) {
    sql.push(&format!(" UNION ALL SELECT {i}, 'cell', parent, key, n FROM ranked{i} WHERE (rank <= "));
    sql.bind(question.first).push(" AND n >= ").bind(question.min_count).push(")");
    if !selected.is_empty() {
        sql.push(" OR key").any_text(selected);
    }
    sql.push(&format!(" UNION ALL SELECT {i}, 'cells', parent, NULL, COUNT(*) FROM cells{i} GROUP BY parent"));
    if question.dimension.single {
        sql.push(&format!(
            " UNION ALL SELECT {i}, 'covered', parent, NULL, CAST(SUM(n) AS BIGINT) FROM cells{i} GROUP BY parent"
        ));
    } else if question.missing {
        sql.push(&format!(
            " UNION ALL SELECT {i}, 'covered', parent, NULL, COUNT(*) FROM (SELECT DISTINCT parent, id FROM placed{i}) covered GROUP BY parent"
        ));
    }
}
