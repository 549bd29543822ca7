//! The order of an answer's members: as the query names them. The library answers fields as they are ready, which would make the same
//! question give different bytes.

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};

/// The members of an object in order, each with those of what it holds.
struct Plan(Vec<(Name, Plan)>);

/// Puts the members of an answer in the order of its query.
pub fn reorder(document: &ExecutableDocument, operation: &OperationDefinition, answer: Value) -> Value {
    apply(&plan(document, &[&operation.selection_set.node]), answer)
}

fn plan(document: &ExecutableDocument, sets: &[&SelectionSet]) -> Plan {
    let mut members: IndexMap<Name, Vec<&SelectionSet>> = IndexMap::new();
    for set in sets {
        collect(document, set, &mut members);
    }
    Plan(members.into_iter().map(|(name, sets)| (name, plan(document, &sets))).collect())
}

fn collect<'a>(document: &'a ExecutableDocument, set: &'a SelectionSet, members: &mut IndexMap<Name, Vec<&'a SelectionSet>>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                members.entry(field.node.response_key().node.clone()).or_default().push(&field.node.selection_set.node);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(document, &fragment.node.selection_set.node, members);
                }
            }
            Selection::InlineFragment(inline) => collect(document, &inline.node.selection_set.node, members),
        }
    }
}

fn apply(plan: &Plan, value: Value) -> Value {
    match value {
        Value::Object(mut members) if !plan.0.is_empty() => {
            let mut ordered = IndexMap::with_capacity(members.len());
            for (name, inner) in &plan.0 {
                if let Some(value) = members.swap_remove(name) {
                    ordered.insert(name.clone(), apply(inner, value));
                }
            }
            ordered.append(&mut members);
            Value::Object(ordered)
        }
        Value::List(items) => Value::List(items.into_iter().map(|item| apply(plan, item)).collect()),
        other => other,
    }
}
