//! The record of an organisation, from all rows that tell of it.

use std::{hash::Hash, io};

use record::{Citation, Identifier, Key, LanguageTag, Partner, Text, TextOrigin};

use super::{fact::OrganisationRow, referenced::ReferencedRecords, values::english};
use crate::{
    Sink,
    external_grouping::{Grouping, GroupingError, Groups},
    frequency::commonest,
    geography,
};

/// An organisation by the key of its record, with all rows about it.
pub(super) type Organisation = (String, Vec<OrganisationRow>);

/// Organisations by the first project that each takes part in, so that they are published together with it and not twice: once new,
/// once to count their projects. Those without a code come before all projects, whose rows may name them too, but tell less.
pub(super) fn by_project(partners: Groups<OrganisationRow>) -> io::Result<Groups<Organisation>> {
    let mut by_project = Grouping::new();
    for group in partners {
        let (key, rows) = group?;
        let projects = rows.iter().map(|row| if row.pic.is_some() { &*row.project } else { "" });
        if let Some(first) = projects.min().map(str::to_owned) {
            by_project.push(&first, &(key, rows))?;
        }
    }
    by_project.groups()
}

/// Emits one organisation.
pub(super) fn emit_partner(
    referenced: &mut ReferencedRecords,
    sink: &mut Sink,
    (key, rows): Organisation,
) -> Result<(), GroupingError> {
    let key = Key::stored(key);
    let pic = rows.iter().find_map(|row| row.pic.as_deref());
    let at = pic.map_or_else(|| key.to_string(), |pic| format!("organisation {pic}"));
    let und = LanguageTag::stored("und");
    let stated = commonest(rows.iter().filter_map(|row| row.name.as_deref()));
    let name = stated.and_then(|name| sink.text(&und, name)).unwrap_or_else(|| Text {
        language: english(),
        text: format!("Organisation with PIC {}", pic.unwrap_or_default()),
        origin: TextOrigin::Editorial,
    });
    let mut others: Vec<Text> = Vec::new();
    for other in rows.iter().flat_map(|row| [&row.name, &row.short_name]).flatten() {
        if *other != name.text && others.iter().all(|known| known.text != *other) {
            others.extend(sink.text(&und, other));
        }
    }
    let countries = rows.iter().filter_map(|row| row.country.as_ref());
    let country =
        majority(sink, countries, "organisations in several countries: the one that most rows state was taken").cloned();
    let cities = rows.iter().filter(|row| row.country == country).filter_map(|row| row.city.as_deref());
    let city = majority(sink, cities, "organisations in several cities: the one that most rows state was taken");
    let there = || rows.iter().filter(|row| row.country == country && row.city.as_deref() == city);
    let region = match commonest(there().filter_map(|row| row.region.as_ref())) {
        Some(region) => geography::region(sink, &at, &region.code, region.name.as_deref())?,
        None => None,
    };
    let place = match (&country, city) {
        (Some(country), Some(city)) => {
            let location = there().find_map(|row| row.location);
            let fits = location.is_none_or(|location| referenced.collected.points.is_in_city(location));
            sink.remarks("points that stand for many cities, and so for none, left out", usize::from(!fits));
            geography::city(sink, &at, country, city, region, location.filter(|_| fits))?
        }
        _ => region,
    };
    let mut identifiers: Vec<Identifier> = Vec::new();
    for row in &rows {
        for (scheme, value) in [("PIC", &row.pic), ("VAT", &row.vat), ("CORDIS_RCN", &row.rcn)] {
            let Some(value) = value else { continue };
            if identifiers.iter().all(|known| known.scheme != scheme || known.value != *value) {
                identifiers.push(Identifier { scheme: scheme.to_owned(), value: value.clone() });
            }
        }
    }
    let mut sources: Vec<Citation> = Vec::new();
    for row in &rows {
        let framework = row.framework.as_ref().or_else(|| referenced.collected.framework_of(row.folder)).cloned();
        let source = referenced.source(sink, framework.as_ref())?;
        if sources.iter().all(|known| known.source != source) {
            sources.push(Citation { source, record_id: pic.map(str::to_owned), url: None, language: None });
        }
    }
    let kinds = rows.iter().filter_map(|row| row.kind);
    let sites = rows.iter().filter_map(|row| row.url.as_deref());
    let partner = Partner {
        key,
        slug: None,
        name: vec![name],
        alternative_names: others,
        kind: majority(sink, kinds, "organisations of several kinds: the one that most rows state was taken"),
        country,
        place,
        identifiers,
        url: majority(sink, sites, "organisations with several sites: the one that most rows state was taken").map(str::to_owned),
        sources,
        withdrawn_at: None,
    };
    // One without a code may also be named in the row of a project.
    let emitted = if pic.is_some() { sink.record(at, partner) } else { sink.record_once(at, partner) };
    Ok(emitted?)
}

/// The value that occurs most often. That there are others is told by a remark.
fn majority<T: Copy + Eq + Hash>(sink: &mut Sink, values: impl Iterator<Item = T> + Clone, remark: &'static str) -> Option<T> {
    let majority = commonest(values.clone());
    sink.remarks(remark, usize::from(values.into_iter().any(|value| Some(value) != majority)));
    majority
}
