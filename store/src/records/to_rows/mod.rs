//! Rows of records. All row numbers are given before anything is written, so that rows can be written many at a time.

mod project;

use entity::Texts;
use record::{
    Citation, ClosedList, Concept, FundingCall, Identifier, IdentifierScheme, Key, Money, PartialDate, Partner, Period, Place,
    Programme, Record, Source, Text, Vocabulary,
    folding::{fold, sort_key},
    normalise_identifier,
};

use super::{Ids, Keyed, PublishedRow};
use crate::kind::Kind;

/// The rows to be written, by table.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) sources: Vec<entity::source::Model>,
    pub(crate) schemes: Vec<entity::identifier_scheme::Model>,
    pub(crate) vocabularies: Vec<entity::vocabulary::Model>,
    pub(crate) concepts: Vec<entity::concept::Model>,
    pub(crate) places: Vec<entity::place::Model>,
    pub(crate) programmes: Vec<entity::programme::Model>,
    pub(crate) calls: Vec<entity::funding_call::Model>,
    pub(crate) deadlines: Vec<entity::funding_call_deadline::Model>,
    pub(crate) partners: Vec<entity::partner::Model>,
    pub(crate) projects: Vec<entity::project::Model>,
    pub(crate) project_programmes: Vec<entity::project_programme::Model>,
    pub(crate) project_places: Vec<entity::project_place::Model>,
    pub(crate) project_concepts: Vec<entity::project_concept::Model>,
    pub(crate) project_languages: Vec<entity::project_language::Model>,
    pub(crate) participations: Vec<entity::participation::Model>,
    pub(crate) amounts: Vec<entity::project_amount::Model>,
    pub(crate) conflicts: Vec<entity::project_conflict::Model>,
    pub(crate) activities: Vec<entity::activity::Model>,
    pub(crate) activity_places: Vec<entity::activity_place::Model>,
    pub(crate) activity_partners: Vec<entity::activity_partner::Model>,
    pub(crate) activity_concepts: Vec<entity::activity_concept::Model>,
    pub(crate) action_lines: Vec<entity::action_line::Model>,
    pub(crate) results: Vec<entity::result::Model>,
    pub(crate) indicators: Vec<entity::indicator::Model>,
    pub(crate) indicator_periods: Vec<entity::indicator_period::Model>,
    pub(crate) identifiers: Vec<entity::identifier::Model>,
    pub(crate) citations: Vec<entity::citation::Model>,
}

/// What rows are made with: the row numbers of all records that are referred to, and numbers for new rows.
pub(crate) struct RowMaker<'a> {
    pub(crate) ids: &'a mut Ids,
    pub(crate) published: &'a Keyed<PublishedRow>,
    pub(crate) now: i64,
    pub(crate) rows: Rows,
}

/// What a record row has besides the record's own members.
pub(crate) struct Head {
    pub(crate) id: i64,
    pub(crate) slug: String,
    pub(crate) checksum: String,
    pub(crate) created_at: i64,
    /// How many projects a new partner has; whatever else has such a number keeps it.
    pub(crate) project_count: i32,
}

impl RowMaker<'_> {
    /// Makes the rows of one record.
    pub(crate) fn record(&mut self, record: &Record, head: Head) {
        match record {
            Record::Source(r) => self.source(r, head),
            Record::IdentifierScheme(r) => self.scheme(r, head),
            Record::Vocabulary(r) => self.vocabulary(r, head),
            Record::Concept(r) => self.concept(r, head),
            Record::Place(r) => self.place(r, head),
            Record::Programme(r) => self.programme(r, head),
            Record::FundingCall(r) => self.funding_call(r, head),
            Record::Partner(r) => self.partner(r, head),
            Record::Project(r) => self.project(r, head),
            // What is gone has no row of its own; its tombstone is part of the history.
            Record::Tombstone(_) | Record::SourceRecord(_) | Record::NonMatch(_) => {}
        }
    }

    fn id_of(&self, kind: Kind, key: &Key) -> i64 {
        // References are checked before rows are made; an unknown one would fail at the foreign key.
        self.published.get(kind, key).map_or(0, |row| row.id)
    }

    fn id_of_option(&self, kind: Kind, key: Option<&Key>) -> Option<i64> {
        key.map(|key| self.id_of(kind, key))
    }

    fn source(&mut self, r: &Source, head: Head) {
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

    fn scheme(&mut self, r: &IdentifierScheme, head: Head) {
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

    fn vocabulary(&mut self, r: &Vocabulary, head: Head) {
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

    fn concept(&mut self, r: &Concept, head: Head) {
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

    fn place(&mut self, r: &Place, head: Head) {
        self.rows.places.push(entity::place::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            name: texts(&r.name),
            alternative_names: texts(&r.alternative_names),
            kind: r.kind.spelling(),
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

    fn programme(&mut self, r: &Programme, head: Head) {
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

    fn funding_call(&mut self, r: &FundingCall, head: Head) {
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
            status: r.status.map(ClosedList::spelling),
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

    fn partner(&mut self, r: &Partner, head: Head) {
        self.rows.partners.push(entity::partner::Model {
            id: head.id,
            key: r.key.to_string(),
            slug: head.slug,
            name: texts(&r.name),
            alternative_names: texts(&r.alternative_names),
            kind: r.kind.map(ClosedList::spelling),
            country: r.country.as_ref().map(ToString::to_string),
            place_id: self.id_of_option(Kind::Place, r.place.as_ref()),
            url: r.url.clone(),
            sort_key: sort_key_of(&r.name),
            project_count: head.project_count,
            checksum: head.checksum,
            updated_at: self.now,
            withdrawn_at: seconds(r.withdrawn_at),
        });
        self.identifiers(&r.identifiers, |row| row.partner_id = Some(head.id));
        self.citations(&r.sources, |c| c.partner_id = Some(head.id));
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

/// Places in an order count from 1.
fn position(index: usize) -> i32 {
    i32::try_from(index + 1).unwrap_or(i32::MAX)
}

fn texts(texts: &[Text]) -> Texts {
    let text = |t: &Text| entity::Text { language: t.language.to_string(), text: t.text.clone(), origin: t.origin.spelling() };
    Texts(texts.iter().map(text).collect())
}

fn sort_key_of(texts: &[Text]) -> String {
    texts.first().map(|text| sort_key(&text.text)).unwrap_or_default()
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
