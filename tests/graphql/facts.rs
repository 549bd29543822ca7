//! Questions of a journalist, with answers worked out by hand from the five source documents.

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{each, sorted},
    on_both_backends,
    server::shared,
};

on_both_backends!(
    five_initiatives_touch_cluj_napoca,
    four_projects_are_for_women,
    five_projects_are_for_roma,
    seven_cities_are_in_several_initiatives,
    two_budgets_are_stated,
    spain_coordinates_all_stated_money,
    work_in_two_countries_is_split_equally,
    only_the_share_of_botosani_is_known,
    space_is_recorded_as_its_document_states,
    netco_keeps_months,
    epi_works_in_seven_cities,
    cosmopolitan_cities_name_countries_and_goals,
    dreams_is_below_erasmus_plus,
    ipis_is_coordinated_by_the_city_of_cluj_napoca,
    nine_partners_of_whom_none_is_named,
    the_intercultural_institute_takes_part_three_times,
    seats_and_places_of_work_are_kept_apart,
    eight_projects_have_no_period,
    everything_is_counted,
    status_follows_the_calendar,
);

/// The sorted slugs of the projects that a filter finds.
fn projects(backend: Backend, arguments: &str) -> Vec<String> {
    let data = shared(backend).query(&format!("{{ projects({arguments} first: 100) {{ totalCount nodes {{ slug }} }} }}"));
    let slugs = sorted(&data, "/projects/nodes", "/slug");
    assert_eq!(data["projects"]["totalCount"], slugs.len());
    slugs.into_iter().map(str::to_owned).collect()
}

/// The sorted slugs of the projects of a place.
fn projects_of_place(backend: Backend, slug: &str, relation: &str) -> Vec<String> {
    let query =
        format!("{{ place(by: {{slug: {slug:?}}}) {{ projects(relation: {relation}) {{ totalCount nodes {{ slug }} }} }} }}");
    let data = shared(backend).query(&query);
    let slugs = sorted(&data, "/place/projects/nodes", "/slug");
    assert_eq!(data["place"]["projects"]["totalCount"], slugs.len());
    slugs.into_iter().map(str::to_owned).collect()
}

fn five_initiatives_touch_cluj_napoca(backend: Backend) {
    let data = shared(backend).query(
        r#"{ place(by: {slug: "cluj-napoca"}) { projects(relation: ANY) { totalCount nodes { slug sources { source { slug } language } } } } }"#,
    );
    let list = "/place/projects/nodes";
    assert_eq!(data["place"]["projects"]["totalCount"], 5);
    assert_eq!(sorted(&data, list, "/slug"), ["epi", "ipis", "netco", "social-dialogue-romania", "social-economy-romania"]);
    let mut documents = sorted(&data, list, "/sources/0/source/slug");
    documents.dedup();
    assert_eq!(documents, ["epi-page", "intercultural-institute-projects", "netco-page"]);
    let mut languages = sorted(&data, list, "/sources/0/language");
    languages.dedup();
    assert_eq!(languages, ["en", "ro"]);

    let work = ["epi", "social-dialogue-romania", "social-economy-romania"];
    assert_eq!(projects_of_place(backend, "cluj-napoca", "CARRIED_OUT"), work);
    assert_eq!(projects_of_place(backend, "cluj-napoca", "PARTNER_SEAT"), ["ipis", "netco"]);
}

