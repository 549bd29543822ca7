//! Loaders: what belongs to a record is read together with that of all records of the same level.

use std::{collections::HashMap, hash::Hash, sync::Arc, time::Duration};

use async_graphql::dataloader::{DataLoader, Loader};
use record::RecordType;
use store::{
    Error, Snapshot, batched,
    facet::{self, Facet, Question},
    list::List,
    page::{self, Page},
    parent::Parent,
    similar::{self, Similar},
    table::Table,
    window::Window,
};

use crate::batch_scheduler::BatchScheduler;

/// Reads what loaders are asked for, from one snapshot.
pub struct Reader {
    snapshot: Arc<Snapshot>,
}

/// The loaders of one request. They remember nothing between batches: what was read already would make the number of statements
/// depend on the rows.
pub type Loaders = DataLoader<Reader>;

/// The loaders of one request, whose loads run when this scheduler says so.
#[must_use]
pub fn loaders(snapshot: Arc<Snapshot>, scheduler: BatchScheduler) -> Loaders {
    let loader = DataLoader::new(Reader { snapshot }, move |load| scheduler.add(load));
    // A batch begins when no resolver can go on, so that there is nothing to wait for and nothing to cut short.
    loader.delay(Duration::ZERO).max_batch_size(usize::MAX)
}

/// Defines loaders of one row each, by row number.
macro_rules! rows {
    ($($key:ident -> $entity:ident: $relation:ident;)+) => {$(
        #[doc = concat!("The row of `", stringify!($entity), "` with this number.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $key(pub i64);

        impl Loader<$key> for Reader {
            type Value = Arc<entity::$entity::Model>;
            type Error = Error;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Error> {
                let ids: Vec<i64> = keys.iter().map(|key| key.0).collect();
                let found = batched::$relation.rows(&self.snapshot, &ids).await?;
                Ok(found.into_iter().filter_map(|(id, mut rows)| Some(($key(id), rows.pop()?))).collect())
            }
        }
    )+};
}

rows! {
    ProjectRow -> project: PROJECT_ROW;
    PartnerRow -> partner: PARTNER_ROW;
    ParticipationRow -> participation: PARTICIPATION_ROW;
    FundingCallRow -> funding_call: FUNDING_CALL_ROW;
    ProgrammeRow -> programme: PROGRAMME_ROW;
    ResultRow -> result: RESULT_ROW;
    IndicatorRow -> indicator: INDICATOR_ROW;
    ActivityRow -> activity: ACTIVITY_ROW;
    PlaceRow -> place: PLACE_ROW;
    ConceptRow -> concept: CONCEPT_ROW;
    VocabularyRow -> vocabulary: VOCABULARY_ROW;
    SourceRow -> source: SOURCE_ROW;
}

