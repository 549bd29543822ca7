//! Projects that are like a project: what they share, weighed by how rare it is.
//!
//! What a project states is looked up the rarest first, until what it leads to would be too many projects. Each feature weighs
//! log2(n / k), in whole thousandths, where k of n projects have it, so that sums are the same on both databases and in any order.

use std::collections::HashMap;

use super::{Error, Snapshot, sql::Sql};

/// How many projects are looked at for one project: what is shared by the fewest comes first, and what would lead beyond is left out.
const MOST_CANDIDATES: i64 = 2_000;
/// Weights are whole thousandths, so that sums don't depend on their order.
const UNIT: f64 = 1_000.0;

/// What two projects can share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A stated concept.
    Concept,
    /// A partner that is no natural person.
    Partner,
    /// A stated place of work.
    Place,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Concept, Self::Partner, Self::Place];

    /// The table that links projects with it, its column there, its own table, and its number of projects there.
    fn source(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Concept => ("project_concept", "concept_id", "concept"),
            Self::Partner => ("participation", "partner_id", "partner"),
            Self::Place => ("project_place", "place_id", "place"),
        }
    }
}

/// Something that projects can share, by its row number.
pub type Feature = (Kind, i64);

/// A project that is like another one.
#[derive(Clone, Debug)]
pub struct Similar {
    /// Its row number.
    pub project: i64,
    /// How much alike they are: the weights of what they share, in thousandths.
    pub score: i64,
    /// What they share, the rarest first.
    pub shared: Vec<Feature>,
}

/// A feature of a project, with its weight in thousandths.
#[derive(Clone, Copy)]
struct Weighed {
    project: i64,
    feature: Feature,
    weight: i64,
}

/// The projects most like each of the given ones, the most similar first, equal ones by title and key.
///
/// A feature that `k` of the `n` projects of the registry have weighs log2(n / k), rounded to thousandths; what every project has weighs
/// nothing. Three statements, however many projects are given.
pub async fn similar(snapshot: &Snapshot, projects: &[i64], first: i64) -> Result<HashMap<i64, Vec<Similar>>, Error> {
    let looked_at = weigh(read_features(snapshot, projects).await?);
    let mut found: HashMap<i64, Vec<Similar>> = HashMap::new();
    for (project, other, score) in rank(snapshot, &looked_at, first).await? {
        found.entry(project).or_default().push(Similar { project: other, score, shared: Vec::new() });
    }
    let mut others: Vec<i64> = found.values().flatten().map(|similar| similar.project).collect();
    others.sort_unstable();
    others.dedup();
    let mut of_others: HashMap<i64, Vec<Feature>> = HashMap::new();
    for feature in read_features(snapshot, &others).await? {
        of_others.entry(feature.project).or_default().push(feature.feature);
    }
    let mut of_projects: HashMap<i64, Vec<Weighed>> = HashMap::new();
    for feature in looked_at {
        of_projects.entry(feature.project).or_default().push(feature);
    }
    for (project, similars) in &mut found {
        let own = of_projects.get(project).map(Vec::as_slice).unwrap_or_default();
        for similar in similars {
            let theirs = of_others.get(&similar.project).map(Vec::as_slice).unwrap_or_default();
            similar.shared = own.iter().map(|weighed| weighed.feature).filter(|feature| theirs.contains(feature)).collect();
        }
    }
    Ok(found)
}

/// A feature of a project before it is weighed.
struct Stated {
    project: i64,
    feature: Feature,
    /// The record key, which puts equally rare features in the same order everywhere.
    key: String,
    /// How many projects have it, and how many there are.
    count: i64,
    total: i64,
}

