//! The number of the newest publication, for those who must know it before they read anything.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{
    DbBackend,
    sqlx::{
        self,
        postgres::{PgListener, PgPoolOptions},
    },
};
use tokio::{sync::Mutex, time::sleep};

use super::{Database, Error, database::CHANNEL};

/// How old the number may be if nobody says when it changes. Many requests at once share one look at the database; a single one
/// always looks.
const FRESH: Duration = Duration::from_millis(20);
/// How old the number may be if the database says when it changes, lest anything be missed for longer.
const FRESH_UNLESS_TOLD: Duration = Duration::from_millis(500);
/// How long to wait before listening to the database is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// The number of the newest publication, as of at most a moment ago.
pub struct Version {
    database: Database,
    last: Mutex<Option<Look>>,
    /// True while the database says when the number changes.
    told: AtomicBool,
    /// How often the number may have changed, as far as is known here.
    changes: AtomicU64,
}

/// One look at the database, and what came of it.
struct Look {
    began: Instant,
    ended: Instant,
    changes: u64,
    found: Result<i64, Error>,
}

impl Version {
    /// The number in this database.
    #[must_use]
    pub fn of(database: Database) -> Arc<Self> {
        let listens = database.reader().get_database_backend() == DbBackend::Postgres;
        let (told, changes) = (AtomicBool::new(false), AtomicU64::new(0));
        let version = Arc::new(Self { database, last: Mutex::new(None), told, changes });
        if listens {
            tokio::spawn(Arc::clone(&version).listen());
        }
        version
    }

    /// The number; 0 if nothing was ever published.
    pub async fn current(&self) -> Result<i64, Error> {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        // As of the beginning of the look, lest a publication during it be hidden for longer.
        let changes = self.changes.load(Ordering::SeqCst);
        let fresh = if self.told.load(Ordering::SeqCst) { FRESH_UNLESS_TOLD } else { FRESH };
        let counts = |look: &&Look| match look.found {
            Ok(_) => look.changes == changes && look.began.elapsed() < fresh,
            // Those who waited for a look that failed don't wait for the next one to fail too.
            Err(_) => look.ended >= asked,
        };
        if let Some(look) = last.as_ref().filter(counts) {
            return look.found.clone();
        }
        let began = Instant::now();
        let found = self.database.data_version().await;
        *last = Some(Look { began, ended: Instant::now(), changes, found: found.clone() });
        found
    }

    /// Has the next one who asks for the number look at the database.
    pub fn renew(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// Listens for as long as the process lives. While the database can't be listened to, the number is looked up instead.
    async fn listen(self: Arc<Self>) {
        let mut said = false;
        loop {
            let ended = self.hear().await;
            if self.told.swap(false, Ordering::SeqCst) {
                said = false;
            }
            let reason = ended.err().map_or_else(|| "the connection broke".to_owned(), |error| error.to_string());
            if !said {
                tracing::info!(reason, "the database doesn't say when there is new data: looking for it");
                said = true;
            }
            sleep(PAUSE).await;
        }
    }

    /// Listens until the connection breaks.
    async fn hear(&self) -> Result<(), sqlx::Error> {
        // A connection of its own to where is read, so that nothing is heard of before it can be read. A replica refuses.
        let options = self.database.reader().get_postgres_connection_pool().connect_options();
        let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let mut listener = PgListener::connect_with(&pool.connect_with((*options).clone()).await?).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        // What was published before the listening began was not heard.
        self.renew();
        self.told.store(true, Ordering::SeqCst);
        tracing::debug!("the database says when there is new data");
        while listener.try_recv().await?.is_some() {
            self.renew();
        }
        Ok(())
    }
}
