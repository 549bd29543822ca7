//! Questions that have no answer.

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    records::{partner, place, programme, project, record, source, text},
    server::{Server, shared},
};

on_both_backends!(impossible_questions_are_refused, too_many_cells_are_refused,);

fn impossible_questions_are_refused(backend: Backend) {
    let client = shared(backend);
    for (field, dimension) in
        [("projectStatistics", "THEME"), ("participationStatistics", "ROLE"), ("indicatorStatistics", "UNIT")]
    {
        let refused = |arguments: &str, code: &str, words: &[&str]| {
            client.fails(&format!("{{ {field}({arguments}) {{ groupCount }} }}"), code, words);
        };
        refused(&format!("groupBy: [{dimension}, {dimension}]"), "BAD_USER_INPUT", &[dimension, "twice"]);
        refused("groupBy: [], first: -1", "BAD_USER_INPUT", &["-1", "10000"]);
        refused("groupBy: [], first: 10001", "PAGE_TOO_LARGE", &["10001", "10000"]);
    }
    let too_many = [
        ("projectStatistics", "THEME, STATUS, SOURCE, LANGUAGE"),
        ("participationStatistics", "ROLE, PARTNER, PROGRAMME, PARTNER_KIND"),
        ("indicatorStatistics", "UNIT, KIND, COUNTRY, YEAR"),
    ];
    for (field, dimensions) in too_many {
        client.fails(
            &format!("{{ {field}(groupBy: [{dimensions}]) {{ groupCount }} }}"),
            "BAD_USER_INPUT",
            &["4 dimensions", "3"],
        );
    }
    for field in ["projectStatistics", "participationStatistics"] {
        for by in ["TOTAL_BUDGET", "GRANT"] {
            let query = format!("{{ {field}(groupBy: [], orderBy: [{{field: {by}}}]) {{ groupCount }} }}");
            client.fails(&query, "BAD_USER_INPUT", &["currency", "EUR"]);
        }
    }
    let money = "{ rows { grant { amount } } }";
    let rules = ["WHOLE", "EQUAL_SPLIT"];
    client.fails(
        &format!("{{ projectStatistics(groupBy: [START_YEAR, THEME]) {money} }}"),
        "BAD_USER_INPUT",
        &["THEME", rules[0], rules[1]],
    );
    let all = ["PARTNER", "WHOLE", "EQUAL_SPLIT", "COORDINATOR", "SHARE"];
    client.fails(&format!("{{ projectStatistics(groupBy: [START_YEAR, PARTNER]) {money} }}"), "BAD_USER_INPUT", &all);
    client.fails(
        &format!("{{ projectStatistics(groupBy: [START_YEAR, THEME], attribution: SHARE) {money} }}"),
        "BAD_USER_INPUT",
        &["SHARE", rules[0], rules[1]],
    );
}

/// One project in so many programmes, with so many partners and indicators, that the combinations are more than can be shown.
fn too_many_cells_are_refused(backend: Backend) {
    let (programmes, countries, concepts) = (450, ["RO", "IT", "ES", "FR", "DE", "PT", "GR", "BG", "HU", "PL"], 46);
    let named = |name: &str, number: usize| (0..number).map(|i| format!("{name}-{i}")).collect::<Vec<_>>();
    let (ours, partners, measures) = (named("programme", programmes), named("partner", programmes), named("measure", concepts));
    let mut records = vec![source(), json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}})];
    records.extend(ours.iter().map(|key| programme(key, json!({}))));
    records.extend(partners.iter().map(|key| partner(key, json!({}))));
    records.extend(countries.iter().map(|code| place(&code.to_lowercase(), "COUNTRY", json!({"country": code}))));
    records.extend(
        measures
            .iter()
            .map(|key| record("concept", key, json!({"vocabulary": "THEME", "notation": key, "label": text("en", key)}))),
    );
    let participations: Vec<Value> = partners.iter().map(|key| json!({"key": key, "partner": key, "role": "PARTNER"})).collect();
    let target = json!({"value": "1", "comparator": "EXACTLY"});
    let indicators: Vec<Value> =
        measures.iter().map(|key| json!({"key": key, "concept": key, "unit": "PERSON", "target": target})).collect();
    let places: Vec<String> = countries.iter().map(|code| code.to_lowercase()).collect();
    records.push(project(
        "everything",
        json!({"programmes": ours, "participations": participations, "places": places,
            "results": [{"key": "1", "kind": "REPORT", "title": text("en", "All"), "indicators": indicators}]}),
    ));
    // So many are slow to count in a program that was built for tests.
    let server = Server::start(Database::with(backend, &records), &["--max-seconds", "120"]);
    let questions = [
        ("projectStatistics", "PARTNER, PROGRAMME", "PARTNER"),
        ("participationStatistics", "PARTNER, PROGRAMME", "PARTNER"),
        ("indicatorStatistics", "PROGRAMME, COUNTRY", "PROGRAMME"),
    ];
    for (field, many, few) in questions {
        let query = |dimensions: &str| format!("{{ {field}(groupBy: [{dimensions}], first: 1) {{ groupCount }} }}");
        server.client().fails(&query(many), "QUERY_TOO_COMPLEX", &["200000", "filter", "fewer dimensions"]);
        let fewer = server.client().query(&query(few));
        assert!(fewer[field]["groupCount"].as_u64().is_some_and(|number| number >= 450), "{field}: {fewer}");
    }
}
