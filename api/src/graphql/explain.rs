//! The library's messages about bad values, made useful: without its inner workings, and with what is allowed.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
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

/// The message as a person can use it.
pub fn explain(message: &str) -> String {
    // "Failed to parse \"Date\": what is wrong (occurred while parsing \"DateFilter\")"
    let what =
        message.strip_prefix("Failed to parse \"").and_then(|rest| rest.split_once("\": ")).map_or(message, |(_, what)| what);
    let what = what.split(" (occurred while parsing").next().unwrap_or(what);
    let enumeration = what.split_once("enumeration type \"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name);
    match enumeration.and_then(|name| VALUES.get(name)) {
        Some(values) => format!("{what}; allowed are {}", values.join(", ")),
        None => what.to_owned(),
    }
}
