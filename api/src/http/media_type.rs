//! Media types: what a client sends, and which of our two it wants back.

use axum::http::{HeaderMap, header};

/// The media types of a GraphQL answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`, where a refused question still has status 200.
    Json,
    /// `application/graphql-response+json`, where the status tells whether the question was answered.
    GraphqlResponse,
}

/// One entry of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    quality: f32,
}

/// How well a media type is liked: by weight, then by being named rather than meant by `*`, then by coming first.
#[derive(Clone, Copy)]
struct Liking {
    quality: f32,
    exactness: u8,
    position: usize,
}

impl MediaType {
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
        let accept: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        let accept = accept.join(",");
        if accept.trim().is_empty() {
            return Some(Self::Json);
        }
        let ranges: Vec<Range<'_>> = accept.split(',').filter_map(Range::parse).collect();
        let json = Self::Json.liking(&ranges);
        let graphql = Self::GraphqlResponse.liking(&ranges);
        match (json, graphql) {
            (Some(json), Some(graphql)) if graphql.beats(json) => Some(Self::GraphqlResponse),
            (Some(_), _) => Some(Self::Json),
            (None, Some(_)) => Some(Self::GraphqlResponse),
            (None, None) => None,
        }
    }

    fn liking(self, ranges: &[Range<'_>]) -> Option<Liking> {
        let essence = match self {
            Self::Json => "application/json",
            Self::GraphqlResponse => "application/graphql-response+json",
        };
        [essence, "application/*", "*/*"]
            .into_iter()
            .zip([2, 1, 0])
            .find_map(|(kind, exactness)| {
                let matching = ranges.iter().enumerate().filter(|(_, range)| range.kind.eq_ignore_ascii_case(kind));
                let (position, range) =
                    matching.reduce(|best, next| if next.1.quality > best.1.quality { next } else { best })?;
                Some(Liking { quality: range.quality, exactness, position })
            })
            .filter(|liking| liking.quality > 0.0)
    }
}

impl<'a> Range<'a> {
    /// Reads `type/subtype;q=0.5`; an entry that can't be read or wants another encoding than UTF-8 counts for nothing.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let kind = parts.next().filter(|kind| kind.contains('/'))?;
        let mut quality = 1.0;
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            if name.trim().eq_ignore_ascii_case("q") {
                quality = value.trim().parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
            } else if name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value) {
                return None;
            }
        }
        Some(Self { kind, quality })
    }
}

impl Liking {
    fn beats(self, other: Self) -> bool {
        let order = self.quality.total_cmp(&other.quality);
        order.then(self.exactness.cmp(&other.exactness)).then(other.position.cmp(&self.position)).is_gt()
    }
}

/// True if the body is JSON in UTF-8 and not compressed, by what its headers say.
#[must_use]
pub fn is_json_body(headers: &HeaderMap) -> bool {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return false;
    }
    let Some(content_type) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
        && parts
            .filter_map(|part| part.split_once('='))
            .all(|(name, value)| !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value))
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
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
