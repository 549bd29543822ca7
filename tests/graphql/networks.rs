//! Who works with whom, and projects that are alike, against what plain loops over the records find.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{Client, each},
    on_both_backends,
    records::{partner, place, project, record, source, text},
    server::{Server, shared},
};

on_both_backends!(
    collaborators_are_those_who_share_projects,
    collaborators_come_in_pages,
    shared_projects_are_a_list_like_any_other,
    persons_collaborate_with_nobody,
    a_network_shows_the_largest_and_what_they_share,
    a_network_follows_its_filter,
    a_network_has_an_end,
    similar_projects_share_what_is_rare,
    reasons_are_in_the_readers_language,
    what_many_share_makes_nobody_similar,
    senseless_sizes_are_refused,
);

/// Ten partners, of which partner `i` takes part in project `j` if this says so; some of them twice.
fn takes_part(partner: usize, project: usize) -> bool {
    (partner * 7 + project * project * 3) % 11 < 4
}

const PARTNERS: usize = 10;
const PROJECTS: usize = 12;

fn partner_name(i: usize) -> String {
    format!("partner-{i}")
}

fn project_name(i: usize) -> String {
    format!("project-{i:02}")
}

fn registry() -> Vec<Value> {
    let mut records = vec![source()];
    records.extend((0..PARTNERS).map(|i| partner(&partner_name(i), json!({}))));
    records.push(partner("person", json!({"kind": "NATURAL_PERSON"})));
    records.extend((0..PROJECTS).map(|project| {
        let mut participations: Vec<Value> = (0..PARTNERS)
            .filter(|partner| takes_part(*partner, project))
            .map(|partner| json!({"key": partner_name(partner), "partner": partner_name(partner), "role": "PARTNER"}))
            .collect();
        // Whoever takes part twice still shares one project.
        if takes_part(0, project) {
            participations.push(json!({"key": "again", "partner": partner_name(0), "role": "FUNDER"}));
        }
        participations.push(json!({"key": "person", "partner": "person"}));
        let members = json!({"participations": participations, "period": {"start": format!("{}", 2010 + project)}});
        crate::common::records::project(&project_name(project), members)
    }));
    records
}

/// The projects of a partner.
fn projects_of(partner: usize) -> BTreeSet<usize> {
    (0..PROJECTS).filter(|project| takes_part(partner, *project)).collect()
}

/// Who shares how many of these projects with a partner, those with most first.
fn expected(partner: usize, counted: impl Fn(usize) -> bool) -> Vec<(String, u64)> {
    let own = projects_of(partner);
    let shared = |other: usize| own.intersection(&projects_of(other)).filter(|project| counted(**project)).count() as u64;
    let mut found: Vec<(String, u64)> = (0..PARTNERS)
        .filter(|other| *other != partner && shared(*other) > 0)
        .map(|other| (partner_name(other), shared(other)))
        .collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no count"))
}

fn collaborators(client: &Client, partner: &str, arguments: &str) -> Value {
    let query = format!(
        "{{ partner(by: {{slug: {partner:?}}}) {{ collaborators{arguments} {{ totalCount nodes {{ slug }} pageInfo {{ hasNextPage endCursor }} \
         edges {{ cursor sharedProjectCount node {{ slug }} sharedProjects(first: 100) {{ totalCount nodes {{ slug }} }} }} }} }} }}"
    );
    client.query(&query)["partner"]["collaborators"].take()
}

fn counts(connection: &Value) -> Vec<(String, u64)> {
    let edges = connection["edges"].as_array().cloned().unwrap_or_default();
    assert_eq!(each(connection, "/nodes", "/slug"), each(connection, "/edges", "/node/slug"));
    edges
        .iter()
        .map(|edge| (edge["node"]["slug"].as_str().unwrap_or_default().to_owned(), number(&edge["sharedProjectCount"])))
        .collect()
}

