//! Answers that are kept while the data stays as it is.

use std::sync::Arc;

use axum::body::Bytes;
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::coding::Coding;

/// What an entry takes besides its body, in bytes.
const OVERHEAD: usize = 512;

/// What an answer depends on, as a hash: the program, the data, the day, and the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub [u8; 32]);

impl Key {
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

/// An answer as it was written, and as it was coded for those who asked.
pub struct Stored {
    /// The name of the operation, if it has one.
    pub operation: Option<String>,
    /// What the query costs.
    pub cost: u64,
    /// How many SQL statements it took.
    pub statements: usize,
    /// The publication that it shows.
    pub data_version: i64,
    /// The answer as JSON.
    pub plain: Bytes,
    coded: [OnceCell<Bytes>; Coding::COMPRESSED.len()],
}

impl Stored {
    /// An answer that nobody has asked for in a coding yet.
    #[must_use]
    pub fn new(operation: Option<String>, cost: u64, statements: usize, data_version: i64, plain: Bytes) -> Self {
        Self { operation, cost, statements, data_version, plain, coded: Default::default() }
    }

    /// The answer in a coding.
    pub async fn body(&self, coding: Coding) -> std::io::Result<Bytes> {
        let Some(place) = Coding::COMPRESSED.iter().position(|known| *known == coding) else { return Ok(self.plain.clone()) };
        self.coded[place].get_or_try_init(|| coding.apply(self.plain.clone())).await.cloned()
    }
}

/// The answers that are kept. Identical questions at the same time are answered once.
#[derive(Clone)]
pub struct ResponseCache(Cache<Key, Arc<Stored>>);

impl ResponseCache {
    /// A cache of so many bytes, with 0 one that keeps nothing.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        // A coded body is rarely more than half of the plain one.
        let weight = |_: &Key, stored: &Arc<Stored>| u32::try_from(stored.plain.len() * 3 / 2 + OVERHEAD).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// The answer that is kept, or the one that is made now; true if it was kept. What fails is told to everybody who waits for it and
    /// not kept.
    pub async fn get_or_make<E: Send + Sync + 'static>(
        &self,
        key: Key,
        make: impl Future<Output = Result<Arc<Stored>, E>>,
    ) -> Result<(Arc<Stored>, bool), Arc<E>> {
        let entry = self.0.entry(key).or_try_insert_with(make).await?;
        let kept = !entry.is_fresh();
        Ok((entry.into_value(), kept))
    }

    /// How many answers are kept, and how many bytes they take.
    pub async fn size(&self) -> (u64, u64) {
        // What was kept lately is not counted before.
        self.0.run_pending_tasks().await;
        (self.0.entry_count(), self.0.weighted_size())
    }
}
