//! Every place of the schema where a client's value goes: arguments, and the fields of input objects in them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::common::client::Client;

/// A place for a value, and a document whose variable `$value` goes there.
pub struct Slot {
    /// Such as `Query.projects(filter.acronym.startsWith)`.
    pub name: String,
    /// The type of the value.
    pub scalar: String,
    pub document: String,
}

impl Slot {
    /// True if the place is for positions in a list.
    pub fn is_cursor(&self) -> bool {
        self.name.ends_with("(after)") || self.name.ends_with("(before)")
    }
}

/// All places, as the server's own schema has them.
pub fn all(client: &Client) -> Vec<Slot> {
    Schema::read(client).slots()
}

const TYPE: &str = "type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

/// The types of the schema by name, as introspection shows them.
struct Schema {
    types: BTreeMap<String, Value>,
}

/// A place inside an argument: how to get there, a literal that holds `$value` there, and its type.
struct Leaf {
    path: String,
    literal: String,
    scalar: String,
}

impl Schema {
    fn read(client: &Client) -> Self {
        let query = format!(
            "{{ __schema {{ types {{ kind name isOneOf fields {{ name {TYPE} args {{ name {TYPE} }} }} inputFields {{ name {TYPE} }} \
             enumValues {{ name }} }} }} }}"
        );
        let data = client.query(&query);
        let types = list(&data["__schema"]["types"]).iter().map(|kind| (name(kind).to_owned(), kind.clone())).collect();
        Self { types }
    }

    fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        let mut expanded = BTreeSet::new();
        for (object, way) in self.ways() {
            for field in list(&self.types[&object]["fields"]) {
                for argument in list(&field["args"]) {
                    for leaf in self.leaves(&argument["type"], &mut expanded) {
                        let given = format!("{}: {}", name(argument), leaf.literal);
                        let inner =
                            format!("{}{}", self.call(field, Some((name(argument), given))), self.selection(&field["type"]));
                        let before = way.iter().fold(String::new(), |text, call| format!("{text}{call} {{ "));
                        let after = " }".repeat(way.len());
                        slots.push(Slot {
                            name: format!("{object}.{}({}{})", name(field), name(argument), leaf.path),
                            document: format!("query ($value: {}!) {{ {before}{inner}{after} }}", leaf.scalar),
                            scalar: leaf.scalar,
                        });
                    }
                }
            }
        }
        slots
    }

    /// Each type with fields, and the calls that lead to it from the root: the shortest, without arguments where that is possible.
    fn ways(&self) -> Vec<(String, Vec<String>)> {
        let mut ways = vec![("Query".to_owned(), Vec::new())];
        let mut reached = BTreeSet::from(["Query".to_owned()]);
        for with_arguments in [false, true] {
            let mut open: VecDeque<(String, Vec<String>)> = ways.iter().cloned().collect();
            while let Some((object, way)) = open.pop_front() {
                for field in list(&self.types[&object]["fields"]) {
                    let found = innermost(&field["type"]);
                    let needs_arguments = list(&field["args"]).iter().any(|argument| is_required(&argument["type"]));
                    let has_fields = self.types[found]["fields"].is_array();
                    if !has_fields || (needs_arguments && !with_arguments) || !reached.insert(found.to_owned()) {
                        continue;
                    }
                    let way: Vec<String> = way.iter().cloned().chain([self.call(field, None)]).collect();
                    ways.push((found.to_owned(), way.clone()));
                    open.push_back((found.to_owned(), way));
                }
            }
        }
        ways
    }

    /// A field with the arguments that it needs, and one more. Pages on the way have one row.
    fn call(&self, field: &Value, given: Option<(&str, String)>) -> String {
        let other = |argument: &&Value| given.as_ref().is_none_or(|(given, _)| *given != name(argument));
        let mut arguments: Vec<String> = list(&field["args"])
            .iter()
            .filter(other)
            .filter(|argument| is_required(&argument["type"]))
            .map(|argument| format!("{}: {}", name(argument), self.least(&argument["type"])))
            .collect();
        if given.is_none() && list(&field["args"]).iter().any(|argument| name(argument) == "first") {
            arguments.push("first: 1".to_owned());
        }
        arguments.extend(given.map(|(_, text)| text));
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!("{}{arguments}", name(field))
    }

    /// The fields to ask for, so that everything is read that depends on the arguments.
    fn selection(&self, kind: &Value) -> String {
        let kind = &self.types[innermost(kind)];
        if !kind["fields"].is_array() {
            return String::new();
        }
        let without_arguments = |field: &&Value| !list(&field["args"]).iter().any(|argument| is_required(&argument["type"]));
        let fields = list(&kind["fields"]).iter().filter(without_arguments).map(|field| {
            let inner = if self.types[innermost(&field["type"])]["fields"].is_array() { " { __typename }" } else { "" };
            format!(" {}{inner}", name(field))
        });
        format!(" {{ __typename{} }}", fields.collect::<String>())
    }

    /// The places inside a value of this type. The filters of records hold one another: each is opened where it is met first.
    fn leaves(&self, kind: &Value, expanded: &mut BTreeSet<String>) -> Vec<Leaf> {
        match kind["kind"].as_str() {
            Some("NON_NULL") => self.leaves(&kind["ofType"], expanded),
            Some("LIST") => {
                let listed = |leaf: Leaf| Leaf { literal: format!("[{}]", leaf.literal), ..leaf };
                self.leaves(&kind["ofType"], expanded).into_iter().map(listed).collect()
            }
            Some("SCALAR") if name(kind) != "Boolean" => {
                vec![Leaf { path: String::new(), literal: "$value".to_owned(), scalar: name(kind).to_owned() }]
            }
            Some("INPUT_OBJECT") => {
                let members = list(&self.types[name(kind)]["inputFields"]);
                let recursive = members.iter().any(|member| name(member) == "and");
                if recursive && !expanded.insert(name(kind).to_owned()) {
                    return Vec::new();
                }
                members.iter().flat_map(|member| self.leaves_of_member(members, member, expanded)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn leaves_of_member(&self, members: &[Value], member: &Value, expanded: &mut BTreeSet<String>) -> Vec<Leaf> {
        let others: String = members
            .iter()
            .filter(|other| name(other) != name(member))
            .filter_map(|other| match name(other) {
                // Without it, bounds of amounts are refused whatever they are.
                "currency" => Some(r#", currency: "EUR""#.to_owned()),
                other_name => is_required(&other["type"]).then(|| format!(", {other_name}: {}", self.least(&other["type"]))),
            })
            .collect();
        let inside = |leaf: Leaf| Leaf {
            path: format!(".{}{}", name(member), leaf.path),
            literal: format!("{{{}: {}{others}}}", name(member), leaf.literal),
            ..leaf
        };
        self.leaves(&member["type"], expanded).into_iter().map(inside).collect()
    }

    /// The least value of a type that must have one.
    fn least(&self, kind: &Value) -> String {
        let definition = || &self.types[name(kind)];
        match (kind["kind"].as_str(), name(kind)) {
            (Some("NON_NULL"), _) => self.least(&kind["ofType"]),
            (Some("LIST"), _) => "[]".to_owned(),
            (Some("ENUM"), _) => name(&definition()["enumValues"][0]).to_owned(),
            (Some("INPUT_OBJECT"), _) => {
                let one_of = definition()["isOneOf"] == true;
                let members = list(&definition()["inputFields"]).iter();
                let needed =
                    members.filter(|member| one_of || is_required(&member["type"])).take(if one_of { 1 } else { usize::MAX });
                let needed: Vec<String> =
                    needed.map(|member| format!("{}: {}", name(member), self.least(&member["type"]))).collect();
                format!("{{{}}}", needed.join(", "))
            }
            (_, "Int" | "Float") => "1".to_owned(),
            (_, "Boolean") => "true".to_owned(),
            (_, "ID" | "String") => r#""x""#.to_owned(),
            (_, other) => panic!("no value of {other} is known"),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

fn is_required(kind: &Value) -> bool {
    kind["kind"] == "NON_NULL"
}

/// The name of a type without its lists and its marks of what can't be null.
fn innermost(kind: &Value) -> &str {
    if kind["ofType"].is_object() { innermost(&kind["ofType"]) } else { name(kind) }
}
