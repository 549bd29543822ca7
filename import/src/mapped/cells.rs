//! The values of one row as its mapping asks for them. What can't be read is reported and left out.

use std::collections::HashSet;

use record::{CurrencyCode, LanguageTag, Money, Number, PartialDate, Quantity, Text};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;

use super::{
    mapping::{Choice, Table, Zero, choice},
    value::{Column, Columns, Value, ValueSource},
};
use crate::{
    Sink, Stop,
    table::Row,
    value::{address, amount, date, decimal},
};

const ZEROS: &str = "zeros that mean unknown left out";
const ROUNDED: &str = "amounts rounded to the digits of their currency";
const NAMES: &str = "names of private persons taken out of texts";

/// The words that stand in a text where a private person's name was.
const REMOVED: &str = "[name left out]";

/// A row that is being read.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    pub(super) table: &'a Table,
    pub(super) language: &'a LanguageTag,
    /// Names that are never split, because they are known as such.
    pub(super) known: &'a HashSet<String>,
    /// Names of private persons, which texts must not hold.
    pub(super) persons: Vec<String>,
    pub(super) sink: &'a mut Sink,
}

impl Cells<'_> {
    /// The cell of a column, unless it is empty.
    pub(super) fn cell(&self, columns: &Columns) -> Option<&str> {
        let cell = |column: &Column| match column {
            Column::Named(name) => self.row.get(name),
            Column::At(position) => self.row.cells().nth(position - 1).map(|(_, cell)| cell).filter(|cell| !cell.is_empty()),
        };
        columns.0.iter().filter_map(cell).find(|cell| !self.table.empty.contains(*cell))
    }

    /// All that a value says, in order.
    pub(super) fn list(&mut self, value: &Value) -> Result<Vec<String>, Stop> {
        let text = match &value.from {
            ValueSource::Fixed(fixed) => fixed.clone(),
            ValueSource::Columns(columns) => self.cell(columns).unwrap_or_default().to_owned(),
            ValueSource::Joined(values, with) => {
                let mut parts = Vec::new();
                for value in values {
                    parts.push(self.text(value)?.unwrap_or_default());
                }
                if parts.iter().all(String::is_empty) { String::new() } else { parts.join(with) }
            }
        };
        let part = match &value.pattern {
            Some(pattern) if !text.is_empty() => match (pattern.part(&text), &value.otherwise) {
                (Some(part), _) => part,
                (None, Some(otherwise)) => {
                    return Ok(Some(otherwise.clone()).filter(|otherwise| !otherwise.is_empty()).into_iter().collect());
                }
                (None, None) => {
                    let reason = "this doesn't fit the pattern of its mapping";
                    self.leave_out(value, &text, reason, "what the mapping describes")?;
                    ""
                }
            },
            _ => &text,
        };
        let pieces = if value.split.is_empty() { vec![part] } else { pieces(part, &value.split, &value.whole, self.known) };
        let meaning = |piece: &str| match (value.values.get(piece), &value.otherwise) {
            (Some(meaning), _) => meaning.clone(),
            (None, Some(otherwise)) if !piece.is_empty() && !value.values.is_empty() => otherwise.clone(),
            (None, _) => piece.to_owned(),
        };
        Ok(pieces.into_iter().map(|piece| meaning(piece.trim())).filter(|piece| !piece.is_empty()).collect())
    }

    /// The first text of a value.
    pub(super) fn text(&mut self, value: &Value) -> Result<Option<String>, Stop> {
        Ok(self.list(value)?.into_iter().next())
    }

    pub(super) fn optional(&mut self, value: Option<&Value>) -> Result<Option<String>, Stop> {
        value.map_or(Ok(None), |value| self.text(value))
    }

    /// A text in the words of the source.
    pub(super) fn wording(&mut self, value: Option<&Value>) -> Result<Option<Text>, Stop> {
        let Some(mut text) = self.optional(value)? else { return Ok(None) };
        for person in &self.persons {
            if text.contains(person) {
                text = text.replace(person, REMOVED);
                self.sink.remark(NAMES);
            }
        }
        Ok(self.sink.text(self.language, &text))
    }

    pub(super) fn choice<T: DeserializeOwned>(&mut self, value: Option<&Choice<T>>) -> Result<Option<T>, Stop> {
        let Some(value) = value else { return Ok(None) };
        let Some(word) = self.text(&value.value)? else { return Ok(None) };
        match choice(&word) {
            Ok(choice) => Ok(Some(choice)),
            Err(_) => {
                self.leave_out(&value.value, &word, "the mapping doesn't say what this means", "what \"values\" lists")?;
                Ok(None)
            }
        }
    }

    pub(super) fn date(&mut self, value: Option<&Value>) -> Result<Option<PartialDate>, Stop> {
        let (Some(value), Some(text)) = (value, self.optional(value)?) else { return Ok(None) };
        let date = date(&text, self.table.dates);
        if date.is_none() {
            let allowed = "a day, month or year in the form that the mapping names";
            self.leave_out(value, &text, "this is not a date that can be read", allowed)?;
        }
        Ok(date)
    }

    pub(super) fn address(&mut self, value: Option<&Value>) -> Result<Option<String>, Stop> {
        let (Some(value), Some(text)) = (value, self.optional(value)?) else { return Ok(None) };
        let address = address(&text);
        if address.is_none() {
            self.leave_out(value, &text, "this is not a web address", "an address such as https://example.org")?;
        }
        Ok(address)
    }

    pub(super) fn count(&mut self, value: Option<&Value>) -> Result<Option<i32>, Stop> {
        let (Some(value), Some(text)) = (value, self.optional(value)?) else { return Ok(None) };
        let count = decimal(&text, self.table.decimal).map(|number| number.normalize());
        let count = count.filter(|number| number.scale() == 0).and_then(|number| i32::try_from(number).ok());
        if count.is_none_or(|count| count < 0) {
            self.leave_out(value, &text, "this is not a number of things", "a whole number from 0")?;
        }
        Ok(count.filter(|count| *count >= 0))
    }

    /// An amount, in the currency that stands with it, or else in the one that the mapping names.
    pub(super) fn money(&mut self, value: Option<&Value>, currency: Option<&Value>) -> Result<Option<Money>, Stop> {
        let (Some(value), Some(text)) = (value, self.optional(value)?) else { return Ok(None) };
        let (number, mark) = unmarked(&text);
        let Some(number) = decimal(number, self.table.decimal) else {
            self.leave_out(value, &text, "this is not an amount that can be read", "a number with the mapping's decimal mark")?;
            return Ok(None);
        };
        let Some(currency) = self.currency(value, &text, mark, currency)? else { return Ok(None) };
        if number.is_zero() && self.table.zero == Zero::Unknown {
            self.sink.remark(ZEROS);
            return Ok(None);
        }
        if number < Decimal::ZERO {
            self.leave_out(value, &text, "this amount is below zero", "an amount from 0")?;
            return Ok(None);
        }
        let Some((money, is_rounded)) = amount(number, &currency) else {
            self.leave_out(value, &text, "this amount is too large", "an amount of at most 18 digits")?;
            return Ok(None);
        };
        if is_rounded {
            self.sink.remark(ROUNDED);
        }
        Ok(Some(money))
    }

    fn currency(&mut self, value: &Value, text: &str, mark: &str, column: Option<&Value>) -> Result<Option<CurrencyCode>, Stop> {
        let stated = if mark.is_empty() { self.optional(column)? } else { Some(mark.to_owned()) };
        let Some(stated) = stated else {
            if self.table.currency.is_none() {
                self.leave_out(value, text, "no currency is stated with this amount", "an amount with its currency")?;
            }
            return Ok(self.table.currency.clone());
        };
        let currency = self.table.currencies.get(&stated).cloned().or_else(|| stated.parse().ok());
        if currency.is_none() {
            self.leave_out(value, text, "the currency of this amount is not known", "a currency that the mapping names")?;
        }
        Ok(currency)
    }

    /// A number, or the source's own words where it gives none.
    pub(super) fn quantity(&mut self, value: Option<&Value>) -> Result<Option<Quantity>, Stop> {
        let Some(text) = self.optional(value)? else { return Ok(None) };
        let number = decimal(&text, self.table.decimal).map(|number| Number(number.normalize()));
        let text = if number.is_some() { None } else { self.sink.text(self.language, &text).map(|text| text.text) };
        let quantity = Quantity { value: number, text, ..Quantity::default() };
        Ok(Some(quantity).filter(|quantity| quantity.value.is_some() || quantity.text.is_some()))
    }

    pub(super) fn leave_out(&mut self, value: &Value, text: &str, reason: &str, allowed: &str) -> Result<(), Stop> {
        let fault = self.row.fault(&value.title(), reason).value(text).allowed(allowed);
        self.sink.leave_out(fault)
    }
}

