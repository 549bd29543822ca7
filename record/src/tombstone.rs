//! Records that are gone.

use serde::{Deserialize, Serialize};

use super::Key;
use crate::{RecordType, TombstoneReason};

/// Says that a record was merged into another or deleted. Publishing it removes the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Tombstone {
    /// The type of the record.
    pub record_type: RecordType,
    /// The key that it had.
    pub key: Key,
    /// The slug that it had, which is never used again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The reason why it is gone.
    pub reason: TombstoneReason,
    /// The key of the record of the same kind that it was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Key>,
    /// When, RFC 3339 in UTC; now if absent.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub at: Option<time::OffsetDateTime>,
}
