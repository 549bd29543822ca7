//! How many SQL statements a question takes: it depends on its shape, not on the rows it finds.

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    records::{partner, place, programme, project, record, source, text},
    server::Server,
};

on_both_backends!(
    a_page_takes_as_many_statements_whatever_its_size,
    parents_take_as_many_statements_however_many_they_are,
    totals_are_counted_only_if_selected,
    statistics_take_as_many_statements_however_much_they_count,
    facets_of_one_list_take_one_statement,
    nested_facets_take_as_many_statements_however_many_they_are,
    snippets_and_what_is_alike_take_as_many_statements_however_many_they_are,
    networks_and_suggestions_take_as_many_statements_however_large_they_are,
);

const PROJECTS: usize = 100;

/// A registry in which every project has something of everything.
fn registry() -> Vec<Value> {
    let concept = |key: &str, vocabulary: &str, broader: Option<&str>| {
        let mut members = json!({"vocabulary": vocabulary, "notation": key.to_uppercase(), "label": text("en", key)});
        if let Some(broader) = broader {
            members["broader"] = broader.into();
        }
        record("concept", key, members)
    };
    let vocabulary = |code: &str| json!({"vocabulary": {"code": code, "name": text("en", code)}});
    let mut records = vec![
        source(),
        vocabulary("THEME"),
        vocabulary("TARGET_GROUP"),
        vocabulary("SDG"),
        concept("theme", "THEME", None),
        concept("subtheme", "THEME", Some("theme")),
        concept("people", "TARGET_GROUP", None),
        concept("goal", "SDG", None),
        programme("programme", json!({"code": "P"})),
        programme("part", json!({"code": "P/1", "parent": "programme"})),
        json!({"fundingCall": {"key": "call", "identifier": "CALL", "programme": "part", "sources": [{"source": "source"}],
            "deadlines": [{"on": "2020-01-31"}], "budget": {"amount": "5", "currency": "EUR"}}}),
        place("country", "COUNTRY", json!({"country": "RO"})),
        place("city", "CITY", json!({"country": "RO", "parent": "country"})),
    ];
    records.extend((0..20).map(|i| {
        partner(
            &format!("partner-{i}"),
            json!({"country": "RO", "place": "city",
        "identifiers": [{"scheme": "PIC", "value": format!("{}", 1000 + i)}]}),
        )
    }));
    records.extend((0..PROJECTS).map(|i| {
        let participation = |j: usize| {
            let role = if j == 0 { "COORDINATOR" } else { "PARTNER" };
            json!({"key": format!("{j}"), "partner": format!("partner-{}", (i * 3 + j) % 20), "role": role, "position": j + 1,
                "budget": {"amount": "10.00", "currency": "EUR"}, "sources": [{"source": "source"}]})
        };
        project(
            &format!("project-{i:03}"),
            json!({
                "summary": text("en", "A summary"), "period": {"start": "2020", "end": "2021-06"}, "programmes": ["part"], "fundingCall": "call",
                "identifiers": [{"scheme": "CONTRACT", "value": format!("{i}")}],
                "amounts": [{"kind": "TOTAL_COST", "money": {"amount": "100.00", "currency": "EUR"}},
                    {"kind": "BUDGET", "money": {"amount": "10.00", "currency": "EUR"}, "participation": "0"}],
                "participations": (0..3).map(participation).collect::<Vec<_>>(),
                "activities": [{"key": "a", "kind": "MEETING", "title": text("en", "A meeting"), "places": ["city"], "partners": ["partner-1"], "targetGroups": ["people"]}],
                "actionLines": [{"title": text("en", "A line")}],
                "results": [{"key": "r", "activity": "a", "title": text("en", "A result"), "sources": [{"source": "source"}],
                    "indicators": [{"key": "i", "concept": "people", "unit": "PERSON", "target": {"value": "5"},
                        "periods": [{"period": {"start": "2020"}, "targets": [{"value": "2"}]}]}]}],
                "places": ["city"], "concepts": ["subtheme", "people", "goal"],
                "conflicts": [{"field": "grant", "value": "1", "source": "source", "preferred": true}],
            }),
        )
    }));
    records
}