/// A number and the currency that stands before or behind it.
fn unmarked(text: &str) -> (&str, &str) {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '+' | '.' | ',');
    let start = text.find(is_of_number).unwrap_or(0);
    let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(text.len(), |end| end + 1);
    let (before, after) = (text[..start].trim(), text.get(end..).unwrap_or_default().trim());
    match (before, after) {
        _ if end < start => (text, ""),
        ("", after) => (&text[start..end], after),
        (before, "") => (&text[start..end], before),
        _ => (text, ""),
    }
}

/// The pieces of a text between separators; what is known as a whole stays one.
fn pieces<'t>(text: &'t str, separators: &[String], whole: &[String], known: &HashSet<String>) -> Vec<&'t str> {
    let is_whole = |piece: &str| whole.iter().any(|name| name == piece) || known.contains(piece);
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        // Where a piece can end, and where the next one then begins.
        let mut ends: Vec<(usize, usize)> = separators
            .iter()
            .flat_map(|separator| rest.match_indices(separator.as_str()))
            .map(|(at, s)| (at, at + s.len()))
            .collect();
        ends.sort_unstable();
        ends.push((rest.len(), rest.len()));
        let longest = ends.iter().rev().find(|(end, _)| is_whole(rest[..*end].trim()));
        let (end, next) = *longest.unwrap_or(&ends[0]);
        pieces.push(&rest[..end]);
        if next >= rest.len() {
            return pieces;
        }
        rest = &rest[next..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_stand_before_or_behind_amounts() {
        for (text, expected) in [
            ("5.172.338,50 kn", ("5.172.338,50", "kn")),
            ("490.533,74 €", ("490.533,74", "€")),
            ("€ 12", ("12", "€")),
            ("240000.0 EUR", ("240000.0", "EUR")),
            ("2.4e+07", ("2.4e+07", "")),
            ("-5", ("-5", "")),
            ("EUR 5 kn", ("EUR 5 kn", "")),
            ("n/a", ("n/a", "")),
            ("", ("", "")),
        ] {
            assert_eq!(unmarked(text), expected, "{text}");
        }
    }

    #[test]
    fn known_names_are_not_split() {
        let known = HashSet::from(["A, B".to_owned(), "A".to_owned()]);
        let split = |text| pieces(text, &[", ".to_owned(), ";".to_owned()], &["C, D, E".to_owned()], &known);
        assert_eq!(split("A, B, A, X;C, D, E"), ["A, B", "A", "X", "C, D, E"]);
        assert_eq!(split("C, D"), ["C", "D"]);
        assert_eq!(split(""), [""]);
    }
}
