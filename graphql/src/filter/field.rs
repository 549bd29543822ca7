//! Filters of single fields. Each has a method that takes the columns it applies to.

use std::fmt::Display;

use async_graphql::{ID, InputObject};
use record::{ClosedList, folding::fold, normalise_identifier};
use rust_decimal::{Decimal as Number, prelude::ToPrimitive};
use store::{
    columns::{self, Column, MoneyColumn},
    filter::{Comparison, Filter},
    links::Link,
};

use crate::{
    enums::{CallStatus, ParticipationRole, PartnerKind, PlaceKind, ProjectStatus, ResultKind},
    error::{Error, Result},
    id::{self, NodeType},
    scalar::{CountryCode, CurrencyCode, DateTime, Day, Decimal, LanguageTag, PartialDate},
};

/// All of the conditions that are there.
fn all(parts: impl IntoIterator<Item = Option<Filter>>) -> Filter {
    Filter::all(parts.into_iter().flatten().collect())
}

/// Refuses operators that contradict each other, which no record could fulfil: a value that `in` lacks, or a value of what is not
/// stated; `others` says whether there are operators besides `eq` and `in`. `in: []` alone is a list that happens to be empty.
fn consistent<T: PartialEq>(eq: Option<&T>, any: Option<&[T]>, others: bool, is_null: Option<bool>) -> Result<()> {
    if is_null == Some(true) && (eq.is_some() || any.is_some() || others) {
        return Err(Error::bad_input(
            "isNull: true finds what is not stated, so that no other operator can match beside it: leave one of them out",
        ));
    }
    match (eq, any) {
        (Some(eq), Some([_, ..])) if any.is_some_and(|any| !any.contains(eq)) => Err(Error::bad_input(
            "eq and in contradict each other: the value of eq is not among those of in, leave one of them out",
        )),
        _ => Ok(()),
    }
}

fn null(column: Column, is_null: Option<bool>) -> Option<Filter> {
    is_null.map(|is_null| if is_null { Filter::Null(column) } else { Filter::Null(column).negated() })
}

/// By id.
#[derive(Clone, Debug, InputObject)]
pub struct IdFilter {
    /// Exactly this id.
    eq: Option<ID>,
    /// One of these ids; an empty list matches nothing.
    r#in: Option<Vec<ID>>,
    /// True matches nothing, because every record has an id.
    is_null: Option<bool>,
}

