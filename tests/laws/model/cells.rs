//! Which cells of which dimensions records are in.

use std::collections::BTreeSet;

use super::{Cells, Key};
use crate::laws::{
    money::Money,
    registry::{
        CONCEPTS, Call, Indicator, Outcome, PLACES, PROGRAMMES, Participation, Partner, Project, Registry, SOURCES, call_key,
        is_below, parent_place, parent_programme, partner_key,
    },
};

/// A day on which all that is generated is either past or far away, like the day of the test.
const TODAY: &str = "2026-11-21";

pub const OF_PROJECTS: [&str; 20] = [
    "PROGRAMME",
    "PROGRAMME_PART",
    "FUNDING_CALL",
    "WORK_COUNTRY",
    "WORK_PLACE",
    "PARTNER",
    "PARTNER_COUNTRY",
    "COORDINATOR_COUNTRY",
    "PARTNER_KIND",
    "ROLE",
    "START_YEAR",
    "ACTIVE_YEAR",
    "THEME",
    "TARGET_GROUP",
    "SUSTAINABLE_DEVELOPMENT_GOAL",
    "DISCRIMINATION_GROUND",
    "STATUS",
    "LANGUAGE",
    "SOURCE",
    "CURRENCY",
];
pub const OF_PARTNERS: [&str; 7] = ["COUNTRY", "PLACE", "KIND", "ROLE", "PROGRAMME", "THEME", "PROJECT_COUNT"];
pub const OF_CALLS: [&str; 3] = ["PROGRAMME", "STATUS", "DEADLINE_YEAR"];
pub const OF_RESULTS: [&str; 7] = ["KIND", "PROGRAMME", "COUNTRY", "INDICATOR", "UNIT", "YEAR", "TARGET_REACHED"];
pub const OF_PARTICIPATIONS: [&str; 6] = ["PARTNER", "PARTNER_COUNTRY", "PARTNER_KIND", "ROLE", "PROGRAMME", "START_YEAR"];

fn one(value: Option<impl Into<Key>>) -> BTreeSet<Key> {
    value.into_iter().map(Into::into).collect()
}

fn several<K: Into<Key>>(values: impl IntoIterator<Item = K>) -> BTreeSet<Key> {
    values.into_iter().map(Into::into).collect()
}

/// The key of a programme.
pub fn programme_key(programme: usize) -> Key {
    let (key, code, _) = PROGRAMMES[programme];
    code.map_or_else(|| format!(" {key}"), str::to_owned)
}

/// The programme that is no part of another, and that this one is or is part of.
fn whole_programme(programme: usize) -> Key {
    let mut key = PROGRAMMES[programme].0;
    while let Some(parent) = parent_programme(key) {
        key = parent;
    }
    PROGRAMMES.iter().position(|programme| programme.0 == key).map(programme_key).unwrap_or_default()
}

fn whole_programmes(project: &Project) -> BTreeSet<Key> {
    several(project.programmes.iter().map(|programme| whole_programme(*programme)))
}

fn work_countries(project: &Project) -> BTreeSet<Key> {
    several(project.places.iter().map(|place| PLACES[*place].2))
}

/// The stated places without those around another one.
fn work_places(project: &Project) -> BTreeSet<Key> {
    let stated = || project.places.iter().map(|place| PLACES[*place].0);
    let around = |place: &&str| stated().any(|other| other != *place && is_below(other, place, &parent_place));
    several(stated().filter(|place| !around(place)))
}

fn concepts(project: &Project, vocabulary: &str) -> BTreeSet<Key> {
    let concepts = project.concepts.iter().map(|concept| CONCEPTS[*concept]);
    several(concepts.filter(|concept| concept.1 == vocabulary).map(|concept| concept.0))
}

fn year(date: &str) -> &str {
    &date[..4]
}

/// The first day that a date covers.
pub fn first_day(date: &str) -> String {
    format!("{date}{}", &"-01-01"[date.len() - 4..])
}

/// The last day that a date covers. No February of a leap year is generated.
pub fn last_day(date: &str) -> String {
    let days = match date.get(5..7) {
        Some("02") => "-28",
        Some("04" | "06" | "09" | "11") => "-30",
        _ => "-31",
    };
    match date.len() {
        4 => format!("{date}-12-31"),
        7 => format!("{date}{days}"),
        _ => date.to_owned(),
    }
}

pub fn project_status(project: &Project) -> Option<&'static str> {
    let by_period = match (project.start, project.end) {
        (Some(start), _) if start > TODAY => Some("PLANNED"),
        (_, Some(end)) if end < TODAY => Some("COMPLETED"),
        (Some(_), Some(_)) => Some("ONGOING"),
        _ => None,
    };
    project.status.or(by_period)
}

pub fn call_status(call: &Call) -> Option<&'static str> {
    let by_dates = match (call.opens, call.deadlines.iter().max()) {
        (Some(opens), _) if opens > TODAY => Some("FORTHCOMING"),
        (_, Some(deadline)) if *deadline < TODAY => Some("CLOSED"),
        (Some(_), Some(_)) => Some("OPEN"),
        _ => None,
    };
    call.status.or(by_dates)
}

/// The years in which a project runs; where only one end is known, the year of that end.
fn active_years(project: &Project) -> BTreeSet<Key> {
    let number = |date: &str| year(date).parse::<u32>().unwrap_or_default();
    let (start, end) = (project.start.or(project.end), project.end.or(project.start));
    start.zip(end).into_iter().flat_map(|(start, end)| number(start)..=number(end)).map(|year| year.to_string()).collect()
}

