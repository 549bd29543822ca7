//! The library's messages about bad values, made useful: without its inner workings, and with what is allowed.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::{
    ServerError,
    parser::{
        parse_schema,
        types::{TypeKind, TypeSystemDefinition},
    },
};

/// The values of each enumeration of the schema.
static VALUES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let definitions = parse_schema(super::sdl()).map(|document| document.definitions).unwrap_or_default();
    let values = |definition: TypeSystemDefinition| {
        let TypeSystemDefinition::Type(definition) = definition else { return None };
        let TypeKind::Enum(enumeration) = &definition.node.kind else { return None };
        let values = enumeration.values.iter().map(|value| value.node.value.node.to_string()).collect();
        Some((definition.node.name.node.to_string(), values))
    };
    definitions.into_iter().filter_map(values).collect()
});

/// Where and why a document can't be parsed, in one line.
pub fn parse_error_message(error: &ServerError) -> String {
    let place = error.locations.first().map(|at| format!(" at line {}, column {}", at.line, at.column)).unwrap_or_default();
    let why = error.message.lines().rev().find_map(|line| line.trim().strip_prefix("= ")).unwrap_or(&error.message);
    format!("the query can't be read{place}: {}", why.trim())
}

/// The message as a person can use it.
pub fn value_error_message(message: &str) -> String {
    // "Failed to parse \"Date\": what is wrong (occurred while parsing \"DateFilter\")"
    let what =
        message.strip_prefix("Failed to parse \"").and_then(|rest| rest.split_once("\": ")).map_or(message, |(_, what)| what);
    let what = what.split(" (occurred while parsing").next().unwrap_or(what);
    if let Some(variable) = what.strip_prefix("Variable ").and_then(|rest| rest.strip_suffix(" is not defined.")) {
        return format!("the variable ${variable} needs a value: send one in variables");
    }
    if let Some((argument, _)) = what.split_once(", Oneof input objects requires") {
        return format!("{argument}: give exactly one of its members, and a value that is not null");
    }
    let enumeration = what.split_once("enumeration type \"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name);
    match enumeration.and_then(|name| VALUES.get(name)) {
        Some(values) => format!("{what}; allowed are {}", values.join(", ")),
        None => what.to_owned(),
    }
}
