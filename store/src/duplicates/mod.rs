//! Records that may be about the same thing, and those that were merged.

mod names;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entity::Texts;
use record::{MergeRule, Record, RecordType};

use self::names::{Likeness, Names, pair};
use crate::{Error, Snapshot, closed_or_null, kind::Kind, publish::survivors};

/// How many records are read at a time.
const CHUNK: i64 = 10_000;
/// How many names of an organisation are compared.
const MOST_NAMES: usize = 6;
/// Candidates with a lower score are not worth a person's time.
const LEAST: i32 = 50;

/// One of two records.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The record key.
    pub key: String,
    /// Its name or title.
    pub name: String,
    /// The countries of its seat, or of its places of work.
    pub country: String,
    /// The names of its seat, or of its places of work.
    pub place: String,
    /// Its identifiers, each with the scheme before it.
    pub identifiers: Vec<String>,
    /// The number of its projects; `None` for a project.
    pub projects: Option<i32>,
    /// The keys of its sources.
    pub sources: Vec<String>,
}

/// Two records that may be about the same thing, or one that was merged into another.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What kind of records they are.
    pub record_type: RecordType,
    /// How likely it is, from 1 to 100; `None` for what was merged.
    pub score: Option<i32>,
    /// What speaks for it, and against it.
    pub reason: String,
    /// The one that lives on.
    pub left: Side,
    /// The other.
    pub right: Side,
}

/// What speaks for a pair of records with these row numbers.
#[derive(Default)]
struct Evidence(BTreeMap<(i64, i64), (i32, String)>);

impl Evidence {
    /// Adds a reason; the strongest counts.
    fn add(&mut self, one: i64, other: i64, score: i32, reason: impl FnOnce() -> String) {
        if one == other {
            return;
        }
        let there = self.0.entry((one.min(other), one.max(other))).or_default();
        if score > there.0 {
            *there = (score, reason());
        }
    }
}

/// Where an organisation sits, as names are compared within.
struct Seat {
    id: i64,
    country: u16,
    place: Option<i64>,
}

/// Pairs of records that may be about the same thing, the likeliest first, without those that somebody told apart.
pub async fn candidates(snapshot: &Snapshot) -> Result<Vec<Pair>, Error> {
    let mut found = Vec::new();
    for kind in [Kind::Partner, Kind::Project] {
        let mut evidence = Evidence::default();
        shared_identifiers(snapshot, kind, &mut evidence).await?;
        if kind == Kind::Partner {
            similar_names(snapshot, &mut evidence).await?;
        } else {
            same_titles(snapshot, &mut evidence).await?;
        }
        let told_apart = non_matches(snapshot, kind).await?;
        let ids: BTreeSet<i64> = evidence.0.keys().flat_map(|(one, other)| [*one, *other]).collect();
        let details = details(snapshot, kind, &ids.into_iter().collect::<Vec<_>>()).await?;
        for ((one, other), (score, reason)) in evidence.0 {
            let (Some(one), Some(other)) = (details.get(&one), details.get(&other)) else { continue };
            let (left, right) = if one.side.goes_before(&other.side) { (one, other) } else { (other, one) };
            if told_apart.contains(&(left.side.key.clone(), right.side.key.clone())) {
                continue;
            }
            let (score, reason) = left.weigh_contradictions(right, score, reason);
            if score < LEAST || (kind == Kind::Project && left.shares_source(right)) {
                continue;
            }
            let record_type = if kind == Kind::Partner { RecordType::Partner } else { RecordType::Project };
            found.push(Pair { record_type, score: Some(score), reason, left: left.side.clone(), right: right.side.clone() });
        }
    }
    found.sort_by(|a, b| {
        (b.score, a.record_type, &a.left.key, &a.right.key).cmp(&(a.score, b.record_type, &b.left.key, &b.right.key))
    });
    Ok(found)
}

