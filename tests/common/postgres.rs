//! A `PostgreSQL` server for the tests: the one of `TEST_POSTGRES_URL`, else a throwaway one of this run.

use std::{
    env,
    io::Write,
    process::{Command, Stdio},
    sync::OnceLock,
};

use super::exit::at_exit;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/postgres.sh");

/// The URL of a database in which others may be created; `None`, said loudly, if there is no `PostgreSQL`.
pub fn url() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    let url = URL.get_or_init(|| {
        let given = env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
        let url = given.or_else(start);
        if url.is_none() {
            say_what_is_skipped();
        }
        url
    });
    assert!(url.is_some() || env::var("CI").as_deref() != Ok("true"), "with CI=true PostgreSQL must be there: install it");
    url.as_deref()
}

fn start() -> Option<String> {
    let started = Command::new(SCRIPT).arg("start").stderr(Stdio::inherit()).output().expect("postgres.sh can be started");
    if started.status.code() == Some(3) {
        return None;
    }
    let text = String::from_utf8(started.stdout).expect("postgres.sh writes text");
    let mut lines = text.lines();
    let (Some(url), Some(folder)) = (lines.next(), lines.next()) else { panic!("postgres.sh did not start PostgreSQL") };
    at_exit("\"$1\" stop \"$2\"", &[SCRIPT, folder]);
    Some(url.to_owned())
}

/// Writes past the capture of the test runner, which hides what passing tests print.
fn say_what_is_skipped() {
    let tests = env::current_exe().ok().and_then(|program| {
        let arguments = env::args().skip(1).chain(["--list".to_owned()]);
        Command::new(program).args(arguments).stderr(Stdio::null()).output().ok()
    });
    let tests =
        tests.map(|listed| String::from_utf8_lossy(&listed.stdout).lines().filter(|l| l.contains("::postgres: ")).count());
    let tests = tests.map_or_else(|| "some".to_owned(), |count| count.to_string());
    let line = "*".repeat(72);
    let _ = writeln!(std::io::stderr(), "\n{line}\nSKIPPED: PostgreSQL is not here, {tests} tests did not run\n{line}");
}
