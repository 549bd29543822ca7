//! Pages of lists, at the root or below many parents at once.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::{
    Error, Snapshot,
    cursor::{Cursor, Part, SortValue, key_descends},
    dimension::Dimension,
    filter::{Filter, Selection},
    order::Sort,
    sql::Sql,
    table::Table,
};

/// Which rows make a list and in which order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct List {
    /// The table.
    pub table: Table,
    /// What the rows belong to, if the list is not of the whole table.
    pub scope: Option<Scope>,
    /// The condition on the rows.
    pub filter: Filter,
    /// What is selected of dimensions besides, kept apart because facets can leave it out.
    pub selections: Vec<Selection>,
    /// The order; the key is always added at the end.
    pub order: Vec<Sort>,
}

impl List {
    /// The whole condition on the rows, but for what is selected of one dimension.
    pub(super) fn condition(&self, without: Option<&Dimension>) -> Filter {
        let selections = self.selections.iter().filter(|selection| Some(selection.dimension) != without);
        Filter::all(std::iter::once(self.filter.clone()).chain(selections.map(Selection::filter)).collect())
    }
}

/// A list's part that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// How many rows at most.
    pub limit: u64,
    /// True to count from the end.
    pub backward: bool,
    /// Only rows after this position.
    pub after: Option<Cursor>,
    /// Only rows before this position.
    pub before: Option<Cursor>,
}

/// How rows belong to a parent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say child and parent")]
pub enum Scope {
    ParticipationsOfProject,
    ParticipationsOfPartner,
    ResultsOfProject,
    ProjectsOfFundingCall,
    ProjectsOfProgramme,
    FundingCallsOfProgramme,
    ProjectsOfConcept,
    ProjectsWorkingIn,
    ProjectsSeatedIn,
    ProjectsTouching,
    PartnersSeatedIn,
    /// The partners that share a project with a partner, and as `shared` how many; only projects that match count. A natural person
    /// has none.
    CollaboratorsOfPartner(Box<Filter>),
    /// The projects that two partners share; their parent is the `pair`.
    ProjectsOfPair,
}

/// Where a list hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Parent {
    /// Nowhere: it is the list of a whole table.
    Root,
    /// Below the row of this number.
    Row(i64),
    /// Below two partners together, by their row numbers.
    Pair(i64, i64),
}

/// How far the first partner of a pair is moved to make room for the second.
const PAIR_SHIFT: u32 = 31;

impl Parent {
    /// The one number by which statements know it.
    fn number(self) -> i64 {
        match self {
            Self::Root => 0,
            Self::Row(id) => id,
            Self::Pair(one, other) => (one << PAIR_SHIFT) | other,
        }
    }
}

/// The parents of one statement, by their numbers.
pub(super) struct Parents {
    pub(super) numbers: Vec<i64>,
    by_number: HashMap<i64, Parent>,
}

impl Parents {
    pub(super) fn new(parents: &[Parent]) -> Self {
        Self {
            numbers: parents.iter().map(|parent| parent.number()).collect(),
            by_number: parents.iter().map(|parent| (parent.number(), *parent)).collect(),
        }
    }

    /// The parent of a row; `None` for one that nobody asked for.
    pub(super) fn of(&self, row: &QueryResult) -> Result<Option<Parent>, Error> {
        // A constant comes as a 32-bit number.
        let number = row.try_get::<i64>("", "parent").or_else(|_| row.try_get::<i32>("", "parent").map(i64::from))?;
        Ok(self.by_number.get(&number).copied())
    }
}

impl Scope {
    /// The name in cursors, which says nothing of conditions.
    pub(super) fn name(&self) -> String {
        match self {
            Self::CollaboratorsOfPartner(_) => "CollaboratorsOfPartner".to_owned(),
            scope => format!("{scope:?}"),
        }
    }

    /// True if the words of a search must be known before the scope can be written as SQL.
    fn searches(&self) -> bool {
        matches!(self, Self::CollaboratorsOfPartner(filter) if filter.searches())
    }

