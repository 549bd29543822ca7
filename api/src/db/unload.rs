//! Records read back from their rows, as they were published.

use std::{collections::HashMap, str::FromStr};

use entity::Texts;
use sea_orm::{DbErr, EntityTrait, FromQueryResult};

pub(crate) use super::kind::Kind;
use super::{Error, Snapshot};
use crate::record::{
    ActionLine, Activity, Amount, Citation, Concept, Conflict, Deadline, FundingCall, Identifier, IdentifierScheme, Indicator,
    IndicatorPeriod, Key, Location, Money, Participation, Partner, Period, Place, Programme, Project, ProjectResult, Quantity,
    Record, Source, Text, Tombstone, Vocabulary,
};

/// The published records of a kind, all of them or those with these keys, by key.
pub(crate) async fn records(snapshot: &Snapshot, kind: Kind, keys: Option<&[String]>) -> Result<Vec<Record>, Error> {
    let from = From { snapshot, kind, keys };
    match kind {
        Kind::Source => from.sources().await,
        Kind::IdentifierScheme => from.schemes().await,
        Kind::Vocabulary => from.vocabularies().await,
        Kind::Concept => from.concepts().await,
        Kind::Place => from.places().await,
        Kind::Programme => from.programmes().await,
        Kind::FundingCall => from.funding_calls().await,
        Kind::Partner => from.partners().await,
        Kind::Project => from.projects().await,
        Kind::Tombstone => from.tombstones().await,
    }
}

/// The keys of the published records of a kind, in order.
pub(crate) async fn keys(snapshot: &Snapshot, kind: Kind) -> Result<Vec<String>, Error> {
    let column = kind.key_column();
    let sql = snapshot.sql(&format!("SELECT {column} AS key FROM {} ORDER BY {column}", kind.table()));
    snapshot.rows(sql.statement()).await?.iter().map(|row| Ok(row.try_get("", "key")?)).collect()
}

struct From<'a> {
    snapshot: &'a Snapshot,
    kind: Kind,
    keys: Option<&'a [String]>,
}

