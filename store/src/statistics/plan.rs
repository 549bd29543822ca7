//! The common table expressions of statistics: who is counted, in which cells they are, and what they give to them.

use super::{
    super::{
        Error, Snapshot,
        dimension::{Cells, Column, Dimension, write_on},
        filter::Filter,
        sql::Sql,
    },
    Amount, Attribution, Counted, Question,
};

/// A question with what its statements need.
pub(super) struct Plan<'a> {
    pub snapshot: &'a Snapshot,
    pub question: &'a Question,
    languages: Vec<String>,
}

impl<'a> Plan<'a> {
    pub async fn new(snapshot: &'a Snapshot, question: &'a Question) -> Result<Self, Error> {
        let searches = question.filter.searches();
        let languages = if searches { snapshot.search_languages().await?.to_vec() } else { Vec::new() };
        Ok(Self { snapshot, question, languages })
    }

    /// The dimensions with their numbers from 1.
    pub fn dimensions(&self) -> impl Iterator<Item = (usize, &'static Dimension)> {
        (1..).zip(self.question.dimensions.iter().copied())
    }

    /// Begins a statement. What it doesn't use of these is not computed:
    /// `base`, who is counted, with amounts and with the values of dimensions that are columns;
    /// `c1` to `c3`, their values of the other dimensions; `placed`, their cells.
    pub fn begin(&self) -> Sql {
        let (table, identity) = match self.question.counted {
            Counted::Projects(_) => ("project", "t.id"),
            Counted::Participations => ("participation", "t.id, t.project_id, t.partner_id"),
            Counted::Results => ("result", "t.id"),
        };
        // What a filter finds is found once. SQLite, if it may choose, looks through all values for each record instead.
        let all = self.question.filter == Filter::everything();
        let once = if all { "" } else { "MATERIALIZED " };
        let mut sql = self.snapshot.sql(&format!("WITH base AS {once}(SELECT {identity}"));
        for amount in &self.question.amounts {
            sql.push(&self.stated(*amount));
        }
        let columns = || self.dimensions().filter_map(|(i, dimension)| Some((i, column(dimension)?)));
        for (i, column) in columns() {
            sql.push(", ");
            write_on(&column.of("t"), &mut sql, &self.question.today);
            sql.push(&format!(" AS v{i}"));
        }
        sql.push(&format!(" FROM {table} t{} WHERE ", joins(columns().map(|(_, column)| column))));
        self.question.filter.write(&mut sql, "t", &self.languages);
        sql.push(")");
        for (i, dimension) in self.dimensions().filter(|(_, dimension)| column(dimension).is_none()) {
            // SQLite reads the sides of a cross join from left to right; of its own accord it would begin with the values of all records.
            let (some, of_them) = if all { ("", "") } else { ("base b CROSS JOIN ", " WHERE c.id = b.id") };
            sql.push(&format!(", c{i} AS (SELECT DISTINCT c.id, c.value FROM {some}"));
            dimension.write_values(&mut sql, &self.question.today);
            sql.push(&format!(" c{of_them})"));
        }
        self.write_placed(&mut sql);
        sql
    }

    /// The columns of an amount as the counted records state it.
    fn stated(&self, amount: Amount) -> String {
        let name = amount.name();
        let own = if self.question.counted == Counted::Participations { amount.own() } else { name };
        format!(", t.{own}_minor AS {name}_minor, t.{own}_currency AS {name}_currency")
    }

    fn write_placed(&self, sql: &mut Sql) {
        let participations = self.question.counted == Counted::Participations;
        let who = if participations { "b.id, b.project_id, b.partner_id" } else { "b.id" };
        sql.push(&format!(", placed AS (SELECT {who}{}", self.amounts("b")));
        self.write_values(sql, |_| None);
        sql.push(" FROM base b");
        self.write_pairs(sql, |_| false);
        sql.push(")");
    }

