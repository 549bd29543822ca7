//! Automatic persisted queries: a client names a query by its hash, and sends it in full only when it is asked to.

use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{media_type::MediaType, metrics, rejection::Rejection};

/// The version of the protocol.
const PROTOCOL: u64 = 1;

/// The queries that were sent in full, the ones used most.
#[derive(Clone)]
pub struct PersistedQueries(Cache<[u8; 32], Arc<str>>);

/// The hash that a client names a query by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryHash([u8; 32]);

impl QueryHash {
    /// Reads `extensions.persistedQuery`.
    pub fn parse(extension: &serde_json::Value) -> Result<Self, Rejection> {
        let expected = "extensions.persistedQuery must be {\"version\": 1, \"sha256Hash\": the SHA-256 of the query in 64 hexadecimal digits}.";
        let hash = extension.get("sha256Hash").and_then(serde_json::Value::as_str).and_then(decode);
        match (extension.get("version").and_then(serde_json::Value::as_u64), hash) {
            (Some(PROTOCOL), Some(hash)) => Ok(Self(hash)),
            _ => Err(Rejection::malformed(expected)),
        }
    }
}

impl PersistedQueries {
    /// Room for so many bytes of queries.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &[u8; 32], query: &Arc<str>| u32::try_from(query.len() + 64).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// The query with this hash: the one that is sent with it, which is kept, or the one that was sent before.
    pub fn resolve(&self, hash: QueryHash, sent: Option<String>, media: MediaType) -> Result<String, Rejection> {
        match sent {
            Some(query) if <[u8; 32]>::from(Sha256::digest(&query)) == hash.0 => {
                self.0.insert(hash.0, query.as_str().into());
                metrics::count_persisted_query("sent");
                Ok(query)
            }
            Some(_) => Err(Rejection::malformed("extensions.persistedQuery.sha256Hash is not the SHA-256 of the query.")),
            None => {
                let known = self.0.get(&hash.0);
                metrics::count_persisted_query(if known.is_some() { "known" } else { "unknown" });
                known.map(|query| query.to_string()).ok_or_else(|| Rejection::persisted_query_not_found(media))
            }
        }
    }
}

/// The bytes of 64 hexadecimal digits.
fn decode(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok()?;
    Some(hash)
}
