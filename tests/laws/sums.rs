//! Statistics: rows + other + unallocated = total, to the cent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    money::{Money, Sums, add, read},
    registry::{PLACES, Project, Registry},
};
use crate::common::client::Client;

/// Counts by key.
type Counts = BTreeMap<String, u64>;
/// Sums by key.
type Amounts = BTreeMap<String, Sums>;

const MISSING: &str = "MISSING";
const RULES: [Option<&str>; 5] = [None, Some("EQUAL_SPLIT"), Some("WHOLE"), Some("COORDINATOR"), Some("SHARE")];

/// Several dimensions at once, of projects and of their partners.
const SEVERAL: [&str; 6] = [
    "COORDINATOR_COUNTRY, START_YEAR",
    "WORK_COUNTRY, THEME",
    "PARTNER_COUNTRY, TARGET_GROUP",
    "START_YEAR, STATUS, FUNDING_CALL",
    "PARTNER, PARTNER_KIND, WORK_PLACE",
    "THEME, ROLE, PARTNER_COUNTRY",
];

pub fn check(client: &Client, registry: &Registry) {
    let data = client.query("{ __type(name: \"ProjectDimension\") { enumValues { name } } }");
    let dimensions = crate::common::client::each(&data, "/__type/enumValues", "/name");
    assert!(dimensions.len() >= 20, "{dimensions:?}");
    for dimension in dimensions {
        let accepted = rules_that_fit(client, registry, dimension);
        let known: &[Option<&str>] = match dimension {
            "WORK_COUNTRY" | "WORK_PLACE" | "THEME" | "TARGET_GROUP" => &[Some("EQUAL_SPLIT"), Some("WHOLE")],
            "PARTNER" | "PARTNER_COUNTRY" | "PARTNER_KIND" => &RULES[1..],
            _ => continue,
        };
        assert_eq!(accepted, known, "the rules that fit {dimension}");
    }
    for dimensions in SEVERAL {
        rules_that_fit(client, registry, dimensions);
    }
    let nothing = statistics(client, "", None, 10).expect("no dimension needs no rule");
    the_law_holds(registry, &nothing, &nothing, "no dimension");
    counts_are_those_of_the_model(client, registry);
    equal_parts_are_those_of_the_model(client, registry);
}

/// Asks for a statistic; fails with the error's code and message.
fn statistics(client: &Client, dimensions: &str, rule: Option<&str>, first: usize) -> Result<Value, (String, String)> {
    let sums = "{ amount currency projectCount }";
    let row = format!("{{ keys {{ dimension kind key }} count totalBudget {sums} grant {sums} }}");
    let rule = rule.map(|rule| format!(", attribution: {rule}")).unwrap_or_default();
    let query = format!(
        "{{ statistics: projectStatistics(groupBy: [{dimensions}]{rule}, first: {first}) {{ groupCount attribution countsOverlap sumsOverlap \
         rows {row} other {row} unallocated {row} total {row} }} }}"
    );
    let mut answer = client.ask(&query, &json!({}));
    match answer.get("errors") {
        None => Ok(answer["data"]["statistics"].take()),
        Some(errors) => {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            Err((text(&errors[0]["extensions"]["code"]), text(&errors[0]["message"])))
        }
    }
}

/// Checks the law under every rule that the dimensions accept, and gives those rules.
fn rules_that_fit(client: &Client, registry: &Registry, dimensions: &str) -> Vec<Option<&'static str>> {
    let mut accepted = Vec::new();
    let mut refused = Vec::new();
    for rule in RULES {
        match statistics(client, dimensions, rule, 10_000) {
            Ok(whole) => {
                let short = statistics(client, dimensions, rule, 2).expect("fewer rows are the same question");
                the_law_holds(registry, &whole, &short, &format!("{dimensions} by {rule:?}"));
                accepted.push(rule);
            }
            Err((code, message)) => {
                assert_eq!(code, "BAD_USER_INPUT", "{dimensions} by {rule:?}: {message}");
                refused.push((rule, message));
            }
        }
    }
    assert!(!accepted.is_empty(), "no rule fits {dimensions}: {refused:?}");
    for (rule, message) in refused {
        let named = accepted.iter().flatten().all(|rule| message.contains(rule));
        assert!(named, "{dimensions} by {rule:?}: {message:?} does not name the rules that fit, {accepted:?}");
    }
    accepted
}

/// The rows of a statistic, then the other rows and what is unallocated, where they are.
fn parts(statistics: &Value) -> Vec<&Value> {
    let rows = statistics["rows"].as_array().into_iter().flatten();
    rows.chain([&statistics["other"], &statistics["unallocated"]]).filter(|row| row.is_object()).collect()
}

fn count(row: &Value) -> u64 {
    row["count"].as_u64().unwrap_or_default()
}

