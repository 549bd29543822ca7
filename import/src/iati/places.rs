//! The places at which the work happens.

use record::{CountryCode, Key, Location, Place, PlaceKind, Texts, countries::country_names, folding::fold};

use super::{activity::Activity, codelist, values::wordings};
use crate::{
    Sink, Stop,
    geography::{area, city, country_place},
    value::{clean, country, key},
    xml::Element,
};

/// The places of an activity and of its transactions: countries, or what lies in them, and regions of the world.
pub(super) fn places(activity: &Activity, sink: &mut Sink) -> Result<Vec<Key>, Stop> {
    let around = || [activity.element].into_iter().chain(activity.element.children("transaction"));
    let mut countries = Vec::new();
    for stated in around().flat_map(|element| element.children("recipient-country")) {
        let code = stated.attribute("code");
        let name = || wordings(stated).next().map(|(_, name)| name.to_owned());
        match code.and_then(country).or_else(|| name().as_deref().filter(|_| code.is_none()).and_then(country)) {
            Some(country) if !countries.contains(&country) => countries.push(country),
            Some(_) => {}
            None => {
                let fault = activity.fault("recipient-country/@code", "this is no country").value(code.unwrap_or_default());
                sink.leave_out(fault.allowed("a code of ISO 3166-1 such as KE"))?;
            }
        }
    }
    let mut places = Vec::new();
    let mut reached = Vec::new();
    for (location, number) in activity.element.children("location").zip(1..) {
        let nation = nation(location, &countries);
        let Some(place) = place(activity, sink, location, nation.as_ref(), &format!("location[{number}]"))? else { continue };
        reached.extend(nation);
        add(&mut places, place);
    }
    for country in countries.iter().filter(|country| !reached.contains(country)) {
        add(&mut places, country_place(sink, activity.place, country)?);
    }
    for stated in around().flat_map(|element| element.children("recipient-region")) {
        if let Some(place) = region(activity, sink, stated)? {
            add(&mut places, place);
        }
    }
    Ok(places)
}

fn add(places: &mut Vec<Key>, place: Key) {
    if !places.contains(&place) {
        places.push(place);
    }
}

/// The country that a location lies in: that which it names, also in a code of ISO 3166 (vocabulary A4), or the only one of its
/// activity.
fn nation(location: &Element, countries: &[CountryCode]) -> Option<CountryCode> {
    let named = location.child_attribute("administrative", "country").and_then(country);
    let codes = location.children("administrative").chain(location.children("location-id"));
    let mut codes = codes.filter(|code| code.attribute("vocabulary") == Some("A4")).filter_map(|code| code.attribute("code"));
    let stated = named.or_else(|| codes.find_map(|code| country(code.split('-').next()?)));
    let only = if let [only] = countries { Some(only.clone()) } else { None };
    stated.or(only)
}

/// A location within a country. `None` if it has no name of its own or lies in nobody knows which country.
fn place(
    activity: &Activity,
    sink: &mut Sink,
    location: &Element,
    nation: Option<&CountryCode>,
    column: &str,
) -> Result<Option<Key>, Stop> {
    let name = location.child("name").and_then(|name| wordings(name).map(|(_, name)| clean(name)).next());
    let Some(name) = name.filter(|name| name.contains(char::is_alphabetic)) else {
        sink.remark("locations without a name, of which the country is kept");
        return Ok(None);
    };
    let Some(nation) = nation else {
        sink.remark("locations of activities in no or several countries, of which the countries are kept");
        return Ok(None);
    };
    if country_names(nation).iter().any(|(_, known)| fold(known) == fold(&name)) {
        return Ok(None);
    }
    let point = point(activity, sink, location, column)?;
    let kind = kind(location);
    if kind == PlaceKind::City {
        return city(sink, activity.place, nation, &name, None, point);
    }
    area(sink, activity.place, kind, nation, &name, point).map(Some)
}

