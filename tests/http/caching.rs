//! Answers that clients, proxies and the server keep: tags, codings, and questions named by their hash.

use std::io::Read;

use serde_json::json;

use crate::common::{
    backend::{Backend, Database},
    client::{Answer, Client, escaped},
    figures::figure,
    on_both_backends,
    patience::eventually,
    records::{project, source},
    server::{Server, shared},
};

on_both_backends!(
    each_form_of_an_answer_has_a_tag,
    every_tag_of_an_answer_is_accepted,
    tags_tell_questions_apart,
    new_data_gives_new_answers,
    errors_are_not_kept,
    questions_are_run_once,
    the_cache_can_be_switched_off,
    codings_are_read_back,
    a_query_is_named_by_its_hash,
);

/// A question whose answer is long enough to be compressed.
const LONG: &str = "{ projects(first: 13) { nodes { slug title { text } summary { text } } } }";
const SHORT: &str = "{ projects { totalCount } }";

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

fn each_form_of_an_answer_has_a_tag(backend: Backend) {
    let client = shared(backend);
    let mut tags = Vec::new();
    for media in [GRAPHQL, JSON] {
        for coding in ["identity", "gzip", "br"] {
            let headers = [("accept", media), ("accept-encoding", coding)];
            let (answer, _) = client.send_for_bytes("GET", &format!("/graphql?query={}", escaped(LONG)), &headers, &[]);
            assert_eq!(answer.status, 200);
            assert!(answer.header("content-type").starts_with(media), "{}", answer.header("content-type"));
            assert_eq!(answer.header("content-encoding"), if coding == "identity" { "" } else { coding });
            assert_eq!(answer.header("vary").to_ascii_lowercase(), "accept, accept-encoding");
            assert_eq!(answer.header("cache-control"), "public, max-age=0, must-revalidate");
            tags.push(answer.header("etag").to_owned());
        }
    }
    assert!(tags.iter().all(|tag| tag.starts_with('"') && tag.ends_with('"')), "{tags:?}");
    let count = tags.len();
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), count, "two forms have the same tag: {tags:?}");
}

fn every_tag_of_an_answer_is_accepted(backend: Backend) {
    let server = Server::curated(backend);
    let client = server.client();
    let tag = client.get_query(LONG, "", &[("accept", JSON)]).header("etag").to_owned();
    let statements = || figure(client, "sql_statements_total").to_string();
    let before = statements();
    let not_modified = |given: &str, media: &str, coding: &str| {
        let again = client.get_query(LONG, "", &[("accept", media), ("accept-encoding", coding), ("if-none-match", given)]);
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{given}");
        assert_eq!(again.header("vary").to_ascii_lowercase(), "accept, accept-encoding");
        assert_eq!(again.header("cache-control"), "public, max-age=0, must-revalidate");
        again.header("etag").to_owned()
    };
    assert_eq!(not_modified(&tag, JSON, "identity"), tag);
    assert_eq!(not_modified(&format!("W/{tag}"), JSON, "identity"), tag);
    assert_eq!(not_modified(&format!("\"a\", {tag} , W/\"b\""), JSON, "identity"), tag);
    assert_ne!(not_modified(&tag, GRAPHQL, "gzip"), tag, "the tag is that of the form that was asked for");
    assert_eq!(statements(), before, "the query was run for nothing");
    for other in ["\"a\"", "", "\"\"", &tag[..tag.len() / 2]] {
        assert_eq!(client.get_query(LONG, "", &[("accept", JSON), ("if-none-match", other)]).status, 200, "{other}");
    }
    // A POST is no request for something that a cache has.
    let body = json!({"query": LONG}).to_string();
    let headers = [("content-type", JSON), ("if-none-match", tag.as_str())];
    let posted = client.send("POST", "/graphql", &headers, body.as_bytes());
    assert_eq!((posted.status, posted.header("etag"), posted.header("cache-control")), (200, "", "no-store"));
}

fn tags_tell_questions_apart(backend: Backend) {
    let client = shared(backend);
    let query = "query A($first: Int) { projects(first: $first) { totalCount nodes { slug } } } query B { registry { licence } }";
    let ask = |parameters: &str| {
        let answer = client.get_query(query, parameters, &[]);
        assert_eq!(answer.status, 200, "{}", answer.body);
        (answer.header("etag").to_owned(), answer.body)
    };
    let one = ask(&format!("&operationName=A&variables={}", escaped("{\"first\":1}")));
    let two = ask(&format!("&operationName=A&variables={}", escaped("{\"first\":2}")));
    let other = ask("&operationName=B");
    assert!(one != two && two != other && one != other);
    assert!(one.0 != two.0 && two.0 != other.0);
    assert_eq!(one, ask(&format!("&operationName=A&variables={}", escaped("{\"first\":1}"))));
}

fn new_data_gives_new_answers(backend: Backend) {
    let server = Server::start(Database::with(backend, &[source(), project("p", json!({}))]), &["--max-age", "60"]);
    let client = server.client();
    let first = client.get_query(SHORT, "", &[]);
    assert_eq!(first.header("cache-control"), "public, max-age=60, must-revalidate");
    assert_eq!(first.json()["data"]["projects"]["totalCount"], 1);
    let ended = server.database().import(&[source(), project("q", json!({}))]);
    assert!(ended.success(), "{ended:?}");
    // A process may look at data that is a moment old.
    let fresh = |answer: &Answer| answer.status == 200 && answer.json()["data"]["projects"]["totalCount"] == 2;
    let tag = first.header("etag").to_owned();
    let again = eventually(|| {
        let answer = client.get_query(SHORT, "", &[("if-none-match", &tag)]);
        fresh(&answer).then_some(answer)
    });
    assert_ne!(again.header("etag"), tag);
    assert_eq!(client.query(SHORT)["projects"]["totalCount"], 2);
}

