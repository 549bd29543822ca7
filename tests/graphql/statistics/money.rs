//! Money by cells: what each gets, and in which order they come.

use serde_json::{Value, json};

use super::{names, rows, server, sorted_rows, statistics, sums};
use crate::common::{
    backend::Backend,
    on_both_backends,
    records::{partner, project, record, source, text},
    server::Server,
};

on_both_backends!(
    left_over_cents_go_to_the_first_cells,
    coordinators_get_their_projects_money,
    shares_follow_participations_and_are_split_among_themes,
    what_is_left_is_unallocated,
    shares_that_exceed_the_amount_are_negative,
    a_series_of_years_has_no_gaps,
    other_speaks_of_its_own_projects,
    single_values_need_no_rule,
    keys_find_the_projects_they_count,
    rows_are_ordered_as_asked,
    coordinators_of_unknown_country_get_their_part,
    sums_may_be_larger_than_any_amount,
);

fn left_over_cents_go_to_the_first_cells(backend: Backend) {
    let server = server(backend);
    let found = statistics(server.client(), "groupBy: [WORK_COUNTRY, THEME], attribution: EQUAL_SPLIT");
    let expected = [
        "Italy MISSING: 1",
        "Italy t1: 1 [25.01 EUR]",
        "Italy t2: 1 [25.00 EUR]",
        "MISSING MISSING: 1 [5.00 RON]",
        "Romania MISSING: 1 [7.00 EUR]",
        "Romania t1: 1 [25.00 EUR]",
        "Romania t2: 1 [25.00 EUR]",
    ];
    assert_eq!(sorted_rows(&found, "totalBudget"), expected);
    assert_eq!((&found["countsOverlap"], &found["sumsOverlap"]), (&json!(true), &json!(false)));
    assert_eq!(sums(&found["total"]["totalBudget"]), "107.01 EUR, 5.00 RON");
    // The same cells in another order of dimensions are in another order of keys.
    let found = statistics(server.client(), "groupBy: [THEME, WORK_COUNTRY], attribution: EQUAL_SPLIT");
    assert!(sorted_rows(&found, "totalBudget").contains(&"t1 Italy: 1 [25.01 EUR]".to_owned()), "{found:#}");
}

fn coordinators_get_their_projects_money(backend: Backend) {
    let server = server(backend);
    let found = statistics(server.client(), "groupBy: [PARTNER_COUNTRY, THEME], attribution: COORDINATOR");
    let expected = [
        "Italy MISSING: 1 [3.50 EUR]",
        "Italy t1: 1",
        "Italy t2: 1",
        "MISSING MISSING: 1",
        "Romania MISSING: 2 [3.50 EUR]",
        "Romania t1: 1 [50.01 EUR]",
        "Romania t2: 1 [50.00 EUR]",
    ];
    assert_eq!(sorted_rows(&found, "totalBudget"), expected);
    assert_eq!((&found["unallocated"]["count"], sums(&found["unallocated"]["totalBudget"])), (&json!(1), "5.00 RON".to_owned()));
}

fn shares_follow_participations_and_are_split_among_themes(backend: Backend) {
    let server = server(backend);
    let found = statistics(server.client(), "groupBy: [PARTNER_COUNTRY, THEME], attribution: SHARE");
    let expected = [
        "Italy MISSING: 1",
        "Italy t1: 1 [10.01 EUR]",
        "Italy t2: 1 [10.00 EUR]",
        "MISSING MISSING: 1",
        "Romania MISSING: 2",
        "Romania t1: 1 [15.01 EUR]",
        "Romania t2: 1 [15.00 EUR]",
    ];
    assert_eq!(sorted_rows(&found, "totalBudget"), expected);
    let in_pieces =
        found["rows"].as_array().into_iter().flatten().find(|row| names(row) == "Italy t1").expect("there is such a row");
    let expected = json!([{"amount": "10.01", "currency": "EUR", "projectCount": 1, "minimum": "10.01", "median": "10.01", "maximum": "10.01"}]);
    assert_eq!(in_pieces["totalBudget"], expected);
}

fn what_is_left_is_unallocated(backend: Backend) {
    let server = server(backend);
    let found = statistics(server.client(), "groupBy: [PARTNER_COUNTRY], attribution: SHARE");
    let rest = &found["unallocated"];
    assert_eq!((&rest["count"], &rest["partnerCount"]), (&json!(3), &json!(3)));
    let expected = json!([
        {"amount": "56.99", "currency": "EUR", "projectCount": 2, "minimum": "7.00", "median": "7.00", "maximum": "49.99"},
        {"amount": "5.00", "currency": "RON", "projectCount": 1, "minimum": "5.00", "median": "5.00", "maximum": "5.00"},
    ]);
    assert_eq!(rest["totalBudget"], expected);
}

