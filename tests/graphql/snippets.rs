//! Snippets: where a search matched.

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::Client,
    on_both_backends,
    records::{partner, project, source, text},
    server::{Server, shared},
};

on_both_backends!(
    forms_of_a_word_are_marked,
    phrases_are_marked_as_a_whole,
    every_found_project_says_where,
    the_readers_language_comes_first,
    long_texts_are_cut_between_words,
    ranges_count_code_points,
    searches_in_filters_count_too,
    persons_are_not_quoted,
);

/// The snippets of each project found, with the words that are marked, as `field: marked, marked`.
fn snippets(client: &Client, arguments: &str, languages: &str) -> Vec<(String, Vec<String>)> {
    let query = format!(
        "{{ projects({arguments}, first: 100) {{ edges {{ node {{ slug }} snippets{languages} {{ field text language matches {{ start end }} }} }} }} }}"
    );
    let data = client.query(&query);
    let edges = data["projects"]["edges"].as_array().cloned().unwrap_or_default();
    let one = |edge: &Value| {
        let lines = edge["snippets"].as_array().into_iter().flatten().map(line).collect();
        (edge["node"]["slug"].as_str().unwrap_or_default().to_owned(), lines)
    };
    edges.iter().map(one).collect()
}

/// A snippet as `field: marked, marked`.
fn line(snippet: &Value) -> String {
    let characters: Vec<char> = snippet["text"].as_str().unwrap_or_default().chars().collect();
    assert!(!characters.is_empty() && characters.len() <= 202, "{snippet}");
    let place = |value: &Value| usize::try_from(value.as_u64().unwrap_or_default()).unwrap_or_default();
    let ranges: Vec<(usize, usize)> =
        snippet["matches"].as_array().into_iter().flatten().map(|range| (place(&range["start"]), place(&range["end"]))).collect();
    assert!(!ranges.is_empty() && ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{snippet}");
    let marked: Vec<String> = ranges.iter().map(|(start, end)| characters[*start..*end].iter().collect()).collect();
    format!("{}: {}", snippet["field"].as_str().unwrap_or_default(), marked.join(", "))
}

fn of(client: &Client, search: &str, slug: &str) -> Vec<String> {
    let found = snippets(client, &format!("search: {search:?}"), "");
    found.into_iter().find(|(found, _)| found == slug).map_or_else(|| panic!("{search} doesn't find {slug}"), |(_, lines)| lines)
}

fn forms_of_a_word_are_marked(backend: Backend) {
    assert_eq!(
        of(shared(backend), "incluziunii", "france-romania-cooperation-guidelines"),
        ["title: incluziunii", "concepts.label: Incluziune", "summary: incluziunii", "results.title: incluziunii"]
    );
    assert_eq!(of(shared(backend), "Timisoara", "ipis")[0], "partners.name: Timișoara");
}

fn phrases_are_marked_as_a_whole(backend: Backend) {
    assert_eq!(of(shared(backend), "\"collaborative housing\"", "netco")[0], "title: Collaborative Housing");
    assert_eq!(of(shared(backend), "housing collaborative", "netco")[0], "title: Collaborative, Housing");
    let both = of(shared(backend), "\"collaborative housing\" Cluj", "netco");
    assert!(both.iter().any(|line| line == "partners.name: Cluj"), "{both:?}");
}

fn every_found_project_says_where(backend: Backend) {
    for search in ["roma", "Timișoara", "KEYROMA", "863614", "POSDRU/96/6.2/S/63444", "xenophobia", "Safe Homes", "Dietzenbach"]
    {
        let found = snippets(shared(backend), &format!("search: {search:?}"), "");
        assert!(!found.is_empty(), "{search}");
        for (slug, lines) in found {
            assert!(!lines.is_empty() && lines.len() <= 10, "{search} finds {slug} without a reason");
        }
    }
    // Nothing is marked where nothing was searched for.
    for arguments in ["filter: {}", "search: \"\"", "filter: {not: {search: \"netco\"}}"] {
        assert!(snippets(shared(backend), arguments, "").iter().all(|(_, lines)| lines.is_empty()), "{arguments}");
    }
    assert_eq!(of(shared(backend), "863614", "epi"), ["identifiers.value: 863614"]);
    assert_eq!(of(shared(backend), "keyroma", "keyroma")[0], "acronym: KEYROMA");
}

fn the_readers_language_comes_first(backend: Backend) {
    let languages = |languages: &str| {
        let query = format!(
            "{{ projects(search: \"social\", filter: {{acronym: {{eq: \"SPACE\"}}}}) {{ edges {{ snippets{languages} {{ field language }} }} }} }}"
        );
        let data = shared(backend).query(&query);
        let snippets = data["projects"]["edges"][0]["snippets"].as_array().cloned().unwrap_or_default();
        let summary = snippets.iter().find(|snippet| snippet["field"] == "summary").unwrap_or_else(|| panic!("{snippets:?}"));
        summary["language"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!([languages(""), languages("(languages: [\"en\"])"), languages("(languages: [\"ro\"])")], ["ro", "en", "ro"]);
}

/// A registry of one project with this summary.
fn with_summary(backend: Backend, summary: &str) -> Server {
    Server::with(backend, &[source(), project("one", json!({"summary": text("en", summary)}))])
}

fn text_of_summary(server: &Server, search: &str) -> String {
    let data = server.client().query(&format!("{{ projects(search: {search:?}) {{ edges {{ snippets {{ field text }} }} }} }}"));
    let snippet = &data["projects"]["edges"][0]["snippets"][0];
    assert_eq!(snippet["field"], "summary", "{data}");
    snippet["text"].as_str().unwrap_or_default().to_owned()
}

fn long_texts_are_cut_between_words(backend: Backend) {
    let summary = format!("{} needle {}", "before ".repeat(100).trim_end(), "behind ".repeat(100).trim_end());
    let server = with_summary(backend, &summary);
    let middle = text_of_summary(&server, "needle");
    assert!(
        middle.starts_with("…before ") && middle.ends_with(" behind…") && middle.contains("before needle behind"),
        "{middle}"
    );
    assert!((140..=202).contains(&middle.chars().count()), "{middle}");
    let front = text_of_summary(&server, "before");
    assert!(front.starts_with("before before") && front.ends_with("before…"), "{front}");
    let short = with_summary(backend, "A needle in a short text.");
    assert_eq!(text_of_summary(&short, "needle"), "A needle in a short text.");
}

fn ranges_count_code_points(backend: Backend) {
    let server = with_summary(backend, "🦀🦀 ţară s\u{326}i needle");
    assert_eq!(of(server.client(), "needle", "one"), ["summary: needle"]);
    assert_eq!(of(server.client(), "TARA și", "one"), ["summary: ţară, s\u{326}i"]);
}

fn searches_in_filters_count_too(backend: Backend) {
    let both = snippets(shared(backend), "search: \"housing\", filter: {search: \"cluj\", and: [{search: \"cities\"}]}", "");
    let (_, lines) = both.iter().find(|(slug, _)| slug == "netco").unwrap_or_else(|| panic!("{both:?}"));
    assert_eq!(lines[0], "title: Cities, Housing");
    assert!(lines.contains(&"partners.name: Cluj".to_owned()), "{lines:?}");
}

fn persons_are_not_quoted(backend: Backend) {
    let records = [
        source(),
        partner("person", json!({"name": text("en", "Zenobia Quill"), "kind": "NATURAL_PERSON"})),
        project("one", json!({"summary": text("en", "A quill"), "participations": [{"key": "1", "partner": "person"}]})),
    ];
    let server = Server::with(backend, &records);
    assert_eq!(of(server.client(), "quill", "one"), ["summary: quill"]);
}
