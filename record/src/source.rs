//! Data sets and documents that statements come from, and citations of them.

use serde::{Deserialize, Serialize};

use super::{Day, Key, LanguageTag, Texts};

/// A data set or document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Source {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the title if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The publisher.
    pub publisher: String,
    /// Its title; never empty.
    pub title: Texts,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Under which licence it may be reused, as an SPDX code where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The words to be shown with anything taken from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// The language it is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// The day it was retrieved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved_on: Option<Day>,
}

/// A record's place in a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Citation {
    /// The key of the source.
    pub source: Key,
    /// The source's own id of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// The source's page of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The language in which the source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
}
