//! Results with their indicators.

use record::{
    Comparator, Indicator, IndicatorPeriod, Key, LanguageTag, Number, PartialDate, ProjectResult, Quantity, ResultKind, Text,
    TextOrigin, Texts,
};
use rust_decimal::Decimal;

use super::{
    activity::Activity,
    codelist, concepts,
    values::{add_text, day, of_code, texts, wordings},
};
use crate::{
    Sink, Stop,
    value::{self, Marks, address},
    xml::Element,
};

/// Types of results by their codes and names.
const KINDS: [(&[&str], ResultKind); 4] = [
    (&["1", "output"], ResultKind::Output),
    (&["2", "outcome"], ResultKind::Outcome),
    (&["3", "impact"], ResultKind::Impact),
    (&["9", "other"], ResultKind::Other),
];

/// Units of indicators by code and name: the code list's own code, and the registry's unit.
const UNITS: [(&[&str], (&str, &str)); 5] = [
    (&["1", "unit"], ("1", "UNIT")),
    (&["2", "percentage"], ("2", "PERCENT")),
    (&["3", "nominal"], ("3", "NOMINAL")),
    (&["4", "ordinal"], ("4", "ORDINAL")),
    (&["5", "qualitative"], ("5", "QUALITATIVE")),
];

/// The results of an activity. Their keys are their places, for they have no ids.
pub(super) fn results(activity: &Activity, sink: &mut Sink) -> Result<Vec<ProjectResult>, Stop> {
    let mut results = Vec::new();
    for (result, number) in activity.element.children("result").zip(1..) {
        let column = format!("result[{number}]");
        let stated = result.attribute("type");
        let kind = stated.and_then(|stated| of_code(stated, &KINDS));
        if let (None, Some(stated)) = (kind, stated) {
            let fault = activity.fault(format!("{column}/@type"), "this is no type of result").value(stated);
            sink.leave_out(fault.allowed("1 output, 2 outcome, 3 impact, 9 other"))?;
        }
        let mut title = texts(sink, result, "title", " / ");
        if title.is_empty() {
            sink.remark("results without a title, for which one was coined");
            let text = format!("Result {number}");
            title.push(Text { language: LanguageTag::stored("en"), text, origin: TextOrigin::Editorial });
        }
        let mut description = texts(sink, result, "description", "\n\n");
        let mut indicators = Vec::new();
        for (indicator, number) in result.children("indicator").zip(1..) {
            explain(sink, indicator, &mut description);
            indicators.push(self::indicator(activity, sink, indicator, number, &column)?);
        }
        results.push(ProjectResult {
            key: Key::stored(format!("result-{number}")),
            activity: None,
            kind,
            title,
            description,
            languages: Vec::new(),
            delivered_on: None,
            indicators,
            url: result.children("document-link").find_map(|link| address(link.attribute("url")?)),
            sources: Vec::new(),
        });
    }
    Ok(results)
}

/// The explanation of an indicator is told with its result, under the indicator's title.
fn explain(sink: &mut Sink, indicator: &Element, description: &mut Texts) {
    let titles = texts(sink, indicator, "title", " / ");
    for mut text in texts(sink, indicator, "description", "\n\n") {
        if let Some(title) = titles.iter().find(|title| title.language == text.language) {
            text.text = format!("{}: {}", title.text, text.text);
        }
        add_text(description, text, "\n\n");
    }
}

fn indicator(activity: &Activity, sink: &mut Sink, indicator: &Element, number: i32, column: &str) -> Result<Indicator, Stop> {
    let column = format!("{column}/indicator[{number}]");
    let stated = indicator.attribute("measure");
    let measure = stated.and_then(|stated| of_code(stated, &UNITS));
    if let (None, Some(stated)) = (measure, stated) {
        let fault = activity.fault(format!("{column}/@measure"), "this is no measure").value(stated);
        sink.leave_out(fault.allowed("1 unit, 2 percentage, 3 nominal, 4 ordinal, 5 qualitative"))?;
    }
    let (code, unit) = measure.unzip();
    let is_percentage = unit == Some("PERCENT");
    // Where less is better, a target is the most that is allowed.
    let falls = indicator.attribute("ascending").is_some_and(|ascending| matches!(ascending, "0" | "false"));
    let aim = if falls { Comparator::AtMost } else { Comparator::Exactly };
    let mut periods = Vec::new();
    for (part, number) in indicator.children("period").zip(1..) {
        let column = format!("{column}/period[{number}]");
        let period = activity.period(sink, part, &column)?;
        let targets: Vec<_> = part.children("target").filter_map(|target| quantity(sink, target, is_percentage, aim)).collect();
        let actuals = part.children("actual").filter_map(|actual| quantity(sink, actual, is_percentage, Comparator::Exactly));
        let part = IndicatorPeriod { period, targets, actuals: actuals.collect() };
        if part.period.is_some() || !part.targets.is_empty() || !part.actuals.is_empty() {
            periods.push(part);
        }
    }
    Ok(Indicator {
        key: Key::stored(format!("indicator-{number}")),
        name: texts(sink, indicator, "title", " / "),
        concept: concepts::of_indicator(activity, sink, indicator)?,
        unit: unit.map(str::to_owned),
        unit_label: code.and_then(|code| codelist::MEASURES.get(code)).map(codelist::Entry::label).unwrap_or_default(),
        baseline: baseline(activity, sink, indicator, is_percentage, &column)?,
        target: None,
        actual: None,
        periods,
    })
}

