//! The scalars of the schema, each strict about what it takes.

use std::{
    fmt::{self, Display, Formatter},
    ops::Deref,
    str::FromStr,
};

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use record::Number;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A number of things as the schema has it; what is too large for that is the largest.
pub fn int(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

/// Adds a way to show values that were checked when they entered the registry.
macro_rules! stored_scalar {
    ($($name:ident),+) => {$(
        impl $name {
            /// A value that was checked when it entered the registry.
            pub fn stored(text: impl Into<String>) -> Self {
                Self(record::$name::stored(text))
            }
        }
    )+};
}
stored_scalar!(CountryCode, CurrencyCode, LanguageTag);

/// Defines a scalar that is written as a string, and checks what it takes as the exchange format does.
macro_rules! text_scalar {
    ($(#[doc = $doc:literal])* $name:ident = $shown:literal, $url:literal $(, $derive:ident)*) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash $(, $derive)*)]
        pub struct $name(pub record::$name);

        impl Deref for $name {
            type Target = record::$name;

            fn deref(&self) -> &record::$name {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                text.parse().map(Self)
            }
        }

        impl From<record::$name> for $name {
            fn from(value: record::$name) -> Self {
                Self(value)
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        $(#[doc = $doc])*
        #[Scalar(name = $shown, specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => text.parse().map_err(InputValueError::custom),
                    other => Err(InputValueError::custom(format!("{other} is not a string: write it in quotation marks"))),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.to_string())
            }
        }
    };
}

text_scalar! {
    /// A day of the calendar, ISO 8601. Example: "2026-01-31".
    Day = "Date", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6", Copy, PartialOrd
}

text_scalar! {
    /// A date with the precision that its source gives it: a year, a month or a day. Examples: "2022", "2022-05", "2022-05-14".
    PartialDate = "PartialDate", "https://www.loc.gov/standards/datetime/", Copy
}

text_scalar! {
    /// A country, ISO 3166-1 alpha-2, and XK for Kosovo. Examples: "RO", "GR" (not "EL"), "GB" (not "UK").
    CountryCode = "CountryCode", "https://www.iso.org/iso-3166-country-codes.html"
}

text_scalar! {
    /// A currency, ISO 4217. Example: "EUR".
    CurrencyCode = "CurrencyCode", "https://www.iso.org/iso-4217-currency-codes.html"
}

text_scalar! {
    /// A language, BCP 47; "und" where the source doesn't say, "zxx" for what has no language. Examples: "ro", "pt-BR".
    LanguageTag = "LanguageTag", "https://www.rfc-editor.org/info/bcp47"
}

/// A moment in UTC, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateTime(pub i64);

impl Display for DateTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp(self.0).ok().and_then(|moment| moment.format(&Rfc3339).ok());
        f.write_str(&moment.unwrap_or_default())
    }
}

/// A moment in UTC, RFC 3339. Example: "2026-01-31T08:00:00Z".
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::custom(format!("{value} is not a string: write it in quotation marks")));
        };
        match OffsetDateTime::parse(text, &Rfc3339) {
            Ok(moment) => Ok(Self(moment.unix_timestamp())),
            Err(_) => {
                Err(InputValueError::custom(format!("{text:?} is not a moment: \"2026-01-31T08:00:00Z\" is the form allowed")))
            }
        }
    }

    fn to_value(&self) -> Value {
        let moment = OffsetDateTime::from_unix_timestamp(self.0).ok().and_then(|moment| moment.format(&Rfc3339).ok());
        moment.map_or(Value::Null, Value::String)
    }
}

/// An exact decimal number as text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal(pub String);

impl Decimal {
    /// The number itself.
    #[must_use]
    pub fn number(&self) -> rust_decimal::Decimal {
        self.0.parse::<Number>().map(|number| number.0).unwrap_or_default()
    }
}

/// An exact decimal number in a string, never rounded. In amounts of money always with the digits of the currency. Example: "57710.00".
#[Scalar(specified_by_url = "https://www.w3.org/TR/xmlschema-2/#decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        let text = match &value {
            Value::String(text) => text.clone(),
            other => {
                return Err(InputValueError::custom(format!(
                    "{other} is not a decimal number: a string such as \"57710.00\" is the form allowed"
                )));
            }
        };
        text.parse::<Number>().map_err(InputValueError::custom)?;
        Ok(Self(text))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An address on the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub String);

/// An address on the web, RFC 3986. Example: "https://example.org/project".
#[Scalar(name = "URL", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3986")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(InputValueError::custom(format!("{other} is not a string: write it in quotation marks"))),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
