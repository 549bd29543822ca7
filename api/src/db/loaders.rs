//! What belongs to many records at once: each loader answers all the records of a level with one statement.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_graphql::dataloader::{DataLoader, Loader};
use entity::RecordType;
use sea_orm::{EntityTrait, FromQueryResult, QueryResult};

use super::{
    Error, Snapshot,
    facet::{self, Facet, Question},
    page::{self, List, Page, Window},
    rounds::Rounds,
    similar::{self, Similar},
    sql::Sql,
    table::Table,
};

/// Reads what loaders are asked for, from one snapshot.
pub struct Reader {
    snapshot: Arc<Snapshot>,
}

/// The loaders of one request. They remember nothing between rounds: what was read already would make the number of statements depend
/// on the rows.
pub type Loaders = DataLoader<Reader>;

/// The loaders of one request, whose loads run in these rounds.
#[must_use]
pub fn loaders(snapshot: Arc<Snapshot>, rounds: Rounds) -> Loaders {
    let loader = DataLoader::new(Reader { snapshot }, move |load| rounds.add(load));
    // A round begins when no resolver can go on, so that there is nothing to wait for and nothing to cut short.
    loader.delay(Duration::ZERO).max_batch_size(usize::MAX)
}

/// Runs a statement in which `{ids}` stands for the condition on the owners, and sorts its rows by their owner.
async fn by_owner<T>(
    snapshot: &Snapshot,
    text: &str,
    condition: impl Fn(&mut Sql),
    read: impl Fn(&QueryResult) -> Result<T, sea_orm::DbErr>,
) -> Result<HashMap<i64, Vec<T>>, Error> {
    let mut sql = snapshot.sql("");
    sql.separated("", text.split("{ids}").enumerate(), |sql, (i, part)| {
        if i > 0 {
            condition(sql);
        }
        sql.push(part);
    });
    let mut found: HashMap<i64, Vec<T>> = HashMap::new();
    for row in snapshot.rows(sql.statement()).await? {
        found.entry(row.try_get("", "owner")?).or_default().push(read(&row)?);
    }
    Ok(found)
}

fn model<E: EntityTrait>(row: &QueryResult) -> Result<Arc<E::Model>, sea_orm::DbErr> {
    E::Model::from_query_result(row, "").map(Arc::new)
}

/// Defines loaders of one row each, by row number.
macro_rules! rows {
    ($($key:ident -> $entity:ident;)+) => {$(
        #[doc = concat!("The row of `", stringify!($entity), "` with this number.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $key(pub i64);

        impl Loader<$key> for Reader {
            type Value = Arc<entity::$entity::Model>;
            type Error = Error;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Error> {
                let ids: Vec<i64> = keys.iter().map(|key| key.0).collect();
                let text = concat!("SELECT t.id AS owner, t.* FROM ", stringify!($entity), " t WHERE t.id{ids}");
                let condition = |sql: &mut Sql| { sql.any_id(&ids); };
                let found = by_owner(&self.snapshot, text, condition, model::<entity::$entity::Entity>).await?;
                Ok(found.into_iter().filter_map(|(id, mut rows)| Some(($key(id), rows.pop()?))).collect())
            }
        }
    )+};
}

rows! {
    ProjectRow -> project;
    PartnerRow -> partner;
    ParticipationRow -> participation;
    FundingCallRow -> funding_call;
    ProgrammeRow -> programme;
    ResultRow -> result;
    IndicatorRow -> indicator;
    ActivityRow -> activity;
    PlaceRow -> place;
    ConceptRow -> concept;
    VocabularyRow -> vocabulary;
    SourceRow -> source;
}

