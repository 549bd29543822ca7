//! Results and their indicators.

use serde::{Deserialize, Serialize};

use super::{Citation, Key, LanguageTag, PartialDate, Period, Quantity, Texts};
use crate::{Comparator, ResultKind};

/// A result of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProjectResult {
    /// The key within the project.
    pub key: Key,
    /// The key, within the project, of the activity that it came of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Key>,
    /// The kind of result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ResultKind>,
    /// Its title; never empty.
    pub title: Texts,
    /// Its description.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub description: Texts,
    /// The languages of the thing itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageTag>,
    /// When it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<PartialDate>,
    /// The indicators that measure it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The sources that state it, if others than those of the project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Citation>,
}

/// A measure of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Indicator {
    /// The key within the result.
    pub key: Key,
    /// Its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub name: Texts,
    /// The key of the concept that it measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<Key>,
    /// The unit as a code: `PERSON`, `PERCENT`, `EUR` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The unit in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unit_label: Texts,
    /// Its value at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Quantity>,
    /// The target for the end of the whole term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Quantity>,
    /// The value that was reached by the end of the whole term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Quantity>,
    /// The values of single periods, in the source's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<IndicatorPeriod>,
}

/// The values of an indicator in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IndicatorPeriod {
    /// The period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Quantity>,
    /// The values that were reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actuals: Vec<Quantity>,
}

impl Indicator {
    /// Whether the actual value meets the target, of the whole term or else of the latest period that states them; `None` unless
    /// both are numbers.
    #[must_use]
    pub fn target_reached(&self) -> Option<bool> {
        let target = self.target.as_ref().or_else(|| self.latest(|part| part.targets.first()))?;
        let actual = self.actual.as_ref().or_else(|| self.latest(|part| part.actuals.first()))?;
        let (aim, reached) = (target.value?.0, actual.value?.0);
        Some(if target.comparator == Comparator::AtMost { reached <= aim } else { reached >= aim })
    }

    fn latest<'a>(&'a self, value: impl Fn(&'a IndicatorPeriod) -> Option<&'a Quantity>) -> Option<&'a Quantity> {
        let end = |part: &IndicatorPeriod| part.period.and_then(|period| period.end.or(period.start)).map(PartialDate::last_day);
        self.periods.iter().filter(|part| value(part).is_some()).max_by_key(|part| end(part)).and_then(value)
    }
}
