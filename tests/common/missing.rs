//! What the tests need and the machine may lack: said loudly where tests are skipped for it, a failure with `CI=true`.

use std::{
    collections::BTreeSet,
    env,
    io::Write,
    process::{Command, Stdio},
    sync::Mutex,
};

/// Says, once for each thing, that it is not here and how many tests don't run for it: those whose names fit.
pub fn say(what: &'static str, fits: impl Fn(&str) -> bool) {
    static SAID: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    if SAID.lock().expect("no test failed while it held this").insert(what) {
        let count = tests().map_or_else(|| "some".to_owned(), |tests| tests.iter().filter(|test| fits(test)).count().to_string());
        let line = "*".repeat(72);
        // Past the capture of the test runner, which hides what passing tests print.
        let _ = writeln!(std::io::stderr(), "\n{line}\nSKIPPED: {what} is not here, so these tests did not run: {count}\n{line}");
    }
    assert!(env::var("CI").as_deref() != Ok("true"), "with CI=true {what} must be there");
}

/// The names of the tests of this run.
fn tests() -> Option<Vec<String>> {
    let arguments = env::args().skip(1).chain(["--list".to_owned()]);
    let listed = Command::new(env::current_exe().ok()?).args(arguments).stderr(Stdio::null()).output().ok()?;
    let names = String::from_utf8_lossy(&listed.stdout);
    Some(names.lines().filter_map(|line| line.strip_suffix(": test").map(str::to_owned)).collect())
}
