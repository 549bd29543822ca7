//! Organisations of schema 1, which ROR gave out until 2025, in the members of schema 2.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::organisation::{Details, ExternalId, Link, Name, Place};

/// An organisation as schema 1 describes it.
#[derive(Deserialize)]
pub(super) struct Organisation {
    id: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    acronyms: Vec<String>,
    #[serde(default)]
    labels: Vec<Label>,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    addresses: Vec<Address>,
    country: Option<Country>,
    #[serde(default)]
    external_ids: BTreeMap<String, External>,
    #[serde(default)]
    types: Vec<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
struct Label {
    label: String,
    iso639: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    lat: Option<f64>,
    lng: Option<f64>,
    city: Option<String>,
    geonames_city: Option<City>,
}

#[derive(Deserialize)]
struct City {
    city: Option<String>,
}

#[derive(Deserialize)]
struct Country {
    country_code: Option<String>,
}

#[derive(Deserialize)]
struct External {
    preferred: Option<String>,
    all: OneOrMany,
}

/// GRID had one identifier alone, which is no list.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Organisation {
    pub(super) fn in_schema_2(self) -> super::organisation::Organisation {
        let named = |value, lang, kind: &str| Name { value, lang, types: vec![kind.to_owned()] };
        let mut names = vec![named(self.name, None, "ror_display")];
        names.extend(self.labels.into_iter().map(|label| named(label.label, label.iso639, "label")));
        names.extend(self.aliases.into_iter().map(|alias| named(alias, None, "alias")));
        names.extend(self.acronyms.into_iter().map(|acronym| named(acronym, None, "acronym")));
        let code = self.country.and_then(|country| country.country_code);
        let mut locations: Vec<Place> = self.addresses.into_iter().map(|address| address.place(code.clone())).collect();
        if locations.is_empty() {
            locations.push(Place { geonames_details: Some(Details { country_code: code, name: None, lat: None, lng: None }) });
        }
        let external = |(name, External { preferred, all }): (String, External)| ExternalId {
            r#type: name.to_lowercase(),
            preferred,
            all: match all {
                OneOrMany::One(one) => vec![one],
                OneOrMany::Many(many) => many,
            },
        };
        super::organisation::Organisation {
            id: self.id,
            names,
            external_ids: self.external_ids.into_iter().map(external).collect(),
            links: self.links.into_iter().map(|value| Link { r#type: "website".to_owned(), value }).collect(),
            locations,
            types: self.types.iter().map(|kind| kind.to_lowercase()).collect(),
            status: self.status,
        }
    }
}

impl Address {
    fn place(self, country_code: Option<String>) -> Place {
        let name = self.city.or_else(|| self.geonames_city.and_then(|city| city.city));
        Place { geonames_details: Some(Details { country_code, name, lat: self.lat, lng: self.lng }) }
    }
}
