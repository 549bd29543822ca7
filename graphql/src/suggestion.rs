//! Suggestions that a search box shows while somebody types.

use async_graphql::{Context, SimpleObject, resolver_utils::enum_value};
use entity::Texts;
use futures_util::future::try_join_all;
use store::{
    suggest::{Typed, suggest},
    table::Table,
};

use super::{
    connection::size,
    enums::RecordType,
    error::{Error, Result},
    id::NodeType,
    localized_text::Languages,
    node::{self, Node},
    request,
};

/// How many suggestions there are if nothing is said.
const DEFAULT_SUGGESTIONS: i32 = 8;

/// What is suggested if nothing is said.
const DEFAULT_TYPES: [RecordType; 3] = [RecordType::Project, RecordType::Partner, RecordType::Place];

/// A record that may be meant by what is being typed.
#[derive(SimpleObject)]
pub struct Suggestion {
    /// What to show: the name of the record. If it is not the name that fits, but an acronym, a code, another name or a translation,
    /// that follows in brackets. Example: "Network of Cities for Collaborative Housing (NETCO)".
    text: String,
    /// What kind of record it is.
    #[graphql(name = "type")]
    kind: RecordType,
    /// The record.
    node: Node,
}

/// Answers `suggest`.
pub async fn suggestions(
    ctx: &Context<'_>,
    search: &str,
    types: Option<Vec<RecordType>>,
    languages: &Languages,
    first: Option<i32>,
) -> Result<Vec<Suggestion>> {
    let first = size(ctx, "first", first.unwrap_or(DEFAULT_SUGGESTIONS))?;
    let mut tables = Vec::new();
    for kind in types.unwrap_or_else(|| DEFAULT_TYPES.to_vec()) {
        let table = table(kind)?;
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    let Some(typed) = Typed::parse(search) else { return Ok(Vec::new()) };
    let found = suggest(&request(ctx).snapshot, &typed, &tables, first).await?;
    let present = async |table: Table, id: i64| {
        let Some((kind, node_type)) = kind(table) else { return Ok(None) };
        let Some(node) = node::by_row(ctx, node_type, id).await? else { return Ok::<_, Error>(None) };
        Ok(Some(Suggestion { text: text(&node, &typed, languages), kind, node }))
    };
    let shown = try_join_all(found.iter().map(|one| present(one.table, one.id))).await?;
    Ok(shown.into_iter().flatten().collect())
}

/// The records that can be suggested.
const SUGGESTED: [(RecordType, NodeType, Table); 6] = [
    (RecordType::Project, NodeType::Project, Table::Project),
    (RecordType::Partner, NodeType::Partner, Table::Partner),
    (RecordType::FundingCall, NodeType::FundingCall, Table::FundingCall),
    (RecordType::Programme, NodeType::Programme, Table::Programme),
    (RecordType::Place, NodeType::Place, Table::Place),
    (RecordType::Concept, NodeType::Concept, Table::Concept),
];

fn table(kind: RecordType) -> Result<Table> {
    let found = SUGGESTED.into_iter().find(|(suggested, ..)| *suggested == kind);
    found.map(|(.., table)| table).ok_or_else(|| {
        let name = |kind| enum_value(kind).to_string();
        let allowed: Vec<String> = SUGGESTED.into_iter().map(|(kind, ..)| name(kind)).collect();
        Error::bad_input(format!("{} can't be suggested; allowed are {}", name(kind), allowed.join(", ")))
    })
}

fn kind(table: Table) -> Option<(RecordType, NodeType)> {
    SUGGESTED.into_iter().find(|(.., suggested)| *suggested == table).map(|(kind, node, _)| (kind, node))
}

/// The record's name, and what fits if it is not the name.
fn text(node: &Node, typed: &Typed, languages: &Languages) -> String {
    let name = node.label(languages).map(|name| name.wording().to_owned()).unwrap_or_default();
    if typed.fits(&name) {
        return name;
    }
    let (code, texts) = spellings(node);
    let texts = texts.into_iter().flat_map(|texts| &texts.0).map(|text| &text.text);
    match texts.chain(code).find(|spelling| typed.fits(spelling)) {
        Some(other) => format!("{name} ({other})"),
        None => name,
    }
}

/// The code of a record, if it has one, and its names in all languages.
fn spellings(node: &Node) -> (Option<&String>, Vec<&Texts>) {
    match node {
        Node::Project(project) => (project.0.acronym.as_ref(), vec![&project.0.title]),
        Node::Partner(partner) => (None, vec![&partner.0.name, &partner.0.alternative_names]),
        Node::FundingCall(call) => (call.0.identifier.as_ref(), vec![&call.0.title]),
        Node::Programme(programme) => (programme.0.code.as_ref(), vec![&programme.0.name]),
        Node::Place(place) => (place.0.nuts.as_ref(), vec![&place.0.name, &place.0.alternative_names]),
        Node::Concept(concept) => (concept.0.notation.as_ref(), vec![&concept.0.label]),
        _ => (None, Vec::new()),
    }
}
