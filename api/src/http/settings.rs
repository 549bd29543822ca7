//! The settings of the service: its address, the proxies that it believes, and what it keeps.

use clap::Args;
use ipnet::IpNet;

/// How the service presents itself and what it remembers.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Service")]
pub struct Settings {
    /// The address that others reach the service by, for links in answers [default: http:// and the address to listen on]
    #[arg(long, value_name = "URL", env = "PUBLIC_URL", value_parser = base_url)]
    pub public_url: Option<String>,

    /// Proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas
    #[arg(long, value_name = "NETWORKS", env = "TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// How many seconds public caches may show an answer without asking whether the data has changed
    #[arg(long, value_name = "SECONDS", env = "MAX_AGE", default_value_t = 0)]
    pub max_age: u32,

    /// How much memory answers may take that are kept until the data changes; 0 to keep none
    #[arg(long, value_name = "MEGABYTES", env = "RESPONSE_CACHE", default_value_t = 64)]
    pub response_cache: u32,

    /// How much memory queries may take that clients name by their hash
    #[arg(long, value_name = "MEGABYTES", env = "PERSISTED_QUERIES", default_value_t = 8)]
    pub persisted_queries: u32,
}

/// An absolute address without a slash at its end.
fn base_url(text: &str) -> Result<String, String> {
    let url = text.trim().trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match host.filter(|host| !host.is_empty() && !host.contains(['?', '#', ' '])) {
        Some(_) => Ok(url.to_owned()),
        None => Err("an address like https://registry.example.org is expected".to_owned()),
    }
}

/// `10.0.0.0/8`, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let one = || text.parse::<std::net::IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(one).ok_or_else(|| "an address or a network like 10.0.0.0/8 is expected".to_owned())
}
