//! Walking all pages, in every order and direction, gives exactly what is there.

use serde_json::Value;

use super::registry::{
    CONCEPTS, PLACES, PROGRAMMES, Project, Registry, broader_concept, is_below, parent_place, parent_programme, project_key,
};
use crate::common::{
    client::{Client, sorted},
    walk::{Connection, ORDERED, orders},
};

pub fn check(client: &Client, registry: &Registry) {
    for ordered in ORDERED {
        let expected = match ordered.connection {
            "projects" => registry.projects.len(),
            "partners" => registry.partners.len(),
            "fundingCalls" => registry.calls.len(),
            "results" => registry.projects.iter().map(|project| project.results.len()).sum(),
            "programmes" => PROGRAMMES.len(),
            "places" => PLACES.len(),
            "concepts" => CONCEPTS.len(),
            other => panic!("the model lacks {other}"),
        };
        for order in orders(client, ordered.enumeration) {
            let nodes = Connection::root(ordered.connection, order.as_str()).walk(client, 3);
            assert_eq!(nodes.len(), expected, "{} {order}", ordered.connection);
        }
    }
    projects_are_in_order(client, registry);
    what_lies_below_is_included(client, registry);
    participations_are_complete(client, registry);
}

/// The values that an order compares come in order, with what is unknown at the end.
fn projects_are_in_order(client: &Client, registry: &Registry) {
    let amount = |node: &Value, field: &str| {
        let minor = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
        (node[field]["currency"] == "EUR").then(|| minor(node[field]["amount"].as_str().unwrap_or_default())).map(Key::Number)
    };
    let day = |node: &Value, field: &str| node["period"][field].as_str().map(|day| Key::Text(day.to_owned()));
    for direction in ["ASC", "DESC"] {
        for field in ["START", "END", "TOTAL_BUDGET", "GRANT"] {
            let currency = if matches!(field, "TOTAL_BUDGET" | "GRANT") { ", currency: \"EUR\"" } else { "" };
            let connection = Connection {
                node: "slug period { firstDay lastDay } totalBudget { amount currency } grant { amount currency }",
                ..Connection::root("projects", format!("orderBy: [{{field: {field}, direction: {direction}{currency}}}],"))
            };
            let nodes = connection.walk(client, 3);
            let keys: Vec<Option<Key>> = nodes
                .iter()
                .map(|node| match field {
                    "START" => day(node, "firstDay"),
                    "END" => day(node, "lastDay"),
                    "GRANT" => amount(node, "grant"),
                    _ => amount(node, "totalBudget"),
                })
                .collect();
            let known: Vec<&Key> = keys.iter().flatten().collect();
            assert!(keys[..known.len()].iter().all(Option::is_some), "unknown values are not last: {field} {direction} {keys:?}");
            let in_order = known.windows(2).all(|pair| if direction == "ASC" { pair[0] <= pair[1] } else { pair[0] >= pair[1] });
            assert!(in_order, "{field} {direction} {keys:?}");
            let stated = |project: &Project| match field {
                "START" => project.start.is_some(),
                "END" => project.end.is_some(),
                "GRANT" => project.grant.is_some_and(|money| money.currency == "EUR"),
                _ => project.budget.is_some_and(|money| money.currency == "EUR"),
            };
            assert_eq!(known.len(), registry.slugs(stated).len(), "{field}");
        }
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

/// The sorted slugs of the projects at a list.
fn found(client: &Client, query: &str, list: &str) -> Vec<String> {
    let data = client.query(query);
    sorted(&data, list, "/slug").into_iter().map(str::to_owned).collect()
}

/// Places, programmes and concepts include what is below them, as lists and as filters.
fn what_lies_below_is_included(client: &Client, registry: &Registry) {
    let nodes = "first: 100) { nodes { slug } }";
    for (key, ..) in PLACES {
        let lies_in = |place: usize| is_below(PLACES[place].0, key, &parent_place);
        let works = |project: &Project| project.places.iter().any(|place| lies_in(*place));
        let seated = |project: &Project| {
            project.participations.iter().any(|participation| registry.partner(participation).place.is_some_and(&lies_in))
        };
        let relations = [
            ("CARRIED_OUT", registry.slugs(works)),
            ("PARTNER_SEAT", registry.slugs(seated)),
            ("ANY", registry.slugs(|project| works(project) || seated(project))),
        ];
        for (relation, expected) in relations {
            let list = format!("{{ place(by: {{slug: {key:?}}}) {{ projects(relation: {relation}, {nodes} }} }}");
            assert_eq!(found(client, &list, "/place/projects/nodes"), expected, "{key} {relation}");
            let filter = format!("{{ projects(filter: {{place: {{slug: {{eq: {key:?}}}, relation: {relation}}}}}, {nodes} }}");
            assert_eq!(found(client, &filter, "/projects/nodes"), expected, "{key} {relation} as a filter");
            let counted = format!(
                "{{ places(filter: {{slug: {{eq: {key:?}}}, relation: {relation}, projectCount: {{eq: {}}}}}) {{ nodes {{ slug }} }} }}",
                expected.len()
            );
            assert_eq!(found(client, &counted, "/places/nodes"), [key], "{key} {relation} counted");
        }
    }
    for (key, ..) in PROGRAMMES {
        let expected =
            registry.slugs(|project| project.programmes.iter().any(|p| is_below(PROGRAMMES[*p].0, key, &parent_programme)));
        let list = format!("{{ programme(by: {{slug: {key:?}}}) {{ projects({nodes} }} }}");
        assert_eq!(found(client, &list, "/programme/projects/nodes"), expected, "{key}");
    }
    for (key, vocabulary, _) in CONCEPTS {
        let expected = registry.slugs(|project| project.concepts.iter().any(|c| is_below(CONCEPTS[*c].0, key, &broader_concept)));
        let list =
            format!("{{ concept(by: {{notation: {{vocabulary: {vocabulary:?}, notation: {key:?}}}}}) {{ projects({nodes} }} }}");
        assert_eq!(found(client, &list, "/concept/projects/nodes"), expected, "{key}");
        let filter = format!("{{ projects(filter: {{concept: {{notation: {{eq: {key:?}}}}}}}, {nodes} }}");
        assert_eq!(found(client, &filter, "/projects/nodes"), expected, "{key} as a filter");
    }
}

/// The participations of each project can be walked and are all there.
fn participations_are_complete(client: &Client, registry: &Registry) {
    for (i, project) in registry.projects.iter().enumerate().take(5) {
        let parent = format!("project(by: {{slug: {:?}}})", project_key(i));
        let all = Connection::below(&parent, "participations", "").walk(client, 3);
        assert_eq!(all.len(), project.participations.len(), "{parent}");
        let coordinators = Connection::below(&parent, "participations", "filter: {role: {eq: COORDINATOR}},").walk(client, 1);
        let expected = project.participations.iter().filter(|participation| participation.role == Some("COORDINATOR")).count();
        assert_eq!(coordinators.len(), expected, "{parent}");
    }
}
