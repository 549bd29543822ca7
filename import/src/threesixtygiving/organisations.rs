//! Organisations and persons that give and receive grants.

use std::borrow::Cow;

use record::{CountryCode, Identifier, Key, LanguageTag, Participation, ParticipationRole, PartnerKind};

use super::{
    grant::Grant,
    object::{Members, objects, stated},
};
use crate::{
    Sink, Stop,
    geography::city,
    org_id::{OrgId, org_id},
    organisation::StatedOrganisation,
    person,
    value::{self, address, country, is_placeholder, key, organisation_key},
};

/// The members that hold organisations, their roles, and what those are called in keys.
const ROLES: [(&str, ParticipationRole, &str); 2] = [
    ("fundingOrganization", ParticipationRole::Funder, "funder"),
    ("recipientOrganization", ParticipationRole::Recipient, "recipient"),
];

/// The identity of an organisation.
struct Identity {
    key: Key,
    id: Option<OrgId>,
    /// All its identifiers, that of its own first.
    identifiers: Vec<Identifier>,
    country: Option<CountryCode>,
    /// Faults: members and reasons.
    wrong: Vec<(&'static str, &'static str)>,
}

/// True for a natural person: somebody whom the publisher calls an individual, or a trader without a register's number.
fn is_person(organisation: &Members) -> bool {
    let kind = stated(organisation, "organisationType").unwrap_or_default().to_lowercase();
    let numbers = ["charityNumber", "companyNumber"].iter().any(|number| stated(organisation, number).is_some());
    kind == "individual" || (kind == "sole trader" && !numbers)
}

/// The names of the natural persons that a grant goes to, which must not stand in its texts.
pub(super) fn persons(grant: &Grant) -> Vec<String> {
    let individuals = objects(grant.members, "recipientIndividual").into_iter();
    let traders = objects(grant.members, "recipientOrganization").into_iter().filter(|(organisation, _)| is_person(organisation));
    individuals.chain(traders).filter_map(|(person, _)| stated(person, "name").map(Cow::into_owned)).collect()
}

/// `None` for an organisation with neither a name nor an identifier.
fn identify(grant: &Grant, organisation: &Members) -> Option<Identity> {
    let mut wrong = Vec::new();
    let id = stated(organisation, "id").filter(|id| !is_placeholder(id));
    let own = id.as_deref().and_then(org_id);
    if id.is_some() && own.is_none() {
        wrong.push(("id", "this identifies no organisation: its name is kept"));
    }
    let mut numbers = Vec::new();
    for (member, reason) in
        [("charityNumber", "this is no number of a charity"), ("companyNumber", "this is no number of a company")]
    {
        let Some(number) = stated(organisation, member).filter(|number| !is_placeholder(number)) else { continue };
        match registered(member, &number) {
            Some(id) => numbers.push(id),
            None => wrong.push((member, reason)),
        }
    }
    let (nation, is_wrong) = nation(organisation, own.as_ref().or(numbers.first()));
    if is_wrong {
        wrong.push(("addressCountry", "this is no country"));
    }
    let name = stated(organisation, "name").map(|name| value::clean(&name)).filter(|name| !name.is_empty());
    let id = own.or_else(|| numbers.first().cloned());
    let key = match (&id, &name) {
        (Some(id), _) => id.key.clone(),
        (None, Some(name)) => {
            organisation_key(&grant.publisher.key, name, nation.as_ref(), stated(organisation, "addressLocality").as_deref())
        }
        (None, None) => return None,
    };
    let mut identifiers: Vec<Identifier> = Vec::new();
    for id in id.iter().chain(&numbers) {
        if !identifiers.contains(&id.identifier) {
            identifiers.push(id.identifier.clone());
        }
    }
    Some(Identity { key, id, identifiers, country: nation, wrong })
}

/// The identifier that a number of a register makes. Charities of Scotland and Northern Ireland have letters before theirs.
fn registered(member: &str, number: &str) -> Option<OrgId> {
    let number = number.trim().to_ascii_uppercase();
    let list = match member {
        "companyNumber" => "GB-COH",
        _ if number.starts_with("SC") => "GB-SC",
        _ if number.starts_with("NI") => "GB-NIC",
        _ => "GB-CHC",
    };
    let number = if list == "GB-NIC" { number.trim_start_matches(|c: char| c.is_ascii_alphabetic()) } else { &number };
    org_id(&format!("{list}-{number}"))
}

/// The country of the address, or that of the register in which the organisation stands; and whether what is stated is none.
fn nation(organisation: &Members, id: Option<&OrgId>) -> (Option<CountryCode>, bool) {
    let registered = || id.and_then(|id| country(id.identifier.scheme.split('-').next()?));
    match stated(organisation, "addressCountry").filter(|stated| !is_placeholder(stated)) {
        // One publisher's slip, in every row of its file.
        Some(stated) if stated.eq_ignore_ascii_case("United Kingdon") => ("GB".parse().ok(), false),
        Some(stated) => {
            let read = country(&stated);
            let is_wrong = read.is_none();
            (read, is_wrong)
        }
        None => (registered(), false),
    }
}

