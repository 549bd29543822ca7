//! Writes rows, history, trees, counts and the search index, in the order that the foreign keys ask for.

use std::collections::{HashMap, HashSet};

use entity::{RecordType, RevisionKind, TombstoneReason};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable, PaginatorTrait,
    QueryFilter, sea_query::OnConflict,
};

use super::{Item, Outcome, Standing, canonical::checksum, counts, ids::Ids, index, rows::Rows, tree};
use crate::{
    db::{Error, kind::Kind, sql::Sql},
    record::{Record, Tombstone},
};

/// Most values that one statement may bind; SQLite allows 32,766, PostgreSQL twice that.
const MOST_VALUES: usize = 30_000;

/// One record that is created or updated.
pub(super) struct Change {
    pub(super) kind: Kind,
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) what: RevisionKind,
    pub(super) checksum: String,
}

/// One record that is merged or deleted.
pub(super) struct Removal {
    kind: Kind,
    record_type: RecordType,
    id: Option<i64>,
    slug: Option<String>,
    stone: Tombstone,
    checksum: String,
}

/// The tombstones that are new, and what they remove.
pub(super) async fn removals(
    transaction: &DatabaseTransaction,
    items: &[Item],
    known: &HashMap<(Kind, String), Standing>,
    outcome: &mut Outcome,
) -> Result<Vec<Removal>, Error> {
    let mut removed = Vec::new();
    for item in items {
        let Record::Tombstone(stone) = &item.record else { continue };
        let Some(kind) = Kind::of_record_type(stone.record_type) else { continue };
        let there = entity::tombstone::Entity::find()
            .filter(entity::tombstone::Column::RecordType.eq(stone.record_type))
            .filter(entity::tombstone::Column::Key.eq(stone.key.to_string()))
            .one(transaction)
            .await?;
        let count = outcome.counts.entry(item.record.kind()).or_default();
        if there.is_some() {
            count.unchanged += 1;
            continue;
        }
        count.created += 1;
        let standing = known.get(&(kind, stone.key.to_string()));
        removed.push(Removal {
            kind,
            record_type: stone.record_type,
            id: standing.map(|standing| standing.id),
            slug: standing.and_then(|standing| standing.slug.clone()).or_else(|| stone.slug.clone()),
            stone: stone.clone(),
            checksum: checksum(&item.record),
        });
    }
    Ok(removed)
}

/// Writes everything and returns the number of the publication.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    rows: Rows,
    changes: &[Change],
    removed: &[Removal],
    ids: &mut Ids,
    now: i64,
) -> Result<i64, Error> {
    clear(transaction, changes).await?;
    let sources = first_sources(&rows);
    insert(transaction, rows).await?;
    remove(transaction, removed).await?;
    let touched: HashSet<Kind> =
        changes.iter().map(|change| change.kind).chain(removed.iter().map(|removal| removal.kind)).collect();
    for kind in tree::KINDS {
        if touched.contains(&kind) {
            tree::rebuild(transaction, kind).await?;
        }
    }
    counts::recount(transaction).await?;
    index::refresh(transaction, changes).await?;
    let version = next_version(transaction, now).await?;
    record_history(transaction, changes, removed, &sources, ids, version, now).await?;
    Ok(version)
}

/// Takes away what belongs to records that are written again. A project goes whole: everything that is its own goes with it.
async fn clear(transaction: &DatabaseTransaction, changes: &[Change]) -> Result<(), Error> {
    const OWNED: [(Kind, &str, &str); 7] = [
        (Kind::Project, "project", "id"),
        (Kind::Partner, "identifier", "partner_id"),
        (Kind::Partner, "citation", "partner_id"),
        (Kind::FundingCall, "citation", "funding_call_id"),
        (Kind::FundingCall, "funding_call_deadline", "funding_call_id"),
        (Kind::Programme, "citation", "programme_id"),
        (Kind::Project, "project_language", "project_id"),
    ];
    for (kind, table, column) in OWNED {
        let updated: Vec<i64> =
            changes.iter().filter(|c| c.kind == kind && c.what != RevisionKind::Created).map(|change| change.id).collect();
        if !updated.is_empty() {
            let mut sql = Sql::new(transaction.get_database_backend(), &format!("DELETE FROM {table} WHERE {column}"));
            sql.any_id(&updated);
            transaction.execute_raw(sql.statement()).await?;
        }
    }
    Ok(())
}

async fn insert(transaction: &DatabaseTransaction, rows: Rows) -> Result<(), Error> {
    // What others refer to keeps its row; what is new gets one.
    upsert(transaction, rows.sources, entity::source::Column::Id).await?;
    upsert(transaction, rows.schemes, entity::identifier_scheme::Column::Id).await?;
    upsert(transaction, rows.vocabularies, entity::vocabulary::Column::Id).await?;
    // A tree's rows may refer to later ones: first all without the link, then the links.
    let unlinked = rows.concepts.iter().map(|row| entity::concept::Model { broader_id: None, ..row.clone() }).collect();
    upsert(transaction, unlinked, entity::concept::Column::Id).await?;
    upsert(transaction, rows.concepts, entity::concept::Column::Id).await?;
    let unlinked = rows.places.iter().map(|row| entity::place::Model { parent_id: None, ..row.clone() }).collect();
    upsert(transaction, unlinked, entity::place::Column::Id).await?;
    upsert(transaction, rows.places, entity::place::Column::Id).await?;
    let unlinked = rows.programmes.iter().map(|row| entity::programme::Model { parent_id: None, ..row.clone() }).collect();
    upsert(transaction, unlinked, entity::programme::Column::Id).await?;
    upsert(transaction, rows.programmes, entity::programme::Column::Id).await?;
    upsert(transaction, rows.calls, entity::funding_call::Column::Id).await?;
    upsert(transaction, rows.partners, entity::partner::Column::Id).await?;
    add(transaction, rows.deadlines).await?;
    add(transaction, rows.projects).await?;
    add(transaction, rows.project_programmes).await?;
    add(transaction, rows.project_places).await?;
    add(transaction, rows.project_concepts).await?;
    add(transaction, rows.project_languages).await?;
    add(transaction, rows.participations).await?;
    add(transaction, rows.amounts).await?;
    add(transaction, rows.conflicts).await?;
    add(transaction, rows.activities).await?;
    add(transaction, rows.activity_places).await?;
    add(transaction, rows.activity_partners).await?;
    add(transaction, rows.activity_concepts).await?;
    add(transaction, rows.action_lines).await?;
    add(transaction, rows.results).await?;
    add(transaction, rows.indicators).await?;
    add(transaction, rows.indicator_periods).await?;
    add(transaction, rows.identifiers).await?;
    add(transaction, rows.citations).await
}