/// Everything that can be asked of a project in one go.
const EVERYTHING: &str = "id slug title { text translations { text } } status programme { name { text } parent { slug children { slug } } } programmes { slug } \
    fundingCall { identifier deadlines { on } programme { slug } sources { source { slug } } projects(first: 1) { totalCount nodes { slug } } } \
    identifiers { value url } amounts { money { amount } source { slug } participation { partner { slug } } } \
    coordinator { slug place { slug } } coordinators { slug } countries { code name { text } place { slug } } \
    participations(first: 3) { totalCount nodes { role sources { source { slug } } project { slug } partner { name { text } identifiers { value } \
      place { slug parent { slug } } country { place { slug } } mergedFrom { id } sources { source { title { text } } } \
      participations(first: 2) { totalCount nodes { project { slug } } } } } } \
    results(first: 1) { totalCount nodes { activity { id } project { slug } sources { source { slug } } \
      indicators { concept { notation vocabulary { code } } periods { period { start } } } } } \
    activities { places { slug } partners { slug } targetGroups { notation } } actionLines { position } \
    places { slug parent { slug } projects(first: 1) { totalCount } partners(first: 1) { nodes { slug } } } \
    concepts { vocabulary { code } broader { notation } narrower { notation } projects(first: 1) { totalCount } } \
    themes { notation } targetGroups { notation } sustainableDevelopmentGoals { notation } sources { source { slug } } conflicts { source { slug } }";

fn server(backend: Backend) -> Server {
    Server::start(Database::with(backend, &registry()), &["--log-format", "json"])
}

/// The number of statements that a question takes.
fn statements(server: &Server, query: &str) -> u64 {
    let answer = server.client().post(&json!({"query": query}), "application/json");
    let body = answer.json();
    assert!(body.get("errors").is_none(), "{query}: {:#}", body["errors"]);
    server.statements(&answer)
}

fn a_page_takes_as_many_statements_whatever_its_size(backend: Backend) {
    let server = server(backend);
    // The cost of a page of 100 with everything is above the limit, so it is asked for in parts.
    let parts = split(EVERYTHING);
    assert!(parts.len() > 10, "{parts:?}");
    for part in parts {
        let [one, ten, all] = [1, 10, PROJECTS]
            .map(|size| statements(&server, &format!("{{ projects(first: {size}) {{ totalCount nodes {{ {part} }} }} }}")));
        assert_eq!((one, ten), (all, all), "{part}");
        assert!(all >= 2, "{part} takes {all} statements");
    }
    let [one, ten] =
        [1, 10].map(|size| statements(&server, &format!("{{ projects(first: {size}) {{ nodes {{ {EVERYTHING} }} }} }}")));
    assert_eq!(one, ten);
}

/// The fields at the top of a selection.
fn split(selection: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut depth = 0;
    for word in selection.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        let opens = matches!(word, "{" | "(");
        if depth == 0 && !opens {
            parts.push(word.to_owned());
        } else if let Some(part) = parts.last_mut() {
            part.push(' ');
            part.push_str(word);
        }
        match word {
            "{" | "(" => depth += 1,
            "}" | ")" => depth -= 1,
            _ => {}
        }
    }
    parts
}

fn parents_take_as_many_statements_however_many_they_are(backend: Backend) {
    let server = server(backend);
    let nested = "participations(first: 2) { totalCount nodes { project { slug coordinator { slug } participations(first: 2) { nodes { partner { slug } } } } } }";
    let [one, ten, all] =
        [1, 10, 20].map(|size| statements(&server, &format!("{{ partners(first: {size}) {{ nodes {{ {nested} }} }} }}")));
    assert_eq!((one, ten), (all, all));
}

fn totals_are_counted_only_if_selected(backend: Backend) {
    let server = server(backend);
    let nodes = statements(&server, "{ projects(first: 5) { nodes { id } } }");
    let both = statements(&server, "{ projects(first: 5) { totalCount nodes { id } } }");
    let total = statements(&server, "{ projects(first: 0) { totalCount } }");
    assert!(nodes < both, "nodes take {nodes}, nodes with a total {both}");
    assert!(total < both, "a total takes {total}, nodes with a total {both}");
}

