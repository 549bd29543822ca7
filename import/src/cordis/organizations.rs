//! Rows and elements that say who takes part in a project.

use std::borrow::Cow;

use record::{Fault, ParticipationRole, PartnerKind, nuts};

use super::{
    collected::{Collected, network_key},
    fact::{FactContent, OrganisationRow, Participant, ParticipationRow, Region},
    framework::Framework,
    projects, values,
};
use crate::{Sink, external_grouping::GroupingError, person, value};

/// The columns of older exports that name a person to write to.
const CONTACTS: [&str; 7] = [
    "contactTitle",
    "contactFirstNames",
    "contactLastNames",
    "contactFunction",
    "contactTelephoneNumber",
    "contactFaxNumber",
    "contactEmail",
];

/// The remark about a participation that ended before its project.
const ENDED: &str = "participations that ended early, on a day that the source doesn't state";

/// Reads one participation. `tells_persons` is true if the file states size and city of organisations, so that where both are
/// missing the participant is a natural person.
pub(super) fn read(
    collected: &mut Collected,
    sink: &mut Sink,
    row: &impl values::NamedValues,
    framework: Option<Framework>,
    tells_persons: bool,
) -> Result<(), GroupingError> {
    let project = projects::key(row, &["projectID", "projectReference"]);
    let rcn = values::control_number(sink, row, "projectRcn")?;
    let Some(project) = project.or_else(|| rcn.as_deref().map(network_key)) else {
        let fault = Fault::new(row.place(), "the row doesn't say in which project the organisation takes part");
        return Ok(sink.reject("partner", fault.column("projectID"))?);
    };
    if CONTACTS.iter().any(|name| row.get(name).is_some()) {
        sink.remark(person::CONTACTS);
    }
    let stated_role = values::short(sink, row, &["role"])?;
    let mut participation = ParticipationRow {
        participant: Participant::Person(None),
        rcn,
        role: stated_role.as_deref().map(role),
        stated_role,
        position: position(sink, row)?,
        grant: values::money(sink, row, "ecContribution")?,
        net_grant: values::money(sink, row, "netEcContribution")?,
        cost: values::known_money(sink, row, "totalCost")?,
        acronym: values::short(sink, row, &["projectAcronym"])?,
        updated: row.get("contentUpdateDate").map(str::to_owned),
    };
    if row.get("endOfParticipation").is_some_and(|ended| ended.eq_ignore_ascii_case("true")) {
        sink.remark(ENDED);
    }
    let name = row.get("name").map(|name| value::clean(&unquoted(sink, name))).filter(|name| !name.is_empty());
    let is_withheld = name.as_deref().is_some_and(|name| name.starts_with("[natural person withheld"));
    if is_withheld || tells_persons && row.get("SME").is_none() && row.get("city").is_none() {
        participation.participant = Participant::Person(values::country(sink, row, "country")?);
        sink.remark(person::WITHHELD);
        return Ok(collected.add_fact(&project, FactContent::Participation(participation))?);
    }
    let organisation = OrganisationRow {
        project: project.clone(),
        folder: collected.folder(),
        framework,
        pic: pic(sink, row)?,
        name,
        short_name: row.get("shortName").map(value::clean).filter(|name| !name.is_empty()),
        vat: vat(sink, row),
        rcn: values::control_number(sink, row, "rcn")?,
        kind: kind(sink, row)?,
        country: values::country(sink, row, "country")?,
        city: row.get("city").map(value::clean).filter(|city| city.chars().any(char::is_alphabetic)),
        region: region(sink, row)?,
        location: values::location(sink, row, "geolocation")?,
        url: values::address(sink, row, &["organizationURL", "organizationUrl"])?,
    };
    participation.participant = match (&organisation.pic, &organisation.name) {
        (Some(pic), _) => Participant::Pic(pic.clone()),
        (None, Some(name)) => {
            let key = value::organisation_key("cordis", name, organisation.country.as_ref(), organisation.city.as_deref());
            Participant::Keyed(key.to_string())
        }
        (None, None) => {
            let fault = Fault::new(row.place(), "an organisation needs a name or a Participant Identification Code");
            return Ok(sink.reject("partner", fault.column("name"))?);
        }
    };
    if let (Some(location), Some(city)) = (organisation.location, &organisation.city) {
        collected.points.add(location, city);
    }
    collected.partners.push(&participation.participant.partner_key(), &organisation)?;
    Ok(collected.add_fact(&project, FactContent::Participation(participation))?)
}

impl Participant {
    /// The key of the organisation's record; empty for a person, who has one in each project.
    pub(super) fn partner_key(&self) -> String {
        match self {
            Self::Pic(pic) => value::key("pic", pic).to_string(),
            Self::Keyed(key) => key.clone(),
            Self::Person(_) => String::new(),
        }
    }
}

