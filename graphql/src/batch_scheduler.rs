//! Loading level by level, without timers: what the resolvers of a request want is gathered until none of them can go on, then all of
//! it is loaded, and only then do the resolvers go on. So the number of statements depends on the shape of a query alone.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::task::unconstrained;

/// The loads that wait for the next round.
#[derive(Clone, Default)]
pub struct BatchScheduler(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl BatchScheduler {
    /// Takes a load in; a loader gathers its keys until the load begins.
    pub fn add(&self, load: BoxFuture<'static, ()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(load);
    }

    /// Runs what loads through this, and its loads in rounds. `reading` tells whether something is being read apart from them: what
    /// waits for that can still go on, so that no round begins without it.
    pub async fn run<T>(&self, main: impl Future<Output = T>, reading: impl Fn() -> bool) -> T {
        // Tokio's own pauses can't be told from waiting, so they are switched off; the limits of a query bound the work.
        let mut main = pin!(unconstrained(main));
        let mut running = FuturesUnordered::new();
        poll_fn(|context| {
            let notice = Arc::new(Notice { woken: AtomicBool::new(false), task: context.waker().clone() });
            let waker = Waker::from(notice.clone());
            loop {
                notice.woken.store(false, Ordering::Relaxed);
                if let Poll::Ready(value) = main.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(value);
                }
                // Many resolvers at once pause now and then to let others run: that is no reason to begin a round without them.
                if notice.woken.load(Ordering::Relaxed) {
                    continue;
                }
                if running.is_empty() {
                    if reading() {
                        return Poll::Pending;
                    }
                    running.extend(std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)));
                    if running.is_empty() {
                        return Poll::Pending;
                    }
                }
                while !running.is_empty() {
                    if running.poll_next_unpin(context).is_pending() {
                        return Poll::Pending;
                    }
                }
            }
        })
        .await
    }
}

/// Tells whether what was polled wants to be polled again.
struct Notice {
    woken: AtomicBool,
    task: Waker,
}

impl Wake for Notice {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Relaxed);
        self.task.wake_by_ref();
    }
}
