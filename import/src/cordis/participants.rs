//! Participations in a project, from the rows of participations or from the names in the project's own row.

use std::collections::HashSet;

use record::{Amount, AmountKind, Citation, Key, LanguageTag, Participation, ParticipationRole, Partner};

use super::{
    fact::{NamedParticipant, Participant, ParticipationRow},
    organizations::role,
    values::{amount, euros},
};
use crate::{
    Sink, Stop, person,
    value::{key, organisation_key},
};

/// The participations that rows state. What partners get by themselves is added to the amounts.
pub(super) fn participations(
    sink: &mut Sink,
    at: &str,
    number: &str,
    parts: Vec<ParticipationRow>,
    source: &Key,
    amounts: &mut Vec<Amount>,
) -> Result<Vec<Participation>, Stop> {
    let mut keys = Keys::default();
    let mut all = Vec::with_capacity(parts.len());
    for (part, row) in parts.into_iter().zip(1..) {
        let role_slug = part.stated_role.as_deref().map(slug).unwrap_or_default();
        let (partner, name) = match &part.participant {
            Participant::Pic(pic) => (Key::stored(part.participant.partner_key()), format!("pic-{pic}")),
            Participant::Keyed(key) => (Key::stored(key.clone()), key.clone()),
            Participant::Person(country) => {
                let position = part.position.unwrap_or(row);
                let name = keys.unused(&format!("person-{position}"));
                let id = format!("{} {}", number, name.trim_start_matches("person-"));
                let citation = Citation { source: source.clone(), record_id: None, url: None, language: None };
                let person = person::withheld(key("cordis-person", &id), country.clone(), vec![citation]);
                let key = person.key.clone();
                sink.record(at, person)?;
                (key, name)
            }
        };
        let participation = Participation {
            key: keys.key(&if role_slug.is_empty() { name } else { format!("{name}-{role_slug}") }),
            partner,
            stated_partner: None,
            role: part.role,
            stated_role: part.stated_role,
            position: part.position,
            budget: part.cost.map(euros),
            grant: part.grant.map(euros),
            started_on: None,
            ended_on: None,
            sources: Vec::new(),
        };
        if let Some(minor) = part.net_grant {
            amounts.push(amount(AmountKind::NetEuContribution, minor, Some(participation.key.clone())));
        }
        all.push(participation);
    }
    Ok(all)
}

/// A role as a part of a key.
fn slug(role: &str) -> String {
    let is_plain = role.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { role.to_ascii_lowercase() } else { record::slug::slug(role) }
}

/// The participations of those whom only the project's own row names.
pub(super) fn by_name(sink: &mut Sink, at: &str, named: Vec<NamedParticipant>, source: &Key) -> Result<Vec<Participation>, Stop> {
    let mut keys = Keys::default();
    let mut all = Vec::with_capacity(named.len());
    for NamedParticipant { name, role: stated, country } in named {
        let partner = organisation_key("cordis", &name, country.as_ref(), None);
        let Some(name) = sink.text(&LanguageTag::stored("und"), &name) else { continue };
        let record = Partner {
            key: partner.clone(),
            slug: None,
            name: vec![name],
            alternative_names: Vec::new(),
            kind: None,
            country,
            place: None,
            identifiers: Vec::new(),
            url: None,
            sources: vec![Citation { source: source.clone(), record_id: None, url: None, language: None }],
            withdrawn_at: None,
        };
        sink.record_once(at, record)?;
        all.push(Participation {
            key: keys.key(&format!("{partner}-{stated}")),
            partner,
            stated_partner: None,
            role: Some(role(&stated)).filter(|role| *role != ParticipationRole::Other),
            stated_role: Some(stated),
            position: None,
            budget: None,
            grant: None,
            started_on: None,
            ended_on: None,
            sources: Vec::new(),
        });
    }
    Ok(all)
}

/// Keys that are each given once.
#[derive(Default)]
struct Keys(HashSet<String>);

impl Keys {
    /// The wanted key; with a number behind it if it is taken.
    fn unused(&mut self, wanted: &str) -> String {
        let mut key = wanted.to_owned();
        let mut number = 2;
        while !self.0.insert(key.clone()) {
            key = format!("{wanted}-{number}");
            number += 1;
        }
        key
    }

    fn key(&mut self, wanted: &str) -> Key {
        let short: String = wanted.chars().take(180).collect();
        Key::stored(self.unused(&short))
    }
}
