//! Rows into tables, many at a time.

use sea_orm::{DbBackend, EntityTrait, Iterable, ModelTrait, Value};

use crate::{Error, read::Read, records::Rows, sql::Column, transaction::Transaction};

/// How many values SQLite takes in one statement. Such a statement is large and is kept to be used again.
const MOST_VALUES: usize = 4_096;
/// How many rows PostgreSQL takes in one statement.
const MOST_ROWS: usize = 4_096;
/// The columns that tell how often a record is used: they follow from other records, which don't change with it.
const COUNTS: [&str; 3] = ["project_count", "seat_count", "any_count"];

/// Writes all rows, in the order that the foreign keys ask for.
pub(super) async fn insert(transaction: &Transaction, rows: &Rows) -> Result<(), Error> {
    let insertions = [
        // What others refer to keeps its row; what is new gets one.
        Insertion::replacing::<entity::source::Entity>(&rows.sources),
        Insertion::replacing::<entity::identifier_scheme::Entity>(&rows.schemes),
        Insertion::replacing::<entity::vocabulary::Entity>(&rows.vocabularies),
        Insertion::replacing::<entity::concept::Entity>(&rows.concepts),
        Insertion::replacing::<entity::place::Entity>(&rows.places),
        Insertion::replacing::<entity::programme::Entity>(&rows.programmes),
        Insertion::replacing::<entity::funding_call::Entity>(&rows.calls),
        Insertion::replacing::<entity::partner::Entity>(&rows.partners),
        Insertion::of_new::<entity::funding_call_deadline::Entity>(&rows.deadlines),
        Insertion::of_new::<entity::project::Entity>(&rows.projects),
        Insertion::of_new::<entity::project_programme::Entity>(&rows.project_programmes),
        Insertion::of_new::<entity::project_place::Entity>(&rows.project_places),
        Insertion::of_new::<entity::project_concept::Entity>(&rows.project_concepts),
        Insertion::of_new::<entity::project_language::Entity>(&rows.project_languages),
        Insertion::of_new::<entity::participation::Entity>(&rows.participations),
        Insertion::of_new::<entity::project_amount::Entity>(&rows.amounts),
        Insertion::of_new::<entity::project_conflict::Entity>(&rows.conflicts),
        Insertion::of_new::<entity::activity::Entity>(&rows.activities),
        Insertion::of_new::<entity::activity_place::Entity>(&rows.activity_places),
        Insertion::of_new::<entity::activity_partner::Entity>(&rows.activity_partners),
        Insertion::of_new::<entity::activity_concept::Entity>(&rows.activity_concepts),
        Insertion::of_new::<entity::action_line::Entity>(&rows.action_lines),
        Insertion::of_new::<entity::result::Entity>(&rows.results),
        Insertion::of_new::<entity::indicator::Entity>(&rows.indicators),
        Insertion::of_new::<entity::indicator_period::Entity>(&rows.indicator_periods),
        Insertion::of_new::<entity::identifier::Entity>(&rows.identifiers),
        Insertion::of_new::<entity::citation::Entity>(&rows.citations),
    ];
    for insertion in insertions {
        insertion.execute(transaction).await?;
    }
    Ok(())
}

/// Rows on their way into a table, made into values when their statement is. Only making values is compiled once a table.
pub(super) struct Insertion<'a> {
    table: &'a str,
    columns: Vec<Column>,
    /// How many rows there are.
    rows: usize,
    /// The values of a row, one for each column.
    values: Box<dyn Fn(usize) -> Vec<Value> + Send + Sync + 'a>,
    /// What the statement ends with.
    end: String,
}

impl<'a> Insertion<'a> {
    /// Rows of which `values` gives a value for each column.
    pub(super) fn new<T: Sync>(
        table: &'a str,
        columns: impl IntoIterator<Item = Column>,
        rows: &'a [T],
        values: impl Fn(&T) -> Vec<Value> + Send + Sync + 'a,
    ) -> Self {
        let values = Box::new(move |row: usize| values(&rows[row]));
        Self { table, columns: columns.into_iter().collect(), rows: rows.len(), values, end: String::new() }
    }

    /// Rows that are new.
    pub(super) fn of_new<E: EntityTrait<Model: Sync>>(rows: &'a [E::Model]) -> Self {
        let values = |row: &E::Model| E::Column::iter().map(|column| row.get(column)).collect();
        Self::new(E::default().table_name(), E::Column::iter().map(Column::of), rows, values)
    }

    /// Rows that are new or written over those that have the same number.
    pub(super) fn replacing<E: EntityTrait<Model: Sync>>(rows: &'a [E::Model]) -> Self {
        let insertion = Self::of_new::<E>(rows);
        let set = insertion.columns.iter().map(Column::name).filter(|column| !COUNTS.contains(column));
        let set: Vec<String> = set.map(|column| format!("{column} = excluded.{column}")).collect();
        insertion.ending(format!(" ON CONFLICT (id) DO UPDATE SET {}", set.join(", ")))
    }

    /// The same with something else at the end of the statement.
    pub(super) fn ending(self, end: impl Into<String>) -> Self {
        Self { end: end.into(), ..self }
    }

    /// Writes the rows. While some are being written, those after them are made into values.
    pub(super) async fn execute(self, transaction: &Transaction) -> Result<(), Error> {
        let mut done = 0;
        let mut next = || {
            let left = self.rows - done;
            let number = match transaction.backend() {
                _ if left == 0 => return None,
                // Powers of two, so that there are few different statements.
                DbBackend::Sqlite => 1 << (MOST_VALUES / self.columns.len()).min(left).ilog2(),
                _ => MOST_ROWS.min(left),
            };
            let rows = (done..done + number).map(&self.values).collect();
            done += number;
            let mut sql = transaction.sql("");
            sql.insert(self.table, &self.columns, rows).push(&self.end);
            Some(sql)
        };
        let mut statement = next();
        while let Some(sql) = statement {
            statement = while_running(transaction.execute(sql), &mut next).await?;
        }
        Ok(())
    }
}

/// Runs a statement and makes something on this side meanwhile, typically what the next statement needs.
pub(super) async fn while_running<T>(
    statement: impl Future<Output = Result<(), Error>>,
    make: impl FnOnce() -> T,
) -> Result<T, Error> {
    // The first is polled first: it has sent its statement when the second begins.
    let (ran, made) = futures_util::join!(statement, async { make() });
    ran.map(|()| made)
}
