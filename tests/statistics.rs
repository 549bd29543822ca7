//! Statistics of small registries, worked out by hand.

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    client::Client,
    on_both_backends,
    records::{partner, place, programme, project, record, source, text},
    server::{Server, shared},
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
    participations_are_counted_by_what_they_are,
    participations_of_several_programmes_overlap,
    indicators_add_up_where_they_are_alike,
    an_indicator_counts_by_its_own_values,
    explanations_say_what_was_counted,
    a_citation_can_be_checked,
    the_address_of_a_citation_asks_the_same_again,
    rows_are_ordered_as_asked,
    impossible_questions_are_refused,
    too_many_cells_are_refused,
);

/// Four projects: one with two places, themes and Italian participations, one with two coordinators, one with nothing but a budget in
/// lei, one without a budget.
fn registry() -> Vec<Value> {
    let vocabulary = json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}});
    let theme = |key: &str| record("concept", key, json!({"vocabulary": "THEME", "notation": key, "label": text("en", key)}));
    let cost = |amount: &str, currency: &str| json!([{"kind": "TOTAL_COST", "money": {"amount": amount, "currency": currency}}]);
    let row = |key: &str, partner: &str, role: &str, budget: Option<&str>| {
        let mut row = json!({"key": key, "partner": partner, "role": role});
        if let Some(amount) = budget {
            row["budget"] = json!({"amount": amount, "currency": "EUR"});
        }
        row
    };
    let credited = json!({"publisher": "The test", "title": text("en", "Credited"), "attribution": "© The test"});
    vec![
        source(),
        record("source", "credited", credited),
        vocabulary,
        theme("t1"),
        theme("t2"),
        place("cluj", "CITY", json!({"country": "RO"})),
        place("milan", "CITY", json!({"country": "IT"})),
        programme("first", json!({"code": "A"})),
        programme("second", json!({"code": "B"})),
        partner("ro", json!({"country": "RO"})),
        partner("it", json!({"country": "IT"})),
        partner("nowhere", json!({})),
        project(
            "a",
            json!({"amounts": cost("100.01", "EUR"), "period": {"start": "2019-05"}, "places": ["cluj", "milan"],
                "concepts": ["t1", "t2"], "programmes": ["first", "second"], "sources": [{"source": "credited"}],
                "participations": [row("1", "ro", "COORDINATOR", Some("30.01")), row("2", "it", "PARTNER", Some("20.00")),
                    row("3", "it", "PARTNER", Some("0.01")), row("4", "nowhere", "PARTNER", Some("5.00"))]}),
        ),
        project(
            "b",
            json!({"amounts": cost("7.00", "EUR"), "period": {"start": "2022"}, "places": ["cluj"],
                "participations": [row("1", "ro", "COORDINATOR", None), row("2", "it", "COORDINATOR", None)]}),
        ),
        project("c", json!({"amounts": cost("5.00", "RON")})),
        project(
            "d",
            json!({"period": {"start": "2022-06-01"}, "places": ["milan"], "participations": [row("1", "ro", "PARTNER", None)]}),
        ),
    ]
}

fn server(backend: Backend) -> Server {
    Server::start(Database::with(backend, &registry()), &[])
}

const SUMS: &str = "{ amount currency projectCount minimum median maximum }";

/// Asks for statistics of total budgets.
fn statistics(client: &Client, arguments: &str) -> Value {
    let row = format!("{{ keys {{ kind key label {{ text }} }} count partnerCount totalBudget {SUMS} }}");
    let query = format!(
        "{{ projectStatistics({arguments}) {{ groupCount countsOverlap sumsOverlap rows {row} other {row} unallocated {row} total {row} }} }}"
    );
    client.query(&query)["projectStatistics"].take()
}

/// The keys of a row as people read them.
fn names(row: &Value) -> String {
    let name = |key: &Value| {
        key["label"]["text"].as_str().or(key["key"].as_str()).or(key["kind"].as_str()).unwrap_or_default().to_owned()
    };
    let names: Vec<String> = row["keys"].as_array().into_iter().flatten().map(name).collect();
    names.join(" ")
}

