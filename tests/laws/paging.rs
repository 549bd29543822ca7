//! Pages: in every order and direction and whatever their size they make up the list, in the order of the model.

use std::collections::BTreeSet;

use super::{
    model::{
        cells::projects_of,
        filter::Filter,
        list::List,
        order::{self, Sortable},
    },
    names::Names,
    questions::CURRENCY,
    registry::{
        CONCEPTS, PLACES, PROGRAMMES, Participation, Project, Registry, broader_concept, call_key, is_below, parent_place,
        parent_programme, partner_key, project_key,
    },
    walk::{self, Connection},
};
use crate::common::{
    client::{Client, each},
    walk::ORDERED,
};

/// Orders of several parts.
const SEVERAL: [(&str, [(&str, bool); 2]); 6] = [
    ("projects", [("START", true), ("TITLE", false)]),
    ("projects", [("GRANT", false), ("END", true)]),
    ("partners", [("COUNTRY", true), ("PROJECT_COUNT", false)]),
    ("fundingCalls", [("DEADLINE", false), ("BUDGET", true)]),
    ("results", [("DELIVERED", true), ("TITLE", false)]),
    ("programmes", [("PROJECT_COUNT", true), ("CODE", false)]),
];

/// A list, and what it should be.
struct Expected {
    list: Connection,
    count: usize,
    /// The keys of its records in order, if the model knows them.
    keys: Option<Vec<String>>,
}

pub fn check(client: &Client, registry: &Registry, names: &Names, lists: &[List]) {
    let mut expected = ordered(client, registry);
    expected.extend(filtered(registry, names, lists));
    expected.extend(Nested { registry, projects: order::list(registry, "projects") }.lists());
    let sizes = if registry.questions.pages.is_empty() { &[3][..] } else { &registry.questions.pages };
    for (i, size) in sizes.iter().enumerate() {
        let part: Vec<&Expected> = expected.iter().skip(i).step_by(sizes.len()).collect();
        let connections: Vec<Connection> = part.iter().map(|expected| expected.list.clone()).collect();
        for (expected, ids) in part.iter().zip(walk::all(client, &connections, *size)) {
            assert_eq!(ids.len(), expected.count, "{:?}", expected.list);
            if let Some(keys) = &expected.keys {
                let found: Vec<&str> = ids.iter().map(|id| names.record(id)).collect();
                assert_eq!(found, *keys, "{:?}", expected.list);
            }
        }
    }
}

/// A list of the root in an order.
fn in_order(field: &'static str, filter: &str, records: &[Sortable], order: &[(&str, bool)]) -> Expected {
    let parts: Vec<String> = order.iter().map(part).collect();
    let order_by = if parts.is_empty() { String::new() } else { format!("orderBy: [{}]", parts.join(", ")) };
    let list = Connection { parent: None, field, arguments: format!("{filter} {order_by}") };
    Expected { list, count: records.len(), keys: order::sorted(records, order) }
}

fn part((field, descending): &(&str, bool)) -> String {
    let currency =
        if matches!(*field, "TOTAL_BUDGET" | "GRANT" | "BUDGET") { format!(", currency: {CURRENCY:?}") } else { String::new() };
    format!("{{field: {field}, direction: {}{currency}}}", if *descending { "DESC" } else { "ASC" })
}

/// All lists in all orders that the schema has.
fn ordered(client: &Client, registry: &Registry) -> Vec<Expected> {
    let mut expected = Vec::new();
    for ordered in ORDERED {
        let records = order::list(registry, ordered.connection);
        let data = client.query(&format!("{{ __type(name: {:?}) {{ enumValues {{ name }} }} }}", ordered.enumeration));
        for field in each(&data, "/__type/enumValues", "/name") {
            expected.extend([false, true].map(|descending| in_order(ordered.connection, "", &records, &[(field, descending)])));
        }
        expected.push(in_order(ordered.connection, "", &records, &[]));
    }
    expected.extend(SEVERAL.map(|(field, order)| in_order(field, "", &order::list(registry, field), &order)));
    expected
}

/// The lists that filters find.
fn filtered(registry: &Registry, names: &Names, lists: &[List]) -> Vec<Expected> {
    let mut expected = Vec::new();
    for list in lists {
        let by_title = [(if list.field == "partners" { "NAME" } else { "TITLE" }, true)];
        let records = order::list(registry, list.field);
        for question in &registry.questions.lists {
            let filter = Filter::new(list, names, question);
            let found: BTreeSet<&str> = filter.rows(None).iter().map(|row| row.key.as_str()).collect();
            let records: Vec<Sortable> = records.iter().filter(|record| found.contains(record.key.as_str())).cloned().collect();
            expected.push(in_order(list.field, &filter.arguments(&[]), &records, &by_title));
        }
    }
    expected
}

