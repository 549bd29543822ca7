//! The places that a row names.

use record::{CountryCode, Key, nuts};

use super::{cells::Cells, mapping::Place, value::Value};
use crate::{Stop, geography, value::country};

/// The seat of a partner: its country, and the innermost place that is stated.
pub(super) fn seat(cells: &mut Cells<'_>, of: &Place, is_idle: bool) -> Result<(Option<CountryCode>, Option<Key>), Stop> {
    if is_idle || of.is_empty() {
        return Ok((None, None));
    }
    let stated = of.country.as_ref().map(|value| nation(cells, value)).transpose()?.flatten();
    let is_country_alone = of.nuts.is_none() && of.region.is_none() && of.city.is_none();
    let place = if is_country_alone { None } else { place_keys(cells, of)?.into_iter().next() };
    // A country is told by the partner's own country.
    Ok((stated, place.filter(|place| !place.starts_with("country-"))))
}

fn nation(cells: &mut Cells<'_>, value: &Value) -> Result<Option<CountryCode>, Stop> {
    let Some(text) = cells.text(value)? else { return Ok(None) };
    let nation = country(&text);
    if nation.is_none() {
        cells.leave_out(value, &text, "this country is not known", "an ISO 3166 code, EL, UK, or a country's name")?;
    }
    Ok(nation)
}

/// The places that a row names: cities or regions if it does, countries otherwise.
pub(super) fn place_keys(cells: &mut Cells<'_>, of: &Place) -> Result<Vec<Key>, Stop> {
    let at = cells.row.place();
    let mut keys = Vec::new();
    let mut regions = Vec::new();
    let names = of.region.as_ref().map_or(Ok(Vec::new()), |region| cells.list(region))?;
    for code in of.nuts.as_ref().map_or(Ok(Vec::new()), |nuts| cells.list(nuts))? {
        regions.extend(geography::region(cells.sink, &at, &code, names.first().map(String::as_str))?);
        if let (Some(nuts), false) = (&of.nuts, nuts::is_code(&code.to_uppercase())) {
            cells.leave_out(nuts, &code, "no version of the NUTS classification has this code", "a code such as RO11")?;
        }
    }
    let needs_nation = of.city.is_some() || (of.nuts.is_none() && of.region.is_some());
    if needs_nation {
        let nation = of.country.as_ref().map(|value| nation(cells, value)).transpose()?.flatten();
        if let (Some(nation), None, Some(region)) = (&nation, &of.nuts, &of.region) {
            for name in names {
                match geography::region_named(nation, &name) {
                    Some(code) => regions.extend(geography::region(cells.sink, &at, code, None)?),
                    None => {
                        let reason = format!("no region of this name is known in {nation}");
                        cells.leave_out(region, &name, &reason, "a name of the NUTS classification")?;
                    }
                }
            }
        }
        if let (Some(nation), Some(city)) = (&nation, &of.city) {
            let around = regions.first().filter(|_| regions.len() == 1).cloned();
            for name in cells.list(city)? {
                keys.extend(geography::city(cells.sink, &at, nation, &name, around.clone(), None)?);
            }
        }
    }
    if keys.is_empty() {
        keys = regions;
    }
    if let (true, Some(value)) = (keys.is_empty(), &of.country) {
        for text in cells.list(value)? {
            match country(&text) {
                Some(code) => keys.push(geography::country_place(cells.sink, &at, &code)?),
                None => {
                    cells.leave_out(
                        value,
                        &text,
                        "this country is not known",
                        "an ISO 3166 code, EL, UK, or a country's name",
                    )?;
                }
            }
        }
    }
    Ok(keys)
}
