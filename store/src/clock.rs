//! The clock: the one place that asks the system for the time of day, so that tests can set it.

use std::{fmt, sync::Arc};

use time::{Date, OffsetDateTime};

/// Tells the time in UTC.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    /// The clock of this machine.
    #[must_use]
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "everybody else asks a clock that can be set")]
        Self(Arc::new(OffsetDateTime::now_utc))
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(moment: OffsetDateTime) -> Self {
        Self(Arc::new(move || moment))
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        (self.0)()
    }

    /// The UTC day.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now().date()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}
