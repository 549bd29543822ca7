//! Generated registries: nulls, ties, several currencies, partial dates, mixed languages, several coordinators, and shares that
//! exceed their total.

use std::collections::BTreeSet;

use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};
use serde_json::{Value, json};

use super::money::{CURRENCIES, Money};
use crate::common::records::{partner, place, programme, project, record, source, text};

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
pub const PROGRAMMES: [(&str, Option<&str>, Option<&str>); 4] =
    [("first", Some("A"), None), ("part", Some("A/1"), Some("first")), ("second", Some("B"), None), ("uncoded", None, None)];

/// The concepts: key, vocabulary, and the wider concept.
pub const CONCEPTS: [(&str, &str, Option<&str>); 8] = [
    ("housing", "THEME", None),
    ("co-housing", "THEME", Some("housing")),
    ("learning", "THEME", None),
    ("women", "TARGET_GROUP", None),
    ("roma-women", "TARGET_GROUP", Some("women")),
    ("goal-10", "SDG", None),
    ("goal-11", "SDG", None),
    ("age", "DISCRIMINATION_GROUND", None),
];

const TITLES: [&str; 8] = ["alpha", "beta", "Alpha", "alpha beta", "Ärger", "țară", "Zebra", "ålborg 2"];
const LANGUAGES: [&str; 4] = ["en", "ro", "und", "pt-BR"];
const KINDS: [&str; 3] = ["LOCAL_AUTHORITY", "EDUCATION", "NATURAL_PERSON"];
const ROLES: [&str; 3] = ["COORDINATOR", "PARTNER", "SUPPORTER"];
const STARTS: [&str; 6] = ["2018", "2018-01", "2018-01-01", "2019-05", "2019-05-31", "2020"];
const ENDS: [&str; 5] = ["2021", "2021-12", "2021-12-31", "2022-02", "2023-03-04"];

#[derive(Clone, Debug)]
pub struct Registry {
    pub projects: Vec<Project>,
    pub partners: Vec<Partner>,
    pub calls: Vec<Call>,
    /// The size of the pages in which its lists are walked.
    pub page: usize,
}

#[derive(Clone, Debug)]
pub struct Project {
    pub titles: Vec<(&'static str, &'static str)>,
    pub start: Option<&'static str>,
    pub end: Option<&'static str>,
    pub budget: Option<Money>,
    pub grant: Option<Money>,
    pub programmes: BTreeSet<usize>,
    pub call: Option<usize>,
    pub participations: Vec<Participation>,
    pub places: BTreeSet<usize>,
    pub concepts: BTreeSet<usize>,
    pub deliveries: Vec<Option<&'static str>>,
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
    pub name: &'static str,
    pub kind: Option<&'static str>,
    pub country: Option<&'static str>,
    pub place: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Call {
    pub title: &'static str,
    pub opens: Option<&'static str>,
    pub deadlines: Vec<&'static str>,
    pub budget: Option<Money>,
    pub programme: Option<usize>,
}

/// Registries of up to 20 projects.
pub fn any() -> impl Strategy<Value = Registry> {
    (vec(a_project(), 0..20), vec(a_partner(), 1..8), vec(a_call(), 1..5), 1..6_usize)
        .prop_map(|(projects, partners, calls, page)| Registry { projects, partners, calls, page })
}

fn an_amount() -> impl Strategy<Value = Option<Money>> {
    let minor = prop_oneof![select(vec![0, 1, 100, 12_345]), 0..10_000_000_i64, Just(9_007_199_254_740_993)];
    option::weighted(0.7, (minor, select(CURRENCIES.to_vec())).prop_map(|(minor, (currency, _))| Money { minor, currency }))
}

fn a_project() -> impl Strategy<Value = Project> {
    let titles = (vec(select(TITLES.to_vec()), 1..3), select(LANGUAGES.to_vec())).prop_map(|(titles, language)| {
        let other = if language == "en" { "ro" } else { "en" };
        titles.into_iter().zip([language, other]).map(|(title, language)| (language, title)).collect()
    });
    let period = (option::of(select(STARTS.to_vec())), option::of(select(ENDS.to_vec())));
    let sets = (btree_set(0..PROGRAMMES.len(), 0..3), btree_set(0..PLACES.len(), 0..4), btree_set(0..CONCEPTS.len(), 0..5));
    let rows = (vec(a_participation(), 0..6), vec(option::of(select(ENDS.to_vec())), 0..3));
    (titles, period, (an_amount(), an_amount()), sets, option::of(0..100_usize), rows).prop_map(
        |(titles, (start, end), (budget, grant), (programmes, places, concepts), call, (participations, deliveries))| Project {
            titles,
            start,
            end,
            budget,
            grant,
            programmes,
            call,
            participations,
            places,
            concepts,
            deliveries,
        },
    )
}

fn a_participation() -> impl Strategy<Value = Participation> {
    (0..100_usize, option::weighted(0.8, select(ROLES.to_vec())), an_amount(), an_amount())
        .prop_map(|(partner, role, budget, grant)| Participation { partner, role, budget, grant })
}

fn a_partner() -> impl Strategy<Value = Partner> {
    let seat = prop_oneof![
        Just((None, None)),
        select(vec!["HU", "IT", "RO"]).prop_map(|country| (Some(country), None)),
        (0..PLACES.len()).prop_map(|place| (Some(PLACES[place].2), Some(place))),
    ];
    (select(TITLES.to_vec()), option::of(select(KINDS.to_vec())), seat).prop_map(|(name, kind, (country, place))| Partner {
        name,
        kind,
        country,
        place,
    })
}

fn a_call() -> impl Strategy<Value = Call> {
    let deadlines = vec(select(vec!["2019-01-31", "2019-02-28", "2030-01-01"]), 0..3);
    (select(TITLES.to_vec()), option::of(select(STARTS.to_vec())), deadlines, an_amount(), option::of(0..PROGRAMMES.len()))
        .prop_map(|(title, opens, deadlines, budget, programme)| Call { title, opens, deadlines, budget, programme })
}

/// Leaves out the members that are null.
fn stated(members: Value) -> Value {
    let Value::Object(members) = members else { return members };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect::<serde_json::Map<_, _>>().into()
}

fn money(amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, Money::json)
}