async fn read_features(snapshot: &Snapshot, projects: &[i64]) -> Result<Vec<Stated>, Error> {
    let mut sql = snapshot.sql("SELECT f.*, (SELECT project_count FROM registry) AS total FROM (");
    sql.separated(" UNION ALL ", Kind::ALL.into_iter().enumerate(), |sql, (i, kind)| {
        let (links, column, table) = kind.source();
        sql.push(&format!(
            "SELECT DISTINCT l.project_id AS project, {i} AS kind, t.id, t.key, t.project_count AS count \
             FROM {links} l JOIN {table} t ON t.id = l.{column} WHERE l.project_id"
        ));
        sql.any_id(projects);
        if kind == Kind::Partner {
            sql.push(" AND t.kind IS DISTINCT FROM 'NATURAL_PERSON'");
        }
    });
    sql.push(") f");
    let stated = |row: &sea_orm::QueryResult| {
        let kind = usize::try_from(row.try_get::<i32>("", "kind")?).ok().and_then(|i| Kind::ALL.get(i).copied());
        Ok(Stated {
            project: row.try_get("", "project")?,
            feature: (kind.unwrap_or(Kind::Concept), row.try_get("", "id")?),
            key: row.try_get("", "key")?,
            count: i64::from(row.try_get::<i32>("", "count")?),
            total: row.try_get("", "total")?,
        })
    };
    snapshot.rows(sql.statement()).await?.iter().map(stated).collect()
}

/// The features that are looked at, the rarest of each project first.
fn weigh(mut stated: Vec<Stated>) -> Vec<Weighed> {
    stated.sort_by(|a, b| (a.project, a.count, a.feature.0, &a.key).cmp(&(b.project, b.count, b.feature.0, &b.key)));
    let mut candidates: HashMap<i64, i64> = HashMap::new();
    stated.retain(|feature| {
        let reached = candidates.entry(feature.project).or_default();
        *reached += feature.count;
        *reached <= MOST_CANDIDATES && feature.count < feature.total
    });
    stated
        .iter()
        .map(|feature| Weighed {
            project: feature.project,
            feature: feature.feature,
            weight: weight(feature.count, feature.total),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the numbers are small")]
fn weight(count: i64, total: i64) -> i64 {
    ((total as f64 / count.max(1) as f64).log2() * UNIT).round() as i64
}

/// The best projects for each project, with their scores.
async fn rank(snapshot: &Snapshot, features: &[Weighed], first: i64) -> Result<Vec<(i64, i64, i64)>, Error> {
    let mut sql = snapshot.sql(
        "SELECT project, other, score FROM (SELECT s.project, s.other, s.score, \
         ROW_NUMBER() OVER (PARTITION BY s.project ORDER BY s.score DESC, t.sort_key, t.key) AS rank \
         FROM (SELECT project, other, CAST(SUM(weight) AS BIGINT) AS score FROM (",
    );
    sql.separated(" UNION ALL ", Kind::ALL, |sql, kind| {
        let own: Vec<&Weighed> = features.iter().filter(|feature| feature.feature.0 == kind).collect();
        write_shared(sql, kind, &own);
    });
    sql.push(") shared GROUP BY project, other) s JOIN project t ON t.id = s.other) ranked WHERE rank <= ")
        .bind(first)
        .push(" ORDER BY project, rank");
    let rows = snapshot.rows(sql.statement()).await?;
    rows.iter().map(|row| Ok((row.try_get("", "project")?, row.try_get("", "other")?, row.try_get("", "score")?))).collect()
}

/// Writes the other projects that have a feature, once for each project and feature.
fn write_shared(sql: &mut Sql, kind: Kind, features: &[&Weighed]) {
    let (links, column, _) = kind.source();
    let rows: Vec<[i64; 3]> = features.iter().map(|weighed| [weighed.project, weighed.feature.1, weighed.weight]).collect();
    sql.push("SELECT DISTINCT f.a AS project, l.project_id AS other, f.b AS feature, f.c AS weight FROM ").triples(&rows);
    sql.push(&format!(" f JOIN {links} l ON l.{column} = f.b AND l.project_id <> f.a"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_weighs_more_and_what_all_have_nothing() {
        assert_eq!(weight(1, 8), 3_000);
        assert_eq!(weight(2, 8), 2_000);
        assert_eq!(weight(8, 8), 0);
    }

    #[test]
    fn what_leads_to_too_many_projects_is_left_out() {
        let stated = |id, count| Stated { project: 1, feature: (Kind::Place, id), key: id.to_string(), count, total: 100_000 };
        let looked_at = weigh(vec![stated(1, 30_000), stated(2, 1_500), stated(3, 600), stated(4, 400)]);
        assert_eq!(looked_at.iter().map(|weighed| weighed.feature.1).collect::<Vec<_>>(), [4, 3]);
    }
}
