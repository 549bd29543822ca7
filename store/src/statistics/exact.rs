//! Sums of decimals, exact whatever their digits.

use rust_decimal::Decimal;

/// The most digits after the point that a decimal has.
const DIGITS: u32 = 28;
const ONE: i128 = 10_i128.pow(DIGITS);

/// An exact sum of decimals: room for a thousand million of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExactSum {
    whole: i128,
    /// In the last of the digits.
    fraction: i128,
}

impl ExactSum {
    /// Adds a number.
    pub fn add(&mut self, number: Decimal) {
        let fraction = number.fract();
        self.whole += number.trunc().mantissa();
        self.fraction += fraction.mantissa() * 10_i128.pow(DIGITS - fraction.scale());
    }
}

impl std::fmt::Display for ExactSum {
    /// Writes the sum without needless zeros.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (mut whole, mut fraction) = (self.whole + self.fraction / ONE, self.fraction % ONE);
        // Both parts get the sign of the sum.
        if whole > 0 && fraction < 0 {
            (whole, fraction) = (whole - 1, fraction + ONE);
        } else if whole < 0 && fraction > 0 {
            (whole, fraction) = (whole + 1, fraction - ONE);
        }
        let sign = if whole < 0 || fraction < 0 { "-" } else { "" };
        let digits = format!("{:028}", fraction.unsigned_abs());
        let digits = digits.trim_end_matches('0');
        let point = if digits.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{digits}", whole.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(numbers: &[&str]) -> String {
        let mut sum = ExactSum::default();
        for number in numbers {
            sum.add(Decimal::from_str_exact(number).expect("a decimal"));
        }
        sum.to_string()
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(sum(&[]), "0");
        assert_eq!(sum(&["76", "51", "101"]), "228");
        assert_eq!(sum(&["0.1", "0.2"]), "0.3");
        assert_eq!(sum(&["1.50", "0.5"]), "2");
        assert_eq!(sum(&["1", "-0.25"]), "0.75");
        assert_eq!(sum(&["-1", "0.25"]), "-0.75");
        assert_eq!(sum(&["0.25", "-0.5"]), "-0.25");
        assert_eq!(sum(&["-0.75", "-0.75"]), "-1.5");
        let (large, small) = ("79228162514264337593543950335", "0.0000000000000000000000000001");
        assert_eq!(sum(&[large, large, small]), "158456325028528675187087900670.0000000000000000000000000001");
    }
}