fn statistics_take_as_many_statements_however_much_they_count(backend: Backend) {
    let server = server(backend);
    let sums = "{ amount projectCount median }";
    let row = format!("{{ keys {{ key label {{ text }} node {{ id }} }} count partnerCount totalBudget {sums} }}");
    let own = format!("{{ keys {{ key label {{ text }} node {{ id }} }} count projectCount partnerCount budget {sums} }}");
    let all = format!(
        "{{ rows {row} other {row} unallocated {row} total {row} sumsOverlap explanation {{ text }} citation {{ text }} }}"
    );
    let questions = [
        ("projectStatistics", "groupBy: [PARTNER, THEME], attribution: SHARE", all.clone(), "acronym: {isNull: false}"),
        (
            "projectStatistics",
            "groupBy: [START_YEAR, COORDINATOR_COUNTRY], attribution: COORDINATOR",
            all,
            "acronym: {isNull: false}",
        ),
        (
            "participationStatistics",
            "groupBy: [PARTNER]",
            format!("{{ rows {own} other {own} total {own} explanation {{ text }} }}"),
            "project: {acronym: {isNull: false}}",
        ),
        (
            "indicatorStatistics",
            "groupBy: [COUNTRY, INDICATOR]",
            "{ rows { keys { label { text } } concept { id } target } leftOut { count } }".to_owned(),
            "project: {acronym: {isNull: false}}",
        ),
    ];
    for (field, arguments, fields, nothing) in questions {
        let ask = |more: &str| statements(&server, &format!("{{ {field}({arguments}{more}) {fields} }}"));
        let [one, ten, every] = [", first: 1", ", first: 10", ", first: 100"].map(ask);
        assert_eq!((one, ten), (every, every), "{field}({arguments})");
        assert!(ask(&format!(", filter: {{{nothing}}}")) <= every, "{field}({arguments})");
    }
    let fields = |fields: &str| statements(&server, &format!("{{ projectStatistics(groupBy: [START_YEAR]) {fields} }}"));
    let rows = fields("{ rows { count } }");
    assert_eq!(fields("{ rows { count totalBudget { amount projectCount } } }"), rows, "sums come with counts");
    assert_eq!(fields("{ rows { count partnerCount } }"), rows + 1, "partners are counted only if selected");
    assert_eq!(
        fields("{ rows { count totalBudget { amount minimum median maximum } } }"),
        rows + 1,
        "spreads are found only if selected"
    );
}

fn facets_of_one_list_take_one_statement(backend: Backend) {
    let server = server(backend);
    let facets = ["PARTNER_COUNTRY", "THEME", "START_YEAR", "WORK_PLACE", "STATUS", "PARTNER"]
        .map(|dimension| format!("{dimension}: facet(by: {dimension}, minCount: 0) {{ missing buckets {{ key count }} }} "));
    let [one, all] =
        [1, 6].map(|count| statements(&server, &format!("{{ projects(first: 0) {{ {} }} }}", facets[..count].concat())));
    assert_eq!(one, all);
}

fn nested_facets_take_as_many_statements_however_many_they_are(backend: Backend) {
    let server = server(backend);
    let nested = "projects(first: 0) { countries: facet(by: PARTNER_COUNTRY) { buckets { key label { text } count } } \
        partners: facet(by: PARTNER, first: 5) { buckets { label { text } node { id } } } }";
    let [one, all] = [1, 2].map(|size| statements(&server, &format!("{{ places(first: {size}) {{ nodes {{ {nested} }} }} }}")));
    assert_eq!(one, all);
}

fn snippets_and_what_is_alike_take_as_many_statements_however_many_they_are(backend: Backend) {
    let server = server(backend);
    let snippets =
        |size: usize| format!("{{ projects(search: \"meeting\", first: {size}) {{ edges {{ snippets {{ field text }} }} }} }}");
    let alike = |size: usize| {
        format!(
            "{{ projects(first: {size}) {{ nodes {{ similarProjects(first: 5) {{ project {{ slug }} reasons {{ text }} }} }} }} }}"
        )
    };
    let together = |size: usize| {
        format!(
            "{{ partners(first: {size}) {{ nodes {{ collaborators(first: 2) {{ totalCount edges {{ node {{ slug }} \
             sharedProjects(first: 2) {{ totalCount nodes {{ slug }} }} }} }} }} }} }}"
        )
    };
    for query in [&snippets as &dyn Fn(usize) -> String, &alike, &together] {
        let [one, ten, all] = [1, 10, 50].map(|size| statements(&server, &query(size)));
        assert_eq!((one, ten), (all, all), "{}", query(1));
    }
}

fn networks_and_suggestions_take_as_many_statements_however_large_they_are(backend: Backend) {
    let server = server(backend);
    let network = |size: usize| {
        format!(
            "{{ partnerNetwork(first: {size}) {{ nodes {{ partner {{ slug }} }} edges {{ from {{ slug }} to {{ slug }} }} }} }}"
        )
    };
    let [ten, all] = [10, 100].map(|size| statements(&server, &network(size)));
    assert_eq!(ten, all);
    let suggest =
        |size: usize| format!("{{ suggest(search: \"p\", types: [PROJECT, PARTNER], first: {size}) {{ text node {{ id }} }} }}");
    let [two, all] = [2, 100].map(|size| statements(&server, &suggest(size)));
    assert_eq!(two, all);
}
