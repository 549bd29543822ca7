//! Lists: which rows of a table, in which order.

use super::{
    Error, Snapshot,
    dimension::Dimension,
    filter::{Filter, Selection},
    order::Sort,
    scope::Scope,
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

/// The languages that must be known before the list with this condition can be written.
pub(super) async fn languages<'a>(snapshot: &'a Snapshot, list: &List, condition: &Filter) -> Result<&'a [String], Error> {
    let searches = condition.searches() || list.scope.as_ref().is_some_and(Scope::searches);
    if searches { snapshot.search_languages().await } else { Ok(&[]) }
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
