//! Pages of lists, at the root or below many parents at once.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::{
    Error, Snapshot,
    cursor::{Cursor, Segment, SortValue, key_descends},
    filter::Filter,
    list::{List, languages, write_from},
    order::Sort,
    parent::{Parent, Parents},
    sql::Sql,
    window::Window,
};

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
        write_rows(&mut sql, list, &condition, window, Segment::Whole, &parents.numbers, languages);
        sql.push(") ranked WHERE rank <= ").bind(as_integer(limit)).push(" ORDER BY parent, rank");
    } else {
        // Rows without a value come last. Read by themselves, they leave the others a range that an index can begin with.
        let apart = window.after.as_ref().is_some_and(|after| after.column_value(&list.order).is_some());
        let parts: &[Segment] = if apart { &[Segment::Valued, Segment::Valueless] } else { &[Segment::Whole] };
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

fn as_integer(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn write_rows(
    sql: &mut Sql,
    list: &List,
    condition: &Filter,
    window: &Window,
    part: Segment,
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