    /// The pairs of parent and child; `{ids}` stands for the condition on the parents, `{projects}` for the one on projects.
    fn pairs(&self) -> &'static str {
        match self {
            Self::ParticipationsOfProject => "SELECT p.project_id AS parent, p.id FROM participation p WHERE p.project_id{ids}",
            Self::ParticipationsOfPartner => "SELECT p.partner_id AS parent, p.id FROM participation p WHERE p.partner_id{ids}",
            Self::ResultsOfProject => "SELECT r.project_id AS parent, r.id FROM result r WHERE r.project_id{ids}",
            Self::ProjectsOfFundingCall => "SELECT p.funding_call_id AS parent, p.id FROM project p WHERE p.funding_call_id{ids}",
            Self::ProjectsOfProgramme => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM programme_tree t \
                 JOIN project_programme l ON l.programme_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::FundingCallsOfProgramme => {
                "SELECT t.ancestor_id AS parent, c.id FROM programme_tree t \
                 JOIN funding_call c ON c.programme_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsOfConcept => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM concept_tree t \
                 JOIN project_concept l ON l.concept_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsWorkingIn => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN project_place l ON l.place_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsSeatedIn => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN partner s ON s.place_id = t.descendant_id \
                 JOIN participation l ON l.partner_id = s.id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsTouching => {
                "SELECT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN project_place l ON l.place_id = t.descendant_id WHERE t.ancestor_id{ids} \
                 UNION SELECT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN partner s ON s.place_id = t.descendant_id \
                 JOIN participation l ON l.partner_id = s.id WHERE t.ancestor_id{ids}"
            }
            Self::PartnersSeatedIn => {
                "SELECT t.ancestor_id AS parent, s.id FROM place_tree t \
                 JOIN partner s ON s.place_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::CollaboratorsOfPartner(_) => {
                "SELECT parent, id, COUNT(*) AS shared FROM (SELECT DISTINCT a.partner_id AS parent, b.partner_id AS id, a.project_id \
                 FROM participation a JOIN partner s ON s.id = a.partner_id \
                 JOIN participation b ON b.project_id = a.project_id AND b.partner_id <> a.partner_id \
                 WHERE a.partner_id{ids} AND s.kind IS DISTINCT FROM 'NATURAL_PERSON'{projects}) both_in GROUP BY parent, id"
            }
            Self::ProjectsOfPair => {
                // As a join, PostgreSQL would compare all projects of one partner with all of the other.
                "SELECT DISTINCT w.value AS parent, b.project_id AS id FROM {pairs} w \
                 JOIN participation b ON b.partner_id = w.value & 2147483647 \
                 WHERE (SELECT a.project_id FROM participation a \
                 WHERE a.project_id = b.project_id AND a.partner_id = w.value >> 31 LIMIT 1) IS NOT NULL"
            }
        }
    }

    fn write(&self, sql: &mut Sql, parents: &[i64], languages: &[String]) {
        let mut rest = self.pairs();
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            sql.push(before);
            match (name, self) {
                ("ids", _) => {
                    sql.any_id(parents);
                }
                ("pairs", _) => {
                    sql.ids(parents);
                }
                ("projects", Self::CollaboratorsOfPartner(filter)) if **filter != Filter::everything() => {
                    let project = sql.alias();
                    sql.push(&format!(" AND a.project_id IN (SELECT {project}.id FROM project {project} WHERE "));
                    filter.write(sql, &project, languages);
                    sql.push(")");
                }
                _ => {}
            }
            rest = after;
        }
        sql.push(rest);
    }
}

/// The rows of a page, and whether there are more on either side.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Row number and position of each row.
    pub rows: Vec<(i64, Cursor)>,
    /// True if there are rows after the last.
    pub has_next: bool,
    /// True if there are rows before the first.
    pub has_previous: bool,
}

/// Reads a page of a list below each of the parents, in one statement.
pub async fn pages(
    snapshot: &Snapshot,
    list: &List,
    window: &Window,
    parents: &[Parent],
) -> Result<HashMap<Parent, Page>, Error> {
    let mut pages: HashMap<Parent, Page> = parents.iter().map(|parent| (*parent, Page::default())).collect();
    let parents = Parents::new(parents);
    let condition = list.condition(None);
    let languages = languages(snapshot, list, &condition).await?;
    let limit = window.limit + 1;
    let mut sql = snapshot.sql("");
    if list.scope.is_some() {
        sql.push("SELECT * FROM (");
        write_rows(&mut sql, list, &condition, window, Part::Whole, &parents.numbers, languages);
        sql.push(") ranked WHERE rank <= ").bind(as_integer(limit)).push(" ORDER BY parent, rank");
    } else {
        // Rows without a value come last. Read by themselves, they leave the others a range that an index can begin with.
        let apart = window.after.as_ref().is_some_and(|after| after.column_value(&list.order).is_some());
        let parts: &[Part] = if apart { &[Part::Valued, Part::Valueless] } else { &[Part::Whole] };
        // By their names, values that take long to find are found once.
        let by_name = |sql: &mut Sql, i: usize, _: &Sort| {
            sql.push(&format!("s{i}"));
        };
        sql.push("SELECT * FROM (");
        sql.separated(" UNION ALL ", parts, |sql, part| {
            sql.push("SELECT * FROM (");
            write_rows(sql, list, &condition, window, *part, &parents.numbers, languages);
            sql.push(" ORDER BY ");
            write_order(sql, list, window.backward, by_name);
            sql.push(" LIMIT ").bind(as_integer(limit)).push(&format!(") part{}", *part as usize));
        });
        sql.push(") t ORDER BY ");
        write_order(&mut sql, list, window.backward, by_name);
        sql.push(" LIMIT ").bind(as_integer(limit));
    }
    for row in snapshot.rows(sql.statement()).await? {
        if let Some(page) = parents.of(&row)?.and_then(|parent| pages.get_mut(&parent)) {
            page.rows.push(read_row(&row, list)?);
        }
    }
    for page in pages.values_mut() {
        finish(page, window);
    }
    Ok(pages)
}

