//! The pages for people, without a browser: what they say, in which language, with which headers, and that their links lead somewhere.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{Answer, Client},
    on_both_backends, program,
    server::{Server, shared},
    sql,
};

on_both_backends!(
    the_starter_questions_are_answered,
    the_start_page_tells_the_numbers_of_the_api,
    the_start_page_stays_without_its_numbers_when_the_database_fails,
);

/// The pages that are written on the server.
const PAGES: [&str; 3] = ["/", "/docs", "/docs/errors"];

/// The closed list of error codes.
const CODES: [&str; 18] = [
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    "BAD_USER_INPUT",
    "PAGE_TOO_LARGE",
    "INVALID_CURSOR",
    "QUERY_TOO_DEEP",
    "QUERY_TOO_COMPLEX",
    "PERSISTED_QUERY_NOT_FOUND",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "NOT_ACCEPTABLE",
    "METHOD_NOT_ALLOWED",
    "TIMEOUT",
    "RATE_LIMITED",
    "OVERLOADED",
    "DATABASE_UNAVAILABLE",
    "INTERNAL",
];

/// The starter questions with their files' names.
fn starters() -> Vec<(String, String)> {
    let files = fs::read_dir(program::root().join("web/starters")).expect("the folder of the starters can be read");
    let mut starters: Vec<(String, String)> = files
        .map(|file| file.expect("the folder of the starters can be read").path())
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a starter can be read")))
        .collect();
    starters.sort();
    assert!(starters.len() >= 8, "{} starters", starters.len());
    starters
}

/// True if there is a row in any list of an answer.
fn has_rows(value: &Value) -> bool {
    match value {
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => members.values().any(has_rows),
        _ => false,
    }
}

fn the_starter_questions_are_answered(backend: Backend) {
    for (name, query) in starters() {
        for language in ["en", "ro"] {
            assert!(query.lines().any(|line| line.starts_with(&format!("# {language}: "))), "{name} has no title in {language}");
        }
        for variables in [json!({}), json!({"languages": ["ro"]})] {
            let answer = shared(backend).query_with(&query, &variables);
            assert!(has_rows(&answer), "{name} finds nothing: {answer:#}");
            assert!(answer.as_object().is_some_and(|members| members.values().all(|value| !value.is_null())), "{name}");
        }
    }
}

/// The texts between two marks, in their order.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

fn the_start_page_tells_the_numbers_of_the_api(backend: Backend) {
    let query = "{ registry { dataVersion updatedAt licence \
        counts { projects partners participations places programmes fundingCalls results sources } } }";
    let registry = &shared(backend).query(query)["registry"];
    let page = shared(backend).get("/").body;
    let numbers = between(&page, "<dt>", "</dd>");
    let told = |what: &str, number: &Value| {
        let row =
            numbers.iter().find(|row| row.starts_with(&format!("{what}</dt>"))).unwrap_or_else(|| panic!("{what} is missing"));
        let number = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
        assert!(row.ends_with(&format!(">{number}")), "{row} should say {number}");
    };
    for (what, count) in [
        ("Projects", "projects"),
        ("Partners", "partners"),
        ("Participations", "participations"),
        ("Places", "places"),
        ("Programmes", "programmes"),
        ("Funding calls", "fundingCalls"),
        ("Results", "results"),
        ("Sources", "sources"),
    ] {
        told(what, &registry["counts"][count]);
    }
    told("Version of the data", &registry["dataVersion"]);
    told("Licence", &registry["licence"]);
    let updated = registry["updatedAt"].as_str().unwrap_or_default();
    assert!(page.contains(&format!("<time datetime=\"{updated}\">")), "{updated} is missing");
}

fn the_start_page_stays_without_its_numbers_when_the_database_fails(backend: Backend) {
    let server = Server::curated(backend);
    sql::execute(server.database().url(), "ALTER TABLE registry RENAME TO registry_gone").expect("a table can be renamed");
    let page = server.client().get("/");
    assert_eq!((page.status, page.header("cache-control")), (503, "no-store"));
    assert!(page.body.contains("/graphiql?query=") && page.body.contains("can&#39;t be shown"), "{}", page.body);
    assert!(!page.body.contains("class=\"numbers\""));
    assert_eq!(server.client().get("/docs/errors").status, 200);
}