/// Checks a statistic with all rows, and the same with two.
fn the_law_holds(registry: &Registry, whole: &Value, short: &Value, what: &str) {
    assert_eq!(whole["total"], short["total"], "{what}");
    assert_eq!(count(&whole["total"]), registry.projects.len() as u64, "{what}");
    for (field, amount) in [("totalBudget", budget as fn(&Project) -> Option<Money>), ("grant", grant)] {
        let stated: Vec<Money> = registry.projects.iter().filter_map(amount).collect();
        let mut model = Sums::new();
        for money in &stated {
            add(&mut model, money.currency, money.minor.into());
        }
        let total = &whole["total"][field];
        assert_eq!(read(total), model, "the total {field} of {what}");
        let stating: u64 = total.as_array().into_iter().flatten().filter_map(|sum| sum["projectCount"].as_u64()).sum();
        assert_eq!(stating, stated.len() as u64, "how many state a {field}: {what}");
    }

    let rows = whole["rows"].as_array().map_or(0, Vec::len);
    assert_eq!((&whole["groupCount"], &whole["other"]), (&json!(rows), &Value::Null), "{what}");
    assert_eq!(short["groupCount"], whole["groupCount"], "{what}");
    assert_eq!(short["other"].is_object(), rows > 2, "the other rows of {what}: {short:#}");
    let first_two: Vec<&Value> = whole["rows"].as_array().into_iter().flatten().take(2).collect();
    assert_eq!(short["rows"].as_array().into_iter().flatten().collect::<Vec<_>>(), first_two, "{what}");

    let counted: u64 = whole["rows"].as_array().into_iter().flatten().map(count).sum();
    assert_eq!(whole["countsOverlap"] == true, counted > count(&whole["total"]), "countsOverlap of {what}: {whole:#}");
    assert!(counted >= count(&whole["total"]), "a project is in no row of {what}: {whole:#}");
    for statistics in [whole, short] {
        if statistics["sumsOverlap"] == false {
            for field in ["totalBudget", "grant"] {
                let mut sums = Sums::new();
                for (currency, sum) in parts(statistics).iter().flat_map(|row| read(&row[field])) {
                    add(&mut sums, &currency, sum);
                }
                let mut total = read(&statistics["total"][field]);
                // A share in a currency that no project states comes and goes again.
                sums.retain(|currency, sum| *sum != 0 || total.contains_key(currency));
                total.retain(|currency, sum| *sum != 0 || sums.contains_key(currency));
                assert_eq!(sums, total, "rows + other + unallocated = total {field} of {what}: {statistics:#}");
            }
        }
        if statistics["countsOverlap"] == false {
            let without: u64 =
                parts(statistics).iter().filter(|row| **row != &statistics["unallocated"]).map(|row| count(row)).sum();
            assert_eq!(without, count(&statistics["total"]), "the counts of {what}: {statistics:#}");
        }
    }
    if whole["attribution"].is_string() && whole["attribution"] != "WHOLE" {
        assert_eq!(whole["sumsOverlap"], false, "{what}");
    }
}

fn budget(project: &Project) -> Option<Money> {
    project.budget
}

fn grant(project: &Project) -> Option<Money> {
    project.grant
}

/// The values that a project has in a dimension, for the dimensions whose keys are codes.
fn values(registry: &Registry, dimension: &str, project: &Project) -> BTreeSet<String> {
    let partners = || project.participations.iter().map(|participation| registry.partner(participation));
    let found: BTreeSet<String> = match dimension {
        "WORK_COUNTRY" => project.places.iter().map(|place| PLACES[*place].2.to_owned()).collect(),
        "PARTNER_COUNTRY" => partners().filter_map(|partner| partner.country).map(str::to_owned).collect(),
        "PARTNER_KIND" => partners().filter_map(|partner| partner.kind).map(str::to_owned).collect(),
        "ROLE" => project.participations.iter().filter_map(|participation| participation.role).map(str::to_owned).collect(),
        "START_YEAR" => project.start.map(|start| start[..4].to_owned()).into_iter().collect(),
        _ => project
            .participations
            .iter()
            .filter(|participation| participation.role == Some("COORDINATOR"))
            .filter_map(|participation| registry.partner(participation).country)
            .map(str::to_owned)
            .collect(),
    };
    if found.is_empty() { BTreeSet::from([MISSING.to_owned()]) } else { found }
}

/// The key of a row of a statistic with one dimension.
fn key(row: &Value) -> String {
    let key = &row["keys"][0];
    key["key"].as_str().or(key["kind"].as_str()).unwrap_or_default().to_owned()
}

fn counts_are_those_of_the_model(client: &Client, registry: &Registry) {
    for dimension in ["WORK_COUNTRY", "PARTNER_COUNTRY", "PARTNER_KIND", "ROLE", "START_YEAR", "COORDINATOR_COUNTRY"] {
        let mut model = Counts::new();
        for project in &registry.projects {
            for value in values(registry, dimension, project) {
                *model.entry(value).or_default() += 1;
            }
        }
        // Without money nobody has to say who gets it.
        let query =
            format!("{{ projectStatistics(groupBy: [{dimension}], first: 100) {{ rows {{ keys {{ kind key }} count }} }} }}");
        let data = client.query(&query);
        let rows = data["projectStatistics"]["rows"].as_array().cloned().unwrap_or_default();
        let found: Counts = rows.iter().map(|row| (key(row), count(row))).collect();
        assert_eq!(found, model, "{dimension}");
    }
}

fn equal_parts_are_those_of_the_model(client: &Client, registry: &Registry) {
    for dimension in ["WORK_COUNTRY", "PARTNER_COUNTRY"] {
        let found = statistics(client, dimension, Some("EQUAL_SPLIT"), 100).expect("several values can be split");
        for (field, amount) in [("totalBudget", budget as fn(&Project) -> Option<Money>), ("grant", grant)] {
            let mut model = Amounts::new();
            for project in &registry.projects {
                let cells = values(registry, dimension, project);
                let Some(money) = amount(project) else { continue };
                let (minor, parts) = (i128::from(money.minor), cells.len() as i128);
                for (i, cell) in (0..).zip(cells) {
                    // Cents that are left over go to the first cells.
                    let part = minor / parts + i128::from(i < minor % parts);
                    add(model.entry(cell).or_default(), money.currency, part);
                }
            }
            let rows = found["rows"].as_array().into_iter().flatten();
            let found: Amounts = rows.map(|row| (key(row), read(&row[field]))).filter(|(_, sums)| !sums.is_empty()).collect();
            assert_eq!(found, model, "{field} by {dimension}");
        }
    }
}