/// The kind of an organisation in the words of publishers. Companies limited by guarantee may be charities, and are left open.
fn kind(organisation: &Members) -> Option<PartnerKind> {
    Some(match &*stated(organisation, "organisationType")?.to_lowercase() {
        "registered charity" | "charity" | "charitable incorporated organisation" | "unincorporated association" | "trust" => {
            PartnerKind::CivilSociety
        }
        "university" | "school" => PartnerKind::Education,
        "private limited company" | "company limited by shares" | "limited liability partnership" | "limited partnership" => {
            PartnerKind::Company
        }
        "local authority" => PartnerKind::LocalAuthority,
        _ => return None,
    })
}

/// The organisations that a grant names, as it states them, by their keys.
pub(super) fn statements(grant: &Grant, sink: &mut Sink) -> Result<Vec<(Key, StatedOrganisation)>, Stop> {
    let mut statements = Vec::new();
    let language = LanguageTag::stored("und");
    for (organisation, _) in ROLES.iter().flat_map(|(member, ..)| objects(grant.members, member)) {
        if is_person(organisation) {
            continue;
        }
        let Some(identity) = identify(grant, organisation) else { continue };
        let town = stated(organisation, "addressLocality");
        let seat = match (&town, &identity.country) {
            (Some(town), Some(nation)) => city(sink, grant.place, nation, town, None, None)?,
            _ => None,
        };
        let names = |member| {
            let name = stated(organisation, member)?;
            value::text(&language, &person::without_addresses(&name).0)
        };
        let statement = StatedOrganisation {
            names: names("name").into_iter().collect(),
            other_names: names("alternateName").into_iter().collect(),
            kind: kind(organisation),
            reference: identity.id.as_ref().and_then(|_| stated(organisation, "id")).map(Cow::into_owned),
            identifiers: identity.identifiers,
            country: identity.country,
            seat,
            url: stated(organisation, "url").and_then(|url| address(&url)),
            source: grant.publisher.key.clone(),
            takes_part: true,
            place: grant.place.to_owned(),
        };
        statements.push((identity.key, statement));
    }
    Ok(statements)
}

/// The participations in a grant: who gives it, and who receives it.
pub(super) fn participations(grant: &Grant, sink: &mut Sink) -> Result<Vec<Participation>, Stop> {
    let mut participations: Vec<Participation> = Vec::new();
    for (member, role, role_key) in ROLES {
        for (organisation, path) in grant.objects(sink, member)? {
            let contacts = ["contactName", "email", "telephone"].iter().filter(|contact| stated(organisation, contact).is_some());
            sink.remarks(person::CONTACTS, contacts.count());
            if is_person(organisation) {
                let (country, _) = nation(organisation, None);
                let partner = withheld(grant, sink, &path, country)?;
                add(&mut participations, partner, role, role_key);
                continue;
            }
            let Some(identity) = identify(grant, organisation) else {
                let reason = "the organisation has neither a name nor an identifier";
                sink.leave_out(grant.fault(&path, reason))?;
                continue;
            };
            for (member, reason) in identity.wrong {
                let value = stated(organisation, member).unwrap_or_default();
                sink.leave_out(grant.fault(&format!("{path}.{member}"), reason).value(&value))?;
            }
            if identity.id.is_some_and(|id| id.is_padded) {
                sink.remark("company numbers that got back the zeros at their beginning");
            }
            add(&mut participations, identity.key, role, role_key);
        }
    }
    for (individual, path) in grant.objects(sink, "recipientIndividual")? {
        if !individual.is_empty() {
            let partner = withheld(grant, sink, &path, None)?;
            add(&mut participations, partner, ParticipationRole::Recipient, "recipient");
        }
    }
    let is_recipient = |participation: &Participation| participation.role == Some(ParticipationRole::Recipient);
    if !participations.iter().any(is_recipient) {
        sink.leave_out(grant.fault("recipientOrganization", "the grant doesn't say who receives it"))?;
    }
    if participations.iter().all(is_recipient) {
        sink.leave_out(grant.fault("fundingOrganization", "the grant doesn't say who gives it"))?;
    }
    Ok(participations)
}

fn withheld(grant: &Grant, sink: &mut Sink, path: &str, country: Option<CountryCode>) -> Result<Key, Stop> {
    let key = key("360giving-person", &format!("{} {path}", grant.id));
    sink.remark(person::WITHHELD);
    sink.record(grant.place, person::withheld(key.clone(), country, vec![grant.citation()]))?;
    Ok(key)
}

fn add(participations: &mut Vec<Participation>, partner: Key, role: ParticipationRole, role_key: &str) {
    let repeated = participations.iter().filter(|known| known.partner == partner && known.role == Some(role)).count();
    let name = if repeated > 0 { format!("{partner}-{role_key}-{}", repeated + 1) } else { format!("{partner}-{role_key}") };
    let position = i32::try_from(participations.len() + 1).ok();
    participations.push(Participation {
        key: name.parse().unwrap_or_else(|_| key("participation", &name)),
        partner,
        stated_partner: None,
        role: Some(role),
        stated_role: None,
        position,
        budget: None,
        grant: None,
        started_on: None,
        ended_on: None,
        sources: Vec::new(),
    });
}
