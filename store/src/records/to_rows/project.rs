//! Projects as rows, with everything that is theirs alone.

use std::collections::HashMap;

use entity::{Languages, Quantities};
use record::{Activity, Amount, ClosedList, Indicator, Key, Project, ProjectResult, Quantity, folding::fold};

use super::{Head, RowMaker, first_day, last_day, money, period, position, seconds, sort_key_of, texts};
use crate::kind::Kind;

impl RowMaker<'_> {
    pub(super) fn project(&mut self, r: &Project, head: Head) {
        let id = head.id;
        let (period_start, period_end, period_months) = period(r.period);
        let start = r.period.and_then(|period| period.start);
        let end = r.period.and_then(|period| period.end);
        let (total_budget_minor, total_budget_currency) = money(r.total_budget());
        let (grant_minor, grant_currency) = money(r.grant());
        self.rows.projects.push(entity::project::Model {
            id,
            key: r.key.to_string(),
            slug: head.slug,
            acronym: r.acronym.clone(),
            acronym_key: r.acronym.as_deref().map(fold),
            title: texts(&r.title),
            summary: texts(&r.summary),
            status: r.status.map(ClosedList::spelling),
            period_start,
            period_end,
            period_months,
            start_first: start.map(first_day),
            start_last: start.map(last_day),
            end_first: end.map(first_day),
            end_last: end.map(last_day),
            signed_on: r.signed_on.map(|date| date.to_string()),
            signed_first: r.signed_on.map(first_day),
            signed_last: r.signed_on.map(last_day),
            total_budget_minor,
            total_budget_currency,
            grant_minor,
            grant_currency,
            programme_id: self.id_of_option(Kind::Programme, r.programmes.first()),
            funding_call_id: self.id_of_option(Kind::FundingCall, r.funding_call.as_ref()),
            stated_partner_count: r.stated_partner_count,
            url: r.url.clone(),
            sort_key: sort_key_of(&r.title),
            checksum: head.checksum,
            created_at: head.created_at,
            updated_at: self.now,
            withdrawn_at: seconds(r.withdrawn_at),
        });
        for (i, key) in r.programmes.iter().enumerate() {
            let programme_id = self.id_of(Kind::Programme, key);
            self.rows.project_programmes.push(entity::project_programme::Model {
                project_id: id,
                programme_id,
                position: position(i),
            });
        }
        for (i, key) in r.places.iter().enumerate() {
            let place_id = self.id_of(Kind::Place, key);
            self.rows.project_places.push(entity::project_place::Model { project_id: id, place_id, position: position(i) });
        }
        for (i, key) in r.concepts.iter().enumerate() {
            let concept_id = self.id_of(Kind::Concept, key);
            self.rows.project_concepts.push(entity::project_concept::Model { project_id: id, concept_id, position: position(i) });
        }
        let mut languages: Vec<String> = r.title.iter().chain(&r.summary).map(|text| text.language.to_string()).collect();
        languages.sort();
        languages.dedup();
        self.rows
            .project_languages
            .extend(languages.into_iter().map(|language| entity::project_language::Model { project_id: id, language }));
        self.identifiers(&r.identifiers, |row| row.project_id = Some(id));
        self.citations(&r.sources, |c| c.project_id = Some(id));
        let participations = self.participations(r, id);
        let first_source = r.sources.first().map(|citation| &citation.source);
        for (i, amount) in r.amounts.iter().enumerate() {
            let participation_id = amount.participation.as_ref().and_then(|key| participations.get(key)).copied();
            let source_id = amount.source.as_ref().or(first_source).map_or(0, |key| self.id_of(Kind::Source, key));
            self.amount(amount, id, position(i), participation_id, source_id);
        }
        for (i, conflict) in r.conflicts.iter().enumerate() {
            self.rows.conflicts.push(entity::project_conflict::Model {
                id: self.ids.next("project_conflict"),
                project_id: id,
                position: position(i),
                field: conflict.field.clone(),
                value: conflict.value.clone(),
                source_id: self.id_of(Kind::Source, &conflict.source),
                preferred: conflict.preferred,
            });
        }
        let activities: HashMap<&Key, i64> = r
            .activities
            .iter()
            .enumerate()
            .map(|(i, activity)| (&activity.key, self.activity(activity, r, id, position(i))))
            .collect();
        for (i, line) in r.action_lines.iter().enumerate() {
            let row_id = self.ids.next("action_line");
            self.rows.action_lines.push(entity::action_line::Model {
                id: row_id,
                project_id: id,
                position: position(i),
                title: texts(&line.title),
            });
        }
        for (i, result) in r.results.iter().enumerate() {
            let activity_id = result.activity.as_ref().and_then(|key| activities.get(key)).copied();
            self.result(result, r, id, activity_id, position(i));
        }
    }

    fn participations<'r>(&mut self, project: &'r Project, project_id: i64) -> HashMap<&'r Key, i64> {
        let mut ids = HashMap::new();
        for r in &project.participations {
            let id = self.ids.next("participation");
            ids.insert(&r.key, id);
            let (budget_minor, budget_currency) = money(r.budget.as_ref());
            let (grant_minor, grant_currency) = money(r.grant.as_ref());
            self.rows.participations.push(entity::participation::Model {
                id,
                key: inner_key(&project.key, &r.key),
                project_id,
                partner_id: self.id_of(Kind::Partner, &r.partner),
                stated_partner: r.stated_partner.as_ref().map(ToString::to_string),
                role: r.role.map(ClosedList::spelling),
                stated_role: r.stated_role.clone(),
                position: r.position,
                budget_minor,
                budget_currency,
                grant_minor,
                grant_currency,
                started_on: r.started_on.map(|date| date.to_string()),
                ended_on: r.ended_on.map(|date| date.to_string()),
            });
            self.citations(&r.sources, |c| c.participation_id = Some(id));
        }
        ids
    }

    fn amount(&mut self, r: &Amount, project_id: i64, position: i32, participation_id: Option<i64>, source_id: i64) {
        let (period_start, period_end, period_months) = period(r.period);
        self.rows.amounts.push(entity::project_amount::Model {
            id: self.ids.next("project_amount"),
            project_id,
            position,
            kind: r.kind.spelling(),
            amount_minor: r.money.minor,
            amount_currency: r.money.currency.to_string(),
            on_date: r.on.map(|date| date.to_string()),
            period_start,
            period_end,
            period_months,
            participation_id,
            source_id,
        });
    }

    fn activity(&mut self, r: &Activity, project: &Project, project_id: i64, at: i32) -> i64 {
        let id = self.ids.next("activity");
        self.rows.activities.push(entity::activity::Model {
            id,
            key: inner_key(&project.key, &r.key),
            project_id,
            position: at,
            kind: r.kind.spelling(),
            title: texts(&r.title),
            description: texts(&r.description),
        });
        for (i, key) in r.places.iter().enumerate() {
            let place_id = self.id_of(Kind::Place, key);
            self.rows.activity_places.push(entity::activity_place::Model { activity_id: id, place_id, position: position(i) });
        }
        for (i, key) in r.partners.iter().enumerate() {
            let partner_id = self.id_of(Kind::Partner, key);
            self.rows.activity_partners.push(entity::activity_partner::Model {
                activity_id: id,
                partner_id,
                position: position(i),
            });
        }
        for (i, key) in r.target_groups.iter().enumerate() {
            let concept_id = self.id_of(Kind::Concept, key);
            self.rows.activity_concepts.push(entity::activity_concept::Model {
                activity_id: id,
                concept_id,
                position: position(i),
            });
        }
        id
    }

    fn result(&mut self, r: &ProjectResult, project: &Project, project_id: i64, activity_id: Option<i64>, at: i32) {
        let id = self.ids.next("result");
        let key = inner_key(&project.key, &r.key);
        for (i, indicator) in r.indicators.iter().enumerate() {
            self.indicator(indicator, &key, id, position(i));
        }
        self.rows.results.push(entity::result::Model {
            id,
            key,
            project_id,
            activity_id,
            position: at,
            kind: r.kind.map(ClosedList::spelling),
            title: texts(&r.title),
            description: texts(&r.description),
            languages: Languages(r.languages.iter().map(ToString::to_string).collect()),
            delivered_on: r.delivered_on.map(|date| date.to_string()),
            delivered_first: r.delivered_on.map(first_day),
            delivered_last: r.delivered_on.map(last_day),
            url: r.url.clone(),
            sort_key: sort_key_of(&r.title),
        });
        self.citations(&r.sources, |c| c.result_id = Some(id));
    }

    fn indicator(&mut self, r: &Indicator, result_key: &str, result_id: i64, at: i32) {
        let id = self.ids.next("indicator");
        self.rows.indicators.push(entity::indicator::Model {
            id,
            key: format!("{result_key} {}", r.key),
            result_id,
            position: at,
            name: texts(&r.name),
            concept_id: self.id_of_option(Kind::Concept, r.concept.as_ref()),
            unit: r.unit.clone(),
            unit_label: texts(&r.unit_label),
            baseline: r.baseline.as_ref().map(quantity),
            target: r.target.as_ref().map(quantity),
            actual: r.actual.as_ref().map(quantity),
            has_target: r.target.is_some() || r.periods.iter().any(|part| !part.targets.is_empty()),
            has_actual: r.actual.is_some() || r.periods.iter().any(|part| !part.actuals.is_empty()),
            target_reached: r.target_reached(),
        });
        for (i, part) in r.periods.iter().enumerate() {
            let (period_start, period_end, period_months) = period(part.period);
            self.rows.indicator_periods.push(entity::indicator_period::Model {
                id: self.ids.next("indicator_period"),
                indicator_id: id,
                position: position(i),
                period_start,
                period_end,
                period_months,
                targets: Quantities(part.targets.iter().map(quantity).collect()),
                actuals: Quantities(part.actuals.iter().map(quantity).collect()),
            });
        }
    }
}

/// The key of what belongs to a record; keys hold no blanks, so nothing else can have it.
fn inner_key(outer: &Key, inner: &Key) -> String {
    format!("{outer} {inner}")
}

fn quantity(r: &Quantity) -> entity::Quantity {
    entity::Quantity {
        value: r.value.map(|value| value.to_string()),
        text: r.text.clone(),
        comparator: r.comparator.spelling(),
        as_of: r.as_of.map(|date| date.to_string()),
    }
}
