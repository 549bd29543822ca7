//! Amounts in whole minor units.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Value, json};

/// The currencies that are generated, with the digits after their point.
pub const CURRENCIES: [(&str, usize); 4] = [("EUR", 2), ("JPY", 0), ("KWD", 3), ("RON", 2)];

/// An amount.
#[derive(Clone, Copy, Debug)]
pub struct Money {
    pub minor: i64,
    pub currency: &'static str,
}

/// Sums by currency; what was never stated is absent, which is not the same as a sum of 0.
pub type Sums = BTreeMap<String, i128>;

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

/// Adds to sums.
pub fn add(sums: &mut Sums, currency: &str, minor: i128) {
    *sums.entry(currency.to_owned()).or_default() += minor;
}

/// Reads a list of `MoneySum`; every amount must have exactly the digits of its currency.
pub fn read(list: &Value) -> Sums {
    let mut sums = Sums::new();
    for sum in list.as_array().into_iter().flatten() {
        let (currency, amount) = (sum["currency"].as_str().unwrap_or_default(), sum["amount"].as_str().unwrap_or_default());
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        assert_eq!(fraction.len(), digits(currency), "{amount} {currency}");
        let mut text = String::new();
        write!(text, "{whole}{fraction}").expect("a string can be written");
        add(&mut sums, currency, text.parse().unwrap_or_else(|_| panic!("{amount} is no amount")));
    }
    sums
}
