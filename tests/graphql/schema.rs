//! The schema as a product: printed, served, described.

use std::fs;

use serde_json::Value;

use crate::common::{backend::Backend, client::each, on_both_backends, program, server::shared};

on_both_backends!(the_server_gives_the_schema, everything_is_described, nothing_is_deprecated, scalars_are_specified);

/// What the program prints.
fn printed() -> String {
    let ended = program::run(&["schema"]);
    assert!(ended.success(), "{}", ended.stderr);
    ended.stdout
}

#[test]
fn schema_graphql_is_fresh() {
    let kept = fs::read_to_string(program::root().join("schema.graphql")).unwrap_or_default();
    // Compared in one go, the difference would fill screens.
    let first = kept.lines().zip(printed().lines()).position(|(kept, printed)| kept != printed).map(|line| line + 1);
    assert!(kept == printed(), "schema.graphql is stale from line {first:?} on: run `make schema`");
}

fn the_server_gives_the_schema(backend: Backend) {
    let answer = shared(backend).get("/schema.graphql");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body.trim_end(), printed().trim_end());
}

const WALK: &str = "{ __schema { types { kind name description specifiedByURL \
    fields(includeDeprecated: true) { name description isDeprecated args(includeDeprecated: true) { name description isDeprecated } } \
    inputFields(includeDeprecated: true) { name description isDeprecated } \
    enumValues(includeDeprecated: true) { name description isDeprecated } } } }";

/// The types of the schema that are ours.
fn types(backend: Backend) -> Vec<Value> {
    let data = shared(backend).query(WALK);
    let types = data["__schema"]["types"].as_array().cloned().unwrap_or_default();
    let built_in = ["Int", "Float", "String", "Boolean", "ID"];
    let ours = |value: &Value| value["name"].as_str().is_some_and(|name| !name.starts_with("__") && !built_in.contains(&name));
    let types: Vec<Value> = types.into_iter().filter(ours).collect();
    assert!(types.len() > 100, "{} types", types.len());
    types
}

/// The members of a type with their paths: fields, their arguments, input fields, enum values.
fn members(kind: &Value) -> Vec<(String, &Value)> {
    let name = kind["name"].as_str().unwrap_or_default();
    let mut members = Vec::new();
    for list in ["fields", "inputFields", "enumValues"] {
        for member in kind[list].as_array().into_iter().flatten() {
            let path = format!("{name}.{}", member["name"].as_str().unwrap_or_default());
            for argument in member["args"].as_array().into_iter().flatten() {
                members.push((format!("{path}({})", argument["name"].as_str().unwrap_or_default()), argument));
            }
            members.push((path, member));
        }
    }
    members
}

fn everything_is_described(backend: Backend) {
    let mut missing = Vec::new();
    let bare = |value: &Value| value["description"].as_str().is_none_or(|text| text.trim().is_empty());
    for kind in &types(backend) {
        if bare(kind) {
            missing.push(kind["name"].as_str().unwrap_or_default().to_owned());
        }
        missing.extend(members(kind).into_iter().filter(|(_, member)| bare(member)).map(|(path, _)| path));
    }
    assert!(missing.is_empty(), "{} have no description:\n{}", missing.len(), missing.join("\n"));
}

fn nothing_is_deprecated(backend: Backend) {
    for kind in &types(backend) {
        for (path, member) in members(kind) {
            assert_ne!(member["isDeprecated"], true, "{path}");
        }
    }
}

fn scalars_are_specified(backend: Backend) {
    let types = types(backend);
    let scalars: Vec<&Value> = types.iter().filter(|kind| kind["kind"] == "SCALAR").collect();
    for scalar in &scalars {
        let url = scalar["specifiedByURL"].as_str().unwrap_or_default();
        assert!(url.starts_with("https://"), "{} has no specifiedByURL", scalar["name"]);
    }
    let data = serde_json::json!({"scalars": scalars});
    let names = each(&data, "/scalars", "/name");
    for name in ["Date", "DateTime", "PartialDate", "Decimal", "CountryCode", "CurrencyCode", "LanguageTag", "URL"] {
        assert!(names.contains(&name), "{name} is missing in {names:?}");
    }
}
