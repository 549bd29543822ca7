//! The number of the newest publication, for those who must know it before they read anything.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::{Database, Error};

/// How old the number may be. Many requests at once share one look at the database; a single one always looks.
const FRESH: Duration = Duration::from_millis(20);

/// The number of the newest publication, as of at most a moment ago.
pub struct Version {
    database: Database,
    last: Mutex<Option<(Instant, i64)>>,
}

impl Version {
    /// The number in this database.
    #[must_use]
    pub fn of(database: Database) -> Self {
        Self { database, last: Mutex::new(None) }
    }

    /// The number; 0 if nothing was ever published.
    pub async fn current(&self) -> Result<i64, Error> {
        let mut last = self.last.lock().await;
        if let Some((_, version)) = last.filter(|(at, _)| at.elapsed() < FRESH) {
            return Ok(version);
        }
        // As of the beginning of the look, lest a publication during it be hidden for longer.
        let at = Instant::now();
        let version = self.database.data_version().await?;
        *last = Some((at, version));
        Ok(version)
    }
}
