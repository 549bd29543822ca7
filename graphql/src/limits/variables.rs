//! The values of variables, held against the types that the document declares for them.

use async_graphql::{
    Value, Variables,
    parser::types::{BaseType, OperationDefinition, Type},
};

use super::{super::ErrorCode, Rejection};

/// Refuses variables without a value, or with one of another type, before a filter can silently fall away because of them.
pub fn check(operation: &OperationDefinition, variables: &Variables) -> Result<(), Rejection> {
    for definition in &operation.variable_definitions {
        let (name, declared) = (&definition.node.name.node, &definition.node.var_type.node);
        let fault = match variables.get(name) {
            None if declared.nullable || definition.node.default_value.is_some() => None,
            None => Some("has no value".to_owned()),
            Some(value) => misfit(declared, value),
        };
        if let Some(fault) = fault {
            return Err((format!("the variable ${name} {fault}: its type is {declared}"), ErrorCode::BadUserInput));
        }
    }
    Ok(())
}

/// What is wrong with a value of this type, as far as that doesn't need the schema.
fn misfit(declared: &Type, value: &Value) -> Option<String> {
    match (value, &declared.base) {
        (Value::Null, _) => (!declared.nullable).then(|| "is null, or holds null".to_owned()),
        (Value::List(items), BaseType::List(inner)) => items.iter().find_map(|item| misfit(inner, item)),
        // One value stands for a list of one.
        (one, BaseType::List(inner)) => misfit(inner, one),
        (value, BaseType::Named(name)) => {
            let fits = match (name.as_str(), value) {
                ("Int", Value::Number(number)) => number.is_i64() || number.is_u64() || is_whole(number.as_f64()),
                ("Float", value) => matches!(value, Value::Number(_)),
                ("String", value) => matches!(value, Value::String(_)),
                ("ID", value) => matches!(value, Value::String(_) | Value::Number(_)),
                ("Boolean", value) => matches!(value, Value::Boolean(_)),
                ("Int", _) => false,
                _ => true,
            };
            (!fits).then(|| format!("is {}", kind(value)))
        }
    }
}

fn is_whole(number: Option<f64>) -> bool {
    number.is_some_and(|number| number.fract() == 0.0)
}

/// What kind of value this is, in words that never repeat it.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Number(_) => "a number",
        Value::String(_) | Value::Enum(_) => "a text",
        Value::Boolean(_) => "a Boolean",
        Value::List(_) => "a list",
        Value::Object(_) => "an object",
        Value::Binary(_) => "bytes",
    }
}
