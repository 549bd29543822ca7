//! The members of a grant: those that are read, and those that are left out with the reason.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The members that become part of records, lists without their places.
const MAPPED: &[&str] = &[
    "id",
    "title",
    "description",
    "currency",
    "amountAppliedFor",
    "amountAwarded",
    "amountDisbursed",
    "awardDate",
    "url",
    "dataSource",
    "Publisher:Name",
    "License (see note)",
    "plannedDates",
    "plannedDates.startDate",
    "plannedDates.endDate",
    "plannedDates.duration",
    "actualDates",
    "actualDates.startDate",
    "actualDates.endDate",
    "actualDates.duration",
    "recipientIndividual",
    "toIndividualsDetails",
    "toIndividualsDetails.primaryGrantReason",
    "toIndividualsDetails.secondaryGrantReason",
    "toIndividualsDetails.grantPurpose",
    "recipientOrganization",
    "recipientOrganization.id",
    "recipientOrganization.name",
    "recipientOrganization.alternateName",
    "recipientOrganization.charityNumber",
    "recipientOrganization.companyNumber",
    "recipientOrganization.addressLocality",
    "recipientOrganization.addressCountry",
    "recipientOrganization.organisationType",
    "recipientOrganization.url",
    "recipientOrganization.contactName",
    "recipientOrganization.email",
    "recipientOrganization.telephone",
    "fundingOrganization",
    "fundingOrganization.id",
    "fundingOrganization.name",
    "fundingOrganization.alternateName",
    "fundingOrganization.charityNumber",
    "fundingOrganization.companyNumber",
    "fundingOrganization.addressLocality",
    "fundingOrganization.addressCountry",
    "fundingOrganization.organisationType",
    "fundingOrganization.url",
    "fundingOrganization.contactName",
    "fundingOrganization.email",
    "fundingOrganization.telephone",
    "beneficiaryLocation",
    "beneficiaryLocation.name",
    "beneficiaryLocation.countryCode",
    "beneficiaryLocation.latitude",
    "beneficiaryLocation.longitude",
    "beneficiaryLocation.geoCode",
    "beneficiaryLocation.geoCodeType",
    "grantProgramme",
    "grantProgramme.code",
    "grantProgramme.title",
    "fundingType",
    "fundingType.vocabulary",
    "fundingType.code",
    "fundingType.title",
    "classifications",
    "classifications.vocabulary",
    "classifications.code",
    "classifications.title",
    "commitmentTransaction",
    "commitmentTransaction.transactionDate",
    "commitmentTransaction.currency",
    "commitmentTransaction.value",
    "disbursementTransaction",
    "disbursementTransaction.transactionDate",
    "disbursementTransaction.currency",
    "disbursementTransaction.value",
];

const ADDRESS: &str = "of an address only the town and country are kept";
const PROSE: &str = "describes something that the registry keeps by name";
const HISTORY: &str = "says something of the data, not of the grant";
const PERSON: &str = "personal data";
const OWN: &str = "the publisher's or a portal's own addition, which other members say too";

/// The members that are left out with all that is in them, and why.
const IGNORED: &[(&str, &str)] = &[
    ("dateModified", HISTORY),
    ("fromOpenCall", "whether there was a call says nothing of the call"),
    ("regrantType", "what the recipient does with the grant is told by the description"),
    ("locationScope", "the places themselves are kept"),
    ("relatedDocument", "documents are reached through the source"),
    ("relatedActivity", "a related grant is a project of its own"),
    ("applicationTransaction", "the amount applied for is kept as a whole"),
    ("commitmentTransaction.id", "payments have no ids"),
    ("commitmentTransaction.valueDate", HISTORY),
    ("commitmentTransaction.description", PROSE),
    ("commitmentTransaction.provider", "the funder is kept with the grant"),
    ("commitmentTransaction.recipient", "the recipient is kept with the grant"),
    ("disbursementTransaction.id", "payments have no ids"),
    ("disbursementTransaction.valueDate", HISTORY),
    ("disbursementTransaction.description", PROSE),
    ("disbursementTransaction.provider", "the funder is kept with the grant"),
    ("disbursementTransaction.recipient", "the recipient is kept with the grant"),
    ("plannedDates.title", PROSE),
    ("plannedDates.description", PROSE),
    ("actualDates.title", PROSE),
    ("actualDates.description", PROSE),
    ("recipientOrganization.department", "an organisation is kept as a whole"),
    ("recipientOrganization.streetAddress", ADDRESS),
    ("recipientOrganization.addressRegion", ADDRESS),
    ("recipientOrganization.postalCode", ADDRESS),
    ("recipientOrganization.description", PROSE),
    ("recipientOrganization.location", ADDRESS),
    ("fundingOrganization.department", "an organisation is kept as a whole"),
    ("fundingOrganization.streetAddress", ADDRESS),
    ("fundingOrganization.addressRegion", ADDRESS),
    ("fundingOrganization.postalCode", ADDRESS),
    ("fundingOrganization.description", PROSE),
    ("fundingOrganization.location", ADDRESS),
    ("beneficiaryLocation.id", "the place is told by its name"),
    ("beneficiaryLocation.description", PROSE),
    ("grantProgramme.description", PROSE),
    ("grantProgramme.url", PROSE),
    ("fundingType.description", PROSE),
    ("fundingType.url", PROSE),
    ("classifications.description", PROSE),
    ("classifications.url", PROSE),
    ("Surname of applicant", PERSON),
    ("Full name of applicant", PERSON),
    ("Co-applicant(s)", PERSON),
    ("Sponsor(s)", PERSON),
    ("Grant number", OWN),
    ("Grant type", OWN),
    ("Data source", "is a member of its own"),
    ("Department", OWN),
    ("School / Building", OWN),
    ("Postcode of impact 1", OWN),
    ("recipientWardNameGeoCode", OWN),
    ("recipientWardName", OWN),
    ("recipientDistrictName", OWN),
    ("recipientDistrictGeoCode", OWN),
    ("recipientRegionName", OWN),
    ("recipientLocation", OWN),
    ("id_and_name", OWN),
    ("additional_data_added", OWN),
    ("additional_data", OWN),
    ("Retrieved for use in GrantNav", HISTORY),
];

/// Beginnings of the columns that a portal adds to the tables it hands out. A field of the standard has no blank after its colon.
const ADDED: [&str; 7] = [
    "Best Available ",
    "Recipient Region",
    "Recipient District",
    "Beneficiary Region",
    "Beneficiary District",
    "Recipient Org: ",
    "Funding Org: ",
];

/// Counts the members of a grant that are in neither list.
pub(super) fn count_unlisted(grant: &Map<String, Value>, unlisted: &mut BTreeMap<String, usize>) {
    for (name, value) in grant {
        let objects = match value {
            Value::Array(list) => list.iter().filter_map(Value::as_object).collect(),
            Value::Object(object) => vec![object],
            _ => Vec::new(),
        };
        if is_ignored(name) || name == "recipientIndividual" {
            continue;
        }
        if !MAPPED.contains(&name.as_str()) {
            *unlisted.entry(name.clone()).or_default() += 1;
            continue;
        }
        for below in objects.into_iter().flat_map(Map::keys) {
            let path = format!("{name}.{below}");
            if below != "dateModified" && !MAPPED.contains(&path.as_str()) && !is_ignored(&path) {
                *unlisted.entry(path).or_default() += 1;
            }
        }
    }
}

fn is_ignored(path: &str) -> bool {
    IGNORED.iter().any(|(ignored, _)| *ignored == path) || ADDED.iter().any(|beginning| path.starts_with(beginning))
}
