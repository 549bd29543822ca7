//! How much a client may ask for in a minute, counted in cost.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{Quota, RateLimiter, clock::Clock, state::keyed::DefaultKeyedStateStore};

use super::{client_address::ClientAddress, refusal::Refusal};

/// After how many charges the clients are forgotten that have asked for nothing lately.
const HOUSEKEEPING: u32 = 4_096;

/// The accounts of all clients: a bucket for each, which fills up evenly.
pub struct RateLimit {
    limit: NonZeroU32,
    accounts: RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, governor::clock::DefaultClock>,
    charges: AtomicU32,
}

impl RateLimit {
    /// So much cost in a minute; `None` for 0, which means no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Option<Self> {
        let limit = NonZeroU32::new(per_minute)?;
        Some(Self { limit, accounts: RateLimiter::keyed(Quota::per_minute(limit)), charges: AtomicU32::new(0) })
    }

    /// Takes the cost from the client's account, or says when there is enough again.
    pub fn charge(&self, client: ClientAddress, cost: u64) -> Result<(), Refusal> {
        let Some(cost) = u32::try_from(cost).ok().and_then(NonZeroU32::new) else { return Ok(()) };
        if self.charges.fetch_add(1, Ordering::Relaxed).is_multiple_of(HOUSEKEEPING) {
            self.accounts.retain_recent();
        }
        let limit = self.limit;
        match self.accounts.check_key_n(&client.household(), cost) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(until)) => {
                let wait = until.wait_time_from(self.accounts.clock().now()).as_secs() + 1;
                let message = format!(
                    "A client may ask for a cost of {limit} in a minute, and this request needs {cost}: ask again in {wait} s, or for less."
                );
                Err(Refusal::rate_limited(message, wait))
            }
            Err(_) => Err(Refusal::rate_limited(
                format!(
                    "A client may ask for a cost of {limit} in a minute, and this query alone needs {cost}: ask for less at once."
                ),
                60,
            )),
        }
    }
}
