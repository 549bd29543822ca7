//! Vocabularies of concepts.

use serde::{Deserialize, Serialize};

use super::{Key, Texts};

/// A vocabulary: a list or tree of concepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Vocabulary {
    /// The code in capitals: `THEME`, `TARGET_GROUP`, `SDG`, `DISCRIMINATION_GROUND` …
    pub code: Key,
    /// Its name; never empty.
    pub name: Texts,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Under which licence it may be reused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}