/// Defines loaders of the rows that belong to an owner, in order.
macro_rules! belongings {
    ($($(#[$doc:meta])* $key:ident -> $entity:ident: $text:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $key(pub i64);

        impl Loader<$key> for Reader {
            type Value = Vec<Arc<entity::$entity::Model>>;
            type Error = Error;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Error> {
                let ids: Vec<i64> = keys.iter().map(|key| key.0).collect();
                let condition = |sql: &mut Sql| { sql.any_id(&ids); };
                let mut found = by_owner(&self.snapshot, $text, condition, model::<entity::$entity::Entity>).await?;
                Ok(ids.into_iter().map(|id| ($key(id), found.remove(&id).unwrap_or_default())).collect())
            }
        }
    )+};
}

belongings! {
    /// The participations of a project that state an amount of their own.
    AmountsOfParticipations -> participation: "SELECT t.project_id AS owner, t.* FROM participation t \
        WHERE t.project_id{ids} AND (t.budget_minor IS NOT NULL OR t.grant_minor IS NOT NULL) ORDER BY t.position NULLS LAST, t.key";
    /// The partners that coordinate a project.
    CoordinatorsOfProject -> partner: "SELECT p.project_id AS owner, t.* FROM participation p JOIN partner t ON t.id = p.partner_id \
        WHERE p.project_id{ids} AND p.role = 'COORDINATOR' ORDER BY p.position NULLS LAST, p.key";
    /// The partners of a project, but for natural persons, whom no search finds.
    PartnersOfProject -> partner: "SELECT p.project_id AS owner, t.* FROM participation p JOIN partner t ON t.id = p.partner_id \
        WHERE p.project_id{ids} AND t.kind IS DISTINCT FROM 'NATURAL_PERSON' ORDER BY p.position NULLS LAST, p.key";
    /// The results of a project.
    ResultsOfProject -> result: "SELECT t.project_id AS owner, t.* FROM result t WHERE t.project_id{ids} ORDER BY t.position";
    /// The amounts stated of a project.
    AmountsOfProject -> project_amount: "SELECT t.project_id AS owner, t.* FROM project_amount t WHERE t.project_id{ids} ORDER BY t.position";
    /// The statements about a project that disagree.
    ConflictsOfProject -> project_conflict: "SELECT t.project_id AS owner, t.* FROM project_conflict t WHERE t.project_id{ids} ORDER BY t.position";
    /// The programmes that fund a project.
    ProgrammesOfProject -> programme: "SELECT l.project_id AS owner, t.* FROM project_programme l JOIN programme t ON t.id = l.programme_id \
        WHERE l.project_id{ids} ORDER BY l.position";
    /// The places where a project works.
    PlacesOfProject -> place: "SELECT l.project_id AS owner, t.* FROM project_place l JOIN place t ON t.id = l.place_id \
        WHERE l.project_id{ids} ORDER BY l.position";
    /// The concepts of a project.
    ConceptsOfProject -> concept: "SELECT l.project_id AS owner, t.* FROM project_concept l JOIN concept t ON t.id = l.concept_id \
        WHERE l.project_id{ids} ORDER BY l.position";
    /// The activities of a project.
    ActivitiesOfProject -> activity: "SELECT t.project_id AS owner, t.* FROM activity t WHERE t.project_id{ids} ORDER BY t.position";
    /// The strategic lines of a project.
    ActionLinesOfProject -> action_line: "SELECT t.project_id AS owner, t.* FROM action_line t WHERE t.project_id{ids} ORDER BY t.position";
    /// The identifiers of a project.
    IdentifiersOfProject -> identifier: "SELECT t.project_id AS owner, t.* FROM identifier t WHERE t.project_id{ids} ORDER BY t.position";
    /// The identifiers of a partner.
    IdentifiersOfPartner -> identifier: "SELECT t.partner_id AS owner, t.* FROM identifier t WHERE t.partner_id{ids} ORDER BY t.position";
    /// The deadlines of a call.
    DeadlinesOfFundingCall -> funding_call_deadline: "SELECT t.funding_call_id AS owner, t.* FROM funding_call_deadline t \
        WHERE t.funding_call_id{ids} ORDER BY t.position";
    /// The programmes that are parts of a programme.
    PartsOfProgramme -> programme: "SELECT t.parent_id AS owner, t.* FROM programme t WHERE t.parent_id{ids} ORDER BY t.sort_key, t.key";
    /// The concepts that are narrower than a concept.
    NarrowerConcepts -> concept: "SELECT t.broader_id AS owner, t.* FROM concept t WHERE t.broader_id{ids} ORDER BY t.sort_key, t.key";
    /// The places of an activity.
    PlacesOfActivity -> place: "SELECT l.activity_id AS owner, t.* FROM activity_place l JOIN place t ON t.id = l.place_id \
        WHERE l.activity_id{ids} ORDER BY l.position";
    /// The partners of an activity.
    PartnersOfActivity -> partner: "SELECT l.activity_id AS owner, t.* FROM activity_partner l JOIN partner t ON t.id = l.partner_id \
        WHERE l.activity_id{ids} ORDER BY l.position";
    /// The target groups of an activity.
    TargetGroupsOfActivity -> concept: "SELECT l.activity_id AS owner, t.* FROM activity_concept l JOIN concept t ON t.id = l.concept_id \
        WHERE l.activity_id{ids} ORDER BY l.position";
    /// The indicators of a result.
    IndicatorsOfResult -> indicator: "SELECT t.result_id AS owner, t.* FROM indicator t WHERE t.result_id{ids} ORDER BY t.position";
    /// The periods of an indicator.
    PeriodsOfIndicator -> indicator_period: "SELECT t.indicator_id AS owner, t.* FROM indicator_period t \
        WHERE t.indicator_id{ids} ORDER BY t.position";
    /// Where a project is stated.
    CitationsOfProject -> citation: "SELECT t.project_id AS owner, t.* FROM citation t WHERE t.project_id{ids} ORDER BY t.position";
    /// Where a partner is stated.
    CitationsOfPartner -> citation: "SELECT t.partner_id AS owner, t.* FROM citation t WHERE t.partner_id{ids} ORDER BY t.position";
    /// Where a call is stated.
    CitationsOfFundingCall -> citation: "SELECT t.funding_call_id AS owner, t.* FROM citation t WHERE t.funding_call_id{ids} ORDER BY t.position";
    /// Where a programme is stated.
    CitationsOfProgramme -> citation: "SELECT t.programme_id AS owner, t.* FROM citation t WHERE t.programme_id{ids} ORDER BY t.position";
    /// Where a participation is stated, if elsewhere than its project.
    CitationsOfParticipation -> citation: "SELECT t.participation_id AS owner, t.* FROM citation t WHERE t.participation_id{ids} ORDER BY t.position";
    /// Where a result is stated, if elsewhere than its project.
    CitationsOfResult -> citation: "SELECT t.result_id AS owner, t.* FROM citation t WHERE t.result_id{ids} ORDER BY t.position";
}

/// The place that a country is, by its code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountryPlace(pub String);

impl Loader<CountryPlace> for Reader {
    type Value = Arc<entity::place::Model>;
    type Error = Error;

    async fn load(&self, keys: &[CountryPlace]) -> Result<HashMap<CountryPlace, Self::Value>, Error> {
        let codes: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let text = "SELECT t.id AS owner, t.* FROM place t WHERE t.kind = 'COUNTRY' AND t.country{ids}";
        let condition = |sql: &mut Sql| {
            sql.any_text(&codes);
        };
        let found = by_owner(&self.snapshot, text, condition, model::<entity::place::Entity>).await?;
        Ok(found.into_values().flatten().filter_map(|place| Some((CountryPlace(place.country.clone()?), place))).collect())
    }
}

/// An identifier scheme, by its code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scheme(pub String);

impl Loader<Scheme> for Reader {
    type Value = Arc<entity::identifier_scheme::Model>;
    type Error = Error;

    async fn load(&self, keys: &[Scheme]) -> Result<HashMap<Scheme, Self::Value>, Error> {
        let codes: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let text = "SELECT t.id AS owner, t.* FROM identifier_scheme t WHERE t.code{ids}";
        let condition = |sql: &mut Sql| {
            sql.any_text(&codes);
        };
        let found = by_owner(&self.snapshot, text, condition, model::<entity::identifier_scheme::Entity>).await?;
        Ok(found.into_values().flatten().map(|scheme| (Scheme(scheme.code.clone()), scheme)).collect())
    }
}

/// The tombstones of what was merged into a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MergedInto(pub RecordType, pub String);

impl Loader<MergedInto> for Reader {
    type Value = Vec<Arc<entity::tombstone::Model>>;
    type Error = Error;

    async fn load(&self, keys: &[MergedInto]) -> Result<HashMap<MergedInto, Self::Value>, Error> {
        let survivors: Vec<String> = keys.iter().map(|key| key.1.clone()).collect();
        let text = "SELECT t.id AS owner, t.* FROM tombstone t WHERE t.merged_into{ids}";
        let condition = |sql: &mut Sql| {
            sql.any_text(&survivors);
        };
        let found = by_owner(&self.snapshot, text, condition, model::<entity::tombstone::Entity>).await?;
        let mut merged: HashMap<MergedInto, Self::Value> = HashMap::new();
        let mut stones: Vec<_> = found.into_values().flatten().collect();
        stones.sort_by(|a, b| a.key.cmp(&b.key));
        for stone in stones {
            if let Some(survivor) = stone.merged_into.clone() {
                merged.entry(MergedInto(stone.record_type, survivor)).or_default().push(stone);
            }
        }
        Ok(merged)
    }
}

/// What is left of the record with this key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Remains(pub RecordType, pub String);

impl Loader<Remains> for Reader {
    type Value = Arc<entity::tombstone::Model>;
    type Error = Error;

    async fn load(&self, keys: &[Remains]) -> Result<HashMap<Remains, Self::Value>, Error> {
        let wanted: Vec<String> = keys.iter().map(|key| key.1.clone()).collect();
        let text = "SELECT t.id AS owner, t.* FROM tombstone t WHERE t.key{ids}";
        let condition = |sql: &mut Sql| {
            sql.any_text(&wanted);
        };
        let found = by_owner(&self.snapshot, text, condition, model::<entity::tombstone::Entity>).await?;
        Ok(found.into_values().flatten().map(|stone| (Remains(stone.record_type, stone.key.clone()), stone)).collect())
    }
}

/// The number of the row with this record key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowOfKey {
    /// The name of the table.
    pub table: &'static str,
    /// The record key.
    pub key: String,
}

