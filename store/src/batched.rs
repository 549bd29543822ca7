//! Batched reads: what belongs to many records at once, each kind of it with one statement.

use std::{collections::HashMap, marker::PhantomData, sync::Arc};

use record::RecordType;
use sea_orm::{EntityTrait, FromQueryResult, QueryResult};

use crate::{Error, Snapshot, closed, sql::Sql, table::Table};

/// Rows of one table by the row number of what they belong to.
pub struct Relation<E> {
    /// A statement in which `{owners}` stands for the condition on the owners, and that gives each row with its `owner`.
    statement: &'static str,
    entity: PhantomData<E>,
}

impl<E: EntityTrait> Relation<E> {
    const fn new(statement: &'static str) -> Self {
        Self { statement, entity: PhantomData }
    }

    /// The rows of each owner that has any, in their order.
    pub async fn rows(&self, snapshot: &Snapshot, owners: &[i64]) -> Result<HashMap<i64, Vec<Arc<E::Model>>>, Error> {
        let mut sql = snapshot.sql("");
        write_with_owners(&mut sql, self.statement, |sql| {
            sql.any_id(owners);
        });
        by_owner(&snapshot.rows(sql.statement()).await?, |row| E::Model::from_query_result(row, "").map(Arc::new))
    }
}

/// Writes a statement in which `{owners}` stands for a condition.
fn write_with_owners(sql: &mut Sql, statement: &str, condition: impl Fn(&mut Sql)) {
    sql.separated("", statement.split("{owners}").enumerate(), |sql, (i, part)| {
        if i > 0 {
            condition(sql);
        }
        sql.push(part);
    });
}

/// Sorts rows by their owner.
fn by_owner<T>(
    rows: &[QueryResult],
    read: impl Fn(&QueryResult) -> Result<T, sea_orm::DbErr>,
) -> Result<HashMap<i64, Vec<T>>, Error> {
    let mut found: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(row.try_get("", "owner")?).or_default().push(read(row)?);
    }
    Ok(found)
}