/// The sums of a list, such as "100.01 EUR, 5.00 RON".
fn sums(list: &Value) -> String {
    let sum =
        |sum: &Value| format!("{} {}", sum["amount"].as_str().unwrap_or_default(), sum["currency"].as_str().unwrap_or_default());
    let sums: Vec<String> = list.as_array().into_iter().flatten().map(sum).collect();
    sums.join(", ")
}

/// Each row as its keys, count and sums, in the order of the answer.
fn rows(statistics: &Value, amount: &str) -> Vec<String> {
    let row = |row: &Value| format!("{}: {} [{}]", names(row), row["count"], sums(&row[amount])).replace(" []", "");
    statistics["rows"].as_array().into_iter().flatten().map(row).collect()
}

/// The same, sorted.
fn sorted_rows(statistics: &Value, amount: &str) -> Vec<String> {
    let mut rows = rows(statistics, amount);
    rows.sort_unstable();
    rows
}

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

/// Asks for statistics of participations.
fn participations(client: &Client, arguments: &str) -> Value {
    let row = format!("{{ keys {{ kind key label {{ text }} }} count projectCount partnerCount budget {SUMS} }}");
    let query = format!(
        "{{ participationStatistics({arguments}) {{ groupCount rows {row} other {row} total {row} explanation {{ text }} }} }}"
    );
    client.query(&query)["participationStatistics"].take()
}

