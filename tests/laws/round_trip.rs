//! Round trips: what a bucket or a row of a statistic counts is what its keys find.

use super::{
    ask::{self, items, number, text},
    model::{
        filter::{Entry, Filter},
        list::List,
    },
    names::Names,
    questions::Questions,
};
use crate::common::client::Client;

/// How many buckets of one facet are tried: the first, and others spread over the rest.
const TRIED: usize = 6;

pub fn check(client: &Client, names: &Names, lists: &[List], questions: &Questions) {
    for list in lists {
        for question in questions.lists.iter().take(2) {
            buckets_find_what_they_count(client, names, list, &Filter::new(list, names, question));
        }
    }
}

/// The answers alone must agree with each other, so the keys go back as they came.
fn buckets_find_what_they_count(client: &Client, names: &Names, list: &List, filter: &Filter) {
    let facets: Vec<String> = list
        .dimensions
        .iter()
        .map(|dimension| format!("{dimension}: facet(by: {dimension}, first: 100) {{ missing buckets {{ key count }} }}"))
        .collect();
    let field = format!("{}({}, first: 0) {{ {} }}", list.field, filter.arguments(&[]), facets.join(" "));
    let answer = ask::all(client, &[field]).remove(0);
    let mut expected = Vec::new();
    let mut fields = Vec::new();
    let mut expect = |entry: Entry, count: usize| {
        expected.push(count);
        fields.push(format!("{}({}, first: 0) {{ totalCount }}", list.field, filter.arguments(&[entry])));
    };
    for dimension in list.dimensions {
        let facet = &answer[dimension];
        expect(Entry::cell(dimension, None), number(&facet["missing"]));
        let step = items(&facet["buckets"]).count().div_ceil(TRIED).max(1);
        for bucket in items(&facet["buckets"]).step_by(step) {
            expect(Entry::cell(dimension, Some(&names.key(text(&bucket["key"])))), number(&bucket["count"]));
        }
    }
    let answers = ask::all(client, &fields);
    for ((field, answer), count) in fields.iter().zip(&answers).zip(expected) {
        assert_eq!(number(&answer["totalCount"]), count, "{field}");
    }
}
