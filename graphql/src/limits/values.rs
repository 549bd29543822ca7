//! Limits of the values of a document and of its variables.

use async_graphql::{
    Value, Variables,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

use super::{super::ErrorCode, Rejection};

/// How deep a value may be nested, in the document or in variables.
const MAX_VALUE_DEPTH: usize = 20;
/// How many parts all values may have together.
const MAX_VALUE_PARTS: usize = 2_000;

/// A value as written in a document, which may hold variables.
type Literal = async_graphql_value::Value;

/// Checks all values of a document and its variables: how deep they are, how many parts they have, and that their texts can be stored.
pub fn check<'a>(document: &'a ExecutableDocument, variables: &'a Variables) -> Result<(), Rejection> {
    let mut open: Vec<(usize, ValuePart<'a>)> = variables.values().map(|value| (1, ValuePart::Constant(value))).collect();
    let operations = document.operations.iter().map(|(_, operation)| &operation.node);
    for operation in operations {
        let defaults = operation.variable_definitions.iter().filter_map(|definition| definition.node.default_value.as_ref());
        open.extend(defaults.map(|value| (1, ValuePart::Constant(&value.node))));
        collect_values(&operation.selection_set.node, &mut open);
    }
    for fragment in document.fragments.values() {
        collect_values(&fragment.node.selection_set.node, &mut open);
    }
    let mut parts = 0;
    while let Some((depth, part)) = open.pop() {
        parts += 1;
        if depth > MAX_VALUE_DEPTH {
            return Err((
                format!("a value is nested more than {MAX_VALUE_DEPTH} levels deep: combine fewer filters"),
                ErrorCode::QueryTooDeep,
            ));
        }
        if parts > MAX_VALUE_PARTS {
            return Err((
                format!("the values of this request have more than {MAX_VALUE_PARTS} parts: ask for less at once"),
                ErrorCode::QueryTooComplex,
            ));
        }
        match part {
            ValuePart::Constant(Value::String(text)) | ValuePart::Literal(Literal::String(text)) if text.contains('\0') => {
                return Err((
                    "a text holds the character U+0000, which no text here can hold".to_owned(),
                    ErrorCode::BadUserInput,
                ));
            }
            ValuePart::Constant(Value::List(items)) => {
                open.extend(items.iter().map(|item| (depth + 1, ValuePart::Constant(item))));
            }
            ValuePart::Constant(Value::Object(members)) => {
                open.extend(members.values().map(|item| (depth + 1, ValuePart::Constant(item))));
            }
            ValuePart::Literal(Literal::List(items)) => {
                open.extend(items.iter().map(|item| (depth + 1, ValuePart::Literal(item))));
            }
            ValuePart::Literal(Literal::Object(members)) => {
                open.extend(members.values().map(|item| (depth + 1, ValuePart::Literal(item))));
            }
            ValuePart::Constant(_) | ValuePart::Literal(_) => {}
        }
    }
    Ok(())
}

/// A value in variables, or one written in the document.
enum ValuePart<'a> {
    Constant(&'a Value),
    Literal(&'a Literal),
}

fn collect_values<'a>(set: &'a SelectionSet, open: &mut Vec<(usize, ValuePart<'a>)>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                open.extend(field.node.arguments.iter().map(|(_, value)| (1, ValuePart::Literal(&value.node))));
                collect_values(&field.node.selection_set.node, open);
            }
            Selection::InlineFragment(inline) => collect_values(&inline.node.selection_set.node, open),
            Selection::FragmentSpread(_) => {}
        }
    }
}
