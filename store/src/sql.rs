//! Statements as text with bound values, and all that the two backends spell differently when they are asked.

use std::{collections::BTreeSet, sync::Arc};

use sea_orm::{ColumnTrait, ColumnType, DbBackend, Statement, Value, sea_query::ArrayType};

/// A token that no search asks for.
const GAP: &str = "_";
/// The last position that PostgreSQL counts in a document.
const LAST_POSITION: usize = 16_383;

/// What stands before a statement to ask for its plan.
pub(super) fn explain_plan(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "EXPLAIN QUERY PLAN",
        _ => "EXPLAIN",
    }
}

/// A statement under construction. Values are always bound, never written into the text.
pub(crate) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
    aliases: usize,
}

impl Sql {
    pub(crate) fn new(backend: DbBackend, text: &str) -> Self {
        Self { backend, text: text.to_owned(), values: Vec::new(), aliases: 0 }
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Writes a placeholder for the value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let number = self.values.len();
        self.push(&format!("${number}"))
    }

    /// A table alias that is not used yet in this statement.
    pub(crate) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("t{}", self.aliases)
    }

    /// Writes the parts with a word between them.
    pub(crate) fn separated<T>(&mut self, word: &str, parts: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                self.push(word);
            }
            write(self, part);
        }
    }

    /// Writes ` = any of the numbers`, the same text for any number of them.
    pub(crate) fn any_id(&mut self, ids: &[i64]) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => self.push(" IN (SELECT value FROM json_each(").bind(json_list(ids)).push("))"),
            _ => self.push(" = ANY(").bind(big_integers(ids)).push(")"),
        }
    }

    /// Writes ` = any of the texts`, the same text for any number of them.
    pub(crate) fn any_text(&mut self, texts: &[String]) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => self.push(" IN (SELECT value FROM json_each(").bind(json_list(texts)).push("))"),
            _ => self.push(" = ANY(").bind(text_array(texts)).push(")"),
        }
    }

    /// Writes the numbers as a table expression with a column `value`.
    pub(crate) fn ids(&mut self, ids: &[i64]) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => self.push("(SELECT value FROM json_each(").bind(json_list(ids)).push("))"),
            _ => self.push("(SELECT unnest(").bind(big_integers(ids)).push(") AS value)"),
        }
    }

    /// Writes pairs of numbers as a table expression with the columns `a` and `b`.
    pub(crate) fn pairs(&mut self, pairs: &[(i64, i64)]) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => {
                self.push("(SELECT value ->> 0 AS a, value ->> 1 AS b FROM json_each(").bind(json_list(pairs)).push("))")
            }
            _ => {
                let (a, b): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
                self.push("(SELECT a, b FROM unnest(")
                    .bind(big_integers(&a))
                    .push(", ")
                    .bind(big_integers(&b))
                    .push(") x (a, b))")
            }
        }
    }

    /// Writes rows of three numbers as a table expression with the columns `a`, `b` and `c`.
    pub(crate) fn triples(&mut self, rows: &[[i64; 3]]) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => {
                self.push("(SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b, json_extract(value, '$[2]') AS c ");
                self.push("FROM json_each(").bind(json_list(rows)).push("))")
            }
            _ => {
                self.push("(SELECT a, b, c FROM unnest(");
                self.separated(", ", 0..3, |sql, column| {
                    sql.bind(big_integers(&rows.iter().map(|row| row[column]).collect::<Vec<_>>()));
                });
                self.push(") x (a, b, c))")
            }
        }
    }

    /// Writes the texts as a table expression with a column `value`.
    pub(crate) fn texts(&mut self, texts: &[String]) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => self.push("(SELECT value FROM json_each(").bind(json_list(texts)).push("))"),
            _ => self.push("(SELECT unnest(").bind(text_array(texts)).push(") AS value)"),
        }
    }

    /// Writes that the text before is compared bytewise, whatever it comes from.
    pub(crate) fn bytewise(&mut self) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => self,
            _ => self.push(" COLLATE \"C\""),
        }
    }

    /// Writes a test of the search index: the column of `alias`, a row of a search table, matches the expression.
    pub(crate) fn matches(&mut self, table: &str, column: &str, expression: &SearchExpression) -> &mut Self {
        match self.backend {
            DbBackend::Sqlite => {
                let text = format!("{column} : ({})", expression.fts5());
                self.push(&format!("{table}_search MATCH ")).bind(text)
            }
            _ => self.push(&format!("{column} @@ CAST(")).bind(expression.tsquery()).push(" AS tsquery)"),
        }
    }

    /// Writes a text in which `{ids}` stands for ` = any of the numbers`.
    pub(crate) fn with_ids(&mut self, text: &str, ids: &[i64]) -> &mut Self {
        self.separated("", text.split("{ids}").enumerate(), |sql, (i, part)| {
            if i > 0 {
                sql.any_id(ids);
            }
            sql.push(part);
        });
        self
    }

    /// Writes an insertion of rows, each with a value for every column. On PostgreSQL the text is the same for any number of them.
    pub(crate) fn insert(&mut self, table: &str, columns: &[Column], rows: Vec<Vec<Value>>) -> &mut Self {
        let names = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        self.push(&format!("INSERT INTO {table} ({names}) "));
        if self.backend == DbBackend::Sqlite {
            // Without numbers, which SQLite would look up one by one.
            let places = format!("({})", vec!["?"; columns.len()].join(", "));
            self.push("VALUES ").push(&vec![places; rows.len()].join(", "));
            self.values.extend(rows.into_iter().flatten());
            return self;
        }
        self.push("SELECT * FROM unnest(");
        self.separated(", ", columns.iter().enumerate(), |sql, (i, column)| {
            let list = array_literal(rows.iter().filter_map(|row| row.get(i)));
            sql.push("CAST(").bind(list).push(&format!(" AS {}[])", column.kind));
        });
        self.push(")")
    }

    pub(crate) fn statement(self) -> Statement {
        Statement::from_sql_and_values(self.backend, self.text, self.values)
    }
}

