//! Numbers and amounts of money.

use record::{CurrencyCode, Money};
use rust_decimal::{Decimal, RoundingStrategy};

/// The mark before the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Marks {
    /// `190,676.64`.
    #[default]
    Point,
    /// `190.676,64`.
    Comma,
}

/// Reads a number with the decimal mark of its source. The other mark and blanks may stand between groups of three digits;
/// `2.4e+07` is a number too.
#[must_use]
pub fn decimal(text: &str, marks: Marks) -> Option<Decimal> {
    let (mark, group) = match marks {
        Marks::Point => ('.', ','),
        Marks::Comma => (',', '.'),
    };
    let text: String = text.chars().map(|c| if matches!(c, '\u{a0}' | '\u{202f}' | '\'' | '’') { ' ' } else { c }).collect();
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, rest) = digits.split_once(mark).map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let whole = if whole.contains([group, ' ']) { ungrouped(whole, group)? } else { whole.to_owned() };
    let plain = match rest {
        Some(rest) => format!("{sign}{whole}.{rest}"),
        None => format!("{sign}{whole}"),
    };
    let is_number = plain.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    if !is_number {
        return None;
    }
    if plain.contains(['e', 'E']) { Decimal::from_scientific(&plain).ok() } else { Decimal::from_str_exact(&plain).ok() }
}

/// Takes the marks out from between groups of three digits.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let mut groups = whole.split([mark, ' ']);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// A number as an amount in whole minor units, rounded half to even, and whether it had to be rounded; `None` if it is too large.
#[must_use]
pub fn amount(number: Decimal, currency: &CurrencyCode) -> Option<(Money, bool)> {
    let rounded = number.round_dp_with_strategy(currency.digits(), RoundingStrategy::MidpointNearestEven);
    let minor = rounded.checked_mul(Decimal::from(10_i64.pow(currency.digits())))?;
    let minor = i64::try_from(minor.normalize()).ok()?;
    Some((Money { minor, currency: currency.clone() }, rounded != number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_marks() {
        let read = |text, marks| decimal(text, marks).map(|number| number.normalize().to_string());
        for (text, marks, number) in [
            ("190.676,64", Marks::Comma, Some("190676.64")),
            ("5240708,13", Marks::Comma, Some("5240708.13")),
            ("596937.5", Marks::Point, Some("596937.5")),
            ("1,172,326.99", Marks::Point, Some("1172326.99")),
            ("1 172 326,99", Marks::Comma, Some("1172326.99")),
            ("2.4e+07", Marks::Point, Some("24000000")),
            ("-12", Marks::Point, Some("-12")),
            ("0", Marks::Comma, Some("0")),
            ("12,34,567", Marks::Point, None),
            ("1.5", Marks::Comma, None),
            ("90%", Marks::Point, None),
            ("", Marks::Point, None),
            ("e5", Marks::Point, None),
            ("99999999999999999999999999999999999", Marks::Point, None),
        ] {
            assert_eq!(read(text, marks).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn surplus_decimals_are_rounded_half_to_even() {
        let euro: CurrencyCode = "EUR".parse().expect("a currency");
        let minor = |text: &str| amount(text.parse().expect("a number"), &euro).map(|(money, rounded)| (money.minor, rounded));
        assert_eq!(minor("0.125"), Some((12, true)));
        assert_eq!(minor("0.135"), Some((14, true)));
        assert_eq!(minor("597.50"), Some((59_750, false)));
        assert_eq!(minor("99999999999999999999"), None);
    }
}
