//! The limits of what a request may ask for, and of how much of everything runs at once. Set when the server starts, the same for all requests.

use std::{sync::OnceLock, time::Duration};

use clap::Args;

/// What a request may ask for, and how much of everything at once.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// The most rows on a page
    #[arg(long, value_name = "ROWS", env = "MAX_PAGE_SIZE", default_value_t = DEFAULT.max_page_size, value_parser = positive())]
    pub max_page_size: u64,

    /// How deep a query may be nested
    #[arg(long, value_name = "LEVELS", env = "MAX_DEPTH", default_value_t = DEFAULT.max_depth, value_parser = positive())]
    pub max_depth: u64,

    /// How much a query may cost: about the number of objects that it can return
    #[arg(long, value_name = "COST", env = "MAX_COST", default_value_t = DEFAULT.max_cost, value_parser = positive())]
    pub max_cost: u64,

    /// How many aliases a query may have
    #[arg(long, value_name = "ALIASES", env = "MAX_ALIASES", default_value_t = DEFAULT.max_aliases)]
    pub max_aliases: u64,

    /// How many directives a query may have
    #[arg(long, value_name = "DIRECTIVES", env = "MAX_DIRECTIVES", default_value_t = DEFAULT.max_directives)]
    pub max_directives: u64,

    /// How many words, numbers, texts and signs a query may have
    #[arg(long, value_name = "TOKENS", env = "MAX_TOKENS", default_value_t = DEFAULT.max_tokens, value_parser = positive())]
    pub max_tokens: u64,

    /// The longest query
    #[arg(long, value_name = "BYTES", env = "MAX_QUERY_BYTES", default_value_t = DEFAULT.max_query_bytes, value_parser = positive())]
    pub max_query_bytes: u64,

    /// The longest body of a request
    #[arg(long, value_name = "BYTES", env = "MAX_BODY_BYTES", default_value_t = DEFAULT.max_body_bytes, value_parser = positive())]
    pub max_body_bytes: u64,

    /// The longest address of a request
    #[arg(long, value_name = "BYTES", env = "MAX_URL_BYTES", default_value_t = DEFAULT.max_url_bytes, value_parser = positive())]
    pub max_url_bytes: u64,

    /// How long a query may run
    #[arg(long, value_name = "SECONDS", env = "MAX_SECONDS", default_value = "10", value_parser = seconds)]
    pub max_seconds: Duration,

    /// How many queries run at once, each with a connection to the database: here 2 for each processor, at least 16 and at most 32
    #[arg(long, value_name = "QUERIES", env = "MAX_CONCURRENT", default_value_t = queries_at_once(), value_parser = clap::value_parser!(u32).range(1..1000))]
    pub max_concurrent: u32,

    /// How many queries wait for others to end; further ones are turned away
    #[arg(long, value_name = "QUERIES", env = "MAX_QUEUED", default_value_t = DEFAULT.max_queued)]
    pub max_queued: u32,

    /// How long a query waits for others to end before it is turned away
    #[arg(long, value_name = "SECONDS", env = "QUEUE_SECONDS", default_value = "5", value_parser = seconds)]
    pub queue_seconds: Duration,

    /// How many connections may be open
    #[arg(long, value_name = "CONNECTIONS", env = "MAX_CONNECTIONS", default_value_t = DEFAULT.max_connections, value_parser = clap::value_parser!(u32).range(1..1_000_000))]
    pub max_connections: u32,

    /// How long a connection may stay idle, and the head of a request may take to arrive
    #[arg(long, value_name = "SECONDS", env = "HEAD_SECONDS", default_value = "30", value_parser = seconds)]
    pub head_seconds: Duration,

    /// How long the body of a request may take to arrive, and a client may let an answer wait
    #[arg(long, value_name = "SECONDS", env = "BODY_SECONDS", default_value = "30", value_parser = seconds)]
    pub body_seconds: Duration,

    /// How much cost a client may ask for in a minute; 0 for no limit [default: 600000, without limit when listening on a loopback address]
    #[arg(long, value_name = "COST", env = "RATE_LIMIT")]
    pub rate_limit: Option<u32>,
}

/// The limits if nothing is said.
pub const DEFAULT: Limits = Limits {
    max_page_size: 100,
    max_depth: 15,
    max_cost: 50_000,
    max_aliases: 100,
    max_directives: 100,
    max_tokens: 10_000,
    max_query_bytes: 100_000,
    max_body_bytes: 1024 * 1024,
    max_url_bytes: 16 * 1024,
    max_seconds: Duration::from_secs(10),
    max_concurrent: 16,
    max_queued: 256,
    queue_seconds: Duration::from_secs(5),
    max_connections: 2_000,
    head_seconds: Duration::from_secs(30),
    body_seconds: Duration::from_secs(30),
    rate_limit: None,
};

/// How much cost a client may ask for in a minute on a server for everybody.
pub const PUBLIC_RATE_LIMIT: u32 = 600_000;

static LIMITS: OnceLock<Limits> = OnceLock::new();

/// The limits of this process.
#[must_use]
pub fn limits() -> &'static Limits {
    LIMITS.get_or_init(|| DEFAULT)
}

/// Sets the limits of this process. Only the first call counts, and only before anybody has asked for them.
pub fn set(limits: Limits) {
    let _ = LIMITS.set(limits);
}

impl Limits {
    /// What the schema tells of the limits and keeps itself.
    #[must_use]
    pub fn of_requests(&self) -> graphql::Limits {
        graphql::Limits {
            max_page_size: self.max_page_size,
            max_depth: self.max_depth,
            max_cost: self.max_cost,
            max_aliases: self.max_aliases,
            max_directives: self.max_directives,
            max_tokens: self.max_tokens,
            max_query_bytes: self.max_query_bytes,
            max_body_bytes: self.max_body_bytes,
            max_url_bytes: self.max_url_bytes,
            max_time: self.max_seconds,
            max_concurrent: self.max_concurrent,
            max_queued: self.max_queued,
            max_cost_per_minute: self.rate_limit.filter(|limit| *limit > 0),
        }
    }
}

/// How many queries run at once if nothing is said. On PostgreSQL, several servers should find room beside one another.
fn queries_at_once() -> u32 {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(2 * processors).unwrap_or(u32::MAX).clamp(DEFAULT.max_concurrent, 2 * DEFAULT.max_concurrent)
}

fn positive() -> impl clap::builder::TypedValueParser<Value = u64> {
    clap::value_parser!(u64).range(1..=i32::MAX.unsigned_abs().into())
}

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let expected = || "a number of seconds from 0.01 to 86400 is expected".to_owned();
    let seconds: f64 = text.parse().map_err(|_| expected())?;
    if !(0.01..=86_400.0).contains(&seconds) {
        return Err(expected());
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| expected())
}
