//! Values that are read and written whole with their row, stored as JSON.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// One wording of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// BCP 47.
    pub language: String,
    /// The wording.
    pub text: String,
    /// Where the wording comes from.
    #[serde(default = "original")]
    pub origin: String,
}

/// All wordings of a text, the original first. They are read with their row, because nothing is shown without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Texts(pub Vec<Text>);

/// BCP 47 tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Languages(pub Vec<String>);

/// A number, or prose where the source gives no number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Quantity {
    /// An exact decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The source's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether the number is exact or a bound.
    #[serde(default = "exactly")]
    pub comparator: String,
    /// The date that it is of, with the precision of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// Several values of one period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Quantities(pub Vec<Quantity>);

fn original() -> String {
    "ORIGINAL".to_owned()
}

fn exactly() -> String {
    "EXACTLY".to_owned()
}
