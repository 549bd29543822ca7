//! The search index, kept up in the transaction that changes what it finds.

mod indexed_texts;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use entity::Texts;
use sea_orm::{DbBackend, DbErr, QueryResult, Value};

use self::indexed_texts::{CONCEPT, FUNDING_CALL, PARTNER, PLACE, PROGRAMME, PROJECT, RESULT, TextQuery};
use super::{Change, insert::Insertion};
use crate::{
    Error,
    analyser::{self, Analyser, Forms},
    kind::Kind,
    read::Read,
    sql::{Column, search_documents},
    transaction::Transaction,
};

/// How many records are indexed at a time.
const RECORDS_AT_ONCE: usize = 1_000;

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

    let mut indexer = Indexer { transaction, analyser: std::mem::take(analyser), languages: BTreeSet::new() };
    for (kind, queries, ids) in [
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
        indexer.index(kind.table(), queries, ids).await?;
    }
    // Results go with their projects, so that those that are there are new.
    indexer.index("result", RESULT, results).await?;
    *analyser = indexer.analyser;
    remember_languages(transaction, indexer.languages).await
}

/// Removes records from the index, and what goes with them.
pub(super) async fn forget(transaction: &Transaction, kind: Kind, ids: &[i64]) -> Result<(), Error> {
    if kind == Kind::Project {
        let results = related(transaction, "SELECT id FROM result WHERE project_id{ids}", ids).await?;
        delete(transaction, "result", &results).await?;
    }
    let searchable = !matches!(kind, Kind::Source | Kind::IdentifierScheme | Kind::Vocabulary) && kind.has_rows();
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

/// A text that is to be indexed.
struct IndexedText {
    owner: i64,
    query: &'static TextQuery,
    text: String,
    language: String,
}

/// The analysed words of one record, by zone.
#[derive(Default)]
struct Words {
    exact: BTreeSet<String>,
    zones: [Vec<Arc<[Forms]>>; 3],
}

/// A record's row in the index: its number, and a document for each column.
type Row = (i64, [String; 3]);

/// Writes records into the index.
struct Indexer<'a> {
    transaction: &'a Transaction,
    analyser: Analyser,
    languages: BTreeSet<String>,
}

impl Indexer<'_> {
    /// Indexes records of a table. While some are analysed, those before them are written.
    async fn index(&mut self, table: &str, queries: &'static [TextQuery], ids: BTreeSet<i64>) -> Result<(), Error> {
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut rows = Vec::new();
        for ids in ids.chunks(RECORDS_AT_ONCE) {
            let (found, ids) = (self.read_texts(queries, ids).await?, ids.to_vec());
            let (backend, mut analyser) = (self.transaction.backend(), std::mem::take(&mut self.analyser));
            let analysing = tokio::task::spawn_blocking(move || {
                let rows = analyse(&mut analyser, backend, &ids, &found);
                (analyser, rows)
            });
            self.insert(table, &rows).await?;
            (self.analyser, rows) = analysing.await.map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        self.insert(table, &rows).await
    }

    /// Reads the texts of records.
    async fn read_texts(&mut self, queries: &'static [TextQuery], ids: &[i64]) -> Result<Vec<IndexedText>, Error> {
        let mut found = Vec::new();
        for query in queries {
            for row in run(self.transaction, query.sql, ids).await? {
                let owner = row.try_get("", "owner")?;
                if query.localised == 0 {
                    found.push(IndexedText { owner, query, text: row.try_get_by_index(1)?, language: "und".to_owned() });
                }
                for column in 1..=query.localised {
                    for entity::Text { text, language, .. } in row.try_get_by_index::<Texts>(column)?.0 {
                        let stemmed = analyser::stemmed_language(&language);
                        if let Some(stemmed) = stemmed.filter(|language| !self.languages.contains(*language)) {
                            self.languages.insert(stemmed.to_owned());
                        }
                        found.push(IndexedText { owner, query, text, language });
                    }
                }
            }
        }
        Ok(found)
    }

    async fn insert(&self, table: &str, rows: &[Row]) -> Result<(), Error> {
        let values = |(id, documents): &Row| {
            let documents = documents.iter().map(|document| Value::from(document.clone()));
            [Value::from(*id)].into_iter().chain(documents).collect()
        };
        Insertion::new(&format!("{table}_search"), Column::INDEX, rows, values).execute(self.transaction).await
    }
}

/// Makes the rows of records.
fn analyse(analyser: &mut Analyser, backend: DbBackend, ids: &[i64], found: &[IndexedText]) -> Vec<Row> {
    let mut words: HashMap<i64, Words> = ids.iter().map(|id| (*id, Words::default())).collect();
    for IndexedText { owner, query, text, language } in found {
        let Some(words) = words.get_mut(owner) else { continue };
        words.exact.extend(analyser::exact_mark(text).filter(|_| query.exact));
        let zone = &mut words.zones[query.zone as usize];
        // A gap keeps phrases from running from one text into the next.
        zone.push(Arc::new([Vec::new()]));
        zone.extend(analyser.analyse(text, language));
    }
    ids.iter().map(|id| (*id, search_documents(backend, &words[id].exact, &words[id].zones))).collect()
}

async fn remember_languages(transaction: &Transaction, languages: BTreeSet<String>) -> Result<(), Error> {
    let languages: Vec<String> = languages.into_iter().collect();
    let columns = [Column::of(entity::search_language::Column::Language)];
    let row = |language: &String| vec![Value::from(language.clone())];
    let insertion = Insertion::new("search_language", columns, &languages, row);
    insertion.ending(" ON CONFLICT (language) DO NOTHING").execute(transaction).await
}
