//! Entries of vocabularies.

use serde::{Deserialize, Serialize};

use super::{Key, Texts};

/// An entry of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Concept {
    /// The record key.
    pub key: Key,
    /// The code of its vocabulary.
    pub vocabulary: Key,
    /// The vocabulary's own code for it, such as `10` for the tenth SDG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notation: Option<String>,
    /// Its label; never empty.
    pub label: Texts,
    /// The key of the wider concept that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broader: Option<Key>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