/// What was merged into what, by key, with what told so.
pub async fn merged(snapshot: &Snapshot) -> Result<Vec<Pair>, Error> {
    let mut pairs = Vec::new();
    for (kind, record_type) in [(Kind::Partner, RecordType::Partner), (Kind::Project, RecordType::Project)] {
        let mut sql = snapshot
            .sql("SELECT own_key, rule, body FROM source_record WHERE body IS NOT NULL AND own_key <> record_key AND kind = ");
        sql.bind(kind.table()).push(" ORDER BY own_key, id");
        let mut merges: BTreeMap<String, (Option<MergeRule>, Side)> = BTreeMap::new();
        for row in snapshot.rows(sql.statement()).await? {
            let body: String = row.try_get("", "body")?;
            let record: Record = serde_json::from_str(&body).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
            let source_record = Side::of_source_record(&record);
            let own_key: String = row.try_get("", "own_key")?;
            match merges.get_mut(&own_key) {
                Some((_, side)) => side.sources.extend(source_record.sources),
                None => drop(
                    merges
                        .insert(own_key, (closed_or_null(row.try_get::<Option<String>>("", "rule")?.as_deref())?, source_record)),
                ),
            }
        }
        let keys: Vec<String> = merges.keys().cloned().collect();
        let redirects = survivors(snapshot, kind, &keys).await?;
        let lefts: BTreeSet<String> = redirects.values().cloned().collect();
        let lefts = ids(snapshot, kind, &lefts.into_iter().collect::<Vec<_>>()).await?;
        let details = details(snapshot, kind, &lefts).await?;
        let by_key: HashMap<&str, &Side> = details.values().map(|detail| (&*detail.side.key, &detail.side)).collect();
        for (own_key, (rule, right)) in merges {
            let Some(left) = redirects.get(&own_key).and_then(|key| by_key.get(key.as_str())) else { continue };
            let reason = match rule {
                Some(MergeRule::Identifier) => "same identifier",
                Some(MergeRule::NameAndPlace) => "same name, country and place",
                Some(MergeRule::Code) => "same code",
                Some(MergeRule::Person) | None => "decided by a person",
            };
            pairs.push(Pair { record_type, score: None, reason: reason.to_owned(), left: (*left).clone(), right });
        }
    }
    Ok(pairs)
}

/// Which of the keys are neither published nor lead to what is.
pub async fn unknown(snapshot: &Snapshot, record_type: RecordType, keys: &[String]) -> Result<HashSet<String>, Error> {
    let Some(kind) = Kind::of_record_type(record_type) else { return Ok(HashSet::new()) };
    let redirects = survivors(snapshot, kind, keys).await?;
    let mut sql = snapshot.sql(&format!("SELECT key FROM {} WHERE key", kind.table()));
    sql.any_text(keys);
    let rows = snapshot.rows(sql.statement()).await?;
    let known = rows.iter().map(|row| row.try_get("", "key")).collect::<Result<HashSet<String>, _>>()?;
    Ok(keys.iter().filter(|key| !known.contains(*key) && !redirects.contains_key(*key)).cloned().collect())
}

/// Records that have the same identifier.
async fn shared_identifiers(snapshot: &Snapshot, kind: Kind, evidence: &mut Evidence) -> Result<(), Error> {
    let owner = format!("{}_id", kind.table());
    let persons = if kind == Kind::Partner {
        "JOIN partner p ON p.id = i.partner_id AND COALESCE(p.kind, '') <> 'NATURAL_PERSON'"
    } else {
        ""
    };
    let rows = snapshot
        .rows(
            snapshot
                .sql(&format!(
                    "SELECT i.{owner} AS owner, i.scheme, i.normalised, MIN(i.value) AS value, MAX(CASE WHEN s.is_unique THEN 1 ELSE 0 END) AS is_unique \
                     FROM identifier i JOIN (SELECT scheme, normalised FROM identifier WHERE {owner} IS NOT NULL \
                     GROUP BY scheme, normalised HAVING COUNT(DISTINCT {owner}) > 1) g ON g.scheme = i.scheme AND g.normalised = i.normalised \
                     LEFT JOIN identifier_scheme s ON s.code = i.scheme {persons} WHERE i.{owner} IS NOT NULL \
                     GROUP BY i.scheme, i.normalised, i.{owner} ORDER BY i.scheme, i.normalised, i.{owner}"
                ))
                .statement(),
        )
        .await?;
    let mut owners: BTreeMap<(String, String), (i32, String, Vec<i64>)> = BTreeMap::new();
    for row in rows {
        let of = owners.entry((row.try_get("", "scheme")?, row.try_get("", "normalised")?)).or_default();
        of.0 = row.try_get("", "is_unique")?;
        if of.2.is_empty() {
            of.1 = row.try_get("", "value")?;
        }
        of.2.push(row.try_get("", "owner")?);
    }
    for ((scheme, _), (is_unique, value, owners)) in owners {
        if is_unique == 1 || kind == Kind::Partner {
            let score = if is_unique == 1 { 99 } else { 95 };
            pair(&owners, |one, other| evidence.add(one, other, score, || format!("same {scheme} {value}")));
        }
    }
    Ok(())
}

