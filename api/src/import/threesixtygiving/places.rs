//! Where those whom a grant is for are.

use entity::{PlaceKind, TextOrigin};

use super::grant::{Grant, stated};
use crate::{
    db::analyser::fold,
    import::{
        Sink, Stop,
        geography::{city, country_place},
        mention::is_placeholder,
        value::{clean, country, key},
    },
    record::{CountryCode, Key, LanguageTag, Location, Place, Text},
};

/// Types of geographic codes that are of a town or a district that is called after one.
const TOWNS: [&str; 8] = ["LONB", "UA", "MD", "NMD", "LAD", "CA", "PUA", "COM"];

/// The places of a grant: towns and areas that have a name, else countries.
pub(super) fn places(grant: &Grant, sink: &mut Sink) -> Result<Vec<Key>, Stop> {
    let (mut inner, mut countries) = (Vec::<(CountryCode, Key)>::new(), Vec::<CountryCode>::new());
    for (location, path) in grant.objects(sink, "beneficiaryLocation")? {
        let code = stated(location, "countryCode").filter(|code| !is_placeholder(code));
        let nation = code.as_deref().and_then(country);
        if let (Some(code), None) = (&code, &nation) {
            let fault = grant.fault(&format!("{path}.countryCode"), "this is no country").value(code);
            sink.leave_out(fault.allowed("a code of ISO 3166-1 such as GB"))?;
        }
        let geo_code = stated(location, "geoCode");
        // The codes of the Office for National Statistics begin with the letter of a country of the United Kingdom.
        let is_british = |code: &str| {
            code.len() == 9
                && code.starts_with(['E', 'W', 'S', 'N', 'K'])
                && code.bytes().skip(1).all(|byte| byte.is_ascii_digit())
        };
        let nation = nation.or_else(|| geo_code.as_deref().filter(|code| is_british(code)).and_then(|_| "GB".parse().ok()));
        let name = stated(location, "name").map(|name| clean(&name)).filter(|name| name.contains(char::is_alphabetic));
        let nation = nation.or_else(|| name.as_deref().and_then(country));
        if geo_code.is_some() && name.is_none() {
            sink.remark("geographic codes without a name, of which the country is kept");
        }
        let Some(nation) = nation else {
            if let Some(name) = name {
                let reason = "nobody says in which country this place is";
                sink.leave_out(grant.fault(&format!("{path}.name"), reason).value(&name))?;
            }
            continue;
        };
        match name.filter(|name| country(name).is_none()) {
            Some(name) => {
                let point = point(grant, sink, location, &path)?;
                let kind = stated(location, "geoCodeType");
                let is_town = kind.is_none_or(|kind| TOWNS.contains(&&*kind.to_uppercase()));
                inner.extend(area(grant, sink, &nation, &name, is_town, point)?.map(|place| (nation, place)));
            }
            None => countries.push(nation),
        }
    }
    let mut places = Vec::new();
    for (_, place) in &inner {
        if !places.contains(place) {
            places.push(place.clone());
        }
    }
    for nation in countries.iter().filter(|nation| inner.iter().all(|(known, _)| known != *nation)) {
        let place = country_place(sink, grant.place, nation)?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}

fn area(
    grant: &Grant,
    sink: &mut Sink,
    nation: &CountryCode,
    name: &str,
    is_town: bool,
    point: Option<Location>,
) -> Result<Option<Key>, Stop> {
    if is_town {
        return city(sink, grant.place, nation, name, None, point);
    }
    let parent = country_place(sink, grant.place, nation)?;
    let place = Place {
        key: key(&format!("region-{}", nation.to_ascii_lowercase()), &fold(name).replace(' ', "-")),
        slug: None,
        name: vec![Text { language: LanguageTag::stored("und"), text: name.to_owned(), origin: TextOrigin::Original }],
        alternative_names: Vec::new(),
        kind: PlaceKind::Region,
        country: Some(nation.clone()),
        nuts: None,
        parent: Some(parent),
        location: point,
    };
    let key = place.key.clone();
    sink.offer(grant.place, place)?;
    Ok(Some(key))
}

fn point(grant: &Grant, sink: &mut Sink, location: &super::grant::Members, path: &str) -> Result<Option<Location>, Stop> {
    let (north, east) = (stated(location, "latitude"), stated(location, "longitude"));
    let (Some(north), Some(east)) = (north, east) else { return Ok(None) };
    match (north.parse::<f64>(), east.parse::<f64>()) {
        (Ok(latitude), Ok(longitude)) if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) => {
            Ok(Some(Location { latitude, longitude }))
        }
        _ => {
            let fault = grant.fault(&format!("{path}.latitude"), "this is no point").value(&format!("{north} {east}"));
            sink.leave_out(fault.allowed("degrees north from -90 to 90 and degrees east from -180 to 180"))?;
            Ok(None)
        }
    }
}
