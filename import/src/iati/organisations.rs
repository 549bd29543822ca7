//! Organisations that take part in activities.

use record::{Key, Participation, ParticipationRole, PartnerKind};

use super::{
    activity::Activity,
    values::{of_code, wordings},
};
use crate::{
    Sink, Stop,
    org_id::{OrgId, org_id},
    organisation::StatedOrganisation,
    person,
    value::{self, is_placeholder, key, organisation_key},
    xml::Element,
};

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

/// The organisations that an activity names, as it states them, by their keys.
pub(super) fn statements(activity: &Activity) -> Vec<(Key, StatedOrganisation)> {
    let reporting = activity.element.children("reporting-org").map(|organisation| (organisation, false));
    let participating = activity.element.children("participating-org").map(|organisation| (organisation, true));
    let stated = |(organisation, takes_part): (&Element, bool)| {
        let (key, id) = identify(activity, organisation)?;
        let names = wordings(organisation)
            .filter_map(|(language, name)| value::text(&language, &person::without_addresses(name).0))
            .collect();
        let statement = StatedOrganisation {
            names,
            other_names: Vec::new(),
            kind: kind(organisation),
            reference: id.is_some().then(|| organisation.attribute("ref").unwrap_or_default().to_owned()),
            identifiers: id.into_iter().map(|id| id.identifier).collect(),
            country: None,
            seat: None,
            url: None,
            source: activity.publisher.key.clone(),
            takes_part,
            place: activity.place.to_owned(),
        };
        Some((key, statement))
    };
    participating.chain(reporting).filter_map(stated).collect()
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
            if is_placeholder(reference) {
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
            stated_partner: None,
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