/// Organisations with the same name, or nearly the same, in one country.
async fn similar_names(snapshot: &Snapshot, evidence: &mut Evidence) -> Result<(), Error> {
    let (mut names, mut seats) = (Names::default(), Vec::new());
    let mut countries: HashMap<String, u16> = HashMap::new();
    let mut last = 0;
    loop {
        let mut sql = snapshot.sql(
            "SELECT id, name, alternative_names, country, place_id FROM partner WHERE COALESCE(kind, '') <> 'NATURAL_PERSON' AND id > ",
        );
        sql.bind(last).push(" ORDER BY id LIMIT ").bind(CHUNK);
        let rows = snapshot.rows(sql.statement()).await?;
        for row in &rows {
            last = row.try_get("", "id")?;
            let next = u16::try_from(countries.len() + 1).unwrap_or(u16::MAX);
            let country: Option<String> = row.try_get("", "country")?;
            let country = country.map_or(0, |country| *countries.entry(country).or_insert(next));
            let number = seats.len();
            seats.push(Seat { id: last, country, place: row.try_get("", "place_id")? });
            let (first, others): (Texts, Texts) = (row.try_get("", "name")?, row.try_get("", "alternative_names")?);
            for (i, text) in first.0.iter().chain(&others.0).take(MOST_NAMES).enumerate() {
                names.add(number, &text.text, i < first.0.len());
            }
        }
        if i64::try_from(rows.len()).is_ok_and(|read| read < CHUNK) {
            break;
        }
    }
    names.pairs(
        |number| seats[number].country,
        |one, other, likeness| {
            let (one, other) = (&seats[one], &seats[other]);
            let is_known = one.country != 0 && other.country != 0;
            if is_known && one.country != other.country {
                return;
            }
            let (mut score, mut reason) = match likeness {
                Likeness::Same { telling: true } => (90, "same name, legal form aside".to_owned()),
                Likeness::Same { telling: false } => (75, "same short name".to_owned()),
                #[expect(clippy::cast_possible_truncation, reason = "it is at most 85")]
                Likeness::Near(share) => ((share * 85.0).round() as i32, "nearly the same name".to_owned()),
            };
            match (one.place, other.place) {
                (Some(one), Some(other)) if one == other => {
                    score += 5;
                    reason += ", same place";
                }
                (Some(_), Some(_)) => {
                    score -= 15;
                    reason += ", different places";
                }
                _ => {}
            }
            if !is_known {
                score -= 15;
                reason += ", country not stated";
            }
            evidence.add(one.id, other.id, score, || reason);
        },
    );
    Ok(())
}

