//! Cleaning up when the test process ends, however it ends: values in statics are never dropped.

use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::Mutex,
};

/// The waiting shells. Their standard input is held open by this process and closes with it.
static WAITING: Mutex<Vec<Child>> = Mutex::new(Vec::new());

/// Runs a shell script when this process has ended.
pub fn at_exit(script: &str, arguments: &[&str]) {
    let child = Command::new("sh")
        .arg("-c")
        .arg(format!("cat >/dev/null; {script}"))
        .arg("sh")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A signal from the terminal is not for the one that cleans up.
        .process_group(0)
        .spawn()
        .expect("a shell can be started");
    WAITING.lock().expect("no test failed while it held this").push(child);
}
