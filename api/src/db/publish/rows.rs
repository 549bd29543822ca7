//! Records as rows. All row numbers are given before anything is written, so that rows can be written many at a time.

use std::collections::HashMap;

use entity::{Languages, Quantities, Texts};

use super::{Standing, ids::Ids};
use crate::{
    db::{
        analyser::{fold, sort_key},
        kind::Kind,
    },
    record::{
        Activity, Amount, Citation, Concept, FundingCall, Identifier, IdentifierScheme, Indicator, Key, Money, PartialDate,
        Partner, Period, Place, Programme, Project, ProjectResult, Quantity, Source, Text, Vocabulary, normalise_identifier,
    },
};

/// The rows to be written, by table.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) sources: Vec<entity::source::Model>,
    pub(super) schemes: Vec<entity::identifier_scheme::Model>,
    pub(super) vocabularies: Vec<entity::vocabulary::Model>,
    pub(super) concepts: Vec<entity::concept::Model>,
    pub(super) places: Vec<entity::place::Model>,
    pub(super) programmes: Vec<entity::programme::Model>,
    pub(super) calls: Vec<entity::funding_call::Model>,
    pub(super) deadlines: Vec<entity::funding_call_deadline::Model>,
    pub(super) partners: Vec<entity::partner::Model>,
    pub(super) projects: Vec<entity::project::Model>,
    pub(super) project_programmes: Vec<entity::project_programme::Model>,
    pub(super) project_places: Vec<entity::project_place::Model>,
    pub(super) project_concepts: Vec<entity::project_concept::Model>,
    pub(super) project_languages: Vec<entity::project_language::Model>,
    pub(super) participations: Vec<entity::participation::Model>,
    pub(super) amounts: Vec<entity::project_amount::Model>,
    pub(super) conflicts: Vec<entity::project_conflict::Model>,
    pub(super) activities: Vec<entity::activity::Model>,
    pub(super) activity_places: Vec<entity::activity_place::Model>,
    pub(super) activity_partners: Vec<entity::activity_partner::Model>,
    pub(super) activity_concepts: Vec<entity::activity_concept::Model>,
    pub(super) action_lines: Vec<entity::action_line::Model>,
    pub(super) results: Vec<entity::result::Model>,
    pub(super) indicators: Vec<entity::indicator::Model>,
    pub(super) indicator_periods: Vec<entity::indicator_period::Model>,
    pub(super) identifiers: Vec<entity::identifier::Model>,
    pub(super) citations: Vec<entity::citation::Model>,
}

/// What rows are made with: the row numbers of all records that are referred to, and numbers for new rows.
pub(super) struct Maker<'a> {
    pub(super) ids: &'a mut Ids,
    pub(super) known: &'a HashMap<(Kind, String), Standing>,
    pub(super) now: i64,
    pub(super) rows: Rows,
}

/// What a record row has besides the record's own members.
pub(super) struct Head {
    pub(super) id: i64,
    pub(super) slug: String,
    pub(super) checksum: String,
    pub(super) created_at: i64,
}

