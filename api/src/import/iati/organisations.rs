//! Who takes part in activities.

use std::collections::HashMap;

use entity::{ParticipationRole, PartnerKind, TextOrigin};
use serde::{Deserialize, Serialize};

use super::{
    Activity,
    values::{of_code, wordings},
};
use crate::{
    import::{
        Sink, Stop,
        org_id::{self, OrgId, org_id},
        person,
        value::{self, key, organisation_key},
        xml::Element,
    },
    record::{Citation, Identifier, Key, LanguageTag, Participation, Partner, Text, Texts},
};

/// What an activity says about an organisation.
#[derive(Serialize, Deserialize)]
pub(super) struct Mention {
    names: Texts,
    kind: Option<PartnerKind>,
    /// The reference as it is stated, if it is one.
    reference: Option<String>,
    identifier: Option<Identifier>,
    source: Key,
    /// True if it takes part, false if it only reports.
    takes_part: bool,
    place: String,
}

/// What people write where they have no reference.
const PLACEHOLDERS: [&str; 10] = ["n/a", "na", "none", "null", "-", "0", "unknown", "not available", "tbd", "tbc"];

/// An organisation's key, and its identifier if it has one; `None` if it has no name either.
fn identify(activity: &Activity, organisation: &Element) -> Option<(Key, Option<OrgId>)> {
    if let Some(id) = organisation.attribute("ref").and_then(org_id) {
        return Some((id.key.clone(), Some(id)));
    }
    let name = wordings(organisation).map(|(_, name)| value::clean(name)).find(|name| !name.is_empty())?;
    // "Ministry of Finance" is another one in each country where somebody works.
    let is_public =
        !matches!(kind(organisation), Some(kind) if kind != PartnerKind::PublicAuthority && kind != PartnerKind::LocalAuthority);
    let mut countries = activity.element.children("recipient-country").filter_map(|country| country.attribute("code"));
    let country = match (countries.next(), countries.next()) {
        (Some(country), None) if is_public => value::country(country),
        _ => None,
    };
    Some((organisation_key(&activity.publisher.key, &name, country.as_ref(), None), None))
}

/// Organisation types of the IATI code list.
fn kind(organisation: &Element) -> Option<PartnerKind> {
    Some(match organisation.attribute("type")? {
        "10" | "15" => PartnerKind::PublicAuthority,
        "11" => PartnerKind::LocalAuthority,
        "21" | "22" | "23" | "24" | "60" => PartnerKind::CivilSociety,
        "40" => PartnerKind::InternationalOrganisation,
        "70" | "71" | "72" | "73" => PartnerKind::Company,
        "80" => PartnerKind::Education,
        "30" | "90" => PartnerKind::Other,
        _ => return None,
    })
}

/// What an activity says about the organisations that it names, by their keys.
pub(super) fn mentions(activity: &Activity) -> Vec<(Key, Mention)> {
    let reporting = activity.element.children("reporting-org").map(|organisation| (organisation, false));
    let participating = activity.element.children("participating-org").map(|organisation| (organisation, true));
    let mention = |(organisation, takes_part): (&Element, bool)| {
        let (key, id) = identify(activity, organisation)?;
        let names = wordings(organisation)
            .filter_map(|(language, name)| value::text(&language, &person::without_addresses(name).0))
            .collect();
        let mention = Mention {
            names,
            kind: kind(organisation),
            reference: id.is_some().then(|| organisation.attribute("ref").unwrap_or_default().to_owned()),
            identifier: id.map(|id| id.identifier),
            source: activity.publisher.key.clone(),
            takes_part,
            place: activity.place.to_owned(),
        };
        Some((key, mention))
    };
    participating.chain(reporting).filter_map(mention).collect()
}

