//! What the server counts.

use super::client::Client;

/// A figure of the server with its labels, such as `queries_running`; 0 if nothing was counted yet.
pub fn figure(client: &Client, name: &str) -> f64 {
    let figures = client.get("/metrics").body;
    let value = figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.map_or(0.0, |value| value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}
