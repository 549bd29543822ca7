//! Cost and depth of an operation, measured on the parsed document. Fragments are measured once, however often they are spread.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use async_graphql::{
    Name, Value, Variables,
    parser::{
        parse_schema,
        types::{
            BaseType, ExecutableDocument, Field, FieldDefinition, OperationDefinition, Selection, SelectionSet, Type, TypeKind,
            TypeSystemDefinition,
        },
    },
};

use super::{Limits, Rejection, compare};
use crate::error_code::ErrorCode;

/// How deep a query of the schema itself may be nested: the standard one needs all of it.
const MAX_INTROSPECTION_DEPTH: u64 = 30;
/// How often a query may ask for the schema or one of its types.
const MAX_INTROSPECTIONS: u64 = 4;
/// How many lists of the schema may be nested: the types, their fields, and the arguments of these.
const MAX_INTROSPECTION_LISTS: u64 = 3;
/// The lists of the schema whose rows hold lists again.
const INTROSPECTION_LISTS: [&str; 6] = ["types", "fields", "args", "inputFields", "interfaces", "possibleTypes"];
/// How many fragments a document may have.
const MAX_FRAGMENTS: u64 = 200;
/// How many fields one selection set may have.
const MAX_FIELDS_OF_SET: usize = 500;
/// How many fields a query may have when its fragments are written out.
const MAX_FIELDS: u64 = 10_000;

/// What an unpaged list counts.
const LIST: u64 = 10;
/// What a statistic or a facet costs besides what is selected of it.
const STATISTIC: u64 = 20;

/// A field as far as cost goes.
struct FieldShape {
    of: String,
    kind: FieldKind,
    /// The default of the argument `first`, if it has one.
    first: Option<u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum FieldKind {
    Leaf,
    Object,
    List,
    Connection,
    Facet,
    Statistic,
}

type Shapes = HashMap<String, HashMap<String, FieldShape>>;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let document = parse_schema(super::super::sdl()).map(|document| document.definitions).unwrap_or_default();
    let composite = |kind: &TypeKind| matches!(kind, TypeKind::Object(_) | TypeKind::Interface(_));
    let definitions: Vec<_> = document
        .into_iter()
        .filter_map(
            |definition| if let TypeSystemDefinition::Type(definition) = definition { Some(definition.node) } else { None },
        )
        .collect();
    let objects: HashSet<String> = definitions
        .iter()
        .filter(|definition| composite(&definition.kind))
        .map(|definition| definition.name.node.to_string())
        .collect();
    let shape = |field: &FieldDefinition| {
        let (of, listed) = innermost(&field.ty.node);
        let kind = match () {
            () if !objects.contains(of) => FieldKind::Leaf,
            () if of.ends_with("Connection") || of == "PartnerNetwork" => FieldKind::Connection,
            () if of == "Facet" => FieldKind::Facet,
            () if of.ends_with("Statistics") => FieldKind::Statistic,
            () if listed => FieldKind::List,
            () => FieldKind::Object,
        };
        let default = field.arguments.iter().find(|argument| argument.node.name.node == "first");
        let first = default.and_then(|first| match &first.node.default_value.as_ref()?.node {
            Value::Number(number) => number.as_u64(),
            _ => None,
        });
        FieldShape { of: of.to_owned(), kind, first }
    };
    definitions
        .iter()
        .filter_map(|definition| {
            let fields = match &definition.kind {
                TypeKind::Object(object) => &object.fields,
                TypeKind::Interface(interface) => &interface.fields,
                _ => return None,
            };
            let fields = fields.iter().map(|field| (field.node.name.node.to_string(), shape(&field.node))).collect();
            Some((definition.name.node.to_string(), fields))
        })
        .collect()
});

fn innermost(ty: &Type) -> (&str, bool) {
    match &ty.base {
        BaseType::Named(name) => (name, false),
        BaseType::List(inner) => (innermost(inner).0, true),
    }
}

