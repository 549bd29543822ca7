//! Records that somebody told apart.

use serde::{Deserialize, Serialize};

use super::Key;
use crate::RecordType;

/// Two records that are about different things, however alike they look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", expecting = "struct Distinction")]
pub struct NonMatch {
    /// What kind of records they are.
    pub record_type: RecordType,
    /// The key of one.
    pub key: Key,
    /// The key of the other.
    pub other: Key,
}
