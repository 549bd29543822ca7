//! Limits of a request, checked before anything runs.

use std::time::Duration;

use crate::error_code::ErrorCode;

pub mod cost;
pub mod text;
pub mod values;
pub mod variables;

/// How many rows a page has if nothing is said and so many are allowed.
const DEFAULT_PAGE_SIZE: u64 = 20;

/// What a request may ask for, and how much of everything at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most rows on a page.
    pub max_page_size: u64,
    /// How deep a query may be nested, in levels.
    pub max_depth: u64,
    /// How much a query may cost: about the number of objects that it can return.
    pub max_cost: u64,
    /// How many aliases a query may have.
    pub max_aliases: u64,
    /// How many directives a query may have.
    pub max_directives: u64,
    /// How many words, numbers, texts and signs a query may have.
    pub max_tokens: u64,
    /// The longest query, in bytes.
    pub max_query_bytes: u64,
    /// The longest body of a request, in bytes.
    pub max_body_bytes: u64,
    /// The longest address of a request, in bytes.
    pub max_url_bytes: u64,
    /// How long a query may run.
    pub max_time: Duration,
    /// How many queries run at once.
    pub max_concurrent: u32,
    /// How many queries wait for others to end.
    pub max_queued: u32,
    /// How much cost a client may ask for in a minute; `None` without limit.
    pub max_cost_per_minute: Option<u32>,
}

impl Limits {
    /// How many rows a page has if nothing is said.
    #[must_use]
    pub fn default_page_size(&self) -> u64 {
        self.max_page_size.min(DEFAULT_PAGE_SIZE)
    }
}

/// Why a document is refused: the message and its code.
pub type Rejection = (String, ErrorCode);

/// Refuses a number above its limit.
fn compare(what: &str, number: u64, limit: u64, cure: &str) -> Result<(), Rejection> {
    if number > limit {
        let message = format!("this document has {number} {what}, at most {limit} are allowed: {cure}");
        return Err((message, ErrorCode::QueryTooComplex));
    }
    Ok(())
}
