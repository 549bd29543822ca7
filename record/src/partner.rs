//! Organisations.

use serde::{Deserialize, Serialize};

use super::{Citation, CountryCode, Identifier, Key, Texts};
use crate::PartnerKind;

/// An organisation, however many projects it takes part in and spellings its name has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Partner {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Its names, first in its own language; never empty.
    pub name: Texts,
    /// Other names and the spellings found in sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative_names: Texts,
    /// The kind of organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PartnerKind>,
    /// The country of its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// The key of the place of its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Key>,
    /// Its identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Its own site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The sources that state it.
    pub sources: Vec<Citation>,
    /// Since when its source no longer lists it, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub withdrawn_at: Option<time::OffsetDateTime>,
}