impl IdFilter {
    pub(super) fn on(self, node: NodeType) -> Result<Filter> {
        consistent(self.eq.as_ref(), self.r#in.as_deref(), false, self.is_null)?;
        let keys = |ids: Vec<ID>| Filter::OneOf(columns::KEY, ids.iter().filter_map(|id| id::key_of(id, node)).collect());
        let none = self.is_null.map(|is_null| if is_null { Filter::nothing() } else { Filter::everything() });
        Ok(all([self.eq.map(|id| keys(vec![id])), self.r#in.map(keys), none]))
    }
}

/// By a text such as a code.
#[derive(Clone, Debug, InputObject)]
pub struct StringFilter {
    /// Exactly this text, with the same case and marks.
    eq: Option<String>,
    /// Exactly one of these texts; an empty list matches nothing.
    r#in: Option<Vec<String>>,
    /// Texts that begin so, whatever their case and marks.
    starts_with: Option<String>,
    /// True for what is not stated, false for what is.
    is_null: Option<bool>,
}

impl StringFilter {
    /// On a column that has a folded twin.
    pub(super) fn on_folded(self, column: Column, folded: Column) -> Result<Filter> {
        let prefix = self.starts_with.as_deref().map(|prefix| Filter::StartsWith(folded, fold(prefix)));
        Ok(all([prefix, Some(self.plain(column)?)]))
    }

    /// On a column that holds codes in ASCII.
    pub(super) fn on_code(self, column: Column) -> Result<Filter> {
        let prefix = self.starts_with.as_deref().map(|prefix| Filter::CodeStartsWith(column, fold(prefix)));
        Ok(all([prefix, Some(self.plain(column)?)]))
    }

    fn plain(self, column: Column) -> Result<Filter> {
        consistent(self.eq.as_ref(), self.r#in.as_deref(), self.starts_with.is_some(), self.is_null)?;
        if let (Some(eq), Some(prefix)) = (&self.eq, &self.starts_with)
            && !fold(eq).starts_with(&fold(prefix))
        {
            return Err(Error::bad_input(format!(
                "eq and startsWith contradict each other: {eq:?} doesn't begin with {prefix:?}, leave one of them out"
            )));
        }
        Ok(all([
            self.eq.map(|text| Filter::equals(column, text)),
            self.r#in.map(|texts| Filter::OneOf(column, texts)),
            null(column, self.is_null),
        ]))
    }
}

/// By a whole number.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct IntFilter {
    /// Exactly this number.
    eq: Option<i32>,
    /// This number or more.
    from: Option<i32>,
    /// This number or less.
    to: Option<i32>,
}

impl IntFilter {
    pub(super) fn on(self, column: Column) -> Result<Filter> {
        ordered(&[self.eq, self.from], &[self.eq, self.to])?;
        let is = |comparison| move |number: i32| Filter::number(column, comparison, i64::from(number));
        Ok(all([self.eq.map(is(Comparison::Equal)), self.from.map(is(Comparison::AtLeast)), self.to.map(is(Comparison::AtMost))]))
    }
}

/// An identifier that some authority gave.
#[derive(Clone, Debug, InputObject)]
pub struct IdentifierInput {
    /// The scheme, such as "EU_GRANT_AGREEMENT", "PIC" or "GB-CHC"; `registry { identifierSchemes }` lists them.
    pub scheme: String,
    /// The identifier; blanks, punctuation and case don't matter.
    pub value: String,
}

/// By identifiers that some authority gave.
#[derive(Clone, Debug, InputObject)]
pub struct IdentifierFilter {
    /// With an identifier of this scheme.
    scheme: Option<String>,
    /// With this identifier; blanks, punctuation and case don't matter.
    value: Option<String>,
    /// With one of these identifiers; an empty list matches nothing.
    r#in: Option<Vec<IdentifierInput>>,
}

impl IdentifierFilter {
    /// On the table of identifiers, to which these links lead.
    pub(super) fn on(self, identifiers: &[Link]) -> Filter {
        let scheme = |scheme: String| Filter::equals(columns::SCHEME, scheme.to_uppercase());
        let value = |value: String| Filter::equals(columns::NORMALISED, normalise_identifier(&value));
        let one = |one: IdentifierInput| Filter::All(vec![scheme(one.scheme), value(one.value)]);
        let any = self.r#in.map(|identifiers| Filter::Any(identifiers.into_iter().map(one).collect()));
        match all([self.scheme.map(scheme), self.value.map(value), any]) {
            empty if empty == Filter::everything() => empty,
            filter => Filter::through(identifiers, filter),
        }
    }
}

/// By country.
#[derive(Clone, Debug, InputObject)]
pub struct CountryFilter {
    /// Exactly this country. Example: "RO".
    eq: Option<CountryCode>,
    /// One of these countries; an empty list matches nothing.
    r#in: Option<Vec<CountryCode>>,
    /// True where no country is stated, false where one is.
    is_null: Option<bool>,
}

impl CountryFilter {
    pub(super) fn on(self, column: Column) -> Result<Filter> {
        let (stated, is_null) = self.split(column)?;
        Ok(all([stated, null(column, is_null)]))
    }

    /// The condition on the country itself, and what is said of there being none.
    pub(super) fn split(self, column: Column) -> Result<(Option<Filter>, Option<bool>)> {
        consistent(self.eq.as_ref(), self.r#in.as_deref(), false, self.is_null)?;
        let codes = |codes: Vec<CountryCode>| Filter::OneOf(column, codes.iter().map(ToString::to_string).collect());
        let stated = [self.eq.map(|code| Filter::equals(column, code.to_string())), self.r#in.map(codes)];
        let stated: Vec<Filter> = stated.into_iter().flatten().collect();
        Ok(((!stated.is_empty()).then_some(Filter::All(stated)), self.is_null))
    }
}

/// By language.
#[derive(Clone, Debug, InputObject)]
pub struct LanguageFilter {
    /// Exactly this language. Example: "ro".
    eq: Option<LanguageTag>,
    /// One of these languages; an empty list matches nothing.
    r#in: Option<Vec<LanguageTag>>,
}

impl LanguageFilter {
    pub(super) fn on(self, column: Column) -> Result<Filter> {
        consistent(self.eq.as_ref(), self.r#in.as_deref(), false, None)?;
        let tags = |tags: Vec<LanguageTag>| Filter::OneOf(column, tags.iter().map(ToString::to_string).collect());
        Ok(all([self.eq.map(|tag| Filter::equals(column, tag.to_string())), self.r#in.map(tags)]))
    }
}

/// By an amount of money. Amounts are compared only within one currency.
#[derive(Clone, Debug, InputObject)]
pub struct MoneyFilter {
    /// The currency of the amount; needed for `from` and `to`. Example: "EUR".
    currency: Option<CurrencyCode>,
    /// This amount or more. Example: "100000.00".
    from: Option<Decimal>,
    /// This amount or less.
    to: Option<Decimal>,
    /// True where no amount is stated, false where one is.
    is_null: Option<bool>,
}

impl MoneyFilter {
    pub(super) fn on(self, MoneyColumn { minor, currency, .. }: MoneyColumn) -> Result<Filter> {
        if self.currency.is_none() && (self.from.is_some() || self.to.is_some()) {
            return Err(Error::bad_input(
                "from and to need a currency: amounts in different currencies can't be compared, add currency: \"EUR\"",
            ));
        }
        consistent(self.currency.as_ref(), None, false, self.is_null)?;
        if let (Some(from), Some(to)) = (&self.from, &self.to)
            && from.number() > to.number()
        {
            return Err(reversed(&from.0, &to.0));
        }
        let digits = self.currency.as_ref().map_or(2, |currency| currency.digits());
        let scaled = |amount: &Decimal| amount.number().checked_mul(Number::from(10_i64.pow(digits)));
        let minor_units = |amount: Option<Decimal>, round: fn(&Number) -> Number| {
            let unit = |amount: Decimal| {
                let scaled = scaled(&amount).map(|number| round(&number)).and_then(|number| number.to_i64());
                scaled.ok_or_else(|| Error::bad_input(format!("{:?} is larger than any amount here", amount.0)))
            };
            amount.map(unit).transpose()
        };
        let (from, to) = (minor_units(self.from, Number::ceil)?, minor_units(self.to, Number::floor)?);
        Ok(all([
            self.currency.map(|code| Filter::equals(currency, code.to_string())),
            from.map(|from| Filter::number(minor, Comparison::AtLeast, from)),
            to.map(|to| Filter::number(minor, Comparison::AtMost, to)),
            null(minor, self.is_null),
        ]))
    }
}

/// A span of days. Each end covers all its days and is included: "2022" to "2023" is two whole years.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct PartialDateRange {
    /// The first date; open if absent.
    from: Option<PartialDate>,
    /// The last date; open if absent.
    to: Option<PartialDate>,
}

/// By when something ran.
#[derive(Clone, Debug, InputObject)]
pub struct PeriodFilter {
    /// Running on at least one day of this span; an empty object doesn't restrict. Where only one end is stated, that end must lie in the span.
    overlaps: Option<PartialDateRange>,
    /// By the start.
    start: Option<PartialDateFilter>,
    /// By the end.
    end: Option<PartialDateFilter>,
    /// True where neither start nor end is stated, false where at least one is.
    is_null: Option<bool>,
}

impl PeriodFilter {
    pub(super) fn on_project(self) -> Result<Filter> {
        let states = |date: Option<PartialDateFilter>| date.is_some_and(PartialDateFilter::states);
        let overlaps = self.overlaps.map(overlaps).transpose()?.filter(|filter| *filter != Filter::everything());
        consistent::<()>(None, None, overlaps.is_some() || states(self.start) || states(self.end), self.is_null)?;
        let empty = Filter::All(vec![Filter::Null(columns::START_FIRST), Filter::Null(columns::END_FIRST)]);
        Ok(all([
            overlaps,
            self.start.map(|start| start.on(columns::START_FIRST, columns::START_LAST)).transpose()?,
            self.end.map(|end| end.on(columns::END_FIRST, columns::END_LAST)).transpose()?,
            self.is_null.map(|is_null| if is_null { empty } else { empty.negated() }),
        ]))
    }
}

fn overlaps(range: PartialDateRange) -> Result<Filter> {
    if range.from.is_none() && range.to.is_none() {
        return Ok(Filter::everything());
    }
    in_order([range.from], [range.to])?;
    let from = |column| range.from.map(|from| Filter::text(column, Comparison::AtLeast, &record::Day(from.first_day())));
    let to = |column| range.to.map(|to| Filter::text(column, Comparison::AtMost, &record::Day(to.last_day())));
    let stated = |column| Some(Filter::Null(column).negated());
    Ok(Filter::Any(vec![
        all([stated(columns::START_FIRST), stated(columns::END_LAST), to(columns::START_FIRST), from(columns::END_LAST)]),
        all([
            Some(Filter::Null(columns::END_LAST)),
            stated(columns::START_FIRST),
            to(columns::START_FIRST),
            from(columns::START_LAST),
        ]),
        all([
            Some(Filter::Null(columns::START_FIRST)),
            stated(columns::END_LAST),
            to(columns::END_FIRST),
            from(columns::END_LAST),
        ]),
    ]))
}

/// By a date that may be known only to the month or year: all the days that it covers must fit.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct PartialDateFilter {
    /// Within this date: "2022" finds "2022-05", but "2022-05" doesn't find "2022".
    eq: Option<PartialDate>,
    /// On or after the first day of this date.
    from: Option<PartialDate>,
    /// On or before the last day of this date.
    to: Option<PartialDate>,
    /// True where it is not stated, false where it is.
    is_null: Option<bool>,
}

impl PartialDateFilter {
    /// True if it finds only what is stated.
    fn states(self) -> bool {
        self.eq.is_some() || self.from.is_some() || self.to.is_some() || self.is_null == Some(false)
    }

    pub(super) fn on(self, first: Column, last: Column) -> Result<Filter> {
        consistent(self.eq.as_ref(), None, self.from.is_some() || self.to.is_some(), self.is_null)?;
        in_order([self.eq, self.from], [self.eq, self.to])?;
        let from = |date: PartialDate| Filter::text(first, Comparison::AtLeast, &record::Day(date.first_day()));
        // What ends by then has begun by then; said as well, it bounds an index of first days on both sides.
        let to = |date: PartialDate| {
            let by_then = |column| Filter::text(column, Comparison::AtMost, &record::Day(date.last_day()));
            by_then(first).and(by_then(last))
        };
        Ok(all([self.eq.map(from), self.eq.map(to), self.from.map(from), self.to.map(to), null(first, self.is_null)]))
    }
}

/// By a day.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct DateFilter {
    /// Exactly this day.
    eq: Option<Day>,
    /// This day or later.
    from: Option<Day>,
    /// This day or earlier.
    to: Option<Day>,
    /// True where none is stated, false where one is.
    is_null: Option<bool>,
}

impl DateFilter {
    /// The condition on the day itself, and what is said of there being none.
    pub(super) fn split(self, column: Column) -> Result<(Option<Filter>, Option<bool>)> {
        consistent(self.eq.as_ref(), None, self.from.is_some() || self.to.is_some(), self.is_null)?;
        ordered(&[self.eq, self.from], &[self.eq, self.to])?;
        let is = |comparison| move |day: Day| Filter::text(column, comparison, &day);
        let parts =
            [self.eq.map(is(Comparison::Equal)), self.from.map(is(Comparison::AtLeast)), self.to.map(is(Comparison::AtMost))];
        let parts: Vec<Filter> = parts.into_iter().flatten().collect();
        Ok(((!parts.is_empty()).then_some(Filter::All(parts)), self.is_null))
    }
}

/// By a moment.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct DateTimeFilter {
    /// At this moment or later.
    from: Option<DateTime>,
    /// At this moment or earlier.
    to: Option<DateTime>,
}

impl DateTimeFilter {
    pub(super) fn on(self, column: Column) -> Result<Filter> {
        ordered(&[self.from], &[self.to])?;
        let is = |comparison| move |moment: DateTime| Filter::number(column, comparison, moment.0);
        Ok(all([self.from.map(is(Comparison::AtLeast)), self.to.map(is(Comparison::AtMost))]))
    }
}

/// Refuses a range that ends before it begins: it matches nothing, which is surely not meant.
fn ordered<T: PartialOrd + Display, const N: usize>(from: &[Option<T>; N], to: &[Option<T>; N]) -> Result<()> {
    let mut pairs = from.iter().flatten().flat_map(|from| to.iter().flatten().map(move |to| (from, to)));
    pairs.find(|(from, to)| from > to).map_or(Ok(()), |(from, to)| Err(reversed(from, to)))
}

/// The same for dates that cover several days.
fn in_order<const N: usize>(from: [Option<PartialDate>; N], to: [Option<PartialDate>; N]) -> Result<()> {
    let pairs = from.into_iter().flatten().flat_map(|from| to.into_iter().flatten().map(move |to| (from, to)));
    let mut pairs = pairs.into_iter().filter(|(from, to)| from.first_day() > to.last_day());
    pairs.next().map_or(Ok(()), |(from, to)| Err(reversed(&from, &to)))
}

fn reversed(from: &impl Display, to: &impl Display) -> Error {
    Error::bad_input(format!("the range is empty: its beginning, {from}, comes after its end, {to}"))
}

/// Defines a filter by the values of an enumeration.
macro_rules! enum_filter {
    ($(#[$($doc:tt)*])* $name:ident by $values:ident $(, $is_null:ident)?) => {
        $(#[$($doc)*])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $name {
            /// Exactly this value.
            eq: Option<$values>,
            /// One of these values; an empty list matches nothing.
            r#in: Option<Vec<$values>>,
            $(
                /// True where none is known, false where one is.
                $is_null: Option<bool>,
            )?
        }

        impl $name {
            /// The condition, made of the condition that each value means.
            fn of_values(self, value: impl Fn($values) -> Filter) -> Result<Filter> {
                let is_null = None;
                $( let is_null = is_null.or(self.$is_null); )?
                consistent(self.eq.as_ref(), self.r#in.as_deref(), false, is_null)?;
                let any_of = |values: Vec<$values>| Filter::Any(values.into_iter().map(&value).collect());
                Ok(all([self.eq.map(&value), self.r#in.map(any_of)]))
            }
        }
    };
}

/// The same for an enumeration that has a column.
macro_rules! stored_enum_filter {
    ($name:ident, $values:ident $(, $is_null:ident)?) => {
        impl $name {
            pub(super) fn on(self, column: Column) -> Result<Filter> {
                let is = |value| Filter::equals(column, record::$values::from(value).as_str());
                let stated: Option<Filter> = None;
                $( let stated = stated.or(null(column, self.$is_null)); )?
                Ok(all([Some(self.of_values(is)?), stated]))
            }
        }
    };
}

/// The same for a status, which may follow from dates: `known` says that some status is known.
macro_rules! status_filter {
    ($name:ident, $values:ident) => {
        impl $name {
            pub(super) fn each(self, value: impl Fn($values) -> Filter, known: Filter) -> Result<Filter> {
                let stated = self.is_null.map(|is_null| if is_null { known.negated() } else { known });
                Ok(all([Some(self.of_values(value)?), stated]))
            }
        }
    };
}

enum_filter! {
    /// By the status of a project.
    ProjectStatusFilter by ProjectStatus, is_null
}
enum_filter! {
    /// By the role of a partner.
    ParticipationRoleFilter by ParticipationRole
}
enum_filter! {
    /// By the kind of a partner.
    PartnerKindFilter by PartnerKind, is_null
}
enum_filter! {
    /// By the status of a funding call.
    CallStatusFilter by CallStatus, is_null
}
enum_filter! {
    /// By the kind of a result.
    ResultKindFilter by ResultKind, is_null
}
enum_filter! {
    /// By the kind of a place.
    PlaceKindFilter by PlaceKind
}
stored_enum_filter!(ParticipationRoleFilter, ParticipationRole);
stored_enum_filter!(PartnerKindFilter, PartnerKind, is_null);
stored_enum_filter!(ResultKindFilter, ResultKind, is_null);
stored_enum_filter!(PlaceKindFilter, PlaceKind);
status_filter!(ProjectStatusFilter, ProjectStatus);
status_filter!(CallStatusFilter, CallStatus);