/// The lists below other records.
struct Nested<'a> {
    registry: &'a Registry,
    projects: Vec<Sortable>,
}

impl Nested<'_> {
    fn lists(&self) -> Vec<Expected> {
        let mut expected = self.of_projects();
        expected.extend(self.of_partners_and_calls());
        expected.extend(["romania", "region"].into_iter().flat_map(|key| self.of_place(key)));
        let in_programme = |programme: usize| is_below(PROGRAMMES[programme].0, "first", &parent_programme);
        let programme = r#"programme(by: {slug: "first"})"#;
        expected
            .push(self.projects(programme, "", &|project| project.programmes.iter().any(|programme| in_programme(*programme))));
        let calls = self.registry.calls.iter().filter(|call| call.programme.is_some_and(in_programme));
        expected.push(counted(programme, "fundingCalls", "", calls.count()));
        let concept = r#"concept(by: {notation: {vocabulary: "THEME", notation: "housing"}})"#;
        let has_concept = |concept: &usize| is_below(CONCEPTS[*concept].0, "housing", &broader_concept);
        expected.push(self.projects(concept, "", &|project| project.concepts.iter().any(has_concept)));
        expected
    }

    /// The projects of something, by title.
    fn projects(&self, parent: &str, arguments: &str, fits: &dyn Fn(&Project) -> bool) -> Expected {
        let keys = self.registry.slugs(fits);
        let records: Vec<Sortable> = self.projects.iter().filter(|project| keys.contains(&project.key)).cloned().collect();
        Expected { keys: order::sorted(&records, &[]), ..counted(parent, "projects", arguments, records.len()) }
    }

    fn of_projects(&self) -> Vec<Expected> {
        let projects = self.registry.projects.iter().enumerate().take(4);
        let lists = projects.flat_map(|(i, project)| {
            let parent = format!("project(by: {{slug: {:?}}})", project_key(i));
            let coordinates = |participation: &&Participation| participation.role == Some("COORDINATOR");
            let coordinators = project.participations.iter().filter(coordinates).count();
            [
                counted(&parent, "participations", "", project.participations.len()),
                counted(&parent, "participations", "filter: {role: {eq: COORDINATOR}}", coordinators),
                counted(&parent, "results", "", project.results.len()),
            ]
        });
        lists.collect()
    }

    fn of_partners_and_calls(&self) -> Vec<Expected> {
        let partners = self.registry.partners.iter().enumerate().filter(|(_, partner)| !partner.is_person()).take(3);
        let partners = partners.map(|(i, _)| {
            let participations = projects_of(self.registry, i).map(|(_, participations)| participations.len()).sum();
            counted(&format!("partner(by: {{slug: {:?}}})", partner_key(i)), "participations", "", participations)
        });
        let calls = (0..self.registry.calls.len().min(2)).map(|i| {
            let parent = format!("fundingCall(by: {{slug: {:?}}})", call_key(i));
            self.projects(&parent, "", &|project| self.registry.call_number(project) == Some(i))
        });
        partners.chain(calls).collect()
    }

    fn of_place(&self, key: &str) -> [Expected; 3] {
        let parent = format!("place(by: {{slug: {key:?}}})");
        let lies_in = |place: usize| is_below(PLACES[place].0, key, &parent_place);
        let works = |project: &Project| project.places.iter().any(|place| lies_in(*place));
        let is_seated = |row: &Participation| self.registry.partner(row).place.is_some_and(lies_in);
        let touches = |project: &Project| works(project) || project.participations.iter().any(is_seated);
        let partners = self.registry.partners.iter().filter(|partner| partner.place.is_some_and(lies_in)).count();
        [
            self.projects(&parent, "relation: CARRIED_OUT", &works),
            self.projects(&parent, "relation: ANY", &touches),
            counted(&parent, "partners", "", partners),
        ]
    }
}

/// A list below something of which only the length is known.
fn counted(parent: &str, field: &'static str, arguments: &str, count: usize) -> Expected {
    let list = Connection { parent: Some(parent.to_owned()), field, arguments: arguments.to_owned() };
    Expected { list, count, keys: None }
}
