//! What is known of records beside what is published.

use serde::{Deserialize, Serialize};

use super::{Key, Record};
use crate::{MergeRule, RecordType};

/// Says that what one source states under a key of its own is part of a record, so that its next edition finds it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Statement {
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

/// Says that two records are about different things, however alike they look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Distinction {
    /// What kind of records they are.
    pub record_type: RecordType,
    /// The key of one.
    pub key: Key,
    /// The key of the other.
    pub other: Key,
}
