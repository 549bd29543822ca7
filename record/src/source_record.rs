//! Source records: what each of several sources states about one thing.

use serde::{Deserialize, Serialize};

use super::{Key, Record};
use crate::{MergeRule, RecordType};

/// What one source states under a key of its own, and the record that it is part of, so that the source's next edition finds it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", expecting = "struct Statement")]
pub struct SourceRecord {
    /// What kind of record it is.
    pub record_type: RecordType,
    /// The key under which the source's records come.
    pub key: Key,
    /// The key of the source; absent where nothing is stated but the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Key>,
    /// The key of the record that it is part of; where that was merged in turn, the key that it had.
    pub of: Key,
    /// What told that the key leads to another record; absent where it doesn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<MergeRule>,
    /// What the source states; absent where nothing is stated but the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Record>>,
}