impl Loader<RowOfKey> for Reader {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[RowOfKey]) -> Result<HashMap<RowOfKey, i64>, Error> {
        let pairs: Vec<(&'static str, String)> = keys.iter().map(|key| (key.table, key.key.clone())).collect();
        let found = rows_by_text(&self.snapshot, "key", &pairs).await?;
        Ok(found.into_iter().map(|((table, key), id)| (RowOfKey { table, key }, id)).collect())
    }
}

/// The number of the row with this code, in a table that has codes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowOfCode {
    /// The name of the table.
    pub table: &'static str,
    /// The code.
    pub code: String,
}

impl Loader<RowOfCode> for Reader {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[RowOfCode]) -> Result<HashMap<RowOfCode, i64>, Error> {
        let pairs: Vec<(&'static str, String)> = keys.iter().map(|key| (key.table, key.code.clone())).collect();
        let found = rows_by_text(&self.snapshot, "code", &pairs).await?;
        Ok(found.into_iter().map(|((table, code), id)| (RowOfCode { table, code }, id)).collect())
    }
}

/// The numbers of rows by the text in a column that is unique in each of the tables.
async fn rows_by_text(
    snapshot: &Snapshot,
    column: &str,
    wanted: &[(&'static str, String)],
) -> Result<HashMap<(&'static str, String), i64>, Error> {
    let mut by_table: HashMap<&'static str, Vec<String>> = HashMap::new();
    for (table, text) in wanted {
        by_table.entry(table).or_default().push(text.clone());
    }
    let mut found = HashMap::new();
    for (table, texts) in by_table {
        let text = format!("SELECT t.id AS owner, t.{column} AS text FROM {table} t WHERE t.{column}{{ids}}");
        let condition = |sql: &mut Sql| {
            sql.any_text(&texts);
        };
        let rows = by_owner(snapshot, &text, condition, |row| row.try_get::<String>("", "text")).await?;
        found.extend(rows.into_iter().flat_map(|(id, texts)| texts.into_iter().map(move |text| ((table, text), id))));
    }
    Ok(found)
}

/// The page of a list, below a parent or at the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageOf {
    /// The list.
    pub list: Arc<List>,
    /// The part of it that is shown.
    pub window: Arc<Window>,
    /// The row number of the parent, 0 if the list has no scope.
    pub parent: i64,
}

impl Loader<PageOf> for Reader {
    type Value = Arc<Page>;
    type Error = Error;

    async fn load(&self, keys: &[PageOf]) -> Result<HashMap<PageOf, Self::Value>, Error> {
        let mut groups: HashMap<(&Arc<List>, &Arc<Window>), Vec<i64>> = HashMap::new();
        for key in keys {
            groups.entry((&key.list, &key.window)).or_default().push(key.parent);
        }
        let mut found = HashMap::new();
        for ((list, window), parents) in groups {
            let pages = page::pages(&self.snapshot, list, window, &parents).await?;
            let key = |parent| PageOf { list: list.clone(), window: window.clone(), parent };
            found.extend(pages.into_iter().map(|(parent, page)| (key(parent), Arc::new(page))));
        }
        Ok(found)
    }
}

/// How long a list is, below a parent or at the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountOf {
    /// The list.
    pub list: Arc<List>,
    /// The row number of the parent, 0 if the list has no scope.
    pub parent: i64,
}

