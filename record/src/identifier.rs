//! Identifiers of projects and partners.

use serde::{Deserialize, Serialize};

/// An identifier that some authority gave: a grant agreement number, a PIC, a ROR id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Identifier {
    /// The scheme in capitals, such as `EU_GRANT_AGREEMENT`, or an org-id prefix such as `GB-CHC`.
    pub scheme: String,
    /// The identifier as the source writes it.
    pub value: String,
}

/// A scheme of identifiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IdentifierScheme {
    /// The scheme's code in capitals.
    pub code: String,
    /// The name of the scheme.
    pub name: String,
    /// True if one identifier is never given to two things.
    pub unique: bool,
    /// The page of the scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The page of one identifier, with `{value}` in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_template: Option<String>,
}

/// The form in which identifiers are compared: letters and digits only, in capitals.
#[must_use]
pub fn normalise_identifier(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
