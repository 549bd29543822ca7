//! The project's Markdown files: their code blocks, headings and links.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::program;

/// Folders that hold what others wrote or what was built.
const FOREIGN: [&str; 2] = ["node_modules", "target"];

/// The text of a file of the project.
pub fn read(path: &str) -> String {
    fs::read_to_string(program::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All Markdown files of the project.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(program::root(), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("a folder can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') || FOREIGN.contains(&name) {
            continue;
        }
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// The fenced blocks of a text: language and content.
pub fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match line.trim_start().strip_prefix("```") {
            Some(language) if !open => {
                blocks.push((language.trim().to_owned(), String::new()));
                open = true;
            }
            Some(_) => open = false,
            None if open => {
                if let Some((_, content)) = blocks.last_mut() {
                    content.push_str(line);
                    content.push('\n');
                }
            }
            None => {}
        }
    }
    blocks
}

/// The lines outside of fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut open = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        open ^= is_fence;
        !open && !is_fence
    })
}

/// The headings of a text.
fn headings(text: &str) -> impl Iterator<Item = &str> {
    prose(text).filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')))
}

/// The names by which links lead to the headings of a text, as GitHub makes them.
pub fn anchors(text: &str) -> Vec<String> {
    let kept = |character: &char| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_');
    let anchor = |heading: &str| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
    headings(text).map(anchor).collect()
}

/// What stands below the heading, down to the next one of any level.
pub fn section(text: &str, heading: &str) -> String {
    let is_heading = |line: &&str| line.starts_with('#');
    let lines = prose(text).skip_while(|line| !is_heading(line) || line.trim_start_matches('#').trim() != heading).skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !is_heading(line)).collect();
    assert!(!lines.is_empty(), "there is no section {heading:?}");
    lines.join("\n")
}

/// Where the links of a text lead.
pub fn links(text: &str) -> Vec<String> {
    let targets = |line: &str| {
        let line = without_code(line);
        line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect::<Vec<_>>()
    };
    prose(text).flat_map(targets).collect()
}

/// A line without its code, in which brackets are no links. The text of a link may be code.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}