/// A name without the quotation marks of a table that it was in before: `"LLC ""CIVITTA UKRAINE"""`.
fn unquoted<'a>(sink: &mut Sink, name: &'a str) -> Cow<'a, str> {
    let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| inner.contains("\"\""));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => {
            sink.remark("names with quotation marks left over from another table mended");
            Cow::Owned(inner.replace("\"\"", "\""))
        }
        _ => Cow::Borrowed(name),
    }
}

/// The meaning of a role. A `partner` of Horizon 2020 contributes without having signed the grant agreement; a `hostInstitution`
/// employs the researcher who leads the project, and stands where others have a coordinator.
pub(super) fn role(stated: &str) -> ParticipationRole {
    match stated.to_ascii_lowercase().replace([' ', '_', '-'], "").as_str() {
        "coordinator" | "hostinstitution" => ParticipationRole::Coordinator,
        "participant" | "beneficiary" => ParticipationRole::Partner,
        "associatedpartner" | "partner" => ParticipationRole::AssociatedPartner,
        "internationalpartner" => ParticipationRole::InternationalPartner,
        "thirdparty" | "linkedthirdparty" | "affiliatedentity" => ParticipationRole::ThirdParty,
        _ => ParticipationRole::Other,
    }
}

/// The meaning of a kind of organisation.
pub(super) fn activity(code: &str) -> Option<PartnerKind> {
    match code {
        "HES" => Some(PartnerKind::Education),
        "REC" => Some(PartnerKind::Research),
        "PRC" => Some(PartnerKind::Company),
        "PUB" => Some(PartnerKind::PublicAuthority),
        "OTH" => Some(PartnerKind::Other),
        _ => None,
    }
}

/// The kind of the organisation.
fn kind(sink: &mut Sink, row: &impl values::NamedValues) -> Result<Option<PartnerKind>, GroupingError> {
    let Some(code) = row.get("activityType") else { return Ok(None) };
    let kind = activity(code);
    if kind.is_none() {
        sink.leave_out(row.fault("activityType", "this kind of organisation is not known").allowed("HES, REC, PRC, PUB or OTH"))?;
    }
    Ok(kind)
}

/// The place in the list of participants, which some copies write as `7.0`.
fn position(sink: &mut Sink, row: &impl values::NamedValues) -> Result<Option<i32>, GroupingError> {
    let Some(text) = row.get("order") else { return Ok(None) };
    let position = text.strip_suffix(".0").unwrap_or(text).parse().ok().filter(|position| (0..100_000).contains(position));
    if position.is_none() {
        sink.leave_out(row.fault("order", "this is no place in a list").allowed("a number from 0"))?;
    }
    Ok(position.filter(|position| *position > 0))
}

/// The Participant Identification Code, which some exports have only in the address of the form to write to the organisation.
fn pic(sink: &mut Sink, row: &impl values::NamedValues) -> Result<Option<String>, GroupingError> {
    if let Some((name, text)) = row.first(&["organisationID", "organizationID", "pic", "id"]) {
        let text = text.strip_suffix(".0").unwrap_or(text);
        if is_pic(text) {
            return Ok(Some(text.to_owned()));
        }
        sink.leave_out(row.fault(name, "this is no Participant Identification Code").allowed("nine digits"))?;
    }
    let form = row.get("contactForm").and_then(|form| form.split_once("/contact-form/"));
    let pic = form.and_then(|(_, rest)| rest.split(['/', '?']).find(|participation| is_pic(participation)));
    Ok(pic.map(str::to_owned))
}

/// True for what can be a Participant Identification Code.
pub(super) fn is_pic(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number under which it pays value added tax. Many rows say in words that there is none.
fn vat(sink: &mut Sink, row: &impl values::NamedValues) -> Option<String> {
    let text = row.get("vatNumber")?;
    let is_number = text.bytes().filter(u8::is_ascii_digit).count() >= 4 && text.chars().count() <= 40;
    sink.remarks("values that are no VAT numbers left out", usize::from(!is_number));
    is_number.then(|| value::clean(text))
}

/// The region, unless it is a whole country.
fn region(sink: &mut Sink, row: &impl values::NamedValues) -> Result<Option<Region>, GroupingError> {
    let Some(code) = row.get("nutsCode") else { return Ok(None) };
    let (code, name) = (code.to_ascii_uppercase(), row.get("nutsName").map(str::to_owned));
    let is_known = nuts::is_code(&code);
    if !is_known {
        let fault = row.fault("nutsCode", "no version of the NUTS classification has this code");
        sink.leave_out(fault.allowed("a code such as RO11"))?;
    }
    Ok((code.len() > 2 && (is_known || name.is_some())).then_some(Region { code, name }))
}