fn participations_are_counted_by_what_they_are(backend: Backend) {
    let server = server(backend);
    let found = participations(server.client(), "groupBy: [PARTNER_COUNTRY]");
    assert_eq!(rows(&found, "budget"), ["Italy: 3 [20.01 EUR]", "Romania: 3 [30.01 EUR]", "MISSING: 1 [5.00 EUR]"]);
    let italy = &found["rows"][0];
    assert_eq!((&italy["projectCount"], &italy["partnerCount"]), (&json!(2), &json!(1)));
    let one = json!([{"amount": "20.01", "currency": "EUR", "projectCount": 1, "minimum": "20.01", "median": "20.01", "maximum": "20.01"}]);
    assert_eq!(italy["budget"], one);
    let total = &found["total"];
    assert_eq!((&total["count"], &total["projectCount"], &total["partnerCount"]), (&json!(7), &json!(3), &json!(3)));
    assert_eq!((sums(&total["budget"]), &total["budget"][0]["projectCount"]), ("55.02 EUR".to_owned(), &json!(1)));

    let most =
        participations(server.client(), r#"groupBy: [PARTNER], first: 1, orderBy: [{field: TOTAL_BUDGET, currency: "EUR"}]"#);
    assert_eq!(rows(&most, "budget"), ["ro: 3 [30.01 EUR]"]);
    let other = &most["other"];
    assert_eq!((&other["count"], &other["projectCount"], &other["partnerCount"]), (&json!(4), &json!(2), &json!(2)));
    assert_eq!((sums(&other["budget"]), &other["budget"][0]["projectCount"]), ("25.01 EUR".to_owned(), &json!(1)));

    // The filter selects participations: those of other partners in the same projects don't count.
    let romanian =
        participations(server.client(), r#"groupBy: [PARTNER_COUNTRY, ROLE], filter: {partner: {country: {eq: "RO"}}}"#);
    assert_eq!(rows(&romanian, "budget"), ["Romania Coordinator: 2 [30.01 EUR]", "Romania Partner: 1"]);
    let years = participations(server.client(), "groupBy: [START_YEAR], orderBy: [{field: KEY, direction: ASC}]");
    assert_eq!(rows(&years, "budget"), ["2019: 4 [55.02 EUR]", "2020: 0", "2021: 0", "2022: 3"]);
    let whole = participations(server.client(), "groupBy: []");
    assert_eq!(whole["rows"], json!([whole["total"]]));
}

fn participations_of_several_programmes_overlap(backend: Backend) {
    let server = server(backend);
    let found = participations(server.client(), "groupBy: [PROGRAMME]");
    assert_eq!(sorted_rows(&found, "budget"), ["MISSING: 3", "first: 4 [55.02 EUR]", "second: 4 [55.02 EUR]"]);
    assert_eq!(sums(&found["total"]["budget"]), "55.02 EUR");
    let explanation = found["explanation"]["text"].as_str().unwrap_or_default();
    assert!(explanation.contains("a participation with several values counts in several rows"), "{explanation}");
    let single = participations(server.client(), "groupBy: [ROLE]");
    let explanation = single["explanation"]["text"].as_str().unwrap_or_default();
    assert!(explanation.contains("each participation counts once"), "{explanation}");
}

/// One project with eight indicators, of which four add up.
fn measured() -> Vec<Value> {
    let value = |number: &str, comparator: &str| json!({"value": number, "comparator": comparator});
    let prose = |words: &str| json!({"text": words});
    let people = |key: &str, members: Value| {
        let mut indicator = json!({"key": key, "concept": "people", "unit": "PERSON"});
        for (name, value) in members.as_object().into_iter().flatten() {
            indicator[name] = value.clone();
        }
        indicator
    };
    let periods = json!([
        {"period": {"start": "2020", "end": "2020"}, "targets": [value("100", "EXACTLY")]},
        {"period": {"start": "2021", "end": "2021"}, "targets": [value("3", "AT_LEAST")]},
    ]);
    let first = json!([
        people("1", json!({"target": value("10", "AT_LEAST"), "actual": value("12.5", "EXACTLY")})),
        people("2", json!({"target": value("0.5", "AT_LEAST")})),
        {"key": "3", "unit": "PERCENT", "target": value("50", "EXACTLY")},
        {"key": "4", "target": value("5", "EXACTLY")},
    ]);
    let second = json!([
        people("5", json!({"target": prose("many")})),
        people("6", json!({})),
        people("7", json!({"target": value("1", "AT_LEAST"), "actual": prose("some")})),
        people("8", json!({"periods": periods})),
    ]);
    vec![
        source(),
        json!({"vocabulary": {"code": "TARGET_GROUP", "name": text("en", "Target groups")}}),
        record("concept", "people", json!({"vocabulary": "TARGET_GROUP", "notation": "people", "label": text("en", "People")})),
        place("cluj", "CITY", json!({"country": "RO"})),
        place("milan", "CITY", json!({"country": "IT"})),
        project(
            "a",
            json!({"places": ["cluj", "milan"], "results": [
                {"key": "1", "kind": "EVENT", "title": text("en", "First"), "indicators": first},
                {"key": "2", "kind": "REPORT", "title": text("en", "Second"), "indicators": second},
            ]}),
        ),
    ]
}

/// Asks for statistics of indicators.
fn indicators(client: &Client, arguments: &str) -> Value {
    let query = format!(
        "{{ indicatorStatistics({arguments}) {{ groupCount rows {{ keys {{ kind key label {{ text }} }} concept {{ notation }} unit \
         comparator resultCount target actual }} leftOut {{ count reason {{ text }} }} explanation {{ text }} }} }}"
    );
    client.query(&query)["indicatorStatistics"].take()
}

/// Each row as keys, comparator, target and actual value.
fn quantities(statistics: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let row = |row: &Value| {
        let values = format!("{} {} of {}", text(&row["comparator"]), text(&row["actual"]), text(&row["target"]));
        format!("{} {values} in {}", names(row), row["resultCount"]).trim_start().to_owned()
    };
    statistics["rows"].as_array().into_iter().flatten().map(row).collect()
}

fn indicators_add_up_where_they_are_alike(backend: Backend) {
    let server = Server::start(Database::with(backend, &measured()), &[]);
    let found = indicators(server.client(), "groupBy: []");
    assert_eq!(quantities(&found), ["AT_LEAST - of 14.5 in 2", "EXACTLY 12.5 of - in 1"]);
    let row = &found["rows"][0];
    assert_eq!((&row["concept"]["notation"], &row["unit"], &row["keys"]), (&json!("people"), &json!("PERSON"), &json!([])));
    let left_out: Vec<String> = found["leftOut"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|reason| format!("{} {}", reason["count"], reason["reason"]["text"].as_str().unwrap_or_default()))
        .collect();
    let expected = [
        "1 Neither a target nor an actual value is stated.",
        "1 What is stated is prose, not a number.",
        "1 The number has no unit.",
        "1 The unit, such as a percentage, an average or a ratio, doesn't add up.",
        "1 One of target and actual value is prose and was left out; the other one was added up.",
    ];
    assert_eq!(left_out, expected);
    let said = "2 results; 8 indicators, of which 4 added up where concept, unit and comparator are the same and 4 left out; \
                each indicator counts once.";
    assert_eq!(found["explanation"]["text"], said);
    let one = indicators(server.client(), "groupBy: [], first: 1, filter: {kind: {eq: EVENT}}");
    assert_eq!((quantities(&one), &one["groupCount"]), (vec!["EXACTLY 12.5 of - in 1".to_owned()], &json!(2)));
}

fn an_indicator_counts_by_its_own_values(backend: Backend) {
    let server = Server::start(Database::with(backend, &measured()), &[]);
    let found = indicators(server.client(), "groupBy: [INDICATOR, UNIT, TARGET_REACHED]");
    let expected = [
        "People PERSON MISSING AT_LEAST - of 4.5 in 2",
        "People PERSON true EXACTLY 12.5 of - in 1",
        "People PERSON true AT_LEAST - of 10 in 1",
    ];
    let mut quantities_found = quantities(&found);
    // A value of an enumeration may have a label.
    for row in &mut quantities_found {
        *row = row.replace("Target reached", "true");
    }
    quantities_found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(quantities_found, expected);
    let by_country = indicators(server.client(), "groupBy: [COUNTRY], first: 1");
    assert_eq!(quantities(&by_country), ["Italy AT_LEAST - of 14.5 in 2"]);
    assert_eq!(by_country["groupCount"], 4);
    let explanation = by_country["explanation"]["text"].as_str().unwrap_or_default();
    assert!(explanation.contains("an indicator with several values counts in several rows"), "{explanation}");
}

fn explanations_say_what_was_counted(backend: Backend) {
    let explanation = |arguments: &str, fields: &str| {
        let query = format!(
            "{{ projectStatistics({arguments}) {{ {fields} en: explanation {{ text language origin }} ro: explanation(languages: [\"ro\"]) {{ text language }} }} }}"
        );
        shared(backend).query(&query)["projectStatistics"].take()
    };
    let money = "total { totalBudget { amount } }";
    let all = explanation("groupBy: []", money);
    let said = "13 projects; the total budget as stated in EUR by 2 of them, while 11 state none; each project counts once.";
    assert_eq!(all["en"], json!({"text": said, "language": "en", "origin": "EDITORIAL"}));
    let said = "13 proiecte; bugetul total așa cum este declarat în EUR la 2 dintre ele, iar la 11 dintre ele lipsește; \
                fiecare proiect se numără o singură dată.";
    assert_eq!(all["ro"], json!({"text": said, "language": "ro"}));
    let split = explanation("groupBy: [WORK_COUNTRY], attribution: EQUAL_SPLIT", money);
    let said = "13 projects, by country of work; the total budget as stated in EUR by 2 of them, while 11 state none; \
                money is split equally among the rows of its project; for 8 of them the country of work is not known; \
                a project with several values counts in several rows.";
    assert_eq!(split["en"]["text"], said);
    let one = explanation("groupBy: [], filter: {acronym: {eq: \"SPACE\"}}", "groupCount");
    assert_eq!(one["en"]["text"], "1 project that the filter finds; each project counts once.");
    assert_eq!(one["ro"]["text"], "Un proiect găsit de filtru; fiecare proiect se numără o singură dată.");
}

fn a_citation_can_be_checked(backend: Backend) {
    let server = server(backend);
    let cite = |arguments: &str, fields: &str| {
        let query = format!(
            "{{ registry {{ dataVersion licence updatedAt }} projectStatistics({arguments}) {{ {fields} citation {{ text dataVersion checksum licence attributions }} }} }}"
        );
        server.client().query(&query)
    };
    let data = cite("groupBy: [PARTNER_COUNTRY]", "groupCount");
    let (citation, registry) = (&data["projectStatistics"]["citation"], &data["registry"]);
    assert_eq!((&citation["dataVersion"], &citation["licence"]), (&registry["dataVersion"], &registry["licence"]));
    assert_eq!(citation["attributions"], json!(["© The test"]));
    let text = citation["text"].as_str().unwrap_or_default();
    let day = &registry["updatedAt"].as_str().unwrap_or_default()[..10];
    assert_eq!(text, format!("Inclusion registry: statistics of 4 projects by country of the partner, data version 1 of {day}."));

    let checksum = |arguments: &str, fields: &str| cite(arguments, fields)["projectStatistics"]["citation"]["checksum"].clone();
    let known = checksum("groupBy: [START_YEAR]", "groupCount");
    assert_eq!(known.as_str().unwrap_or_default().len(), 64);
    // It is of the numbers, not of how many are shown, nor of their order.
    assert_eq!(checksum("groupBy: [START_YEAR], first: 1", "rows { count }"), known);
    assert_eq!(checksum("groupBy: [START_YEAR], orderBy: [{field: KEY}]", "groupCount"), known);
    assert_ne!(checksum("groupBy: [START_YEAR], filter: {period: {start: {from: \"2020\"}}}", "groupCount"), known);
    assert_ne!(checksum("groupBy: [STATUS]", "groupCount"), known);
    let money = "rows { totalBudget { amount } }";
    assert_ne!(
        checksum("groupBy: [PARTNER_COUNTRY], attribution: WHOLE", money),
        checksum("groupBy: [PARTNER_COUNTRY], attribution: SHARE", money)
    );
    let other = cite("groupBy: [], filter: {period: {start: {from: \"2020\"}}}", "groupCount");
    assert_eq!(other["projectStatistics"]["citation"]["attributions"], json!([]));
}

fn the_address_of_a_citation_asks_the_same_again(backend: Backend) {
    let client = shared(backend);
    let address = |data: &Value| data["projectStatistics"]["citation"]["url"].as_str().map(str::to_owned);
    let query = "query Other { __typename } query Touched($filter: ProjectFilter) { projectStatistics(groupBy: [THEME], \
                 filter: $filter) { rows { keys { key } count } citation { url text checksum } } }";
    let filter = json!({"filter": {"search": "\"Timișoara\" & +50% #?"}});
    let request = |filter: &Value| json!({"query": query, "variables": filter, "operationName": "Touched"});
    let asked = client.post(&request(&json!({"filter": {"search": "Timișoara"}})), "application/json").json();
    assert!(asked["data"]["projectStatistics"]["rows"].as_array().is_some_and(|rows| !rows.is_empty()), "{asked:#}");
    for question in [request(&json!({})), request(&filter), request(&json!({"filter": {"search": "Timișoara"}}))] {
        let asked = client.post(&question, "application/json").json();
        let url = address(&asked["data"]).expect("there is an address");
        let path = url.strip_prefix(&format!("http://{}", client.address())).expect("it is this server's address");
        assert!(path.starts_with("/graphql?query=query%20Other%20%7B"), "{path}");
        assert_eq!(client.get(path).json(), asked, "{path}");
    }
    let plain = client.query("{ projectStatistics(groupBy: []) { citation { url } } }");
    let path = "/graphql?query=%7B%20projectStatistics%28groupBy%3A%20%5B%5D%29%20%7B%20citation%20%7B%20url%20%7D%20%7D%20%7D";
    assert_eq!(address(&plain), Some(format!("http://{}{path}", client.address())));

    let long = json!({"filter": {"search": "x".repeat(100), "id": {"in": ["a".repeat(8_000)]}}});
    let asked = client.post(&request(&long), "application/json").json();
    assert_eq!((address(&asked["data"]), &asked["errors"]), (None, &Value::Null), "{asked:#}");

    let elsewhere = Server::start(Database::with(backend, &[]), &["--public-url", "https://registry.example.org/all/"]);
    let plain = elsewhere.client().query("{ projectStatistics(groupBy: []) { citation { url } } }");
    assert_eq!(address(&plain), Some(format!("https://registry.example.org/all{path}")));
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

fn impossible_questions_are_refused(backend: Backend) {
    let client = shared(backend);
    for (field, dimension) in
        [("projectStatistics", "THEME"), ("participationStatistics", "ROLE"), ("indicatorStatistics", "UNIT")]
    {
        let refused = |arguments: &str, code: &str, words: &[&str]| {
            client.fails(&format!("{{ {field}({arguments}) {{ groupCount }} }}"), code, words);
        };
        refused(&format!("groupBy: [{dimension}, {dimension}]"), "BAD_USER_INPUT", &[dimension, "twice"]);
        refused("groupBy: [], first: -1", "BAD_USER_INPUT", &["-1", "10000"]);
        refused("groupBy: [], first: 10001", "PAGE_TOO_LARGE", &["10001", "10000"]);
    }
    let too_many = [
        ("projectStatistics", "THEME, STATUS, SOURCE, LANGUAGE"),
        ("participationStatistics", "ROLE, PARTNER, PROGRAMME, PARTNER_KIND"),
        ("indicatorStatistics", "UNIT, KIND, COUNTRY, YEAR"),
    ];
    for (field, dimensions) in too_many {
        client.fails(
            &format!("{{ {field}(groupBy: [{dimensions}]) {{ groupCount }} }}"),
            "BAD_USER_INPUT",
            &["4 dimensions", "3"],
        );
    }
    for field in ["projectStatistics", "participationStatistics"] {
        for by in ["TOTAL_BUDGET", "GRANT"] {
            let query = format!("{{ {field}(groupBy: [], orderBy: [{{field: {by}}}]) {{ groupCount }} }}");
            client.fails(&query, "BAD_USER_INPUT", &["currency", "EUR"]);
        }
    }
    let money = "{ rows { grant { amount } } }";
    let rules = ["WHOLE", "EQUAL_SPLIT"];
    client.fails(
        &format!("{{ projectStatistics(groupBy: [START_YEAR, THEME]) {money} }}"),
        "BAD_USER_INPUT",
        &["THEME", rules[0], rules[1]],
    );
    let all = ["PARTNER", "WHOLE", "EQUAL_SPLIT", "COORDINATOR", "SHARE"];
    client.fails(&format!("{{ projectStatistics(groupBy: [START_YEAR, PARTNER]) {money} }}"), "BAD_USER_INPUT", &all);
    client.fails(
        &format!("{{ projectStatistics(groupBy: [START_YEAR, THEME], attribution: SHARE) {money} }}"),
        "BAD_USER_INPUT",
        &["SHARE", rules[0], rules[1]],
    );
}

/// One project in so many programmes, with so many partners and indicators, that the combinations are more than can be shown.
fn too_many_cells_are_refused(backend: Backend) {
    let (programmes, countries, concepts) = (450, ["RO", "IT", "ES", "FR", "DE", "PT", "GR", "BG", "HU", "PL"], 46);
    let named = |name: &str, number: usize| (0..number).map(|i| format!("{name}-{i}")).collect::<Vec<_>>();
    let (ours, partners, measures) = (named("programme", programmes), named("partner", programmes), named("measure", concepts));
    let mut records = vec![source(), json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}})];
    records.extend(ours.iter().map(|key| programme(key, json!({}))));
    records.extend(partners.iter().map(|key| partner(key, json!({}))));
    records.extend(countries.iter().map(|code| place(&code.to_lowercase(), "COUNTRY", json!({"country": code}))));
    records.extend(
        measures
            .iter()
            .map(|key| record("concept", key, json!({"vocabulary": "THEME", "notation": key, "label": text("en", key)}))),
    );
    let participations: Vec<Value> = partners.iter().map(|key| json!({"key": key, "partner": key, "role": "PARTNER"})).collect();
    let target = json!({"value": "1", "comparator": "EXACTLY"});
    let indicators: Vec<Value> =
        measures.iter().map(|key| json!({"key": key, "concept": key, "unit": "PERSON", "target": target})).collect();
    let places: Vec<String> = countries.iter().map(|code| code.to_lowercase()).collect();
    records.push(project(
        "everything",
        json!({"programmes": ours, "participations": participations, "places": places,
            "results": [{"key": "1", "kind": "REPORT", "title": text("en", "All"), "indicators": indicators}]}),
    ));
    // So many are slow to count in a program that was built for tests.
    let server = Server::start(Database::with(backend, &records), &["--max-seconds", "120"]);
    let questions = [
        ("projectStatistics", "PARTNER, PROGRAMME", "PARTNER"),
        ("participationStatistics", "PARTNER, PROGRAMME", "PARTNER"),
        ("indicatorStatistics", "PROGRAMME, COUNTRY", "PROGRAMME"),
    ];
    for (field, many, few) in questions {
        let query = |dimensions: &str| format!("{{ {field}(groupBy: [{dimensions}], first: 1) {{ groupCount }} }}");
        server.client().fails(&query(many), "QUERY_TOO_COMPLEX", &["200000", "filter", "fewer dimensions"]);
        let fewer = server.client().query(&query(few));
        assert!(fewer[field]["groupCount"].as_u64().is_some_and(|number| number >= 450), "{field}: {fewer}");
    }
}