/// The first baseline without a dimension, or the first of all; what the others say is told in its text.
fn baseline(
    activity: &Activity,
    sink: &mut Sink,
    indicator: &Element,
    is_percentage: bool,
    column: &str,
) -> Result<Option<Quantity>, Stop> {
    let mut baselines = Vec::new();
    for (element, number) in indicator.children("baseline").zip(1..) {
        let as_of = as_of(activity, sink, element, &format!("{column}/baseline[{number}]"))?;
        if let Some(quantity) = quantity(sink, element, is_percentage, Comparator::Exactly) {
            baselines.push((element.child("dimension").is_some(), Quantity { as_of, ..quantity }));
        }
    }
    let main = baselines.iter().position(|(has_dimension, _)| !has_dimension).unwrap_or(0);
    if main >= baselines.len() {
        return Ok(None);
    }
    let (_, mut quantity) = baselines.remove(main);
    for (_, other) in baselines {
        let parts = [quantity.text.take(), other.value.map(|value| value.to_string()), other.text];
        quantity.text = joined(parts.into_iter().flatten());
    }
    Ok(Some(quantity))
}

/// The day of a baseline, or its year.
fn as_of(activity: &Activity, sink: &mut Sink, baseline: &Element, column: &str) -> Result<Option<PartialDate>, Stop> {
    if let Some(day) = activity.date(sink, Some(baseline).filter(|element| element.attribute("iso-date").is_some()), column)? {
        return Ok(Some(day));
    }
    let Some(year) = baseline.attribute("year") else { return Ok(None) };
    let read = day(year);
    if read.is_none() {
        let fault = activity.fault(format!("{column}/@year"), "this is no year").value(year);
        sink.leave_out(fault.allowed("a year such as 2024, from 1900 to 2100"))?;
    }
    Ok(read)
}

/// A value that is a number, or prose; with what is said of it: which part of the people or places it is of, and comments.
fn quantity(sink: &mut Sink, element: &Element, is_percentage: bool, comparator: Comparator) -> Option<Quantity> {
    let stated = element.attribute("value");
    let number = stated.and_then(|stated| number(stated, is_percentage));
    let prose = stated.filter(|_| number.is_none()).and_then(|stated| text(sink, stated));
    let dimensions = element.children("dimension").filter_map(|dimension| {
        let (name, value) = (dimension.attribute("name").unwrap_or_default(), dimension.attribute("value").unwrap_or_default());
        (!name.is_empty() || !value.is_empty()).then(|| format!("{name}: {value}"))
    });
    let locations = element.children("location").filter_map(|location| Some(format!("location: {}", location.attribute("ref")?)));
    let notes: Vec<String> = dimensions.chain(locations).collect();
    let comments = element.children("comment").flat_map(wordings).filter_map(|(_, comment)| text(sink, comment));
    let text = joined(prose.into_iter().chain(notes).chain(comments));
    let is_empty = number.is_none() && text.is_none();
    let comparator = if number.is_some() { comparator } else { Comparator::Exactly };
    (!is_empty).then_some(Quantity { value: number.map(Number), text, comparator, as_of: None })
}

fn text(sink: &mut Sink, wording: &str) -> Option<String> {
    sink.text(&LanguageTag::stored("und"), wording).map(|text| text.text)
}

/// Distinct lines.
fn joined(lines: impl Iterator<Item = String>) -> Option<String> {
    let mut distinct: Vec<String> = Vec::new();
    for line in lines {
        if !distinct.contains(&line) {
            distinct.push(line);
        }
    }
    (!distinct.is_empty()).then(|| distinct.join("\n"))
}

/// A number; of a percentage also with its sign.
fn number(stated: &str, is_percentage: bool) -> Option<Decimal> {
    let plain = if is_percentage { stated.trim().strip_suffix('%').unwrap_or(stated) } else { stated };
    value::decimal(plain, Marks::Point).map(|number| number.normalize())
}
