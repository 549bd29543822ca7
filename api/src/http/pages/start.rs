//! The start page.

use askama::Template;
use axum::{Extension, extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{AppState, ClientAddress, Page, asset, query, starters};

const QUERY: &str = "{ registry { licence dataVersion updatedAt counts { \
    projects partners participations fundingCalls programmes results places sources } } }";

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    page: &'a Page,
    /// Nothing if the database fails, which takes the numbers from the page and leaves the rest.
    registry: Option<Registry>,
    starters: &'static [starters::Starter],
}

#[derive(Deserialize)]
struct Data {
    registry: Registry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registry {
    licence: String,
    data_version: u64,
    updated_at: String,
    counts: Counts,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    projects: u64,
    partners: u64,
    participations: u64,
    funding_calls: u64,
    programmes: u64,
    results: u64,
    places: u64,
    sources: u64,
}

impl Counts {
    /// What is counted, in both languages, with its number.
    fn rows(&self) -> [((&'static str, &'static str), u64); 8] {
        [
            (("Projects", "Proiecte"), self.projects),
            (("Partners", "Parteneri"), self.partners),
            (("Participations", "Participări"), self.participations),
            (("Places", "Locuri"), self.places),
            (("Programmes", "Programe"), self.programmes),
            (("Funding calls", "Apeluri de finanțare"), self.funding_calls),
            (("Results", "Rezultate"), self.results),
            (("Sources", "Surse"), self.sources),
        ]
    }
}

/// What this is, how much is in it, and the ways in.
pub async fn show(State(app): State<AppState>, Extension(client): Extension<ClientAddress>, page: Page) -> Response {
    let registry = query::<Data>(&app, QUERY, client).await.map(|data| data.registry);
    let status = if registry.is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    page.respond(status, &Start { page: &page, registry, starters: starters::all() }).await
}