impl Registry {
    /// The partner of a participation: the numbers are made for any count of partners.
    pub fn partner(&self, participation: &Participation) -> &Partner {
        &self.partners[participation.partner % self.partners.len()]
    }

    /// The registry in the exchange format.
    pub fn records(&self) -> Vec<Value> {
        let mut records = vec![source()];
        for code in ["THEME", "TARGET_GROUP", "SDG", "DISCRIMINATION_GROUND"] {
            records.push(json!({"vocabulary": {"code": code, "name": text("en", code)}}));
        }
        records.extend(CONCEPTS.iter().map(|(key, vocabulary, broader)| {
            record(
                "concept",
                key,
                stated(json!({"vocabulary": vocabulary, "notation": key, "label": text("en", key), "broader": broader})),
            )
        }));
        records.extend(PLACES.iter().map(|(key, kind, country, parent)| {
            place(key, kind, stated(json!({"slug": key, "country": country, "parent": parent})))
        }));
        records.extend(
            PROGRAMMES
                .iter()
                .map(|(key, code, parent)| programme(key, stated(json!({"slug": key, "code": code, "parent": parent})))),
        );
        records.extend(self.partners.iter().enumerate().map(|(i, p)| {
            let place = p.place.map(|place| PLACES[place].0);
            let members = json!({"name": text("en", p.name), "kind": p.kind, "country": p.country, "place": place});
            partner(&format!("partner-{i}"), stated(members))
        }));
        records.extend(self.calls.iter().enumerate().map(|(i, call)| {
            let deadlines: Vec<Value> = call.deadlines.iter().map(|day| json!({"on": day})).collect();
            let members = json!({"title": text("en", call.title), "opensOn": call.opens, "deadlines": deadlines,
                "budget": money(call.budget), "programme": call.programme.map(|p| PROGRAMMES[p].0), "sources": [{"source": "source"}]});
            record("fundingCall", &format!("call-{i}"), stated(members))
        }));
        records.extend(self.projects.iter().enumerate().map(|(i, project)| self.project(i, project)));
        records
    }

    fn project(&self, i: usize, p: &Project) -> Value {
        let title: Vec<Value> = p.titles.iter().map(|(language, text)| json!({"language": language, "text": text})).collect();
        let amount = |kind: &str, amount: Option<Money>| amount.map(|amount| json!({"kind": kind, "money": amount.json()}));
        let participation = |(j, row): (usize, &Participation)| {
            let partner = format!("partner-{}", row.partner % self.partners.len());
            stated(
                json!({"key": format!("row-{j}"), "partner": partner, "role": row.role, "budget": money(row.budget), "grant": money(row.grant)}),
            )
        };
        let result = |(j, delivered): (usize, Option<&str>)| {
            let title = text("en", TITLES[(i + j) % TITLES.len()]);
            stated(json!({"key": format!("result-{j}"), "title": title, "deliveredOn": delivered}))
        };
        let members = json!({
            "slug": slug(i),
            "title": title,
            "period": (p.start.is_some() || p.end.is_some()).then(|| stated(json!({"start": p.start, "end": p.end}))),
            "amounts": amount("TOTAL_COST", p.budget).into_iter().chain(amount("GRANT", p.grant)).collect::<Vec<_>>(),
            "programmes": p.programmes.iter().map(|j| PROGRAMMES[*j].0).collect::<Vec<_>>(),
            "fundingCall": p.call.map(|call| format!("call-{}", call % self.calls.len())),
            "participations": p.participations.iter().enumerate().map(participation).collect::<Vec<_>>(),
            "results": p.deliveries.iter().copied().enumerate().map(result).collect::<Vec<_>>(),
            "places": p.places.iter().map(|j| PLACES[*j].0).collect::<Vec<_>>(),
            "concepts": p.concepts.iter().map(|j| CONCEPTS[*j].0).collect::<Vec<_>>(),
        });
        project(&slug(i), stated(members))
    }

    /// The slugs of the projects that fit.
    pub fn slugs(&self, fits: impl Fn(&Project) -> bool) -> Vec<String> {
        self.projects.iter().enumerate().filter(|(_, project)| fits(project)).map(|(i, _)| slug(i)).collect()
    }
}

/// The key and slug of a project, which sort like its number.
pub fn slug(i: usize) -> String {
    format!("project-{i:02}")
}

/// True if a place, programme or concept is the other one or lies below it.
pub fn is_below(key: &str, ancestor: &str, parent: &impl Fn(&str) -> Option<&'static str>) -> bool {
    key == ancestor || parent(key).is_some_and(|parent_key| is_below(parent_key, ancestor, parent))
}