fn collaborators_are_those_who_share_projects(backend: Backend) {
    let server = Server::with(backend, &registry());
    for partner in 0..PARTNERS {
        for (arguments, counted) in
            [("(first: 100)", 0..PROJECTS), ("(first: 100, filter: {period: {start: {from: \"2014\", to: \"2017\"}}})", 4..8)]
        {
            let found = collaborators(server.client(), &partner_name(partner), arguments);
            assert_eq!(counts(&found), expected(partner, |project| counted.contains(&project)), "{partner} {arguments}");
            assert_eq!(found["totalCount"], counts(&found).len());
            for edge in found["edges"].as_array().into_iter().flatten() {
                let other: usize =
                    edge["node"]["slug"].as_str().and_then(|slug| slug.rsplit('-').next()?.parse().ok()).unwrap_or_default();
                let shared: Vec<String> = projects_of(partner)
                    .intersection(&projects_of(other))
                    .filter(|project| counted.contains(project))
                    .map(|project| project_name(*project))
                    .collect();
                assert_eq!(each(edge, "/sharedProjects/nodes", "/slug"), shared);
                assert_eq!(edge["sharedProjects"]["totalCount"], edge["sharedProjectCount"]);
            }
        }
    }
}

fn collaborators_come_in_pages(backend: Backend) {
    let server = Server::with(backend, &registry());
    for filter in ["", ", filter: {search: \"project\"}"] {
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = collaborators(server.client(), "partner-0", &format!("(first: 2{filter}{after})"));
            found.extend(counts(&page));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        assert_eq!(found, expected(0, |_| true), "{filter}");
    }
    let projects = server.client().query("{ projects(first: 1) { pageInfo { endCursor } } }");
    let foreign = &projects["projects"]["pageInfo"]["endCursor"];
    let query = format!("{{ partner(by: {{slug: \"partner-0\"}}) {{ collaborators(after: {foreign}) {{ totalCount }} }} }}");
    server.client().fails(&query, "INVALID_CURSOR", &[]);
}

fn shared_projects_are_a_list_like_any_other(backend: Backend) {
    let query = "{ partner(by: {slug: \"city-of-barcelona\"}) { collaborators(first: 2) { edges { sharedProjects(first: 0) { totalCount \
        facet(by: PARTNER_COUNTRY, first: 1) { totalCount buckets { key count } } nodes { slug } } } } } }";
    let data = shared(backend).query(query);
    let projects = &data["partner"]["collaborators"]["edges"][1]["sharedProjects"];
    assert_eq!(
        (&projects["totalCount"], &projects["nodes"], &projects["facet"]["totalCount"]),
        (&json!(1), &json!([]), &json!(1))
    );
}

fn persons_collaborate_with_nobody(backend: Backend) {
    let server = Server::with(backend, &registry());
    let person = server.client().query("{ partners(filter: {kind: {eq: NATURAL_PERSON}}) { nodes { slug } } }");
    let slug = person["partners"]["nodes"][0]["slug"].as_str().unwrap_or_default();
    assert_eq!(collaborators(server.client(), slug, "")["totalCount"], 0);
    let network = server.client().query("{ partnerNetwork(first: 500) { partnerCount nodes { partner { kind slug } } } }");
    assert_eq!(network["partnerNetwork"]["partnerCount"], PARTNERS);
    assert!(!each(&network, "/partnerNetwork/nodes", "/partner/slug").contains(&slug));
}

/// A partner and how many projects it has.
type Node = (String, u64);
/// Two partners and how many projects they share.
type Edge = (String, String, u64);

/// The largest partners in these projects and what each two of them share, by plain loops.
fn expected_network(first: usize, counted: &BTreeSet<usize>) -> (Vec<Node>, Vec<Edge>) {
    let projects = |partner: usize| projects_of(partner).intersection(counted).copied().collect::<BTreeSet<usize>>();
    let mut nodes: Vec<(usize, u64)> =
        (0..PARTNERS).map(|partner| (partner, projects(partner).len() as u64)).filter(|(_, count)| *count > 0).collect();
    nodes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    nodes.truncate(first);
    let mut edges = BTreeMap::new();
    for (one, _) in &nodes {
        for (other, _) in nodes.iter().filter(|(other, _)| other > one) {
            let shared = projects(*one).intersection(&projects(*other)).count() as u64;
            if shared > 0 {
                edges.insert((PROJECTS as u64 - shared, partner_name(*one), partner_name(*other)), shared);
            }
        }
    }
    let edges = edges.into_iter().map(|((_, one, other), shared)| (one, other, shared)).collect();
    (nodes.into_iter().map(|(partner, count)| (partner_name(partner), count)).collect(), edges)
}

