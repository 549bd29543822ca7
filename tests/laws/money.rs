//! Amounts in whole minor units.

use serde_json::{Value, json};

/// The currencies that are generated, with the digits after their point.
pub const CURRENCIES: [(&str, usize); 4] = [("EUR", 2), ("JPY", 0), ("KWD", 3), ("RON", 2)];

/// An amount.
#[derive(Clone, Copy, Debug)]
pub struct Money {
    pub minor: i64,
    pub currency: &'static str,
}

fn digits(currency: &str) -> usize {
    CURRENCIES.iter().find(|(code, _)| *code == currency).map(|(_, digits)| *digits).expect("only these are generated")
}

impl Money {
    /// The amount as the exchange format and the API write it.
    pub fn json(self) -> Value {
        let digits = digits(self.currency);
        let mut text = format!("{:0>width$}", self.minor, width = digits + 1);
        if digits > 0 {
            text.insert(text.len() - digits, '.');
        }
        json!({"amount": text, "currency": self.currency})
    }
}

/// Reads an amount in minor units; it must have exactly the digits of its currency.
pub fn minor(amount: &str, currency: &str) -> i128 {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    assert_eq!(fraction.len(), digits(currency), "{amount} {currency}");
    format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("{amount} is no amount"))
}
