//! Values as CORDIS writes them, read from rows of tables and elements of documents alike.

use std::{collections::HashMap, sync::LazyLock};

use record::{Amount, AmountKind, CountryCode, CurrencyCode, Fault, Key, LanguageTag, Location, Money, PartialDate, Period};

use crate::{
    Sink, Stop,
    table::Row,
    value::{self, DateForm, Marks},
};

/// Something with named values.
pub(super) trait NamedValues {
    /// The value of this name; `None` if it is empty or missing.
    fn get(&self, name: &str) -> Option<&str>;
    /// Its place in the file.
    fn place(&self) -> String;
    /// A fault of one of its values.
    fn fault(&self, name: &str, reason: &str) -> Fault {
        Fault::new(self.place(), reason).column(name).value(self.get(name).unwrap_or_default())
    }
    /// The first of several names that has a value.
    fn first<'a>(&self, names: &[&'a str]) -> Option<(&'a str, &str)> {
        names.iter().find_map(|name| self.get(name).map(|value| (*name, value)))
    }
}

impl NamedValues for Row {
    fn get(&self, name: &str) -> Option<&str> {
        Row::get(self, name)
    }
    fn place(&self) -> String {
        Row::place(self)
    }
}

/// The values of an element, under the names that the tables give them.
pub(super) struct ElementValues {
    pub(super) place: String,
    pub(super) values: HashMap<&'static str, String>,
}

impl NamedValues for ElementValues {
    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }
    fn place(&self) -> String {
        self.place.clone()
    }
}

/// The language of CORDIS's exports.
pub(super) fn english() -> LanguageTag {
    LanguageTag::stored("en")
}

static EURO: LazyLock<CurrencyCode> = LazyLock::new(|| CurrencyCode::stored("EUR"));

/// Cents as money.
pub(super) fn euros(minor: i64) -> Money {
    Money { minor, currency: EURO.clone() }
}

/// An amount of a project, or of one participation in it.
pub(super) fn amount(kind: AmountKind, minor: i64, participation: Option<Key>) -> Amount {
    Amount { kind, money: euros(minor), on: None, period: None, participation, source: None }
}

/// More than any project can cost, in cents: a hundred thousand million euros.
const TOO_MUCH: i64 = 10_000_000_000_000;

/// An amount of euros in cents. Decimal commas and points stand side by side in one row, so each cell is judged by itself.
pub(super) fn money(sink: &mut Sink, row: &impl NamedValues, name: &str) -> Result<Option<i64>, Stop> {
    let Some(text) = row.get(name) else { return Ok(None) };
    let reason = match number(text).and_then(|number| value::amount(number, &EURO)) {
        Some((money, _)) if money.minor < 0 => "an amount can't be negative here",
        Some((money, _)) if money.minor >= TOO_MUCH => "no project has so much money",
        Some((money, rounded)) => {
            sink.remarks("amounts rounded to the cent", usize::from(rounded));
            return Ok(Some(money.minor));
        }
        None => "this is no amount of money",
    };
    sink.leave_out(row.fault(name, reason).allowed("euros such as 5240708,13 or 596937.5"))?;
    Ok(None)
}

/// An amount of which 0 means that nobody knows.
pub(super) fn known_money(sink: &mut Sink, row: &impl NamedValues, name: &str) -> Result<Option<i64>, Stop> {
    let money = money(sink, row, name)?;
    sink.remarks("amounts of 0 that mean unknown left out", usize::from(money == Some(0)));
    Ok(money.filter(|minor| *minor != 0))
}

fn number(text: &str) -> Option<rust_decimal::Decimal> {
    let (marks, others) = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => (Marks::Comma, Marks::Point),
        (Some(comma), None) if (1..=2).contains(&(text.len() - comma - 1)) => (Marks::Comma, Marks::Point),
        _ => (Marks::Point, Marks::Comma),
    };
    value::decimal(text, marks).or_else(|| value::decimal(text, others))
}

/// The years that a date of a project of the European Communities can have.
const YEARS: std::ops::RangeInclusive<i32> = 1957..=2100;

/// A date.
pub(super) fn date(sink: &mut Sink, row: &impl NamedValues, name: &str) -> Result<Option<PartialDate>, Stop> {
    let Some(text) = row.get(name) else { return Ok(None) };
    let reason = match value::date(text, DateForm::Iso).or_else(|| value::date(text, DateForm::DayFirst)) {
        Some(date) if YEARS.contains(&date.first_day().year()) => return Ok(Some(date)),
        Some(_) => "no project of the European Communities is of that year",
        None => "this is no date",
    };
    sink.leave_out(row.fault(name, reason).allowed("a day such as 2025-01-31"))?;
    Ok(None)
}

/// A period between two dates.
pub(super) fn period(sink: &mut Sink, row: &impl NamedValues, start: &str, end: &str) -> Result<Option<Period>, Stop> {
    let period = Period { start: date(sink, row, start)?, end: date(sink, row, end)?, months: None };
    if let Err(reason) = period.check() {
        sink.leave_out(row.fault(end, &reason))?;
        return Ok(Some(Period { end: None, ..period }));
    }
    Ok((period != Period::default()).then_some(period))
}