/// Hands on an organisation of which several activities say something, if it takes part in any.
pub(super) fn hand_on(key: &str, mentions: Vec<Mention>, sink: &mut Sink) -> Result<(), Stop> {
    let Some(first) = mentions.iter().find(|mention| mention.takes_part) else { return Ok(()) };
    let place = first.place.clone();
    let (mut identifiers, mut sources) = (Vec::new(), Vec::<Citation>::new());
    for mention in &mentions {
        identifiers.extend(mention.identifier.clone().filter(|identifier| !identifiers.contains(identifier)));
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
    let kind = commonest(kinds.filter(|kind| !says_something || *kind != PartnerKind::Other)).into_iter().next();
    let reference = first.reference.clone().unwrap_or_default();
    let (name, alternative_names) = names(mentions, &reference);
    let partner = Partner {
        key: Key::stored(key),
        slug: None,
        name,
        alternative_names,
        kind,
        country: None,
        place: None,
        identifiers,
        url: None,
        sources,
        withdrawn_at: None,
    };
    sink.record(place, partner)
}

/// The commonest name in each language, that which is commonest of all first, and all others. An organisation that is never named
/// is called by its reference.
fn names(mentions: Vec<Mention>, reference: &str) -> (Texts, Texts) {
    let (mut names, mut others) = (Texts::new(), Texts::new());
    for name in commonest(mentions.into_iter().flat_map(|mention| mention.names)) {
        let is_first = names.iter().all(|known| known.language != name.language);
        if is_first { names.push(name) } else { others.push(name) }
    }
    if names.is_empty() {
        let language = LanguageTag::stored("en");
        names.push(Text { language, text: format!("Organisation {reference}"), origin: TextOrigin::Editorial });
    }
    (names, others)
}

/// Distinct values, the commonest first, and of equally common ones that which came first.
fn commonest<T: Clone + Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: HashMap<T, (usize, usize)> = HashMap::new();
    for (position, value) in values.enumerate() {
        counts.entry(value).or_insert((0, position)).0 += 1;
    }
    let mut values: Vec<_> = counts.into_iter().collect();
    values.sort_by_key(|(_, (count, position))| (std::cmp::Reverse(*count), *position));
    values.into_iter().map(|(value, _)| value).collect()
}

/// Roles by their codes in version 2 and words in version 1, and what they are called in keys.
const ROLES: [(&[&str], (ParticipationRole, &str)); 4] = [
    (&["1", "Funding"], (ParticipationRole::Funder, "funder")),
    (&["2", "Accountable"], (ParticipationRole::Accountable, "accountable")),
    (&["3", "Extending"], (ParticipationRole::Extending, "extending")),
    (&["4", "Implementing"], (ParticipationRole::Implementer, "implementer")),
];

/// The participations in an activity, one for each organisation that takes part and each of its roles.
pub(super) fn participations(activity: &Activity, sink: &mut Sink) -> Result<Vec<Participation>, Stop> {
    let mut participations: Vec<Participation> = Vec::new();
    for (organisation, position) in activity.element.children("participating-org").zip(1..) {
        let column = format!("participating-org[{position}]");
        let Some((partner, id)) = identify(activity, organisation) else {
            let fault = activity.fault(column, "the organisation has neither a name nor a reference that identifies it");
            sink.leave_out(fault.value(organisation.attribute("ref").unwrap_or_default()))?;
            continue;
        };
        if id.as_ref().is_some_and(|id| id.is_padded) {
            sink.remark("company numbers that got back the zeros at their beginning");
        }
        if let (None, Some(reference)) = (&id, organisation.attribute("ref")) {
            if PLACEHOLDERS.contains(&&*reference.to_lowercase()) {
                sink.remark("references of organisations that only say that there is none");
            } else {
                let fault = activity.fault(format!("{column}/@ref"), "this identifies no organisation: its name is kept");
                sink.leave_out(fault.value(reference).allowed("an identifier such as GB-CHC-1159982"))?;
            }
        }
        let stated = organisation.attribute("role");
        let (role, role_key) =
            stated.and_then(|stated| of_code(stated, &ROLES)).map_or((None, "part"), |(role, key)| (Some(role), key));
        if role.is_none() {
            let fault =
                activity.fault(format!("{column}/@role"), "this is no role of an organisation").value(stated.unwrap_or_default());
            sink.leave_out(fault.allowed("1 funding, 2 accountable, 3 extending, 4 implementing"))?;
        }
        let name = format!("{partner}-{role_key}");
        let repeated = participations.iter().filter(|known| known.partner == partner && known.role == role).count();
        let name = if repeated > 0 { format!("{name}-{}", repeated + 1) } else { name };
        participations.push(Participation {
            key: name.parse().unwrap_or_else(|_| key("participation", &name)),
            partner,
            role,
            stated_role: stated.filter(|_| role.is_none()).map(str::to_owned),
            position: Some(position),
            budget: None,
            grant: None,
            started_on: None,
            ended_on: None,
            sources: Vec::new(),
        });
    }
    Ok(participations)
}
