//! Filters that can't be meant: each is refused with words that say why.

use serde_json::json;

use crate::common::{backend::Backend, on_both_backends, server::shared};

on_both_backends!(filters_that_contradict_themselves_are_refused, filters_that_agree_are_taken, empty_operators_restrict_nothing,);

/// A list, a filter of it, and what the refusal says.
const CONTRADICTIONS: &[(&str, &str, &[&str])] = &[
    // A range that ends before it begins.
    ("projects", r#"{period: {start: {from: "2022", to: "2021"}}}"#, &["empty", "2022", "2021"]),
    ("projects", r#"{period: {end: {from: "2022-06", to: "2022-05-31"}}}"#, &["empty", "2022-06", "2022-05-31"]),
    ("projects", r#"{period: {overlaps: {from: "2022-05-02", to: "2022-05-01"}}}"#, &["empty", "2022-05-02"]),
    ("projects", r#"{signedOn: {from: "2026", to: "2025-12"}}"#, &["empty"]),
    (
        "projects",
        r#"{updatedAt: {from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z"}}"#,
        &["empty", "2026-01-02T00:00:00Z"],
    ),
    ("projects", r#"{totalBudget: {currency: "EUR", from: "2.00", to: "1.99"}}"#, &["empty", "2.00", "1.99"]),
    ("projects", r#"{participation: {grant: {currency: "EUR", from: "1", to: "0"}}}"#, &["empty"]),
    ("fundingCalls", r#"{deadline: {from: "2026-01-02", to: "2026-01-01"}}"#, &["empty", "2026-01-02"]),
    ("fundingCalls", "{projectCount: {from: 2, to: 1}}", &["empty", "2", "1"]),
    ("results", r#"{deliveredOn: {from: "2022", to: "2021"}}"#, &["empty"]),
    ("programmes", "{projectCount: {from: 2, to: 1}}", &["empty"]),
    // A value outside of the range beside it.
    ("partners", "{projectCount: {eq: 1, from: 2}}", &["empty"]),
    ("places", "{projectCount: {eq: 3, to: 2}}", &["empty"]),
    ("projects", r#"{period: {start: {eq: "2020", from: "2021"}}}"#, &["empty"]),
    ("fundingCalls", r#"{deadline: {eq: "2026-01-02", to: "2026-01-01"}}"#, &["empty"]),
    // A value that the list beside it lacks, or a beginning that it hasn't.
    ("projects", r#"{acronym: {eq: "SPACE", in: ["EPI"]}}"#, &["eq", "in", "contradict"]),
    ("projects", r#"{acronym: {eq: "SPACE", startsWith: "net"}}"#, &["startsWith", "SPACE", "net"]),
    ("projects", "{status: {eq: PLANNED, in: [ONGOING, COMPLETED]}}", &["contradict"]),
    ("projects", r#"{country: {eq: "RO", in: ["ES"]}}"#, &["contradict"]),
    ("projects", r#"{language: {eq: "ro", in: ["en"]}}"#, &["contradict"]),
    ("projects", r#"{id: {eq: "UHJvamVjdDplcGk", in: ["UHJvamVjdDpzcGFjZQ"]}}"#, &["contradict"]),
    ("projects", "{participation: {role: {eq: COORDINATOR, in: [PARTNER]}}}", &["contradict"]),
    ("partners", "{kind: {eq: COMPANY, in: [RESEARCH]}}", &["contradict"]),
    ("places", "{kind: {eq: CITY, in: [COUNTRY]}}", &["contradict"]),
    // Nothing stated, and a value.
    ("projects", r#"{acronym: {isNull: true, eq: "SPACE"}}"#, &["isNull", "not stated"]),
    ("projects", r#"{acronym: {isNull: true, startsWith: "S"}}"#, &["isNull"]),
    ("projects", r#"{country: {isNull: true, in: ["RO"]}}"#, &["isNull"]),
    ("projects", "{status: {isNull: true, eq: PLANNED}}", &["isNull"]),
    ("projects", r#"{totalBudget: {isNull: true, currency: "EUR"}}"#, &["isNull"]),
    ("projects", r#"{totalBudget: {isNull: true, currency: "EUR", from: "1"}}"#, &["isNull"]),
    ("projects", r#"{signedOn: {isNull: true, from: "2020"}}"#, &["isNull"]),
    ("projects", r#"{period: {isNull: true, start: {from: "2020"}}}"#, &["isNull"]),
    ("projects", r#"{period: {isNull: true, overlaps: {to: "2020"}}}"#, &["isNull"]),
    ("projects", r#"{id: {isNull: true, eq: "UHJvamVjdDplcGk"}}"#, &["isNull"]),
    ("fundingCalls", r#"{deadline: {isNull: true, to: "2020-01-01"}}"#, &["isNull"]),
    ("fundingCalls", "{status: {isNull: true, in: [OPEN]}}", &["isNull"]),
    ("partners", "{kind: {isNull: true, in: [COMPANY]}}", &["isNull"]),
    ("results", "{kind: {isNull: true, eq: EVENT}}", &["isNull"]),
    // Amounts that can't be compared.
    ("projects", r#"{totalBudget: {from: "1"}}"#, &["currency", "compared"]),
    ("projects", r#"{grant: {to: "1"}}"#, &["currency"]),
    ("fundingCalls", r#"{budget: {from: "1"}}"#, &["currency"]),
    ("partners", r#"{project: {participation: {budget: {to: "1"}}}}"#, &["currency"]),
    // A choice of nothing, or a dimension of which nothing is said.
    ("projects", "{or: []}", &["or: []", "nothing"]),
    ("partners", "{and: [{not: {or: []}}]}", &["or: []"]),
    ("results", "{project: {partner: {place: {or: []}}}}", &["or: []"]),
    ("concepts", "{or: []}", &["or: []"]),
    ("projects", "{dimensions: [{dimension: THEME}]}", &["THEME", "says nothing"]),
    ("fundingCalls", "{dimensions: [{dimension: STATUS, in: null}]}", &["STATUS", "says nothing"]),
    ("partners", r#"{dimensions: [{dimension: ROLE, allOf: ["PARTNER"], missing: true}]}"#, &["ROLE", "contradicts"]),
    // Indicators that lack a number, and yet are compared.
    ("results", "{indicator: {targetReached: true, hasActual: false}}", &["targetReached", "hasActual"]),
    ("results", "{indicator: {targetReached: false, hasTarget: false}}", &["targetReached", "hasTarget"]),
];

fn filters_that_contradict_themselves_are_refused(backend: Backend) {
    for (list, filter, words) in CONTRADICTIONS {
        shared(backend).fails(&format!("{{ {list}(filter: {filter}) {{ totalCount }} }}"), "BAD_USER_INPUT", words);
    }
}

/// Filters that say something twice, or nothing at all, and what they are the same as.
const AGREEMENTS: &[(&str, &str, &str)] = &[
    (
        "projects",
        r#"{acronym: {eq: "SPACE", in: ["EPI", "SPACE"], startsWith: "sp", isNull: false}}"#,
        r#"{acronym: {eq: "SPACE"}}"#,
    ),
    ("projects", r#"{country: {eq: "RO", in: ["RO", "ES"], isNull: false}}"#, r#"{country: {eq: "RO"}}"#),
    ("projects", r#"{period: {start: {eq: "2022-05", from: "2022", to: "2022"}}}"#, r#"{period: {start: {eq: "2022-05"}}}"#),
    (
        "projects",
        r#"{period: {start: {from: "2022-05", to: "2022"}}}"#,
        r#"{period: {start: {from: "2022-05", to: "2022-12-31"}}}"#,
    ),
    ("projects", "{period: {isNull: true, start: {isNull: true}, overlaps: {}}}", "{period: {isNull: true}}"),
    ("projects", r#"{totalBudget: {currency: "EUR", isNull: false}}"#, r#"{totalBudget: {currency: "EUR"}}"#),
    ("projects", r#"{totalBudget: {currency: "EUR", from: "152860", to: "152860.00"}}"#, r#"{acronym: {eq: "NETCO"}}"#),
    ("projects", "{period: {overlaps: {}}}", "{}"),
    ("projects", "{period: {overlaps: {from: null, to: null}, start: {}}, partner: {}, theme: {}, status: {}}", "{}"),
    ("projects", "{and: [{}], not: {}}", "{}"),
    ("projects", "{acronym: {eq: \"SPACE\", in: []}}", "{id: {in: []}}"),
    ("partners", "{projectCount: {eq: 1, from: 1, to: 1}}", "{projectCount: {eq: 1}}"),
    ("partners", "{kind: {isNull: false, eq: RESEARCH}}", "{kind: {eq: RESEARCH}}"),
    ("places", "{relation: PARTNER_SEAT}", "{}"),
    ("results", "{indicator: {}}", "{}"),
    ("results", "{indicator: {hasTarget: true, hasActual: null, targetReached: null}}", "{indicator: {hasTarget: true}}"),
];

fn filters_that_agree_are_taken(backend: Backend) {
    for (list, filter, same) in AGREEMENTS {
        let ask =
            |filter: &str| shared(backend).query(&format!("{{ {list}(filter: {filter}, first: 100) {{ nodes {{ id }} }} }}"));
        assert_eq!(ask(filter), ask(same), "{list} {filter}");
    }
    let every = shared(backend).query("{ projects(filter: null) { totalCount } }");
    assert_eq!(every, json!({"projects": {"totalCount": 13}}));
}

fn empty_operators_restrict_nothing(backend: Backend) {
    let client = shared(backend);
    for filter in [
        "{programme: {code: {eq: null}}}",
        "{place: {slug: {}}}",
        "{fundingCall: {identifier: {}}}",
        "{result: {kind: {}}}",
        "{not: {}}",
        "{and: [{}, {place: {and: [{}]}}]}",
    ] {
        let data = client.query(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"));
        assert_eq!(data["projects"]["totalCount"], 13, "{filter}");
    }
}
