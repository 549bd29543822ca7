//! The latest period of an indicator, and what it states.

use entity::{Quantity, indicator_period::Model};
use record::PartialDate;
use time::Date;

/// The target and the actual value of the latest period that states them.
#[derive(Clone, Debug, Default)]
pub struct LatestValues {
    /// What is aimed at.
    pub target: Option<Quantity>,
    /// What was reached.
    pub actual: Option<Quantity>,
    ends: [Option<Date>; 2],
}

impl LatestValues {
    /// Takes a period in; periods come in their source's order.
    pub fn include(&mut self, period: &Model) {
        let end: Option<PartialDate> =
            period.period_end.as_ref().or(period.period_start.as_ref()).and_then(|date| date.parse().ok());
        let end = end.map(PartialDate::last_day);
        let sides = [(&mut self.target, &period.targets), (&mut self.actual, &period.actuals)];
        for ((latest, stated), until) in sides.into_iter().zip(&mut self.ends) {
            if let Some(quantity) = stated.0.first()
                && (latest.is_none() || end >= *until)
            {
                *latest = Some(quantity.clone());
                *until = end;
            }
        }
    }
}
