//! Organisations as schema 2 describes them.

use serde::Deserialize;

/// An organisation as schema 2 describes it.
#[derive(Deserialize)]
pub(super) struct Organisation {
    pub(super) id: String,
    pub(super) names: Vec<Name>,
    #[serde(default)]
    pub(super) external_ids: Vec<ExternalId>,
    #[serde(default)]
    pub(super) links: Vec<Link>,
    #[serde(default)]
    pub(super) locations: Vec<Place>,
    #[serde(default)]
    pub(super) types: Vec<String>,
    pub(super) status: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Name {
    pub(super) value: String,
    pub(super) lang: Option<String>,
    #[serde(default)]
    pub(super) types: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct ExternalId {
    pub(super) r#type: String,
    pub(super) preferred: Option<String>,
    #[serde(default)]
    pub(super) all: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Link {
    pub(super) r#type: String,
    pub(super) value: String,
}

#[derive(Deserialize)]
pub(super) struct Place {
    pub(super) geonames_details: Option<Details>,
}

#[derive(Deserialize)]
pub(super) struct Details {
    pub(super) country_code: Option<String>,
    pub(super) name: Option<String>,
    pub(super) lat: Option<f64>,
    pub(super) lng: Option<f64>,
}
