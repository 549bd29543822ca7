//! What a client is told when something is wrong, and that it is told nothing else.

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::Client,
    on_both_backends,
    records::{project, source},
    server::{Server, shared},
};

on_both_backends!(
    a_page_that_is_too_large_names_both_numbers,
    senseless_pages_are_refused,
    broken_cursors_are_refused,
    foreign_cursors_are_refused,
    malformed_values_name_the_form,
    malformed_variables_name_the_form,
    variables_are_what_they_are_declared_to_be,
    a_field_stands_once_in_an_object,
    senseless_filters_are_refused,
    senseless_lookups_are_refused,
    an_ambiguous_identifier_names_the_records,
    what_the_schema_lacks_is_refused,
    an_operation_must_be_chosen,
    costly_questions_are_refused,
    introspection_is_never_refused,
    a_persisted_query_is_asked_for_in_full,
    deep_and_large_values_are_refused,
    texts_without_end_are_refused,
);

const LISTS: [&str; 7] = ["projects", "partners", "fundingCalls", "results", "programmes", "places", "concepts"];

/// Declarations of `$v`, where it goes, and values that it must not have.
const MISFITS: &[(&str, &str, &[&str])] = &[
    ("String!", "search: $v", &["null", "1", "[]", "{}"]),
    ("String", "search: $v", &["true"]),
    ("ProjectStatus!", "filter: {status: {eq: $v}}", &["null"]),
    ("[CountryCode!]!", "filter: {country: {in: $v}}", &["null", "[null]"]),
    ("[CountryCode!]", "filter: {country: {in: $v}}", &["[null]"]),
    ("ProjectFilter!", "filter: $v", &["null"]),
    ("Int!", "first: $v", &["null", "1.5", "\"1\""]),
    ("String", "first: $v", &["3"]),
    ("Boolean", "filter: {country: {eq: $v}}", &["\"RO\""]),
];

fn variables_are_what_they_are_declared_to_be(backend: Backend) {
    let client = shared(backend);
    for (declared, place, values) in MISFITS {
        let query = format!("query ($v: {declared}) {{ projects({place}) {{ totalCount }} }}");
        for value in *values {
            let value: Value = serde_json::from_str(value).expect("the table holds JSON");
            client.failure_with(&query, &json!({"v": value})).is("BAD_USER_INPUT", &["$v", declared]);
        }
        if declared.ends_with('!') {
            client.failure(&query).is("BAD_USER_INPUT", &["$v", declared, "no value"]);
        }
    }
    let defaulted = "query ($v: Int! = 3) { projects(first: $v) { nodes { slug } } }";
    assert_eq!(client.query(defaulted)["projects"]["nodes"].as_array().map(Vec::len), Some(3));
    client.failure_with(defaulted, &json!({"v": null})).is("BAD_USER_INPUT", &["$v", "null"]);
}

