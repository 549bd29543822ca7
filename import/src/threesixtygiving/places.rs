//! The places of those whom a grant is for.

use std::{collections::HashMap, sync::LazyLock};

use record::{CountryCode, Key, Location, PlaceKind};

use super::{
    grant::Grant,
    object::{Members, stated},
};
use crate::{
    Sink, Stop,
    geography::{area, city, country_place, region},
    value::{clean, country, is_placeholder},
};

/// Types of geographic codes that are of a town or a district that is called after one.
const TOWNS: [&str; 8] = ["LONB", "UA", "MD", "NMD", "LAD", "CA", "PUA", "COM"];

/// The countries of the United Kingdom and the regions of England by their codes of the Office for National Statistics: names,
/// and codes of the NUTS classification where there is one.
static AREAS: LazyLock<HashMap<String, (String, String)>> = LazyLock::new(|| {
    let table = csv::Reader::from_reader(include_bytes!("../../../data/reference/360giving/areas.csv").as_slice());
    let area = |row: csv::StringRecord| Some((row.get(0)?.to_owned(), (row.get(1)?.to_owned(), row.get(2)?.to_owned())));
    table.into_records().filter_map(Result::ok).filter_map(area).collect()
});

/// The places of a grant: towns and areas that have a name or a code that tells it, else countries.
pub(super) fn places(grant: &Grant, sink: &mut Sink) -> Result<Vec<Key>, Stop> {
    let (mut inner, mut countries) = (Vec::<(CountryCode, Key)>::new(), Vec::<CountryCode>::new());
    for (location, path) in grant.objects(sink, "beneficiaryLocation")? {
        let geo_code = stated(location, "geoCode").map(|code| code.to_uppercase());
        let name = stated(location, "name").map(|name| clean(&name)).filter(|name| name.contains(char::is_alphabetic));
        let Some(nation) = nation(grant, sink, location, &path, geo_code.as_deref(), name.as_deref())? else {
            if let Some(name) = name {
                let reason = "nobody says in which country this place is";
                sink.leave_out(grant.fault(&format!("{path}.name"), reason).value(&name))?;
            }
            continue;
        };
        if let Some((known, nuts)) = geo_code.as_deref().and_then(|code| AREAS.get(code)) {
            let place = match &**nuts {
                "" => Some(area(sink, grant.place, PlaceKind::Region, &nation, known, None)?),
                nuts => region(sink, grant.place, nuts, None)?,
            };
            inner.extend(place.map(|place| (nation, place)));
            continue;
        }
        match name.filter(|name| country(name).is_none()) {
            Some(name) => {
                let point = point(grant, sink, location, &path)?;
                let kind = stated(location, "geoCodeType");
                let is_town = kind.is_none_or(|kind| TOWNS.contains(&&*kind.to_uppercase()));
                let place = if is_town {
                    city(sink, grant.place, &nation, &name, None, point)?
                } else {
                    Some(area(sink, grant.place, PlaceKind::Region, &nation, &name, point)?)
                };
                inner.extend(place.map(|place| (nation, place)));
            }
            None => {
                if geo_code.is_some() {
                    sink.remark("geographic codes without a name, of which the country is kept");
                }
                countries.push(nation);
            }
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

/// The country of a location: that of its code, or the one that its geographic code or its name is of.
fn nation(
    grant: &Grant,
    sink: &mut Sink,
    location: &Members,
    path: &str,
    geo_code: Option<&str>,
    name: Option<&str>,
) -> Result<Option<CountryCode>, Stop> {
    let code = stated(location, "countryCode").filter(|code| !is_placeholder(code));
    let stated = code.as_deref().and_then(country);
    if let (Some(code), None) = (&code, &stated) {
        let fault = grant.fault(&format!("{path}.countryCode"), "this is no country").value(code);
        sink.leave_out(fault.allowed("a code of ISO 3166-1 such as GB"))?;
    }
    // The codes of the Office for National Statistics begin with the letter of a country of the United Kingdom.
    let is_british = |code: &&str| {
        code.len() == 9 && code.starts_with(['E', 'W', 'S', 'N', 'K']) && code.bytes().skip(1).all(|byte| byte.is_ascii_digit())
    };
    let of_code = || geo_code.filter(is_british).and_then(|_| "GB".parse().ok());
    Ok(stated.or_else(of_code).or_else(|| name.and_then(country)))
}

fn point(grant: &Grant, sink: &mut Sink, location: &Members, path: &str) -> Result<Option<Location>, Stop> {
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
