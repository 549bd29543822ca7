//! Running the real program.

use std::{
    env,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a command may take before the test gives up on it. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(2);

/// The folder of the whole project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the project")
}

/// The curated data of the project.
pub fn data() -> String {
    root().join("data").display().to_string()
}

/// The program under test, which cargo builds two folders above the test program.
fn binary() -> PathBuf {
    let tests = env::current_exe().expect("the test program knows its path");
    let folder = tests.parent().and_then(Path::parent).expect("cargo builds test programs into a subfolder");
    let program = folder.join("inclusion-registry");
    assert!(program.exists(), "{} is missing: run `cargo build` first", program.display());
    program
}

/// The program with arguments, and with an environment that holds nothing of the machine's.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).env_clear().current_dir("/").stdin(Stdio::null());
    command
}

/// A command that came to its end.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// True if the exit code says so.
    pub fn success(&self) -> bool {
        self.code == Some(0)
    }
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Ended {
    let mut child = command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let stdout = read(child.stdout.take());
    let stderr = read(child.stderr.take());
    let code = wait(&mut child, arguments);
    let text = |reader: thread::JoinHandle<String>| reader.join().expect("output can be read");
    Ended { code, stdout: text(stdout), stderr: text(stderr) }
}

/// Waits for the end of the program and gives its exit code.
pub fn wait(child: &mut Child, arguments: &[&str]) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return status.code();
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("the program does not come to an end: {arguments:?}");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn read(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    let mut stream = stream.expect("the stream is piped");
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("output can be read");
        String::from_utf8(bytes).expect("the program writes UTF-8")
    })
}
