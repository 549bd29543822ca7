//! Places, programmes and concepts include what lies below them.

use super::registry::{
    CONCEPTS, PLACES, PROGRAMMES, Project, Registry, broader_concept, is_below, parent_place, parent_programme,
};
use crate::common::client::{Client, sorted};

/// The sorted slugs of the projects at a list.
fn found(client: &Client, query: &str, list: &str) -> Vec<String> {
    let data = client.query(query);
    sorted(&data, list, "/slug").into_iter().map(str::to_owned).collect()
}

/// Places, programmes and concepts include what is below them, as lists and as filters.
pub fn check(client: &Client, registry: &Registry) {
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
