//! Exact amounts of money.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{CurrencyCode, quantity::exact};

/// An amount in whole minor units (cents) of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawMoney", into = "RawMoney")]
pub struct Money {
    /// The amount in minor units: 38541500 is 385415.00 EUR.
    pub minor: i64,
    /// The currency.
    pub currency: CurrencyCode,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RawMoney {
    amount: String,
    currency: CurrencyCode,
}

impl Money {
    /// The amount as a decimal with exactly the currency's digits.
    #[must_use]
    pub fn amount(&self) -> String {
        decimal(i128::from(self.minor), &self.currency)
    }
}

/// Writes minor units as a decimal with the currency's digits: 38541500 EUR is "385415.00".
#[must_use]
pub fn decimal(minor: i128, currency: &CurrencyCode) -> String {
    let digits = currency.digits() as usize;
    let sign = if minor < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

impl TryFrom<RawMoney> for Money {
    type Error = String;
    fn try_from(raw: RawMoney) -> Result<Self, String> {
        let digits = raw.currency.digits();
        let allowed = || {
            format!(
                "{:?} is not an amount in {}: a decimal with at most {digits} digits after the point is allowed, such as {:?}",
                raw.amount,
                raw.currency,
                decimal(5_771_000, &raw.currency)
            )
        };
        let amount = exact(&raw.amount).ok_or_else(allowed)?;
        let minor = Decimal::from(10_i64.pow(digits)).checked_mul(amount).filter(|minor| minor.fract().is_zero());
        let minor = minor.and_then(|minor| i64::try_from(minor).ok()).ok_or_else(allowed)?;
        Ok(Self { minor, currency: raw.currency })
    }
}

impl From<Money> for RawMoney {
    fn from(money: Money) -> Self {
        Self { amount: money.amount(), currency: money.currency }
    }
}
