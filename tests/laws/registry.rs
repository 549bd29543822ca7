//! Registries in memory: the records that the laws are tested with, and what they have in common.

use std::collections::BTreeSet;

use super::{money::Money, questions::Questions};

/// The places: key, kind, country, and the place that it lies in.
pub const PLACES: [(&str, &str, &str, Option<&str>); 7] = [
    ("hungary", "COUNTRY", "HU", None),
    ("italy", "COUNTRY", "IT", None),
    ("romania", "COUNTRY", "RO", None),
    ("region", "REGION", "RO", Some("romania")),
    ("cluj", "CITY", "RO", Some("region")),
    ("oradea", "CITY", "RO", Some("romania")),
    ("milan", "CITY", "IT", Some("italy")),
];

/// The programmes: key, code, and the programme that it is part of.
pub const PROGRAMMES: [(&str, Option<&str>, Option<&str>); 6] = [
    ("first", Some("A"), None),
    ("part", Some("A/1"), Some("first")),
    ("uncoded-part", None, Some("part")),
    ("second", Some("B"), None),
    ("uncoded", None, None),
    ("unused", Some("C"), None),
];

/// The concepts: key, vocabulary, and the wider concept.
pub const CONCEPTS: [(&str, &str, Option<&str>); 10] = [
    ("housing", "THEME", None),
    ("co-housing", "THEME", Some("housing")),
    ("learning", "THEME", None),
    ("women", "TARGET_GROUP", None),
    ("roma-women", "TARGET_GROUP", Some("women")),
    ("goal-10", "SDG", None),
    ("goal-11", "SDG", None),
    ("age", "DISCRIMINATION_GROUND", None),
    ("people-reached", "INDICATOR", None),
    ("homes-built", "INDICATOR", None),
];

/// The vocabularies of the concepts.
pub const VOCABULARIES: [&str; 5] = ["THEME", "TARGET_GROUP", "SDG", "DISCRIMINATION_GROUND", "INDICATOR"];

/// Titles and names, and what they sort by.
pub const TITLES: [(&str, &str); 8] = [
    ("alpha", "alpha"),
    ("beta", "beta"),
    ("Alpha", "alpha"),
    ("alpha beta", "alpha beta"),
    ("Ärger", "arger"),
    ("țară", "tara"),
    ("Zebra", "zebra"),
    ("ålborg 2", "alborg 2"),
];

/// The sources. Each project cites the first.
pub const SOURCES: [&str; 2] = ["source", "report"];

#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub projects: Vec<Project>,
    pub partners: Vec<Partner>,
    pub calls: Vec<Call>,
    /// What its lists and statistics are asked.
    pub questions: Questions,
}

#[derive(Clone, Debug)]
pub struct Project {
    /// Numbers of `TITLES` in languages; the first is the original.
    pub titles: Vec<(&'static str, usize)>,
    pub summary_language: Option<&'static str>,
    pub status: Option<&'static str>,
    pub start: Option<&'static str>,
    pub end: Option<&'static str>,
    pub budget: Option<Money>,
    pub grant: Option<Money>,
    /// An amount that is neither.
    pub disbursed: Option<Money>,
    pub programmes: BTreeSet<usize>,
    pub call: Option<usize>,
    pub participations: Vec<Participation>,
    pub places: BTreeSet<usize>,
    pub concepts: BTreeSet<usize>,
    pub results: Vec<Outcome>,
    /// True if the second source states it as well.
    pub reported: bool,
}

#[derive(Clone, Debug)]
pub struct Participation {
    pub partner: usize,
    pub role: Option<&'static str>,
    pub budget: Option<Money>,
    pub grant: Option<Money>,
}

#[derive(Clone, Debug)]
pub struct Partner {
    pub name: usize,
    pub kind: Option<&'static str>,
    pub country: Option<&'static str>,
    pub place: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Call {
    pub title: usize,
    pub status: Option<&'static str>,
    pub opens: Option<&'static str>,
    pub deadlines: Vec<&'static str>,
    pub budget: Option<Money>,
    pub programme: Option<usize>,
}

/// A result.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub title: usize,
    pub kind: Option<&'static str>,
    pub delivered: Option<&'static str>,
    pub indicators: Vec<Indicator>,
}

#[derive(Clone, Debug)]
pub struct Indicator {
    /// The number of a concept.
    pub concept: Option<usize>,
    pub unit: Option<&'static str>,
    pub target: Option<Quantity>,
    pub actual: Option<Quantity>,
    /// When each period ends, and what is stated of it.
    pub periods: Vec<(Option<&'static str>, Option<Quantity>, Option<Quantity>)>,
}

#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    /// Tenths; `None` for prose.
    pub tenths: Option<i128>,
    pub comparator: &'static str,
}

impl Registry {
    /// The number of a participation's partner: they are made for any count of partners.
    pub fn partner_number(&self, participation: &Participation) -> usize {
        participation.partner % self.partners.len()
    }

    /// The partner of a participation.
    pub fn partner(&self, participation: &Participation) -> &Partner {
        &self.partners[self.partner_number(participation)]
    }

    /// The number of a project's call, made for any count of calls.
    pub fn call_number(&self, project: &Project) -> Option<usize> {
        project.call.map(|call| call % self.calls.len())
    }

    /// All results with the numbers of their projects and their own within these.
    pub fn results(&self) -> impl Iterator<Item = (usize, usize, &Outcome)> {
        self.projects.iter().enumerate().flat_map(|(i, project)| {
            let results = project.results.iter().enumerate();
            results.map(move |(j, result)| (i, j, result))
        })
    }

    /// The keys of the projects that fit.
    pub fn slugs(&self, fits: impl Fn(&Project) -> bool) -> Vec<String> {
        self.projects.iter().enumerate().filter(|(_, project)| fits(project)).map(|(i, _)| project_key(i)).collect()
    }
}

impl Partner {
    /// True if nothing may be told that says who it is.
    pub fn is_person(&self) -> bool {
        self.kind == Some("NATURAL_PERSON")
    }
}

/// The key and slug of a project, which sort like its number.
pub fn project_key(i: usize) -> String {
    format!("project-{i:02}")
}

/// The key of a partner.
pub fn partner_key(i: usize) -> String {
    format!("partner-{i}")
}

/// The key of a funding call.
pub fn call_key(i: usize) -> String {
    format!("call-{i}")
}

/// The key of a result, with that of its project.
pub fn result_key(i: usize, j: usize) -> String {
    format!("{} result-{j}", project_key(i))
}

/// The place, programme or concept that another one directly belongs to.
pub fn parent_place(key: &str) -> Option<&'static str> {
    PLACES.iter().find(|place| place.0 == key).and_then(|place| place.3)
}

pub fn parent_programme(key: &str) -> Option<&'static str> {
    PROGRAMMES.iter().find(|programme| programme.0 == key).and_then(|programme| programme.2)
}

pub fn broader_concept(key: &str) -> Option<&'static str> {
    CONCEPTS.iter().find(|concept| concept.0 == key).and_then(|concept| concept.2)
}

/// True if a place, programme or concept is the other one or lies below it.
pub fn is_below(key: &str, ancestor: &str, parent: &impl Fn(&str) -> Option<&'static str>) -> bool {
    key == ancestor || parent(key).is_some_and(|parent_key| is_below(parent_key, ancestor, parent))
}