impl Loader<CountOf> for Reader {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[CountOf]) -> Result<HashMap<CountOf, i64>, Error> {
        let mut groups: HashMap<&Arc<List>, Vec<i64>> = HashMap::new();
        for key in keys {
            groups.entry(&key.list).or_default().push(key.parent);
        }
        let mut found = HashMap::new();
        for (list, parents) in groups {
            let counts = page::counts(&self.snapshot, list, &parents).await?;
            let count = |parent| counts.get(&parent).copied().unwrap_or(0);
            found.extend(parents.iter().map(|parent| (CountOf { list: list.clone(), parent: *parent }, count(*parent))));
        }
        Ok(found)
    }
}

/// The records of a list by the cells of a dimension, below a parent or at the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FacetOf {
    /// The list.
    pub list: Arc<List>,
    /// What is asked.
    pub question: Question,
    /// The row number of the parent, 0 if the list has no scope.
    pub parent: i64,
}

impl Loader<FacetOf> for Reader {
    type Value = Arc<Facet>;
    type Error = Error;

    async fn load(&self, keys: &[FacetOf]) -> Result<HashMap<FacetOf, Self::Value>, Error> {
        // Questions that leave the same selection out ask about the same records.
        let mut groups: HashMap<_, (Vec<&Question>, Vec<i64>)> = HashMap::new();
        for FacetOf { list, question, parent } in keys {
            let (questions, parents) = groups.entry((list, question.left_out(list))).or_default();
            if !questions.contains(&question) {
                questions.push(question);
            }
            if !parents.contains(parent) {
                parents.push(*parent);
            }
        }
        let mut found = HashMap::new();
        for ((list, _), (mut questions, mut parents)) in groups {
            questions.sort_by_key(|question| question.rank());
            parents.sort_unstable();
            for (parent, facets) in facet::facets(&self.snapshot, list, &questions, &parents).await? {
                let key = |question: &Question| FacetOf { list: list.clone(), question: question.clone(), parent };
                found.extend(questions.iter().zip(facets).map(|(question, facet)| (key(question), Arc::new(facet))));
            }
        }
        Ok(found)
    }
}

/// The projects most like a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SimilarTo {
    /// The row number of the project.
    pub project: i64,
    /// How many at most.
    pub first: i64,
}

impl Loader<SimilarTo> for Reader {
    type Value = Arc<Vec<Similar>>;
    type Error = Error;

    async fn load(&self, keys: &[SimilarTo]) -> Result<HashMap<SimilarTo, Self::Value>, Error> {
        let mut groups: HashMap<i64, Vec<i64>> = HashMap::new();
        for key in keys {
            groups.entry(key.first).or_default().push(key.project);
        }
        let mut found = HashMap::new();
        for (first, projects) in groups {
            let similar = similar::similar(&self.snapshot, &projects, first).await?;
            found.extend(similar.into_iter().map(|(project, similar)| (SimilarTo { project, first }, Arc::new(similar))));
        }
        Ok(found)
    }
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
