//! The Research Organization Registry: names, places and identifiers of organisations, in JSON or JSON Lines of schemas 1 and 2.

mod members;
mod organisation;
#[cfg(test)]
mod tests;
mod v1;

use std::{
    collections::{BTreeMap, HashSet},
    io::BufReader,
};

use record::{
    Citation, CountryCode, Fault, Identifier, IdentifierScheme, Key, LanguageTag, Location, Partner, PartnerKind, Source, Text,
    TextOrigin,
};
use serde_json::Value;

use self::{
    members::Schema,
    organisation::{Details, Name, Organisation},
};
use super::{
    Input, Sink, Stop, geography,
    head::Head,
    json::objects,
    value::{address, country, key},
};

pub(super) fn recognises(head: &Head) -> bool {
    head.text.starts_with(['{', '['])
        && head.text.contains("https://ror.org/0")
        && Schema::of(&head.text).is_some()
        && !head.has_member("$schema")
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    let mut seen = HashSet::new();
    // Releases hold the same organisations in both schemas: the newer one says more, so that it is read first.
    let schema = |input: &Input| input.head_text().ok().and_then(|head| Schema::of(&head)).unwrap_or(Schema::Two);
    let mut inputs: Vec<(Schema, &Input)> = inputs.iter().map(|input| (schema(input), input)).collect();
    inputs.sort_by_key(|(schema, _)| *schema == Schema::One);
    for (schema, input) in inputs {
        sink.file(input.name())?;
        let source = source();
        sink.record_once("file", source.clone())?;
        schemes(sink)?;
        let reader = match input.open() {
            Ok(reader) => BufReader::new(reader),
            Err(error) => {
                sink.give_up(Fault::new("", error.to_string()))?;
                continue;
            }
        };
        let mut unknown = BTreeMap::new();
        for (number, object) in objects::<Value>(reader, None) {
            let place = format!("record {number}");
            let organisation = match object {
                Ok(object) => {
                    schema.count_unknown(&object, &mut unknown);
                    schema.organisation(&object)
                }
                Err(fault) if fault.is_fatal => {
                    sink.give_up(fault.at(place))?;
                    continue;
                }
                Err(fault) => Err(fault.at("")),
            };
            match organisation {
                Ok(organisation) if seen.insert(organisation.id.clone()) => partner(sink, &place, organisation, &source.key)?,
                Ok(_) => sink.remark("organisations that are stated twice: the first was taken"),
                Err(fault) => sink.reject("partner", Fault { path: place, ..fault })?,
            }
        }
        for (name, times) in unknown {
            let reason = format!("this member is not known, what it says is left out ({times} times)");
            sink.leave_out(Fault::new("file", reason).column(name))?;
        }
    }
    Ok(())
}

fn source() -> Source {
    Source {
        key: key("source", "ror"),
        slug: Some("ror".to_owned()),
        publisher: "Research Organization Registry".to_owned(),
        title: vec![Text {
            language: LanguageTag::stored("en"),
            text: "Research Organization Registry".to_owned(),
            origin: TextOrigin::Original,
        }],
        url: Some("https://ror.org".to_owned()),
        licence: Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
        attribution: Some("Research Organization Registry (ROR), https://ror.org, CC0".to_owned()),
        language: None,
        retrieved_on: None,
    }
}

/// The schemes of ROR's external identifiers by the names that ROR gives them: code, name, page of one identifier.
const SCHEMES: [(&str, &str, &str, &str); 4] = [
    ("grid", "GRID", "Global Research Identifier Database", "https://www.grid.ac/institutes/{value}"),
    ("isni", "ISNI", "International Standard Name Identifier", "https://isni.org/isni/{value}"),
    ("fundref", "FUNDREF", "Crossref Funder Registry", "https://doi.org/10.13039/{value}"),
    ("wikidata", "WIKIDATA", "Wikidata item", "https://www.wikidata.org/wiki/{value}"),
];

fn schemes(sink: &mut Sink) -> Result<(), Stop> {
    let ror = ("ror", "ROR", "Research Organization Registry", "https://ror.org/{value}");
    for (_, code, name, template) in [ror].into_iter().chain(SCHEMES) {
        let scheme = IdentifierScheme {
            code: code.to_owned(),
            name: name.to_owned(),
            unique: true,
            url: None,
            url_template: Some(template.to_owned()),
        };
        sink.offer("file", scheme)?;
    }
    Ok(())
}

