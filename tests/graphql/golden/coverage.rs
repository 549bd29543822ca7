//! The fields of the schema that no golden answer has, neither of a case nor of a registry that was kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use async_graphql_parser::{
    parse_query, parse_schema,
    types::{
        BaseType, ExecutableDocument, InterfaceType, ObjectType, Selection, SelectionSet, Type, TypeKind, TypeSystemDefinition,
    },
};
use serde_json::{Map, Value};

use super::{Case, path};
use crate::{common::program::root, operations::versions};

/// The file that lists these fields as `TYPE.FIELD`.
pub const UNTOUCHED: &str = "untouched-fields.txt";

#[test]
fn the_list_of_untouched_fields_becomes_shorter() {
    let types = types();
    let mut touched = BTreeSet::new();
    let cases = Case::all().map(|case| (case.query.clone(), case.golden()));
    for (query, answer) in cases.chain([(versions::question(), versions::answer())]) {
        let document = parse_query(&query).expect("a question can be parsed");
        let mut walk = Walk { types: &types, document: &document, touched: &mut touched };
        let (_, operation) = document.operations.iter().next().expect("a question has an operation");
        walk.value("Query", &operation.node.selection_set.node, &answer);
    }
    let fields = types.iter().flat_map(|(name, ty)| ty.fields.keys().map(move |field| format!("{name}.{field}")));
    let untouched: BTreeSet<String> = fields.filter(|field| !touched.contains(field)).collect();
    let text = fs::read_to_string(path(UNTOUCHED)).expect("the list can be read");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.is_sorted_by(|one, next| one < next), "{UNTOUCHED} must be sorted and have each field once");
    let listed: BTreeSet<String> = lines.into_iter().map(str::to_owned).collect();
    let more: Vec<&String> = untouched.difference(&listed).collect();
    assert!(more.is_empty(), "no golden answer has these fields: write a case that asks for them: {more:?}");
    let less: Vec<&String> = listed.difference(&untouched).collect();
    assert!(less.is_empty(), "remove these fields from {UNTOUCHED}, a golden answer has them or they are gone: {less:?}");
}

/// An object type or interface: the interfaces it implements, and the types of its fields.
struct Fields {
    implements: BTreeSet<String>,
    fields: BTreeMap<String, String>,
}

/// The object types and interfaces of `schema.graphql`.
fn types() -> BTreeMap<String, Fields> {
    let text = fs::read_to_string(root().join("schema.graphql")).expect("schema.graphql can be read");
    let mut types = BTreeMap::new();
    for definition in parse_schema(text).expect("schema.graphql can be parsed").definitions {
        let TypeSystemDefinition::Type(ty) = definition else { continue };
        let (TypeKind::Object(ObjectType { implements, fields }) | TypeKind::Interface(InterfaceType { implements, fields })) =
            ty.node.kind
        else {
            continue;
        };
        let implements = implements.into_iter().map(|name| name.node.to_string()).collect();
        let fields = fields.into_iter().map(|field| (field.node.name.node.to_string(), named(&field.node.ty.node))).collect();
        types.insert(ty.node.name.node.to_string(), Fields { implements, fields });
    }
    types
}

/// The name of a type without its lists.
fn named(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(items) => named(items),
    }
}

/// A walk through a question and its answer.
struct Walk<'a> {
    types: &'a BTreeMap<String, Fields>,
    document: &'a ExecutableDocument,
    touched: &'a mut BTreeSet<String>,
}

impl Walk<'_> {
    /// Touches what is selected of a value of this type. An object behind an interface is known by its `__typename`.
    fn value(&mut self, ty: &str, selections: &SelectionSet, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.value(ty, selections, item)),
            Value::Object(object) => {
                let own = object.get("__typename").and_then(Value::as_str).unwrap_or(ty);
                self.object(own, ty, selections, object);
            }
            _ => {}
        }
    }

    /// Touches what is selected of an object of the type `own` where it stands as `ty`, which may be one of its interfaces.
    fn object(&mut self, own: &str, ty: &str, selections: &SelectionSet, object: &Map<String, Value>) {
        for selection in &selections.items {
            let (condition, selections) = match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let Some(value) = object.get(field.response_key().node.as_str()) else { continue };
                    for ty in BTreeSet::from([own, ty]) {
                        let Some(inner) = self.types.get(ty).and_then(|ty| ty.fields.get(field.name.node.as_str())) else {
                            continue;
                        };
                        self.touched.insert(format!("{ty}.{}", field.name.node));
                        self.value(inner, &field.selection_set.node, value);
                    }
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref().map_or(ty, |condition| condition.node.on.node.as_str());
                    (condition, &fragment.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = &self.document.fragments[&spread.node.fragment_name.node].node;
                    (fragment.type_condition.node.on.node.as_str(), &fragment.selection_set.node)
                }
            };
            if own == condition || self.types.get(own).is_some_and(|own| own.implements.contains(condition)) {
                self.object(own, condition, selections, object);
            }
        }
    }
}
