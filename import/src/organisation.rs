//! The record of an organisation that many records of a source name, from all that they state about it.

use record::{Citation, CountryCode, Identifier, Key, LanguageTag, Partner, PartnerKind, Text, TextOrigin, Texts};
use serde::{Deserialize, Serialize};

use super::{
    Sink, Stop,
    frequency::{by_frequency, commonest},
    org_id,
};

/// An organisation as one record of a source states it.
#[derive(Serialize, Deserialize)]
pub(super) struct StatedOrganisation {
    pub(super) names: Texts,
    pub(super) other_names: Texts,
    pub(super) kind: Option<PartnerKind>,
    /// The reference as it is stated, if it identifies somebody.
    pub(super) reference: Option<String>,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) country: Option<CountryCode>,
    pub(super) seat: Option<Key>,
    pub(super) url: Option<String>,
    pub(super) source: Key,
    /// True if it takes part, false if it is only mentioned.
    pub(super) takes_part: bool,
    /// The place of the record in its file.
    pub(super) place: String,
}

/// Emits an organisation, if it takes part in anything.
pub(super) fn emit_organisation(key: &str, statements: Vec<StatedOrganisation>, sink: &mut Sink) -> Result<(), Stop> {
    let Some(first) = statements.iter().find(|statement| statement.takes_part) else { return Ok(()) };
    let place = first.place.clone();
    let (mut identifiers, mut sources) = (Vec::new(), Vec::<Citation>::new());
    for statement in &statements {
        for identifier in &statement.identifiers {
            if !identifiers.contains(identifier) {
                identifiers.push(identifier.clone());
            }
        }
        if sources.iter().all(|citation| citation.source != statement.source) {
            let record_id = statement.reference.clone();
            sources.push(Citation { source: statement.source.clone(), record_id, url: None, language: None });
        }
    }
    for identifier in &identifiers {
        sink.offer(&place, org_id::scheme(&identifier.scheme))?;
    }
    let kinds = statements.iter().filter_map(|statement| statement.kind);
    let says_something = kinds.clone().any(|kind| kind != PartnerKind::Other);
    let kinds = kinds.filter(|kind| !says_something || *kind != PartnerKind::Other);
    let reference = first.reference.clone().unwrap_or_default();
    let partner = Partner {
        key: Key::stored(key),
        slug: None,
        kind: commonest(kinds),
        country: commonest(statements.iter().filter_map(|statement| statement.country.clone())),
        place: commonest(statements.iter().filter_map(|statement| statement.seat.clone())),
        identifiers,
        url: commonest(statements.iter().filter_map(|statement| statement.url.clone())),
        sources,
        withdrawn_at: None,
        name: Texts::new(),
        alternative_names: Texts::new(),
    };
    let (name, alternative_names) = names(statements, &reference);
    sink.record(place, Partner { name, alternative_names, ..partner })
}

/// The commonest name in each language, that which is commonest of all first, and all others. An organisation that is never named
/// is called by its reference.
fn names(statements: Vec<StatedOrganisation>, reference: &str) -> (Texts, Texts) {
    let (mut names, mut others) = (Texts::new(), Texts::new());
    let (stated, alternative): (Vec<_>, Vec<_>) =
        statements.into_iter().map(|statement| (statement.names, statement.other_names)).unzip();
    for name in by_frequency(stated.into_iter().flatten()) {
        let is_first = names.iter().all(|known| known.language != name.language);
        if is_first { names.push(name) } else { others.push(name) }
    }
    for name in by_frequency(alternative.into_iter().flatten()) {
        if !names.contains(&name) && !others.contains(&name) {
            others.push(name);
        }
    }
    if names.is_empty() {
        let language = LanguageTag::stored("en");
        names.push(Text { language, text: format!("Organisation {reference}"), origin: TextOrigin::Editorial });
    }
    (names, others)
}
