//! Participations and indicators.

use serde_json::{Value, json};

use super::{SUMS, names, rows, server, sorted_rows, sums};
use crate::common::{
    backend::{Backend, Database},
    client::Client,
    on_both_backends,
    records::{place, project, record, source, text},
    server::Server,
};

on_both_backends!(
    participations_are_counted_by_what_they_are,
    participations_of_several_programmes_overlap,
    indicators_add_up_where_they_are_alike,
    an_indicator_counts_by_its_own_values,
);

/// Asks for statistics of participations.
fn participations(client: &Client, arguments: &str) -> Value {
    let row = format!("{{ keys {{ kind key label {{ text }} }} count projectCount partnerCount budget {SUMS} }}");
    let query = format!(
        "{{ participationStatistics({arguments}) {{ groupCount rows {row} other {row} total {row} explanation {{ text }} }} }}"
    );
    client.query(&query)["participationStatistics"].take()
}

fn participations_are_counted_by_what_they_are(backend: Backend) {
    let server = server(backend);
    let found = participations(server.client(), "groupBy: [PARTNER_COUNTRY]");
    assert_eq!(rows(&found, "budget"), ["Italy: 3 [20.01 EUR]", "Romania: 3 [30.01 EUR]", "MISSING: 1 [5.00 EUR]"]);
    let italy = &found["rows"][0];
    assert_eq!((&italy["projectCount"], &italy["partnerCount"]), (&json!(2), &json!(1)));
    let one = json!([{"amount": "20.01", "currency": "EUR", "projectCount": 1, "minimum": "20.01", "median": "20.01", "maximum": "20.01"}]);
    assert_eq!(italy["budget"], one);
    let total = &found["total"];
    assert_eq!((&total["count"], &total["projectCount"], &total["partnerCount"]), (&json!(7), &json!(3), &json!(3)));
    assert_eq!((sums(&total["budget"]), &total["budget"][0]["projectCount"]), ("55.02 EUR".to_owned(), &json!(1)));

    let most =
        participations(server.client(), r#"groupBy: [PARTNER], first: 1, orderBy: [{field: TOTAL_BUDGET, currency: "EUR"}]"#);
    assert_eq!(rows(&most, "budget"), ["ro: 3 [30.01 EUR]"]);
    let other = &most["other"];
    assert_eq!((&other["count"], &other["projectCount"], &other["partnerCount"]), (&json!(4), &json!(2), &json!(2)));
    assert_eq!((sums(&other["budget"]), &other["budget"][0]["projectCount"]), ("25.01 EUR".to_owned(), &json!(1)));

    // The filter selects participations: those of other partners in the same projects don't count.
    let romanian =
        participations(server.client(), r#"groupBy: [PARTNER_COUNTRY, ROLE], filter: {partner: {country: {eq: "RO"}}}"#);
    assert_eq!(rows(&romanian, "budget"), ["Romania Coordinator: 2 [30.01 EUR]", "Romania Partner: 1"]);
    let years = participations(server.client(), "groupBy: [START_YEAR], orderBy: [{field: KEY, direction: ASC}]");
    assert_eq!(rows(&years, "budget"), ["2019: 4 [55.02 EUR]", "2020: 0", "2021: 0", "2022: 3"]);
    let whole = participations(server.client(), "groupBy: []");
    assert_eq!(whole["rows"], json!([whole["total"]]));
}

fn participations_of_several_programmes_overlap(backend: Backend) {
    let server = server(backend);
    let found = participations(server.client(), "groupBy: [PROGRAMME]");
    assert_eq!(sorted_rows(&found, "budget"), ["MISSING: 3", "first: 4 [55.02 EUR]", "second: 4 [55.02 EUR]"]);
    assert_eq!(sums(&found["total"]["budget"]), "55.02 EUR");
    let explanation = found["explanation"]["text"].as_str().unwrap_or_default();
    assert!(explanation.contains("a participation with several values counts in several rows"), "{explanation}");
    let single = participations(server.client(), "groupBy: [ROLE]");
    let explanation = single["explanation"]["text"].as_str().unwrap_or_default();
    assert!(explanation.contains("each participation counts once"), "{explanation}");
}

/// One project with eight indicators, of which four add up.
fn measured() -> Vec<Value> {
    let value = |number: &str, comparator: &str| json!({"value": number, "comparator": comparator});
    let prose = |words: &str| json!({"text": words});
    let people = |key: &str, members: Value| {
        let mut indicator = json!({"key": key, "concept": "people", "unit": "PERSON"});
        for (name, value) in members.as_object().into_iter().flatten() {
            indicator[name] = value.clone();
        }
        indicator
    };
    let periods = json!([
        {"period": {"start": "2020", "end": "2020"}, "targets": [value("100", "EXACTLY")]},
        {"period": {"start": "2021", "end": "2021"}, "targets": [value("3", "AT_LEAST")]},
    ]);
    let first = json!([
        people("1", json!({"target": value("10", "AT_LEAST"), "actual": value("12.5", "EXACTLY")})),
        people("2", json!({"target": value("0.5", "AT_LEAST")})),
        {"key": "3", "unit": "PERCENT", "target": value("50", "EXACTLY")},
        {"key": "4", "target": value("5", "EXACTLY")},
    ]);
    let second = json!([
        people("5", json!({"target": prose("many")})),
        people("6", json!({})),
        people("7", json!({"target": value("1", "AT_LEAST"), "actual": prose("some")})),
        people("8", json!({"periods": periods})),
    ]);
    vec![
        source(),
        json!({"vocabulary": {"code": "TARGET_GROUP", "name": text("en", "Target groups")}}),
        record("concept", "people", json!({"vocabulary": "TARGET_GROUP", "notation": "people", "label": text("en", "People")})),
        place("cluj", "CITY", json!({"country": "RO"})),
        place("milan", "CITY", json!({"country": "IT"})),
        project(
            "a",
            json!({"places": ["cluj", "milan"], "results": [
                {"key": "1", "kind": "EVENT", "title": text("en", "First"), "indicators": first},
                {"key": "2", "kind": "REPORT", "title": text("en", "Second"), "indicators": second},
            ]}),
        ),
    ]
}

/// Asks for statistics of indicators.
fn indicators(client: &Client, arguments: &str) -> Value {
    let query = format!(
        "{{ indicatorStatistics({arguments}) {{ groupCount rows {{ keys {{ kind key label {{ text }} }} concept {{ notation }} unit \
         comparator resultCount target actual }} leftOut {{ count reason {{ text }} }} explanation {{ text }} }} }}"
    );
    client.query(&query)["indicatorStatistics"].take()
}

/// Each row as keys, comparator, target and actual value.
fn quantities(statistics: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let row = |row: &Value| {
        let values = format!("{} {} of {}", text(&row["comparator"]), text(&row["actual"]), text(&row["target"]));
        format!("{} {values} in {}", names(row), row["resultCount"]).trim_start().to_owned()
    };
    statistics["rows"].as_array().into_iter().flatten().map(row).collect()
}

fn indicators_add_up_where_they_are_alike(backend: Backend) {
    let server = Server::start(Database::with(backend, &measured()), &[]);
    let found = indicators(server.client(), "groupBy: []");
    assert_eq!(quantities(&found), ["AT_LEAST - of 14.5 in 2", "EXACTLY 12.5 of - in 1"]);
    let row = &found["rows"][0];
    assert_eq!((&row["concept"]["notation"], &row["unit"], &row["keys"]), (&json!("people"), &json!("PERSON"), &json!([])));
    let left_out: Vec<String> = found["leftOut"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|reason| format!("{} {}", reason["count"], reason["reason"]["text"].as_str().unwrap_or_default()))
        .collect();
    let expected = [
        "1 Neither a target nor an actual value is stated.",
        "1 What is stated is prose, not a number.",
        "1 The number has no unit.",
        "1 The unit, such as a percentage, an average or a ratio, doesn't add up.",
        "1 One of target and actual value is prose and was left out; the other one was added up.",
    ];
    assert_eq!(left_out, expected);
    let said = "2 results; 8 indicators, of which 4 added up where concept, unit and comparator are the same and 4 left out; \
                each indicator counts once.";
    assert_eq!(found["explanation"]["text"], said);
    let one = indicators(server.client(), "groupBy: [], first: 1, filter: {kind: {eq: EVENT}}");
    assert_eq!((quantities(&one), &one["groupCount"]), (vec!["EXACTLY 12.5 of - in 1".to_owned()], &json!(2)));
}

fn an_indicator_counts_by_its_own_values(backend: Backend) {
    let server = Server::start(Database::with(backend, &measured()), &[]);
    let found = indicators(server.client(), "groupBy: [INDICATOR, UNIT, TARGET_REACHED]");
    let expected = [
        "People PERSON MISSING AT_LEAST - of 4.5 in 2",
        "People PERSON true EXACTLY 12.5 of - in 1",
        "People PERSON true AT_LEAST - of 10 in 1",
    ];
    let mut quantities_found = quantities(&found);
    // A value of an enumeration may have a label.
    for row in &mut quantities_found {
        *row = row.replace("Target reached", "true");
    }
    quantities_found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(quantities_found, expected);
    let by_country = indicators(server.client(), "groupBy: [COUNTRY], first: 1");
    assert_eq!(quantities(&by_country), ["Italy AT_LEAST - of 14.5 in 2"]);
    assert_eq!(by_country["groupCount"], 4);
    let explanation = by_country["explanation"]["text"].as_str().unwrap_or_default();
    assert!(explanation.contains("an indicator with several values counts in several rows"), "{explanation}");
}