async fn add<M, A>(transaction: &DatabaseTransaction, rows: Vec<M>) -> Result<(), Error>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let chunk = MOST_VALUES / <A::Entity as EntityTrait>::Column::iter().count();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        A::Entity::insert_many(rows.by_ref().take(chunk)).exec_without_returning(transaction).await?;
    }
    Ok(())
}

async fn upsert<M, A>(
    transaction: &DatabaseTransaction,
    rows: Vec<M>,
    id: <A::Entity as EntityTrait>::Column,
) -> Result<(), Error>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let columns: Vec<_> = <A::Entity as EntityTrait>::Column::iter().collect();
    let chunk = MOST_VALUES / columns.len();
    let conflict = OnConflict::column(id).update_columns(columns).to_owned();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        A::Entity::insert_many(rows.by_ref().take(chunk))
            .on_conflict(conflict.clone())
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// Removes the rows of merged and deleted records. A deleted one that is still referred to stops the publication at its key.
async fn remove(transaction: &DatabaseTransaction, removed: &[Removal]) -> Result<(), Error> {
    for removal in removed {
        if let Some(id) = removal.id {
            let table = removal.kind.table();
            if tree::KINDS.contains(&removal.kind) {
                let mut sql =
                    Sql::new(transaction.get_database_backend(), &format!("DELETE FROM {table}_tree WHERE descendant_id = "));
                sql.bind(id).push(" OR ancestor_id = ").bind(id);
                transaction.execute_raw(sql.statement()).await?;
            }
            let mut sql = Sql::new(transaction.get_database_backend(), &format!("DELETE FROM {table} WHERE id = "));
            sql.bind(id);
            transaction.execute_raw(sql.statement()).await?;
            index::forget(transaction, removal.kind, &[id]).await?;
        }
    }
    Ok(())
}

/// The source that each changed record is first stated in, by its citations.
fn first_sources(rows: &Rows) -> HashMap<(Kind, i64), i64> {
    let mut sources = HashMap::new();
    for citation in rows.citations.iter().rev() {
        let owner = [
            (Kind::Project, citation.project_id),
            (Kind::Partner, citation.partner_id),
            (Kind::FundingCall, citation.funding_call_id),
            (Kind::Programme, citation.programme_id),
        ];
        for (kind, id) in owner {
            if let Some(id) = id {
                sources.insert((kind, id), citation.source_id);
            }
        }
    }
    sources
}

async fn next_version(transaction: &DatabaseTransaction, now: i64) -> Result<i64, Error> {
    let there = entity::registry::Entity::find_by_id(1).one(transaction).await?;
    let data_version = there.map_or(0, |row| row.data_version) + 1;
    let project_count = i64::try_from(entity::project::Entity::find().count(transaction).await?).unwrap_or(i64::MAX);
    let row = entity::registry::Model { id: 1, data_version, updated_at: now, project_count };
    upsert(transaction, vec![row], entity::registry::Column::Id).await?;
    Ok(data_version)
}

async fn record_history(
    transaction: &DatabaseTransaction,
    changes: &[Change],
    removed: &[Removal],
    sources: &HashMap<(Kind, i64), i64>,
    ids: &mut Ids,
    data_version: i64,
    now: i64,
) -> Result<(), Error> {
    let mut revisions = Vec::new();
    for change in changes {
        let Some(record_type) = change.kind.record_type() else { continue };
        revisions.push(entity::revision::Model {
            id: ids.next("revision"),
            record_type,
            record_key: change.key.clone(),
            kind: change.what,
            at: now,
            data_version,
            checksum: Some(change.checksum.clone()),
            source_id: sources.get(&(change.kind, change.id)).copied(),
            merged_into: None,
        });
    }
    let mut stones = Vec::new();
    for removal in removed {
        let stone = &removal.stone;
        let at = stone.at.map_or(now, time::OffsetDateTime::unix_timestamp);
        let merged_into = stone.merged_into.as_ref().map(ToString::to_string);
        stones.push(entity::tombstone::Model {
            id: ids.next("tombstone"),
            record_type: removal.record_type,
            key: stone.key.to_string(),
            slug: removal.slug.clone(),
            reason: stone.reason,
            at,
            merged_into: merged_into.clone(),
            checksum: removal.checksum.clone(),
        });
        revisions.push(entity::revision::Model {
            id: ids.next("revision"),
            record_type: removal.record_type,
            record_key: stone.key.to_string(),
            kind: if stone.reason == TombstoneReason::Merged { RevisionKind::Merged } else { RevisionKind::Deleted },
            at: now,
            data_version,
            checksum: None,
            source_id: None,
            merged_into,
        });
    }
    add(transaction, stones).await?;
    add(transaction, revisions).await
}
