//! Funders' programmes.

use serde::{Deserialize, Serialize};

use super::{Citation, Key, Period, Texts};

/// A funder's programme, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Programme {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The path of the funder's own codes: `CERV`, `ERASMUS+/KA204`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its name; never empty.
    pub name: Texts,
    /// The key of the programme that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Key>,
    /// The years it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The sources that state it.
    pub sources: Vec<Citation>,
    /// Since when its source no longer lists it, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub withdrawn_at: Option<time::OffsetDateTime>,
}
