//! Orders of lists: total, the same on both backends, nulls last in both directions.

use super::{
    columns::{Column, MoneyColumn},
    search::Search,
    sql::Sql,
    table::Table,
};

/// What a list is sorted by, one part of an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The values that are compared.
    pub by: SortBy,
    /// True for the largest first.
    pub descending: bool,
}

/// The values that a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// A column of text, compared bytewise.
    Text(Column),
    /// A column of whole numbers.
    Number(Column),
    /// The amount where its currency is this one, otherwise null.
    Money(MoneyColumn, String),
    /// How well the search fits, from 4 down to 1.
    Relevance(Table, Search),
    /// How many projects the row shares with whom it is listed under.
    Shared,
}

impl Sort {
    /// Smallest first.
    #[must_use]
    pub fn ascending(by: SortBy) -> Self {
        Self { by, descending: false }
    }

    /// A name for the order, so that a cursor can tell which order it belongs to.
    pub(super) fn name(&self) -> String {
        let by = match &self.by {
            SortBy::Text(column) | SortBy::Number(column) => column.to_string(),
            SortBy::Money(column, currency) => format!("{}:{currency}", column.name),
            SortBy::Relevance(_, search) => format!("relevance:{}", search.name()),
            SortBy::Shared => "shared".to_owned(),
        };
        format!("{by}{}", if self.descending { "-" } else { "+" })
    }

    /// True if the values are text, otherwise they are numbers.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.by, SortBy::Text(_))
    }

    /// True if the values are those of a column, which an index can have in order.
    pub(super) fn is_column(&self) -> bool {
        matches!(self.by, SortBy::Text(_) | SortBy::Number(_))
    }

    /// Writes the value of a row of `alias`.
    pub(super) fn write(&self, sql: &mut Sql, alias: &str, languages: &[String]) {
        match &self.by {
            SortBy::Text(column) | SortBy::Number(column) => {
                sql.push(&format!("{alias}.{column}"));
            }
            SortBy::Money(column, currency) => {
                sql.push(&format!("CASE WHEN {alias}.{} = ", column.currency)).bind(currency.as_str());
                sql.push(&format!(" THEN {alias}.{} END", column.minor));
            }
            SortBy::Relevance(table, search) => write_relevance(*table, search, sql, alias, languages),
            SortBy::Shared => {
                sql.push("scope.shared");
            }
        }
    }
}

/// The columns of a table's search index, but for the widest, in which all that is found has its words, and what each is worth; and what
/// the widest is worth. Programmes have nothing but titles, partners have titles and names, results and calls no names.
fn zones(table: Table) -> (&'static [(&'static str, u8)], u8) {
    match table {
        Table::Project => (&[("title", 3), ("names", 2)], 1),
        Table::Partner => (&[("title", 3)], 2),
        Table::Programme | Table::Place | Table::Concept => (&[], 3),
        _ => (&[("title", 3)], 1),
    }
}

fn write_relevance(table: Table, search: &Search, sql: &mut Sql, alias: &str, languages: &[String]) {
    let ((narrower, widest), table) = (zones(table), table.name());
    let expression = search.expression(languages);
    if search.is_hopeless() {
        sql.push("1");
        return;
    }
    if narrower.is_empty() && search.exact().is_none() {
        sql.push(&widest.to_string());
        return;
    }
    sql.push("CASE");
    let mut level = |column: &str, expression: &super::sql::SearchExpression, rank: u8| {
        sql.push(&format!(" WHEN {alias}.id IN (SELECT rowid FROM {table}_search WHERE "));
        sql.matches(table, column, expression).push(&format!(") THEN {rank}"));
    };
    if let Some(exact) = search.exact() {
        level("title", &exact, 4);
    }
    for (column, worth) in narrower {
        level(column, &expression, *worth);
    }
    sql.push(&format!(" ELSE {widest} END"));
}
