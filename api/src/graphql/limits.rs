//! What a request may ask for, judged on the parsed document before anything runs. Fragments are judged once, however often they
//! are spread.

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

use super::connection::default_page_size;
use crate::limits::limits;

/// A value as written in a document, which may hold variables.
type Literal = async_graphql_value::Value;

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

/// How deep brackets may be nested in a document, before it is even parsed.
const MAX_BRACKETS: usize = 64;
/// How deep a value may be nested, in the document or in variables.
const MAX_VALUE_DEPTH: usize = 20;
/// How many parts all values may have together.
const MAX_VALUE_PARTS: usize = 2_000;

/// What an unpaged list counts.
const LIST: u64 = 10;
/// What a statistic or a facet costs besides what is selected of it.
const STATISTIC: u64 = 20;

/// Why a document is refused: the message and its code.
pub type Refusal = (String, &'static str);

/// A field as far as cost goes.
struct FieldShape {
    of: String,
    kind: Kind,
    /// The default of the argument `first`, if it has one.
    first: Option<u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Leaf,
    Object,
    List,
    Connection,
    Facet,
    Statistic,
}

type Shapes = HashMap<String, HashMap<String, FieldShape>>;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let document = parse_schema(super::sdl()).map(|document| document.definitions).unwrap_or_default();
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
            () if !objects.contains(of) => Kind::Leaf,
            () if of.ends_with("Connection") || of == "PartnerNetwork" => Kind::Connection,
            () if of == "Facet" => Kind::Facet,
            () if of.ends_with("Statistics") => Kind::Statistic,
            () if listed => Kind::List,
            () => Kind::Object,
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

/// Judges the text of a document, so that parsing it is safe.
pub fn judge_text(query: &str) -> Result<(), Refusal> {
    let length = query.len() as u64;
    let allowed = limits().max_query_bytes;
    if length > allowed {
        let message = format!(
            "the query has {length} bytes, at most {allowed} are allowed: pass values as variables, or ask for less at once"
        );
        return Err((message, "PAYLOAD_TOO_LARGE"));
    }
    let scan = scan(query);
    if scan.deepest > MAX_BRACKETS {
        let message = format!(
            "the brackets of this document are {} deep, at most {MAX_BRACKETS} are allowed: nest fewer selections or values",
            scan.deepest
        );
        return Err((message, "QUERY_TOO_DEEP"));
    }
    if let Some(double) = scan.double {
        return Err((
            format!("the field {double:?} stands twice in one object: give each only once"),
            "GRAPHQL_VALIDATION_FAILED",
        ));
    }
    compare(
        "tokens (names, values and signs)",
        scan.tokens,
        limits().max_tokens,
        "pass values as variables, or ask for less at once",
    )
}

/// What can be told of a document without parsing it.
#[derive(Default)]
struct Scan {
    /// How deep brackets are nested.
    deepest: usize,
    /// How many names, values and punctuators there are.
    tokens: u64,
    /// A name that stands twice in one object.
    double: Option<String>,
}

fn scan(query: &str) -> Scan {
    let (mut scan, mut rest) = (Scan::default(), query.as_bytes());
    // The brackets that are open, each with the names of what stands in it.
    let mut open: Vec<(u8, HashSet<&[u8]>)> = Vec::new();
    while let Some(first) = rest.first() {
        let length = match first {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = &rest[1..];
                continue;
            }
            b'#' => {
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                rest = &rest[end..];
                continue;
            }
            b'"' => string_length(rest),
            b'{' | b'[' | b'(' => {
                open.push((*first, HashSet::new()));
                scan.deepest = scan.deepest.max(open.len());
                1
            }
            b'}' | b']' | b')' => {
                open.pop();
                1
            }
            b'.' if rest.starts_with(b"...") => 3,
            b'-' | b'0'..=b'9' => 1 + rest[1..].iter().take_while(|byte| is_of_number(**byte)).count(),
            byte if is_of_name(*byte) => {
                let length = rest.iter().take_while(|byte| is_of_name(**byte)).count();
                let (name, behind) = rest.split_at(length);
                // Braces inside parentheses are objects, all others are selections.
                let in_object =
                    open.iter().any(|(bracket, _)| *bracket == b'(') && behind.trim_ascii_start().first() == Some(&b':');
                if let Some((b'{', names)) = open.last_mut().filter(|_| in_object)
                    && !names.insert(name)
                {
                    scan.double = Some(String::from_utf8_lossy(name).into_owned());
                }
                length
            }
            _ => 1,
        };
        scan.tokens += 1;
        rest = &rest[length.min(rest.len())..];
    }
    scan
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')
}

