//! Dates that keep the precision their source gives them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A year, a month or a day: `2022`, `2022-05` or `2022-05-14`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    first: Date,
    last: Date,
}

impl PartialDate {
    /// The first day that the date covers.
    #[must_use]
    pub fn first_day(self) -> Date {
        self.first
    }

    /// The last day that the date covers.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.last
    }

    /// True if only the year is known.
    #[must_use]
    pub fn is_year(self) -> bool {
        self.first.month() != self.last.month()
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self { first: day, last: day }
    }
}

impl FromStr for PartialDate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        parse(text).ok_or_else(|| {
            format!("{text:?} is not a date: \"2022\", \"2022-05\" and \"2022-05-14\" are the forms allowed, years 1000 to 9999")
        })
    }
}

fn parse(text: &str) -> Option<PartialDate> {
    let well_formed = matches!(text.len(), 4 | 7 | 10)
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !well_formed {
        return None;
    }
    let year: i32 = text[..4].parse().ok().filter(|year| *year >= 1000)?;
    let Some(month) = text.get(5..7) else {
        return Some(PartialDate {
            first: Date::from_calendar_date(year, Month::January, 1).ok()?,
            last: Date::from_calendar_date(year, Month::December, 31).ok()?,
        });
    };
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    match text.get(8..10) {
        Some(day) => Some(Date::from_calendar_date(year, month, day.parse().ok()?).ok()?.into()),
        None => Some(PartialDate {
            first: Date::from_calendar_date(year, month, 1).ok()?,
            last: Date::from_calendar_date(year, month, month.length(year)).ok()?,
        }),
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.first;
        write!(f, "{:04}", day.year())?;
        if self.first == self.last {
            write!(f, "-{:02}-{:02}", u8::from(day.month()), day.day())
        } else if self.first.month() == self.last.month() {
            write!(f, "-{:02}", u8::from(day.month()))
        } else {
            Ok(())
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.to_string()
    }
}

/// One day of the calendar, `2026-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub Date);

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match parse(text) {
            Some(date) if date.first == date.last => Ok(Self(date.first)),
            _ => Err(format!("{text:?} is not a day: \"2026-01-31\" is the form allowed, years 1000 to 9999")),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PartialDate::from(self.0).fmt(f)
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

/// A span of time; either end may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Period {
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<PartialDate>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PartialDate>,
    /// Its length in months, only where the source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<i32>,
}

impl Period {
    /// Says what is wrong with the period, if anything is.
    pub fn check(&self) -> Result<(), String> {
        if let (Some(start), Some(end)) = (self.start, self.end)
            && start.first_day() > end.last_day()
        {
            return Err(format!("the period ends ({end}) before it starts ({start})"));
        }
        match self.months {
            Some(months) if months <= 0 => Err(format!("a period of {months} months: a number above 0 is allowed")),
            _ => Ok(()),
        }
    }
}
