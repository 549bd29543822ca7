//! Content codings: which one a client wants, and putting a body into it.

use std::io::Write;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};

use super::quality::wishes;

/// Bodies shorter than this are sent as they are: a coding would save less than a packet.
const WORTH_IT: usize = 1_024;
/// Bodies longer than this are coded where no other request has to wait for it.
const LONG: usize = 64 * 1024;

const BROTLI_QUALITY: i32 = 5;
const BROTLI_WINDOW: i32 = 22;

/// A content coding, the best one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// `br`.
    Brotli,
    /// `gzip`, which everybody knows.
    Gzip,
    /// `zstd`. Some clients ask for it as readily as for the others and then can't read it, so that it comes last.
    Zstd,
    /// None.
    Identity,
}

impl Coding {
    /// The codings that change something, in the order of preference.
    pub const COMPRESSED: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Zstd];

    /// The name in headers; none for a body as it is.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Zstd => Some("zstd"),
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The coding that the client likes best, for a body of this length.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap, length: usize) -> Self {
        if length < WORTH_IT { Self::Identity } else { Self::among(headers, &Self::COMPRESSED) }
    }

    /// The one of these codings that the client likes best, the first of those that it likes the same; none if it wants none of them.
    #[must_use]
    pub fn among(headers: &HeaderMap, codings: &[Self]) -> Self {
        let wishes = wishes(headers, &header::ACCEPT_ENCODING);
        let weight = |name: &str| {
            let named = wishes.iter().find(|(wish, _)| wish.eq_ignore_ascii_case(name));
            named.or_else(|| wishes.iter().find(|(wish, _)| *wish == "*")).map_or(0.0, |(_, weight)| *weight)
        };
        let mut best = (Self::Identity, 0.0);
        for coding in codings {
            let weight = coding.name().map_or(0.0, weight);
            if weight > best.1 {
                best = (*coding, weight);
            }
        }
        best.0
    }

    /// Puts a body into this coding.
    pub async fn apply(self, body: Bytes) -> std::io::Result<Bytes> {
        if body.len() <= LONG {
            return self.encode(&body);
        }
        tokio::task::spawn_blocking(move || self.encode(&body)).await?
    }

    fn encode(self, body: &[u8]) -> std::io::Result<Bytes> {
        let mut coded = Vec::with_capacity(body.len() / 4);
        match self {
            Self::Zstd => zstd::stream::copy_encode(body, &mut coded, zstd::DEFAULT_COMPRESSION_LEVEL)?,
            Self::Brotli => {
                let parameters =
                    brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: BROTLI_WINDOW, ..Default::default() };
                brotli::BrotliCompress(&mut &*body, &mut coded, &parameters)?;
            }
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut coded, flate2::Compression::default());
                encoder.write_all(body)?;
                encoder.finish()?;
            }
            Self::Identity => coded.extend_from_slice(body),
        }
        Ok(coded.into())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_coding_follows_the_clients_weights() {
        let cases = [
            ("", Coding::Identity),
            ("identity", Coding::Identity),
            ("gzip", Coding::Gzip),
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip;q=0.5, zstd", Coding::Zstd),
            ("gzip, deflate, br", Coding::Brotli),
            ("GZIP;q=1.0, br;q=0.5", Coding::Gzip),
            ("*", Coding::Brotli),
            ("*;q=0.1, zstd;q=0, br;q=0", Coding::Gzip),
            ("br;q=0", Coding::Identity),
            ("br;q=2, gzip;q=x", Coding::Identity),
            ("deflate, compress", Coding::Identity),
        ];
        for (accept, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            assert_eq!(Coding::negotiate(&headers, WORTH_IT), expected, "{accept}");
            assert_eq!(Coding::negotiate(&headers, WORTH_IT - 1), Coding::Identity, "{accept}");
        }
    }
}
