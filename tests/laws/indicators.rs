//! Statistics of indicators: they add up where they are alike, and every indicator is in a row or left out.

use serde_json::Value;

use super::{
    ask::{self, items, number, text},
    exchange::decimal,
    figures::cell,
    model::{
        cells::OF_RESULTS,
        filter::Filter,
        indicators::{self, Added, Comparable},
        list::List,
        statistics::Slot,
    },
    names::Names,
    questions::{ListQuestion, arguments},
    registry::Registry,
};
use crate::common::client::Client;

pub fn check(client: &Client, registry: &Registry, names: &Names, results: &List) {
    let everything = Filter::new(results, names, &ListQuestion::default());
    let filters: Vec<Filter> = registry.questions.lists.iter().map(|question| Filter::new(results, names, question)).collect();
    let one = OF_RESULTS.map(|dimension| (vec![dimension], 10_000, &everything));
    let several = registry.questions.statistics.iter().take(12).map(|question| {
        let filter = question.filter.and_then(|number| filters.get(number % filters.len())).unwrap_or(&everything);
        (question.of(&OF_RESULTS), question.first, filter)
    });
    let asked: Vec<(Vec<&str>, usize, &Filter)> =
        std::iter::once((vec![], 10_000, &everything)).chain(one).chain(several).collect();
    let fields: Vec<String> = asked
        .iter()
        .map(|(dimensions, first, filter)| {
            format!(
                "indicatorStatistics({}, {}) {{ groupCount leftOut {{ count }} rows {{ keys {{ dimension kind key }} \
                 concept {{ notation }} unit comparator resultCount target actual }} }}",
                filter.arguments(&[]),
                arguments(dimensions, &[], *first)
            )
        })
        .collect();
    let answers = ask::all(client, &fields);
    for (((dimensions, first, filter), field), answer) in asked.iter().zip(&fields).zip(&answers) {
        let model = indicators::statistics(registry, &filter.numbers(), dimensions);
        let rows: Vec<(Comparable, Added)> = items(&answer["rows"]).map(|row| read(names, row, dimensions)).collect();
        let ranked = model.ranked();
        assert_eq!(rows, ranked[..ranked.len().min(*first)], "the rows of {field}");
        assert_eq!(number(&answer["groupCount"]), ranked.len(), "groupCount of {field}");
        let left_out: Vec<usize> = items(&answer["leftOut"]).map(|reason| number(&reason["count"])).collect();
        assert_eq!(left_out, model.left_out(), "what is left out of {field}");
        assert_eq!(model.added + model.left_out_wholly(), model.indicators, "all indicators of {field}");
    }
}

fn read(names: &Names, row: &Value, dimensions: &[&str]) -> (Comparable, Added) {
    let concept = row["concept"]["notation"].as_str().map_or(Slot::Missing, |notation| Slot::Value(notation.to_owned()));
    let comparable = Comparable {
        cell: cell(names, row, dimensions),
        concept,
        unit: text(&row["unit"]).to_owned(),
        comparator: indicators::rank(text(&row["comparator"])),
    };
    let value = |field: &str| row[field].as_str().map(tenths);
    (comparable, Added { results: number(&row["resultCount"]), target: value("target"), actual: value("actual") })
}

/// Reads a decimal, which must be written without needless zeros.
fn tenths(text: &str) -> i128 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let number = format!("{whole}{rest}").parse().unwrap_or_else(|_| panic!("{text} is no decimal with one digit"));
    assert_eq!(decimal(number), text);
    number
}