#[test]
fn the_language_is_the_chosen_one_then_the_browsers_then_english() {
    let client = shared(Backend::Sqlite);
    for path in PAGES {
        for (parameter, accept, language) in [
            ("", "", "en"),
            ("", "ro", "ro"),
            ("", "ro-RO,ro;q=0.9,en;q=0.8", "ro"),
            ("", "en;q=0.8,ro;q=0.9", "ro"),
            ("", "de,fr;q=0.9", "en"),
            ("?lang=ro", "en", "ro"),
            ("?lang=en", "ro", "en"),
            ("?lang=xx", "ro", "ro"),
        ] {
            let page = client.send("GET", &format!("{path}{parameter}"), &[("accept-language", accept)], &[]);
            assert_eq!((page.status, page.header("content-language")), (200, language), "{path}{parameter} with {accept}");
            assert!(page.body.contains(&format!("<html lang=\"{language}\">")));
            assert!(page.header("vary").contains("accept-language"));
            // Whoever chose a language keeps it on the next page.
            let keeps = page.body.contains(&format!("href=\"/docs?lang={language}\""));
            assert_eq!(keeps, parameter == "?lang=ro" || parameter == "?lang=en", "{path}{parameter}");
        }
    }
}

#[test]
fn every_error_code_is_documented() {
    for language in ["en", "ro"] {
        let page = shared(Backend::Sqlite).get(&format!("/docs/errors?lang={language}")).body;
        assert_eq!(between(&page, "<section class=\"error\" id=\"", "\""), CODES, "{language}");
        let explanations = between(&page, "<dd>", "</dd>");
        assert_eq!(explanations.len(), 3 * CODES.len(), "cause, cure and status of each");
        assert!(explanations.iter().all(|text| !text.trim().is_empty()));
    }
}

#[test]
fn the_documentation_tells_the_limits() {
    let client = shared(Backend::Sqlite);
    let limits = client.query("{ registry { limits { maxPageSize maxDepth maxCost } } }");
    assert_eq!(limits["registry"]["limits"], json!({"maxPageSize": 100, "maxDepth": 15, "maxCost": 50_000}));
    let [english, romanian] = ["/docs?lang=en", "/docs?lang=ro"].map(|path| client.get(path).body);
    assert!(["<td class=\"number\">100<", ">15<", ">50,000<"].iter().all(|limit| english.contains(limit)));
    assert!(["<td class=\"number\">100<", ">15<", ">50.000<"].iter().all(|limit| romanian.contains(limit)));
}

/// Asserts the headers that keep a page from running or loading anything of others.
fn is_strict(path: &str, page: &Answer) {
    let policy = page.header("content-security-policy");
    for rule in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'none'"] {
        assert!(policy.contains(rule), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe-eval") && !policy.contains("http") && !policy.contains('*'), "{path}: {policy}");
    let scripts = policy.split(';').find(|rule| rule.trim().starts_with("script-src")).unwrap_or_default();
    assert!(!scripts.contains("unsafe-inline"), "{path}: {policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
    assert!(page.header("permissions-policy").contains("geolocation=()"), "{path}");
}

#[test]
fn pages_are_strict_and_sent_once() {
    let client = shared(Backend::Sqlite);
    for path in PAGES.into_iter().chain(["/graphiql"]) {
        let page = client.get(path);
        is_strict(path, &page);
        assert!(!page.body.contains("<style") && !page.body.contains(" style=\""), "{path} has a style that its policy forbids");
        assert!(between(&page.body, "<script", ">").iter().all(|tag| tag.contains(" src=\"/")), "{path} has a script inside");
        if page.status == 200 {
            let tag = page.header("etag");
            assert_eq!(page.header("cache-control"), "no-cache", "{path}");
            let again = client.send("GET", path, &[("if-none-match", tag)], &[]);
            assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag), "{path}");
            assert_eq!(client.send("GET", path, &[("if-none-match", "W/\"other\"")], &[]).status, 200, "{path}");
        }
    }
}

