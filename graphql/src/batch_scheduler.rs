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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    /// Lets others run, and goes on at once, as joined futures do after many of them.
    async fn pause() {
        let mut paused = false;
        poll_fn(|context| {
            if std::mem::replace(&mut paused, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Loads that write down in which batch they ran: a load is added with others, and its answer comes when its batch has run.
    #[derive(Clone, Default)]
    struct Loads {
        scheduler: BatchScheduler,
        log: Arc<Mutex<Vec<&'static str>>>,
    }

    impl Loads {
        async fn load(&self, name: &'static str) {
            let (sender, answer) = oneshot::channel();
            let log = self.log.clone();
            self.scheduler.add(Box::pin(async move {
                log.lock().expect("nobody panicked").push(name);
                let _ = sender.send(());
            }));
            answer.await.expect("the load ran");
            self.log.lock().expect("nobody panicked").push("answer");
        }

        fn log(&self) -> Vec<&'static str> {
            std::mem::take(&mut *self.log.lock().expect("nobody panicked"))
        }
    }

    async fn run<T>(loads: &Loads, main: impl Future<Output = T>) -> T {
        loads.scheduler.run(main, || false).await
    }

    #[tokio::test]
    async fn loads_of_one_level_run_before_any_resolver_goes_on() {
        let loads = Loads::default();
        run(&loads, async { tokio::join!(loads.load("a"), loads.load("b"), loads.load("c")) }).await;
        let mut log = loads.log();
        log[..3].sort_unstable();
        assert_eq!(log, ["a", "b", "c", "answer", "answer", "answer"]);
    }

    #[tokio::test]
    async fn nested_loads_wait_for_the_next_batch() {
        let loads = Loads::default();
        let nested = |first, second| {
            let loads = loads.clone();
            async move {
                loads.load(first).await;
                loads.load(second).await;
            }
        };
        run(&loads, async { tokio::join!(nested("a1", "a2"), nested("b1", "b2")) }).await;
        // In which order the loads of one batch run is nobody's business.
        let mut log = loads.log();
        log.chunks_mut(2).for_each(<[&str]>::sort_unstable);
        assert_eq!(log, ["a1", "b1", "answer", "answer", "a2", "b2", "answer", "answer"]);
    }

    #[tokio::test]
    async fn a_pause_of_a_resolver_begins_no_batch() {
        let loads = Loads::default();
        let late = async {
            for _ in 0..10 {
                pause().await;
            }
            loads.load("late").await;
        };
        run(&loads, async { tokio::join!(loads.load("early"), late) }).await;
        let mut log = loads.log();
        log[..2].sort_unstable();
        assert_eq!(log[..2], ["early", "late"]);
    }

    #[tokio::test]
    async fn a_batch_waits_for_what_is_read_beside_it() {
        let loads = Loads::default();
        let (sender, answer) = oneshot::channel::<()>();
        let reading = AtomicBool::new(true);
        let beside = async {
            answer.await.expect("it is answered");
            reading.store(false, Ordering::Relaxed);
            loads.load("beside").await;
        };
        let main = async { tokio::join!(loads.load("first"), beside) };
        let answering = async {
            tokio::task::yield_now().await;
            assert_eq!(loads.log(), [""; 0], "nothing runs while something is being read");
            sender.send(()).expect("somebody waits");
        };
        tokio::join!(loads.scheduler.run(main, || reading.load(Ordering::Relaxed)), answering);
        let mut log = loads.log();
        log[..2].sort_unstable();
        assert_eq!(log[..2], ["beside", "first"]);
    }

    #[tokio::test]
    async fn a_load_that_has_to_wait_holds_up_its_batch_only() {
        let loads = Loads::default();
        let (sender, slow) = oneshot::channel::<()>();
        loads.scheduler.add(Box::pin(async move { slow.await.expect("it is answered") }));
        let answering = async {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            assert_eq!(loads.log(), ["fast", "answer"]);
            sender.send(()).expect("somebody waits");
        };
        let main = async {
            loads.load("fast").await;
            loads.load("next").await;
        };
        tokio::join!(run(&loads, main), answering);
        assert_eq!(loads.log(), ["next", "answer"]);
    }

    #[tokio::test]
    async fn loads_of_a_dropped_run_never_run() {
        let loads = Loads::default();
        let (_never, wait) = oneshot::channel::<()>();
        loads.scheduler.add(Box::pin(async move { drop(wait.await) }));
        {
            let mut running = pin!(run(&loads, loads.load("first")));
            assert!((&mut running).now_or_never().is_none());
            assert_eq!(loads.log(), ["first"]);
        }
        let dropped = Arc::downgrade(&loads.scheduler.0);
        drop(loads);
        assert!(dropped.upgrade().is_none(), "nothing holds the loads any more");
    }
}
