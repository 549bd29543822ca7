//! The search index, kept up in the transaction that changes what it finds.

use std::collections::{BTreeSet, HashMap};

use entity::{RevisionKind, Texts};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryResult, sea_query::OnConflict,
};

use super::write::Change;
use crate::db::{
    Error,
    analyser::{self, Forms},
    kind::Kind,
    sql::Sql,
};

/// How many records are indexed at a time.
const CHUNK: usize = 500;

/// Where a text stands in a record, from the narrowest to the widest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Zone {
    /// Acronym, identifier, title or name.
    Title,
    /// Names of places, partners and concepts.
    Names,
    /// Everything else.
    Rest,
}

/// A statement that finds texts of records: `owner`, and `texts` (in all languages) or `plain`. `{ids}` stands for the condition
/// on the records.
struct Finds {
    zone: Zone,
    localised: bool,
    /// True if the whole text, typed exactly, is what people look for: a name, an acronym, an identifier.
    exact: bool,
    sql: &'static str,
}

const fn texts(zone: Zone, exact: bool, sql: &'static str) -> Finds {
    Finds { zone, localised: true, exact, sql }
}

const fn plain(zone: Zone, exact: bool, sql: &'static str) -> Finds {
    Finds { zone, localised: false, exact, sql }
}

const PROJECT: &[Finds] = &[
    plain(Zone::Title, true, "SELECT id AS owner, acronym AS plain FROM project WHERE acronym IS NOT NULL AND id{ids}"),
    plain(Zone::Title, true, "SELECT project_id AS owner, value AS plain FROM identifier WHERE project_id{ids}"),
    texts(Zone::Title, true, "SELECT id AS owner, title AS texts FROM project WHERE id{ids}"),
    texts(
        Zone::Names,
        false,
        "SELECT l.project_id AS owner, t.name AS texts FROM project_place l JOIN place t ON t.id = l.place_id WHERE l.project_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        "SELECT l.project_id AS owner, t.alternative_names AS texts FROM project_place l JOIN place t ON t.id = l.place_id WHERE l.project_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        "SELECT l.project_id AS owner, t.name AS texts FROM participation l JOIN partner t ON t.id = l.partner_id \
         WHERE COALESCE(t.kind, '') <> 'NATURAL_PERSON' AND l.project_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        "SELECT l.project_id AS owner, t.alternative_names AS texts FROM participation l JOIN partner t ON t.id = l.partner_id \
         WHERE COALESCE(t.kind, '') <> 'NATURAL_PERSON' AND l.project_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        "SELECT l.project_id AS owner, t.label AS texts FROM project_concept l JOIN concept t ON t.id = l.concept_id WHERE l.project_id{ids}",
    ),
    texts(Zone::Rest, false, "SELECT id AS owner, summary AS texts FROM project WHERE id{ids}"),
    texts(Zone::Rest, false, "SELECT project_id AS owner, title AS texts FROM activity WHERE project_id{ids}"),
    texts(Zone::Rest, false, "SELECT project_id AS owner, description AS texts FROM activity WHERE project_id{ids}"),
    texts(Zone::Rest, false, "SELECT project_id AS owner, title AS texts FROM action_line WHERE project_id{ids}"),
    texts(Zone::Rest, false, "SELECT project_id AS owner, title AS texts FROM result WHERE project_id{ids}"),
    texts(Zone::Rest, false, "SELECT project_id AS owner, description AS texts FROM result WHERE project_id{ids}"),
];

const PARTNER: &[Finds] = &[
    texts(
        Zone::Title,
        true,
        "SELECT id AS owner, name AS texts FROM partner WHERE COALESCE(kind, '') <> 'NATURAL_PERSON' AND id{ids}",
    ),
    texts(
        Zone::Title,
        true,
        "SELECT id AS owner, alternative_names AS texts FROM partner WHERE COALESCE(kind, '') <> 'NATURAL_PERSON' AND id{ids}",
    ),
    plain(
        Zone::Title,
        true,
        "SELECT i.partner_id AS owner, i.value AS plain FROM identifier i JOIN partner p ON p.id = i.partner_id \
         WHERE COALESCE(p.kind, '') <> 'NATURAL_PERSON' AND i.partner_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        "SELECT p.id AS owner, t.name AS texts FROM partner p JOIN place t ON t.id = p.place_id \
         WHERE COALESCE(p.kind, '') <> 'NATURAL_PERSON' AND p.id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        "SELECT p.id AS owner, t.alternative_names AS texts FROM partner p JOIN place t ON t.id = p.place_id \
         WHERE COALESCE(p.kind, '') <> 'NATURAL_PERSON' AND p.id{ids}",
    ),
];

