//! The record of an organisation, from all rows that tell of it.

use std::{collections::HashMap, hash::Hash, io};

use record::{Citation, Identifier, Key, LanguageTag, Partner, Text, TextOrigin};

use super::{cell::english, piece::Seat, set::End, shared::Shared};
use crate::{
    Sink, geography,
    group::{Grouping, Groups},
};

/// An organisation by the key of its record, with all that is said of it.
pub(super) type Seats = (String, Vec<Seat>);

/// Organisations by the first project that each takes part in, so that they are published together with it and not twice: once new,
/// once to count their projects. Those without a code come before all projects, whose rows may name them too, but tell less.
pub(super) fn by_project(partners: Groups<Seat>) -> io::Result<Groups<Seats>> {
    let mut by_project = Grouping::new();
    for group in partners {
        let (key, seats) = group?;
        let projects = seats.iter().map(|seat| if seat.pic.is_some() { &*seat.project } else { "" });
        if let Some(first) = projects.min().map(str::to_owned) {
            by_project.push(&first, &(key, seats))?;
        }
    }
    by_project.groups()
}

/// Hands on one organisation.
pub(super) fn hand_on(shared: &mut Shared, sink: &mut Sink, (key, seats): Seats) -> Result<(), End> {
    let key = Key::stored(key);
    let pic = seats.iter().find_map(|seat| seat.pic.as_deref());
    let at = pic.map_or_else(|| key.to_string(), |pic| format!("organisation {pic}"));
    let und = LanguageTag::stored("und");
    let stated = commonest(seats.iter().filter_map(|seat| seat.name.as_deref()));
    let name = stated.and_then(|name| sink.text(&und, name)).unwrap_or_else(|| Text {
        language: english(),
        text: format!("Organisation with PIC {}", pic.unwrap_or_default()),
        origin: TextOrigin::Editorial,
    });
    let mut others: Vec<Text> = Vec::new();
    for other in seats.iter().flat_map(|seat| [&seat.name, &seat.short_name]).flatten() {
        if *other != name.text && others.iter().all(|known| known.text != *other) {
            others.extend(sink.text(&und, other));
        }
    }
    let countries = seats.iter().filter_map(|seat| seat.country.as_ref());
    let country = settled(sink, countries, "organisations in several countries: the one that most rows state was taken").cloned();
    let cities = seats.iter().filter(|seat| seat.country == country).filter_map(|seat| seat.city.as_deref());
    let city = settled(sink, cities, "organisations in several cities: the one that most rows state was taken");
    let there = || seats.iter().filter(|seat| seat.country == country && seat.city.as_deref() == city);
    let region = match commonest(there().filter_map(|seat| seat.region.as_ref())) {
        Some(region) => geography::region(sink, &at, &region.code, region.name.as_deref())?,
        None => None,
    };
    let place = match (&country, city) {
        (Some(country), Some(city)) => {
            let location = there().find_map(|seat| seat.location);
            let fits = location.is_none_or(|location| shared.set.points.is_in_city(location));
            sink.remarks("points that stand for many cities, and so for none, left out", usize::from(!fits));
            geography::city(sink, &at, country, city, region, location.filter(|_| fits))?
        }
        _ => region,
    };
    let mut identifiers: Vec<Identifier> = Vec::new();
    for seat in &seats {
        for (scheme, value) in [("PIC", &seat.pic), ("VAT", &seat.vat), ("CORDIS_RCN", &seat.rcn)] {
            let Some(value) = value else { continue };
            if identifiers.iter().all(|known| known.scheme != scheme || known.value != *value) {
                identifiers.push(Identifier { scheme: scheme.to_owned(), value: value.clone() });
            }
        }
    }
    let mut sources: Vec<Citation> = Vec::new();
    for seat in &seats {
        let framework = seat.framework.as_ref().or_else(|| shared.set.framework_of(seat.folder)).cloned();
        let source = shared.source(sink, framework.as_ref())?;
        if sources.iter().all(|known| known.source != source) {
            sources.push(Citation { source, record_id: pic.map(str::to_owned), url: None, language: None });
        }
    }
    let kinds = seats.iter().filter_map(|seat| seat.kind);
    let sites = seats.iter().filter_map(|seat| seat.url.as_deref());
    let partner = Partner {
        key,
        slug: None,
        name: vec![name],
        alternative_names: others,
        kind: settled(sink, kinds, "organisations of several kinds: the one that most rows state was taken"),
        country,
        place,
        identifiers,
        url: settled(sink, sites, "organisations with several sites: the one that most rows state was taken").map(str::to_owned),
        sources,
        withdrawn_at: None,
    };
    // One without a code may also be named in the row of a project.
    let handed_on = if pic.is_some() { sink.record(at, partner) } else { sink.record_once(at, partner) };
    Ok(handed_on?)
}

/// The value that occurs most often. That there are others is told by a remark.
fn settled<T: Copy + Eq + Hash>(sink: &mut Sink, values: impl Iterator<Item = T> + Clone, remark: &'static str) -> Option<T> {
    let settled = commonest(values.clone());
    sink.remarks(remark, usize::from(values.into_iter().any(|value| Some(value) != settled)));
    settled
}

/// The value that occurs most often; the first of those that occur equally often.
fn commonest<T: Copy + Eq + Hash>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: HashMap<T, (usize, usize)> = HashMap::new();
    for (position, value) in values.enumerate() {
        let (count, _) = counts.entry(value).or_insert((0, usize::MAX - position));
        *count += 1;
    }
    counts.into_iter().max_by_key(|(_, often)| *often).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_is_found_and_else_the_first() {
        assert_eq!(commonest(["a", "b", "b"].into_iter()), Some("b"));
        assert_eq!(commonest(["c", "a", "b", "a", "c"].into_iter()), Some("c"));
        assert_eq!(commonest(std::iter::empty::<&str>()), None);
    }
}
