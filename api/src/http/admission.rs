//! Admission control: how many queries run at once. The others wait a while, and when too many wait, the newest are rejected.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::rejection::Rejection;
use crate::limits::Limits;

/// The permits to run a query, and the queue for them.
pub struct Admission {
    permits: Semaphore,
    queued: AtomicU32,
    limits: Arc<Limits>,
}

impl Admission {
    /// As many permits as the limits say.
    #[must_use]
    pub fn new(limits: Arc<Limits>) -> Self {
        Self { permits: Semaphore::new(limits.max_concurrent as usize), queued: AtomicU32::new(0), limits }
    }

    /// A permit to run a query, which ends when it is dropped. Waits for one if none is free.
    pub async fn acquire(&self) -> Result<SemaphorePermit<'_>, Rejection> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        let queued = Queued::new(&self.queued);
        if queued.before >= self.limits.max_queued {
            return Err(Rejection::overloaded(format!(
                "The server is busy: {} queries run and {} wait, which is all it allows.",
                self.limits.max_concurrent, self.limits.max_queued
            )));
        }
        match timeout(self.limits.queue_seconds, self.permits.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Rejection::overloaded(format!(
                "The server is busy: {} queries run, and none ended within {} seconds.",
                self.limits.max_concurrent,
                self.limits.queue_seconds.as_secs_f64()
            ))),
        }
    }

    /// How many queries run, and how many wait.
    #[must_use]
    pub fn load(&self) -> (usize, u32) {
        let free = self.permits.available_permits();
        ((self.limits.max_concurrent as usize).saturating_sub(free), self.queued.load(Ordering::Relaxed))
    }
}

/// One more in the queue, until it is dropped.
struct Queued<'a> {
    count: &'a AtomicU32,
    before: u32,
}

impl<'a> Queued<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        Self { before: count.fetch_add(1, Ordering::Relaxed), count }
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}
