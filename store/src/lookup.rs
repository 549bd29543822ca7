//! Single records by slug, code or identifier, and what is left of those that are gone.

use record::{ClosedList, RecordType, TombstoneReason, normalise_identifier};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Error, Snapshot, sql::Sql, table::Table};
use crate::{closed, columns::Column};

/// The numbers and slugs of the rows whose column has this value, a few at most.
pub async fn by_column(snapshot: &Snapshot, table: Table, column: Column, value: &str) -> Result<Vec<(i64, String)>, Error> {
    let mut sql = snapshot.sql(&format!("SELECT t.id, t.slug FROM {} t WHERE t.{column} = ", table.name()));
    sql.bind(value).push(" ORDER BY t.slug LIMIT 10");
    numbered_slugs(snapshot, sql).await
}

/// The numbers and slugs of the places with this NUTS code: the region or country itself, else the cities in it.
pub async fn by_nuts(snapshot: &Snapshot, nuts: &str) -> Result<Vec<(i64, String)>, Error> {
    let mut sql = snapshot.sql("SELECT t.id, t.slug FROM place t WHERE t.nuts = ");
    sql.bind(nuts).push(" AND (t.kind <> 'CITY' OR NOT EXISTS (SELECT 1 FROM place r WHERE r.kind <> 'CITY' AND r.nuts = ");
    sql.bind(nuts).push(")) ORDER BY t.slug LIMIT 10");
    numbered_slugs(snapshot, sql).await
}

async fn numbered_slugs(snapshot: &Snapshot, sql: Sql) -> Result<Vec<(i64, String)>, Error> {
    let rows = snapshot.rows(sql.statement()).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "slug")?))).collect()
}

/// The numbers and names of the rows of `table`, projects or partners, with this identifier.
pub async fn by_identifier(snapshot: &Snapshot, table: Table, scheme: &str, value: &str) -> Result<Vec<(i64, String)>, Error> {
    let name = table.name();
    let mut sql = snapshot
        .sql(&format!("SELECT DISTINCT t.id, t.slug FROM identifier i JOIN {name} t ON t.id = i.{name}_id WHERE i.scheme = "));
    sql.bind(scheme.to_uppercase())
        .push(" AND i.normalised = ")
        .bind(normalise_identifier(value))
        .push(" ORDER BY t.slug LIMIT 10");
    numbered_slugs(snapshot, sql).await
}

/// The number of the row that is the country with this code.
pub async fn country_place(snapshot: &Snapshot, code: &str) -> Result<Option<i64>, Error> {
    let mut sql = snapshot.sql("SELECT t.id FROM place t WHERE t.kind = 'COUNTRY' AND t.country = ");
    sql.bind(code).push(" ORDER BY t.key LIMIT 1");
    let rows = snapshot.rows(sql.statement()).await?;
    Ok(rows.first().map(|row| row.try_get("", "id")).transpose()?)
}

/// The number of the concept with this notation in this vocabulary.
pub async fn by_notation(snapshot: &Snapshot, vocabulary: &str, notation: &str) -> Result<Option<i64>, Error> {
    let mut sql = snapshot.sql("SELECT t.id FROM concept t JOIN vocabulary v ON v.id = t.vocabulary_id WHERE v.code = ");
    sql.bind(vocabulary).push(" AND t.notation = ").bind(notation);
    let rows = snapshot.rows(sql.statement()).await?;
    Ok(rows.first().map(|row| row.try_get("", "id")).transpose()?)
}

/// What is left of the record with this key.
pub async fn tombstone(snapshot: &Snapshot, kind: RecordType, key: &str) -> Result<Option<entity::tombstone::Model>, Error> {
    use entity::tombstone::{Column, Entity};
    Ok(snapshot.models(Entity::find().filter(Column::RecordType.eq(kind.as_str())).filter(Column::Key.eq(key))).await?.pop())
}

/// The key of the record that lives on after the record with this slug was merged, however often.
pub async fn survivor_of_slug(snapshot: &Snapshot, kind: RecordType, slug: &str) -> Result<Option<String>, Error> {
    use entity::tombstone::{Column, Entity};
    let stones = Entity::find().filter(Column::RecordType.eq(kind.as_str())).filter(Column::Slug.eq(slug));
    match snapshot.models(stones).await?.pop() {
        Some(stone) => survivor(snapshot, stone).await,
        None => Ok(None),
    }
}

/// The key of the record that lives on, following merges of merged records; `None` if it was deleted in the end.
pub async fn survivor(snapshot: &Snapshot, mut stone: entity::tombstone::Model) -> Result<Option<String>, Error> {
    // Merging refuses circles, the bound only keeps a damaged table from hanging a request.
    for _ in 0..100 {
        if closed::<TombstoneReason>(&stone.reason)? != TombstoneReason::Merged {
            return Ok(None);
        }
        let Some(into) = stone.merged_into else { return Ok(None) };
        match tombstone(snapshot, closed(&stone.record_type)?, &into).await? {
            Some(next) => stone = next,
            None => return Ok(Some(into)),
        }
    }
    Ok(None)
}

/// All identifier schemes, by code.
pub async fn identifier_schemes(snapshot: &Snapshot) -> Result<Vec<entity::identifier_scheme::Model>, Error> {
    let mut schemes = snapshot.models(entity::identifier_scheme::Entity::find()).await?;
    schemes.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(schemes)
}

/// The languages in which projects have a title or summary.
pub async fn languages(snapshot: &Snapshot) -> Result<Vec<String>, Error> {
    let sql = snapshot.sql("SELECT DISTINCT language FROM project_language ORDER BY language");
    snapshot.rows(sql.statement()).await?.iter().map(|row| Ok(row.try_get("", "language")?)).collect()
}