fn currencies(project: &Project) -> BTreeSet<Key> {
    let own = [project.budget, project.grant, project.disbursed];
    let of_partners = project.participations.iter().flat_map(|participation| [participation.budget, participation.grant]);
    own.into_iter().chain(of_partners).flatten().map(|money: Money| money.currency.to_owned()).collect()
}

/// The cells of one part of a project: one participation.
pub fn of_participation(registry: &Registry, participation: &Participation) -> Cells {
    let partner = registry.partner(participation);
    let coordinates = participation.role == Some("COORDINATOR");
    Cells::from([
        ("PARTNER", several([partner_key(registry.partner_number(participation))])),
        ("PARTNER_COUNTRY", one(partner.country)),
        ("COORDINATOR_COUNTRY", one(partner.country.filter(|_| coordinates))),
        ("PARTNER_KIND", one(partner.kind)),
        ("ROLE", one(participation.role)),
    ])
}

pub fn of_project(registry: &Registry, project: &Project) -> Cells {
    let mut cells = Cells::from([
        ("PROGRAMME", whole_programmes(project)),
        ("PROGRAMME_PART", several(project.programmes.iter().map(|programme| programme_key(*programme)))),
        ("FUNDING_CALL", one(registry.call_number(project).map(call_key))),
        ("WORK_COUNTRY", work_countries(project)),
        ("WORK_PLACE", work_places(project)),
        ("START_YEAR", one(project.start.map(year))),
        ("ACTIVE_YEAR", active_years(project)),
        ("THEME", concepts(project, "THEME")),
        ("TARGET_GROUP", concepts(project, "TARGET_GROUP")),
        ("SUSTAINABLE_DEVELOPMENT_GOAL", concepts(project, "SDG")),
        ("DISCRIMINATION_GROUND", concepts(project, "DISCRIMINATION_GROUND")),
        ("STATUS", one(project_status(project))),
        ("LANGUAGE", several(project.titles.iter().map(|title| title.0).chain(project.summary_language))),
        ("SOURCE", several(SOURCES.into_iter().take(if project.reported { 2 } else { 1 }))),
        ("CURRENCY", currencies(project)),
    ]);
    for dimension in ["PARTNER", "PARTNER_COUNTRY", "COORDINATOR_COUNTRY", "PARTNER_KIND", "ROLE"] {
        let parts = project.participations.iter().map(|participation| of_participation(registry, participation));
        cells.insert(dimension, parts.flat_map(|mut part| part.remove(dimension).unwrap_or_default()).collect());
    }
    cells
}

/// The projects that a partner takes part in, with its participations.
pub fn projects_of(registry: &Registry, partner: usize) -> impl Iterator<Item = (&Project, Vec<&Participation>)> {
    registry.projects.iter().filter_map(move |project| {
        let own = |participation: &&Participation| registry.partner_number(participation) == partner;
        let participations: Vec<&Participation> = project.participations.iter().filter(own).collect();
        (!participations.is_empty()).then_some((project, participations))
    })
}

pub fn of_partner(registry: &Registry, number: usize, partner: &Partner) -> Cells {
    let projects = || projects_of(registry, number);
    Cells::from([
        ("COUNTRY", one(partner.country)),
        ("PLACE", one(partner.place.map(|place| PLACES[place].0))),
        ("KIND", one(partner.kind)),
        (
            "ROLE",
            several(projects().flat_map(|(_, participations)| participations).filter_map(|participation| participation.role)),
        ),
        ("PROGRAMME", projects().flat_map(|(project, _)| whole_programmes(project)).collect()),
        ("THEME", projects().flat_map(|(project, _)| concepts(project, "THEME")).collect()),
        ("PROJECT_COUNT", several([projects().count().to_string()])),
    ])
}

pub fn of_call(call: &Call) -> Cells {
    Cells::from([
        ("PROGRAMME", one(call.programme.map(whole_programme))),
        ("STATUS", one(call_status(call))),
        ("DEADLINE_YEAR", several(call.deadlines.iter().map(|day| year(day)))),
    ])
}

/// The cells of one part of a result: one indicator.
pub fn of_indicator(indicator: &Indicator) -> Cells {
    Cells::from([
        ("INDICATOR", one(indicator.concept.map(|concept| CONCEPTS[concept].0))),
        ("UNIT", one(indicator.unit)),
        ("TARGET_REACHED", one(indicator.target_reached().map(|reached| reached.to_string()))),
    ])
}

pub fn of_result(project: &Project, result: &Outcome) -> Cells {
    let mut cells = Cells::from([
        ("KIND", one(result.kind)),
        ("PROGRAMME", whole_programmes(project)),
        ("COUNTRY", work_countries(project)),
        ("YEAR", one(result.delivered.map(year))),
    ]);
    for dimension in ["INDICATOR", "UNIT", "TARGET_REACHED"] {
        let parts = result.indicators.iter().map(of_indicator);
        cells.insert(dimension, parts.flat_map(|mut part| part.remove(dimension).unwrap_or_default()).collect());
    }
    cells
}

/// The cells of a participation in statistics of participations, which know its project too.
pub fn of_participation_in(registry: &Registry, project: &Project, participation: &Participation) -> Cells {
    let mut cells = of_participation(registry, participation);
    cells.insert("PROGRAMME", whole_programmes(project));
    cells.insert("START_YEAR", one(project.start.map(year)));
    cells
}
