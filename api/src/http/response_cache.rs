//! The response cache: responses that are kept while the data stays as it is.

use std::sync::Arc;

use axum::body::Bytes;
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::content_encoding::ContentEncoding;

/// What an entry takes besides its body, in bytes.
const OVERHEAD: usize = 512;

/// What a response depends on, as a hash: the program, the data, the day, and the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(pub [u8; 32]);

impl CacheKey {
    /// The key of these parts in this order.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // With its length before it, no part can be taken for another.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// A response as it was serialised, and as it was compressed for those who asked.
pub struct CachedResponse {
    /// The name of the operation, if it has one.
    pub operation: Option<String>,
    /// What the query costs.
    pub cost: u64,
    /// How many SQL statements it took.
    pub statements: usize,
    /// The publication that it shows.
    pub data_version: i64,
    /// The body as JSON.
    pub body: Bytes,
    encoded: [OnceCell<Bytes>; ContentEncoding::COMPRESSED.len()],
}

impl CachedResponse {
    /// A response that nobody has asked for in an encoding yet.
    #[must_use]
    pub fn new(operation: Option<String>, cost: u64, statements: usize, data_version: i64, body: Bytes) -> Self {
        Self { operation, cost, statements, data_version, body, encoded: Default::default() }
    }

    /// The body in an encoding.
    pub async fn encoded(&self, encoding: ContentEncoding) -> std::io::Result<Bytes> {
        let position = ContentEncoding::COMPRESSED.iter().position(|known| *known == encoding);
        let Some(position) = position else { return Ok(self.body.clone()) };
        self.encoded[position].get_or_try_init(|| encoding.encode(self.body.clone())).await.cloned()
    }
}

/// The responses that are kept. Identical requests at the same time are executed once.
#[derive(Clone)]
pub struct ResponseCache(Cache<CacheKey, Arc<CachedResponse>>);

impl ResponseCache {
    /// A cache of so many bytes, with 0 one that keeps nothing.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        // A compressed body is rarely more than half of the plain one.
        let weight =
            |_: &CacheKey, cached: &Arc<CachedResponse>| u32::try_from(cached.body.len() * 3 / 2 + OVERHEAD).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// The response that is kept, or the one that is executed now; true if it was kept. What fails is told to everybody who waits for
    /// it and not kept.
    pub async fn get_or_execute<E: Send + Sync + 'static>(
        &self,
        key: CacheKey,
        execute: impl Future<Output = Result<Arc<CachedResponse>, E>>,
    ) -> Result<(Arc<CachedResponse>, bool), Arc<E>> {
        let entry = self.0.entry(key).or_try_insert_with(execute).await?;
        let hit = !entry.is_fresh();
        Ok((entry.into_value(), hit))
    }

    /// How many responses are kept, and how many bytes they take.
    pub async fn size(&self) -> (u64, u64) {
        // What was kept lately is not counted before.
        self.0.run_pending_tasks().await;
        (self.0.entry_count(), self.0.weighted_size())
    }
}
