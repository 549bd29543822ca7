//! Searching: languages, diacritics, phrases, relevance, and words that mean something to a database.

use serde_json::json;

use crate::common::{
    backend::Backend,
    client::{Client, each},
    on_both_backends,
    records::{partner, project, source, text},
    server::{Server, shared},
};

on_both_backends!(
    marks_and_case_make_no_difference,
    forms_of_a_word_find_each_other,
    words_are_joined_by_and,
    quotes_make_a_phrase,
    special_characters_are_only_text,
    a_blank_search_restricts_nothing,
    search_covers_what_belongs_to_a_project,
    every_list_can_be_searched,
    relevance_has_four_levels,
    natural_persons_are_not_found,
);

/// The slugs of the projects found, in the order of the answer.
fn found(client: &Client, search: &str) -> Vec<String> {
    let query = "query ($search: String) { projects(search: $search, first: 100) { totalCount nodes { slug } } }";
    let data = client.query_with(query, &json!({"search": search}));
    let slugs = each(&data, "/projects/nodes", "/slug");
    assert_eq!(data["projects"]["totalCount"], slugs.len(), "{search}");
    slugs.into_iter().map(str::to_owned).collect()
}

fn marks_and_case_make_no_difference(backend: Backend) {
    let wanted = found(shared(backend), "Timișoara");
    for project in
        ["social-economy-romania", "social-dialogue-romania", "dreams", "ipis", "france-romania-cooperation-guidelines"]
    {
        assert!(wanted.contains(&project.to_owned()), "{project} is missing in {wanted:?}");
    }
    for spelling in ["Timişoara", "Timisoara", "TIMIȘOARA", "timis\u{326}oara", " timișoara "] {
        assert_eq!(found(shared(backend), spelling), wanted, "{spelling}");
    }
    assert_eq!(found(shared(backend), "Linkoping"), found(shared(backend), "Linköping"));
    assert_eq!(found(shared(backend), "Linkoping"), ["epi"]);
    // The hyphen of a document (U+2010) and the one on the keyboard are alike.
    assert_eq!(found(shared(backend), "Cluj\u{2010}Napoca"), found(shared(backend), "Cluj-Napoca"));
}

fn forms_of_a_word_find_each_other(backend: Backend) {
    let wanted = found(shared(backend), "incluziune");
    assert!(!wanted.is_empty());
    for form in ["incluziunii", "INCLUZIUNII", "incluziunea"] {
        let found = found(shared(backend), form);
        assert!(wanted.iter().all(|slug| found.contains(slug)), "{form} finds {found:?}");
    }
    assert!(found(shared(backend), "campaign").contains(&"roma-anti-stereotypes-campaigns".to_owned()));
}

fn words_are_joined_by_and(backend: Backend) {
    assert_eq!(found(shared(backend), "housing cities"), ["netco"]);
    assert_eq!(found(shared(backend), "cities housing"), ["netco"]);
    assert!(found(shared(backend), "housing Palencia").is_empty());
}

fn quotes_make_a_phrase(backend: Backend) {
    assert!(found(shared(backend), "\"collaborative housing\"").contains(&"netco".to_owned()));
    assert!(found(shared(backend), "\"housing collaborative\"").is_empty());
    assert!(found(shared(backend), "„locuire colaborativă”").contains(&"netco".to_owned()));
}

/// What means something to SQL, FTS5 or tsquery.
const SPECIAL: &[&str] = &[
    "'; DROP TABLE project; --",
    "' OR '1'='1",
    "\" OR 1",
    "\\\" OR 1",
    "%",
    "_",
    "*",
    "Rom*",
    "NEAR(Roma women)",
    "NEAR(",
    "title:Roma",
    "{title}: Roma",
    "^Roma",
    "Roma AND",
    "NOT Roma",
    "AND OR NOT",
    "(Roma",
    "Roma)",
    "-Roma",
    "+Roma",
    "Roma & women | men",
    "!Roma",
    "<->",
    "Roma:*",
    "'",
    "\"",
    "\"\"\"",
    "\\",
    "$1",
    "?1",
    ":name",
    "@name",
    "\u{1F600}",
    "\u{202E}Roma",
    "\n\t",
    "_roma =roma",
];

fn special_characters_are_only_text(backend: Backend) {
    let client = shared(backend);
    for search in SPECIAL {
        for field in ["projects", "partners", "fundingCalls", "results", "programmes", "places", "concepts"] {
            let query = format!(
                "query ($search: String) {{ {field}(search: $search, filter: {{search: $search}}) {{ totalCount nodes {{ id }} }} }}"
            );
            let data = client.query_with(&query, &json!({"search": search}));
            assert!(data[field]["totalCount"].is_u64(), "{search}");
        }
    }
    for hopeless in ["%", "_", "*", "'", "\"", "\\", "<->"] {
        assert!(found(client, hopeless).is_empty(), "{hopeless} holds no word");
    }
    assert_eq!(found(client, "Roma:*"), found(client, "Roma"));
    let long = "inclusion ".repeat(2000);
    client.ask("query ($search: String) { projects(search: $search) { totalCount } }", &json!({"search": long}));
    assert_eq!(client.query("{ projects { totalCount } }"), json!({"projects": {"totalCount": 13}}));
}

