//! The Research Organization Registry: names, places and identifiers of organisations, in JSON or JSON Lines of schema 2.

use std::io::BufReader;

use entity::{PartnerKind, TextOrigin};
use serde::Deserialize;

use super::{
    Input, Sink, Stop,
    format::Head,
    geography,
    json::objects,
    value::{address, country, key},
};
use crate::record::{Citation, Fault, Identifier, IdentifierScheme, Key, LanguageTag, Location, Partner, Source, Text};

/// An organisation as ROR describes it. Members that are left out here say nothing that the registry keeps: `admin`, `domains`,
/// `established`, `relationships`.
#[derive(Deserialize)]
struct Organisation {
    id: String,
    names: Vec<Name>,
    #[serde(default)]
    external_ids: Vec<ExternalId>,
    #[serde(default)]
    links: Vec<Link>,
    #[serde(default)]
    locations: Vec<Place>,
    #[serde(default)]
    types: Vec<String>,
    status: Option<String>,
}

#[derive(Deserialize)]
struct Name {
    value: String,
    lang: Option<String>,
    #[serde(default)]
    types: Vec<String>,
}

#[derive(Deserialize)]
struct ExternalId {
    r#type: String,
    preferred: Option<String>,
    #[serde(default)]
    all: Vec<String>,
}

#[derive(Deserialize)]
struct Link {
    r#type: String,
    value: String,
}

#[derive(Deserialize)]
struct Place {
    geonames_details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    country_code: Option<String>,
    name: Option<String>,
    lat: Option<f64>,
    lng: Option<f64>,
}

pub(super) fn recognises(head: &Head) -> bool {
    head.text.starts_with(['{', '['])
        && head.text.contains("https://ror.org/0")
        && head.has_member("names")
        && !head.has_member("$schema")
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    for input in inputs {
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
        for (number, organisation) in objects::<Organisation>(reader, None) {
            let place = format!("record {number}");
            match organisation {
                Ok(organisation) => partner(sink, &place, organisation, &source.key)?,
                Err(fault) if fault.is_fatal => sink.give_up(fault.at(place))?,
                Err(fault) => sink.reject("partner", fault.at(place))?,
            }
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
    if organisation.status.as_deref() == Some("withdrawn") {
        sink.remark("organisations left out because ROR withdrew them");
        return Ok(());
    }
    let display = |name: &&Name| name.types.iter().any(|kind| kind == "ror_display");
    let (mut names, mut others) = (Vec::new(), Vec::new());
    if let Some(name) = organisation.names.iter().find(display) {
        names.extend(wording(sink, name));
    }
    for name in organisation.names.iter().filter(|name| !display(name)) {
        let is_label = name.types.iter().any(|kind| kind == "label");
        let Some(text) = wording(sink, name) else { continue };
        let told_apart = is_label && names.iter().all(|known: &Text| known.language != text.language);
        if told_apart { names.push(text) } else { others.push(text) }
    }
    let seat = organisation.locations.into_iter().find_map(|place| place.geonames_details);
    let nation = seat.as_ref().and_then(|seat| seat.country_code.as_deref()).and_then(country);
    let place = match (&seat, &nation) {
        (Some(Details { name: Some(name), lat, lng, .. }), Some(nation)) => {
            let location = lat.zip(*lng).map(|(latitude, longitude)| Location { latitude, longitude });
            geography::city(sink, at, nation, name, None, location)?
        }
        _ => None,
    };
    let mut identifiers = vec![Identifier { scheme: "ROR".to_owned(), value: id.to_owned() }];
    for external in organisation.external_ids {
        match SCHEMES.iter().find(|(name, ..)| *name == external.r#type) {
            Some((_, scheme, ..)) => {
                let value = external.preferred.or_else(|| external.all.into_iter().next());
                identifiers.extend(value.map(|value| Identifier { scheme: (*scheme).to_owned(), value }));
            }
            None => sink.remark("identifiers of unknown schemes left out"),
        }
    }
    let website = organisation.links.iter().find(|link| link.r#type == "website");
    let partner = Partner {
        key: key("ror", id),
        slug: None,
        name: names,
        alternative_names: others,
        kind: kind(&organisation.types),
        country: nation,
        place,
        identifiers,
        url: website.and_then(|link| address(&link.value)),
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

fn wording(sink: &mut Sink, name: &Name) -> Option<Text> {
    let language = name.lang.as_deref().and_then(|language| language.parse().ok());
    sink.text(&language.unwrap_or_else(|| LanguageTag::stored("und")), &name.value)
}

/// Of several types, the one that says most.
fn kind(types: &[String]) -> Option<PartnerKind> {
    let kinds = [
        ("education", PartnerKind::Education),
        ("government", PartnerKind::PublicAuthority),
        ("company", PartnerKind::Company),
        ("nonprofit", PartnerKind::CivilSociety),
        ("facility", PartnerKind::Research),
        ("healthcare", PartnerKind::Other),
        ("archive", PartnerKind::Other),
        ("other", PartnerKind::Other),
    ];
    kinds.into_iter().find(|(name, _)| types.iter().any(|kind| kind == name)).map(|(_, kind)| kind)
}
