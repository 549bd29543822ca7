//! Rows into tables, many at a time.

use sea_orm::{DbBackend, EntityTrait, Iterable, ModelTrait, Value};

use crate::{Error, read::Read, records::Rows, sql::Column, transaction::Transaction};

/// How many values SQLite takes in one statement. Such a statement is large and is kept to be used again.
const MOST_VALUES: usize = 4_096;
/// How many rows PostgreSQL takes in one statement.
const MOST_ROWS: usize = 4_096;
/// The columns that tell how often a record is used: they follow from other records, which don't change with it.
const COUNTS: [&str; 3] = ["project_count", "seat_count", "any_count"];

/// What becomes of a row whose number is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// There is none, or something is wrong.
    Never,
    /// It is written over.
    Replaced,
}

/// Writes all rows, in the order that the foreign keys ask for.
pub(super) async fn insert(transaction: &Transaction, rows: &Rows) -> Result<(), Error> {
    // What others refer to keeps its row; what is new gets one.
    put::<entity::source::Entity>(transaction, &rows.sources).await?;
    put::<entity::identifier_scheme::Entity>(transaction, &rows.schemes).await?;
    put::<entity::vocabulary::Entity>(transaction, &rows.vocabularies).await?;
    put::<entity::concept::Entity>(transaction, &rows.concepts).await?;
    put::<entity::place::Entity>(transaction, &rows.places).await?;
    put::<entity::programme::Entity>(transaction, &rows.programmes).await?;
    put::<entity::funding_call::Entity>(transaction, &rows.calls).await?;
    put::<entity::partner::Entity>(transaction, &rows.partners).await?;
    add::<entity::funding_call_deadline::Entity>(transaction, &rows.deadlines).await?;
    add::<entity::project::Entity>(transaction, &rows.projects).await?;
    add::<entity::project_programme::Entity>(transaction, &rows.project_programmes).await?;
    add::<entity::project_place::Entity>(transaction, &rows.project_places).await?;
    add::<entity::project_concept::Entity>(transaction, &rows.project_concepts).await?;
    add::<entity::project_language::Entity>(transaction, &rows.project_languages).await?;
    add::<entity::participation::Entity>(transaction, &rows.participations).await?;
    add::<entity::project_amount::Entity>(transaction, &rows.amounts).await?;
    add::<entity::project_conflict::Entity>(transaction, &rows.conflicts).await?;
    add::<entity::activity::Entity>(transaction, &rows.activities).await?;
    add::<entity::activity_place::Entity>(transaction, &rows.activity_places).await?;
    add::<entity::activity_partner::Entity>(transaction, &rows.activity_partners).await?;
    add::<entity::activity_concept::Entity>(transaction, &rows.activity_concepts).await?;
    add::<entity::action_line::Entity>(transaction, &rows.action_lines).await?;
    add::<entity::result::Entity>(transaction, &rows.results).await?;
    add::<entity::indicator::Entity>(transaction, &rows.indicators).await?;
    add::<entity::indicator_period::Entity>(transaction, &rows.indicator_periods).await?;
    add::<entity::identifier::Entity>(transaction, &rows.identifiers).await?;
    add::<entity::citation::Entity>(transaction, &rows.citations).await
}

/// Writes rows that are new.
pub(super) async fn add<E: EntityTrait<Model: Sync>>(transaction: &Transaction, rows: &[E::Model]) -> Result<(), Error> {
    write::<E>(transaction, rows, Taken::Never).await
}

/// Writes rows that are new, and writes over those that have the same number.
pub(super) async fn put<E: EntityTrait<Model: Sync>>(transaction: &Transaction, rows: &[E::Model]) -> Result<(), Error> {
    write::<E>(transaction, rows, Taken::Replaced).await
}

async fn write<E: EntityTrait<Model: Sync>>(transaction: &Transaction, rows: &[E::Model], taken: Taken) -> Result<(), Error> {
    let columns: Vec<Column> = E::Column::iter().map(Column::of).collect();
    let end = match taken {
        Taken::Never => String::new(),
        Taken::Replaced => {
            let set = columns.iter().map(Column::name).filter(|column| !COUNTS.contains(column));
            let set: Vec<String> = set.map(|column| format!("{column} = excluded.{column}")).collect();
            format!(" ON CONFLICT (id) DO UPDATE SET {}", set.join(", "))
        }
    };
    let values = |row: &E::Model| E::Column::iter().map(|column| row.get(column)).collect();
    insert_into(transaction, E::default().table_name(), &columns, rows, values, &end).await
}

/// Writes rows that have a value for each column.
pub(super) async fn insert_into<T: Sync>(
    transaction: &Transaction,
    table: &str,
    columns: &[Column],
    mut rows: &[T],
    values: impl Fn(&T) -> Vec<Value> + Send,
    end: &str,
) -> Result<(), Error> {
    let mut next = || {
        let number = match transaction.backend() {
            _ if rows.is_empty() => return None,
            // Powers of two, so that there are few different statements.
            DbBackend::Sqlite => 1 << (MOST_VALUES / columns.len()).min(rows.len()).ilog2(),
            _ => MOST_ROWS.min(rows.len()),
        };
        let (now, later) = rows.split_at(number);
        rows = later;
        let mut sql = transaction.sql("");
        sql.insert(table, columns, now.iter().map(&values).collect()).push(end);
        Some(sql)
    };
    let mut statement = next();
    while let Some(sql) = statement {
        statement = while_running(transaction.execute(sql), &mut next).await?;
    }
    Ok(())
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
