//! Records that were read already: publishers list one in several files, and sometimes differently.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// The ids of the records that were read, each with a hash of the record.
#[derive(Default)]
pub(super) struct SeenRecords(HashMap<String, u64>);

impl SeenRecords {
    /// Notes a record. `None` if it is new, otherwise whether it says the same as before, word for word.
    pub(super) fn is_same(&mut self, id: &str, content: &impl Hash) -> Option<bool> {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let hash = hasher.finish();
        match self.0.get(id) {
            Some(before) => Some(*before == hash),
            None => {
                self.0.insert(id.to_owned(), hash);
                None
            }
        }
    }
}
