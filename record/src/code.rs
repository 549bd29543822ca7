//! Codes that are checked where they enter: record keys, countries, currencies, languages.

use std::{fmt, ops::Deref, str::FromStr};

use oxilangtag::LanguageTag as Bcp47;
use serde::{Deserialize, Serialize};

use crate::countries;

/// Derives what every checked string type shares: display, comparison with `str`, serde through `FromStr`.
macro_rules! checked_string {
    ($name:ident) => {
        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}

/// Adds a way to read back values that were checked when they entered the registry.
macro_rules! stored_string {
    ($($name:ident),+) => {$(
        impl $name {
            /// A value that was checked when it entered the registry.
            #[must_use]
            pub fn stored(text: impl Into<String>) -> Self {
                Self(text.into())
            }
        }
    )+};
}
stored_string!(CountryCode, CurrencyCode, Key, LanguageTag);

/// The stable key of a record: 1 to 200 characters, no white space or control characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);
checked_string!(Key);

impl FromStr for Key {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let length = text.chars().count();
        if length == 0 || length > 200 || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(format!("{text:?} is not a record key: 1 to 200 characters without white space are allowed"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// ISO 3166-1 alpha-2 in upper case, plus `XK`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode(String);
checked_string!(CountryCode);

impl FromStr for CountryCode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if countries::is_country(text) {
            return Ok(Self(text.to_owned()));
        }
        let hint = match text {
            "EL" => "; Greece is \"GR\"",
            "UK" => "; the United Kingdom is \"GB\"",
            _ if countries::is_country(&text.to_ascii_uppercase()) => "; write it in capitals",
            _ => "",
        };
        Err(format!("{text:?} is not a country code: ISO 3166-1 alpha-2 such as \"RO\" is allowed, and \"XK\"{hint}"))
    }
}

/// ISO 4217 in upper case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CurrencyCode(String);
checked_string!(CurrencyCode);

impl CurrencyCode {
    /// The number of decimals of the currency's amounts, such as 2 for EUR and 0 for JPY.
    #[must_use]
    pub fn digits(&self) -> u32 {
        currency_digits(&self.0).unwrap_or(2)
    }
}

fn currency_digits(code: &str) -> Option<u32> {
    iso_currency::Currency::from_code(code)?.exponent().map(u32::from)
}

impl FromStr for CurrencyCode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match currency_digits(text) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(format!("{text:?} is not a currency code: ISO 4217 such as \"EUR\" or \"RON\" is allowed")),
        }
    }
}

/// A BCP 47 language tag in its usual spelling (`ro`, `pt-BR`); `und` where the source doesn't say, `zxx` for no language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);
checked_string!(LanguageTag);

impl FromStr for LanguageTag {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match Bcp47::parse_and_normalize(text) {
            Ok(tag) if (2..=3).contains(&tag.primary_language().len()) => Ok(Self(tag.into_inner())),
            _ => Err(format!("{text:?} is not a language tag: BCP 47 such as \"ro\", \"en\" or \"pt-BR\" is allowed")),
        }
    }
}
