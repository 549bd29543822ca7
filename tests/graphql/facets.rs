//! Facets: what they count is what a filter by their keys finds, on the curated data.

use serde_json::{Value, json};

use crate::common::{backend::Backend, client::each, on_both_backends, server::shared};

on_both_backends!(
    a_bucket_counts_what_its_key_finds,
    buckets_other_and_missing_are_the_total,
    own_selections_are_left_out_if_asked,
    what_is_selected_is_always_shown,
    gaps_are_shown_if_asked,
    a_search_restricts_facets,
    names_come_in_the_readers_language,
    senseless_facets_are_refused,
    facets_have_a_cost,
);

/// The connections that have facets, the enumerations of their dimensions, and filters under which they are tested.
const FACETED: [(&str, &str, &str, &[&str]); 4] = [
    (
        "projects",
        "ProjectDimension",
        "ProjectFilter",
        &[
            "{}",
            r#"{"partner": {"country": {"eq": "RO"}}}"#,
            r#"{"period": {"start": {"from": "2019", "to": "2022"}}, "dimensions": [{"dimension": "PARTNER_COUNTRY", "in": ["RO", "ES"]}]}"#,
            r#"{"dimensions": [{"dimension": "LANGUAGE", "allOf": ["en", "ro"]}, {"dimension": "START_YEAR", "missing": true}]}"#,
        ],
    ),
    (
        "partners",
        "PartnerDimension",
        "PartnerFilter",
        &["{}", r#"{"dimensions": [{"dimension": "COUNTRY", "in": ["ES"], "missing": true}]}"#],
    ),
    ("fundingCalls", "FundingCallDimension", "FundingCallFilter", &["{}"]),
    ("results", "ResultDimension", "ResultFilter", &["{}", r#"{"project": {"acronym": {"eq": "SPACE"}}}"#]),
];

/// The values of an enumeration.
fn values(backend: Backend, enumeration: &str) -> Vec<String> {
    let data = shared(backend).query(&format!("{{ __type(name: {enumeration:?}) {{ enumValues {{ name }} }} }}"));
    let values = each(&data, "/__type/enumValues", "/name").into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert!(!values.is_empty(), "{enumeration}");
    values
}

/// Calls the check for each list under each filter, with each dimension and its facet of at most `first` buckets.
fn each_facet(backend: Backend, first: u32, check: impl Fn(&str, &Value, &str, &Value)) {
    for (list, enumeration, input, filters) in FACETED {
        for filter in filters {
            let filter: Value = serde_json::from_str(filter).expect("a filter is JSON");
            for dimension in values(backend, enumeration) {
                let query = format!(
                    "query ($filter: {input}) {{ {list}(filter: $filter, first: 0) {{ totalCount facet(by: {dimension}, first: {first}) {{ \
                     totalCount missing otherCount otherBuckets multiValued buckets {{ key count selected }} }} }} }}"
                );
                let data = shared(backend).query_with(&query, &json!({"filter": filter}));
                let facet = &data[list]["facet"];
                assert_eq!(facet["totalCount"], data[list]["totalCount"], "{list} {filter} {dimension}");
                check(list, &filter, &dimension, facet);
            }
        }
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no count"))
}

fn buckets(facet: &Value) -> Vec<(&str, u64)> {
    each(facet, "/buckets", "/key")
        .into_iter()
        .zip(0_usize..)
        .map(|(key, i)| (key, number(&facet["buckets"][i]["count"])))
        .collect()
}

fn a_bucket_counts_what_its_key_finds(backend: Backend) {
    each_facet(backend, 100, |list, filter, dimension, facet| {
        let input = FACETED.iter().find(|faceted| faceted.0 == list).map_or("", |faceted| faceted.2);
        let cells = buckets(facet).into_iter().map(|(key, count)| (json!({"in": [key]}), count));
        let missing = (json!({"missing": true}), number(&facet["missing"]));
        for (mut entry, count) in cells.chain([missing]) {
            entry["dimension"] = dimension.into();
            let mut filter = filter.clone();
            let mut entries = filter["dimensions"].as_array().cloned().unwrap_or_default();
            entries.push(entry);
            filter["dimensions"] = entries.into();
            let query = format!("query ($filter: {input}) {{ {list}(filter: $filter, first: 0) {{ totalCount }} }}");
            let data = shared(backend).query_with(&query, &json!({"filter": filter}));
            assert_eq!(data[list]["totalCount"], count, "{list} {filter}");
        }
    });
}

fn buckets_other_and_missing_are_the_total(backend: Backend) {
    for first in [0, 1, 2, 100] {
        each_facet(backend, first, |list, filter, dimension, facet| {
            let shown = buckets(facet);
            assert!(shown.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{list} {filter} {dimension}: {shown:?}");
            let total = number(&facet["totalCount"]);
            let sum: u64 = shown.iter().map(|(_, count)| count).sum();
            if facet["multiValued"] == false {
                let other = number(&facet["otherCount"]);
                assert_eq!(sum + other + number(&facet["missing"]), total, "{list} {filter} {dimension}");
                assert_eq!(other > 0, number(&facet["otherBuckets"]) > 0, "{list} {filter} {dimension}");
            } else {
                assert!(facet["otherCount"].is_null(), "{list} {filter} {dimension}");
                assert!(
                    sum >= total - number(&facet["missing"]) || number(&facet["otherBuckets"]) > 0,
                    "{list} {filter} {dimension}"
                );
            }
        });
    }
}

/// A facet of the projects with these arguments.
fn projects(backend: Backend, list: &str, facet: &str) -> Value {
    let query = format!(
        "{{ projects(first: 0 {list}) {{ totalCount facet({facet}) {{ totalCount missing otherCount otherBuckets buckets {{ key count selected label {{ text }} }} }} }} }}"
    );
    shared(backend).query(&query)["projects"]["facet"].take()
}

fn own_selections_are_left_out_if_asked(backend: Backend) {
    let selected = r#", filter: {dimensions: [{dimension: WORK_COUNTRY, in: ["ES"]}, {dimension: LANGUAGE, in: ["ro"]}]}"#;
    let others = r#", filter: {dimensions: [{dimension: LANGUAGE, in: ["ro"]}]}"#;
    let [own, without, plain] = [
        projects(backend, selected, "by: WORK_COUNTRY"),
        projects(backend, selected, "by: WORK_COUNTRY, excludeOwn: true"),
        projects(backend, others, "by: WORK_COUNTRY"),
    ];
    assert_ne!(buckets(&own), buckets(&plain));
    assert_eq!((buckets(&without), &without["missing"]), (buckets(&plain), &plain["missing"]));
    // What stands deeper in the filter, or is said by another operator, stays.
    for deeper in [
        r#", filter: {and: [{dimensions: [{dimension: WORK_COUNTRY, in: ["ES"]}]}]}"#,
        r#", filter: {country: {eq: "ES"}}"#,
        r#", filter: {or: [{dimensions: [{dimension: WORK_COUNTRY, in: ["ES"]}]}]}"#,
    ] {
        let [kept, facet] = [true, false].map(|own| projects(backend, deeper, &format!("by: WORK_COUNTRY, excludeOwn: {own}")));
        assert_eq!(kept, facet, "{deeper}");
        assert!(facet["buckets"].as_array().is_some_and(|buckets| buckets.iter().all(|bucket| bucket["selected"] == false)));
    }
}

fn what_is_selected_is_always_shown(backend: Backend) {
    let filter = r#", filter: {dimensions: [{dimension: PARTNER_COUNTRY, in: ["RO", "MT"], missing: true}, {dimension: ROLE, allOf: ["FUNDER"]}, {dimension: THEME, in: ["x"]}]}"#;
    for first in [0, 1, 20] {
        let country = projects(backend, filter, &format!("by: PARTNER_COUNTRY, first: {first}"));
        assert_eq!(buckets(&country), [("MT", 0), ("RO", 0)]);
        assert!(country["buckets"].as_array().is_some_and(|buckets| buckets.iter().all(|bucket| bucket["selected"] == true)));
        assert_eq!(buckets(&projects(backend, filter, &format!("by: ROLE, first: {first}"))), [("FUNDER", 0)]);
        assert_eq!(buckets(&projects(backend, filter, &format!("by: THEME, first: {first}"))), [("x", 0)]);
    }
    // A selected value that is not among the first is shown besides, and the others are counted without it.
    let filter = r#", filter: {dimensions: [{dimension: START_YEAR, in: ["2019", "2020", "2022", "2026"]}]}"#;
    let facet = projects(backend, filter, "by: START_YEAR, first: 1");
    assert_eq!(buckets(&facet).len(), 4);
    assert_eq!((&facet["otherCount"], &facet["otherBuckets"]), (&json!(0), &json!(0)));
}

fn gaps_are_shown_if_asked(backend: Backend) {
    let none = r", filter: {id: {in: []}}";
    for (dimension, values) in [("STATUS", 4), ("ROLE", 12), ("PARTNER_KIND", 11)] {
        let facet = projects(backend, none, &format!("by: {dimension}, minCount: 0"));
        assert_eq!(buckets(&facet).len(), values, "{dimension}");
        assert!(buckets(&facet).iter().all(|(_, count)| *count == 0), "{dimension}");
        assert_eq!(buckets(&projects(backend, none, &format!("by: {dimension}"))).len(), 0, "{dimension}");
    }
    let groups = shared(backend).query(r#"{ concepts(filter: {vocabulary: {eq: "TARGET_GROUP"}}) { totalCount } }"#);
    let facet = projects(backend, "", "by: TARGET_GROUP, minCount: 0, first: 10");
    assert_eq!(10 + number(&facet["otherBuckets"]), number(&groups["concepts"]["totalCount"]));
    // Years are those of the registry, not all there could be.
    let [all, gaps] = [projects(backend, "", "by: START_YEAR"), projects(backend, none, "by: START_YEAR, minCount: 0")];
    assert_eq!(buckets(&gaps).len(), buckets(&all).len());
    // A bucket that is too small counts among the others.
    let facet = projects(backend, "", "by: COORDINATOR_COUNTRY, minCount: 100");
    assert!(buckets(&facet).is_empty() && number(&facet["otherBuckets"]) > 0);
}

fn a_search_restricts_facets(backend: Backend) {
    let facet = projects(backend, r#", search: "\"collaborative housing\"""#, "by: START_YEAR");
    assert_eq!((buckets(&facet), &facet["totalCount"]), (vec![("2022", 1)], &json!(1)));
}

fn names_come_in_the_readers_language(backend: Backend) {
    let label = |by: &str, key: &str, languages: &str| {
        let query = format!(
            "{{ projects(first: 0) {{ facet(by: {by}, first: 100, minCount: 0) {{ buckets {{ key label({languages}) {{ text language }} }} }} }} }}"
        );
        let data = shared(backend).query(&query);
        let buckets = data["projects"]["facet"]["buckets"].as_array().cloned().unwrap_or_default();
        let bucket = buckets.iter().find(|bucket| bucket["key"] == key).unwrap_or_else(|| panic!("{by} has no {key}"));
        format!(
            "{}: {}",
            bucket["label"]["language"].as_str().unwrap_or_default(),
            bucket["label"]["text"].as_str().unwrap_or_default()
        )
    };
    let cases = [
        ("PARTNER_COUNTRY", "RO", "languages: [\"de\"]", "de: Rumänien"),
        ("STATUS", "ONGOING", "languages: [\"ro\"]", "ro: În desfășurare"),
        ("STATUS", "ONGOING", "languages: [\"fr\"]", "en: Ongoing"),
        ("LANGUAGE", "it", "languages: [\"ro\"]", "ro: italiană"),
        ("CURRENCY", "EUR", "languages: [\"en\"]", "en: Euro"),
        ("START_YEAR", "2022", "languages: [\"en\"]", "zxx: 2022"),
        ("PROGRAMME", "POSDRU", "languages: [\"en\"]", "en: Sectoral Operational Programme Human Resources Development"),
    ];
    for (by, key, languages, expected) in cases {
        assert_eq!(label(by, key, languages), expected, "{by} {key}");
    }
}

fn senseless_facets_are_refused(backend: Backend) {
    let fails = |facet: &str, code: &str, words: &[&str]| {
        for list in ["projects", "place(by: {slug: \"romania\"}) { projects"] {
            let close = if list.contains('{') { "}" } else { "" };
            shared(backend).fails(&format!("{{ {list} {{ facet({facet}) {{ missing }} }} {close} }}"), code, words);
        }
    };
    fails("by: THEME, first: 101", "PAGE_TOO_LARGE", &["101", "100"]);
    fails("by: THEME, first: -1", "BAD_USER_INPUT", &["-1", "100"]);
    fails("by: THEME, minCount: -1", "BAD_USER_INPUT", &["minCount", "-1"]);
    fails("by: NAME", "BAD_USER_INPUT", &["NAME", "THEME"]);
    let senseless = [("{dimension: THEME}", "THEME"), ("{dimension: THEME, allOf: [\"x\"], missing: true}", "contradicts")];
    for (entry, word) in senseless {
        let query = format!("{{ projects(filter: {{dimensions: [{entry}]}}) {{ totalCount }} }}");
        shared(backend).fails(&query, "BAD_USER_INPUT", &[word]);
    }
}

fn facets_have_a_cost(backend: Backend) {
    let facets =
        |parents: u32| format!("{{ places(first: {parents}) {{ nodes {{ projects(first: 0) {{ {} }} }} }} }}", every(backend));
    shared(backend).query(&facets(10));
    shared(backend).fails(&facets(100), "QUERY_TOO_COMPLEX", &["50000"]);
    let nested = "{ projects(first: 0) { facet(by: PARTNER, first: 100) { buckets { node { ... on Partner { participations(first: 100) { nodes { project { participations { nodes { id } } } } } } } } } } }";
    shared(backend).fails(nested, "QUERY_TOO_COMPLEX", &["50000"]);
}

/// A facet by every dimension of projects.
fn every(backend: Backend) -> String {
    let dimensions = values(backend, "ProjectDimension");
    let facet = |(i, dimension)| format!("f{i}: facet(by: {dimension}) {{ buckets {{ key label {{ text }} count }} missing }} ");
    dimensions.iter().enumerate().map(facet).collect()
}
