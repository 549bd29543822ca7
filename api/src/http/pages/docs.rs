//! The pages of documentation: how to ask over HTTP, and what each error means.

use askama::Template;
use axum::{Extension, extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{AppState, ClientAddress, Page, asset, error_codes, query};

const QUERY: &str = "{ registry { identifierSchemes { code name url } limits { \
    defaultPageSize maxPageSize maxGroups maxCost maxDepth maxAliases maxDirectives maxTokens \
    maxQueryBytes maxBodyBytes maxUrlBytes maxSeconds maxCostPerMinute } } }";

#[derive(Template)]
#[template(path = "docs.html")]
struct Guide<'a> {
    page: &'a Page,
    /// Nothing if the database fails, which takes this part from the page and leaves the rest.
    registry: Option<Registry>,
}

#[derive(Template)]
#[template(path = "errors.html")]
struct Errors<'a> {
    page: &'a Page,
    codes: Vec<error_codes::Explanation>,
}

#[derive(Deserialize)]
struct Data {
    registry: Registry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registry {
    limits: Limits,
    identifier_schemes: Vec<Scheme>,
}

#[derive(Deserialize)]
struct Scheme {
    code: String,
    name: String,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    default_page_size: u64,
    max_page_size: u64,
    max_groups: u64,
    max_cost: u64,
    max_depth: u64,
    max_aliases: u64,
    max_directives: u64,
    max_tokens: u64,
    max_query_bytes: u64,
    max_body_bytes: u64,
    max_url_bytes: u64,
    max_seconds: f64,
    max_cost_per_minute: Option<u64>,
}

impl Limits {
    /// What is limited, in both languages, with the limit.
    fn rows(&self, page: &Page) -> [((&'static str, &'static str), String); 13] {
        let number = |number| page.language.number(number);
        let rate = self.max_cost_per_minute.map_or_else(|| page.say("none", "fără").to_owned(), number);
        [
            (("Rows of a page, if you say nothing", "Rânduri pe pagină, dacă nu cereți altfel"), number(self.default_page_size)),
            (("Rows of a page", "Rânduri pe pagină"), number(self.max_page_size)),
            (("Rows of a statistic", "Rânduri ale unei statistici"), number(self.max_groups)),
            (("Cost of a query", "Costul unei interogări"), number(self.max_cost)),
            (("Levels of a query", "Niveluri ale unei interogări"), number(self.max_depth)),
            (("Aliases of a query", "Aliasuri într-o interogare"), number(self.max_aliases)),
            (("Directives of a query", "Directive într-o interogare"), number(self.max_directives)),
            (("Names, values and signs of a query", "Nume, valori și semne într-o interogare"), number(self.max_tokens)),
            (("Bytes of a query", "Octeți ai unei interogări"), number(self.max_query_bytes)),
            (("Bytes of the body of a request", "Octeți ai corpului unei cereri"), number(self.max_body_bytes)),
            (("Bytes of an address", "Octeți ai unei adrese"), number(self.max_url_bytes)),
            (("Seconds to answer", "Secunde pentru un răspuns"), self.max_seconds.to_string()),
            (("Cost of one client's queries in a minute", "Costul interogărilor unui client într-un minut"), rate),
        ]
    }
}

/// How to ask over HTTP.
pub async fn guide(State(app): State<AppState>, Extension(client): Extension<ClientAddress>, page: Page) -> Response {
    let registry = query::<Data>(&app, QUERY, client).await.map(|data| data.registry);
    let status = if registry.is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    page.respond(status, &Guide { page: &page, registry }).await
}

/// What each error means and what helps.
pub async fn errors(page: Page) -> Response {
    page.respond(StatusCode::OK, &Errors { page: &page, codes: error_codes::all() }).await
}
