//! Content encodings: which one a client prefers, and compressing a body with it.

use std::io::Write;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};

use super::accept;

/// Bodies shorter than this are sent as they are: compressing them would save less than a packet.
const MIN_LENGTH: usize = 1_024;
/// Bodies longer than this are compressed on a thread where no other request has to wait for it.
const BLOCKING_LENGTH: usize = 64 * 1024;

const BROTLI_QUALITY: i32 = 5;
const BROTLI_WINDOW: i32 = 22;

/// A content encoding, the best one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentEncoding {
    /// `br`.
    Brotli,
    /// `gzip`, which everybody knows.
    Gzip,
    /// None.
    Identity,
}

impl ContentEncoding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];
    /// Those that change something, in the order of preference.
    pub const COMPRESSED: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The name in headers; none for a body as it is.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The encoding that the client prefers for a body of this length.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap, length: usize) -> Self {
        if length < MIN_LENGTH { Self::Identity } else { Self::preferred(headers) }
    }

    /// The encoding that the client prefers, ours first among equals.
    #[must_use]
    pub fn preferred(headers: &HeaderMap) -> Self {
        let entries = accept::entries(headers, &header::ACCEPT_ENCODING);
        let quality = |name: &str| {
            let named = entries.iter().find(|entry| entry.value.eq_ignore_ascii_case(name));
            named.or_else(|| entries.iter().find(|entry| entry.value == "*")).map_or(0.0, |entry| entry.quality)
        };
        let mut preferred = (Self::Identity, 0.0);
        for encoding in Self::COMPRESSED {
            let quality = encoding.name().map_or(0.0, quality);
            if quality > preferred.1 {
                preferred = (encoding, quality);
            }
        }
        preferred.0
    }

    /// The body in this encoding.
    pub async fn encode(self, body: Bytes) -> std::io::Result<Bytes> {
        if body.len() <= BLOCKING_LENGTH {
            return self.encode_blocking(&body);
        }
        tokio::task::spawn_blocking(move || self.encode_blocking(&body)).await?
    }

    fn encode_blocking(self, body: &[u8]) -> std::io::Result<Bytes> {
        let mut encoded = Vec::with_capacity(body.len() / 4);
        match self {
            Self::Brotli => {
                let parameters =
                    brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: BROTLI_WINDOW, ..Default::default() };
                brotli::BrotliCompress(&mut &*body, &mut encoded, &parameters)?;
            }
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut encoded, flate2::Compression::default());
                encoder.write_all(body)?;
                encoder.finish()?;
            }
            Self::Identity => encoded.extend_from_slice(body),
        }
        Ok(encoded.into())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_encoding_follows_the_clients_weights() {
        let cases = [
            ("", ContentEncoding::Identity),
            ("identity", ContentEncoding::Identity),
            ("gzip", ContentEncoding::Gzip),
            ("gzip, deflate, br, zstd", ContentEncoding::Brotli),
            ("gzip;q=0.5, zstd", ContentEncoding::Gzip),
            ("zstd", ContentEncoding::Identity),
            ("gzip, deflate, br", ContentEncoding::Brotli),
            ("GZIP;q=1.0, br;q=0.5", ContentEncoding::Gzip),
            ("*", ContentEncoding::Brotli),
            ("*;q=0.1, br;q=0", ContentEncoding::Gzip),
            ("br;q=0", ContentEncoding::Identity),
            ("br;q=2, gzip;q=x", ContentEncoding::Identity),
            ("deflate, compress", ContentEncoding::Identity),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            assert_eq!(ContentEncoding::negotiate(&headers, MIN_LENGTH), expected, "{accept}");
            assert_eq!(ContentEncoding::negotiate(&headers, MIN_LENGTH - 1), ContentEncoding::Identity, "{accept}");
        }
    }
}
