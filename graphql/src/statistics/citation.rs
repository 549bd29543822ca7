//! Citations that answers are quoted with.

use async_graphql::{Context, Request, SimpleObject, Variables};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use record::{checksum::sha256, decimal};
use serde::Serialize;
use store::statistics::{Amount, Attribution, Counted, Question, Row, Statistics, compare};
use time::OffsetDateTime;

use crate::{
    dimension::public_key,
    error::Result,
    registry::{LICENCE, NAME},
    request,
    scalar::{CurrencyCode, Url, int},
    statistics::{
        clause::Thing,
        wording::{dimensions_in_english, some_in_english},
    },
};

/// The longest address that browsers and proxies take without fail.
const MAX_URL_BYTES: usize = 8_000;

/// The address at which this server is reached, without a slash at its end. It comes with each request.
pub struct PublicUrl(pub String);

/// What a request asks, in its own words.
pub struct Wording {
    /// The document.
    pub query: String,
    /// The values of its variables.
    pub variables: Variables,
    /// Which of its operations is meant.
    pub operation_name: Option<String>,
}

impl Wording {
    /// The words of a request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            query: request.query.clone(),
            variables: request.variables.clone(),
            operation_name: request.operation_name.clone(),
        }
    }
}

/// What an answer is quoted with.
#[derive(SimpleObject)]
pub struct Citable {
    /// The reference as a sentence.
    text: String,
    /// The number of the publication that the answer shows.
    data_version: i32,
    /// An address that asks the same question again; null if it would be longer than 8,000 bytes.
    url: Option<Url>,
    /// SHA-256, in hexadecimal, of all groups with their counts and the sums asked for, however many are shown and in whatever order:
    /// it stays the same as long as these numbers do.
    checksum: String,
    /// The licence of what the registry itself put together, as an SPDX code. What comes from a source keeps that source's licence.
    licence: String,
    /// The words that the sources of the counted projects and of their participations ask to be shown, each once.
    attributions: Vec<String>,
}

/// What to quote a statistic of projects with.
pub async fn cite(ctx: &Context<'_>, question: &Question, found: &Statistics) -> Result<Citable> {
    let snapshot = &request(ctx).snapshot;
    let (version, updated_at) = (snapshot.data_version().await?, snapshot.updated_at().await?);
    let day = record::Day(OffsetDateTime::from_unix_timestamp(updated_at).unwrap_or(OffsetDateTime::UNIX_EPOCH).date());
    let names: Vec<&str> = question.dimensions.iter().map(|dimension| dimension.name).collect();
    let by = if names.is_empty() { String::new() } else { format!(" by {}", dimensions_in_english(&names)) };
    let counted = some_in_english(found.total.count, Thing::Project);
    Ok(Citable {
        text: format!("{NAME}: statistics of {counted}{by}, data version {version} of {day}."),
        data_version: int(version),
        url: ctx.data_opt::<PublicUrl>().and_then(|public| address(public, &request(ctx).wording)),
        checksum: checksum(question, found),
        licence: LICENCE.to_owned(),
        attributions: found.attributions.clone(),
    })
}

/// The address that asks the same by GET.
fn address(public: &PublicUrl, asked: &Wording) -> Option<Url> {
    let mut url = format!("{}/graphql?query={}", public.0, encoded(&asked.query));
    if !asked.variables.is_empty() {
        url += "&variables=";
        url += &encoded(&serde_json::to_string(&asked.variables).ok()?);
    }
    if let Some(name) = &asked.operation_name {
        url += "&operationName=";
        url += &encoded(name);
    }
    (url.len() <= MAX_URL_BYTES).then_some(Url(url))
}

/// Text as part of an address, RFC 3986.
fn encoded(text: &str) -> String {
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The numbers of a statistic, which as JSON have one form only.
#[derive(Serialize)]
struct Content {
    attribution: Option<&'static str>,
    group_by: Vec<&'static str>,
    rows: Vec<Line>,
    total: Line,
    unallocated: Option<Line>,
}

/// A row: keys, count, and sums by currency.
#[derive(Serialize)]
struct Line(Vec<Option<String>>, i64, Vec<Vec<(String, String)>>);

fn checksum(question: &Question, found: &Statistics) -> String {
    // Years without projects are rows only in some orders.
    let mut rows: Vec<&Row> = found.rows.iter().filter(|row| row.count > 0).collect();
    rows.sort_by(|a, b| compare(&[], a, b));
    let line = |row: &Row| {
        let keys = question.dimensions.iter().zip(&row.keys);
        let keys = keys.map(|(dimension, key)| key.as_deref().map(|key| public_key(dimension, key))).collect();
        Line(keys, row.count, question.amounts.iter().map(|amount| sums(row, *amount)).collect())
    };
    let content = Content {
        attribution: (!question.amounts.is_empty()).then(|| rule(question.counted)).flatten(),
        group_by: question.dimensions.iter().map(|dimension| dimension.name).collect(),
        rows: rows.into_iter().map(line).collect(),
        total: line(&found.total),
        unallocated: found.unallocated.as_ref().map(line),
    };
    sha256(&serde_json::to_vec(&content).unwrap_or_default())
}

fn sums(row: &Row, amount: Amount) -> Vec<(String, String)> {
    let sums = row.sums(amount).iter();
    sums.map(|sum| (sum.currency.clone(), decimal(sum.minor, &CurrencyCode::stored(&sum.currency)))).collect()
}

fn rule(counted: Counted) -> Option<&'static str> {
    let Counted::Projects(rule) = counted else { return None };
    Some(match rule {
        Attribution::Coordinator => "COORDINATOR",
        Attribution::Share => "SHARE",
        Attribution::EqualSplit => "EQUAL_SPLIT",
        Attribution::Whole => "WHOLE",
    })
}
