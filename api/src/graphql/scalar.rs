//! The scalars of the schema, each strict about what it takes.

use std::{
    fmt::{self, Display, Formatter},
    str::FromStr,
};

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::record::{CountryCode, CurrencyCode, Day, LanguageTag, Number, PartialDate};

/// A number of things as the schema has it; what is too large for that is the largest.
pub fn int(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

fn parse<T: InputType + FromStr<Err = String>>(value: &Value) -> InputValueResult<T> {
    match value {
        Value::String(text) => text.parse().map_err(InputValueError::custom),
        other => Err(InputValueError::custom(format!("{other} is not a string: write it in quotation marks"))),
    }
}

/// A day of the calendar, ISO 8601. Example: "2026-01-31".
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A date with the precision that its source gives it: a year, a month or a day. Examples: "2022", "2022-05", "2022-05-14".
#[Scalar(specified_by_url = "https://www.loc.gov/standards/datetime/")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A country, ISO 3166-1 alpha-2, and XK for Kosovo. Examples: "RO", "GR" (not "EL"), "GB" (not "UK").
#[Scalar(specified_by_url = "https://www.iso.org/iso-3166-country-codes.html")]
impl ScalarType for CountryCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A currency, ISO 4217. Example: "EUR".
#[Scalar(specified_by_url = "https://www.iso.org/iso-4217-currency-codes.html")]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A language, BCP 47; "und" where the source doesn't say, "zxx" for what has no language. Examples: "ro", "pt-BR".
#[Scalar(specified_by_url = "https://www.rfc-editor.org/info/bcp47")]
impl ScalarType for LanguageTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(&value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
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