/// The cost of an operation, or why it is refused.
pub fn measure(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    limits: &Limits,
) -> Result<u64, Rejection> {
    let mut visitor = CostVisitor {
        document,
        operation,
        variables,
        default_page_size: limits.default_page_size(),
        fragments: HashMap::new(),
        open: HashSet::new(),
        aliases: 0,
        directives: 0,
    };
    compare("fragments", document.fragments.len() as u64, MAX_FRAGMENTS, "write fewer, larger ones")?;
    visitor.directives += operation.directives.len() as u64;
    let found = visitor.set(&operation.selection_set.node, "Query")?;
    // Fragments that are never spread are validated all the same.
    for name in document.fragments.keys() {
        visitor.fragment(name)?;
    }
    let cost = found.fixed.saturating_add(found.per_row);
    compare("aliases", visitor.aliases, limits.max_aliases, "send several smaller queries")?;
    compare("directives", visitor.directives, limits.max_directives, "leave out what you don't need instead of skipping it")?;
    compare("fields with all fragments written out", found.fields, MAX_FIELDS, "spread fewer fragments")?;
    let deep = |what: &str, depth: u64, allowed: u64| {
        let message =
            format!("{what} is {depth} levels deep, at most {allowed} are allowed: begin a second query at one of its records");
        (message, ErrorCode::QueryTooDeep)
    };
    if found.depth > limits.max_depth {
        return Err(deep("this query", found.depth, limits.max_depth));
    }
    if found.introspection > MAX_INTROSPECTION_DEPTH {
        return Err(deep("this query of the schema", found.introspection, MAX_INTROSPECTION_DEPTH));
    }
    if found.introspection_lists > MAX_INTROSPECTION_LISTS {
        return Err(deep("this query of the schema, in lists,", found.introspection_lists, MAX_INTROSPECTION_LISTS));
    }
    compare(
        "questions for the schema",
        found.introspections,
        MAX_INTROSPECTIONS,
        "ask for __schema or __type in several queries",
    )?;
    let allowed = limits.max_cost;
    if cost > allowed {
        let message = format!(
            "this query costs {cost}, at most {allowed} is allowed: every object counts 1, lists as often as first or last says; ask for smaller pages or fewer nested lists"
        );
        return Err((message, ErrorCode::QueryTooComplex));
    }
    Ok(cost)
}

/// What a selection set needs. Rows of a connection cost as often as the page is long, which only the connection's field knows.
#[derive(Clone, Copy, Default)]
struct SetCost {
    fixed: u64,
    per_row: u64,
    depth: u64,
    introspection: u64,
    introspection_lists: u64,
    introspections: u64,
    fields: u64,
    /// True if there are pages in it.
    pages: bool,
}

impl SetCost {
    fn add(&mut self, other: Self) {
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.per_row = self.per_row.saturating_add(other.per_row);
        self.depth = self.depth.max(other.depth);
        self.introspection = self.introspection.max(other.introspection);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        self.introspections = self.introspections.saturating_add(other.introspections);
        self.pages |= other.pages;
        self.fields = self.fields.saturating_add(other.fields);
    }
}

struct CostVisitor<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// How many rows a page has if nothing is said.
    default_page_size: u64,
    fragments: HashMap<&'a str, SetCost>,
    /// Fragments that are being visited: one that spreads itself is refused by validation, it only must not hang this.
    open: HashSet<&'a str>,
    aliases: u64,
    directives: u64,
}

impl<'a> CostVisitor<'a> {
    fn set(&mut self, set: &'a SelectionSet, on: &str) -> Result<SetCost, Rejection> {
        if set.items.len() > MAX_FIELDS_OF_SET {
            let message = format!(
                "a selection set has {} fields, at most {MAX_FIELDS_OF_SET} are allowed: send several smaller queries",
                set.items.len()
            );
            return Err((message, ErrorCode::QueryTooComplex));
        }
        let mut found = SetCost::default();
        for item in &set.items {
            found.add(match &item.node {
                Selection::Field(field) => self.field(&field.node, on)?,
                Selection::FragmentSpread(spread) => {
                    self.directives += spread.node.directives.len() as u64;
                    self.fragment(&spread.node.fragment_name.node)?
                }
                Selection::InlineFragment(inline) => {
                    self.directives += inline.node.directives.len() as u64;
                    let on = inline.node.type_condition.as_ref().map_or(on, |condition| condition.node.on.node.as_str());
                    self.set(&inline.node.selection_set.node, on)?
                }
            });
        }
        Ok(found)
    }

