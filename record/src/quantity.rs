//! Numbers and prose that an indicator states.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::PartialDate;
use crate::Comparator;

/// An exact decimal number, written as a string: "76", "12.5".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(pub Decimal);

impl FromStr for Number {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        exact(text)
            .map(|number| Self(number.normalize()))
            .ok_or_else(|| format!("{text:?} is not a number: an exact decimal such as \"76\" or \"12.5\" is allowed"))
    }
}

/// Reads a decimal of digits, a sign and a point, and nothing else.
pub(super) fn exact(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    Decimal::from_str_exact(text).ok().filter(|_| plain)
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl TryFrom<String> for Number {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.to_string()
    }
}

/// A baseline, target or actual value: a number, or prose where the source gives no number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Quantity {
    /// The number, if the source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    /// The source's own words, where they say more than the number or instead of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether the number is exact or a bound.
    #[serde(default, skip_serializing_if = "is_exactly")]
    pub comparator: Comparator,
    /// The date that the value is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<PartialDate>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_exactly(comparator: &Comparator) -> bool {
    *comparator == Comparator::Exactly
}
