//! Calls for proposals.

use serde::{Deserialize, Serialize};

use super::{Citation, Day, Key, Money, PartialDate, Texts};
use crate::CallStatus;

/// A call for proposals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FundingCall {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the identifier or title if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The funder's identifier, such as `CERV-2025-CITIZENS-TOWN-NT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title: Texts,
    /// Its summary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Texts,
    /// The key of the programme that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<Key>,
    /// Its status, only where the source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<CallStatus>,
    /// When applications open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_on: Option<PartialDate>,
    /// By when applications must be in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// The money on offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The sources that state it.
    pub sources: Vec<Citation>,
    /// Since when its source no longer lists it, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub withdrawn_at: Option<time::OffsetDateTime>,
}

/// A day by which applications must be in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Deadline {
    /// The day.
    pub on: Day,
    /// The moment in UTC, RFC 3339, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub at: Option<time::OffsetDateTime>,
    /// The stage of the call that it ends, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<i32>,
}
