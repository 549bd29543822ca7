//! The languages of the pages.

use axum::http::{HeaderMap, header};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::http::accept;

const MONTHS: [(&str, &str); 12] = [
    ("January", "ianuarie"),
    ("February", "februarie"),
    ("March", "martie"),
    ("April", "aprilie"),
    ("May", "mai"),
    ("June", "iunie"),
    ("July", "iulie"),
    ("August", "august"),
    ("September", "septembrie"),
    ("October", "octombrie"),
    ("November", "noiembrie"),
    ("December", "decembrie"),
];

/// A language that the pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Romanian,
}

impl Language {
    /// The language of a tag such as `ro-RO`.
    pub fn of(tag: &str) -> Option<Self> {
        match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "ro" => Some(Self::Romanian),
            _ => None,
        }
    }

    /// The language that the browser prefers, otherwise English.
    pub fn preferred(headers: &HeaderMap) -> Self {
        let ranges = accept::entries(headers, &header::ACCEPT_LANGUAGE);
        ranges.iter().filter(|range| range.quality > 0.0).find_map(|range| Self::of(range.value)).unwrap_or_default()
    }

    /// The tag, for `lang` and `Content-Language`.
    pub fn tag(self) -> &'static str {
        self.say("en", "ro")
    }

    /// The one of two wordings that is in this language.
    pub fn say<'a>(self, english: &'a str, romanian: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Romanian => romanian,
        }
    }

    /// A number with its thousands apart: 12,345 or 12.345.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.say(",", "."));
            }
            text.push(digit);
        }
        text
    }

    /// The day of a moment, as people write it; the text itself if it is no moment.
    pub fn day(self, moment: &str) -> String {
        let Ok(moment) = OffsetDateTime::parse(moment, &Rfc3339) else {
            return moment.to_owned();
        };
        let (english, romanian) = MONTHS[usize::from(u8::from(moment.month())) - 1];
        format!("{} {} {}", moment.day(), self.say(english, romanian), moment.year())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::{
        Language::{English, Romanian},
        *,
    };

    #[test]
    fn the_browser_chooses() {
        for (accept, expected) in [
            ("ro", Romanian),
            ("ro-MD,en;q=0.5", Romanian),
            ("fr,ro;q=0.8,en;q=0.7", Romanian),
            ("en-GB,ro;q=0.9", English),
            ("ro;q=0", English),
            ("fr", English),
            ("*", English),
            ("", English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
            assert_eq!(Language::preferred(&headers), expected, "{accept}");
        }
        assert_eq!(Language::preferred(&HeaderMap::new()), English);
    }

    #[test]
    fn numbers_and_days_are_as_people_write_them() {
        assert_eq!([0, 999, 1000, 1_234_567].map(|number| English.number(number)), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(Romanian.number(50_000), "50.000");
        assert_eq!(English.day("2026-11-21T12:11:01Z"), "21 November 2026");
        assert_eq!(Romanian.day("2026-03-01T00:00:00Z"), "1 martie 2026");
        assert_eq!(English.day("soon"), "soon");
    }
}