/// How long a string is that begins here, quotes included; one that never ends takes the whole rest.
fn string_length(text: &[u8]) -> usize {
    let block = text.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while at < text.len() {
        match &text[at..] {
            [b'\\', b'"', b'"', b'"', ..] if block => at += 4,
            [b'"', b'"', b'"', ..] if block => return at + 3,
            [b'\\', ..] if !block => at += 2,
            [b'"', ..] if !block => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Judges all values of a document and its variables: how deep they are, how many parts they have, and that their texts can be stored.
pub fn judge_values<'a>(document: &'a ExecutableDocument, variables: &'a Variables) -> Result<(), Refusal> {
    let mut open: Vec<(usize, Part<'a>)> = variables.values().map(|value| (1, Part::Constant(value))).collect();
    let operations = document.operations.iter().map(|(_, operation)| &operation.node);
    for operation in operations {
        let defaults = operation.variable_definitions.iter().filter_map(|definition| definition.node.default_value.as_ref());
        open.extend(defaults.map(|value| (1, Part::Constant(&value.node))));
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
                "QUERY_TOO_DEEP",
            ));
        }
        if parts > MAX_VALUE_PARTS {
            return Err((
                format!("the values of this request have more than {MAX_VALUE_PARTS} parts: ask for less at once"),
                "QUERY_TOO_COMPLEX",
            ));
        }
        match part {
            Part::Constant(Value::String(text)) | Part::Literal(Literal::String(text)) if text.contains('\0') => {
                return Err(("a text holds the character U+0000, which no text here can hold".to_owned(), "BAD_USER_INPUT"));
            }
            Part::Constant(Value::List(items)) => open.extend(items.iter().map(|item| (depth + 1, Part::Constant(item)))),
            Part::Constant(Value::Object(members)) => open.extend(members.values().map(|item| (depth + 1, Part::Constant(item)))),
            Part::Literal(Literal::List(items)) => open.extend(items.iter().map(|item| (depth + 1, Part::Literal(item)))),
            Part::Literal(Literal::Object(members)) => open.extend(members.values().map(|item| (depth + 1, Part::Literal(item)))),
            Part::Constant(_) | Part::Literal(_) => {}
        }
    }
    Ok(())
}

