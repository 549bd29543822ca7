//! Positions in a list.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use super::{list::List, order::Sort, scope::Scope, sql::Sql};

/// A position: all sort values of a row and its key, and the order that they belong to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    order: String,
    values: Vec<Option<SortValue>>,
    key: String,
}

/// Which rows of a list are read, by the first value that they are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// All.
    Whole,
    /// Those that have one.
    Valued,
    /// Those that have none, which come last.
    Valueless,
}

/// A value that rows are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum SortValue {
    Number(i64),
    Text(String),
}

impl From<SortValue> for Value {
    fn from(value: SortValue) -> Self {
        match value {
            SortValue::Number(number) => number.into(),
            SortValue::Text(text) => text.into(),
        }
    }
}

impl Cursor {
    pub(super) fn new(list: &List, values: Vec<Option<SortValue>>, key: String) -> Self {
        Self { order: order_name(list), values, key }
    }

    /// The opaque form that clients keep.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(&self.order, &self.values, &self.key)).unwrap_or_default())
    }

    /// The first value that rows are sorted by, if it is a number.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self.values.first() {
            Some(Some(SortValue::Number(number))) => Some(*number),
            _ => None,
        }
    }

    /// Reads the opaque form; `None` if it is broken or belongs to another order.
    #[must_use]
    pub fn decode(text: &str, list: &List) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (name, values, key): (String, Vec<Option<SortValue>>, String) = serde_json::from_slice(&bytes).ok()?;
        let fits = |(value, sort): (&Option<SortValue>, &Sort)| match value {
            Some(SortValue::Text(text)) => sort.is_text() && !text.contains('\0'),
            Some(SortValue::Number(_)) => !sort.is_text(),
            None => true,
        };
        let order = &list.order;
        let belongs =
            name == order_name(list) && values.len() == order.len() && values.iter().zip(order).all(fits) && !key.contains('\0');
        belongs.then_some(Self { order: name, values, key })
    }

    /// The first value that rows are sorted by, with its column, if both are there.
    pub(super) fn column_value<'a>(&self, order: &'a [Sort]) -> Option<(&'a Sort, &SortValue)> {
        order.first().filter(|sort| sort.is_column()).zip(self.values.first()?.as_ref())
    }

    /// Writes the condition that a row of `alias` in this part of the list comes after this position, or before it.
    pub(super) fn write(&self, after: bool, part: Segment, order: &[Sort], sql: &mut Sql, alias: &str, languages: &[String]) {
        if let Some((sort, value)) = self.column_value(order)
            && !(after && part == Segment::Whole)
        {
            sort.write(sql, alias, languages);
            if after && part == Segment::Valueless {
                sql.push(" IS NULL");
                return;
            }
            // What follows says this, too, but no index could begin with it.
            sql.push(if after == sort.descending { " <= " } else { " >= " }).bind(value.clone()).push(" AND ");
        }
        sql.push("(");
        for (i, sort) in order.iter().enumerate() {
            sql.push("(");
            self.write_equal(i, order, sql, alias, languages);
            write_beyond(self.values[i].as_ref(), after, sort, sql, alias, languages);
            sql.push(") OR ");
        }
        sql.push("(");
        self.write_equal(order.len(), order, sql, alias, languages);
        sql.push(&format!("{alias}.key {} ", if after == key_descends(order) { "<" } else { ">" })).bind(self.key.as_str());
        sql.push("))");
    }

    /// The first `count` sort values are the same.
    fn write_equal(&self, count: usize, order: &[Sort], sql: &mut Sql, alias: &str, languages: &[String]) {
        for (value, sort) in self.values.iter().zip(order).take(count) {
            sort.write(sql, alias, languages);
            match value {
                Some(value) => sql.push(" = ").bind(value.clone()),
                None => sql.push(" IS NULL"),
            };
            sql.push(" AND ");
        }
    }
}

/// The row's value comes strictly after the cursor's, or before it; null is last.
fn write_beyond(value: Option<&SortValue>, after: bool, sort: &Sort, sql: &mut Sql, alias: &str, languages: &[String]) {
    let Some(value) = value else {
        if after {
            sql.push("FALSE");
        } else {
            sort.write(sql, alias, languages);
            sql.push(" IS NOT NULL");
        }
        return;
    };
    sql.push("(");
    sort.write(sql, alias, languages);
    sql.push(if after == sort.descending { " < " } else { " > " }).bind(value.clone());
    if after {
        sql.push(" OR ");
        sort.write(sql, alias, languages);
        sql.push(" IS NULL");
    }
    sql.push(")");
}

/// The key that ends every order runs in the direction of the last part, so that an index can serve both at once.
pub(super) fn key_descends(order: &[Sort]) -> bool {
    order.last().is_some_and(|sort| sort.descending)
}

/// A name for the list's order, and for how its rows belong to what they are listed under.
fn order_name(list: &List) -> String {
    let scope = list.scope.as_ref().map(Scope::name).unwrap_or_default();
    list.order.iter().fold(format!("{}{scope}", list.table.name()), |name, sort| format!("{name},{}", sort.name()))
}
