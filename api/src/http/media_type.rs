//! Media types: what a client sends, and which of our two it wants back.

use axum::http::{HeaderMap, header};

use super::accept::{self, Entry};

/// The media types of a GraphQL response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`, where a refused request still has status 200.
    Json,
    /// `application/graphql-response+json`, where the status tells whether the request was executed.
    GraphqlResponse,
}

/// How much a media type is preferred: by weight, then by being named rather than meant by `*`, then by coming first.
#[derive(Clone, Copy)]
struct Preference {
    quality: f32,
    specificity: u8,
    position: usize,
}

impl MediaType {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Json, Self::GraphqlResponse];

    /// The value of the `Content-Type` header.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// The media type to answer with, or nothing if the client accepts neither.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut ranges = accept::entries(headers, &header::ACCEPT);
        if ranges.is_empty() {
            return Some(Self::Json);
        }
        ranges.retain(|range| range.parameters("charset").all(is_utf8));
        match (Self::Json.preference(&ranges), Self::GraphqlResponse.preference(&ranges)) {
            (Some(json), Some(graphql)) if graphql.exceeds(json) => Some(Self::GraphqlResponse),
            (Some(_), _) => Some(Self::Json),
            (None, Some(_)) => Some(Self::GraphqlResponse),
            (None, None) => None,
        }
    }

    fn preference(self, ranges: &[Entry<'_>]) -> Option<Preference> {
        let essence = match self {
            Self::Json => "application/json",
            Self::GraphqlResponse => "application/graphql-response+json",
        };
        let matching = |value: &str| ranges.iter().position(|range| range.value.eq_ignore_ascii_case(value));
        let (position, specificity) = [(essence, 2), ("application/*", 1), ("*/*", 0)]
            .into_iter()
            .find_map(|(value, specificity)| Some((matching(value)?, specificity)))?;
        let quality = ranges[position].quality;
        (quality > 0.0).then_some(Preference { quality, specificity, position })
    }
}

impl Preference {
    fn exceeds(self, other: Self) -> bool {
        let order = self.quality.total_cmp(&other.quality);
        order.then(self.specificity.cmp(&other.specificity)).then(other.position.cmp(&self.position)).is_gt()
    }
}

/// True if the body is JSON in UTF-8 and not compressed, by what its headers say.
#[must_use]
pub fn is_json_body(headers: &HeaderMap) -> bool {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return false;
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| Entry::parse(value.to_str().ok()?));
    content_type
        .is_some_and(|media| media.value.eq_ignore_ascii_case("application/json") && media.parameters("charset").all(is_utf8))
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::{
        MediaType::{GraphqlResponse, Json},
        *,
    };

    fn headers(name: &HeaderName, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn accept_is_negotiated() {
        let cases: &[(&[&str], Option<MediaType>)] = &[
            (&[], Some(Json)),
            (&[""], Some(Json)),
            (&["*/*"], Some(Json)),
            (&["application/*"], Some(Json)),
            (&["application/json"], Some(Json)),
            (&["APPLICATION/JSON; Charset=UTF-8"], Some(Json)),
            (&["application/graphql-response+json"], Some(GraphqlResponse)),
            (&["application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"], Some(GraphqlResponse)),
            (&["application/graphql-response+json,application/json;q=0.9"], Some(GraphqlResponse)),
            (&["application/json;q=0.5, application/graphql-response+json;q=0.9"], Some(GraphqlResponse)),
            (&["application/json, application/graphql-response+json"], Some(Json)),
            (&["application/json", "application/graphql-response+json;q=0.2"], Some(Json)),
            (&["*/*, application/graphql-response+json"], Some(GraphqlResponse)),
            (&["application/json;q=0, */*"], Some(GraphqlResponse)),
            (&["application/graphql-response+json;q=0, application/*;q=0.1"], Some(Json)),
            (&["text/html,application/xhtml+xml,*/*;q=0.8"], Some(Json)),
            (&["application/json, multipart/mixed"], Some(Json)),
            (&["application/json;q=0"], None),
            (&["application/json;charset=iso-8859-1"], None),
            (&["application/json;q=2"], None),
            (&["text/html"], None),
            (&["nonsense"], None),
        ];
        for (accept, expected) in cases {
            assert_eq!(MediaType::negotiate(&headers(&header::ACCEPT, accept)), *expected, "{accept:?}");
        }
    }

    #[test]
    fn only_json_in_utf8_is_a_body() {
        for good in ["application/json", "Application/JSON;charset=\"UTF-8\"", "application/json; charset=utf8; profile=x"] {
            assert!(is_json_body(&headers(&header::CONTENT_TYPE, &[good])), "{good}");
        }
        for bad in ["text/plain", "application/jsonx", "application/json;charset=utf-16", "application/graphql", ""] {
            assert!(!is_json_body(&headers(&header::CONTENT_TYPE, &[bad])), "{bad}");
        }
        assert!(!is_json_body(&HeaderMap::new()));
        let mut compressed = headers(&header::CONTENT_TYPE, &["application/json"]);
        compressed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(!is_json_body(&compressed));
    }
}