/// A value in variables, or one written in the document.
enum Part<'a> {
    Constant(&'a Value),
    Literal(&'a Literal),
}

fn collect_values<'a>(set: &'a SelectionSet, open: &mut Vec<(usize, Part<'a>)>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                open.extend(field.node.arguments.iter().map(|(_, value)| (1, Part::Literal(&value.node))));
                collect_values(&field.node.selection_set.node, open);
            }
            Selection::InlineFragment(inline) => collect_values(&inline.node.selection_set.node, open),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// Judges an operation; returns its cost.
pub fn judge(document: &ExecutableDocument, operation: &OperationDefinition, variables: &Variables) -> Result<u64, Refusal> {
    let mut judge =
        Judge { document, operation, variables, fragments: HashMap::new(), open: HashSet::new(), aliases: 0, directives: 0 };
    compare("fragments", document.fragments.len() as u64, MAX_FRAGMENTS, "write fewer, larger ones")?;
    judge.directives += operation.directives.len() as u64;
    let found = judge.set(&operation.selection_set.node, "Query")?;
    // Fragments that are never spread are validated all the same.
    for name in document.fragments.keys() {
        judge.fragment(name)?;
    }
    let cost = found.fixed.saturating_add(found.per_row);
    compare("aliases", judge.aliases, limits().max_aliases, "send several smaller queries")?;
    compare("directives", judge.directives, limits().max_directives, "leave out what you don't need instead of skipping it")?;
    compare("fields with all fragments written out", found.fields, MAX_FIELDS, "spread fewer fragments")?;
    let deep = |what: &str, depth: u64, allowed: u64| {
        let message =
            format!("{what} is {depth} levels deep, at most {allowed} are allowed: begin a second query at one of its records");
        (message, "QUERY_TOO_DEEP")
    };
    if found.depth > limits().max_depth {
        return Err(deep("this query", found.depth, limits().max_depth));
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
    let allowed = limits().max_cost;
    if cost > allowed {
        let message = format!(
            "this query costs {cost}, at most {allowed} is allowed: every object counts 1, lists as often as first or last says; ask for smaller pages or fewer nested lists"
        );
        return Err((message, "QUERY_TOO_COMPLEX"));
    }
    Ok(cost)
}

fn compare(what: &str, number: u64, limit: u64, cure: &str) -> Result<(), Refusal> {
    if number > limit {
        return Err((format!("this document has {number} {what}, at most {limit} are allowed: {cure}"), "QUERY_TOO_COMPLEX"));
    }
    Ok(())
}

/// What a selection set needs. Rows of a connection cost as often as the page is long, which only the connection's field knows.
#[derive(Clone, Copy, Default)]
struct Found {
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

impl Found {
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

struct Judge<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    fragments: HashMap<&'a str, Found>,
    /// Fragments that are being judged: one that spreads itself is refused by validation, it only must not hang this.
    open: HashSet<&'a str>,
    aliases: u64,
    directives: u64,
}

impl<'a> Judge<'a> {
    fn set(&mut self, set: &'a SelectionSet, on: &str) -> Result<Found, Refusal> {
        if set.items.len() > MAX_FIELDS_OF_SET {
            let message = format!(
                "a selection set has {} fields, at most {MAX_FIELDS_OF_SET} are allowed: send several smaller queries",
                set.items.len()
            );
            return Err((message, "QUERY_TOO_COMPLEX"));
        }
        let mut found = Found::default();
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

    fn fragment(&mut self, name: &Name) -> Result<Found, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(Found::default()) };
        if let Some(found) = self.fragments.get(name.as_str()) {
            return Ok(*found);
        }
        if !self.open.insert(name) {
            return Ok(Found::default());
        }
        self.directives += fragment.node.directives.len() as u64;
        let found = self.set(&fragment.node.selection_set.node, &fragment.node.type_condition.node.on.node)?;
        self.open.remove(name.as_str());
        self.fragments.insert(name, found);
        Ok(found)
    }

    fn field(&mut self, field: &'a Field, on: &str) -> Result<Found, Refusal> {
        self.aliases += u64::from(field.alias.is_some());
        self.directives += field.directives.len() as u64;
        let name = field.name.node.as_str();
        let shape = SHAPES.get(on).and_then(|fields| fields.get(name));
        let inner = self.set(&field.selection_set.node, shape.map_or("", |shape| shape.of.as_str()))?;
        let fields = inner.fields.saturating_add(1);
        if name.starts_with("__") || on.starts_with("__") || on.is_empty() {
            let depth = inner.introspection.max(inner.depth) + 1;
            return Ok(Found {
                introspection: depth,
                introspection_lists: inner.introspection_lists + u64::from(INTROSPECTION_LISTS.contains(&name)),
                introspections: inner.introspections + u64::from(matches!(name, "__schema" | "__type")),
                fields,
                ..Found::default()
            });
        }
        let all = inner.fixed.saturating_add(inner.per_row);
        let mut found = Found { fixed: 0, per_row: 0, depth: inner.depth + 1, fields, ..inner };
        let paged = match name {
            "nodes" | "edges" => on.ends_with("Connection") || on == "PartnerNetwork",
            "buckets" => on == "Facet",
            // Rows are cheap as long as they hold no pages of their own.
            "rows" => inner.pages && on.ends_with("Statistics"),
            _ => false,
        };
        match shape.map_or(Kind::Leaf, |shape| shape.kind) {
            Kind::Leaf => {}
            Kind::Object => found.fixed = all.saturating_add(1),
            Kind::List if paged => found.per_row = all.saturating_add(1),
            Kind::List => {
                let first = shape.and_then(|shape| shape.first).map(|default| self.page(field, Some(default)));
                let length = self.length(field, "ids").or(first).unwrap_or(LIST);
                found.fixed = all.saturating_add(1).saturating_mul(length);
            }
            kind @ (Kind::Connection | Kind::Facet | Kind::Statistic) => {
                let rows = self.page(field, shape.and_then(|shape| shape.first)).saturating_mul(inner.per_row);
                let itself = if kind == Kind::Connection { 1 } else { STATISTIC };
                found.fixed = rows.saturating_add(inner.fixed).saturating_add(itself);
                found.pages |= kind == Kind::Connection;
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
        size("first").or_else(|| size("last")).or(default).unwrap_or_else(default_page_size)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_as_the_language_has_them() {
        let tokens = |query: &str| scan(query).tokens;
        assert_eq!(tokens("{ a, b # {{{ \n c }"), 5);
        assert_eq!(tokens("query Q($x: [Int!] = [-1, 2.5e3]) @d { a(x: $x) ...F }"), 29);
        assert_eq!(tokens("{a...F b...on T{c}}"), 12);
        assert_eq!(tokens(r#"{a(t:"x \" { } \\" u:"""b "c" \""" d""")}"#), 11);
        assert_eq!(tokens("\"never ends { { {"), 1);
    }

    #[test]
    fn names_stand_once_in_an_object() {
        let double = |query: &str| scan(query).double;
        assert_eq!(double("{ a(x: {b: 1, c: {b: 2}}, b: [{b: 1}, {b: 2}]) { b b: c b: c } }"), None);
        assert_eq!(double("query ($x: T = {b: 1, c: 2}) { a(b: {b: 1, c: {d: 2}}) }"), None);
        assert_eq!(double("{ a(x: {b: 1, c: {d: 2}, b : 3}) }").as_deref(), Some("b"));
    }

    #[test]
    fn brackets_in_texts_and_comments_are_none() {
        let deepest = |query: &str| scan(query).deepest;
        assert_eq!(deepest("{a(x:[{b:1}])}"), 4);
        assert_eq!(deepest("{a(x:\"{{{{{{\" y:\"\"\"\" {{{ \"\"\") # {{{{ \n}"), 2);
    }
}
