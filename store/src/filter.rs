//! Filters of records: one form for lists, counts, facets and statistics, and its one translation into SQL.

use sea_orm::Value;

use super::{columns::Column, dimension::Dimension, links::Link, search::Search, sql::Sql, table::Table};

/// A condition on the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// All of them; with none, everything matches.
    All(Vec<Filter>),
    /// At least one of them; with none, nothing matches.
    Any(Vec<Filter>),
    /// Rows that the condition doesn't match.
    Not(Box<Filter>),
    /// The column has a value that compares as said.
    Is(Column, Comparison, Scalar),
    /// The column is one of the texts.
    OneOf(Column, Vec<String>),
    /// The column has no value.
    Null(Column),
    /// The column, which holds folded text, begins with the folded text.
    StartsWith(Column, String),
    /// The column, which holds a code in ASCII, begins with the text in lower case, whatever its own case.
    CodeStartsWith(Column, String),
    /// There is a row behind the link that matches.
    Related(Link, Box<Filter>),
    /// The search finds the row.
    Found(Table, Search),
    /// The row is in one of these cells of a dimension on this UTC day.
    InCell(&'static Dimension, Vec<String>, String),
    /// The row is in some cell of a dimension on this UTC day.
    HasCell(&'static Dimension, String),
}

/// What is selected of one dimension: an entry of a filter's `dimensions`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selection {
    /// The dimension.
    pub dimension: &'static Dimension,
    /// In one of the cells with these keys.
    pub any: Option<Vec<String>>,
    /// In every one of the cells with these keys.
    pub every: Vec<String>,
    /// True for records without a value; together with `any`, those as well. False for records with one.
    pub missing: Option<bool>,
    /// The UTC day.
    pub today: String,
}

impl Selection {
    /// The keys that are selected.
    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        self.any.iter().flatten().chain(&self.every)
    }

    /// The condition that it means.
    #[must_use]
    pub fn filter(&self) -> Filter {
        let cells = |keys: &[String]| Filter::InCell(self.dimension, keys.to_vec(), self.today.clone());
        let some = Filter::HasCell(self.dimension, self.today.clone());
        let mut parts: Vec<Filter> = self.every.iter().map(|key| cells(std::slice::from_ref(key))).collect();
        // With `missing: true` beside it, `in` means: in one of these, or in none at all.
        match (&self.any, self.missing) {
            (Some(keys), Some(true)) => parts.push(Filter::Any(vec![cells(keys), some.negated()])),
            (keys, missing) => {
                parts.extend(keys.as_deref().map(cells));
                parts.extend(missing.map(|missing| if missing { some.negated() } else { some }));
            }
        }
        Filter::all(parts)
    }
}

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    AtLeast,
    AtMost,
    Below,
    Above,
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scalar {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Text(text) => text.into(),
            Scalar::Integer(number) => number.into(),
            Scalar::Boolean(truth) => truth.into(),
        }
    }
}

