//! Countries, with their names in the official languages of the European Union.
//!
//! The names are Unicode CLDR's, see `data/reference` for where they were taken from.

use std::{collections::BTreeMap, sync::LazyLock};

const COUNTRY_NAMES: &str = include_str!("../../data/reference/country-names.csv");

const OTHER_COUNTRY_NAMES: &str = include_str!("../../data/reference/country-other-names.csv");

/// The names of one country as (language, name), English first.
type Names = Vec<(String, String)>;

static COUNTRIES: LazyLock<BTreeMap<String, Names>> = LazyLock::new(|| {
    let mut table = csv::Reader::from_reader(COUNTRY_NAMES.as_bytes());
    let languages = table.headers().cloned().unwrap_or_default();
    let mut countries: BTreeMap<String, Names> = table
        .records()
        .filter_map(Result::ok)
        .map(|row| {
            let mut names: Names = languages.iter().zip(&row).skip(1).map(|(l, name)| (l.to_owned(), name.to_owned())).collect();
            names.retain(|(_, name)| !name.is_empty());
            names.sort_by_key(|(language, _)| (language != "en", language.clone()));
            (row[0].to_owned(), names)
        })
        .collect();
    // A user-assigned code that the European Union uses and ISO 3166 leaves out.
    countries.insert("XK".to_owned(), ["en", "ro"].map(|language| (language.to_owned(), "Kosovo".to_owned())).to_vec());
    countries
});

/// True for ISO 3166-1 alpha-2 codes and `XK`.
#[must_use]
pub fn is_country(code: &str) -> bool {
    COUNTRIES.contains_key(code)
}

/// The codes of all countries.
pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.keys().map(String::as_str)
}

/// The country's names as (language, name), English first; empty for an unknown code.
#[must_use]
pub fn country_names(code: &str) -> &'static [(String, String)] {
    COUNTRIES.get(code).map_or(&[], Vec::as_slice)
}

/// Other names and codes of countries that sources use, such as `Gambia, The` and `KEN`, each with the country's code.
pub fn other_country_names() -> impl Iterator<Item = (String, String)> {
    let table = csv::Reader::from_reader(OTHER_COUNTRY_NAMES.as_bytes()).into_records();
    table.filter_map(Result::ok).filter_map(|row| Some((row.get(1)?.to_owned(), row.get(0)?.to_owned())))
}
