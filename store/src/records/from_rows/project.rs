//! Projects read back with everything that is theirs alone.

use std::collections::HashMap;

use record::{
    ActionLine, Activity, Amount, Conflict, Indicator, IndicatorPeriod, Key, Money, Participation, Project, ProjectResult,
    Quantity, Record,
};

use super::{RowReader, RowWithReferences, moment, money, option, period, required, stored, texts};
use crate::{Error, closed, closed_or_null, kind::Kind, read::Read};

impl<R: Read> RowReader<'_, R> {
    pub(super) async fn projects(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::project::Entity, 1>([(Kind::FundingCall, "funding_call_id")]).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut citations = self.citations("project_id", &ids, |row| row.project_id).await?;
        let mut identifiers = self.identifiers("project_id", &ids, |row| row.project_id).await?;
        let mut programmes = self.linked("project_programme", "project_id", Kind::Programme, &ids).await?;
        let mut places = self.linked("project_place", "project_id", Kind::Place, &ids).await?;
        let mut concepts = self.linked("project_concept", "project_id", Kind::Concept, &ids).await?;
        let (mut participations, participation_keys) = self.participations(&ids).await?;
        let (mut activities, activity_keys) = self.activities(&ids).await?;
        let mut results = self.results(&ids, &activity_keys).await?;
        let mut amounts: HashMap<i64, Vec<Amount>> = HashMap::new();
        let source = [(Kind::Source, "source_id")];
        for (row, [source]) in self.dependent_rows::<entity::project_amount::Entity, 1>("project_id", &ids, source).await? {
            let amount = Amount {
                kind: closed(&row.kind)?,
                money: Money { minor: row.amount_minor, currency: stored(&row.amount_currency)? },
                on: option(row.on_date)?,
                period: period(row.period_start, row.period_end, row.period_months)?,
                participation: row.participation_id.and_then(|id| participation_keys.get(&id)).cloned(),
                source: Some(required(source)?),
            };
            amounts.entry(row.project_id).or_default().push(amount);
        }
        let mut conflicts: HashMap<i64, Vec<Conflict>> = HashMap::new();
        for (row, [source]) in self.dependent_rows::<entity::project_conflict::Entity, 1>("project_id", &ids, source).await? {
            let conflict = Conflict { field: row.field, value: row.value, source: required(source)?, preferred: row.preferred };
            conflicts.entry(row.project_id).or_default().push(conflict);
        }
        let mut lines: HashMap<i64, Vec<ActionLine>> = HashMap::new();
        for (row, []) in self.dependent_rows::<entity::action_line::Entity, 0>("project_id", &ids, []).await? {
            lines.entry(row.project_id).or_default().push(ActionLine { title: texts(row.title)? });
        }
        let record = |(row, [funding_call]): RowWithReferences<entity::project::Model, 1>| {
            let id = row.id;
            Ok(Record::Project(Box::new(Project {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                acronym: row.acronym,
                title: texts(row.title)?,
                summary: texts(row.summary)?,
                status: closed_or_null(row.status.as_deref())?,
                period: period(row.period_start, row.period_end, row.period_months)?,
                signed_on: option(row.signed_on)?,
                amounts: amounts.remove(&id).unwrap_or_default(),
                programmes: programmes.remove(&id).unwrap_or_default(),
                funding_call,
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
        let partner = [(Kind::Partner, "partner_id")];
        let rows = self.dependent_rows::<entity::participation::Entity, 1>("project_id", projects, partner).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut citations = self.citations("participation_id", &ids, |row| row.participation_id).await?;
        let (mut found, mut keys): (HashMap<i64, Vec<Participation>>, HashMap<i64, Key>) = Default::default();
        for (row, [partner]) in rows {
            let key: Key = stored(inner(&row.key))?;
            keys.insert(row.id, key.clone());
            found.entry(row.project_id).or_default().push(Participation {
                key,
                partner: required(partner)?,
                stated_partner: option(row.stated_partner)?,
                role: closed_or_null(row.role.as_deref())?,
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
        let rows = self.dependent_rows::<entity::activity::Entity, 0>("project_id", projects, []).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut places = self.linked("activity_place", "activity_id", Kind::Place, &ids).await?;
        let mut partners = self.linked("activity_partner", "activity_id", Kind::Partner, &ids).await?;
        let mut groups = self.linked("activity_concept", "activity_id", Kind::Concept, &ids).await?;
        let (mut found, mut keys): (HashMap<i64, Vec<Activity>>, HashMap<i64, Key>) = Default::default();
        for (row, []) in rows {
            let key: Key = stored(inner(&row.key))?;
            keys.insert(row.id, key.clone());
            found.entry(row.project_id).or_default().push(Activity {
                key,
                kind: closed(&row.kind)?,
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
        let rows = self.dependent_rows::<entity::result::Entity, 0>("project_id", projects, []).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut citations = self.citations("result_id", &ids, |row| row.result_id).await?;
        let mut indicators = self.indicators(&ids).await?;
        let mut found: HashMap<i64, Vec<ProjectResult>> = HashMap::new();
        for (row, []) in rows {
            found.entry(row.project_id).or_default().push(ProjectResult {
                key: stored(inner(&row.key))?,
                activity: row.activity_id.and_then(|id| activities.get(&id)).cloned(),
                kind: closed_or_null(row.kind.as_deref())?,
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
        let concept = [(Kind::Concept, "concept_id")];
        let rows = self.dependent_rows::<entity::indicator::Entity, 1>("result_id", results, concept).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut periods: HashMap<i64, Vec<IndicatorPeriod>> = HashMap::new();
        for (row, []) in self.dependent_rows::<entity::indicator_period::Entity, 0>("indicator_id", &ids, []).await? {
            periods.entry(row.indicator_id).or_default().push(IndicatorPeriod {
                period: period(row.period_start, row.period_end, row.period_months)?,
                targets: row.targets.0.into_iter().map(quantity).collect::<Result<_, _>>()?,
                actuals: row.actuals.0.into_iter().map(quantity).collect::<Result<_, _>>()?,
            });
        }
        let mut found: HashMap<i64, Vec<Indicator>> = HashMap::new();
        for (row, [concept]) in rows {
            found.entry(row.result_id).or_default().push(Indicator {
                key: stored(inner(&row.key))?,
                name: texts(row.name)?,
                concept,
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
}

/// The part of a key that counts within what the row belongs to.
fn inner(key: &str) -> &str {
    key.rsplit(' ').next().unwrap_or(key)
}

fn quantity(row: entity::Quantity) -> Result<Quantity, Error> {
    Ok(Quantity { value: option(row.value)?, text: row.text, comparator: closed(&row.comparator)?, as_of: option(row.as_of)? })
}