impl Maker<'_> {
    fn id_of(&self, kind: Kind, key: &Key) -> i64 {
        // References are checked before rows are made; an unknown one would fail at the foreign key.
        self.known.get(&(kind, key.to_string())).map_or(0, |standing| standing.id)
    }

    fn id_of_option(&self, kind: Kind, key: Option<&Key>) -> Option<i64> {
        key.map(|key| self.id_of(kind, key))
    }

    pub(super) fn source(&mut self, r: &Source, head: Head) {
        self.rows.sources.push(entity::source::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            publisher: r.publisher.clone(),
            title: texts(&r.title),
            url: r.url.clone(),
            licence: r.licence.clone(),
            attribution: r.attribution.clone(),
            language: r.language.as_ref().map(ToString::to_string),
            retrieved_on: r.retrieved_on.map(|day| day.to_string()),
            sort_key: sort_key_of(&r.title),
            checksum: head.checksum,
            updated_at: self.now,
        });
    }

    pub(super) fn scheme(&mut self, r: &IdentifierScheme, head: Head) {
        self.rows.schemes.push(entity::identifier_scheme::Model {
            id: head.id,
            code: r.code.clone(),
            name: r.name.clone(),
            is_unique: r.unique,
            url: r.url.clone(),
            url_template: r.url_template.clone(),
            checksum: head.checksum,
            updated_at: self.now,
        });
    }

    pub(super) fn vocabulary(&mut self, r: &Vocabulary, head: Head) {
        self.rows.vocabularies.push(entity::vocabulary::Model {
            id: head.id,
            code: r.code.to_string(),
            name: texts(&r.name),
            url: r.url.clone(),
            licence: r.licence.clone(),
            checksum: head.checksum,
            updated_at: self.now,
        });
    }

    pub(super) fn concept(&mut self, r: &Concept, head: Head) {
        self.rows.concepts.push(entity::concept::Model {
            id: head.id,
            key: r.key.to_string(),
            vocabulary_id: self.id_of(Kind::Vocabulary, &r.vocabulary),
            notation: r.notation.clone(),
            notation_key: r.notation.as_deref().map(fold),
            label: texts(&r.label),
            broader_id: self.id_of_option(Kind::Concept, r.broader.as_ref()),
            url: r.url.clone(),
            sort_key: sort_key_of(&r.label),
            project_count: 0,
            checksum: head.checksum,
            updated_at: self.now,
        });
    }

    pub(super) fn place(&mut self, r: &Place, head: Head) {
        self.rows.places.push(entity::place::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            name: texts(&r.name),
            alternative_names: texts(&r.alternative_names),
            kind: r.kind,
            country: r.country.as_ref().map(ToString::to_string),
            nuts: r.nuts.clone(),
            parent_id: self.id_of_option(Kind::Place, r.parent.as_ref()),
            latitude: r.location.map(|location| location.latitude),
            longitude: r.location.map(|location| location.longitude),
            sort_key: sort_key_of(&r.name),
            project_count: 0,
            seat_count: 0,
            any_count: 0,
            checksum: head.checksum,
            updated_at: self.now,
        });
    }

    pub(super) fn programme(&mut self, r: &Programme, head: Head) {
        let (period_start, period_end, period_months) = period(r.period);
        self.rows.programmes.push(entity::programme::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            code: r.code.clone(),
            code_key: r.code.as_deref().map(fold),
            name: texts(&r.name),
            parent_id: self.id_of_option(Kind::Programme, r.parent.as_ref()),
            period_start,
            period_end,
            period_months,
            sort_key: sort_key_of(&r.name),
            project_count: 0,
            checksum: head.checksum,
            updated_at: self.now,
            withdrawn_at: seconds(r.withdrawn_at),
        });
        self.citations(&r.sources, |c| c.programme_id = Some(head.id));
    }

    pub(super) fn funding_call(&mut self, r: &FundingCall, head: Head) {
        let days: Vec<String> = r.deadlines.iter().map(|deadline| deadline.on.to_string()).collect();
        let (budget_minor, budget_currency) = money(r.budget.as_ref());
        self.rows.calls.push(entity::funding_call::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            identifier: r.identifier.clone(),
            identifier_key: r.identifier.as_deref().map(fold),
            title: texts(&r.title),
            summary: texts(&r.summary),
            programme_id: self.id_of_option(Kind::Programme, r.programme.as_ref()),
            status: r.status,
            opens_on: r.opens_on.map(|date| date.to_string()),
            opens_first: r.opens_on.map(first_day),
            opens_last: r.opens_on.map(last_day),
            first_deadline: days.iter().min().cloned(),
            last_deadline: days.iter().max().cloned(),
            budget_minor,
            budget_currency,
            url: r.url.clone(),
            sort_key: r
                .title
                .first()
                .map_or_else(|| sort_key(r.identifier.as_deref().unwrap_or_default()), |t| sort_key(&t.text)),
            project_count: 0,
            checksum: head.checksum,
            updated_at: self.now,
            withdrawn_at: seconds(r.withdrawn_at),
        });
        for (i, deadline) in r.deadlines.iter().enumerate() {
            self.rows.deadlines.push(entity::funding_call_deadline::Model {
                id: self.ids.next("funding_call_deadline"),
                funding_call_id: head.id,
                position: position(i),
                day: deadline.on.to_string(),
                deadline_at: seconds(deadline.at),
                stage: deadline.stage,
            });
        }
        self.citations(&r.sources, |c| c.funding_call_id = Some(head.id));
    }

    pub(super) fn partner(&mut self, r: &Partner, head: Head) {
        self.rows.partners.push(entity::partner::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            name: texts(&r.name),
            alternative_names: texts(&r.alternative_names),
            kind: r.kind,
            country: r.country.as_ref().map(ToString::to_string),
            place_id: self.id_of_option(Kind::Place, r.place.as_ref()),
            url: r.url.clone(),
            sort_key: sort_key_of(&r.name),
            project_count: 0,
            checksum: head.checksum,
            updated_at: self.now,
            withdrawn_at: seconds(r.withdrawn_at),
        });
        self.identifiers(&r.identifiers, |row| row.partner_id = Some(head.id));
        self.citations(&r.sources, |c| c.partner_id = Some(head.id));
    }

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
            status: r.status,
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
                role: r.role,
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
            kind: r.kind,
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
            kind: r.kind,
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
            kind: r.kind,
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

    fn identifiers(&mut self, identifiers: &[Identifier], own: impl Fn(&mut entity::identifier::Model)) {
        for (i, r) in identifiers.iter().enumerate() {
            let mut row = entity::identifier::Model {
                id: self.ids.next("identifier"),
                project_id: None,
                partner_id: None,
                position: position(i),
                scheme: r.scheme.clone(),
                value: r.value.clone(),
                normalised: normalise_identifier(&r.value),
            };
            own(&mut row);
            self.rows.identifiers.push(row);
        }
    }

    fn citations(&mut self, citations: &[Citation], own: impl Fn(&mut entity::citation::Model)) {
        for (i, r) in citations.iter().enumerate() {
            let mut row = entity::citation::Model {
                id: self.ids.next("citation"),
                project_id: None,
                participation_id: None,
                partner_id: None,
                funding_call_id: None,
                programme_id: None,
                result_id: None,
                position: position(i),
                source_id: self.id_of(Kind::Source, &r.source),
                record_id: r.record_id.clone(),
                url: r.url.clone(),
                language: r.language.as_ref().map(ToString::to_string),
            };
            own(&mut row);
            self.rows.citations.push(row);
        }
    }
}

