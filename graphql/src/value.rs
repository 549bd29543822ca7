//! Small values: money, periods, identifiers, quantities.

use async_graphql::{ComplexObject, Context, SimpleObject};
use time::Date;

use super::{
    enums::Comparator,
    error::Result,
    load,
    scalar::{Decimal, Url},
};
use crate::{
    enums::Stored,
    loaders::Scheme,
    scalar::{CurrencyCode, Day, PartialDate},
};

/// An exact amount of money.
#[derive(SimpleObject)]
pub struct Money {
    /// The amount with the digits of its currency. Example: "385415.00".
    amount: Decimal,
    /// The currency. Example: "EUR".
    currency: CurrencyCode,
}

impl Money {
    /// The amount of a row, if there is one.
    pub fn of(minor: Option<i64>, currency: Option<&String>) -> Option<Self> {
        Some(Self::stored(minor?, currency?))
    }

    /// An amount in minor units.
    pub fn stored(minor: i64, currency: &str) -> Self {
        let currency = CurrencyCode::stored(currency);
        Self { amount: Decimal(record::decimal(i128::from(minor), &currency)), currency }
    }
}

/// A span of time, with the precision of its source.
pub struct Period {
    start: Option<PartialDate>,
    end: Option<PartialDate>,
    stated_months: Option<i32>,
}

impl Period {
    /// The period of a row, if anything of it is stated.
    pub fn of(start: Option<&String>, end: Option<&String>, months: Option<i32>) -> Option<Self> {
        let date = |text: Option<&String>| text.and_then(|text| text.parse().ok());
        let stated = start.is_some() || end.is_some() || months.is_some();
        stated.then(|| Self { start: date(start), end: date(end), stated_months: months })
    }
}

/// A span of time, with the precision of its source.
#[async_graphql::Object]
impl Period {
    /// When it begins; null if not stated. Example: "2022-05".
    async fn start(&self) -> Option<PartialDate> {
        self.start
    }

    /// When it ends; null if not stated. Example: "2024-04".
    async fn end(&self) -> Option<PartialDate> {
        self.end
    }

    /// The first day that the start covers; null if the start is not stated.
    async fn first_day(&self) -> Option<Day> {
        self.start.map(|start| record::Day(start.first_day()).into())
    }

    /// The last day that the end covers; null if the end is not stated.
    async fn last_day(&self) -> Option<Day> {
        self.end.map(|end| record::Day(end.last_day()).into())
    }

    /// The length in months as stated, else the whole months from the first to the last day; null if either end is missing or only
    /// a year.
    async fn months(&self) -> Option<i32> {
        self.stated_months.or_else(|| {
            let (start, end) = (self.start.filter(|date| !date.is_year())?, self.end.filter(|date| !date.is_year())?);
            Some(whole_months(start.first_day(), end.last_day()))
        })
    }
}

/// The whole months of a span in which both days count: 1 May to 30 April are twelve.
fn whole_months(first: Date, last: Date) -> i32 {
    let Some(after) = last.next_day() else { return 0 };
    let months = (after.year() - first.year()) * 12 + i32::from(u8::from(after.month())) - i32::from(u8::from(first.month()));
    let begun = i32::from(after.day() < first.day());
    (months - begun).max(0)
}

/// An identifier that some authority gave.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Identifier {
    /// The scheme in capitals. Example: "EU_GRANT_AGREEMENT".
    scheme: String,
    /// The identifier as its source writes it. Example: "863614".
    value: String,
}

#[ComplexObject]
impl Identifier {
    /// The page of the identifier at its authority; null if the scheme has none.
    async fn url(&self, ctx: &Context<'_>) -> Result<Option<Url>> {
        let scheme = load(ctx, Scheme(self.scheme.clone())).await?;
        Ok(scheme.and_then(|scheme| scheme.url_template.clone()).map(|template| Url(template.replace("{value}", &self.value))))
    }
}

impl From<&entity::identifier::Model> for Identifier {
    fn from(row: &entity::identifier::Model) -> Self {
        Self { scheme: row.scheme.clone(), value: row.value.clone() }
    }
}

/// A value that a source states: a number, or prose where it gives no number.
#[derive(SimpleObject)]
pub struct Quantity {
    /// The number; null where the source gives prose instead.
    value: Option<Decimal>,
    /// The source's own words; null where the number says it all.
    text: Option<String>,
    /// Whether the number is exact or a bound: "at least 76 people" is AT_LEAST.
    comparator: Comparator,
    /// The date that the value is of; null if not stated.
    as_of: Option<PartialDate>,
}

impl Quantity {
    /// A value as it stands in its column.
    pub fn stored(stored: &entity::Quantity) -> Result<Self> {
        Ok(Self {
            value: stored.value.clone().map(Decimal),
            text: stored.text.clone(),
            comparator: Comparator::stored(&stored.comparator)?,
            as_of: stored.as_of.as_ref().and_then(|date| date.parse().ok()),
        })
    }
}
