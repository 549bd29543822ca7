//! Places by the codes and names that sources give: countries, regions of the NUTS classification, cities.

use std::fmt::Display;

use record::{CountryCode, Key, LanguageTag, Location, Place, PlaceKind, Text, TextOrigin, countries, folding::fold, nuts};

use super::{
    Sink, Stop,
    value::{clean, country, key},
};

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
    let region = nuts::region(nuts_country(code));
    let names = countries::country_names(code).iter().filter(|(language, _)| language == "en" || language == "ro");
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
        nuts: region.map(|region| region.code.clone()),
        parent: None,
        location: region.and_then(|region| region.location),
    };
    sink.offer(at, place)?;
    Ok(key)
}

/// The place of a NUTS code of any version with all those around it; a code for a whole country is that country. A code that no
/// version knows, which whoever reads it reports, is the region that the source names, or else the country. `None` for what
/// can't be a code.
pub fn region(sink: &mut Sink, at: impl Display, code: &str, name: Option<&str>) -> Result<Option<Key>, Stop> {
    let code = code.trim().to_uppercase();
    let is_one = code.len() <= 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let Some(nation) = code.get(..2).filter(|_| is_one).and_then(country) else { return Ok(None) };
    let at = at.to_string();
    let Some(region) = nuts::region(&code) else {
        let name = name.map(clean).filter(|name| !nuts::is_code(&code) && name.contains(char::is_alphabetic));
        return match name {
            Some(name) => region_of_name(sink, at, &nation, &name).map(Some),
            None => country_place(sink, at, &nation).map(Some),
        };
    };
    let mut parent = country_place(sink, &at, &nation)?;
    let around = (3..=region.code.len()).filter_map(|length| nuts::region(region.code.get(..length)?));
    for region in around {
        let place = Place {
            key: key("nuts", &region.key.to_lowercase()),
            nuts: Some(region.code.clone()),
            ..named(PlaceKind::Region, &nation, &region.name, parent, region.location)
        };
        parent = place.key.clone();
        sink.offer(&at, place)?;
    }
    Ok(Some(parent))
}

/// A region by its name: that of the NUTS classification, or one of the source's own.
fn region_of_name(sink: &mut Sink, at: String, nation: &CountryCode, name: &str) -> Result<Key, Stop> {
    match region_named(nation, name) {
        Some(code) => Ok(region(sink, &at, code, None)?.unwrap_or(country_place(sink, &at, nation)?)),
        None => area(sink, at, PlaceKind::Region, nation, name, None),
    }
}

/// A region or another place of a country that has a name and no code.
pub fn area(
    sink: &mut Sink,
    at: impl Display,
    kind: PlaceKind,
    nation: &CountryCode,
    name: &str,
    location: Option<Location>,
) -> Result<Key, Stop> {
    let parent = country_place(sink, at.to_string(), nation)?;
    let place = named(kind, nation, name, parent, location);
    let key = place.key.clone();
    sink.offer(at, place)?;
    Ok(key)
}

/// A place that is told by its kind, country and name.
fn named(kind: PlaceKind, nation: &CountryCode, name: &str, parent: Key, location: Option<Location>) -> Place {
    let prefix = match kind {
        PlaceKind::City => "city",
        PlaceKind::Region => "region",
        _ => "place",
    };
    Place {
        key: key(&format!("{prefix}-{}", nation.to_ascii_lowercase()), &fold(name).replace(' ', "-")),
        slug: None,
        name: vec![Text { language: LanguageTag::stored("und"), text: name.to_owned(), origin: TextOrigin::Original }],
        alternative_names: Vec::new(),
        kind,
        country: Some(nation.clone()),
        nuts: None,
        parent: Some(parent),
        location,
    }
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
    let place = named(PlaceKind::City, nation, &name, parent, location);
    let key = place.key.clone();
    sink.offer(at, place)?;
    Ok(Some(key))
}

/// The NUTS code of a region of a country by any of the region's own names.
#[must_use]
pub fn region_named(nation: &CountryCode, name: &str) -> Option<&'static str> {
    nuts::region_named(nuts_country(nation), name).map(|region| region.code.as_str())
}

/// True if a place lies in another, as far as their keys tell: a city or region in its country, a region in a wider one.
#[must_use]
pub fn lies_in(inner: &Key, outer: &Key) -> bool {
    if let Some(wider) = outer.strip_prefix("nuts-") {
        let lies_in = |code: &str| nuts::lies_in(&code.to_uppercase(), &wider.to_uppercase());
        return inner.strip_prefix("nuts-").is_some_and(lies_in);
    }
    let Some(nation) = outer.strip_prefix("country-") else { return false };
    let is_in = |code: &str| code.get(..2).and_then(country).is_some_and(|code| code.eq_ignore_ascii_case(nation));
    inner.strip_prefix("nuts-").or_else(|| inner.strip_prefix("city-")).is_some_and(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ReadResult, read_text};

    /// What a reader makes of codes and the names that stand with them.
    fn regions(stated: &'static [(&str, Option<&str>)]) -> ReadResult {
        let reader = move |_: &[crate::Input], sink: &mut Sink| {
            for (code, name) in stated {
                let found = region(sink, "here", code, *name)?;
                sink.remarks("found", usize::from(found.is_some()));
            }
            Ok(())
        };
        read_text(reader, "codes.csv", b"")
    }

    #[test]
    fn a_region_that_has_several_codes_is_one_place() {
        let read = regions(&[("EL21", None), ("gr21", Some("Epirus")), (" EL54 ", None)]);
        assert_eq!(read.count("place"), 3);
        let place = read.record("place", "nuts-el54");
        assert_eq!((&place["nuts"], &place["parent"], &place["country"]), (&"EL54".into(), &"nuts-el5".into(), &"GR".into()));
        assert_eq!(read.record("place", "nuts-el5")["parent"], "country-gr");
    }

    #[test]
    fn a_place_keeps_its_key_when_its_code_changes() {
        let place = regions(&[("HR047", None)]).record("place", "nuts-hr047");
        assert_eq!((&place["nuts"], &place["parent"]), (&"HR021".into(), &"nuts-hr02".into()));
    }

    #[test]
    fn codes_that_nobody_knows_are_the_region_of_their_name_or_the_country() {
        let read = regions(&[("RO119", Some("Cluj")), ("RO118", Some("Țara Moților")), ("HRZZ", Some("Extra-Regio"))]);
        assert_eq!(read.record("place", "nuts-ro113")["nuts"], "RO113");
        let own = read.record("place", "region-ro-tara-motilor");
        assert_eq!((&own["parent"], &own["nuts"]), (&"country-ro".into(), &serde_json::Value::Null));
        assert_eq!((read.count("place"), read.remarks["found"]), (6, 3));
        let none = regions(&[("NOT A CODE", Some("Cluj")), ("1234", None), ("", None)]);
        assert_eq!((none.count("place"), none.remarks.get("found")), (0, None));
    }
}