/// How many rows a list has below each of the parents, which has none where it is missing.
pub async fn counts(snapshot: &Snapshot, list: &List, parents: &[Parent]) -> Result<HashMap<Parent, i64>, Error> {
    let parents = Parents::new(parents);
    let condition = list.condition(None);
    let languages = languages(snapshot, list, &condition).await?;
    let mut sql = snapshot.sql("SELECT ");
    sql.push(if list.scope.is_some() { "scope.parent, COUNT(*) AS count" } else { "0 AS parent, COUNT(*) AS count" });
    write_from(&mut sql, list, &condition, &parents.numbers, languages);
    if list.scope.is_some() {
        sql.push(" GROUP BY scope.parent");
    }
    let rows = snapshot.rows(sql.statement()).await?;
    let mut counts = HashMap::new();
    for row in &rows {
        if let Some(parent) = parents.of(row)? {
            counts.insert(parent, row.try_get("", "count")?);
        }
    }
    Ok(counts)
}

/// The languages that must be known before the list with this condition can be written.
pub(super) async fn languages<'a>(snapshot: &'a Snapshot, list: &List, condition: &Filter) -> Result<&'a [String], Error> {
    let searches = condition.searches() || list.scope.as_ref().is_some_and(Scope::searches);
    if searches { snapshot.search_languages().await } else { Ok(&[]) }
}

fn as_integer(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn write_rows(
    sql: &mut Sql,
    list: &List,
    condition: &Filter,
    window: &Window,
    part: Part,
    parents: &[i64],
    languages: &[String],
) {
    sql.push("SELECT ");
    sql.push(if list.scope.is_some() { "scope.parent" } else { "0 AS parent" });
    sql.push(", t.id, t.key");
    for (i, sort) in list.order.iter().enumerate() {
        sql.push(", ");
        sort.write(sql, "t", languages);
        sql.push(&format!(" AS s{i}"));
    }
    if list.scope.is_some() {
        sql.push(", ROW_NUMBER() OVER (PARTITION BY scope.parent ORDER BY ");
        write_order(sql, list, window.backward, |sql, _, sort| sort.write(sql, "t", languages));
        sql.push(") AS rank");
    }
    write_from(sql, list, condition, parents, languages);
    for (cursor, after) in [(&window.after, true), (&window.before, false)] {
        if let Some(cursor) = cursor {
            sql.push(" AND ");
            cursor.write(after, part, &list.order, sql, "t", languages);
        }
    }
}

/// Writes where the rows come from, as `t`, and their condition; with a scope, `scope.parent` is whom they belong to.
pub(super) fn write_from(sql: &mut Sql, list: &List, condition: &Filter, parents: &[i64], languages: &[String]) {
    let table = list.table.name();
    match &list.scope {
        Some(scope) => {
            sql.push(" FROM (");
            scope.write(sql, parents, languages);
            sql.push(&format!(") scope JOIN {table} t ON t.id = scope.id"));
        }
        None => {
            sql.push(&format!(" FROM {table} t"));
        }
    }
    sql.push(" WHERE ");
    condition.write(sql, "t", languages);
}

/// Writes the order of the rows of `t`, whose sort values `write` writes.
fn write_order(sql: &mut Sql, list: &List, backward: bool, mut write: impl FnMut(&mut Sql, usize, &Sort)) {
    for (i, sort) in list.order.iter().enumerate() {
        write(sql, i, sort);
        sql.push(if sort.descending == backward { " ASC" } else { " DESC" });
        sql.push(if backward { " NULLS FIRST, " } else { " NULLS LAST, " });
    }
    sql.push(if key_descends(&list.order) == backward { "t.key ASC" } else { "t.key DESC" });
}

fn read_row(row: &QueryResult, list: &List) -> Result<(i64, Cursor), Error> {
    let values = list.order.iter().enumerate().map(|(i, sort)| {
        let column = format!("s{i}");
        Ok::<_, Error>(if sort.is_text() {
            row.try_get::<Option<String>>("", &column)?.map(SortValue::Text)
        } else {
            // PostgreSQL gives the columns that count as 32-bit numbers.
            let number = row
                .try_get::<Option<i64>>("", &column)
                .or_else(|_| row.try_get::<Option<i32>>("", &column).map(|n| n.map(i64::from)))?;
            number.map(SortValue::Number)
        })
    });
    let cursor = Cursor::new(list, values.collect::<Result<_, _>>()?, row.try_get("", "key")?);
    Ok((row.try_get("", "id")?, cursor))
}

/// Takes the surplus row off, which only told that there is more.
fn finish(page: &mut Page, window: &Window) {
    let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let more = page.rows.len() > limit;
    page.rows.truncate(limit);
    if window.backward {
        page.rows.reverse();
        page.has_previous = more || window.after.is_some();
        page.has_next = window.before.is_some();
    } else {
        page.has_next = more || window.before.is_some();
        page.has_previous = window.after.is_some();
    }
}
