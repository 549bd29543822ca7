//! Waiting for what happens in its own time.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How long something may take before the test gives up on it. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(1);

/// Looks again and again until there is something.
pub fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "it doesn't happen");
        thread::sleep(Duration::from_millis(20));
    }
}
