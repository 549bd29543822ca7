//! Cities, regions and countries.

use serde::{Deserialize, Serialize};

use super::{CountryCode, Key, Texts};
use crate::PlaceKind;

/// A city, region or country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Place {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Its names, first in its own language; never empty.
    pub name: Texts,
    /// Other names and the spellings found in sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative_names: Texts,
    /// The kind of place.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_come_back_as_they_are() {
        let mut bits = 1_u64;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let fraction = f64::from(u32::try_from(bits >> 32).expect("32 bits")) / f64::from(u32::MAX);
            let point = Location { latitude: fraction * 180.0 - 90.0, longitude: fraction * 360.0 - 180.0 };
            let text = serde_json::to_string(&point).expect("a point can be written");
            assert_eq!(serde_json::from_str::<Location>(&text).expect("it can be read"), point, "{text}");
        }
    }
}
