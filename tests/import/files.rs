//! Files on their way in: how they are found, unpacked and recognised, and what is no data.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Stdio,
};

use serde_json::json;

use super::{ROR, excerpt, import, imported};
use crate::common::{
    backend::{Backend, Database},
    on_both_backends, program,
    records::{lines, project},
};

on_both_backends!(packed_files_are_read_like_plain_ones);

fn gzip(from: &str, to: &Path) {
    let mut out = flate2::write::GzEncoder::new(File::create(to).expect("a file can be made"), flate2::Compression::fast());
    out.write_all(&fs::read(from).expect("the excerpt can be read")).expect("it can be packed");
    out.finish().expect("it can be packed");
}

fn zip(members: &[(&str, &[u8])], to: &Path) {
    let mut archive = zip::ZipWriter::new(File::create(to).expect("a file can be made"));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a member can be begun");
        archive.write_all(bytes).expect("a member can be written");
    }
    archive.finish().expect("the archive can be ended");
}

fn packed_files_are_read_like_plain_ones(backend: Backend) {
    let plain = Database::new(backend);
    imported(&plain, &[&excerpt(ROR)]);
    let expected = plain.export();
    let packed = plain.path("ror.gz");
    gzip(&excerpt(ROR), &packed);
    let archive = plain.path("ror.zip");
    // A name that leads out of the archive is only a name: nothing is ever written there.
    zip(
        &[("../../escaped.jsonl", &fs::read(excerpt(ROR)).expect("the excerpt can be read")), ("notes.txt", b"nothing")],
        &archive,
    );
    let folder = plain.path("folder/inner");
    fs::create_dir_all(&folder).expect("a folder can be made");
    fs::copy(&packed, folder.join("ror.jsonl.gz")).expect("a file can be copied");
    fs::write(folder.join("README.md"), "nothing").expect("a file can be written");
    for path in [&packed, &archive, &plain.path("folder")] {
        let database = Database::new(backend);
        imported(&database, &[&path.display().to_string()]);
        assert_eq!(database.export(), expected, "{}", path.display());
    }
    assert!(!plain.path("escaped.jsonl").exists() && !plain.path("../escaped.jsonl").exists());
    let database = Database::new(backend);
    let mut child = program::command(&["import", "-", "--database-url", database.url()])
        .stdin(File::open(excerpt(ROR)).expect("the excerpt can be read"))
        .stdout(Stdio::null())
        .spawn()
        .expect("the program can be started");
    assert_eq!(program::wait(&mut child, &["import", "-"]), Some(0));
    assert_eq!(database.export(), expected);
}

#[test]
fn what_is_no_data_is_said() {
    let database = Database::new(Backend::Sqlite);
    let notes = database.file("notes.txt", "nothing");
    let (report, code) = import(&database, &[&notes]);
    let fault = &report["rejections"][0];
    assert_eq!((code, &fault["lost"]), (Some(1), &json!("file")));
    assert!(fault["allowed"].as_str().is_some_and(|allowed| allowed.contains("registry, ror, cordis")), "{fault:#}");
    // In a folder, it may have been put there for people.
    let folder = database.path("notes.txt").parent().expect("it lies in a folder").display().to_string();
    let (report, code) = import(&database, &[&folder]);
    assert_eq!(code, Some(0), "{report:#}");
    assert!(report["passedOver"].as_array().is_some_and(|files| files.contains(&json!(notes))), "{report:#}");
    let ended = database.run(&["import", "/nowhere/at-all"]);
    assert!(!ended.success() && ended.stderr.contains("there is no such file"), "{}", ended.stderr);
}

#[test]
fn what_is_cut_off_or_grows_too_much_is_refused() {
    let database = Database::new(Backend::Sqlite);
    let packed = database.path("ror.gz");
    gzip(&excerpt(ROR), &packed);
    let bytes = fs::read(&packed).expect("it can be read");
    fs::write(&packed, &bytes[..bytes.len() / 2]).expect("it can be cut");
    let (report, code) = import(&database, &["--format", "ror", &packed.display().to_string()]);
    let reason = report["rejections"][0]["reason"].as_str().unwrap_or_default();
    assert!(code == Some(1) && reason.contains("cut off"), "{report:#}");
    // Zeros pack a thousandfold.
    let bomb = database.path("bomb.zip");
    let zeros = vec![b' '; 300 * 1024 * 1024];
    zip(&[("bomb.jsonl", &zeros)], &bomb);
    let (report, code) = import(&database, &["--format", "ror", &bomb.display().to_string()]);
    let reason = report["rejections"][0]["reason"].as_str().unwrap_or_default();
    assert!(code == Some(1) && reason.contains("200 times"), "{report:#}");
}

#[test]
fn files_can_be_checked_without_a_database() {
    let ended = program::run(&["check", &excerpt(ROR)]);
    assert!(ended.success() && ended.stdout.contains("1 file in the format ror"), "{}{}", ended.stdout, ended.stderr);
    let lines = lines(&[project("p", json!({"period": {"start": "2024-13"}}))]);
    let database = Database::new(Backend::Sqlite);
    let ended = program::run(&["check", &database.file("bad.jsonl", &lines)]);
    assert!(!ended.success() && ended.stdout.contains("2024-13"), "{}", ended.stdout);
}
