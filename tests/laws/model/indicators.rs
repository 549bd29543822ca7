//! What indicators aim at and reach.

use super::cells::last_day;
use crate::laws::registry::{Indicator, Quantity};

impl Indicator {
    /// The target of the whole term, else of the latest period that states one.
    pub fn target(&self) -> Option<Quantity> {
        self.target.or_else(|| self.latest(|period| period.1))
    }

    /// What was reached, likewise.
    pub fn actual(&self) -> Option<Quantity> {
        self.actual.or_else(|| self.latest(|period| period.2))
    }

    fn latest(&self, side: impl Fn(&Period) -> Option<Quantity>) -> Option<Quantity> {
        let stated = self.periods.iter().filter(|period| side(period).is_some());
        stated.max_by_key(|period| period.0.map(last_day)).and_then(side)
    }

    /// Whether the target is met; `None` unless both are numbers.
    pub fn target_reached(&self) -> Option<bool> {
        let (target, actual) = (self.target()?, self.actual()?);
        let (aim, reached) = (target.tenths?, actual.tenths?);
        Some(if target.comparator == "AT_MOST" { reached <= aim } else { reached >= aim })
    }
}

/// The end of a period, and what is stated of it.
type Period = (Option<&'static str>, Option<Quantity>, Option<Quantity>);
