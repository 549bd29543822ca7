//! What is known of records, by kind and key.

use std::collections::HashMap;

use crate::kind::Kind;

/// Values by the kind and key of a record.
#[derive(Debug)]
pub(super) struct ByKey<T>(HashMap<Kind, HashMap<String, T>>);

/// Records that are only told from others.
pub(super) type Keys = ByKey<()>;

impl<T> Default for ByKey<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> ByKey<T> {
    pub(super) fn get(&self, kind: Kind, key: &str) -> Option<&T> {
        self.0.get(&kind)?.get(key)
    }

    pub(super) fn contains(&self, kind: Kind, key: &str) -> bool {
        self.get(kind, key).is_some()
    }

    /// Returns what was there before.
    pub(super) fn insert(&mut self, kind: Kind, key: String, value: T) -> Option<T> {
        self.0.entry(kind).or_default().insert(key, value)
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.values_mut().flat_map(HashMap::values_mut)
    }

    /// Forgets the values that are not to be kept.
    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.0.values_mut().for_each(|values| values.retain(|_, value| keep(value)));
    }

    pub(super) fn len(&self) -> usize {
        self.0.values().map(HashMap::len).sum()
    }

    /// The keys of one kind, in no order.
    pub(super) fn keys_of(&self, kind: Kind) -> Vec<String> {
        self.0.get(&kind).into_iter().flat_map(HashMap::keys).cloned().collect()
    }
}

impl Keys {
    pub(super) fn add(&mut self, kind: Kind, key: &str) {
        if !self.contains(kind, key) {
            self.insert(kind, key.to_owned(), ());
        }
    }
}