fn partner(sink: &mut Sink, at: &str, organisation: Organisation, source: &Key) -> Result<(), Stop> {
    let Some(id) = organisation.id.strip_prefix("https://ror.org/").filter(|id| !id.is_empty()) else {
        let fault = Fault::new(at, "this is no ROR id")
            .column("id")
            .value(&organisation.id)
            .allowed("https://ror.org/ and nine characters");
        return sink.reject("partner", fault);
    };
    match organisation.status.as_deref() {
        Some("withdrawn") => {
            sink.remark("organisations left out because ROR withdrew them");
            return Ok(());
        }
        Some("inactive") => sink.remark("organisations that are active no more"),
        _ => {}
    }
    let display = |name: &&Name| name.types.iter().any(|kind| kind == "ror_display");
    let (mut names, mut others) = (Vec::new(), Vec::new());
    if let Some(name) = organisation.names.iter().find(display) {
        names.extend(wording(sink, at, name)?);
    }
    for name in organisation.names.iter().filter(|name| !display(name)) {
        let is_label = name.types.iter().any(|kind| kind == "label");
        let Some(text) = wording(sink, at, name)? else { continue };
        let told_apart = is_label && names.iter().all(|known: &Text| known.language != text.language);
        if told_apart { names.push(text) } else { others.push(text) }
    }
    let mut seats = organisation.locations.into_iter().filter_map(|place| place.geonames_details);
    let (country, place) = seats.next().map_or(Ok((None, None)), |seat| place(sink, at, &seat))?;
    sink.remarks("further seats of an organisation left out: the first was taken", seats.count());
    let mut identifiers = vec![Identifier { scheme: "ROR".to_owned(), value: id.to_owned() }];
    for external in organisation.external_ids {
        let Some((_, scheme, ..)) = SCHEMES.iter().find(|(name, ..)| *name == external.r#type) else {
            sink.remark("identifiers of unknown schemes left out");
            continue;
        };
        let value = external.preferred.clone().or_else(|| external.all.first().cloned());
        let others = external.all.iter().filter(|other| Some(*other) != value.as_ref()).count();
        sink.remarks("further identifiers of a scheme left out: the preferred or first was taken", others);
        identifiers.extend(value.map(|value| Identifier { scheme: (*scheme).to_owned(), value }));
    }
    let website = organisation.links.iter().find(|link| link.r#type == "website").map(|link| &link.value);
    let url = website.and_then(|website| address(website));
    if let (Some(website), None) = (website, &url) {
        sink.leave_out(Fault::new(at, "this is no web address").column("links").value(website))?;
    }
    let partner = Partner {
        key: key("ror", id),
        slug: None,
        name: names,
        alternative_names: others,
        kind: kind(sink, at, &organisation.types)?,
        country,
        place,
        identifiers,
        url,
        sources: vec![Citation {
            source: source.clone(),
            record_id: Some(id.to_owned()),
            url: Some(organisation.id.clone()),
            language: None,
        }],
        withdrawn_at: None,
    };
    sink.record(at, partner)
}

/// The country and city of a seat.
fn place(sink: &mut Sink, at: &str, seat: &Details) -> Result<(Option<CountryCode>, Option<Key>), Stop> {
    let nation = seat.country_code.as_deref().and_then(country);
    if let (Some(code), None) = (&seat.country_code, &nation) {
        let fault = Fault::new(at, "no country has this code").column("country_code").value(code);
        sink.leave_out(fault.allowed("a code of two letters such as RO"))?;
    }
    let point = seat.lat.zip(seat.lng).map(|(latitude, longitude)| Location { latitude, longitude });
    let is_on_earth = |point: &Location| (-90.0..=90.0).contains(&point.latitude) && (-180.0..=180.0).contains(&point.longitude);
    let location = point.filter(is_on_earth);
    if let (Some(Location { latitude, longitude }), None) = (point, location) {
        let fault = Fault::new(at, "this is no point on Earth").column("lat, lng").value(&format!("{latitude}, {longitude}"));
        sink.leave_out(fault.allowed("degrees north from -90 to 90 and degrees east from -180 to 180"))?;
    }
    let city = match (&seat.name, &nation) {
        (Some(name), Some(nation)) => geography::city(sink, at, nation, name, None, location)?,
        _ => None,
    };
    Ok((nation, city))
}

/// A name in its language; in one that nobody knows where ROR's code is none.
fn wording(sink: &mut Sink, at: &str, name: &Name) -> Result<Option<Text>, Stop> {
    let language = name.lang.as_deref().and_then(|language| language.parse().ok());
    if let (Some(code), None) = (&name.lang, &language) {
        sink.leave_out(Fault::new(at, "this is no language").column("lang").value(code).allowed("a code such as ro"))?;
    }
    Ok(sink.text(&language.unwrap_or_else(|| LanguageTag::stored("und")), &name.value))
}

/// Of several types, the one that says most.
fn kind(sink: &mut Sink, at: &str, types: &[String]) -> Result<Option<PartnerKind>, Stop> {
    let kinds = [
        ("education", PartnerKind::Education),
        ("government", PartnerKind::PublicAuthority),
        ("company", PartnerKind::Company),
        ("nonprofit", PartnerKind::CivilSociety),
        ("facility", PartnerKind::Research),
        ("healthcare", PartnerKind::Other),
        ("archive", PartnerKind::Other),
        ("funder", PartnerKind::Other),
        ("other", PartnerKind::Other),
    ];
    for unknown in types.iter().filter(|kind| kinds.iter().all(|(name, _)| name != kind)) {
        let fault = Fault::new(at, "this kind of organisation is not known").column("types").value(unknown);
        sink.leave_out(fault.allowed(kinds.map(|(name, _)| name).join(", ")))?;
    }
    Ok(kinds.into_iter().find(|(name, _)| types.iter().any(|kind| kind == name)).map(|(_, kind)| kind))
}
