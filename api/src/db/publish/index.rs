//! The search index, kept up in the transaction that changes what it finds.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use entity::Texts;
use sea_orm::{DbBackend, QueryResult, Value};

use super::{insert::insert_into, write::Change};
use crate::db::{
    Error,
    analyser::{self, Analyser, Forms},
    kind::Kind,
    read::Read,
    sql::{Column, search_document},
    transaction::Transaction,
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
pub(super) async fn refresh(transaction: &Transaction, analyser: &mut Analyser, changes: &[Change]) -> Result<(), Error> {
    let changed = |kind: Kind| changes.iter().filter(move |change| change.kind == kind);
    let ids = |kind: Kind| changed(kind).map(|change| change.id).collect::<BTreeSet<i64>>();
    let renamed = |kind: Kind| changed(kind).filter(|change| !change.created).map(|change| change.id).collect::<Vec<i64>>();

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

    let mut indexer = Indexer { analyser, languages: BTreeSet::new() };
    for (kind, finds, ids) in [
        (Kind::Project, PROJECT, projects),
        (Kind::Partner, PARTNER, partners),
        (Kind::FundingCall, FUNDING_CALL, ids(Kind::FundingCall)),
        (Kind::Programme, PROGRAMME, ids(Kind::Programme)),
        (Kind::Place, PLACE, ids(Kind::Place)),
        (Kind::Concept, CONCEPT, ids(Kind::Concept)),
    ] {
        let created: HashSet<i64> = changed(kind).filter(|change| change.created).map(|change| change.id).collect();
        let there: Vec<i64> = ids.iter().copied().filter(|id| !created.contains(id)).collect();
        delete(transaction, kind.table(), &there).await?;
        indexer.index(transaction, kind.table(), finds, ids).await?;
    }
    // Results go with their projects, so that those that are there are new.
    indexer.index(transaction, "result", RESULT, results).await?;
    remember_languages(transaction, indexer.languages).await
}

/// Removes records from the index, and what goes with them; PostgreSQL does so by its foreign keys.
pub(super) async fn forget(transaction: &Transaction, kind: Kind, ids: &[i64]) -> Result<(), Error> {
    if transaction.backend() != DbBackend::Sqlite {
        return Ok(());
    }
    if kind == Kind::Project {
        let results = related(transaction, "SELECT id FROM result WHERE project_id{ids}", ids).await?;
        delete(transaction, "result", &results).await?;
    }
    let searchable = !matches!(kind, Kind::Source | Kind::IdentifierScheme | Kind::Vocabulary | Kind::Tombstone);
    if searchable { delete(transaction, kind.table(), ids).await } else { Ok(()) }
}

async fn delete(transaction: &Transaction, table: &str, ids: &[i64]) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut sql = transaction.sql(&format!("DELETE FROM {table}_search WHERE rowid"));
    sql.any_id(ids);
    transaction.execute(sql).await
}

async fn related(transaction: &Transaction, text: &str, ids: &[i64]) -> Result<Vec<i64>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    run(transaction, text, ids).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

async fn run(transaction: &Transaction, text: &str, ids: &[i64]) -> Result<Vec<QueryResult>, Error> {
    let mut sql = transaction.sql("");
    sql.with_ids(text, ids);
    transaction.rows(sql.statement()).await
}

/// The analysed words of one record, by zone.
#[derive(Default)]
struct Words {
    exact: BTreeSet<String>,
    zones: [Vec<Arc<[Forms]>>; 3],
}

impl Words {
    /// What the index holds of the zones up to this one.
    fn document(&self, backend: DbBackend, widest: Zone) -> String {
        let words = self.zones[..=widest as usize].iter().flatten().flat_map(|forms| forms.iter());
        search_document(backend, &self.exact, words)
    }
}

/// Writes records of a table into its index.
struct Indexer<'a> {
    analyser: &'a mut Analyser,
    languages: BTreeSet<String>,
}

impl Indexer<'_> {
    async fn index(&mut self, transaction: &Transaction, table: &str, finds: &[Finds], ids: BTreeSet<i64>) -> Result<(), Error> {
        let ids: Vec<i64> = ids.into_iter().collect();
        for ids in ids.chunks(CHUNK) {
            self.index_some(transaction, table, finds, ids).await?;
        }
        Ok(())
    }

    async fn index_some(&mut self, transaction: &Transaction, table: &str, finds: &[Finds], ids: &[i64]) -> Result<(), Error> {
        let mut found: HashMap<i64, Words> = ids.iter().map(|id| (*id, Words::default())).collect();
        for find in finds {
            for row in run(transaction, find.sql, ids).await? {
                let Some(words) = found.get_mut(&row.try_get("", "owner")?) else { continue };
                if find.localised {
                    for text in row.try_get::<Texts>("", "texts")?.0 {
                        self.add(find, &text.text, &text.language, words);
                    }
                } else {
                    self.add(find, &row.try_get::<String>("", "plain")?, "und", words);
                }
            }
        }
        let backend = transaction.backend();
        let row = |id: &i64| {
            let document = |widest| Value::from(found[id].document(backend, widest));
            vec![Value::from(*id), document(Zone::Title), document(Zone::Names), document(Zone::Rest)]
        };
        insert_into(transaction, &format!("{table}_search"), &Column::INDEX, ids, row, "").await
    }

    fn add(&mut self, find: &Finds, text: &str, language: &str, words: &mut Words) {
        if let Some(language) = analyser::stemmed_language(language).filter(|language| !self.languages.contains(*language)) {
            self.languages.insert(language.to_owned());
        }
        words.exact.extend(analyser::exact_mark(text).filter(|_| find.exact));
        let zone = &mut words.zones[find.zone as usize];
        // A gap keeps phrases from running from one text into the next.
        zone.push(Arc::new([Vec::new()]));
        zone.extend(self.analyser.analyse(text, language));
    }
}

async fn remember_languages(transaction: &Transaction, languages: BTreeSet<String>) -> Result<(), Error> {
    let languages: Vec<String> = languages.into_iter().collect();
    let columns = [Column::of(entity::search_language::Column::Language)];
    let row = |language: &String| vec![Value::from(language.clone())];
    insert_into(transaction, "search_language", &columns, &languages, row, " ON CONFLICT (language) DO NOTHING").await
}
