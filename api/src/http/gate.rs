//! How many queries run at once. The others wait a while, and when too many wait, the newest are turned away.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::refusal::Refusal;
use crate::limits::Limits;

/// The way in for queries.
pub struct Gate {
    running: Semaphore,
    waiting: AtomicU32,
    limits: &'static Limits,
}

impl Gate {
    /// A gate that lets as many in as the limits say.
    #[must_use]
    pub fn new(limits: &'static Limits) -> Self {
        Self { running: Semaphore::new(limits.max_concurrent as usize), waiting: AtomicU32::new(0), limits }
    }

    /// Waits for a place, which is given back when it is dropped.
    pub async fn enter(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        if let Ok(place) = self.running.try_acquire() {
            return Ok(place);
        }
        let waiting = Waiting::begin(&self.waiting);
        if waiting.before >= self.limits.max_queued {
            return Err(Refusal::overloaded(format!(
                "The server is busy: {} queries run and {} wait, which is all it allows.",
                self.limits.max_concurrent, self.limits.max_queued
            )));
        }
        match timeout(self.limits.queue_seconds, self.running.acquire()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(Refusal::overloaded(format!(
                "The server is busy: {} queries run, and none ended within {} seconds.",
                self.limits.max_concurrent,
                self.limits.queue_seconds.as_secs_f64()
            ))),
        }
    }

    /// How many queries run, and how many wait.
    #[must_use]
    pub fn load(&self) -> (usize, u32) {
        let free = self.running.available_permits();
        ((self.limits.max_concurrent as usize).saturating_sub(free), self.waiting.load(Ordering::Relaxed))
    }
}

/// One more that waits, until it is dropped.
struct Waiting<'a> {
    count: &'a AtomicU32,
    before: u32,
}

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicU32) -> Self {
        Self { before: count.fetch_add(1, Ordering::Relaxed), count }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}
