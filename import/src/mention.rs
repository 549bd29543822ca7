//! Organisations that many records of a source mention: what all of them say is brought together before one is handed on.

use std::{
    cmp::Reverse,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use record::{Citation, CountryCode, Identifier, Key, LanguageTag, Partner, PartnerKind, Text, TextOrigin, Texts};
use serde::{Deserialize, Serialize};

use super::{Sink, Stop, org_id};

/// What people write where they have no reference.
const PLACEHOLDERS: [&str; 10] = ["n/a", "na", "none", "null", "-", "0", "unknown", "not available", "tbd", "tbc"];

/// True for a text that only says that there is nothing.
pub(super) fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.contains(&&*text.trim().to_lowercase())
}

/// What one record says about an organisation.
#[derive(Serialize, Deserialize)]
pub(super) struct Mention {
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
    /// Where the record stands in its file.
    pub(super) place: String,
}

/// Hands on an organisation, if it takes part in anything.
pub(super) fn hand_on(key: &str, mentions: Vec<Mention>, sink: &mut Sink) -> Result<(), Stop> {
    let Some(first) = mentions.iter().find(|mention| mention.takes_part) else { return Ok(()) };
    let place = first.place.clone();
    let (mut identifiers, mut sources) = (Vec::new(), Vec::<Citation>::new());
    for mention in &mentions {
        for identifier in &mention.identifiers {
            if !identifiers.contains(identifier) {
                identifiers.push(identifier.clone());
            }
        }
        if sources.iter().all(|citation| citation.source != mention.source) {
            let record_id = mention.reference.clone();
            sources.push(Citation { source: mention.source.clone(), record_id, url: None, language: None });
        }
    }
    for identifier in &identifiers {
        sink.offer(&place, org_id::scheme(&identifier.scheme))?;
    }
    let kinds = mentions.iter().filter_map(|mention| mention.kind);
    let says_something = kinds.clone().any(|kind| kind != PartnerKind::Other);
    let kinds = kinds.filter(|kind| !says_something || *kind != PartnerKind::Other);
    let reference = first.reference.clone().unwrap_or_default();
    let partner = Partner {
        key: Key::stored(key),
        slug: None,
        kind: commonest(kinds).into_iter().next(),
        country: commonest(mentions.iter().filter_map(|mention| mention.country.clone())).into_iter().next(),
        place: commonest(mentions.iter().filter_map(|mention| mention.seat.clone())).into_iter().next(),
        identifiers,
        url: commonest(mentions.iter().filter_map(|mention| mention.url.clone())).into_iter().next(),
        sources,
        withdrawn_at: None,
        name: Texts::new(),
        alternative_names: Texts::new(),
    };
    let (name, alternative_names) = names(mentions, &reference);
    sink.record(place, Partner { name, alternative_names, ..partner })
}

/// The commonest name in each language, that which is commonest of all first, and all others. An organisation that is never named
/// is called by its reference.
fn names(mentions: Vec<Mention>, reference: &str) -> (Texts, Texts) {
    let (mut names, mut others) = (Texts::new(), Texts::new());
    let (stated, alternative): (Vec<_>, Vec<_>) =
        mentions.into_iter().map(|mention| (mention.names, mention.other_names)).unzip();
    for name in commonest(stated.into_iter().flatten()) {
        let is_first = names.iter().all(|known| known.language != name.language);
        if is_first { names.push(name) } else { others.push(name) }
    }
    for name in commonest(alternative.into_iter().flatten()) {
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

/// Distinct values, the commonest first, and of equally common ones that which came first.
fn commonest<T: Eq + Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: HashMap<T, (usize, usize)> = HashMap::new();
    for (position, value) in values.enumerate() {
        counts.entry(value).or_insert((0, position)).0 += 1;
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by_key(|(_, (count, position))| (Reverse(*count), *position));
    values.into_iter().map(|(value, _)| value).collect()
}

/// Records that were read already: publishers list one in several files, and sometimes differently.
#[derive(Default)]
pub(super) struct Seen(HashMap<String, u64>);

impl Seen {
    /// Notes a record. `None` if it is new, otherwise whether it says the same as before, word for word.
    pub(super) fn is_same(&mut self, id: &str, content: &impl Hash) -> Option<bool> {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let hash = hasher.finish();
        match self.0.get(id) {
            Some(before) => Some(*before == hash),
            None => {
                self.0.insert(id.to_owned(), hash);
                None
            }
        }
    }
}