#[test]
fn pages_are_sent_compressed() {
    let client = shared(Backend::Sqlite);
    for path in PAGES {
        let length = |accept: &str, coding: &str| {
            let head = client.send("HEAD", path, &[("accept-encoding", accept)], &[]);
            assert_eq!((head.status, head.header("content-encoding")), (200, coding), "{path}");
            head.header("content-length").parse::<usize>().expect("a length is a number")
        };
        let plain = length("identity", "");
        for coding in ["br", "gzip"] {
            assert!(length(coding, coding) < plain / 2, "{path} with {coding}");
        }
    }
}

/// The addresses on this server that a page leads to, with its own as the start of `#place` and `?lang=…`.
fn links(path: &str, page: &str) -> BTreeSet<String> {
    let addresses = between(page, " href=\"", "\"").into_iter().chain(between(page, " src=\"", "\""));
    let absolute = |address: &str| {
        let address = address.replace("&amp;", "&").replace("&#38;", "&");
        if address.starts_with(['#', '?']) { format!("{path}{address}") } else { address }
    };
    addresses.map(absolute).filter(|address| address.starts_with('/')).collect()
}

#[test]
fn links_lead_somewhere() {
    let client = shared(Backend::Sqlite);
    let mut seen: BTreeSet<String> = PAGES.map(str::to_owned).into();
    let mut left: Vec<String> = seen.iter().cloned().collect();
    let playground = client.get("/graphiql").status;
    while let Some(address) = left.pop() {
        let (path, place) = address.split_once('#').unwrap_or((&address, ""));
        let page = client.get(path);
        let expected = if path.split('?').next() == Some("/graphiql") { playground } else { 200 };
        assert_eq!(page.status, expected, "{address}");
        assert!(place.is_empty() || page.body.contains(&format!(" id=\"{place}\"")), "{address} has no such place");
        if page.header("content-type").starts_with("text/html") {
            let own = path.split('?').next().unwrap_or_default();
            left.extend(links(own, &page.body).into_iter().filter(|link| seen.insert(link.clone())));
        }
    }
    assert!(seen.len() > 40, "{} links", seen.len());
}

#[test]
fn files_of_pages_are_kept_for_good() {
    let client = shared(Backend::Sqlite);
    for file in links("/", &client.get("/").body).iter().filter(|link| link.starts_with("/assets/")) {
        assert_eq!(client.get(file).header("cache-control"), "public, max-age=31536000, immutable", "{file}");
    }
    for missing in ["/assets/style.css", "/assets/style-0.css", "/graphiql/assets/none.js", "/graphiql/../Cargo.toml"] {
        assert_eq!(client.get(missing).status, 404, "{missing}");
    }
}

#[test]
fn the_playground_is_there_or_says_how_to_get_it() {
    let client = shared(Backend::Sqlite);
    let page = client.get("/graphiql");
    if page.status == 503 {
        assert!(page.body.contains("Node.js") && page.body.contains("make run") && page.body.contains("/graphql"));
        assert!(client.get("/graphiql?lang=ro").body.contains("construit fără spațiul de lucru"));
        return;
    }
    assert_eq!(page.status, 200);
    let files: Vec<String> = links("/graphiql", &page.body).into_iter().filter(|link| link.starts_with("/graphiql/")).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        is_a_file_of_the_playground(client, &file);
    }
}

fn is_a_file_of_the_playground(client: &Client, file: &str) {
    let plain = client.get(file);
    is_strict(file, &plain);
    assert_eq!((plain.status, plain.header("content-encoding")), (200, ""), "{file}");
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    for (accept, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", "")] {
        let head = client.send("HEAD", file, &[("accept-encoding", accept)], &[]);
        assert_eq!((head.status, head.header("content-encoding")), (200, coding), "{file}");
        assert_eq!(head.header("content-type"), plain.header("content-type"), "{file}");
        assert_eq!(head.header("vary"), "accept-encoding", "{file}");
    }
}