/// Version 2 tells regions from settlements and buildings by a class, version 1 by the designations of GEOnet.
fn kind(location: &Element) -> PlaceKind {
    let class = location.child_attribute("location-class", "code");
    let designation = location.child_attribute("feature-designation", "code");
    let designation = designation.or_else(|| location.child_attribute("location-type", "code")).unwrap_or_default();
    match class {
        Some("1") => PlaceKind::Region,
        Some("3" | "4") => PlaceKind::Other,
        None if designation.starts_with("ADM") && designation != "ADMF" => PlaceKind::Region,
        None if !designation.is_empty() && !designation.starts_with("PPL") => PlaceKind::Other,
        _ => PlaceKind::City,
    }
}

/// The point of a location, north and east in degrees.
fn point(activity: &Activity, sink: &mut Sink, location: &Element, column: &str) -> Result<Option<Location>, Stop> {
    let stated = match (location.child("point"), location.child("coordinates")) {
        (Some(point), _) => {
            if point.attribute("srsName").is_some_and(|system| !system.ends_with("4326")) {
                let fault = activity.fault(format!("{column}/point/@srsName"), "this is not the reference system that is read");
                sink.leave_out(fault.allowed("http://www.opengis.net/def/crs/EPSG/0/4326"))?;
                return Ok(None);
            }
            point.child("pos").and_then(Element::text).map(str::to_owned)
        }
        (None, Some(at)) => {
            at.attribute("latitude").zip(at.attribute("longitude")).map(|(north, east)| format!("{north} {east}"))
        }
        (None, None) => None,
    };
    let Some(stated) = stated else { return Ok(None) };
    let numbers: Vec<f64> = stated.split([' ', ',', '\n', '\t']).filter_map(|part| part.parse().ok()).collect();
    match numbers[..] {
        [0.0, 0.0] => {
            sink.remark("points at 0 north 0 east left out");
            Ok(None)
        }
        [latitude, longitude] if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) => {
            Ok(Some(Location { latitude, longitude }))
        }
        _ => {
            let fault = activity.fault(format!("{column}/point/pos"), "this is no point").value(&stated);
            sink.leave_out(fault.allowed("degrees north from -90 to 90, a blank and degrees east from -180 to 180"))?;
            Ok(None)
        }
    }
}

/// A region of the world: one of the Development Assistance Committee, of the United Nations or of the publisher.
fn region(activity: &Activity, sink: &mut Sink, stated: &Element) -> Result<Option<Key>, Stop> {
    let Some(code) = stated.attribute("code") else {
        sink.leave_out(activity.fault("recipient-region/@code", "the code of the region is missing"))?;
        return Ok(None);
    };
    let vocabulary = stated.attribute("vocabulary").unwrap_or("1");
    let is_committee = vocabulary == "1" || vocabulary.eq_ignore_ascii_case("DAC");
    if is_committee && code == "998" {
        sink.remark("regions that only say that there is none in particular");
        return Ok(None);
    }
    let listed = if is_committee { codelist::REGIONS.get(code).map(codelist::Entry::label) } else { None };
    let name: Texts = match listed {
        Some(label) => label,
        None => wordings(stated).filter_map(|(language, name)| sink.text(&language, name)).collect(),
    };
    if name.is_empty() {
        let fault = activity.fault("recipient-region/@code", "nobody says what this region is called").value(code);
        sink.leave_out(fault.allowed("a code of the IATI code list Region, or one with a narrative"))?;
        return Ok(None);
    }
    let key = match vocabulary {
        _ if is_committee => key("dac-region", &code.to_lowercase()),
        "2" => key("m49-region", code),
        vocabulary => key(&format!("{}-region-{vocabulary}", activity.publisher.key), &code.to_lowercase()),
    };
    let place = Place {
        key: key.clone(),
        slug: None,
        name,
        alternative_names: Vec::new(),
        kind: PlaceKind::Other,
        country: None,
        nuts: None,
        parent: None,
        location: None,
    };
    sink.offer(activity.place, place)?;
    Ok(Some(key))
}
