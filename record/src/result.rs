//! Results and their indicators.

use serde::{Deserialize, Serialize};

use super::{Citation, Key, LanguageTag, PartialDate, Period, Quantity, Texts};
use crate::{Comparator, ResultKind};

/// What came of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProjectResult {
    /// The key within the project.
    pub key: Key,
    /// The key, within the project, of the activity that it came of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Key>,
    /// What kind of result it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ResultKind>,
    /// What it is called; never empty.
    pub title: Texts,
    /// What it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub description: Texts,
    /// The languages of the thing itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<LanguageTag>,
    /// When it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<PartialDate>,
    /// How it is measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it is stated, if elsewhere than the project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Citation>,
}

/// A measure of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Indicator {
    /// The key within the result.
    pub key: Key,
    /// What it is called.
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
    /// Where it stood at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Quantity>,
    /// What is aimed at by the end of the whole term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Quantity>,
    /// What was reached by the end of the whole term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Quantity>,
    /// What is stated of single periods, in the source's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<IndicatorPeriod>,
}

/// What an indicator states of one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IndicatorPeriod {
    /// The period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// What was aimed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Quantity>,
    /// What was reached.
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