/// Names relations between tables, each with the statement that reads it.
macro_rules! relations {
    ($($(#[$doc:meta])* $name:ident -> $entity:ident: $text:expr;)+) => {$(
        $(#[$doc])*
        pub const $name: Relation<entity::$entity::Entity> = Relation::new($text);
    )+};
}

relations! {
    /// The row of `project` with this number, its own owner.
    PROJECT_ROW -> project: "SELECT t.id AS owner, t.* FROM project t WHERE t.id{owners}";
    /// The row of `partner` with this number, its own owner.
    PARTNER_ROW -> partner: "SELECT t.id AS owner, t.* FROM partner t WHERE t.id{owners}";
    /// The row of `participation` with this number, its own owner.
    PARTICIPATION_ROW -> participation: "SELECT t.id AS owner, t.* FROM participation t WHERE t.id{owners}";
    /// The row of `funding_call` with this number, its own owner.
    FUNDING_CALL_ROW -> funding_call: "SELECT t.id AS owner, t.* FROM funding_call t WHERE t.id{owners}";
    /// The row of `programme` with this number, its own owner.
    PROGRAMME_ROW -> programme: "SELECT t.id AS owner, t.* FROM programme t WHERE t.id{owners}";
    /// The row of `result` with this number, its own owner.
    RESULT_ROW -> result: "SELECT t.id AS owner, t.* FROM result t WHERE t.id{owners}";
    /// The row of `indicator` with this number, its own owner.
    INDICATOR_ROW -> indicator: "SELECT t.id AS owner, t.* FROM indicator t WHERE t.id{owners}";
    /// The row of `activity` with this number, its own owner.
    ACTIVITY_ROW -> activity: "SELECT t.id AS owner, t.* FROM activity t WHERE t.id{owners}";
    /// The row of `place` with this number, its own owner.
    PLACE_ROW -> place: "SELECT t.id AS owner, t.* FROM place t WHERE t.id{owners}";
    /// The row of `concept` with this number, its own owner.
    CONCEPT_ROW -> concept: "SELECT t.id AS owner, t.* FROM concept t WHERE t.id{owners}";
    /// The row of `vocabulary` with this number, its own owner.
    VOCABULARY_ROW -> vocabulary: "SELECT t.id AS owner, t.* FROM vocabulary t WHERE t.id{owners}";
    /// The row of `source` with this number, its own owner.
    SOURCE_ROW -> source: "SELECT t.id AS owner, t.* FROM source t WHERE t.id{owners}";
    /// The participations of a project that state an amount of their own.
    AMOUNTS_OF_PARTICIPATIONS -> participation: "SELECT t.project_id AS owner, t.* FROM participation t \
        WHERE t.project_id{owners} AND (t.budget_minor IS NOT NULL OR t.grant_minor IS NOT NULL) ORDER BY t.position NULLS LAST, t.key";
    /// The partners that coordinate a project.
    COORDINATORS_OF_PROJECT -> partner: "SELECT p.project_id AS owner, t.* FROM participation p JOIN partner t ON t.id = p.partner_id \
        WHERE p.project_id{owners} AND p.role = 'COORDINATOR' ORDER BY p.position NULLS LAST, p.key";
    /// The partners of a project, but for natural persons, whom no search finds.
    PARTNERS_OF_PROJECT -> partner: "SELECT p.project_id AS owner, t.* FROM participation p JOIN partner t ON t.id = p.partner_id \
        WHERE p.project_id{owners} AND t.kind IS DISTINCT FROM 'NATURAL_PERSON' ORDER BY p.position NULLS LAST, p.key";
    /// The results of a project.
    RESULTS_OF_PROJECT -> result: "SELECT t.project_id AS owner, t.* FROM result t WHERE t.project_id{owners} ORDER BY t.position";
    /// The amounts stated of a project.
    AMOUNTS_OF_PROJECT -> project_amount: "SELECT t.project_id AS owner, t.* FROM project_amount t WHERE t.project_id{owners} ORDER BY t.position";
    /// The statements about a project that disagree.
    CONFLICTS_OF_PROJECT -> project_conflict: "SELECT t.project_id AS owner, t.* FROM project_conflict t WHERE t.project_id{owners} ORDER BY t.position";
    /// The programmes that fund a project.
    PROGRAMMES_OF_PROJECT -> programme: "SELECT l.project_id AS owner, t.* FROM project_programme l JOIN programme t ON t.id = l.programme_id \
        WHERE l.project_id{owners} ORDER BY l.position";
    /// The places where a project works.
    PLACES_OF_PROJECT -> place: "SELECT l.project_id AS owner, t.* FROM project_place l JOIN place t ON t.id = l.place_id \
        WHERE l.project_id{owners} ORDER BY l.position";
    /// The concepts of a project.
    CONCEPTS_OF_PROJECT -> concept: "SELECT l.project_id AS owner, t.* FROM project_concept l JOIN concept t ON t.id = l.concept_id \
        WHERE l.project_id{owners} ORDER BY l.position";
    /// The activities of a project.
    ACTIVITIES_OF_PROJECT -> activity: "SELECT t.project_id AS owner, t.* FROM activity t WHERE t.project_id{owners} ORDER BY t.position";
    /// The strategic lines of a project.
    ACTION_LINES_OF_PROJECT -> action_line: "SELECT t.project_id AS owner, t.* FROM action_line t WHERE t.project_id{owners} ORDER BY t.position";
    /// The identifiers of a project.
    IDENTIFIERS_OF_PROJECT -> identifier: "SELECT t.project_id AS owner, t.* FROM identifier t WHERE t.project_id{owners} ORDER BY t.position";
    /// The identifiers of a partner.
    IDENTIFIERS_OF_PARTNER -> identifier: "SELECT t.partner_id AS owner, t.* FROM identifier t WHERE t.partner_id{owners} ORDER BY t.position";
    /// The deadlines of a call.
    DEADLINES_OF_FUNDING_CALL -> funding_call_deadline: "SELECT t.funding_call_id AS owner, t.* FROM funding_call_deadline t \
        WHERE t.funding_call_id{owners} ORDER BY t.position";
    /// The programmes that are parts of a programme.
    PARTS_OF_PROGRAMME -> programme: "SELECT t.parent_id AS owner, t.* FROM programme t WHERE t.parent_id{owners} ORDER BY t.sort_key, t.key";
    /// The concepts that are narrower than a concept.
    NARROWER_CONCEPTS -> concept: "SELECT t.broader_id AS owner, t.* FROM concept t WHERE t.broader_id{owners} ORDER BY t.sort_key, t.key";
    /// The places of an activity.
    PLACES_OF_ACTIVITY -> place: "SELECT l.activity_id AS owner, t.* FROM activity_place l JOIN place t ON t.id = l.place_id \
        WHERE l.activity_id{owners} ORDER BY l.position";
    /// The partners of an activity.
    PARTNERS_OF_ACTIVITY -> partner: "SELECT l.activity_id AS owner, t.* FROM activity_partner l JOIN partner t ON t.id = l.partner_id \
        WHERE l.activity_id{owners} ORDER BY l.position";
    /// The target groups of an activity.
    TARGET_GROUPS_OF_ACTIVITY -> concept: "SELECT l.activity_id AS owner, t.* FROM activity_concept l JOIN concept t ON t.id = l.concept_id \
        WHERE l.activity_id{owners} ORDER BY l.position";
    /// The indicators of a result.
    INDICATORS_OF_RESULT -> indicator: "SELECT t.result_id AS owner, t.* FROM indicator t WHERE t.result_id{owners} ORDER BY t.position";
    /// The periods of an indicator.
    PERIODS_OF_INDICATOR -> indicator_period: "SELECT t.indicator_id AS owner, t.* FROM indicator_period t \
        WHERE t.indicator_id{owners} ORDER BY t.position";
    /// Where a project is stated.
    CITATIONS_OF_PROJECT -> citation: "SELECT t.project_id AS owner, t.* FROM citation t WHERE t.project_id{owners} ORDER BY t.position";
    /// Where a partner is stated.
    CITATIONS_OF_PARTNER -> citation: "SELECT t.partner_id AS owner, t.* FROM citation t WHERE t.partner_id{owners} ORDER BY t.position";
    /// Where a call is stated.
    CITATIONS_OF_FUNDING_CALL -> citation: "SELECT t.funding_call_id AS owner, t.* FROM citation t WHERE t.funding_call_id{owners} ORDER BY t.position";
    /// Where a programme is stated.
    CITATIONS_OF_PROGRAMME -> citation: "SELECT t.programme_id AS owner, t.* FROM citation t WHERE t.programme_id{owners} ORDER BY t.position";
    /// Where a participation is stated, if elsewhere than its project.
    CITATIONS_OF_PARTICIPATION -> citation: "SELECT t.participation_id AS owner, t.* FROM citation t WHERE t.participation_id{owners} ORDER BY t.position";
    /// Where a result is stated, if elsewhere than its project.
    CITATIONS_OF_RESULT -> citation: "SELECT t.result_id AS owner, t.* FROM citation t WHERE t.result_id{owners} ORDER BY t.position";
}

/// The places that countries are, by their codes.
pub async fn country_places(snapshot: &Snapshot, codes: &[String]) -> Result<HashMap<String, Arc<entity::place::Model>>, Error> {
    let statement = "SELECT t.* FROM place t WHERE t.kind = 'COUNTRY' AND t.country";
    let places = by_text::<entity::place::Entity>(snapshot, statement, codes).await?;
    Ok(places.into_iter().filter_map(|place| Some((place.country.clone()?, place))).collect())
}

/// Identifier schemes by their codes.
pub async fn identifier_schemes(
    snapshot: &Snapshot,
    codes: &[String],
) -> Result<HashMap<String, Arc<entity::identifier_scheme::Model>>, Error> {
    let statement = "SELECT t.* FROM identifier_scheme t WHERE t.code";
    let schemes = by_text::<entity::identifier_scheme::Entity>(snapshot, statement, codes).await?;
    Ok(schemes.into_iter().map(|scheme| (scheme.code.clone(), scheme)).collect())
}

/// The tombstones of what was merged into records, by kind and key of these, in the order of their own keys.
pub async fn merged_into(
    snapshot: &Snapshot,
    survivors: &[String],
) -> Result<HashMap<(RecordType, String), Vec<Arc<entity::tombstone::Model>>>, Error> {
    let statement = "SELECT t.* FROM tombstone t WHERE t.merged_into";
    let mut tombstones = by_text::<entity::tombstone::Entity>(snapshot, statement, survivors).await?;
    tombstones.sort_by(|a, b| a.key.cmp(&b.key));
    let mut merged: HashMap<_, Vec<_>> = HashMap::new();
    for tombstone in tombstones {
        if let Some(survivor) = tombstone.merged_into.clone() {
            merged.entry((closed(&tombstone.record_type)?, survivor)).or_default().push(tombstone);
        }
    }
    Ok(merged)
}

/// The tombstones of records that are gone, by the kind and key that they had.
pub async fn tombstones(
    snapshot: &Snapshot,
    keys: &[String],
) -> Result<HashMap<(RecordType, String), Arc<entity::tombstone::Model>>, Error> {
    let statement = "SELECT t.* FROM tombstone t WHERE t.key";
    let tombstones = by_text::<entity::tombstone::Entity>(snapshot, statement, keys).await?;
    tombstones.into_iter().map(|stone| Ok(((closed(&stone.record_type)?, stone.key.clone()), stone))).collect()
}

async fn by_text<E: EntityTrait>(snapshot: &Snapshot, statement: &str, texts: &[String]) -> Result<Vec<Arc<E::Model>>, Error> {
    let mut sql = snapshot.sql(statement);
    sql.any_text(texts);
    let rows = snapshot.rows(sql.statement()).await?;
    Ok(rows.iter().map(|row| E::Model::from_query_result(row, "").map(Arc::new)).collect::<Result<_, _>>()?)
}

/// The numbers of rows by their record keys, in one statement for each table.
pub async fn rows_of_keys(snapshot: &Snapshot, wanted: &[(Table, String)]) -> Result<HashMap<(Table, String), i64>, Error> {
    rows_by_text(snapshot, "key", wanted).await
}

/// The numbers of rows by their codes, in one statement for each table; all of them must be tables with codes.
pub async fn rows_of_codes(snapshot: &Snapshot, wanted: &[(Table, String)]) -> Result<HashMap<(Table, String), i64>, Error> {
    rows_by_text(snapshot, "code", wanted).await
}

/// The numbers of rows by the text in a column that is unique in each of the tables.
async fn rows_by_text(
    snapshot: &Snapshot,
    column: &str,
    wanted: &[(Table, String)],
) -> Result<HashMap<(Table, String), i64>, Error> {
    let mut by_table: HashMap<Table, Vec<String>> = HashMap::new();
    for (table, text) in wanted {
        by_table.entry(*table).or_default().push(text.clone());
    }
    let mut found = HashMap::new();
    for (table, texts) in by_table {
        let mut sql = snapshot.sql(&format!("SELECT t.id, t.{column} AS text FROM {} t WHERE t.{column}", table.name()));
        sql.any_text(&texts);
        for row in snapshot.rows(sql.statement()).await? {
            found.insert((table, row.try_get("", "text")?), row.try_get("", "id")?);
        }
    }
    Ok(found)
}

/// How many records the registry has of each kind.
pub async fn totals(snapshot: &Snapshot, tables: &[Table]) -> Result<Vec<i64>, Error> {
    let mut sql = snapshot.sql("SELECT ");
    sql.separated(", ", tables.iter().enumerate(), |sql, (i, table)| {
        sql.push(&format!("(SELECT COUNT(*) FROM {}) AS c{i}", table.name()));
    });
    let rows = snapshot.rows(sql.statement()).await?;
    let Some(row) = rows.first() else { return Ok(vec![0; tables.len()]) };
    (0..tables.len()).map(|i| Ok(row.try_get("", &format!("c{i}"))?)).collect()
}
