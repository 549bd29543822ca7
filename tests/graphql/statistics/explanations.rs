//! What a statistic says of itself, and what it is quoted with.

use serde_json::{Value, json};

use super::server;
use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    server::{Server, shared},
};

on_both_backends!(explanations_say_what_was_counted, a_citation_can_be_checked, the_address_of_a_citation_asks_the_same_again,);

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
