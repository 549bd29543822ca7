//! Ids that tie an answer to its log lines.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Crockford's base 32, which has no letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The id of one request, always the server's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new id: 13 characters that tell nothing about other requests.
    #[must_use]
    pub fn generate() -> Self {
        // The keys are random in each process, so a keyed hash of a counter neither repeats after a restart nor counts visitors.
        static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = KEYS.hash_one(NEXT.fetch_add(1, Ordering::Relaxed));
        let digit = |place: u32| char::from(ALPHABET[usize::from((number >> (5 * place)).to_le_bytes()[0] & 31)]);
        Self((0..13).rev().map(digit).collect::<String>().into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_differ_and_are_short() {
        let ids: BTreeSet<String> = (0..1000).map(|_| RequestId::generate().to_string()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 13));
    }
}