fn network(client: &Client, arguments: &str) -> Value {
    let query = format!(
        "{{ partnerNetwork{arguments} {{ partnerCount truncated nodes {{ projectCount partner {{ slug }} }} \
         edges {{ projectCount from {{ slug }} to {{ slug }} }} }} }}"
    );
    client.query(&query)["partnerNetwork"].take()
}

fn check_network(client: &Client, arguments: &str, first: usize, counted: &BTreeSet<usize>) {
    let found = network(client, arguments);
    let (nodes, edges) = expected_network(first, counted);
    let slug = |value: &Value| value["slug"].as_str().unwrap_or_default().to_owned();
    let list = |name: &str| found[name].as_array().cloned().unwrap_or_default();
    let found_nodes: Vec<_> = list("nodes").iter().map(|node| (slug(&node["partner"]), number(&node["projectCount"]))).collect();
    let found_edges: Vec<_> =
        list("edges").iter().map(|edge| (slug(&edge["from"]), slug(&edge["to"]), number(&edge["projectCount"]))).collect();
    assert_eq!(found_nodes, nodes, "{arguments}");
    assert_eq!(found_edges, edges, "{arguments}");
    let all = expected_network(PARTNERS, counted).0.len();
    assert_eq!((&found["partnerCount"], &found["truncated"]), (&json!(all), &json!(all > first)), "{arguments}");
}

fn a_network_shows_the_largest_and_what_they_share(backend: Backend) {
    let server = Server::with(backend, &registry());
    let all = (0..PROJECTS).collect();
    check_network(server.client(), "", 100, &all);
    for first in [0, 1, 2, 5, 9, 10, 11] {
        check_network(server.client(), &format!("(first: {first})"), first, &all);
    }
}

fn a_network_follows_its_filter(backend: Backend) {
    let server = Server::with(backend, &registry());
    let filter = "(filter: {period: {start: {from: \"2013\"}}})";
    check_network(server.client(), filter, 100, &(3..PROJECTS).collect());
    let one = "(first: 3, filter: {search: \"\\\"project 05\\\"\"})";
    check_network(server.client(), one, 3, &BTreeSet::from([5]));
    check_network(server.client(), "(filter: {id: {in: []}})", 100, &BTreeSet::new());
}

fn a_network_has_an_end(backend: Backend) {
    // Thirty partners in one project share it pairwise: 435 edges, of which ten a node are shown.
    let mut records = vec![source()];
    records.extend((0..30).map(|i| partner(&format!("p{i:02}"), json!({}))));
    let all: Vec<Value> = (0..30).map(|i| json!({"key": format!("{i}"), "partner": format!("p{i:02}")})).collect();
    records.push(project("one", json!({"participations": all})));
    let server = Server::with(backend, &records);
    let found = network(server.client(), "(first: 30)");
    assert_eq!((found["edges"].as_array().map(Vec::len), &found["truncated"]), (Some(300), &json!(true)));
}

/// Projects around `one`: the first shares two rare things with it, the second one of them, the third what four of six have.
fn alike() -> Vec<Value> {
    let concept = |key: &str, vocabulary: &str, ro: &str| {
        let label = json!([{"language": "en", "text": key}, {"language": "ro", "text": ro}]);
        record("concept", key, json!({"vocabulary": vocabulary, "notation": key.to_uppercase(), "label": label}))
    };
    let part = |partner: &str| json!([{"key": "1", "partner": partner}]);
    vec![
        source(),
        json!({"vocabulary": {"code": "TARGET_GROUP", "name": text("en", "Target groups")}}),
        json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}}),
        concept("women", "TARGET_GROUP", "femei"),
        concept("youth", "TARGET_GROUP", "tineri"),
        concept("housing", "THEME", "locuire"),
        place("city", "CITY", json!({"name": text("en", "City")})),
        partner("partner", json!({"name": text("en", "Partner")})),
        project("one", json!({"concepts": ["women", "youth", "housing"], "participations": part("partner"), "places": ["city"]})),
        project("two", json!({"concepts": ["women", "youth"], "places": ["city"]})),
        project("three", json!({"participations": part("partner"), "concepts": ["housing"]})),
        project("four", json!({"concepts": ["housing"]})),
        project("five", json!({"concepts": ["housing"]})),
        project("six", json!({})),
    ]
}

