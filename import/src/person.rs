//! Private persons, who are kept out of a public registry.

use std::{borrow::Cow, sync::LazyLock};

use record::{Citation, CountryCode, Key, LanguageTag, Partner, PartnerKind, Text, TextOrigin};
use regex::Regex;

/// The remark about a private person whose name and other marks were left out.
pub const WITHHELD: &str = "natural persons whose names were withheld";

/// The remark about an e-mail address that was left out.
pub const ADDRESSES: &str = "e-mail addresses left out";

/// The remark about contact persons and their details that were left out.
pub const CONTACTS: &str = "contact details left out";

/// The remark about the authors of a publication, whose names were left out.
pub const AUTHORS: &str = "publications whose authors' names were left out";

/// The words that stand in a text where an e-mail address was.
const REMOVED: &str = "[e-mail address left out]";

/// The words that stand in a text where the name of a private person was.
pub const NAME_WITHHELD: &str = "[name withheld]";

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:mailto:)?[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+").ok());

/// A private person who takes part: only the country is kept.
#[must_use]
pub fn withheld(key: Key, country: Option<CountryCode>, sources: Vec<Citation>) -> Partner {
    let name = Text {
        language: LanguageTag::stored("en"),
        text: "Natural person (name withheld)".to_owned(),
        origin: TextOrigin::Editorial,
    };
    Partner {
        key,
        slug: None,
        name: vec![name],
        alternative_names: Vec::new(),
        kind: Some(PartnerKind::NaturalPerson),
        country,
        place: None,
        identifiers: Vec::new(),
        url: None,
        sources,
        withdrawn_at: None,
    }
}

/// A text without the e-mail addresses in it, and how many there were.
#[must_use]
pub fn without_addresses(text: &str) -> (Cow<'_, str>, usize) {
    match &*ADDRESS {
        Some(address) if text.contains('@') => (address.replace_all(text, REMOVED), address.find_iter(text).count()),
        _ => (Cow::Borrowed(text), 0),
    }
}

/// A text without a private person's name, however its letters and blanks are written.
#[must_use]
pub fn without_name(text: &str, name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(regex::escape).collect();
    match Regex::new(&format!("(?i){}", words.join(r"\s+"))) {
        Ok(name) if !words.is_empty() => name.replace_all(text, NAME_WITHHELD).into_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(without_name("JANE  ROE (née Doe) and jane roe", "Jane Roe"), "[name withheld] (née Doe) and [name withheld]");
        assert_eq!(without_name("All (of) it", " "), "All (of) it");
    }

    #[test]
    fn addresses_are_found_in_texts() {
        let (text, found) = without_addresses("Write to anna.b@example.org, or mailto:x@y.example.");
        assert_eq!(text, "Write to [e-mail address left out], or [e-mail address left out].");
        assert_eq!(found, 2);
        assert_eq!(without_addresses("3 @ 5 EUR"), ("3 @ 5 EUR".into(), 0));
    }
}
