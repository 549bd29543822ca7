//! Which values there are of a dimension, whether a record has them or not.

use super::{Key, cells::programme_key};
use crate::laws::registry::{CONCEPTS, PLACES, PROGRAMMES, Registry, SOURCES, call_key, partner_key};

const ROLES: [&str; 12] = [
    "COORDINATOR",
    "PARTNER",
    "ASSOCIATED_PARTNER",
    "INTERNATIONAL_PARTNER",
    "THIRD_PARTY",
    "SUPPORTER",
    "FUNDER",
    "ACCOUNTABLE",
    "EXTENDING",
    "IMPLEMENTER",
    "RECIPIENT",
    "OTHER",
];
const PARTNER_KINDS: [&str; 11] = [
    "PUBLIC_AUTHORITY",
    "NATIONAL_AUTHORITY",
    "REGIONAL_AUTHORITY",
    "LOCAL_AUTHORITY",
    "CIVIL_SOCIETY",
    "EDUCATION",
    "RESEARCH",
    "COMPANY",
    "INTERNATIONAL_ORGANISATION",
    "NATURAL_PERSON",
    "OTHER",
];
const PROJECT_STATUSES: [&str; 4] = ["PLANNED", "ONGOING", "COMPLETED", "TERMINATED"];
const CALL_STATUSES: [&str; 3] = ["FORTHCOMING", "OPEN", "CLOSED"];
const RESULT_KINDS: [&str; 8] = ["OUTPUT", "OUTCOME", "IMPACT", "PUBLICATION", "EVENT", "DELIVERABLE", "REPORT", "OTHER"];

fn keys(values: &[&str]) -> Vec<Key> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn concepts(vocabulary: &str) -> Vec<Key> {
    CONCEPTS.iter().filter(|concept| concept.1 == vocabulary).map(|concept| concept.0.to_owned()).collect()
}

fn programmes(fits: impl Fn(usize) -> bool) -> Vec<Key> {
    (0..PROGRAMMES.len()).filter(|programme| fits(*programme)).map(programme_key).collect()
}

/// The values that are listed somewhere; of years, numbers and codes there are those that records have.
pub fn listed(registry: &Registry, list: &str, dimension: &str) -> Vec<Key> {
    match (list, dimension) {
        (_, "PROGRAMME") => programmes(|programme| PROGRAMMES[programme].2.is_none()),
        (_, "PROGRAMME_PART") => programmes(|_| true),
        (_, "FUNDING_CALL") => (0..registry.calls.len()).map(call_key).collect(),
        (_, "PARTNER") => (0..registry.partners.len()).map(partner_key).collect(),
        (_, "WORK_PLACE" | "PLACE") => PLACES.iter().map(|place| place.0.to_owned()).collect(),
        (_, "COUNTRY" | "WORK_COUNTRY" | "PARTNER_COUNTRY" | "COORDINATOR_COUNTRY") => {
            let seats = registry.partners.iter().filter_map(|partner| partner.country);
            PLACES.iter().map(|place| place.2).chain(seats).map(str::to_owned).collect()
        }
        (_, "THEME" | "TARGET_GROUP" | "DISCRIMINATION_GROUND") => concepts(dimension),
        (_, "SUSTAINABLE_DEVELOPMENT_GOAL") => concepts("SDG"),
        (_, "SOURCE") => keys(&SOURCES),
        (_, "ROLE") => keys(&ROLES),
        ("partners", "KIND") | (_, "PARTNER_KIND") => keys(&PARTNER_KINDS),
        (_, "KIND") => keys(&RESULT_KINDS),
        ("fundingCalls", "STATUS") => keys(&CALL_STATUSES),
        (_, "STATUS") => keys(&PROJECT_STATUSES),
        (_, "TARGET_REACHED") => keys(&["true", "false"]),
        _ => Vec::new(),
    }
}
