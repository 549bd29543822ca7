//! The list of the golden cases: each question in `cases/` becomes a test of its own on each backend.

use std::{env, fmt::Write as _, fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=cases");
    let mut names = Vec::new();
    for entry in fs::read_dir("cases")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "graphql") {
            names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    let mut tests = format!("pub const NAMES: &[&str] = &{names:?};\n");
    for name in &names {
        let test = name.replace('-', "_");
        let _ = writeln!(tests, "on_both_backends!({test});\nfn {test}(backend: Backend) {{ check(backend, {name:?}) }}");
    }
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("golden.rs"), tests)
}
