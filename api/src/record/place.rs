//! Cities, regions and countries.

use entity::PlaceKind;
use serde::{Deserialize, Serialize};

use super::{CountryCode, Key, Texts};

/// A city, region or country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Place {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// What it is called, first in its own language; never empty.
    pub name: Texts,
    /// Other names and the spellings found in sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative_names: Texts,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// The country that it is in, or is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// Its NUTS code in the newest version that has it; for a city the level 3 region around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nuts: Option<String>,
    /// The key of the place that it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Key>,
    /// A point in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// A point on the map, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Location {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}
