//! The running server, of a test's own or shared by all tests that only read.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Stdio},
    sync::{Arc, Condvar, Mutex, OnceLock},
    thread,
    time::Duration,
};

use serde_json::Value;

use super::{
    backend::{Backend, Database},
    client::{Answer, Client},
    exit::at_exit,
    program,
};

/// How long the server may take to say something before the test gives up on it. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server and its database; both end when dropped.
pub struct Server {
    child: Child,
    log: Arc<Log>,
    client: Client,
    // Last, because a database can be removed only when nobody uses it.
    database: Option<Database>,
}

/// What the server has logged so far.
#[derive(Default)]
struct Log {
    lines: Mutex<(Vec<String>, bool)>,
    changed: Condvar,
}

impl Server {
    /// Starts a server on a database, which loads the curated data if the database is new.
    pub fn start(database: Database, arguments: &[&str]) -> Self {
        let mut server = Self::on(database.url(), arguments);
        server.database = Some(database);
        server
    }

    /// Starts another server on the database of this one, which must outlive it.
    pub fn beside(&self, arguments: &[&str]) -> Self {
        Self::on(self.database().url(), arguments)
    }

    fn on(url: &str, arguments: &[&str]) -> Self {
        let serve = ["serve", "--listen", "127.0.0.1:0", "--database-url", url];
        let arguments: Vec<&str> = serve.into_iter().chain(arguments.iter().copied()).collect();
        let mut child = program::command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let log = Arc::new(Log::default());
        let stderr = child.stderr.take().expect("the stream is piped");
        thread::spawn({
            let log = Arc::clone(&log);
            move || log.follow(BufReader::new(stderr))
        });
        let Some(line) = log.wait_for(|line| line.contains(LISTENING)) else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the server does not start:\n{}", log.text());
        };
        let client = Client::new(&address(&line));
        Self { child, log, client, database: None }
    }

    /// A server of the test's own with the curated data.
    pub fn curated(backend: Backend) -> Self {
        Self::start(Database::new(backend), &[])
    }

    /// A server of the test's own with these records and nothing else.
    pub fn with(backend: Backend, records: &[Value]) -> Self {
        Self::start(Database::with(backend, records), &[])
    }

    /// Asks this server.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The server's database.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("only the first server of a database holds it")
    }

    /// Another server on the database of this one, which has come to its end.
    pub fn restarted(mut self) -> Self {
        let database = self.database.take().expect("only a server that was left lacks it");
        drop(self);
        Self::start(database, &[])
    }

    /// The first log line that fits, which may still be on its way.
    pub fn log_line(&self, fits: impl Fn(&str) -> bool) -> String {
        self.log.wait_for(fits).unwrap_or_else(|| panic!("the log has no such line:\n{}", self.log.text()))
    }

    /// The number of SQL statements that an answer took, by the access log, which must be kept as JSON. The answer must not be one
    /// that was kept.
    pub fn statements(&self, answer: &Answer) -> u64 {
        let id = format!("\"{}\"", answer.header("x-request-id"));
        let line = self.log_line(|line| line.contains(&id) && line.contains("\"statements\""));
        let line: Value = serde_json::from_str(&line).expect("a log line is JSON");
        assert!(matches!(line["source"].as_str(), Some("miss" | "bypass")), "nothing was run: {line}");
        line["statements"].as_u64().unwrap_or_else(|| panic!("there is no number of statements in {line}"))
    }

    /// How much memory the server holds, in KiB.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs on Linux");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        resident.and_then(|number| number.parse().ok()).expect("the system says how much memory a process holds")
    }

    /// Asks the server to stop, as a service manager does.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = std::process::Command::new("kill").args(["-TERM", &id]).status().expect("a signal can be sent");
        assert!(sent.success(), "the server is gone already:\n{}", self.log.text());
    }

    /// Waits for the server's own end and gives its exit code.
    pub fn wait(&mut self) -> Option<i32> {
        program::wait(&mut self.child, &["serve"])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Servers that tests share which only read, one a backend; they end with the tests.
pub struct Shared {
    start: fn(Backend) -> Server,
    sqlite: OnceLock<Server>,
    postgres: OnceLock<Server>,
}

impl Shared {
    /// Servers that are started when they are asked for.
    pub const fn new(start: fn(Backend) -> Server) -> Self {
        Self { start, sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// The server of this backend.
    pub fn server(&'static self, backend: Backend) -> &'static Server {
        let cell = match backend {
            Backend::Sqlite => &self.sqlite,
            Backend::Postgres => &self.postgres,
        };
        cell.get_or_init(|| {
            let server = (self.start)(backend);
            at_exit("kill -9 \"$1\"", &[&server.child.id().to_string()]);
            server.database().remove_at_exit();
            server
        })
    }
}

/// The server with the curated data.
pub fn shared(backend: Backend) -> &'static Client {
    static CURATED: Shared = Shared::new(Server::curated);
    CURATED.server(backend).client()
}

const LISTENING: &str = "listening on http://";

fn address(line: &str) -> String {
    let (_, rest) = line.split_once(LISTENING).expect("the line was chosen for this");
    rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect()
}

impl Log {
    fn follow(&self, lines: impl BufRead) {
        for line in lines.lines().map_while(Result::ok) {
            self.lines.lock().expect("no thread fails here").0.push(line);
            self.changed.notify_all();
        }
        self.lines.lock().expect("no thread fails here").1 = true;
        self.changed.notify_all();
    }

    /// The first line that fits; `None` if the log ends without one.
    fn wait_for(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let guard = self.lines.lock().expect("no thread fails here");
        let open = |state: &mut (Vec<String>, bool)| !state.1 && !state.0.iter().any(|line| fits(line));
        let (guard, _) = self.changed.wait_timeout_while(guard, PATIENCE, open).expect("no thread fails here");
        guard.0.iter().find(|line| fits(line)).cloned()
    }

    fn text(&self) -> String {
        self.lines.lock().expect("no thread fails here").0.join("\n")
    }
}