/// Projects with the same acronym and title that began in the same year.
async fn same_titles(snapshot: &Snapshot, evidence: &mut Evidence) -> Result<(), Error> {
    let rows = snapshot
        .rows(
            snapshot
                .sql(
                    "SELECT p.id, p.acronym_key, p.sort_key, g.year FROM project p JOIN (SELECT acronym_key, sort_key, substr(start_first, 1, 4) AS year \
                     FROM project WHERE acronym_key IS NOT NULL AND start_first IS NOT NULL GROUP BY acronym_key, sort_key, substr(start_first, 1, 4) \
                     HAVING COUNT(*) > 1) g ON g.acronym_key = p.acronym_key AND g.sort_key = p.sort_key AND g.year = substr(p.start_first, 1, 4) ORDER BY p.id",
                )
                .statement(),
        )
        .await?;
    let mut alike: BTreeMap<(String, String, String), Vec<i64>> = BTreeMap::new();
    for row in rows {
        let mark = (row.try_get("", "acronym_key")?, row.try_get("", "sort_key")?, row.try_get("", "year")?);
        alike.entry(mark).or_default().push(row.try_get("", "id")?);
    }
    for projects in alike.values() {
        pair(projects, |one, other| evidence.add(one, other, 90, || "same acronym, title and first year".to_owned()));
    }
    Ok(())
}

/// The pairs of published records, either way round, that somebody told apart.
async fn non_matches(snapshot: &Snapshot, kind: Kind) -> Result<HashSet<(String, String)>, Error> {
    let mut sql = snapshot.sql("SELECT record_key, other_key FROM non_match WHERE kind = ");
    sql.bind(kind.table());
    let rows = snapshot.rows(sql.statement()).await?;
    let pairs: Vec<(String, String)> = rows
        .iter()
        .map(|row| Ok((row.try_get("", "record_key")?, row.try_get("", "other_key")?)))
        .collect::<Result<_, Error>>()?;
    let keys: BTreeSet<String> = pairs.iter().flat_map(|(one, other)| [one.clone(), other.clone()]).collect();
    let redirects = survivors(snapshot, kind, &keys.into_iter().collect::<Vec<_>>()).await?;
    let now = |key: String| redirects.get(&key).cloned().unwrap_or(key);
    Ok(pairs
        .into_iter()
        .map(|(one, other)| (now(one), now(other)))
        .flat_map(|(one, other)| [(one.clone(), other.clone()), (other, one)])
        .collect())
}

/// A record as it is shown and judged.
#[derive(Default)]
struct Detail {
    side: Side,
    /// Identifiers of unique schemes.
    unique: Vec<(String, String)>,
}

impl Side {
    /// The one that others are merged into: the one with more projects, then the one with more identifiers.
    fn goes_before(&self, other: &Self) -> bool {
        let rank = |side: &Self| (side.projects.unwrap_or(0), side.identifiers.len(), side.sources.len());
        rank(other).cmp(&rank(self)).then_with(|| self.key.cmp(&other.key)).is_le()
    }

    /// What a source states of a record.
    fn of_source_record(record: &Record) -> Self {
        let (name, country, place, identifiers, sources) = match record {
            Record::Partner(r) => (&r.name, r.country.as_deref(), r.place.as_deref(), &r.identifiers, &r.sources),
            Record::Project(r) => (&r.title, None, r.places.first().map(|key| &**key), &r.identifiers, &r.sources),
            _ => return Self::default(),
        };
        Self {
            key: record.key().to_owned(),
            name: name.first().map(|text| text.text.clone()).unwrap_or_default(),
            country: country.unwrap_or_default().to_owned(),
            place: place.unwrap_or_default().to_owned(),
            identifiers: identifiers.iter().map(|identifier| format!("{} {}", identifier.scheme, identifier.value)).collect(),
            projects: None,
            sources: sources.iter().map(|citation| citation.source.to_string()).collect(),
        }
    }
}

impl Detail {
    fn shares_source(&self, other: &Self) -> bool {
        self.side.sources.iter().any(|source| other.side.sources.contains(source))
    }

    /// Other identifiers of the same unique scheme speak against two records being the same.
    fn weigh_contradictions(&self, other: &Self, score: i32, reason: String) -> (i32, String) {
        let differs = |(scheme, value): &&(String, String)| {
            let theirs = other.unique.iter().filter(|(theirs, _)| theirs == scheme).collect::<Vec<_>>();
            !theirs.is_empty() && theirs.iter().all(|(_, theirs)| theirs != value)
        };
        match self.unique.iter().find(differs) {
            Some((scheme, _)) => (score - 20, format!("{reason}, but different {scheme}")),
            None => (score, reason),
        }
    }
}