/// Defines loaders of the rows that belong to an owner, in order.
macro_rules! dependents {
    ($($(#[$doc:meta])* $key:ident -> $entity:ident: $relation:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $key(pub i64);

        impl Loader<$key> for Reader {
            type Value = Vec<Arc<entity::$entity::Model>>;
            type Error = Error;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Error> {
                let ids: Vec<i64> = keys.iter().map(|key| key.0).collect();
                let found = batched::$relation.rows(&self.snapshot, &ids).await?;
                Ok(found.into_iter().map(|(id, rows)| ($key(id), rows)).collect())
            }
        }
    )+};
}

dependents! {
    /// The participations of a project that state an amount of their own.
    AmountsOfParticipations -> participation: AMOUNTS_OF_PARTICIPATIONS;
    /// The partners that coordinate a project.
    CoordinatorsOfProject -> partner: COORDINATORS_OF_PROJECT;
    /// The partners of a project, but for natural persons, whom no search finds.
    PartnersOfProject -> partner: PARTNERS_OF_PROJECT;
    /// The results of a project.
    ResultsOfProject -> result: RESULTS_OF_PROJECT;
    /// The amounts stated of a project.
    AmountsOfProject -> project_amount: AMOUNTS_OF_PROJECT;
    /// The statements about a project that disagree.
    ConflictsOfProject -> project_conflict: CONFLICTS_OF_PROJECT;
    /// The programmes that fund a project.
    ProgrammesOfProject -> programme: PROGRAMMES_OF_PROJECT;
    /// The places where a project works.
    PlacesOfProject -> place: PLACES_OF_PROJECT;
    /// The concepts of a project.
    ConceptsOfProject -> concept: CONCEPTS_OF_PROJECT;
    /// The activities of a project.
    ActivitiesOfProject -> activity: ACTIVITIES_OF_PROJECT;
    /// The strategic lines of a project.
    ActionLinesOfProject -> action_line: ACTION_LINES_OF_PROJECT;
    /// The identifiers of a project.
    IdentifiersOfProject -> identifier: IDENTIFIERS_OF_PROJECT;
    /// The identifiers of a partner.
    IdentifiersOfPartner -> identifier: IDENTIFIERS_OF_PARTNER;
    /// The deadlines of a call.
    DeadlinesOfFundingCall -> funding_call_deadline: DEADLINES_OF_FUNDING_CALL;
    /// The programmes that are parts of a programme.
    PartsOfProgramme -> programme: PARTS_OF_PROGRAMME;
    /// The concepts that are narrower than a concept.
    NarrowerConcepts -> concept: NARROWER_CONCEPTS;
    /// The places of an activity.
    PlacesOfActivity -> place: PLACES_OF_ACTIVITY;
    /// The partners of an activity.
    PartnersOfActivity -> partner: PARTNERS_OF_ACTIVITY;
    /// The target groups of an activity.
    TargetGroupsOfActivity -> concept: TARGET_GROUPS_OF_ACTIVITY;
    /// The indicators of a result.
    IndicatorsOfResult -> indicator: INDICATORS_OF_RESULT;
    /// The periods of an indicator.
    PeriodsOfIndicator -> indicator_period: PERIODS_OF_INDICATOR;
    /// Where a project is stated.
    CitationsOfProject -> citation: CITATIONS_OF_PROJECT;
    /// Where a partner is stated.
    CitationsOfPartner -> citation: CITATIONS_OF_PARTNER;
    /// Where a call is stated.
    CitationsOfFundingCall -> citation: CITATIONS_OF_FUNDING_CALL;
    /// Where a programme is stated.
    CitationsOfProgramme -> citation: CITATIONS_OF_PROGRAMME;
    /// Where a participation is stated, if elsewhere than its project.
    CitationsOfParticipation -> citation: CITATIONS_OF_PARTICIPATION;
    /// Where a result is stated, if elsewhere than its project.
    CitationsOfResult -> citation: CITATIONS_OF_RESULT;
}

/// The place that a country is, by its code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountryPlace(pub String);

impl Loader<CountryPlace> for Reader {
    type Value = Arc<entity::place::Model>;
    type Error = Error;

    async fn load(&self, keys: &[CountryPlace]) -> Result<HashMap<CountryPlace, Self::Value>, Error> {
        let codes: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        Ok(keyed(batched::country_places(&self.snapshot, &codes).await?, CountryPlace))
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
        Ok(keyed(batched::identifier_schemes(&self.snapshot, &codes).await?, Scheme))
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
        Ok(keyed(batched::merged_into(&self.snapshot, &survivors).await?, |(kind, key)| MergedInto(kind, key)))
    }
}

/// The tombstone of the record that had this key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TombstoneOf(pub RecordType, pub String);

impl Loader<TombstoneOf> for Reader {
    type Value = Arc<entity::tombstone::Model>;
    type Error = Error;

    async fn load(&self, keys: &[TombstoneOf]) -> Result<HashMap<TombstoneOf, Self::Value>, Error> {
        let wanted: Vec<String> = keys.iter().map(|key| key.1.clone()).collect();
        Ok(keyed(batched::tombstones(&self.snapshot, &wanted).await?, |(kind, key)| TombstoneOf(kind, key)))
    }
}

/// The number of the row with this record key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowOfKey {
    /// The table.
    pub table: Table,
    /// The record key.
    pub key: String,
}

impl Loader<RowOfKey> for Reader {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[RowOfKey]) -> Result<HashMap<RowOfKey, i64>, Error> {
        let wanted: Vec<(Table, String)> = keys.iter().map(|key| (key.table, key.key.clone())).collect();
        Ok(keyed(batched::rows_of_keys(&self.snapshot, &wanted).await?, |(table, key)| RowOfKey { table, key }))
    }
}

/// The number of the row with this code, in a table that has codes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowOfCode {
    /// The table.
    pub table: Table,
    /// The code.
    pub code: String,
}

impl Loader<RowOfCode> for Reader {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[RowOfCode]) -> Result<HashMap<RowOfCode, i64>, Error> {
        let wanted: Vec<(Table, String)> = keys.iter().map(|key| (key.table, key.code.clone())).collect();
        Ok(keyed(batched::rows_of_codes(&self.snapshot, &wanted).await?, |(table, code)| RowOfCode { table, code }))
    }
}

/// What was found, by the keys of a loader.
fn keyed<A, K: Hash + Eq, T>(found: HashMap<A, T>, key: impl Fn(A) -> K) -> HashMap<K, T> {
    found.into_iter().map(|(name, value)| (key(name), value)).collect()
}

/// The page of a list, below a parent or at the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageOf {
    /// The list.
    pub list: Arc<List>,
    /// The part of it that is shown.
    pub window: Arc<Window>,
    /// Where the list hangs.
    pub parent: Parent,
}

impl Loader<PageOf> for Reader {
    type Value = Arc<Page>;
    type Error = Error;

    async fn load(&self, keys: &[PageOf]) -> Result<HashMap<PageOf, Self::Value>, Error> {
        let mut groups: HashMap<(&Arc<List>, &Arc<Window>), Vec<Parent>> = HashMap::new();
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
    /// Where the list hangs.
    pub parent: Parent,
}

impl Loader<CountOf> for Reader {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[CountOf]) -> Result<HashMap<CountOf, i64>, Error> {
        let mut groups: HashMap<&Arc<List>, Vec<Parent>> = HashMap::new();
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
    /// Where the list hangs.
    pub parent: Parent,
}

impl Loader<FacetOf> for Reader {
    type Value = Arc<Facet>;
    type Error = Error;

    async fn load(&self, keys: &[FacetOf]) -> Result<HashMap<FacetOf, Self::Value>, Error> {
        // Questions that leave the same selection out ask about the same records.
        let mut groups: HashMap<_, (Vec<&Question>, Vec<Parent>)> = HashMap::new();
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
