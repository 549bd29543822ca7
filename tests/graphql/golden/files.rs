//! The files in `cases/`: each belongs to a question, and no question is asked twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{Case, STATEMENTS, answers::NAMES, coverage::UNTOUCHED, path};

#[test]
fn every_file_belongs_to_a_question() {
    let of_case = |name: &&str| [".graphql", ".variables.json", ".json"].map(|ending| format!("{name}{ending}"));
    let mut known: BTreeSet<String> = NAMES.iter().flat_map(of_case).collect();
    known.extend([STATEMENTS, UNTOUCHED].map(str::to_owned));
    let files = fs::read_dir(path("")).expect("the folder of the cases can be read");
    let names = files.map(|file| file.expect("the folder of the cases can be read").file_name().to_string_lossy().into_owned());
    let orphans: Vec<String> = names.filter(|name| !known.contains(name)).collect();
    assert!(orphans.is_empty(), "these belong to no question, remove them: {orphans:?}");
}

#[test]
fn every_number_of_statements_belongs_to_a_question() {
    let text = fs::read_to_string(path(STATEMENTS)).expect("the numbers of statements can be read");
    let listed: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next()).collect();
    assert_eq!(listed, NAMES, "{STATEMENTS} lists each case once, sorted: remove what is too much, and run `make golden`");
}

#[test]
fn no_question_is_asked_twice() {
    let mut asked = BTreeMap::new();
    for case in Case::all() {
        let words: Vec<&str> = case.query.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
        let earlier = asked.insert((words.join(" "), case.variables.to_string()), case.name);
        assert_eq!(earlier, None, "{} is the same question", case.name);
    }
}
