//! Values by the kind and key of the record that they belong to.

use std::collections::HashMap;

use crate::kind::Kind;

/// Values by the kind and key of a record.
#[derive(Debug)]
pub(crate) struct Keyed<T>(HashMap<Kind, HashMap<String, T>>);

/// Records that are only told from others.
pub(crate) type Keys = Keyed<()>;

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Keyed<T> {
    pub(crate) fn get(&self, kind: Kind, key: &str) -> Option<&T> {
        self.0.get(&kind)?.get(key)
    }

    pub(crate) fn contains(&self, kind: Kind, key: &str) -> bool {
        self.get(kind, key).is_some()
    }

    /// Returns what was there before.
    pub(crate) fn insert(&mut self, kind: Kind, key: String, value: T) -> Option<T> {
        self.0.entry(kind).or_default().insert(key, value)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.values_mut().flat_map(HashMap::values_mut)
    }

    /// Forgets the values that are not to be kept.
    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.0.values_mut().for_each(|values| values.retain(|_, value| keep(value)));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.values().map(HashMap::len).sum()
    }

    /// The keys of one kind, in no order.
    pub(crate) fn keys_of(&self, kind: Kind) -> Vec<String> {
        self.0.get(&kind).into_iter().flat_map(HashMap::keys).cloned().collect()
    }
}

impl Keys {
    pub(crate) fn add(&mut self, kind: Kind, key: &str) {
        if !self.contains(kind, key) {
            self.insert(kind, key.to_owned(), ());
        }
    }
}