fn similar(client: &Client, slug: &str, arguments: &str, languages: &str) -> Vec<(String, f64, Vec<String>)> {
    let query = format!(
        "{{ project(by: {{slug: {slug:?}}}) {{ similarProjects{arguments} {{ score project {{ slug }} reasons{languages} {{ text }} }} }} }}"
    );
    let data = client.query(&query);
    let one = |similar: &Value| {
        let reasons = each(similar, "/reasons", "/text").into_iter().map(str::to_owned).collect();
        (
            similar["project"]["slug"].as_str().unwrap_or_default().to_owned(),
            similar["score"].as_f64().unwrap_or_default(),
            reasons,
        )
    };
    data["project"]["similarProjects"].as_array().into_iter().flatten().map(one).collect()
}

fn similar_projects_share_what_is_rare(backend: Backend) {
    let server = Server::with(backend, &alike());
    let reasons = |list: &[&str]| list.iter().map(|reason| (*reason).to_owned()).collect::<Vec<_>>();
    // log2(6 / 2) is 1.585, log2(6 / 4) is 0.585.
    let expected = [
        ("two".to_owned(), 4.755, reasons(&["2 shared target groups: women, youth", "same place of work: City"])),
        ("three".to_owned(), 2.17, reasons(&["same partner: Partner", "same theme: housing"])),
        ("five".to_owned(), 0.585, reasons(&["same theme: housing"])),
        ("four".to_owned(), 0.585, reasons(&["same theme: housing"])),
    ];
    assert_eq!(similar(server.client(), "one", "", "(languages: [\"en\"])"), expected);
    assert_eq!(similar(server.client(), "one", "(first: 2)", ""), expected[..2]);
    assert!(similar(server.client(), "one", "(first: 0)", "").is_empty());
    assert!(similar(server.client(), "six", "", "").is_empty());
}

fn reasons_are_in_the_readers_language(backend: Backend) {
    let server = Server::with(backend, &alike());
    let [(_, _, romanian), (_, _, third), ..] = &similar(server.client(), "one", "", "(languages: [\"ro\"])")[..] else {
        panic!("two projects are alike")
    };
    assert_eq!(romanian, &["2 grupuri țintă comune: femei, tineri", "același loc de desfășurare: City"]);
    assert_eq!(third, &["același partener: Partner", "aceeași temă: locuire"]);
}

fn what_many_share_makes_nobody_similar(backend: Backend) {
    let everywhere = json!({"places": ["city"]});
    let records = [
        vec![source(), place("city", "CITY", json!({}))],
        (0..3).map(|i| project(&format!("p{i}"), everywhere.clone())).collect(),
    ];
    let server = Server::with(backend, &records.concat());
    assert!(similar(server.client(), "p0", "", "").is_empty());
}

fn senseless_sizes_are_refused(backend: Backend) {
    let client = shared(backend);
    let inside = |field: &str| format!("{{ partner(by: {{slug: \"city-of-barcelona\"}}) {{ {field} }} }}");
    let project = |field: &str| format!("{{ project(by: {{slug: \"space\"}}) {{ {field} }} }}");
    let cases = [
        ("{ partnerNetwork(first: 501) { truncated } }".to_owned(), "PAGE_TOO_LARGE", ["501", "500"]),
        ("{ partnerNetwork(first: -1) { truncated } }".to_owned(), "BAD_USER_INPUT", ["-1", "500"]),
        (project("similarProjects(first: 51) { score }"), "PAGE_TOO_LARGE", ["51", "50"]),
        (project("similarProjects(first: -1) { score }"), "BAD_USER_INPUT", ["-1", "50"]),
        (inside("collaborators(first: 101) { totalCount }"), "PAGE_TOO_LARGE", ["101", "100"]),
        (inside("collaborators(first: -1) { totalCount }"), "BAD_USER_INPUT", ["-1", "100"]),
        (inside("collaborators(after: \"x\") { totalCount }"), "INVALID_CURSOR", ["cursor", ""]),
        (inside("collaborators(filter: {or: []}) { totalCount }"), "BAD_USER_INPUT", ["or", "[]"]),
    ];
    for (query, code, words) in cases {
        client.fails(&query, code, &words);
    }
}