impl From<'_> {
    async fn rows<E: EntityTrait>(&self) -> Result<Vec<E::Model>, Error> {
        let column = self.kind.key_column();
        let mut sql = self.snapshot.sql(&format!("SELECT t.* FROM {} t", self.kind.table()));
        if let Some(keys) = self.keys {
            sql.push(&format!(" WHERE t.{column}")).any_text(keys);
        }
        sql.push(&format!(" ORDER BY t.{column}"));
        models::<E>(self.snapshot, sql.statement()).await
    }

    async fn sources(&self) -> Result<Vec<Record>, Error> {
        let record = |row: entity::source::Model| {
            Ok(Record::Source(Source {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                publisher: row.publisher,
                title: texts(row.title)?,
                url: row.url,
                licence: row.licence,
                attribution: row.attribution,
                language: option(row.language)?,
                retrieved_on: option(row.retrieved_on)?,
            }))
        };
        self.rows::<entity::source::Entity>().await?.into_iter().map(record).collect()
    }

    async fn schemes(&self) -> Result<Vec<Record>, Error> {
        let record = |row: entity::identifier_scheme::Model| {
            Record::IdentifierScheme(IdentifierScheme {
                code: row.code,
                name: row.name,
                unique: row.is_unique,
                url: row.url,
                url_template: row.url_template,
            })
        };
        Ok(self.rows::<entity::identifier_scheme::Entity>().await?.into_iter().map(record).collect())
    }

    async fn vocabularies(&self) -> Result<Vec<Record>, Error> {
        let record = |row: entity::vocabulary::Model| {
            Ok(Record::Vocabulary(Vocabulary {
                code: stored(&row.code)?,
                name: texts(row.name)?,
                url: row.url,
                licence: row.licence,
            }))
        };
        self.rows::<entity::vocabulary::Entity>().await?.into_iter().map(record).collect()
    }

    async fn concepts(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::concept::Entity>().await?;
        let vocabularies = Names::load(self.snapshot, Kind::Vocabulary).await?;
        let concepts = Names::load(self.snapshot, Kind::Concept).await?;
        let record = |row: entity::concept::Model| {
            Ok(Record::Concept(Concept {
                key: stored(&row.key)?,
                vocabulary: vocabularies.key(row.vocabulary_id)?,
                notation: row.notation,
                label: texts(row.label)?,
                broader: concepts.option(row.broader_id)?,
                url: row.url,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn places(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::place::Entity>().await?;
        let places = Names::load(self.snapshot, Kind::Place).await?;
        let record = |row: entity::place::Model| {
            Ok(Record::Place(Place {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                name: texts(row.name)?,
                alternative_names: texts(row.alternative_names)?,
                kind: row.kind,
                country: option(row.country)?,
                nuts: row.nuts,
                parent: places.option(row.parent_id)?,
                location: row.latitude.zip(row.longitude).map(|(latitude, longitude)| Location { latitude, longitude }),
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn programmes(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::programme::Entity>().await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let programmes = Names::load(self.snapshot, Kind::Programme).await?;
        let mut citations = self.citations("programme_id", &ids, |row| row.programme_id).await?;
        let record = |row: entity::programme::Model| {
            Ok(Record::Programme(Programme {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                code: row.code,
                name: texts(row.name)?,
                parent: programmes.option(row.parent_id)?,
                period: period(row.period_start, row.period_end, row.period_months)?,
                sources: citations.remove(&row.id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn funding_calls(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::funding_call::Entity>().await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let programmes = Names::load(self.snapshot, Kind::Programme).await?;
        let mut citations = self.citations("funding_call_id", &ids, |row| row.funding_call_id).await?;
        let mut deadlines: HashMap<i64, Vec<Deadline>> = HashMap::new();
        for row in self.owned::<entity::funding_call_deadline::Entity>("funding_call_id", &ids).await? {
            let deadline = Deadline { on: stored(&row.day)?, at: moment(row.deadline_at)?, stage: row.stage };
            deadlines.entry(row.funding_call_id).or_default().push(deadline);
        }
        let record = |row: entity::funding_call::Model| {
            Ok(Record::FundingCall(FundingCall {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                identifier: row.identifier,
                title: texts(row.title)?,
                summary: texts(row.summary)?,
                programme: programmes.option(row.programme_id)?,
                status: row.status,
                opens_on: option(row.opens_on)?,
                deadlines: deadlines.remove(&row.id).unwrap_or_default(),
                budget: money(row.budget_minor, row.budget_currency)?,
                url: row.url,
                sources: citations.remove(&row.id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn partners(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::partner::Entity>().await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let places = Names::load(self.snapshot, Kind::Place).await?;
        let mut citations = self.citations("partner_id", &ids, |row| row.partner_id).await?;
        let mut identifiers = self.identifiers("partner_id", &ids, |row| row.partner_id).await?;
        let record = |row: entity::partner::Model| {
            Ok(Record::Partner(Partner {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                name: texts(row.name)?,
                alternative_names: texts(row.alternative_names)?,
                kind: row.kind,
                country: option(row.country)?,
                place: places.option(row.place_id)?,
                identifiers: identifiers.remove(&row.id).unwrap_or_default(),
                url: row.url,
                sources: citations.remove(&row.id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn projects(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::project::Entity>().await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let sources = Names::load(self.snapshot, Kind::Source).await?;
        let calls = Names::load(self.snapshot, Kind::FundingCall).await?;
        let mut citations = self.citations("project_id", &ids, |row| row.project_id).await?;
        let mut identifiers = self.identifiers("project_id", &ids, |row| row.project_id).await?;
        let mut programmes = self.linked("project_programme", "project_id", Kind::Programme, &ids).await?;
        let mut places = self.linked("project_place", "project_id", Kind::Place, &ids).await?;
        let mut concepts = self.linked("project_concept", "project_id", Kind::Concept, &ids).await?;
        let (mut participations, participation_keys) = self.participations(&ids).await?;
        let (mut activities, activity_keys) = self.activities(&ids).await?;
        let mut results = self.results(&ids, &activity_keys).await?;
        let mut amounts: HashMap<i64, Vec<Amount>> = HashMap::new();
        for row in self.owned::<entity::project_amount::Entity>("project_id", &ids).await? {
            let amount = Amount {
                kind: row.kind,
                money: Money { minor: row.amount_minor, currency: stored(&row.amount_currency)? },
                on: option(row.on_date)?,
                period: period(row.period_start, row.period_end, row.period_months)?,
                participation: row.participation_id.and_then(|id| participation_keys.get(&id)).cloned(),
                source: Some(sources.key(row.source_id)?),
            };
            amounts.entry(row.project_id).or_default().push(amount);
        }
        let mut conflicts: HashMap<i64, Vec<Conflict>> = HashMap::new();
        for row in self.owned::<entity::project_conflict::Entity>("project_id", &ids).await? {
            let conflict =
                Conflict { field: row.field, value: row.value, source: sources.key(row.source_id)?, preferred: row.preferred };
            conflicts.entry(row.project_id).or_default().push(conflict);
        }
        let mut lines: HashMap<i64, Vec<ActionLine>> = HashMap::new();
        for row in self.owned::<entity::action_line::Entity>("project_id", &ids).await? {
            lines.entry(row.project_id).or_default().push(ActionLine { title: texts(row.title)? });
        }
        let record = |row: entity::project::Model| {
            let id = row.id;
            Ok(Record::Project(Box::new(Project {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                acronym: row.acronym,
                title: texts(row.title)?,
                summary: texts(row.summary)?,
                status: row.status,
                period: period(row.period_start, row.period_end, row.period_months)?,
                signed_on: option(row.signed_on)?,
                amounts: amounts.remove(&id).unwrap_or_default(),
                programmes: programmes.remove(&id).unwrap_or_default(),
                funding_call: calls.option(row.funding_call_id)?,
                identifiers: identifiers.remove(&id).unwrap_or_default(),
                stated_partner_count: row.stated_partner_count,
                participations: participations.remove(&id).unwrap_or_default(),
                activities: activities.remove(&id).unwrap_or_default(),
                action_lines: lines.remove(&id).unwrap_or_default(),
                results: results.remove(&id).unwrap_or_default(),
                places: places.remove(&id).unwrap_or_default(),
                concepts: concepts.remove(&id).unwrap_or_default(),
                url: row.url,
                sources: citations.remove(&id).unwrap_or_default(),
                conflicts: conflicts.remove(&id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            })))
        };
        rows.into_iter().map(record).collect()
    }

    async fn participations(&self, projects: &[i64]) -> Result<(HashMap<i64, Vec<Participation>>, HashMap<i64, Key>), Error> {
        let rows = self.owned::<entity::participation::Entity>("project_id", projects).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let partners = Names::load(self.snapshot, Kind::Partner).await?;
        let mut citations = self.citations("participation_id", &ids, |row| row.participation_id).await?;
        let (mut found, mut keys): (HashMap<i64, Vec<Participation>>, HashMap<i64, Key>) = Default::default();
        for row in rows {
            let key: Key = stored(inner(&row.key))?;
            keys.insert(row.id, key.clone());
            found.entry(row.project_id).or_default().push(Participation {
                key,
                partner: partners.key(row.partner_id)?,
                role: row.role,
                stated_role: row.stated_role,
                position: row.position,
                budget: money(row.budget_minor, row.budget_currency)?,
                grant: money(row.grant_minor, row.grant_currency)?,
                started_on: option(row.started_on)?,
                ended_on: option(row.ended_on)?,
                sources: citations.remove(&row.id).unwrap_or_default(),
            });
        }
        Ok((found, keys))
    }

    async fn activities(&self, projects: &[i64]) -> Result<(HashMap<i64, Vec<Activity>>, HashMap<i64, Key>), Error> {
        let rows = self.owned::<entity::activity::Entity>("project_id", projects).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut places = self.linked("activity_place", "activity_id", Kind::Place, &ids).await?;
        let mut partners = self.linked("activity_partner", "activity_id", Kind::Partner, &ids).await?;
        let mut groups = self.linked("activity_concept", "activity_id", Kind::Concept, &ids).await?;
        let (mut found, mut keys): (HashMap<i64, Vec<Activity>>, HashMap<i64, Key>) = Default::default();
        for row in rows {
            let key: Key = stored(inner(&row.key))?;
            keys.insert(row.id, key.clone());
            found.entry(row.project_id).or_default().push(Activity {
                key,
                kind: row.kind,
                title: texts(row.title)?,
                description: texts(row.description)?,
                places: places.remove(&row.id).unwrap_or_default(),
                partners: partners.remove(&row.id).unwrap_or_default(),
                target_groups: groups.remove(&row.id).unwrap_or_default(),
            });
        }
        Ok((found, keys))
    }

    async fn results(&self, projects: &[i64], activities: &HashMap<i64, Key>) -> Result<HashMap<i64, Vec<ProjectResult>>, Error> {
        let rows = self.owned::<entity::result::Entity>("project_id", projects).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut citations = self.citations("result_id", &ids, |row| row.result_id).await?;
        let mut indicators = self.indicators(&ids).await?;
        let mut found: HashMap<i64, Vec<ProjectResult>> = HashMap::new();
        for row in rows {
            found.entry(row.project_id).or_default().push(ProjectResult {
                key: stored(inner(&row.key))?,
                activity: row.activity_id.and_then(|id| activities.get(&id)).cloned(),
                kind: row.kind,
                title: texts(row.title)?,
                description: texts(row.description)?,
                languages: row.languages.0.iter().map(|language| stored(language)).collect::<Result<_, _>>()?,
                delivered_on: option(row.delivered_on)?,
                indicators: indicators.remove(&row.id).unwrap_or_default(),
                url: row.url,
                sources: citations.remove(&row.id).unwrap_or_default(),
            });
        }
        Ok(found)
    }

    async fn indicators(&self, results: &[i64]) -> Result<HashMap<i64, Vec<Indicator>>, Error> {
        let rows = self.owned::<entity::indicator::Entity>("result_id", results).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let concepts = Names::load(self.snapshot, Kind::Concept).await?;
        let mut periods: HashMap<i64, Vec<IndicatorPeriod>> = HashMap::new();
        for row in self.owned::<entity::indicator_period::Entity>("indicator_id", &ids).await? {
            periods.entry(row.indicator_id).or_default().push(IndicatorPeriod {
                period: period(row.period_start, row.period_end, row.period_months)?,
                targets: row.targets.0.into_iter().map(quantity).collect::<Result<_, _>>()?,
                actuals: row.actuals.0.into_iter().map(quantity).collect::<Result<_, _>>()?,
            });
        }
        let mut found: HashMap<i64, Vec<Indicator>> = HashMap::new();
        for row in rows {
            found.entry(row.result_id).or_default().push(Indicator {
                key: stored(inner(&row.key))?,
                name: texts(row.name)?,
                concept: concepts.option(row.concept_id)?,
                unit: row.unit,
                unit_label: texts(row.unit_label)?,
                baseline: row.baseline.map(quantity).transpose()?,
                target: row.target.map(quantity).transpose()?,
                actual: row.actual.map(quantity).transpose()?,
                periods: periods.remove(&row.id).unwrap_or_default(),
            });
        }
        Ok(found)
    }

    async fn tombstones(&self) -> Result<Vec<Record>, Error> {
        let mut rows = self.rows::<entity::tombstone::Entity>().await?;
        rows.sort_by(|a, b| (&a.key, a.record_type).cmp(&(&b.key, b.record_type)));
        let record = |row: entity::tombstone::Model| {
            Ok(Record::Tombstone(Tombstone {
                record_type: row.record_type,
                key: stored(&row.key)?,
                slug: row.slug,
                reason: row.reason,
                merged_into: option(row.merged_into)?,
                at: moment(Some(row.at))?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    /// The rows that belong to owners, in their order.
    async fn owned<E: EntityTrait>(&self, column: &str, owners: &[i64]) -> Result<Vec<E::Model>, Error> {
        let mut sql = self.snapshot.sql(&format!("SELECT t.* FROM {} t WHERE t.{column}", E::default().table_name()));
        // Rows are numbered in the order of their record.
        sql.any_id(owners).push(&format!(" ORDER BY t.{column}, t.id"));
        models::<E>(self.snapshot, sql.statement()).await
    }

    /// The keys of what link tables lead to, in order.
    async fn linked(&self, table: &str, owner: &str, kind: Kind, owners: &[i64]) -> Result<HashMap<i64, Vec<Key>>, Error> {
        let target = kind.table();
        let mut sql = self.snapshot.sql(&format!(
            "SELECT l.{owner} AS owner, t.key FROM {table} l JOIN {target} t ON t.id = l.{target}_id WHERE l.{owner}"
        ));
        sql.any_id(owners).push(&format!(" ORDER BY l.{owner}, l.position"));
        let mut found: HashMap<i64, Vec<Key>> = HashMap::new();
        for row in self.snapshot.rows(sql.statement()).await? {
            found.entry(row.try_get("", "owner")?).or_default().push(stored(&row.try_get::<String>("", "key")?)?);
        }
        Ok(found)
    }

    async fn citations(
        &self,
        column: &str,
        owners: &[i64],
        owner: impl Fn(&entity::citation::Model) -> Option<i64>,
    ) -> Result<HashMap<i64, Vec<Citation>>, Error> {
        let sources = Names::load(self.snapshot, Kind::Source).await?;
        let mut found: HashMap<i64, Vec<Citation>> = HashMap::new();
        for row in self.owned::<entity::citation::Entity>(column, owners).await? {
            let Some(owner) = owner(&row) else { continue };
            found.entry(owner).or_default().push(Citation {
                source: sources.key(row.source_id)?,
                record_id: row.record_id,
                url: row.url,
                language: option(row.language)?,
            });
        }
        Ok(found)
    }

    async fn identifiers(
        &self,
        column: &str,
        owners: &[i64],
        owner: impl Fn(&entity::identifier::Model) -> Option<i64>,
    ) -> Result<HashMap<i64, Vec<Identifier>>, Error> {
        let mut found: HashMap<i64, Vec<Identifier>> = HashMap::new();
        for row in self.owned::<entity::identifier::Entity>(column, owners).await? {
            if let Some(owner) = owner(&row) {
                found.entry(owner).or_default().push(Identifier { scheme: row.scheme, value: row.value });
            }
        }
        Ok(found)
    }
}

/// The keys of all records of a kind, by row number.
struct Names(HashMap<i64, String>);

impl Names {
    async fn load(snapshot: &Snapshot, kind: Kind) -> Result<Self, Error> {
        let sql = snapshot.sql(&format!("SELECT id, {} AS key FROM {}", kind.key_column(), kind.table()));
        let rows = snapshot.rows(sql.statement()).await?;
        Ok(Self(rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "key")?))).collect::<Result<_, Error>>()?))
    }

    fn key(&self, id: i64) -> Result<Key, Error> {
        stored(self.0.get(&id).map_or("", String::as_str))
    }

    fn option(&self, id: Option<i64>) -> Result<Option<Key>, Error> {
        id.map(|id| self.key(id)).transpose()
    }
}

async fn models<E: EntityTrait>(snapshot: &Snapshot, statement: sea_orm::Statement) -> Result<Vec<E::Model>, Error> {
    let rows = snapshot.rows(statement).await?;
    Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// The part of a key that counts within what the row belongs to.
fn inner(key: &str) -> &str {
    key.rsplit(' ').next().unwrap_or(key)
}

/// A value that was checked when it entered.
fn stored<T: FromStr<Err = String>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|reason| DbErr::Type(reason).into())
}

fn option<T: FromStr<Err = String>>(text: Option<String>) -> Result<Option<T>, Error> {
    text.map(|text| stored(&text)).transpose()
}

fn texts(texts: Texts) -> Result<Vec<Text>, Error> {
    let text = |text: entity::Text| Ok(Text { language: stored(&text.language)?, text: text.text, origin: text.origin });
    texts.0.into_iter().map(text).collect()
}

fn period(start: Option<String>, end: Option<String>, months: Option<i32>) -> Result<Option<Period>, Error> {
    let stated = start.is_some() || end.is_some() || months.is_some();
    Ok(if stated { Some(Period { start: option(start)?, end: option(end)?, months }) } else { None })
}

fn money(minor: Option<i64>, currency: Option<String>) -> Result<Option<Money>, Error> {
    minor.zip(currency).map(|(minor, currency)| Ok(Money { minor, currency: stored(&currency)? })).transpose()
}

fn moment(seconds: Option<i64>) -> Result<Option<time::OffsetDateTime>, Error> {
    let moment =
        |seconds| time::OffsetDateTime::from_unix_timestamp(seconds).map_err(|error| DbErr::Type(error.to_string()).into());
    seconds.map(moment).transpose()
}

fn quantity(row: entity::Quantity) -> Result<Quantity, Error> {
    Ok(Quantity { value: option(row.value)?, text: row.text, comparator: row.comparator, as_of: option(row.as_of)? })
}
