//! Countries, by any of the codes and names that sources use.

use std::{collections::HashMap, sync::LazyLock};

use crate::{db::analyser::fold, record::CountryCode, reference};

/// Codes and names, folded, that are not in the reference table.
const OTHER: [(&str, &str); 12] = [
    ("el", "GR"),
    ("uk", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northern ireland", "GB"),
    ("great britain", "GB"),
    ("czech republic", "CZ"),
    ("the netherlands", "NL"),
    ("ivory coast", "CI"),
    ("moldova", "MD"),
    ("turkey", "TR"),
];

static NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut names: HashMap<String, &'static str> = HashMap::new();
    for code in reference::countries() {
        for (_, name) in reference::country_names(code) {
            names.entry(fold(name)).or_insert(code);
        }
    }
    names.extend(OTHER.map(|(name, code)| (name.to_owned(), code)));
    names
});

/// The country of a code (`EL` and `UK` too) or of a name in an official language of the European Union. `NA` is Namibia.
#[must_use]
pub fn country(text: &str) -> Option<CountryCode> {
    let text = text.trim();
    let code = if text.len() == 2 { text.to_ascii_uppercase().parse().ok() } else { None };
    code.or_else(|| NAMES.get(&fold(text)).and_then(|code| code.parse().ok()))
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
            ("Sverige", Some("SE")),
            ("ΕΛΛΑΔΑ", Some("GR")),
            ("Österreich", Some("AT")),
            ("ZZ", None),
            ("Atlantis", None),
        ] {
            assert_eq!(country(text).as_deref(), expected, "{text}");
        }
    }
}