/// A column that is inserted into, and what PostgreSQL calls the kind of its values.
pub(crate) struct Column {
    name: &'static str,
    kind: &'static str,
}

impl Column {
    pub(crate) fn of(column: impl ColumnTrait) -> Self {
        let kind = match column.def().get_column_type() {
            ColumnType::BigInteger => "bigint",
            ColumnType::Integer => "integer",
            ColumnType::Boolean => "boolean",
            ColumnType::Double => "double precision",
            ColumnType::JsonBinary => "jsonb",
            _ => "text",
        };
        Self { name: column.as_str(), kind }
    }

    /// The columns of a table of the search index.
    pub(crate) const INDEX: [Self; 4] = [
        Self { name: "rowid", kind: "bigint" },
        Self { name: "title", kind: "tsvector" },
        Self { name: "names", kind: "tsvector" },
        Self { name: "everything", kind: "tsvector" },
    ];

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// Values as PostgreSQL writes an array.
fn array_literal<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    let mut list = String::from("{");
    for value in values {
        if list.len() > 1 {
            list.push(',');
        }
        match value {
            Value::Bool(Some(truth)) => list.push_str(if *truth { "t" } else { "f" }),
            Value::Int(Some(number)) => list.push_str(&number.to_string()),
            Value::BigInt(Some(number)) => list.push_str(&number.to_string()),
            Value::Double(Some(number)) => list.push_str(&number.to_string()),
            Value::String(Some(text)) => quote(text, &mut list),
            Value::Json(Some(json)) => quote(&json.to_string(), &mut list),
            _ => list.push_str("NULL"),
        }
    }
    list.push('}');
    list
}

fn quote(text: &str, list: &mut String) {
    list.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\']) {
        let (before, special) = rest.split_at(at);
        list.push_str(before);
        list.push('\\');
        list.push_str(&special[..1]);
        rest = &special[1..];
    }
    list.push_str(rest);
    list.push('"');
}

/// The documents of the search index as they are inserted, each with the words of a zone and of those before it: tokens that stand
/// nowhere, then words in order, each in all its forms. A word without forms is a gap.
pub(crate) fn search_documents(
    backend: DbBackend,
    loose: &BTreeSet<String>,
    zones: &[Vec<Arc<[Vec<String>]>>; 3],
) -> [String; 3] {
    let (mut words, mut stems, mut position) = (String::new(), BTreeSet::new(), 0);
    if backend != DbBackend::Sqlite {
        words.extend(loose.iter().flat_map(|token| ["'", token, "' "]));
    }
    zones.each_ref().map(|zone| {
        for forms in zone.iter().flat_map(|forms| forms.iter()) {
            if backend == DbBackend::Sqlite {
                words.push_str(forms.first().map_or(GAP, String::as_str));
                words.push(' ');
                stems.extend(forms.iter().skip(1).map(String::as_str));
            } else {
                position = LAST_POSITION.min(position + 1);
                for form in forms {
                    words.extend(["'", form, "':", &position.to_string(), " "]);
                }
            }
        }
        // On SQLite the folded words come first and in order, so that phrases are found; stems follow, which no phrase asks for.
        let loose = loose.iter().map(String::as_str).filter(|_| backend == DbBackend::Sqlite);
        let ends: Vec<&str> = loose.chain(stems.iter().copied()).collect();
        format!("{words}{}", ends.join(" "))
    })
}

fn json_list<T: serde::Serialize>(items: &[T]) -> String {
    serde_json::to_string(items).unwrap_or_default()
}

fn big_integers(numbers: &[i64]) -> Value {
    Value::Array(ArrayType::BigInt, Some(Box::new(numbers.iter().map(|number| Value::BigInt(Some(*number))).collect())))
}

fn text_array(texts: &[String]) -> Value {
    Value::Array(ArrayType::String, Some(Box::new(texts.iter().map(|text| Value::String(Some(text.clone()))).collect())))
}

/// What is looked for in the search index: every clause must be found.
pub(crate) struct SearchExpression(pub(crate) Vec<Clause>);

/// One part of a search.
pub(crate) enum Clause {
    /// Any of these tokens.
    AnyOf(Vec<String>),
    /// These tokens one after the other.
    Phrase(Vec<String>),
    /// A token that begins so.
    Prefix(String),
}

impl SearchExpression {
    /// Tokens hold letters, digits, `_` and `=` only, so quoting them keeps them from being syntax.
    fn fts5(&self) -> String {
        let clause = |clause: &Clause| match clause {
            Clause::AnyOf(tokens) => format!("({})", quoted(tokens, '"').join(" OR ")),
            Clause::Phrase(tokens) => format!("\"{}\"", tokens.join(" ")),
            Clause::Prefix(token) => format!("\"{token}\" *"),
        };
        self.0.iter().map(clause).collect::<Vec<_>>().join(" AND ")
    }

    fn tsquery(&self) -> String {
        let clause = |clause: &Clause| match clause {
            Clause::AnyOf(tokens) => format!("({})", quoted(tokens, '\'').join(" | ")),
            Clause::Phrase(tokens) => format!("({})", quoted(tokens, '\'').join(" <-> ")),
            Clause::Prefix(token) => format!("'{token}':*"),
        };
        self.0.iter().map(clause).collect::<Vec<_>>().join(" & ")
    }
}

fn quoted(tokens: &[String], quote: char) -> Vec<String> {
    tokens.iter().map(|token| format!("{quote}{token}{quote}")).collect()
}