    fn fragment(&mut self, name: &Name) -> Result<SetCost, Rejection> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(SetCost::default()) };
        if let Some(found) = self.fragments.get(name.as_str()) {
            return Ok(*found);
        }
        if !self.open.insert(name) {
            return Ok(SetCost::default());
        }
        self.directives += fragment.node.directives.len() as u64;
        let found = self.set(&fragment.node.selection_set.node, &fragment.node.type_condition.node.on.node)?;
        self.open.remove(name.as_str());
        self.fragments.insert(name, found);
        Ok(found)
    }

    fn field(&mut self, field: &'a Field, on: &str) -> Result<SetCost, Rejection> {
        self.aliases += u64::from(field.alias.is_some());
        self.directives += field.directives.len() as u64;
        let name = field.name.node.as_str();
        let shape = SHAPES.get(on).and_then(|fields| fields.get(name));
        let inner = self.set(&field.selection_set.node, shape.map_or("", |shape| shape.of.as_str()))?;
        let fields = inner.fields.saturating_add(1);
        if name.starts_with("__") || on.starts_with("__") || on.is_empty() {
            let depth = inner.introspection.max(inner.depth) + 1;
            return Ok(SetCost {
                introspection: depth,
                introspection_lists: inner.introspection_lists + u64::from(INTROSPECTION_LISTS.contains(&name)),
                introspections: inner.introspections + u64::from(matches!(name, "__schema" | "__type")),
                fields,
                ..SetCost::default()
            });
        }
        let all = inner.fixed.saturating_add(inner.per_row);
        let mut found = SetCost { fixed: 0, per_row: 0, depth: inner.depth + 1, fields, ..inner };
        let paged = match name {
            "nodes" | "edges" => on.ends_with("Connection") || on == "PartnerNetwork",
            "buckets" => on == "Facet",
            // Rows are cheap as long as they hold no pages of their own.
            "rows" => inner.pages && on.ends_with("Statistics"),
            _ => false,
        };
        match shape.map_or(FieldKind::Leaf, |shape| shape.kind) {
            FieldKind::Leaf => {}
            FieldKind::Object => found.fixed = all.saturating_add(1),
            FieldKind::List if paged => found.per_row = all.saturating_add(1),
            FieldKind::List => {
                let first = shape.and_then(|shape| shape.first).map(|default| self.page(field, Some(default)));
                let length = self.length(field, "ids").or(first).unwrap_or(LIST);
                found.fixed = all.saturating_add(1).saturating_mul(length);
            }
            kind @ (FieldKind::Connection | FieldKind::Facet | FieldKind::Statistic) => {
                let rows = self.page(field, shape.and_then(|shape| shape.first)).saturating_mul(inner.per_row);
                let itself = if kind == FieldKind::Connection { 1 } else { STATISTIC };
                found.fixed = rows.saturating_add(inner.fixed).saturating_add(itself);
                found.pages |= kind == FieldKind::Connection;
            }
        }
        Ok(found)
    }

    /// How many rows the page has that the arguments ask for. Values that make no sense are refused when they are used.
    fn page(&self, field: &Field, default: Option<u64>) -> u64 {
        let size = |name| match self.argument(field, name) {
            Some(Value::Number(number)) => Some(number.as_u64().unwrap_or(0)),
            _ => None,
        };
        size("first").or_else(|| size("last")).or(default).unwrap_or(self.default_page_size)
    }

    /// How long a list argument is.
    fn length(&self, field: &Field, name: &str) -> Option<u64> {
        match self.argument(field, name)? {
            Value::List(items) => Some(items.len() as u64),
            _ => None,
        }
    }

    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?;
        let constant = value.node.clone().into_const_with(|variable| {
            let definition = self.operation.variable_definitions.iter().find(|definition| definition.node.name.node == variable);
            let default = || definition?.node.default_value.as_ref().map(|value| value.node.clone());
            Ok::<_, ()>(self.variables.get(&variable).cloned().or_else(default).unwrap_or_default())
        });
        constant.ok()
    }
}