/// The key of what belongs to a record; keys hold no blanks, so nothing else can have it.
fn inner_key(outer: &Key, inner: &Key) -> String {
    format!("{outer} {inner}")
}

/// Places in an order count from 1.
fn position(index: usize) -> i32 {
    i32::try_from(index + 1).unwrap_or(i32::MAX)
}

fn texts(texts: &[Text]) -> Texts {
    let text = |t: &Text| entity::Text { language: t.language.to_string(), text: t.text.clone(), origin: t.origin };
    Texts(texts.iter().map(text).collect())
}

fn sort_key_of(texts: &[Text]) -> String {
    texts.first().map(|text| sort_key(&text.text)).unwrap_or_default()
}

fn quantity(r: &Quantity) -> entity::Quantity {
    entity::Quantity {
        value: r.value.map(|value| value.to_string()),
        text: r.text.clone(),
        comparator: r.comparator,
        as_of: r.as_of.map(|date| date.to_string()),
    }
}

fn money(money: Option<&Money>) -> (Option<i64>, Option<String>) {
    (money.map(|m| m.minor), money.map(|m| m.currency.to_string()))
}

fn period(period: Option<Period>) -> (Option<String>, Option<String>, Option<i32>) {
    let Some(period) = period else { return (None, None, None) };
    (period.start.map(|date| date.to_string()), period.end.map(|date| date.to_string()), period.months)
}

fn first_day(date: PartialDate) -> String {
    PartialDate::from(date.first_day()).to_string()
}

fn last_day(date: PartialDate) -> String {
    PartialDate::from(date.last_day()).to_string()
}

fn seconds(at: Option<time::OffsetDateTime>) -> Option<i64> {
    at.map(time::OffsetDateTime::unix_timestamp)
}
