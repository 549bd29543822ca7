//! The address of a client, also behind proxies, and as much of it as may be written down.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// The client of a connection from `peer`. What a proxy of ours says is believed, what anybody else says isn't: of
    /// `X-Forwarded-For`, the last address counts that isn't one of our proxies.
    #[must_use]
    pub fn find(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let trusted = |address: &IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
        let mut client = peer.to_canonical();
        if trusted(&client) {
            let forwarded: Vec<&str> = headers
                .get_all("x-forwarded-for")
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .collect();
            for entry in forwarded.iter().rev() {
                let Some(address) = parse(entry) else { break };
                client = address;
                if !trusted(&client) {
                    break;
                }
            }
        }
        Self(client)
    }

    /// Whom requests are counted by: an IPv6 client owns a whole network of addresses.
    #[must_use]
    pub fn rate_limit_key(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => IpAddr::V6(first_bits(address, 64)),
        }
    }
}

/// Written without the part that tells persons apart.
impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                write!(f, "{}", Ipv4Addr::new(a, b, c, 0))
            }
            IpAddr::V6(address) => write!(f, "{}", first_bits(address, 48)),
        }
    }
}

fn first_bits(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits)))
}

/// Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let address = text.parse().ok().or_else(|| Some(text.parse::<std::net::SocketAddr>().ok()?.ip()));
    address.or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(peer: &str, forwarded: &str) -> String {
        let mut headers = HeaderMap::new();
        if let Ok(value) = forwarded.parse() {
            headers.insert("x-forwarded-for", value);
        }
        let proxies: Vec<IpNet> = ["127.0.0.0/8", "10.0.0.0/8"].iter().filter_map(|net| net.parse().ok()).collect();
        peer.parse().map_or_else(|_| String::new(), |peer| ClientAddress::find(peer, &headers, &proxies).0.to_string())
    }

    #[test]
    fn only_our_proxies_are_believed() {
        let cases = [
            ("192.0.2.9", "198.51.100.7", "192.0.2.9"),
            ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "6.6.6.6, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
            ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", "nonsense", "127.0.0.1"),
            ("::ffff:127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
            ("127.0.0.1", "198.51.100.7:5000", "198.51.100.7"),
        ];
        for (peer, forwarded, expected) in cases {
            assert_eq!(find(peer, forwarded), expected, "{peer} {forwarded}");
        }
    }

    #[test]
    fn addresses_are_shortened() {
        let short = |text: &str| text.parse().map(|address| ClientAddress(address).to_string()).unwrap_or_default();
        assert_eq!(short("198.51.100.7"), "198.51.100.0");
        assert_eq!(short("2001:db8:1:2:3:4:5:6"), "2001:db8:1::");
    }
}