const FUNDING_CALL: &[Finds] = &[
    plain(
        Zone::Title,
        true,
        "SELECT id AS owner, identifier AS plain FROM funding_call WHERE identifier IS NOT NULL AND id{ids}",
    ),
    texts(Zone::Title, true, "SELECT id AS owner, title AS texts FROM funding_call WHERE id{ids}"),
    texts(Zone::Rest, false, "SELECT id AS owner, summary AS texts FROM funding_call WHERE id{ids}"),
];

const PROGRAMME: &[Finds] = &[
    plain(Zone::Title, true, "SELECT id AS owner, code AS plain FROM programme WHERE code IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, "SELECT id AS owner, name AS texts FROM programme WHERE id{ids}"),
];

const RESULT: &[Finds] = &[
    texts(Zone::Title, true, "SELECT id AS owner, title AS texts FROM result WHERE id{ids}"),
    texts(Zone::Rest, false, "SELECT id AS owner, description AS texts FROM result WHERE id{ids}"),
    texts(Zone::Rest, false, "SELECT result_id AS owner, name AS texts FROM indicator WHERE result_id{ids}"),
];

const PLACE: &[Finds] = &[
    plain(Zone::Title, true, "SELECT id AS owner, nuts AS plain FROM place WHERE nuts IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, "SELECT id AS owner, name AS texts FROM place WHERE id{ids}"),
    texts(Zone::Title, true, "SELECT id AS owner, alternative_names AS texts FROM place WHERE id{ids}"),
];

const CONCEPT: &[Finds] = &[
    plain(Zone::Title, true, "SELECT id AS owner, notation AS plain FROM concept WHERE notation IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, "SELECT id AS owner, label AS texts FROM concept WHERE id{ids}"),
];

/// Writes the index anew for all that changed, and for what shows the names of what changed.
pub(super) async fn refresh(transaction: &DatabaseTransaction, changes: &[Change]) -> Result<(), Error> {
    let changed = |kind: Kind| changes.iter().filter(move |change| change.kind == kind);
    let ids = |kind: Kind| changed(kind).map(|change| change.id).collect::<BTreeSet<i64>>();
    let renamed = |kind: Kind| changed(kind).filter(|c| c.what != RevisionKind::Created).map(|c| c.id).collect::<Vec<i64>>();

    let mut partners = ids(Kind::Partner);
    partners.extend(related(transaction, "SELECT id FROM partner WHERE place_id{ids}", &renamed(Kind::Place)).await?);
    let mut projects = ids(Kind::Project);
    for (kind, sql) in [
        (Kind::Partner, "SELECT project_id AS id FROM participation WHERE partner_id{ids}"),
        (Kind::Place, "SELECT project_id AS id FROM project_place WHERE place_id{ids}"),
        (Kind::Concept, "SELECT project_id AS id FROM project_concept WHERE concept_id{ids}"),
    ] {
        projects.extend(related(transaction, sql, &renamed(kind)).await?);
    }
    let own_projects: Vec<i64> = ids(Kind::Project).into_iter().collect();
    let results = related(transaction, "SELECT id FROM result WHERE project_id{ids}", &own_projects).await?.into_iter().collect();

    let mut languages = BTreeSet::new();
    for (table, finds, ids) in [
        ("project", PROJECT, projects),
        ("partner", PARTNER, partners),
        ("funding_call", FUNDING_CALL, ids(Kind::FundingCall)),
        ("programme", PROGRAMME, ids(Kind::Programme)),
        ("result", RESULT, results),
        ("place", PLACE, ids(Kind::Place)),
        ("concept", CONCEPT, ids(Kind::Concept)),
    ] {
        let ids: Vec<i64> = ids.into_iter().collect();
        for ids in ids.chunks(CHUNK) {
            index(transaction, table, finds, ids, &mut languages).await?;
        }
    }
    if transaction.get_database_backend() == DbBackend::Sqlite {
        // A virtual table has no foreign key: the rows of results that went with their projects are left behind.
        transaction.execute_unprepared("DELETE FROM result_search WHERE rowid NOT IN (SELECT id FROM result)").await?;
    }
    remember_languages(transaction, languages).await
}

/// Removes records from the index; PostgreSQL does so by its foreign keys.
pub(super) async fn forget(transaction: &DatabaseTransaction, kind: Kind, ids: &[i64]) -> Result<(), Error> {
    let searchable = !matches!(kind, Kind::Source | Kind::IdentifierScheme | Kind::Vocabulary | Kind::Tombstone);
    if searchable { delete(transaction, kind.table(), ids).await } else { Ok(()) }
}

async fn delete(transaction: &DatabaseTransaction, table: &str, ids: &[i64]) -> Result<(), Error> {
    let mut sql = Sql::new(transaction.get_database_backend(), &format!("DELETE FROM {table}_search WHERE rowid"));
    sql.any_id(ids);
    transaction.execute_raw(sql.statement()).await?;
    Ok(())
}

async fn related(transaction: &DatabaseTransaction, text: &str, ids: &[i64]) -> Result<Vec<i64>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    run(transaction, text, ids).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

async fn run(transaction: &DatabaseTransaction, text: &str, ids: &[i64]) -> Result<Vec<QueryResult>, Error> {
    let mut sql = Sql::new(transaction.get_database_backend(), "");
    sql.separated("", text.split("{ids}").enumerate(), |sql, (i, part)| {
        if i > 0 {
            sql.any_id(ids);
        }
        sql.push(part);
    });
    Ok(transaction.query_all_raw(sql.statement()).await?)
}

/// The analysed words of one record, by zone.
#[derive(Default)]
struct Words {
    exact: BTreeSet<String>,
    zones: [Vec<Forms>; 3],
}

async fn index(
    transaction: &DatabaseTransaction,
    table: &str,
    finds: &[Finds],
    ids: &[i64],
    languages: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let mut found: HashMap<i64, Words> = ids.iter().map(|id| (*id, Words::default())).collect();
    for find in finds {
        for row in run(transaction, find.sql, ids).await? {
            let Some(words) = found.get_mut(&row.try_get("", "owner")?) else { continue };
            let texts = if find.localised {
                row.try_get::<Texts>("", "texts")?.0.into_iter().map(|text| (text.text, text.language)).collect()
            } else {
                vec![(row.try_get::<String>("", "plain")?, "und".to_owned())]
            };
            for (text, language) in texts {
                languages.extend(analyser::stemmed_language(&language).map(str::to_owned));
                words.exact.extend(analyser::exact_mark(&text).filter(|_| find.exact));
                let zone = &mut words.zones[find.zone as usize];
                // A gap keeps phrases from running from one text into the next.
                zone.push(Vec::new());
                zone.extend(analyser::analyse(&text, &language));
            }
        }
    }
    delete(transaction, table, ids).await?;
    let backend = transaction.get_database_backend();
    for ids in ids.chunks(CHUNK) {
        let mut sql = Sql::new(backend, &format!("INSERT INTO {table}_search (rowid, title, names, everything) VALUES "));
        sql.separated(", ", ids, |sql, id| {
            let words = &found[id];
            sql.push("(").bind(*id);
            for widest in [Zone::Title, Zone::Names, Zone::Rest] {
                let forms = words.zones[..=widest as usize].iter().flatten();
                sql.push(", ").document(&words.exact, forms);
            }
            sql.push(")");
        });
        transaction.execute_raw(sql.statement()).await?;
    }
    Ok(())
}

async fn remember_languages(transaction: &DatabaseTransaction, languages: BTreeSet<String>) -> Result<(), Error> {
    use entity::search_language::{ActiveModel, Column, Entity};
    if languages.is_empty() {
        return Ok(());
    }
    let rows = languages.into_iter().map(|language| ActiveModel { language: Set(language) });
    Entity::insert_many(rows)
        .on_conflict(OnConflict::column(Column::Language).do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}
