//! Accept headers: lists of what a client prefers, each entry with parameters and a weight, as in `ro;q=0.9, en`.
//!
//! One parser for `Accept`, `Accept-Encoding` and `Accept-Language`: each library that there is reads one of the three.

use axum::http::{HeaderMap, HeaderName};

/// An entry of a list, or a single value with parameters such as a `Content-Type`.
pub struct Entry<'a> {
    /// What comes before the parameters: a media range, a content encoding or a language range.
    pub value: &'a str,
    /// The weight, from 0, which refuses, to 1. One that can't be read is 0.
    pub quality: f32,
    parameters: &'a str,
}

impl<'a> Entry<'a> {
    /// The entry of a text such as `text/html;charset=utf-8;q=0.5`, if it isn't empty.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (value, parameters) = text.split_once(';').unwrap_or((text, ""));
        let (value, quality) = (value.trim(), named(parameters, "q").next().map_or(1.0, quality));
        (!value.is_empty()).then_some(Self { value, quality, parameters })
    }

    /// The values of the parameters of this name.
    pub fn parameters(&self, name: &str) -> impl Iterator<Item = &'a str> {
        named(self.parameters, name)
    }
}

fn named<'a>(parameters: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let parameters = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    parameters.filter(move |(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn quality(text: &str) -> f32 {
    text.parse().ok().filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or(0.0)
}

/// The entries of all headers of this name, the preferred one first; equal ones keep their order.
pub fn entries<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<Entry<'a>> {
    let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let mut entries: Vec<Entry<'_>> = texts.flat_map(|text| text.split(',')).filter_map(Entry::parse).collect();
    entries.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    entries
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::ACCEPT_LANGUAGE};

    use super::*;

    #[test]
    fn the_preferred_comes_first_and_equals_keep_their_order() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT_LANGUAGE, HeaderValue::from_static("fr;q=0.5, ro , en; Q=0.9"));
        headers.append(ACCEPT_LANGUAGE, HeaderValue::from_static("it, de;q=x, es;q=7,"));
        let entries = entries(&headers, &ACCEPT_LANGUAGE);
        let names: Vec<&str> = entries.iter().map(|entry| entry.value).collect();
        assert_eq!(names, ["ro", "it", "en", "fr", "de", "es"]);
        assert!(entries.iter().skip(4).all(|entry| entry.quality == 0.0));
    }

    #[test]
    fn parameters_are_found_by_name() {
        let entry = Entry::parse(" text/html ; Charset = UTF-8;level=1; q=0.5;charset=x").expect("an entry");
        assert_eq!((entry.value, entry.quality), ("text/html", 0.5));
        assert_eq!(entry.parameters("charset").collect::<Vec<_>>(), ["UTF-8", "x"]);
        assert!(Entry::parse(";q=1").is_none() && Entry::parse(" ").is_none());
    }
}
