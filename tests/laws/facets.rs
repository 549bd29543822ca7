//! Facets: every bucket, and what is in none, is as the model says, and of single-valued dimensions they add up to the total.

use serde_json::Value;

use super::{
    ask::{self, items, number, text},
    model::{
        facet::{Facet, Shape},
        filter::Filter,
        list::List,
    },
    names::Names,
    questions::Questions,
};
use crate::common::client::{Client, each};

/// All that a facet says, without labels.
const FACET: &str = "{ totalCount missing otherCount otherBuckets multiValued buckets { key count selected } }";

const WHOLE: Shape = Shape { first: 100, min_count: 1, exclude_own: false };
const GAPS: Shape = Shape { first: 100, min_count: 0, exclude_own: false };
const SHORT: [Shape; 4] = [
    Shape { first: 2, min_count: 0, exclude_own: true },
    Shape { first: 2, min_count: 1, exclude_own: false },
    Shape { first: 0, min_count: 1, exclude_own: true },
    Shape { first: 3, min_count: 2, exclude_own: false },
];

pub fn check(client: &Client, names: &Names, lists: &[List], questions: &Questions) {
    for list in lists {
        all_dimensions_are_asked(client, list);
        for (i, question) in questions.lists.iter().enumerate() {
            let filter = Filter::new(list, names, question);
            facets_are_those_of_the_model(client, names, list, &filter, &[WHOLE, SHORT[i % SHORT.len()]]);
            facets_are_those_of_the_model(client, names, list, &filter, &[GAPS, SHORT[(i + 2) % SHORT.len()]]);
        }
    }
}

fn all_dimensions_are_asked(client: &Client, list: &List) {
    let enumeration = match list.field {
        "projects" => "ProjectDimension",
        "partners" => "PartnerDimension",
        "fundingCalls" => "FundingCallDimension",
        _ => "ResultDimension",
    };
    let data = client.query(&format!("{{ __type(name: {enumeration:?}) {{ enumValues {{ name }} }} }}"));
    let mut known = each(&data, "/__type/enumValues", "/name");
    let mut asked = list.dimensions.to_vec();
    known.sort_unstable();
    asked.sort_unstable();
    assert_eq!(asked, known, "{enumeration}");
}

/// Asks for facets of all dimensions in these shapes beside each other.
fn facets_are_those_of_the_model(client: &Client, names: &Names, list: &List, filter: &Filter, shapes: &[Shape]) {
    let asked = || list.dimensions.iter().flat_map(|dimension| shapes.iter().map(move |shape| (*dimension, *shape)));
    let facets: Vec<String> = asked()
        .enumerate()
        .map(|(i, (dimension, shape))| format!("f{i}: facet(by: {dimension}, {}) {FACET}", shape.arguments()))
        .collect();
    let arguments = filter.arguments(&[]);
    let field = format!("{}({arguments}, first: 0) {{ totalCount {} }}", list.field, facets.join(" "));
    let answer = ask::all(client, &[field]).remove(0);
    assert_eq!(number(&answer["totalCount"]), filter.rows(None).len(), "{}({arguments})", list.field);
    for (i, (dimension, shape)) in asked().enumerate() {
        let found = &answer[format!("f{i}")];
        let what = format!("{}({arguments}) by {dimension} {shape:?}", list.field);
        assert_eq!(found["multiValued"], list.is_multi_valued(dimension), "{what}");
        let facet = read(names, found);
        assert_eq!(facet, shape.facet(list, filter, dimension), "{what}");
        if let Some(other) = facet.other_count {
            let counted: usize = facet.buckets.iter().map(|bucket| bucket.1).sum();
            assert_eq!(counted + other + facet.missing, facet.total, "buckets, other and missing of {what}");
        }
    }
}

fn read(names: &Names, facet: &Value) -> Facet {
    let bucket = |bucket: &Value| (names.key(text(&bucket["key"])), number(&bucket["count"]), bucket["selected"] == true);
    Facet {
        buckets: items(&facet["buckets"]).map(bucket).collect(),
        total: number(&facet["totalCount"]),
        missing: number(&facet["missing"]),
        other_count: (!facet["otherCount"].is_null()).then(|| number(&facet["otherCount"])),
        other_buckets: number(&facet["otherBuckets"]),
    }
}
