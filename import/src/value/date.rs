//! Dates.

use record::PartialDate;
use serde::Deserialize;

/// The form in which a source writes days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum DateForm {
    /// `2016-05-13`, also with a time behind it.
    #[default]
    #[serde(rename = "yyyy-mm-dd")]
    Iso,
    /// `13/05/2016`, `13.05.2016` or `13-05-2016`.
    #[serde(rename = "dd/mm/yyyy")]
    DayFirst,
    /// `05/13/2016`.
    #[serde(rename = "mm/dd/yyyy")]
    MonthFirst,
}

/// Reads a day, or a month or year alone, which all sources write as `2016-05` or `05/2016`, and `2016`.
#[must_use]
pub fn date(text: &str, form: DateForm) -> Option<PartialDate> {
    let day = text.trim().split(['T', ' ']).next()?.trim_end_matches('.');
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    if !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let iso = match (parts.as_slice(), form) {
        ([year], _) if year.len() == 4 => (*year).to_owned(),
        ([year, month], _) if year.len() == 4 => format!("{year}-{month:0>2}"),
        ([month, year], _) if year.len() == 4 => format!("{year}-{month:0>2}"),
        ([year, month, day], _) if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        ([day, month, year], DateForm::DayFirst) if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        ([month, day, year], DateForm::MonthFirst) if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => return None,
    };
    iso.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_form_of_their_source() {
        for (text, form, expected) in [
            ("2015-12-16T00:00:00+00:00", DateForm::Iso, Some("2015-12-16")),
            ("2023-03-10 21:15:00", DateForm::Iso, Some("2023-03-10")),
            ("13/05/2016", DateForm::DayFirst, Some("2016-05-13")),
            ("1.2.2016.", DateForm::DayFirst, Some("2016-02-01")),
            ("05/13/2016", DateForm::MonthFirst, Some("2016-05-13")),
            ("05/2016", DateForm::DayFirst, Some("2016-05")),
            ("2016", DateForm::Iso, Some("2016")),
            ("13/05/2016", DateForm::Iso, None),
            ("2016-02-30", DateForm::Iso, None),
            ("99999-01-01", DateForm::Iso, None),
            ("0000-00-00", DateForm::Iso, None),
            ("soon", DateForm::Iso, None),
        ] {
            assert_eq!(date(text, form).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