impl Filter {
    /// Matches every row.
    #[must_use]
    pub fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// All of the conditions, without those that don't restrict.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        let mut restricting: Vec<Self> = parts.into_iter().filter(|part| *part != Self::everything()).collect();
        match restricting.len() {
            1 => restricting.swap_remove(0),
            _ => Self::All(restricting),
        }
    }

    /// Matches no row.
    #[must_use]
    pub fn nothing() -> Self {
        Self::Any(Vec::new())
    }

    /// The column equals the text.
    pub fn equals(column: Column, text: impl Into<String>) -> Self {
        Self::Is(column, Comparison::Equal, Scalar::Text(text.into()))
    }

    /// The column compares with the text as said, bytewise.
    pub fn text(column: Column, comparison: Comparison, text: &(impl ToString + ?Sized)) -> Self {
        Self::Is(column, comparison, Scalar::Text(text.to_string()))
    }

    /// The column compares with the number as said.
    #[must_use]
    pub fn number(column: Column, comparison: Comparison, number: i64) -> Self {
        Self::Is(column, comparison, Scalar::Integer(number))
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut parts) => {
                parts.push(other);
                Self::All(parts)
            }
            first => Self::All(vec![first, other]),
        }
    }

    /// Rows that the condition doesn't match.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// There is a row at the end of the links that matches.
    #[must_use]
    pub fn through(links: &[Link], filter: Self) -> Self {
        links.iter().rev().fold(filter, |filter, link| Self::Related(*link, Box::new(filter)))
    }

    /// The searches that must all find a row of the table itself.
    #[must_use]
    pub fn searches_of(&self, table: Table) -> Vec<&Search> {
        match self {
            Self::All(parts) => parts.iter().flat_map(|part| part.searches_of(table)).collect(),
            Self::Found(found, search) if *found == table => vec![search],
            _ => Vec::new(),
        }
    }

    /// True if the words of a search must be known before the filter can be written as SQL.
    pub(super) fn searches(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::searches),
            Self::Not(part) | Self::Related(_, part) => part.searches(),
            Self::Found(..) => true,
            _ => false,
        }
    }

    /// Writes the condition for the rows of `alias`. It may come out as NULL, which counts as false.
    pub(super) fn write(&self, sql: &mut Sql, alias: &str, languages: &[String]) {
        match self {
            Self::All(parts) if parts.is_empty() => {
                sql.push("TRUE");
            }
            Self::Any(parts) if parts.is_empty() => {
                sql.push("FALSE");
            }
            Self::All(parts) => Self::write_list(parts, " AND ", sql, alias, languages),
            Self::Any(parts) => Self::write_list(parts, " OR ", sql, alias, languages),
            Self::Not(part) => {
                sql.push("((");
                part.write(sql, alias, languages);
                sql.push(") IS NOT TRUE)");
            }
            Self::Is(column, comparison, value) => {
                let operator = match comparison {
                    Comparison::Equal => "=",
                    Comparison::AtLeast => ">=",
                    Comparison::AtMost => "<=",
                    Comparison::Below => "<",
                    Comparison::Above => ">",
                };
                sql.push(&format!("{alias}.{column} {operator} ")).bind(value.clone());
            }
            Self::OneOf(column, texts) => {
                sql.push(&format!("{alias}.{column}")).any_text(texts);
            }
            Self::Null(column) => {
                sql.push(&format!("{alias}.{column} IS NULL"));
            }
            Self::StartsWith(column, prefix) => write_prefix(&format!("{alias}.{column}"), prefix, sql),
            Self::CodeStartsWith(column, prefix) => write_prefix(&format!("lower({alias}.{column})"), prefix, sql),
            Self::Related(link, filter) => {
                let inner = sql.alias();
                sql.push(&format!("{alias}.{} IN (SELECT {inner}.{} FROM {} {inner} WHERE ", link.here, link.there, link.table));
                filter.write(sql, &inner, languages);
                sql.push(")");
            }
            Self::InCell(dimension, keys, today) => dimension.write_in(sql, alias, keys, today),
            Self::HasCell(dimension, today) => dimension.write_any(sql, alias, today),
            Self::Found(_, search) if search.is_hopeless() => {
                sql.push("FALSE");
            }
            Self::Found(table, search) => {
                let table = table.name();
                sql.push(&format!("{alias}.id IN (SELECT rowid FROM {table}_search WHERE "));
                sql.matches(table, "everything", &search.expression(languages)).push(")");
            }
        }
    }

    fn write_list(parts: &[Self], word: &str, sql: &mut Sql, alias: &str, languages: &[String]) {
        sql.push("(");
        sql.separated(word, parts, |sql, part| part.write(sql, alias, languages));
        sql.push(")");
    }
}

/// Prefixes as a range, which an index can answer and in which no character has a special meaning.
pub(super) fn write_prefix(expression: &str, prefix: &str, sql: &mut Sql) {
    sql.push(&format!("({expression} >= ")).bind(prefix);
    let mut end: Vec<char> = prefix.chars().collect();
    while let Some(last) = end.pop() {
        // Between U+D7FF and U+E000 there are no characters.
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            end.push(next);
            let end: String = end.into_iter().collect();
            sql.push(&format!(" AND {expression} < ")).bind(end);
            break;
        }
    }
    sql.push(")");
}
