//! Statistics of participations: who gets what.

use serde_json::Value;

use super::{
    ask::{self, items, number},
    figures::{Figures, cell, selection, stands_in},
    model::{
        cells::OF_PARTICIPATIONS,
        filter::Filter,
        list::List,
        participations,
        statistics::{Cell, Statistics},
    },
    names::Names,
    questions::{Order, StatisticsQuestion, arguments},
    registry::{Participation, Registry},
};
use crate::common::client::Client;

type Fits = fn(&Registry, &Participation) -> bool;

/// Conditions on participations themselves.
const CONDITIONS: [(&str, Fits); 5] = [
    ("", |_, _| true),
    ("role: {eq: COORDINATOR}", |_, participation| participation.role == Some("COORDINATOR")),
    (r#"partner: {country: {eq: "RO"}}"#, |registry, participation| registry.partner(participation).country == Some("RO")),
    ("grant: {isNull: true}", |_, participation| participation.grant.is_none()),
    ("not: {partner: {kind: {eq: EDUCATION}}}", |registry, participation| {
        registry.partner(participation).kind != Some("EDUCATION")
    }),
];

pub fn check(client: &Client, registry: &Registry, names: &Names, projects: &List) {
    let one = |(i, number): (usize, usize)| StatisticsQuestion {
        dimensions: vec![number],
        order: vec![Order { field: ["KEY", "TOTAL_BUDGET", "GRANT", "COUNT"][i % 4], descending: i % 3 == 0 }],
        first: if i % 2 == 0 { 2 } else { 10_000 },
        filter: None,
    };
    let none = StatisticsQuestion { dimensions: vec![], order: vec![], first: 10, filter: None };
    let asked: Vec<StatisticsQuestion> = std::iter::once(none)
        .chain((0..OF_PARTICIPATIONS.len()).enumerate().map(one))
        .chain(registry.questions.statistics.iter().take(12).cloned())
        .collect();
    let asked = asked.iter().enumerate().map(|(i, question)| {
        let of_projects = &registry.questions.lists.get(i % 3).filter(|_| question.filter.is_some());
        let filter = of_projects.map(|question| Filter::new(projects, names, question));
        (question, question.of(&OF_PARTICIPATIONS), filter, CONDITIONS[i % CONDITIONS.len()])
    });
    let asked: Vec<_> = asked.collect();
    let row = selection("budget", "projectCount");
    let fields: Vec<String> = asked
        .iter()
        .map(|(question, dimensions, filter, (condition, _))| {
            let of_projects = filter.as_ref().map(|filter| format!("project: {}", filter.input())).unwrap_or_default();
            format!(
                "participationStatistics(filter: {{{condition} {of_projects}}}, {}) {{ groupCount rows {row} other {row} total {row} }}",
                arguments(dimensions, &question.order, question.first)
            )
        })
        .collect();
    let answers = ask::all(client, &fields);
    for (((question, dimensions, filter, (_, fits)), field), answer) in asked.iter().zip(&fields).zip(&answers) {
        let of_projects = filter.as_ref().map(Filter::numbers);
        let counted = |project: usize, participation: &Participation| {
            fits(registry, participation) && of_projects.as_ref().is_none_or(|numbers| numbers.contains(&project))
        };
        let model = participations::statistics(registry, dimensions, counted);
        is_that_of_the_model(names, question, dimensions, &model, answer, field);
    }
}

fn is_that_of_the_model(
    names: &Names,
    question: &StatisticsQuestion,
    dimensions: &[&str],
    model: &Statistics,
    answer: &Value,
    what: &str,
) {
    let read = |row: &Value| Figures::read(row, "budget");
    let shown = model.shown(dimensions, &question.order, question.first);
    let rows: Vec<(Cell, Figures)> = items(&answer["rows"]).map(|row| (cell(names, row, dimensions), read(row))).collect();
    let expected: Vec<(Cell, Figures)> = shown.rows.iter().map(|(cell, row)| (cell.clone(), Figures::of(row, true))).collect();
    assert_eq!(rows, expected, "the rows of {what}");
    assert_eq!(number(&answer["groupCount"]), shown.group_count, "groupCount of {what}");
    let other = (!answer["other"].is_null()).then(|| read(&answer["other"]));
    assert_eq!(other, shown.other.as_ref().map(|row| Figures::of(row, true)), "the other rows of {what}");
    if other.is_some() {
        stands_in(&answer["other"], "OTHER", dimensions);
    }
    assert_eq!(read(&answer["total"]), Figures::of(&model.total, true), "the total of {what}");
}