fn a_blank_search_restricts_nothing(backend: Backend) {
    for blank in ["", "  ", "\u{3000}"] {
        assert_eq!(found(shared(backend), blank).len(), 13);
    }
    let data = shared(backend).query("{ projects(search: null, filter: {search: null}) { totalCount } }");
    assert_eq!(data["projects"]["totalCount"], 13);
}

fn search_covers_what_belongs_to_a_project(backend: Backend) {
    let cases = [
        ("an acronym", "KEYROMA", "keyroma"),
        ("a title", "sorority", "roma-women-sorority-network"),
        ("a translated title", "sororitate", "roma-women-sorority-network"),
        ("an identifier", "863614", "epi"),
        ("an identifier with signs", "POSDRU/96/6.2/S/63444", "ipis"),
        ("a place", "Dietzenbach", "epi"),
        ("a partner", "CIDALIA", "space"),
        ("another name of a partner", "Salonic", "netco"),
        ("a concept", "xenophobia", "roma-women-sorority-network"),
        ("an activity", "Safe Homes", "space"),
        ("an action line", "stakeholderilor", ""),
        ("an action line in Italian", "Stakeholder", "cosmopolitan-cities"),
        ("a result", "guidelines", "france-romania-cooperation-guidelines"),
    ];
    for (what, search, slug) in cases.into_iter().filter(|(.., slug)| !slug.is_empty()) {
        let found = found(shared(backend), search);
        assert!(found.contains(&slug.to_owned()), "{what}: {search} finds {found:?}");
    }
}

fn every_list_can_be_searched(backend: Backend) {
    let first = |field: &str, search: &str, what: &str| {
        let data = shared(backend).query(&format!("{{ {field}(search: {search:?}, first: 1) {{ nodes {{ {what} }} }} }}"));
        data[field]["nodes"][0][what].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(first("partners", "Ajuntament", "slug"), "city-of-barcelona");
    assert_eq!(first("partners", "Θεσσαλονίκης", "slug"), "city-of-thessaloniki");
    assert_eq!(first("fundingCalls", "CERV-2025-CITIZENS-TOWN-NT", "slug"), "cerv-2025-citizens-town-nt");
    assert_eq!(first("programmes", "vulnerable groups", "slug"), "posdru-6-2");
    assert_eq!(first("places", "Bucureşti", "slug"), "bucharest");
    assert_eq!(first("places", "RO113", "slug"), "cluj-napoca");
    assert_eq!(first("concepts", "femei rome", "notation"), "ROMA_WOMEN");
    let data = shared(backend).query(r#"{ results(search: "webinar", first: 1) { nodes { kind project { slug } } } }"#);
    assert_eq!(data["results"]["nodes"][0]["project"]["slug"], "space");
}

fn relevance_has_four_levels(backend: Backend) {
    let titled = |words: &str, slug: &str, more: serde_json::Value| {
        let mut members = json!({"title": text("en", words), "slug": slug});
        if let (Some(members), Some(more)) = (members.as_object_mut(), more.as_object()) {
            members.extend(more.clone());
        }
        project(slug, members)
    };
    let records = [
        source(),
        partner("partner", json!({"name": text("en", "Harbour Trust")})),
        titled("A first", "elsewhere", json!({"summary": text("en", "Work at the harbour")})),
        titled("B second", "named", json!({"participations": [{"key": "1", "partner": "partner"}]})),
        titled("C harbour works", "titled", json!({})),
        titled("D third", "exact", json!({"acronym": "HARBOUR"})),
        titled("E fourth", "absent", json!({})),
    ];
    let server = Server::with(backend, &records);
    assert_eq!(found(server.client(), "harbour"), ["exact", "titled", "named", "elsewhere"]);
    let data = server.client().query(r#"{ projects(search: "harbour", orderBy: [{field: TITLE}]) { nodes { slug } } }"#);
    assert_eq!(each(&data, "/projects/nodes", "/slug"), ["elsewhere", "named", "titled", "exact"]);
}

fn natural_persons_are_not_found(backend: Backend) {
    let records = [
        source(),
        partner("person", json!({"name": text("en", "Zenobia Quill"), "kind": "NATURAL_PERSON"})),
        project("project", json!({"participations": [{"key": "1", "partner": "person", "role": "RECIPIENT"}]})),
    ];
    let server = Server::with(backend, &records);
    assert!(found(server.client(), "Zenobia").is_empty());
    let data = server.client().query(
        r#"{ partners(search: "Quill") { totalCount } projects { nodes { participations { nodes { role partner { kind name { text } } } } } } }"#,
    );
    assert_eq!(data["partners"]["totalCount"], 0);
    let participation = &data["projects"]["nodes"][0]["participations"]["nodes"][0];
    assert_eq!((&participation["role"], &participation["partner"]["kind"]), (&json!("RECIPIENT"), &json!("NATURAL_PERSON")));
    assert!(!participation.to_string().contains("Zenobia"), "the name of a person is withheld: {participation}");
}