fn four_projects_are_for_women(backend: Backend) {
    let slugs = ["keyroma", "netco", "roma-women-sorority-network", "space"];
    assert_eq!(projects(backend, r#"filter: {targetGroup: {notation: {eq: "WOMEN"}}},"#), slugs);
    let data = shared(backend).query(
        r#"{ concept(by: {notation: {vocabulary: "TARGET_GROUP", notation: "WOMEN"}}) { narrower { notation } projects { nodes { slug } } } }"#,
    );
    assert_eq!(each(&data, "/concept/narrower", "/notation"), ["ROMA_WOMEN"]);
    assert_eq!(sorted(&data, "/concept/projects/nodes", "/slug"), slugs);
}

fn five_projects_are_for_roma(backend: Backend) {
    let slugs = ["dreams", "keyroma", "roma-anti-stereotypes-campaigns", "roma-women-sorority-network", "vet4roma"];
    assert_eq!(projects(backend, r#"filter: {targetGroup: {notation: {eq: "ROMA"}}},"#), slugs);
}

fn seven_cities_are_in_several_initiatives(backend: Backend) {
    let cities = ["arad", "bucharest", "cluj-napoca", "iasi", "oradea", "sibiu", "timisoara"];
    let slugs = |filter: &str| {
        let data =
            shared(backend).query(&format!("{{ places(filter: {{kind: {{eq: CITY}}, {filter}}}) {{ nodes {{ slug }} }} }}"));
        sorted(&data, "/places/nodes", "/slug").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(slugs("projectCount: {from: 2}"), cities);
    assert_eq!(slugs("projectCount: {from: 2}, relation: CARRIED_OUT"), cities);
    assert_eq!(slugs("projectCount: {from: 2}, relation: ANY"), cities);
    assert_eq!(slugs("projectCount: {from: 3}"), ["cluj-napoca"]);
    assert_eq!(slugs("projectCount: {from: 3}, relation: ANY"), ["cluj-napoca", "timisoara"]);
    assert_eq!(slugs("projectCount: {eq: 3}, relation: PARTNER_SEAT"), ["timisoara"]);
}

fn two_budgets_are_stated(backend: Backend) {
    let data = shared(backend).query(
        "{ projectStatistics(groupBy: []) { groupCount total { count totalBudget { amount currency projectCount } grant { amount } } } }",
    );
    let total = &data["projectStatistics"]["total"];
    assert_eq!(total["count"], 13);
    assert_eq!(total["totalBudget"], json!([{"amount": "538275.00", "currency": "EUR", "projectCount": 2}]));
    assert_eq!(total["grant"], json!([]));
    assert_eq!(projects(backend, "filter: {totalBudget: {isNull: false}},"), ["netco", "space"]);
    assert_eq!(projects(backend, "filter: {totalBudget: {isNull: true}},").len(), 11);
    let from = |amount: &str| projects(backend, &format!("filter: {{totalBudget: {{currency: \"EUR\", from: {amount:?}}}}},"));
    assert_eq!(from("152860"), ["netco", "space"]);
    assert_eq!(from("152860.01"), ["space"]);
    let largest = shared(backend).query(
        r#"{ projects(orderBy: [{field: TOTAL_BUDGET, direction: DESC, currency: "EUR"}], first: 2) { nodes { slug } } }"#,
    );
    assert_eq!(each(&largest, "/projects/nodes", "/slug"), ["space", "netco"]);
}

/// What is in the rows of a statistic about total budgets: key, kind, amount.
fn budget_rows(backend: Backend, arguments: &str) -> (Value, Vec<(String, String)>) {
    let row = "keys { key kind } count totalBudget { amount currency }";
    let data = shared(backend).query(&format!(
        "{{ projectStatistics({arguments}) {{ sumsOverlap countsOverlap rows {{ {row} }} unallocated {{ {row} }} total {{ {row} }} }} }}"
    ));
    let statistics = data["projectStatistics"].clone();
    let mut rows: Vec<(String, String)> = statistics["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| {
            let key = &row["keys"][0];
            let name = key["key"].as_str().or(key["kind"].as_str()).unwrap_or_default();
            Some((name.to_owned(), row["totalBudget"][0]["amount"].as_str()?.to_owned()))
        })
        .collect();
    rows.sort();
    (statistics, rows)
}

/// Pairs as owned text.
fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn spain_coordinates_all_stated_money(backend: Backend) {
    let (statistics, rows) = budget_rows(backend, "groupBy: [PARTNER_COUNTRY], attribution: COORDINATOR");
    assert_eq!(rows, owned(&[("ES", "538275.00")]));
    assert_eq!(statistics["total"]["totalBudget"], json!([{"amount": "538275.00", "currency": "EUR"}]));
    assert_eq!(statistics["sumsOverlap"], false);
}

fn work_in_two_countries_is_split_equally(backend: Backend) {
    let (statistics, rows) = budget_rows(backend, "groupBy: [WORK_COUNTRY], attribution: EQUAL_SPLIT");
    assert_eq!(rows, owned(&[("ES", "192707.50"), ("MISSING", "152860.00"), ("RO", "192707.50")]));
    assert_eq!(statistics["sumsOverlap"], false);
    let (statistics, rows) = budget_rows(backend, "groupBy: [WORK_COUNTRY], attribution: WHOLE");
    assert_eq!(rows, owned(&[("ES", "385415.00"), ("MISSING", "152860.00"), ("RO", "385415.00")]));
    assert_eq!(statistics["sumsOverlap"], true);
    assert_eq!(statistics["countsOverlap"], true);
}

fn only_the_share_of_botosani_is_known(backend: Backend) {
    let (statistics, rows) = budget_rows(backend, "groupBy: [PARTNER_COUNTRY], attribution: SHARE");
    assert_eq!(rows, owned(&[("RO", "57710.00")]));
    assert_eq!(statistics["unallocated"]["totalBudget"], json!([{"amount": "480565.00", "currency": "EUR"}]));
    assert_eq!(statistics["total"]["totalBudget"], json!([{"amount": "538275.00", "currency": "EUR"}]));
}

fn space_is_recorded_as_its_document_states(backend: Backend) {
    let data = shared(backend).query(
        r#"{ project(by: {identifier: {scheme: "CONTRACT", value: "375/13.01.2026"}}) {
            acronym title { text language origin } signedOn period { start end firstDay lastDay months }
            totalBudget { amount currency } grant { amount } amounts { kind money { amount } participation { partner { slug } } }
            programme { code } fundingCall { identifier } coordinator { slug country { code } } coordinators { slug }
            participations { totalCount nodes { position role statedRole partner { slug } budget { amount currency } } }
            activities { kind title { text } } actionLines { position title(languages: ["en"]) { text language origin } }
            results { totalCount nodes { activity { kind } indicators { unit target { value comparator text } actual { value } } } }
            places { slug } countries { code } targetGroups { notation } statedPartnerCount
        } }"#,
    );
    let space = &data["project"];
    assert_eq!(space["acronym"], "SPACE");
    assert_eq!(
        space["title"],
        json!({"text": "Solidaritate, Participare, Acces, Comunitate, Egalitate în comunitate", "language": "ro", "origin": "ORIGINAL"})
    );
    assert_eq!(space["signedOn"], "2026-01-13");
    assert_eq!(
        space["period"],
        json!({"start": "2026-01-01", "end": "2027-12-31", "firstDay": "2026-01-01", "lastDay": "2027-12-31", "months": 24})
    );
    assert_eq!(space["totalBudget"], json!({"amount": "385415.00", "currency": "EUR"}));
    assert_eq!(space["grant"], Value::Null);
    assert_eq!(space["amounts"][0], json!({"kind": "TOTAL_COST", "money": {"amount": "385415.00"}, "participation": null}));
    assert_eq!(space["amounts"][1]["participation"]["partner"]["slug"], "botosani-county-council");
    assert_eq!(space["programme"]["code"], "CERV");
    assert_eq!(space["fundingCall"]["identifier"], "CERV-2025-CITIZENS-TOWN-NT");
    assert_eq!(space["coordinator"], json!({"slug": "cidalia", "country": {"code": "ES"}}));
    assert_eq!(space["coordinators"], json!([{"slug": "cidalia"}]));
    assert_eq!(space["participations"]["totalCount"], 7);
    let botosani = &space["participations"]["nodes"][1];
    assert_eq!(botosani["partner"]["slug"], "botosani-county-council");
    assert_eq!(botosani["budget"], json!({"amount": "57710.00", "currency": "EUR"}));
    assert_eq!(space["participations"]["nodes"][6]["role"], "ASSOCIATED_PARTNER");
    assert_eq!(each(space, "/activities", "/kind"), ["CONFERENCE", "EXCHANGE", "WEBINAR", "CAMPAIGN"]);
    assert_eq!(space["actionLines"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        space["actionLines"][3]["title"],
        json!({"text": "communication", "language": "en", "origin": "HUMAN_TRANSLATION"})
    );
    assert_eq!(space["results"]["totalCount"], 4);
    let mut targets = each(space, "/results/nodes", "/indicators/0/target/value");
    targets.sort_unstable();
    assert_eq!(targets, ["101", "51", "51", "76"]);
    assert!(each(space, "/results/nodes", "/indicators/0/target/comparator").iter().all(|c| *c == "AT_LEAST"));
    assert!(each(space, "/results/nodes", "/indicators/0/unit").iter().all(|unit| *unit == "PERSON"));
    assert_eq!(sorted(space, "/places", "/slug"), ["botosani-county", "palencia"]);
    assert_eq!(sorted(space, "/countries", "/code"), ["ES", "RO"]);
    assert_eq!(
        sorted(space, "/targetGroups", "/notation"),
        ["MIGRANT_ASSOCIATIONS", "POLITICAL_DECISION_MAKERS", "WOMEN", "YOUNG_PEOPLE"]
    );
    assert_eq!(space["statedPartnerCount"], Value::Null);
}

fn netco_keeps_months(backend: Backend) {
    let data = shared(backend).query(
        r#"{ project(by: {slug: "netco"}) { period { start end firstDay lastDay months } totalBudget { amount currency }
            coordinator { slug } participations(first: 100) { totalCount nodes { partner { country { code } } } } places { slug } countries { code } } }"#,
    );
    let netco = &data["project"];
    assert_eq!(
        netco["period"],
        json!({"start": "2022-05", "end": "2024-04", "firstDay": "2022-05-01", "lastDay": "2024-04-30", "months": 24})
    );
    assert_eq!(netco["totalBudget"], json!({"amount": "152860.00", "currency": "EUR"}));
    assert_eq!(netco["coordinator"]["slug"], "city-of-barcelona");
    assert_eq!(netco["participations"]["totalCount"], 16);
    // Nobody says where Urban Lab and id22 sit.
    let nowhere = each(netco, "/participations/nodes", "/partner/country/code").iter().filter(|code| code.is_empty()).count();
    assert_eq!(nowhere, 2);
    // The document names partners, not places of work.
    assert_eq!((&netco["places"], &netco["countries"]), (&json!([]), &json!([])));
}

fn epi_works_in_seven_cities(backend: Backend) {
    let data = shared(backend).query(
        r#"{ project(by: {identifier: {scheme: "EU_GRANT_AGREEMENT", value: "863614"}}) { slug period { months } programme { code }
            places { slug } countries { code } actionLines { position } participations { totalCount } } }"#,
    );
    let epi = &data["project"];
    assert_eq!((&epi["slug"], &epi["period"]["months"], &epi["programme"]["code"]), (&json!("epi"), &json!(30), &json!("AMIF")));
    assert_eq!(
        sorted(epi, "/places", "/slug"),
        ["cartagena", "cluj-napoca", "dietzenbach", "linkoping", "lublin", "ravenna", "riga"]
    );
    assert_eq!(sorted(epi, "/countries", "/code"), ["DE", "ES", "IT", "LV", "PL", "RO", "SE"]);
    assert_eq!(epi["actionLines"].as_array().map(Vec::len), Some(4));
    assert_eq!(epi["participations"]["totalCount"], 0);
}