fn shares_that_exceed_the_amount_are_negative(backend: Backend) {
    let euro = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let of = |key: &str, cost: &str, share: &str| {
        let participations = json!([{"key": "1", "partner": "ro", "role": "PARTNER", "budget": euro(share)}]);
        project(key, json!({"amounts": [{"kind": "TOTAL_COST", "money": euro(cost)}], "participations": participations}))
    };
    let partner = partner("ro", json!({"country": "RO"}));
    let records = [source(), partner, of("a", "10.00", "10.00"), of("b", "10.00", "15.00"), of("c", "10.00", "7.50")];
    let server = Server::with(backend, &records);
    let found = statistics(server.client(), "groupBy: [PARTNER_COUNTRY], attribution: SHARE");
    assert_eq!(rows(&found, "totalBudget"), ["Romania: 3 [32.50 EUR]"]);
    assert_eq!(found["rows"][0]["totalBudget"][0]["median"], "10.00");
    let rest = json!([{"amount": "-2.50", "currency": "EUR", "projectCount": 2, "minimum": "-5.00", "median": "-5.00", "maximum": "2.50"}]);
    assert_eq!((&found["unallocated"]["count"], &found["unallocated"]["totalBudget"]), (&json!(2), &rest));
    let query = "{ projectStatistics(groupBy: [PARTNER_COUNTRY], attribution: SHARE) { total { totalBudget { amount } } \
                 en: explanation { text } ro: explanation(languages: [\"ro\"]) { text } } }";
    let said = server.client().query(query);
    let said = |language: &str| said["projectStatistics"][language]["text"].as_str().unwrap_or_default().to_owned();
    let english = "a part of the money of 2 projects goes to no row; for 1 of these that part is negative, as the partners' shares \
                   exceed what the project states;";
    assert!(said("en").contains(english), "{}", said("en"));
    let romanian = "o parte din banii de la 2 proiecte nu revine niciunui rând; la unul dintre ele această parte este negativă, \
                    pentru că părțile partenerilor depășesc ceea ce declară proiectul;";
    assert!(said("ro").contains(romanian), "{}", said("ro"));
}

fn a_series_of_years_has_no_gaps(backend: Backend) {
    let server = server(backend);
    let ascending = statistics(server.client(), "groupBy: [START_YEAR], orderBy: [{field: KEY, direction: ASC}]");
    let years = ["2019: 1 [100.01 EUR]", "2020: 0", "2021: 0", "2022: 2 [7.00 EUR]", "MISSING: 1 [5.00 RON]"];
    assert_eq!(rows(&ascending, "totalBudget"), years);
    assert_eq!(ascending["groupCount"], 5);
    let descending = statistics(server.client(), "groupBy: [START_YEAR], orderBy: [{field: KEY}], first: 2");
    assert_eq!(rows(&descending, "totalBudget"), [years[3], years[2]]);
    assert_eq!((&descending["groupCount"], &descending["other"]["count"]), (&json!(5), &json!(2)));
    let by_count = statistics(server.client(), "groupBy: [START_YEAR]");
    assert_eq!(rows(&by_count, "totalBudget"), [years[3], years[0], years[4]]);
}

fn other_speaks_of_its_own_projects(backend: Backend) {
    let server = server(backend);
    let found = statistics(server.client(), "groupBy: [PARTNER_COUNTRY], attribution: WHOLE, first: 0");
    assert_eq!((&found["countsOverlap"], &found["sumsOverlap"], &found["groupCount"]), (&json!(true), &json!(true), &json!(3)));
    let other = &found["other"];
    assert_eq!((&other["count"], &other["partnerCount"]), (&json!(6), &json!(3)));
    // Project a is in two of the rows and gives its 100.01 to both.
    let in_euro = json!({"amount": "214.02", "currency": "EUR", "projectCount": 2, "minimum": "14.00", "median": "14.00", "maximum": "200.02"});
    assert_eq!(other["totalBudget"][0], in_euro);
    let total = json!({"amount": "107.01", "currency": "EUR", "projectCount": 2, "minimum": "7.00", "median": "7.00", "maximum": "100.01"});
    assert_eq!(found["total"]["totalBudget"][0], total);
    assert_eq!(found["total"]["partnerCount"], 3);
    let first = statistics(server.client(), "groupBy: [PARTNER_COUNTRY], attribution: WHOLE, first: 1");
    assert_eq!(rows(&first, "totalBudget"), ["Romania: 3 [107.01 EUR]"]);
    assert_eq!((&first["rows"][0]["partnerCount"], &first["other"]["partnerCount"]), (&json!(3), &json!(3)));
    assert_eq!(first["other"]["totalBudget"][0]["maximum"], "100.01");
}

fn single_values_need_no_rule(backend: Backend) {
    let server = server(backend);
    let found = statistics(server.client(), "groupBy: [START_YEAR, STATUS, FUNDING_CALL]");
    assert_eq!((&found["countsOverlap"], &found["sumsOverlap"]), (&json!(false), &json!(false)));
    let whole = statistics(server.client(), "groupBy: []");
    assert_eq!(whole["rows"], json!([whole["total"]]));
    assert_eq!(whole["total"]["totalBudget"][0]["projectCount"], 2);
}