/// Longest code or name of a thing in an index, in characters.
const SHORT: usize = 300;

/// A code or name that has to be short.
pub(super) fn short(sink: &mut Sink, row: &impl NamedValues, names: &[&str]) -> Result<Option<String>, Stop> {
    let Some((name, text)) = row.first(names) else { return Ok(None) };
    if text.chars().count() > SHORT {
        sink.leave_out(row.fault(name, "this is too long").allowed("at most 300 characters"))?;
        return Ok(None);
    }
    let text = value::clean(text);
    Ok((!text.is_empty()).then_some(text))
}

/// Codes with semicolons between them.
pub(super) fn codes(sink: &mut Sink, row: &impl NamedValues, names: &[&str]) -> Result<Vec<String>, Stop> {
    let Some((name, text)) = row.first(names) else { return Ok(Vec::new()) };
    let mut codes: Vec<String> = Vec::new();
    for code in text.split(';').map(str::trim).filter(|code| !code.is_empty()) {
        if is_code(code) {
            if codes.iter().all(|known| known != code) {
                codes.push(code.to_owned());
            }
        } else {
            sink.leave_out(row.fault(name, "this is no code"))?;
        }
    }
    Ok(codes)
}

/// A code, the first where several stand.
pub(super) fn code(sink: &mut Sink, row: &impl NamedValues, names: &[&str]) -> Result<Option<String>, Stop> {
    let mut codes = codes(sink, row, names)?.into_iter();
    let first = codes.next();
    sink.remarks("further codes in a cell of which one is kept left out", codes.count());
    Ok(first)
}

/// Codes are short, have few parts and no line breaks.
pub(super) fn is_code(code: &str) -> bool {
    code.len() <= 150
        && code.matches('.').count() <= 12
        && code.chars().any(char::is_alphanumeric)
        && !code.contains(['\n', '\r', '\t'])
}

/// A number that CORDIS gave to a record.
pub(super) fn control_number(sink: &mut Sink, row: &impl NamedValues, name: &str) -> Result<Option<String>, Stop> {
    match row.get(name) {
        Some(text) if text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(text.to_owned())),
        Some(_) => sink.leave_out(row.fault(name, "this is no record control number").allowed("digits")).map(|()| None),
        None => Ok(None),
    }
}

/// A country.
pub(super) fn country(sink: &mut Sink, row: &impl NamedValues, name: &str) -> Result<Option<CountryCode>, Stop> {
    let Some(text) = row.get(name) else { return Ok(None) };
    let found = match text {
        // Met often enough that looking for names would take its time.
        "EL" => Some(CountryCode::stored("GR")),
        "UK" => Some(CountryCode::stored("GB")),
        _ => value::country(text),
    };
    if found.is_none() {
        sink.leave_out(row.fault(name, "no country has this code or name").allowed("a code of two letters such as RO or EL"))?;
    }
    Ok(found)
}

/// A web address.
pub(super) fn address(sink: &mut Sink, row: &impl NamedValues, names: &[&str]) -> Result<Option<String>, Stop> {
    let Some((name, text)) = row.first(names) else { return Ok(None) };
    let found = value::address(text);
    if found.is_none() {
        sink.leave_out(row.fault(name, "this is no web address"))?;
    }
    Ok(found)
}

/// A point, `latitude,longitude`.
pub(super) fn location(sink: &mut Sink, row: &impl NamedValues, name: &str) -> Result<Option<Location>, Stop> {
    let Some(text) = row.get(name) else { return Ok(None) };
    let point = text.trim_matches(['(', ')']).split_once(',').and_then(|(latitude, longitude)| {
        Some(Location { latitude: latitude.trim().parse().ok()?, longitude: longitude.trim().parse().ok()? })
    });
    let fits = |point: &Location| (-90.0..=90.0).contains(&point.latitude) && (-180.0..=180.0).contains(&point.longitude);
    let point = point.filter(fits);
    if point.is_none() {
        let allowed = "degrees north from -90 to 90 and degrees east from -180 to 180, such as 51.0482,3.7272";
        sink.leave_out(row.fault(name, "this is no point on Earth").allowed(allowed))?;
    }
    Ok(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_amount_is_judged_by_itself() {
        let read = |text| number(text).map(|number| number.normalize().to_string());
        for (text, expected) in [
            ("7995922,4", Some("7995922.4")),
            ("5240708,13", Some("5240708.13")),
            ("596937.5", Some("596937.5")),
            ("596937.512", Some("596937.512")),
            ("1.234.567,89", Some("1234567.89")),
            ("1,234,567.89", Some("1234567.89")),
            ("1,234,567", Some("1234567")),
            ("1.234.567", Some("1234567")),
            ("7995922,456", Some("7995922.456")),
            ("4654333", Some("4654333")),
            ("0", Some("0")),
            ("1,2,3", None),
            ("a lot", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