fn errors_are_not_kept(backend: Backend) {
    let client = shared(backend);
    for query in ["{ nothing }", "{", "{ projects(first: 101) { totalCount } }", "{ project(slug: 1) { id } }"] {
        for media in [GRAPHQL, JSON] {
            let answer = client.get_query(query, "", &[("accept", media)]);
            assert!(answer.json()["errors"].is_array());
            assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"), "{query}");
        }
    }
}

/// How many SQL statements it takes to ask something twice.
fn statements_of_the_second(client: &Client) -> f64 {
    client.query(LONG);
    let before = figure(client, "sql_statements_total");
    client.query(LONG);
    figure(client, "sql_statements_total") - before
}

fn questions_are_run_once(backend: Backend) {
    let server = Server::curated(backend);
    let client = server.client();
    assert_eq!(statements_of_the_second(client).to_string(), "0");
    assert!(figure(client, "response_cache_requests_total{result=\"hit\"}") >= 1.0);
    assert!(figure(client, "response_cache_entries") >= 1.0);
}

fn the_cache_can_be_switched_off(backend: Backend) {
    let server = Server::start(Database::new(backend), &["--response-cache", "0"]);
    assert!(statements_of_the_second(server.client()) > 0.0);
    assert_eq!(figure(server.client(), "response_cache_entries").to_string(), "0");
}

fn codings_are_read_back(backend: Backend) {
    let client = shared(backend);
    let body = json!({"query": LONG}).to_string();
    let read = |coding: &str| {
        let headers = [("content-type", JSON), ("accept", JSON), ("accept-encoding", coding)];
        client.send_for_bytes("POST", "/graphql", &headers, body.as_bytes())
    };
    let (_, plain) = read("identity");
    for coding in ["gzip", "br"] {
        let (head, coded) = read(coding);
        assert_eq!(head.header("content-encoding"), coding);
        assert!(coded.len() * 2 < plain.len(), "{coding} makes {} bytes of {}", coded.len(), plain.len());
        let mut decoded = Vec::new();
        match coding {
            "gzip" => flate2::read::GzDecoder::new(&*coded).read_to_end(&mut decoded).map(|_| ()),
            _ => brotli::BrotliDecompress(&mut &*coded, &mut decoded),
        }
        .expect("the body is what its header says");
        assert!(decoded == plain, "{coding} changes the answer");
    }
    for (wish, expected) in
        [("gzip;q=0.5, br;q=0", "gzip"), ("*", "br"), ("x-unknown", ""), ("zstd", ""), ("gzip, br, zstd", "br")]
    {
        assert_eq!(read(wish).0.header("content-encoding"), expected, "{wish}");
    }
    let short = client.get_query(SHORT, "", &[("accept-encoding", "gzip, br, zstd")]);
    assert_eq!(short.header("content-encoding"), "", "short answers are not worth it");
}

fn a_query_is_named_by_its_hash(backend: Backend) {
    // The SHA-256 of `SHORT`, as sha256sum has it.
    const HASH: &str = "bbe414087fc1d4b4366dfc9e4264b32fe3901f211efdd73c73acb30a1188fbbe";
    let server = Server::curated(backend);
    let client = server.client();
    let named = |hash: &str| json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    let by_get = |hash: &str| client.get(&format!("/graphql?extensions={}", escaped(&named(hash).to_string())));
    let code = |answer: &Answer| answer.json()["errors"][0]["extensions"]["code"].as_str().map(str::to_owned);

    let unknown = by_get(HASH);
    assert_eq!(code(&unknown).as_deref(), Some("PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(unknown.header("cache-control"), "no-store");
    let wrong = client.post(&json!({"query": LONG, "extensions": named(HASH)}), JSON);
    assert_eq!(code(&wrong).as_deref(), Some("BAD_USER_INPUT"), "a query under a foreign hash");
    assert_eq!(code(&by_get(HASH)).as_deref(), Some("PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(code(&by_get("1f")).as_deref(), Some("BAD_USER_INPUT"));

    let sent = client.post(&json!({"query": SHORT, "extensions": named(HASH)}), JSON);
    assert_eq!(sent.json()["data"]["projects"]["totalCount"], 13);
    let known = by_get(HASH);
    assert_eq!(known.json(), sent.json());
    let kept = client.send(
        "GET",
        &format!("/graphql?extensions={}", escaped(&named(HASH).to_string())),
        &[("if-none-match", known.header("etag"))],
        &[],
    );
    assert_eq!(kept.status, 304);
    assert_eq!(client.post(&json!({"extensions": named(HASH)}), JSON).json(), sent.json());

    // The memory for it has an end: what nobody asks for any more makes room.
    let small = Server::start(Database::with(backend, &[source(), project("p", json!({}))]), &["--persisted-queries", "0"]);
    small.client().post(&json!({"query": SHORT, "extensions": named(HASH)}), JSON);
    let gone = eventually(|| {
        let answer = small.client().post(&json!({"extensions": named(HASH)}), JSON);
        code(&answer)
    });
    assert_eq!(gone, "PERSISTED_QUERY_NOT_FOUND");
}
