//! Places by the codes and names that sources give: countries, regions of the NUTS classification, cities.

use std::{collections::HashMap, fmt::Display, sync::LazyLock};

use entity::{PlaceKind, TextOrigin};

use super::{
    Sink, Stop,
    value::{clean, country, key},
};
use crate::{
    record::{CountryCode, Key, LanguageTag, Location, Place, Text},
    reference,
};

/// Codes, names and label points of the NUTS classification of 2016, see `data/README.md` for where they were taken from.
const NUTS: &str = include_str!("../../../data/reference/nuts-2016.csv");

struct Region {
    name: String,
    location: Location,
}

static REGIONS: LazyLock<HashMap<String, Region>> = LazyLock::new(|| {
    let mut table = csv::Reader::from_reader(NUTS.as_bytes());
    let region = |row: csv::StringRecord| {
        let location = Location { latitude: row.get(2)?.parse().ok()?, longitude: row.get(3)?.parse().ok()? };
        Some((row.get(0)?.to_owned(), Region { name: row.get(1)?.to_owned(), location }))
    };
    table.records().filter_map(Result::ok).filter_map(region).collect()
});

/// The code of a country in the NUTS classification.
fn nuts_country(code: &CountryCode) -> &str {
    match &**code {
        "GR" => "EL",
        "GB" => "UK",
        code => code,
    }
}

/// The place of a country.
pub fn country_place(sink: &mut Sink, at: impl Display, code: &CountryCode) -> Result<Key, Stop> {
    let key = key("country", &code.to_ascii_lowercase());
    let nuts = nuts_country(code);
    let region = REGIONS.get(nuts);
    let names = reference::country_names(code).iter().filter(|(language, _)| language == "en" || language == "ro");
    let name = names.map(|(language, name)| Text {
        language: LanguageTag::stored(language.clone()),
        text: name.clone(),
        origin: TextOrigin::HumanTranslation,
    });
    let place = Place {
        key: key.clone(),
        slug: None,
        name: name.collect(),
        alternative_names: Vec::new(),
        kind: PlaceKind::Country,
        country: Some(code.clone()),
        nuts: region.map(|_| nuts.to_owned()),
        parent: None,
        location: region.map(|region| region.location),
    };
    sink.offer(at, place)?;
    Ok(key)
}

/// The place of a NUTS code with all those around it; a code for a whole country is that country. Codes of other versions of the
/// classification are kept under the name that the source gives. `None` if the code can't be one, or has no name at all.
pub fn region(sink: &mut Sink, at: impl Display, code: &str, name: Option<&str>) -> Result<Option<Key>, Stop> {
    let code = code.trim().to_uppercase();
    let is_code = (2..=5).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric());
    let Some(nation) = code.get(..2).filter(|_| is_code).and_then(country) else { return Ok(None) };
    let at = at.to_string();
    let mut parent = country_place(sink, &at, &nation)?;
    for length in 3..=code.len() {
        let code = &code[..length];
        let known = REGIONS.get(code);
        let stated = name.filter(|_| length == code.len()).map(clean).filter(|name| !name.is_empty());
        let Some(wording) = known.map(|region| region.name.clone()).or(stated) else { continue };
        let place = Place {
            key: key("nuts", &code.to_lowercase()),
            slug: None,
            name: vec![Text { language: LanguageTag::stored("und"), text: wording, origin: TextOrigin::Original }],
            alternative_names: Vec::new(),
            kind: PlaceKind::Region,
            country: Some(nation.clone()),
            nuts: Some(code.to_owned()),
            parent: Some(parent),
            location: known.map(|region| region.location),
        };
        parent = place.key.clone();
        sink.offer(&at, place)?;
    }
    let reached = parent == key("nuts", &code.to_lowercase()) || code.len() == 2;
    Ok(reached.then_some(parent))
}

/// A city by its country and name, within a region if the source says in which. `None` if there is no name.
pub fn city(
    sink: &mut Sink,
    at: impl Display,
    nation: &CountryCode,
    name: &str,
    around: Option<Key>,
    location: Option<Location>,
) -> Result<Option<Key>, Stop> {
    let name = clean(name);
    if !name.chars().any(char::is_alphabetic) {
        return Ok(None);
    }
    let at = at.to_string();
    let parent = match around {
        Some(around) => around,
        None => country_place(sink, &at, nation)?,
    };
    let folded = crate::db::analyser::fold(&name);
    let place = Place {
        key: key(&format!("city-{}", nation.to_ascii_lowercase()), &folded.replace(' ', "-")),
        slug: None,
        name: vec![Text { language: LanguageTag::stored("und"), text: name, origin: TextOrigin::Original }],
        alternative_names: Vec::new(),
        kind: PlaceKind::City,
        country: Some(nation.clone()),
        nuts: None,
        parent: Some(parent),
        location,
    };
    let key = place.key.clone();
    sink.offer(at, place)?;
    Ok(Some(key))
}

/// The NUTS code of a region of a country by the region's own name; of several of the same name the innermost.
#[must_use]
pub fn region_named(nation: &CountryCode, name: &str) -> Option<&'static str> {
    static CODES: LazyLock<HashMap<(&'static str, String), &'static str>> = LazyLock::new(|| {
        let mut codes: Vec<&'static str> = REGIONS.keys().map(String::as_str).filter(|code| code.len() > 2).collect();
        codes.sort_unstable_by_key(|code| (code.len(), *code));
        let named = |code: &'static str| Some(((code.get(..2)?, crate::db::analyser::fold(&REGIONS.get(code)?.name)), code));
        codes.into_iter().filter_map(named).collect()
    });
    CODES.get(&(nuts_country(nation), crate::db::analyser::fold(name))).copied()
}

/// True if a place lies in another, as far as their keys tell: a city or region in its country, a region in a wider one.
#[must_use]
pub fn lies_in(inner: &Key, outer: &Key) -> bool {
    if let Some(wider) = outer.strip_prefix("nuts-") {
        return inner.strip_prefix("nuts-").is_some_and(|code| code.len() > wider.len() && code.starts_with(wider));
    }
    let Some(nation) = outer.strip_prefix("country-") else { return false };
    let is_in = |code: &str| code.get(..2).and_then(country).is_some_and(|code| code.eq_ignore_ascii_case(nation));
    inner.strip_prefix("nuts-").or_else(|| inner.strip_prefix("city-")).is_some_and(is_in)
}