fn cosmopolitan_cities_name_countries_and_goals(backend: Backend) {
    let data = shared(backend).query(
        r#"{ project(by: {slug: "cosmopolitan-cities"}) { title { language origin } period { start end months } programme { slug code }
            countries { code } places { kind } sustainableDevelopmentGoals { notation } sources { language source { slug } } } }"#,
    );
    let project = &data["project"];
    assert_eq!(project["title"], json!({"language": "it", "origin": "EDITORIAL"}));
    assert_eq!(project["period"], json!({"start": "2017-09", "end": "2019-08", "months": 24}));
    assert_eq!(project["programme"], json!({"slug": "europe-for-citizens", "code": null}));
    assert_eq!(sorted(project, "/countries", "/code"), ["AL", "BE", "DK", "EE", "FR", "IT", "LT", "LV", "NL", "SI"]);
    assert!(each(project, "/places", "/kind").iter().all(|kind| *kind == "COUNTRY"));
    assert_eq!(sorted(project, "/sustainableDevelopmentGoals", "/notation"), ["10", "11"]);
    assert_eq!(project["sources"].as_array().map(Vec::len), Some(1));
    let reducing_inequality = r#"filter: {sustainableDevelopmentGoal: {notation: {eq: "10"}}},"#;
    assert_eq!(projects(backend, reducing_inequality), ["cosmopolitan-cities"]);
}

