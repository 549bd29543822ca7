//! Statistics of small registries, worked out by hand.

mod counts;
mod explanations;
mod money;
mod refusals;

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    client::Client,
    records::{partner, place, programme, project, record, source, text},
    server::Server,
};

/// Four projects: one with two places, themes and Italian participations, one with two coordinators, one with nothing but a budget in
/// lei, one without a budget.
fn registry() -> Vec<Value> {
    let vocabulary = json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}});
    let theme = |key: &str| record("concept", key, json!({"vocabulary": "THEME", "notation": key, "label": text("en", key)}));
    let cost = |amount: &str, currency: &str| json!([{"kind": "TOTAL_COST", "money": {"amount": amount, "currency": currency}}]);
    let row = |key: &str, partner: &str, role: &str, budget: Option<&str>| {
        let mut row = json!({"key": key, "partner": partner, "role": role});
        if let Some(amount) = budget {
            row["budget"] = json!({"amount": amount, "currency": "EUR"});
        }
        row
    };
    let credited = json!({"publisher": "The test", "title": text("en", "Credited"), "attribution": "© The test"});
    vec![
        source(),
        record("source", "credited", credited),
        vocabulary,
        theme("t1"),
        theme("t2"),
        place("cluj", "CITY", json!({"country": "RO"})),
        place("milan", "CITY", json!({"country": "IT"})),
        programme("first", json!({"code": "A"})),
        programme("second", json!({"code": "B"})),
        partner("ro", json!({"country": "RO"})),
        partner("it", json!({"country": "IT"})),
        partner("nowhere", json!({})),
        project(
            "a",
            json!({"amounts": cost("100.01", "EUR"), "period": {"start": "2019-05"}, "places": ["cluj", "milan"],
                "concepts": ["t1", "t2"], "programmes": ["first", "second"], "sources": [{"source": "credited"}],
                "participations": [row("1", "ro", "COORDINATOR", Some("30.01")), row("2", "it", "PARTNER", Some("20.00")),
                    row("3", "it", "PARTNER", Some("0.01")), row("4", "nowhere", "PARTNER", Some("5.00"))]}),
        ),
        project(
            "b",
            json!({"amounts": cost("7.00", "EUR"), "period": {"start": "2022"}, "places": ["cluj"],
                "participations": [row("1", "ro", "COORDINATOR", None), row("2", "it", "COORDINATOR", None)]}),
        ),
        project("c", json!({"amounts": cost("5.00", "RON")})),
        project(
            "d",
            json!({"period": {"start": "2022-06-01"}, "places": ["milan"], "participations": [row("1", "ro", "PARTNER", None)]}),
        ),
    ]
}

fn server(backend: Backend) -> Server {
    Server::start(Database::with(backend, &registry()), &[])
}

const SUMS: &str = "{ amount currency projectCount minimum median maximum }";

/// Asks for statistics of total budgets.
fn statistics(client: &Client, arguments: &str) -> Value {
    let row = format!("{{ keys {{ kind key label {{ text }} }} count partnerCount totalBudget {SUMS} }}");
    let query = format!(
        "{{ projectStatistics({arguments}) {{ groupCount countsOverlap sumsOverlap rows {row} other {row} unallocated {row} total {row} }} }}"
    );
    client.query(&query)["projectStatistics"].take()
}

/// The keys of a row as people read them.
fn names(row: &Value) -> String {
    let name = |key: &Value| {
        key["label"]["text"].as_str().or(key["key"].as_str()).or(key["kind"].as_str()).unwrap_or_default().to_owned()
    };
    let names: Vec<String> = row["keys"].as_array().into_iter().flatten().map(name).collect();
    names.join(" ")
}

/// The sums of a list, such as "100.01 EUR, 5.00 RON".
fn sums(list: &Value) -> String {
    let sum =
        |sum: &Value| format!("{} {}", sum["amount"].as_str().unwrap_or_default(), sum["currency"].as_str().unwrap_or_default());
    let sums: Vec<String> = list.as_array().into_iter().flatten().map(sum).collect();
    sums.join(", ")
}

/// Each row as its keys, count and sums, in the order of the answer.
fn rows(statistics: &Value, amount: &str) -> Vec<String> {
    let row = |row: &Value| format!("{}: {} [{}]", names(row), row["count"], sums(&row[amount])).replace(" []", "");
    statistics["rows"].as_array().into_iter().flatten().map(row).collect()
}

/// The same, sorted.
fn sorted_rows(statistics: &Value, amount: &str) -> Vec<String> {
    let mut rows = rows(statistics, amount);
    rows.sort_unstable();
    rows
}
