//! The orders of lists.

use std::cmp::Ordering;

use super::cells::{first_day, last_day, projects_of};
use crate::laws::{
    money::Money,
    questions::CURRENCY,
    registry::{
        CONCEPTS, Call, Outcome, PLACES, PROGRAMMES, Partner, Project, Registry, TITLES, broader_concept, call_key, is_below,
        parent_place, parent_programme, partner_key, project_key, result_key,
    },
};

/// What the names of private persons are replaced by sorts by this.
const PERSON: &str = "natural person name withheld";

/// What records are compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Number(i128),
    Text(String),
}

/// A record that can be put in order.
#[derive(Clone, Debug)]
pub struct Sortable {
    pub key: String,
    title: String,
    values: Vec<(&'static str, Option<Value>)>,
}

/// The list of this name.
pub fn list(registry: &Registry, field: &str) -> Vec<Sortable> {
    let works_in =
        |project: &Project, key: &str| project.places.iter().any(|place| is_below(PLACES[*place].0, key, &parent_place));
    let has_programme = |project: &Project, key: &str| {
        project.programmes.iter().any(|programme| is_below(PROGRAMMES[*programme].0, key, &parent_programme))
    };
    let has_concept = |project: &Project, key: &str| {
        project.concepts.iter().any(|concept| is_below(CONCEPTS[*concept].0, key, &broader_concept))
    };
    let with = |fits: &dyn Fn(&Project) -> bool| count(registry.projects.iter().filter(|project| fits(project)).count());
    match field {
        "projects" => registry.projects.iter().enumerate().map(|(i, project)| of_project(i, project)).collect(),
        "partners" => registry.partners.iter().enumerate().map(|(i, partner)| of_partner(registry, i, partner)).collect(),
        "fundingCalls" => {
            let projects = |i: usize| with(&|project| registry.call_number(project) == Some(i));
            registry.calls.iter().enumerate().map(|(i, call)| of_call(i, call, projects(i))).collect()
        }
        "results" => registry.results().map(|(i, j, result)| of_result(i, j, result)).collect(),
        "programmes" => {
            let programme = |(key, code, _): &(&str, Option<&str>, Option<&str>)| {
                let values = vec![("CODE", text(*code)), ("PROJECT_COUNT", with(&|project| has_programme(project, key)))];
                Sortable::new((*key).to_owned(), &key.replace('-', " "), values)
            };
            PROGRAMMES.iter().map(programme).collect()
        }
        "places" => {
            let projects = |key| vec![("PROJECT_COUNT", with(&|project| works_in(project, key)))];
            PLACES.iter().map(|(key, ..)| Sortable::new((*key).to_owned(), key, projects(key))).collect()
        }
        _ => {
            let concept = |(key, ..): &(&str, &str, Option<&str>)| {
                let values = vec![("NOTATION", text(Some(*key))), ("PROJECT_COUNT", with(&|project| has_concept(project, key)))];
                Sortable::new((*key).to_owned(), &key.replace('-', " "), values)
            };
            CONCEPTS.iter().map(concept).collect()
        }
    }
}

fn text(text: Option<impl Into<String>>) -> Option<Value> {
    text.map(|text| Value::Text(text.into()))
}

fn count(number: usize) -> Option<Value> {
    number.try_into().ok().map(Value::Number)
}

fn money(money: Option<Money>) -> Option<Value> {
    money.filter(|money| money.currency == CURRENCY).map(|money| Value::Number(money.minor.into()))
}

fn of_project(i: usize, project: &Project) -> Sortable {
    let values = vec![
        ("START", text(project.start.map(first_day))),
        ("END", text(project.end.map(last_day))),
        ("TOTAL_BUDGET", money(project.budget)),
        ("GRANT", money(project.grant)),
    ];
    Sortable::new(project_key(i), TITLES[project.titles[0].1].1, values)
}

fn of_partner(registry: &Registry, i: usize, partner: &Partner) -> Sortable {
    let name = if partner.is_person() { PERSON } else { TITLES[partner.name].1 };
    let values = vec![("COUNTRY", text(partner.country)), ("PROJECT_COUNT", count(projects_of(registry, i).count()))];
    Sortable::new(partner_key(i), name, values)
}

fn of_call(i: usize, call: &Call, projects: Option<Value>) -> Sortable {
    let values = vec![
        ("OPENS", text(call.opens.map(first_day))),
        ("DEADLINE", text(call.deadlines.iter().max().copied())),
        ("BUDGET", money(call.budget)),
        ("PROJECT_COUNT", projects),
    ];
    Sortable::new(call_key(i), TITLES[call.title].1, values)
}

fn of_result(i: usize, j: usize, result: &Outcome) -> Sortable {
    Sortable::new(result_key(i, j), TITLES[result.title].1, vec![("DELIVERED", text(result.delivered.map(first_day)))])
}

impl Sortable {
    fn new(key: String, title: &str, values: Vec<(&'static str, Option<Value>)>) -> Self {
        Self { key, title: title.to_owned(), values }
    }

    fn value(&self, field: &str) -> Option<Value> {
        match field {
            "TITLE" | "NAME" | "LABEL" => Some(Value::Text(self.title.clone())),
            _ => self.values.iter().find(|value| value.0 == field).and_then(|value| value.1.clone()),
        }
    }
}

/// The keys in the order of these fields, the largest first where that is true; `None` if only the server knows it: when something
/// was changed.
pub fn sorted(records: &[Sortable], order: &[(&str, bool)]) -> Option<Vec<String>> {
    if order.iter().any(|(field, _)| *field == "UPDATED") {
        return None;
    }
    // Nothing is searched for, so that relevance means the title.
    let mut order: Vec<(&str, bool)> = order.iter().filter(|(field, _)| *field != "RELEVANCE").copied().collect();
    if order.is_empty() {
        order.push(("TITLE", false));
    }
    let values = |record: &Sortable| order.iter().map(|(field, _)| record.value(field)).collect();
    let mut ranked: Vec<(Vec<Option<Value>>, &str)> =
        records.iter().map(|record| (values(record), record.key.as_str())).collect();
    // The key that ends every order runs in the direction of its last part.
    let key_descends = order.last().is_some_and(|(_, descending)| *descending);
    ranked.sort_by(|(a, a_key), (b, b_key)| {
        let mut parts =
            order.iter().zip(a.iter().zip(b)).map(|((_, descending), (a, b))| nulls_last(a.as_ref(), b.as_ref(), *descending));
        let keys = if key_descends { b_key.cmp(a_key) } else { a_key.cmp(b_key) };
        parts.find(|ordering| ordering.is_ne()).unwrap_or(keys)
    });
    Some(ranked.into_iter().map(|(_, key)| key.to_owned()).collect())
}

/// Compares values; what has none comes last in both directions.
fn nulls_last(a: Option<&Value>, b: Option<&Value>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