fn dreams_is_below_erasmus_plus(backend: Backend) {
    let data = shared(backend).query(
        r#"{ programme(by: {code: "ERASMUS+"}) { children { code } projects { nodes { slug period { start end months lastDay }
            statedPartnerCount coordinator { slug } participations { totalCount } programme { code parent { code } } } } } }"#,
    );
    assert_eq!(each(&data, "/programme/children", "/code"), ["ERASMUS+/KA204"]);
    assert_eq!(each(&data, "/programme/projects/nodes", "/slug"), ["dreams"]);
    let dreams = &data["programme"]["projects"]["nodes"][0];
    assert_eq!(dreams["period"], json!({"start": "2019-09", "end": null, "months": null, "lastDay": null}));
    assert_eq!((&dreams["statedPartnerCount"], &dreams["participations"]["totalCount"]), (&json!(4), &json!(4)));
    assert_eq!(dreams["coordinator"]["slug"], "media-actie-kuregem-stad");
    assert_eq!(dreams["programme"], json!({"code": "ERASMUS+/KA204", "parent": {"code": "ERASMUS+"}}));
    assert_eq!(projects(backend, r#"filter: {programme: {code: {eq: "ERASMUS+"}}},"#), ["dreams"]);
    assert_eq!(projects(backend, r#"filter: {programme: {code: {eq: "CERV"}}},"#), ["netco", "space"]);
}

fn ipis_is_coordinated_by_the_city_of_cluj_napoca(backend: Backend) {
    let data = shared(backend).query(
        r#"{ project(by: {identifier: {scheme: "posdru", value: "posdru 96 6.2 s 63444"}}) { slug programme { code parent { code parent { code } } }
            coordinator { kind place { slug } } participations { nodes { role startedOn partner { slug } } } } }"#,
    );
    let ipis = &data["project"];
    assert_eq!(ipis["slug"], "ipis");
    assert_eq!(ipis["programme"], json!({"code": "POSDRU/6/6.2", "parent": {"code": "POSDRU/6", "parent": {"code": "POSDRU"}}}));
    assert_eq!(ipis["coordinator"], json!({"kind": "LOCAL_AUTHORITY", "place": {"slug": "cluj-napoca"}}));
    assert_eq!(
        ipis["participations"]["nodes"][0],
        json!({"role": "PARTNER", "startedOn": "2013", "partner": {"slug": "intercultural-institute-of-timisoara"}})
    );
}

fn nine_partners_of_whom_none_is_named(backend: Backend) {
    let data = shared(backend).query(
        r#"{ project(by: {slug: "roma-anti-stereotypes-campaigns"}) { statedPartnerCount coordinator { slug } participations { totalCount nodes { id } } } }"#,
    );
    assert_eq!(
        data["project"],
        json!({"statedPartnerCount": 9, "coordinator": null, "participations": {"totalCount": 0, "nodes": []}})
    );
}

fn the_intercultural_institute_takes_part_three_times(backend: Backend) {
    let data = shared(backend).query(
        "{ partners(filter: {projectCount: {from: 2}}) { nodes { slug place { slug } participations { nodes { role project { slug } } } } } }",
    );
    assert_eq!(each(&data, "/partners/nodes", "/slug"), ["intercultural-institute-of-timisoara"]);
    let institute = &data["partners"]["nodes"][0];
    assert_eq!(institute["place"]["slug"], "timisoara");
    let projects = sorted(institute, "/participations/nodes", "/project/slug");
    assert_eq!(projects, ["dreams", "france-romania-cooperation-guidelines", "ipis"]);
    assert_eq!(sorted(institute, "/participations/nodes", "/role"), ["IMPLEMENTER", "PARTNER", "PARTNER"]);
}

fn seats_and_places_of_work_are_kept_apart(backend: Backend) {
    let work = ["epi", "social-dialogue-romania", "social-economy-romania", "space"];
    assert_eq!(projects(backend, r#"filter: {country: {eq: "RO"}},"#), work);
    assert_eq!(projects_of_place(backend, "romania", "CARRIED_OUT"), work);
    let any = projects_of_place(backend, "romania", "ANY");
    let expected = [
        "dreams",
        "epi",
        "france-romania-cooperation-guidelines",
        "ipis",
        "netco",
        "social-dialogue-romania",
        "social-economy-romania",
        "space",
    ];
    assert_eq!(any, expected);
    assert_eq!(projects_of_place(backend, "italy", "CARRIED_OUT"), ["cosmopolitan-cities", "epi"]);
    assert_eq!(projects_of_place(backend, "italy", "ANY"), ["cosmopolitan-cities", "epi", "netco", "space"]);
    assert_eq!(projects(backend, r#"filter: {place: {slug: {eq: "milan"}}},"#), [""; 0]);
    assert_eq!(projects(backend, r#"filter: {place: {slug: {eq: "milan"}, relation: ANY}},"#), ["space"]);
}

fn eight_projects_have_no_period(backend: Backend) {
    assert_eq!(projects(backend, "filter: {period: {isNull: true}},").len(), 8);
    let overlapping =
        |from: &str, to: &str| projects(backend, &format!("filter: {{period: {{overlaps: {{from: {from:?}, to: {to:?}}}}}}},"));
    assert_eq!(overlapping("2018", "2018"), ["cosmopolitan-cities"]);
    assert_eq!(overlapping("2026-01-01", "2026-01"), overlapping("2026-01", "2026-01-31"));
    assert!(overlapping("2022-06-30", "2022-06-30").contains(&"epi".to_owned()));
    assert!(!overlapping("2022-07-01", "2022-07-01").contains(&"epi".to_owned()));
    assert!(overlapping("2024-04-30", "2024").contains(&"netco".to_owned()));
    assert_eq!(projects(backend, r#"filter: {signedOn: {from: "2026-01-13", to: "2026"}},"#), ["space"]);
    assert_eq!(projects(backend, r#"filter: {signedOn: {from: "2026-01-14"}},"#), [""; 0]);
}

fn everything_is_counted(backend: Backend) {
    let data = shared(backend).query(
        "{ registry { dataVersion counts { projects partners participations fundingCalls programmes results places sources } } }",
    );
    assert_eq!(
        data["registry"]["counts"],
        json!({"projects": 13, "partners": 29, "participations": 31, "fundingCalls": 1, "programmes": 8, "results": 5, "places": 54, "sources": 5})
    );
    let in_italian = projects(backend, r#"filter: {language: {eq: "it"}},"#);
    assert_eq!(in_italian, ["cosmopolitan-cities"]);
    assert_eq!(projects(backend, r#"filter: {source: {slug: {eq: "intercultural-institute-projects"}}},"#).len(), 9);
}

fn status_follows_the_calendar(backend: Backend) {
    #[expect(clippy::disallowed_methods, reason = "the program that answers has the clock of this machine")]
    let today = time::OffsetDateTime::now_utc().date();
    let last_day = time::Date::from_calendar_date(2027, time::Month::December, 31).expect("a day of the calendar");
    let expected = if today > last_day { "COMPLETED" } else { "ONGOING" };
    let data = shared(backend).query(
        r#"{ space: project(by: {slug: "space"}) { status } epi: project(by: {slug: "epi"}) { status }
            netco: project(by: {slug: "netco"}) { status } keyroma: project(by: {slug: "keyroma"}) { status } }"#,
    );
    let statuses = ["space", "epi", "netco", "keyroma"].map(|slug| data[slug]["status"].clone());
    assert_eq!(statuses, [json!(expected), json!("COMPLETED"), json!("COMPLETED"), Value::Null]);
    let completed = projects(backend, "filter: {status: {eq: COMPLETED}},");
    assert!(["cosmopolitan-cities", "epi", "netco"].iter().all(|slug| completed.contains(&(*slug).to_owned())), "{completed:?}");
}