fn a_field_stands_once_in_an_object(backend: Backend) {
    let client = shared(backend);
    for arguments in
        [r#"filter: {country: {eq: "RO", eq: "IT"}}"#, r#"filter: {and: [{search: "a"}, {search: "b", search: "c"}]}"#]
    {
        client.fails(&format!("{{ projects({arguments}) {{ totalCount }} }}"), "GRAPHQL_VALIDATION_FAILED", &["twice"]);
    }
}

fn a_page_that_is_too_large_names_both_numbers(backend: Backend) {
    for list in LISTS {
        for argument in ["first", "last"] {
            shared(backend).fails(&format!("{{ {list}({argument}: 101) {{ totalCount }} }}"), "PAGE_TOO_LARGE", &["101", "100"]);
        }
        assert!(shared(backend).query(&format!("{{ {list}(first: 100) {{ totalCount }} }}"))[list].is_object());
    }
    shared(backend).fails("{ registry { sources(first: 2147483647) { totalCount } } }", "PAGE_TOO_LARGE", &["2147483647", "100"]);
    let nested = "{ projects(first: 1) { nodes { participations(last: 1000) { totalCount } } } }";
    shared(backend).fails(nested, "PAGE_TOO_LARGE", &["1000", "100"]);
    let groups = "{ projectStatistics(groupBy: [PROGRAMME], first: 10001) { groupCount } }";
    shared(backend).fails(groups, "PAGE_TOO_LARGE", &["10001", "10000"]);
}

fn senseless_pages_are_refused(backend: Backend) {
    for list in LISTS {
        for window in ["first: -1", "last: -1", "first: 1, last: 1", "first: -2147483648"] {
            shared(backend).fails(&format!("{{ {list}({window}) {{ totalCount }} }}"), "BAD_USER_INPUT", &[]);
        }
    }
    shared(backend).fails("{ projectStatistics(groupBy: [], first: -1) { groupCount } }", "BAD_USER_INPUT", &["-1"]);
    shared(backend).failure("{ projects(first: 99999999999) { totalCount } }");
}

fn broken_cursors_are_refused(backend: Backend) {
    for cursor in ["", "x", "!!!", "bm90IGEgY3Vyc29y", "W10", "WyJwcm9qZWN0Iixb", "\u{1F600}"] {
        for window in ["first: 2, after", "last: 2, before"] {
            let query = format!("{{ projects({window}: {}) {{ nodes {{ id }} }} }}", json!(cursor));
            shared(backend).fails(&query, "INVALID_CURSOR", &[]);
        }
    }
}

/// The cursor of the first row of a list.
fn cursor(client: &Client, list: &str, arguments: &str) -> String {
    let data = client.query(&format!("{{ {list}({arguments} first: 1) {{ edges {{ cursor }} }} }}"));
    data[list]["edges"][0]["cursor"].as_str().expect("the list has a row").to_owned()
}

fn foreign_cursors_are_refused(backend: Backend) {
    let client = shared(backend);
    let by_title = cursor(client, "projects", "orderBy: [{field: TITLE}],");
    let other_orders = [
        "orderBy: [{field: TITLE, direction: DESC}],",
        "orderBy: [{field: START}],",
        r#"orderBy: [{field: GRANT, currency: "EUR"}],"#,
        "orderBy: [{field: TITLE}, {field: START}],",
        r#"search: "Roma","#,
    ];
    for order in other_orders {
        client.fails(
            &format!("{{ projects({order} first: 1, after: {by_title:?}) {{ nodes {{ id }} }} }}"),
            "INVALID_CURSOR",
            &[],
        );
    }
    let in_euro = cursor(client, "projects", r#"orderBy: [{field: TOTAL_BUDGET, currency: "EUR"}],"#);
    let in_lei = format!(r#"orderBy: [{{field: TOTAL_BUDGET, currency: "RON"}}], first: 1, after: {in_euro:?}"#);
    client.fails(&format!("{{ projects({in_lei}) {{ nodes {{ id }} }} }}"), "INVALID_CURSOR", &[]);
    for list in ["partners", "results", "programmes", "places", "concepts"] {
        client.fails(&format!("{{ {list}(first: 1, after: {by_title:?}) {{ nodes {{ id }} }} }}"), "INVALID_CURSOR", &[]);
    }
    // The same order, said or not, takes the same cursors.
    client.query(&format!("{{ projects(first: 1, after: {by_title:?}) {{ nodes {{ id }} }} }}"));
}

/// A filter of projects that holds a malformed value, and words that say the form expected.
const MALFORMED: &[(&str, &[&str])] = &[
    (r#"{signedOn: {eq: "13.01.2026"}}"#, &["13.01.2026", "2022-05"]),
    (r#"{signedOn: {from: "2026-13"}}"#, &["2026-13", "2022-05"]),
    (r#"{signedOn: {to: "2026-02-30"}}"#, &["2026-02-30", "2022-05"]),
    (r#"{period: {overlaps: {from: ""}}}"#, &["2022-05"]),
    (r#"{period: {start: {eq: "26-1-1"}}}"#, &["26-1-1", "2022-05"]),
    (r#"{fundingCall: {deadline: {from: "2026-05"}}}"#, &["2026-05", "2026-01-31"]),
    (r#"{updatedAt: {from: "2026-01-31"}}"#, &["2026-01-31", "T"]),
    (r#"{totalBudget: {currency: "EUR", from: "1.000,00"}}"#, &["1.000,00", "decimal"]),
    (r#"{totalBudget: {currency: "EUR", from: "1e5"}}"#, &["1e5", "decimal"]),
    (r#"{grant: {currency: "EURO", from: "1"}}"#, &["EURO", "EUR"]),
    (r#"{grant: {currency: "eur", from: "1"}}"#, &["eur", "EUR"]),
    (r#"{country: {eq: "Romania"}}"#, &["Romania", "RO"]),
    (r#"{country: {eq: "EL"}}"#, &["EL", "GR"]),
    (r#"{country: {in: ["RO", "UK"]}}"#, &["UK", "GB"]),
    (r#"{language: {eq: "romanian language"}}"#, &["romanian language", "ro"]),
    (r#"{language: {eq: ""}}"#, &["ro"]),
];

fn malformed_values_name_the_form(backend: Backend) {
    for (filter, words) in MALFORMED {
        shared(backend).fails(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"), "BAD_USER_INPUT", words);
    }
    let order = r#"{ projects(orderBy: [{field: GRANT, currency: "XX"}]) { totalCount } }"#;
    shared(backend).fails(order, "BAD_USER_INPUT", &["XX", "EUR"]);
    let title = r#"{ projects(first: 1) { nodes { title(languages: ["!"]) { text } } } }"#;
    shared(backend).fails(title, "BAD_USER_INPUT", &["ro"]);
}

fn malformed_variables_name_the_form(backend: Backend) {
    let query = "query ($filter: ProjectFilter) { projects(filter: $filter) { totalCount } }";
    let cases = [
        (json!({"signedOn": {"eq": "yesterday"}}), vec!["yesterday", "2022-05"]),
        (json!({"signedOn": {"eq": 2026}}), vec!["2026", "string"]),
        (json!({"totalBudget": {"currency": "EUR", "from": true}}), vec!["true", "57710.00"]),
        (json!({"country": {"eq": "ro"}}), vec!["ro", "RO"]),
        (json!({"no_such_field": true}), vec![]),
        (json!({"status": {"eq": "FINISHED"}}), vec![]),
    ];
    for (filter, words) in cases {
        shared(backend).failure_with(query, &json!({"filter": filter})).is("BAD_USER_INPUT", &words);
    }
    let missing = shared(backend).failure("query ($id: ID!) { node(id: $id) { id } }");
    missing.is("BAD_USER_INPUT", &["id"]);
}

fn senseless_filters_are_refused(backend: Backend) {
    for (dimension, key, words) in [
        ("PARTNER_COUNTRY", "UK", ["UK", "GB"]),
        ("WORK_COUNTRY", "Romania", ["Romania", "RO"]),
        ("STATUS", "ongoing", ["ongoing", "ONGOING"]),
        ("ROLE", "LEADER", ["LEADER", "COORDINATOR"]),
    ] {
        for operator in ["in", "allOf"] {
            let filter = format!("{{dimensions: [{{dimension: {dimension}, {operator}: [{key:?}]}}]}}");
            let query = format!("{{ projects(filter: {filter}) {{ totalCount }} }}");
            shared(backend).fails(&query, "BAD_USER_INPUT", &words);
        }
    }
    for filter in ["{or: []}", "{and: [{or: []}]}", "{not: {or: []}}", "{partner: {or: []}}"] {
        shared(backend).fails(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"), "BAD_USER_INPUT", &["or"]);
    }
    for (list, filter) in
        [("places", "{or: []}"), ("concepts", "{or: []}"), ("results", "{or: []}"), ("fundingCalls", "{or: []}")]
    {
        shared(backend).fails(&format!("{{ {list}(filter: {filter}) {{ totalCount }} }}"), "BAD_USER_INPUT", &["or"]);
    }
    for filter in [r#"{totalBudget: {from: "1"}}"#, r#"{grant: {to: "1"}}"#, r#"{participation: {budget: {from: "1", to: "2"}}}"#]
    {
        shared(backend).fails(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"), "BAD_USER_INPUT", &["currency"]);
    }
    let order = "{ projects(orderBy: [{field: TOTAL_BUDGET}]) { totalCount } }";
    shared(backend).fails(order, "BAD_USER_INPUT", &["currency"]);
    let rule = "{ projectStatistics(groupBy: [WORK_COUNTRY]) { total { totalBudget { amount } } } }";
    shared(backend).fails(rule, "BAD_USER_INPUT", &["EQUAL_SPLIT", "WHOLE"]);
    let rule = "{ projectStatistics(groupBy: [WORK_COUNTRY], attribution: SHARE) { total { totalBudget { amount } } } }";
    shared(backend).fails(rule, "BAD_USER_INPUT", &["EQUAL_SPLIT", "WHOLE"]);
}

fn senseless_lookups_are_refused(backend: Backend) {
    for by in [r#"{slug: "space", id: "x"}"#, "{}", "{slug: null}"] {
        let failure = shared(backend).failure(&format!("{{ project(by: {by}) {{ id }} }}"));
        assert!(matches!(failure.code.as_str(), "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED"), "{by}: {failure:?}");
    }
    let many = json!({"ids": vec!["x"; 101]});
    let failure = shared(backend).failure_with("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", &many);
    assert!(matches!(failure.code.as_str(), "BAD_USER_INPUT" | "PAGE_TOO_LARGE"), "{failure:?}");
    failure.is(&failure.code, &["101", "100"]);
}

fn an_ambiguous_identifier_names_the_records(backend: Backend) {
    let contract = json!({"identifiers": [{"scheme": "CONTRACT", "value": "12/2020"}]});
    let server = Server::with(backend, &[source(), project("one", contract.clone()), project("other", contract)]);
    let query = r#"{ project(by: {identifier: {scheme: "CONTRACT", value: "12 2020"}}) { id } }"#;
    server.client().fails(query, "BAD_USER_INPUT", &["one", "other"]);
}

fn what_the_schema_lacks_is_refused(backend: Backend) {
    for query in [
        "{ nothing }",
        "{ projects { nodes { password } } }",
        "{ projects(page: 2) { totalCount } }",
        "{ projects }",
        "{ registry { name { text { length } } } }",
        "{ node { id } }",
        "{ ...missing }",
        "query ($unused: Int) { registry { licence } }",
        "mutation { deleteEverything }",
        "subscription { projects }",
    ] {
        shared(backend).fails(query, "GRAPHQL_VALIDATION_FAILED", &[]);
    }
    for query in ["{ projects(filter: {colour: RED}) { totalCount } }", "{ projects(orderBy: [{field: COLOUR}]) { totalCount } }"]
    {
        let failure = shared(backend).failure(query);
        assert!(matches!(failure.code.as_str(), "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED"), "{query}: {failure:?}");
    }
    for query in [
        "{",
        "}",
        "{ projects( }",
        "projects { id }",
        "{ a: }",
        "{ projects(first: 1.) { totalCount } }",
        "\u{0}",
        "{ registry { licence } } }",
    ] {
        shared(backend).fails(query, "GRAPHQL_PARSE_FAILED", &[]);
    }
}

fn an_operation_must_be_chosen(backend: Backend) {
    let query = "query A { registry { licence } } query B { registry { dataVersion } }";
    for request in [
        json!({"query": query}),
        json!({"query": query, "operationName": "C"}),
        json!({"query": "{ registry { licence } }", "operationName": "A"}),
    ] {
        let answer = shared(backend).post(&request, "application/json").json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "OPERATION_RESOLUTION_FAILURE", "{answer}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
    let answer = shared(backend).post(&json!({"query": query, "operationName": "B"}), "application/json").json();
    assert!(answer["data"]["registry"]["dataVersion"].is_u64(), "{answer}");
}

fn costly_questions_are_refused(backend: Backend) {
    let parents = |depth: usize| {
        format!("{{ programmes {{ nodes {{ {} name {{ text }} {} }} }} }}", "parent { ".repeat(depth), "} ".repeat(depth))
    };
    shared(backend).query(&parents(10));
    shared(backend).fails(&parents(20), "QUERY_TOO_DEEP", &["15"]);
    let costly = "{ projects(first: 100) { nodes { participations(first: 100) { nodes { partner { participations(first: 100) { nodes { id } } } } } } } }";
    shared(backend).fails(costly, "QUERY_TOO_COMPLEX", &["50"]);
    let aliases = |count: usize| (0..count).fold(String::new(), |text, i| text + &format!("a{i}: registry {{ licence }} "));
    shared(backend).query(&format!("{{ {} }}", aliases(50)));
    shared(backend).fails(&format!("{{ {} }}", aliases(101)), "QUERY_TOO_COMPLEX", &["100"]);
    let fields = "licence ".repeat(501);
    shared(backend).fails(&format!("{{ registry {{ {fields} }} }}"), "QUERY_TOO_COMPLEX", &["500"]);
    // Each fragment spreads the next one twice: a thousand million fields if they were written out.
    let fragment = |i: usize| format!("fragment f{i} on Query {{ ...f{} ...f{} }} ", i + 1, i + 1);
    let fragments = (0..30).fold(String::new(), |text, i| text + &fragment(i));
    let bomb = format!("{{ ...f0 }} {fragments} fragment f30 on Query {{ registry {{ licence }} }}");
    let failure = shared(backend).failure(&bomb);
    assert!(["QUERY_TOO_COMPLEX", "QUERY_TOO_DEEP", "GRAPHQL_VALIDATION_FAILED"].contains(&failure.code.as_str()), "{failure:?}");
    let circle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }";
    shared(backend).fails(circle, "GRAPHQL_VALIDATION_FAILED", &[]);
}

fn introspection_is_never_refused(backend: Backend) {
    let kind = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
                ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }";
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }} \
         types {{ ...FullType }} directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL \
         fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated deprecationReason }} \
         inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }} \
         enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }} \
         fragment TypeRef on __Type {{ {kind} }}"
    );
    let data = shared(backend).query(&query);
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
}

fn a_persisted_query_is_asked_for_in_full(backend: Backend) {
    let hash = json!({"persistedQuery": {"version": 1, "sha256Hash": "0".repeat(64)}});
    let answer = shared(backend).post(&json!({"extensions": hash}), "application/json").json();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(answer["errors"][0]["message"], "PersistedQueryNotFound");
}

fn deep_and_large_values_are_refused(backend: Backend) {
    let client = shared(backend);
    for depth in [25, 120, 5_000] {
        let filter = format!("{}{}{}", "{not:".repeat(depth), "{}", "}".repeat(depth));
        client.fails(&format!("{{ projects(filter: {filter}) {{ totalCount }} }}"), "QUERY_TOO_DEEP", &[]);
    }
    let deep = (0..60).fold(json!({}), |inner, _| json!({"not": inner}));
    client
        .failure_with("query ($f: ProjectFilter) { projects(filter: $f) { totalCount } }", &json!({"f": deep}))
        .is("QUERY_TOO_DEEP", &[]);
    let many: Vec<Value> = (0..3_000).map(|i| json!(format!("{i}"))).collect();
    let query = "query ($ids: [ID!]) { projects(filter: {id: {in: $ids}}) { totalCount } }";
    client.failure_with(query, &json!({"ids": many})).is("QUERY_TOO_COMPLEX", &[]);
    assert_eq!(client.query("{ projects { totalCount } }")["projects"]["totalCount"], 13);
}

fn texts_without_end_are_refused(backend: Backend) {
    let client = shared(backend);
    let query = "query ($text: String) { projects(filter: {acronym: {eq: $text}}) { totalCount } }";
    client.failure_with(query, &json!({"text": "a\u{0}b"})).is("BAD_USER_INPUT", &["U+0000"]);
    let long = "inclusion ".repeat(20_000);
    client.query_with("query ($s: String) { projects(search: $s) { totalCount } }", &json!({"s": long}));
    client.query_with("query ($s: String) { projects(search: $s) { nodes { id } } }", &json!({"s": "a".repeat(5_000)}));
}
