//! Countries, by any of the codes and names that sources use.

use std::{collections::HashMap, sync::LazyLock};

use record::{CountryCode, countries, folding::fold};

/// Words that some sources write and others leave out.
const SMALL_WORDS: [&str; 3] = ["the", "of", "and"];

static NAMES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let official = countries::countries().flat_map(|code| {
        let names = countries::country_names(code).iter();
        names.map(move |(_, name)| (words(name), code.to_owned()))
    });
    let other =
        countries::other_country_names().map(|(name, code)| (if is_short_form(&name) { name } else { words(&name) }, code));
    let mut names = HashMap::new();
    for (name, code) in official.chain(other) {
        names.entry(name).or_insert(code);
    }
    names
});

/// Codes and abbreviations are written in capitals; in small letters they may be words.
fn is_short_form(name: &str) -> bool {
    (2..=4).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The words of a name in one order, so that `Gambia, The` and `The Gambia` are the same, whatever stands between them.
fn words(name: &str) -> String {
    let folded = fold(name).replace(['\'', '’', '`', 'ʼ'], "");
    let mut words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.retain(|word| !SMALL_WORDS.contains(word));
    words.sort_unstable();
    words.join(" ")
}

/// The country of a code, of two letters (`EL` and `UK` too) or three, or of a name: those in official languages of the European
/// Union, and those that international organisations use. `NA` is Namibia. Countries that fell into several are none.
#[must_use]
pub fn country(text: &str) -> Option<CountryCode> {
    let text = text.trim();
    let code = if text.len() == 2 { text.to_ascii_uppercase() } else { text.to_owned() };
    code.parse().ok().or_else(|| NAMES.get(&code).or_else(|| NAMES.get(&words(text)))?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_known() {
        for (text, expected) in [
            ("EL", Some("GR")),
            ("UK", Some("GB")),
            ("XK", Some("XK")),
            ("NA", Some("NA")),
            ("ro", Some("RO")),
            ("el", Some("GR")),
            ("KEN", Some("KE")),
            ("Ken", None),
            ("and", None),
            ("Sverige", Some("SE")),
            ("ΕΛΛΑΔΑ", Some("GR")),
            ("Österreich", Some("AT")),
            ("ZZ", None),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(country(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn names_are_known_as_open_data_write_them() {
        for (code, names) in [
            ("GM", &["The Gambia", "Gambia, The", "GAMBIA (THE)"][..]),
            ("CI", &["Côte d'Ivoire", "Côte d’Ivoire", "Cote D'Ivoire", "Ivory Coast"]),
            ("CD", &["Democratic Republic of the Congo", "Congo (DRC)", "Congo, Dem. Rep.", "DRC", "ZR"]),
            ("CG", &["Congo", "Congo, Rep.", "Republic of the Congo"]),
            ("PS", &["Palestine", "West Bank and Gaza", "Palestine, State of", "occupied Palestinian territory"]),
            ("XK", &["Kosovo*", "Kosovo (under UNSCR 1244/99)", "XKX"]),
            ("MK", &["Macedonia", "FYROM", "Macedonia, FYR", "the former Yugoslav Republic of Macedonia", "North Macedonia"]),
            ("CZ", &["Czechia", "Czech Republic"]),
            ("TR", &["Türkiye", "Turkiye", "Turkey"]),
            ("US", &["United States of America", "United States", "USA", "U.S.A."]),
            ("VN", &["Viet Nam", "Vietnam"]),
            ("BO", &["Bolivia (Plurinational State of)", "BOLIVIA, PLURINATIONAL STATE OF", "Bolivie"]),
            ("MD", &["Moldova, Republic of", "Republic of Moldova", "Moldova"]),
            ("KR", &["Korea, Rep.", "Republic of Korea"]),
            ("KP", &["Korea, Dem. People's Rep.", "Democratic People's Republic of Korea"]),
            ("TD", &["Tchad"]),
            ("GB", &["Scotland", "Great Britain", "United Kingdom of Great Britain and Northern Ireland"]),
            ("", &["Yugoslavia", "YU", "CS", "AN", "Congo Basin", "Republic"]),
        ] {
            for name in names {
                assert_eq!(country(name).as_deref().unwrap_or_default(), code, "{name}");
            }
        }
    }
}
