//! A `PostgreSQL` server for the tests: the one of `TEST_POSTGRES_URL`, else a throwaway one of this run.

use std::{
    env,
    process::{Command, Stdio},
    sync::OnceLock,
};

use super::{exit::at_exit, missing};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/postgres.sh");

/// The URL of a database in which others may be created; `None`, said loudly, if there is no `PostgreSQL`.
pub fn url() -> Option<&'static str> {
    static URL: OnceLock<Option<String>> = OnceLock::new();
    let url = URL.get_or_init(|| {
        let given = env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
        given.or_else(start)
    });
    if url.is_none() {
        missing::say("PostgreSQL", |test| test.ends_with("::postgres"));
    }
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