fn keys_find_the_projects_they_count(backend: Backend) {
    let server = server(backend);
    let dimensions = "PARTNER_COUNTRY, THEME, START_YEAR";
    let query = format!("{{ projectStatistics(groupBy: [{dimensions}]) {{ rows {{ count keys {{ dimension key }} }} }} }}");
    let data = server.client().query(&query);
    let rows = data["projectStatistics"]["rows"].as_array().cloned().unwrap_or_default();
    assert!(rows.len() > 5, "{rows:?}");
    for row in rows {
        let part = |key: &Value| match key["key"].as_str() {
            Some(value) => json!({"dimension": key["dimension"], "in": [value]}),
            None => json!({"dimension": key["dimension"], "missing": true}),
        };
        let dimensions: Vec<Value> = row["keys"].as_array().into_iter().flatten().map(part).collect();
        let found = server.client().query_with(
            "query ($dimensions: [ProjectDimensionFilter!]) { projects(filter: {dimensions: $dimensions}) { totalCount } }",
            &json!({"dimensions": dimensions}),
        );
        assert_eq!(found["projects"]["totalCount"], row["count"], "{dimensions:?}");
    }
}

fn rows_are_ordered_as_asked(backend: Backend) {
    let server = server(backend);
    let ordered = |arguments: &str| {
        let found =
            statistics(server.client(), &format!("groupBy: [PARTNER_COUNTRY, START_YEAR], attribution: WHOLE, {arguments}"));
        rows(&found, "totalBudget")
    };
    let [italy_2019, italy_2022] = ["Italy 2019: 1 [100.01 EUR]", "Italy 2022: 1 [7.00 EUR]"];
    let [romania_2019, romania_2022] = ["Romania 2019: 1 [100.01 EUR]", "Romania 2022: 2 [7.00 EUR]"];
    let nothing = "MISSING MISSING: 1 [5.00 RON]";
    let keys = [italy_2019, italy_2022, romania_2019, romania_2022, nothing];
    assert_eq!(ordered("orderBy: [{field: KEY, direction: ASC}]"), keys);
    // What has no value comes last in both directions.
    assert_eq!(ordered("orderBy: [{field: KEY}]"), [romania_2022, romania_2019, italy_2022, italy_2019, nothing]);
    // The default; ties go by keys.
    assert_eq!(ordered("first: 50"), [romania_2022, italy_2019, italy_2022, romania_2019, nothing]);
    assert_eq!(ordered("orderBy: []"), ordered("first: 50"));
    assert_eq!(
        ordered("orderBy: [{field: COUNT, direction: ASC}]"),
        [italy_2019, italy_2022, romania_2019, nothing, romania_2022]
    );
    let by_money = r#"orderBy: [{field: TOTAL_BUDGET, currency: "EUR"}]"#;
    assert_eq!(ordered(by_money), [italy_2019, romania_2019, italy_2022, romania_2022, nothing]);
    let by_money = r#"orderBy: [{field: TOTAL_BUDGET, currency: "EUR", direction: ASC}, {field: KEY}]"#;
    assert_eq!(ordered(by_money), [romania_2022, italy_2022, romania_2019, italy_2019, nothing]);
    // Nobody states a grant, so that all are alike.
    assert_eq!(ordered(r#"orderBy: [{field: GRANT, currency: "EUR"}]"#), keys);
}

fn coordinators_of_unknown_country_get_their_part(backend: Backend) {
    let members = json!({
        "amounts": [{"kind": "GRANT", "money": {"amount": "100.00", "currency": "EUR"}}],
        "participations": [
            {"key": "1", "partner": "here", "role": "COORDINATOR"},
            {"key": "2", "partner": "somewhere", "role": "COORDINATOR"},
        ],
    });
    let records = [source(), partner("here", json!({"country": "RO"})), partner("somewhere", json!({})), project("p", members)];
    let server = Server::with(backend, &records);
    let data = server.client().query(
        "{ projectStatistics(groupBy: [PARTNER_COUNTRY], attribution: COORDINATOR) {
            rows { keys { key } grant { amount } } unallocated { grant { amount } } } }",
    );
    let expected = json!({"rows": [{"keys": [{"key": "RO"}], "grant": [{"amount": "50.00"}]}], "unallocated": {"grant": [{"amount": "50.00"}]}});
    assert_eq!(data["projectStatistics"], expected);
}

fn sums_may_be_larger_than_any_amount(backend: Backend) {
    let amount = json!({"amounts": [{"kind": "GRANT", "money": {"amount": "80000000000000000.00", "currency": "EUR"}}]});
    let records = [
        source(),
        project("a", amount.clone()),
        project("b", amount),
        record(
            "partner",
            "x",
            json!({
        "name": text("en", "X"), "sources": [{"source": "source"}]}),
        ),
    ];
    let server = Server::with(backend, &records);
    let data = server.client().query("{ projectStatistics(groupBy: []) { total { grant { amount } } } }");
    assert_eq!(data["projectStatistics"]["total"]["grant"], json!([{"amount": "160000000000000000.00"}]));
}