    /// Writes the values of `base` and `c1` to `c3` as `v1` to `v3`, or what takes their place.
    fn write_values(&self, sql: &mut Sql, instead: impl Fn(&'static Dimension) -> Option<Column>) {
        for (i, dimension) in self.dimensions() {
            let value = match (instead(dimension), column(dimension)) {
                (Some(column), _) => column.of("t"),
                (None, Some(_)) => format!("b.v{i}"),
                (None, None) => format!("c{i}.value"),
            };
            sql.push(&format!(", {value} AS v{i}"));
        }
    }

    /// Joins `c1` to `c3`, except those left out.
    fn write_pairs(&self, sql: &mut Sql, without: impl Fn(&'static Dimension) -> bool) {
        for (i, dimension) in self.dimensions() {
            if column(dimension).is_none() && !without(dimension) {
                sql.push(&format!(" LEFT JOIN c{i} ON c{i}.id = b.id"));
            }
        }
    }

    /// The columns of the amounts.
    pub fn amounts(&self, alias: &str) -> String {
        let columns = |amount: &Amount| format!(", {alias}.{0}_minor, {alias}.{0}_currency", amount.name());
        self.question.amounts.iter().map(columns).collect()
    }

    /// The columns of the values.
    pub fn values(&self, alias: &str) -> String {
        let columns: Vec<String> = self.dimensions().map(|(i, _)| format!("{alias}.v{i}")).collect();
        columns.join(", ")
    }

    /// The cell as one text, as no value holds a blank.
    pub fn cell(&self, alias: &str) -> String {
        let texts: Vec<String> = self.dimensions().map(|(i, _)| format!("COALESCE(CAST({alias}.v{i} AS TEXT), '')")).collect();
        texts.join(" || ' ' || ")
    }

    /// The keys of the values of `alias` as `key1` to `key3`.
    pub fn keys(&self, alias: &str) -> String {
        let key = |(i, dimension): (usize, &'static Dimension)| {
            format!(", {} AS key{i}", dimension.keys.of(&format!("{alias}.v{i}"), &format!("k{i}")))
        };
        self.dimensions().map(key).collect()
    }

    /// Adds `given`: what each cell gets of each project `id`.
    pub fn write_given(&self, sql: &mut Sql) {
        match self.question.counted {
            Counted::Participations => {
                sql.push(&format!(
                    ", given AS (SELECT o.project_id AS id{}, {} FROM placed o)",
                    self.amounts("o"),
                    self.values("o")
                ));
            }
            Counted::Projects(Attribution::Whole) | Counted::Results => {
                sql.push(", given AS (SELECT * FROM placed)");
            }
            Counted::Projects(Attribution::EqualSplit) => {
                let cells: Vec<_> = self.dimensions().filter(|(_, dimension)| !dimension.single).collect();
                self.write_split(sql, "placed", "id", &cells);
            }
            Counted::Projects(Attribution::Coordinator) => {
                sql.push(&format!(", owners AS (SELECT DISTINCT b.id{}", self.amounts("b")));
                self.write_parts(sql, " AND t.role = 'COORDINATOR'");
                sql.push(")");
                let cells: Vec<_> = self.dimensions().filter(|(_, dimension)| !dimension.single).collect();
                self.write_split(sql, "owners", "id", &cells);
            }
            Counted::Projects(Attribution::Share) => {
                sql.push(", shares AS (SELECT t.id AS share, b.id");
                for amount in &self.question.amounts {
                    sql.push(&format!(
                        ", t.{own}_minor AS {0}_minor, t.{own}_currency AS {0}_currency",
                        amount.name(),
                        own = amount.own()
                    ));
                }
                self.write_parts(sql, "");
                sql.push(")");
                let several = |dimension: &Dimension| !dimension.single && dimension.part.is_none();
                let cells: Vec<_> = self.dimensions().filter(|(_, dimension)| several(dimension)).collect();
                self.write_split(sql, "shares", "share", &cells);
            }
        }
    }

    /// Writes values and tables of the parts `t` of the counted records: dimensions of parts have the values of that very part.
    pub fn write_parts(&self, sql: &mut Sql, condition: &str) {
        self.write_values(sql, |dimension| dimension.part);
        let joins = joins(self.question.dimensions.iter().filter_map(|dimension| dimension.part));
        let (table, whole) = match self.question.counted {
            Counted::Projects(_) | Counted::Participations => ("participation", "project_id"),
            Counted::Results => ("indicator", "result_id"),
        };
        // Here, too, SQLite would begin with the parts of all records.
        sql.push(&format!(" FROM base b CROSS JOIN {table} t{joins}"));
        self.write_pairs(sql, |dimension| dimension.part.is_some());
        sql.push(&format!(" WHERE t.{whole} = b.id{condition}"));
    }

    /// Adds `given`: amounts in equal parts to all cells with the same number `whole`, left-over minor units to the first in the order
    /// of the keys of these dimensions. What a participation without a value would get is given to nobody.
    fn write_split(&self, sql: &mut Sql, owners: &str, whole: &str, cells: &[(usize, &'static Dimension)]) {
        let of_parts = matches!(self.question.counted, Counted::Projects(Attribution::Coordinator | Attribution::Share));
        let known: Vec<String> = self
            .dimensions()
            .filter(|(_, dimension)| of_parts && dimension.part.is_some())
            .map(|(i, _)| format!("o.v{i} IS NOT NULL"))
            .collect();
        let known = if known.is_empty() { String::new() } else { format!(" WHERE {}", known.join(" AND ")) };
        let values = self.values("o");
        if cells.is_empty() {
            sql.push(&format!(", given AS (SELECT o.id{}, {values} FROM {owners} o{known})", self.amounts("o")));
            return;
        }
        let keys: Vec<String> =
            cells.iter().map(|(i, d)| format!("{} NULLS LAST", d.keys.of(&format!("o.v{i}"), &format!("k{i}")))).collect();
        let tables = tables_of_keys("o", cells.iter().copied());
        sql.push(&format!(
            ", parts AS (SELECT o.*, COUNT(*) OVER (PARTITION BY o.{whole}) AS n, \
             ROW_NUMBER() OVER (PARTITION BY o.{whole} ORDER BY {}) AS r FROM {owners} o{tables}), given AS (SELECT o.id",
            keys.join(", ")
        ));
        for amount in &self.question.amounts {
            let minor = format!("o.{}_minor", amount.name());
            sql.push(&format!(
                ", {minor} / o.n + CASE WHEN o.r > ABS({minor} % o.n) THEN 0 WHEN {minor} < 0 THEN -1 ELSE 1 END AS {0}_minor, \
                 o.{0}_currency",
                amount.name()
            ));
        }
        sql.push(&format!(", {values} FROM parts o{known})"));
    }

    /// Adds `rests`: what is left of each project's stated amounts when every cell of `given` has got its part.
    pub fn write_rests(&self, sql: &mut Sql) {
        sql.push(", rests AS (SELECT amount, id, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM (");
        let sides = self.question.amounts.iter().flat_map(|amount| [(amount, "", "base"), (amount, "-", "given")]);
        sql.separated(" UNION ALL ", sides, |sql, (amount, sign, table)| {
            sql.push(&format!(
                "SELECT '{0}' AS amount, id, {0}_currency AS currency, {sign}{0}_minor AS minor FROM {table} WHERE {0}_minor IS NOT NULL",
                amount.name()
            ));
        });
        sql.push(") parts GROUP BY amount, id, currency HAVING SUM(minor) <> 0)");
    }
}

fn column(dimension: &Dimension) -> Option<Column> {
    match dimension.cells {
        Cells::Column(column) => Some(column),
        Cells::Pairs(_) => None,
    }
}

/// Joins the tables that the keys of these dimensions are in.
pub(super) fn tables_of_keys(alias: &str, dimensions: impl Iterator<Item = (usize, &'static Dimension)>) -> String {
    dimensions.map(|(i, d)| d.keys.join(" LEFT JOIN", &format!("{alias}.v{i}"), &format!("k{i}"))).collect()
}

/// The joins of all columns, each once.
fn joins(columns: impl Iterator<Item = Column>) -> String {
    let mut joins: Vec<&str> = columns.map(|column| column.join).collect();
    joins.sort_unstable();
    joins.dedup();
    joins.concat()
}
