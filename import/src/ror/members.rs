//! The two schemas of ROR: the members that are read, and those that are left out with the reason.

use std::collections::BTreeMap;

use record::Fault;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{organisation::Organisation, v1};

/// The schema that describes an organisation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    One,
    Two,
}

/// The members of schema 2 that become part of a partner, by their paths; what lies in one that is not listed further is read whole.
const TWO: &[&str] = &[
    "id",
    "names",
    "names/value",
    "names/lang",
    "names/types",
    "external_ids",
    "external_ids/type",
    "external_ids/preferred",
    "external_ids/all",
    "links",
    "links/type",
    "links/value",
    "locations",
    "locations/geonames_details",
    "locations/geonames_details/country_code",
    "locations/geonames_details/name",
    "locations/geonames_details/lat",
    "locations/geonames_details/lng",
    "types",
    "status",
];

/// The same of schema 1.
const ONE: &[&str] = &[
    "id",
    "name",
    "aliases",
    "acronyms",
    "labels",
    "labels/label",
    "labels/iso639",
    "links",
    "addresses",
    "addresses/lat",
    "addresses/lng",
    "addresses/city",
    "addresses/geonames_city",
    "addresses/geonames_city/city",
    "country",
    "country/country_code",
    "external_ids",
    "types",
    "status",
];

/// The members of either schema that don't, each with the reason.
const IGNORED: &[(&str, &str)] = &[
    ("admin", "when ROR changed its record"),
    ("domains", "the website says where it is on the web"),
    ("established", "the registry keeps no founding years"),
    ("relationships", "the registry keeps no relations between organisations"),
    ("locations/geonames_id", "a place is known by country and name"),
    ("locations/geonames_details/country_name", "the country's code says the same"),
    ("locations/geonames_details/country_subdivision_code", "a place is known by country and name"),
    ("locations/geonames_details/country_subdivision_name", "a place is known by country and name"),
    ("locations/geonames_details/continent_code", "the country tells the continent"),
    ("locations/geonames_details/continent_name", "the country tells the continent"),
    ("country/country_name", "the country's code says the same"),
    ("email_address", "contact details stay out"),
    ("ip_addresses", "the website says where it is on the web"),
    ("wikipedia_url", "an article about the organisation, not its own site"),
    ("addresses/geonames_city/id", "a place is known by country and name"),
    ("addresses/geonames_city/geonames_admin1", "a place is known by country and name"),
    ("addresses/geonames_city/geonames_admin2", "a place is known by country and name"),
    ("addresses/geonames_city/nuts_level1", "a place is known by country and name"),
    ("addresses/geonames_city/nuts_level2", "a place is known by country and name"),
    ("addresses/geonames_city/nuts_level3", "a place is known by country and name"),
    ("addresses/geonames_city/license", "the licence of what is not taken from there"),
    ("addresses/state", "a place is known by country and name"),
    ("addresses/state_code", "a place is known by country and name"),
    ("addresses/postcode", "a seat is known by its city"),
    ("addresses/line", "a seat is known by its city"),
    ("addresses/primary", "the first seat is taken"),
    ("addresses/country_geonames_id", "the country's code says the same"),
];

impl Schema {
    /// Tells by the beginning of a document.
    pub(super) fn of(head: &str) -> Option<Self> {
        let has = |member: &str| head.contains(&format!("\"{member}\""));
        match () {
            () if has("names") => Some(Self::Two),
            () if has("name") && (has("aliases") || has("acronyms")) => Some(Self::One),
            () => None,
        }
    }

    /// The organisation that an object describes.
    pub(super) fn organisation(self, object: &Value) -> Result<Organisation, Fault> {
        match self {
            Self::Two => read(object),
            Self::One => read(object).map(v1::Organisation::in_schema_2),
        }
    }

    /// Counts the members that nobody knows, by their paths.
    pub(super) fn count_unknown(self, object: &Value, unknown: &mut BTreeMap<String, usize>) {
        self.count_below("", object, unknown);
    }

    fn count_below(self, path: &str, value: &Value, unknown: &mut BTreeMap<String, usize>) {
        match value {
            Value::Array(all) => all.iter().for_each(|value| self.count_below(path, value, unknown)),
            Value::Object(members) => {
                for (name, value) in members {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                    if self.reads_within(&path) {
                        self.count_below(&path, value, unknown);
                    } else if !self.knows(&path) {
                        *unknown.entry(path).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }

    fn read(self) -> &'static [&'static str] {
        match self {
            Self::One => ONE,
            Self::Two => TWO,
        }
    }

    /// True if members of this member are listed.
    fn reads_within(self, path: &str) -> bool {
        self.read().iter().any(|read| read.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    fn knows(self, path: &str) -> bool {
        self.read().contains(&path) || IGNORED.iter().any(|(ignored, _)| *ignored == path)
    }
}

fn read<T: DeserializeOwned>(object: &Value) -> Result<T, Fault> {
    serde_path_to_error::deserialize(object).map_err(|error| {
        let column = error.path().to_string();
        Fault::new("", error.into_inner().to_string()).column(column).value(&object.to_string())
    })
}
