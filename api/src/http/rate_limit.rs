//! The rate limit: the cost that a client may ask for in a minute.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{Quota, RateLimiter, clock::Clock, state::keyed::DefaultKeyedStateStore};

use super::{client_address::ClientAddress, rejection::Rejection};

/// After how many charges the clients are forgotten that have asked for nothing lately.
const CLEANUP_INTERVAL: u32 = 4_096;

/// The limit of all clients: a bucket for each, which fills up evenly.
pub struct RateLimit {
    limit: NonZeroU32,
    buckets: RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, governor::clock::DefaultClock>,
    charges: AtomicU32,
}

impl RateLimit {
    /// So much cost in a minute; `None` for 0, which means no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Option<Self> {
        let limit = NonZeroU32::new(per_minute)?;
        Some(Self { limit, buckets: RateLimiter::keyed(Quota::per_minute(limit)), charges: AtomicU32::new(0) })
    }

    /// Charges the cost to the client's bucket, or says when there is enough again.
    pub fn charge(&self, client: ClientAddress, cost: u64) -> Result<(), Rejection> {
        let Some(cost) = u32::try_from(cost).ok().and_then(NonZeroU32::new) else { return Ok(()) };
        if self.charges.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLEANUP_INTERVAL) {
            self.buckets.retain_recent();
        }
        let limit = self.limit;
        match self.buckets.check_key_n(&client.rate_limit_key(), cost) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => {
                let wait = until.wait_time_from(self.buckets.clock().now()).as_secs() + 1;
                let message = format!(
                    "A client may ask for a cost of {limit} in a minute, and this request needs {cost}: ask again in {wait} s, or for less."
                );
                Err(Rejection::rate_limited(message, wait))
            }
            Err(_) => Err(Rejection::rate_limited(
                format!(
                    "A client may ask for a cost of {limit} in a minute, and this query alone needs {cost}: ask for less at once."
                ),
                60,
            )),
        }
    }
}