async fn ids(snapshot: &Snapshot, kind: Kind, keys: &[String]) -> Result<Vec<i64>, Error> {
    let mut sql = snapshot.sql(&format!("SELECT id FROM {} WHERE key", kind.table()));
    sql.any_text(keys);
    snapshot.rows(sql.statement()).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// What is shown of records, by row number.
async fn details(snapshot: &Snapshot, kind: Kind, ids: &[i64]) -> Result<HashMap<i64, Detail>, Error> {
    let mut details: HashMap<i64, Detail> = HashMap::new();
    let table = kind.table();
    let (name, count) = if kind == Kind::Partner { ("name", "project_count") } else { ("title", "NULL") };
    let mut sql =
        snapshot.sql(&format!("SELECT id, key, {name} AS name, CAST({count} AS INTEGER) AS projects FROM {table} WHERE id"));
    sql.any_id(ids);
    for row in snapshot.rows(sql.statement()).await? {
        let texts: Texts = row.try_get("", "name")?;
        let side = Side {
            key: row.try_get("", "key")?,
            name: texts.0.into_iter().next().map(|text| text.text).unwrap_or_default(),
            projects: row.try_get("", "projects")?,
            ..Side::default()
        };
        details.insert(row.try_get("", "id")?, Detail { side, unique: Vec::new() });
    }
    let mut sql = snapshot.sql(if kind == Kind::Partner {
        "SELECT t.id AS owner, t.country, p.name FROM partner t LEFT JOIN place p ON p.id = t.place_id WHERE t.id"
    } else {
        "SELECT x.project_id AS owner, p.country, p.name FROM project_place x JOIN place p ON p.id = x.place_id WHERE x.project_id"
    });
    sql.any_id(ids).push(" ORDER BY owner, p.key");
    for row in snapshot.rows(sql.statement()).await? {
        let Some(detail) = details.get_mut(&row.try_get("", "owner")?) else { continue };
        let country: Option<String> = row.try_get("", "country")?;
        let place = row.try_get::<Option<Texts>>("", "name")?.and_then(|name| name.0.into_iter().next()).map(|text| text.text);
        for (all, one) in [(&mut detail.side.country, country), (&mut detail.side.place, place)] {
            let one = one.unwrap_or_default();
            if !one.is_empty() && !all.split(", ").any(|known| known == one) {
                all.push_str(if all.is_empty() { "" } else { ", " });
                all.push_str(&one);
            }
        }
    }
    let mut sql = snapshot.sql(&format!(
        "SELECT i.{table}_id AS owner, i.scheme, i.value, i.normalised, CASE WHEN s.is_unique THEN 1 ELSE 0 END AS is_unique FROM identifier i \
         LEFT JOIN identifier_scheme s ON s.code = i.scheme WHERE i.{table}_id"
    ));
    sql.any_id(ids).push(" ORDER BY owner, i.position");
    for row in snapshot.rows(sql.statement()).await? {
        let Some(detail) = details.get_mut(&row.try_get("", "owner")?) else { continue };
        let scheme: String = row.try_get("", "scheme")?;
        detail.side.identifiers.push(format!("{scheme} {}", row.try_get::<String>("", "value")?));
        if row.try_get::<i32>("", "is_unique")? == 1 {
            detail.unique.push((scheme, row.try_get("", "normalised")?));
        }
    }
    let mut sql = snapshot.sql(&format!(
        "SELECT c.{table}_id AS owner, s.key FROM citation c JOIN source s ON s.id = c.source_id WHERE c.{table}_id"
    ));
    sql.any_id(ids).push(" ORDER BY owner, c.position");
    for row in snapshot.rows(sql.statement()).await? {
        let Some(detail) = details.get_mut(&row.try_get("", "owner")?) else { continue };
        let key = row.try_get("", "key")?;
        if !detail.side.sources.contains(&key) {
            detail.side.sources.push(key);
        }
    }
    Ok(details)
}
