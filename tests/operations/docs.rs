//! The documents: their questions have these answers, nothing that can be set or written is missing, and no link leads nowhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database},
    markdown::{anchors, blocks, files, links, read, section},
    on_both_backends, program,
    server::shared,
};

const OPERATING: &str = "docs/operating.md";
const IMPORTING: &str = "docs/importing.md";
const EXCHANGE_FORMAT: &str = "docs/exchange-format.md";

on_both_backends!(questions_have_these_answers, the_example_of_a_report_is_true);

/// Documents that answer questions, each with the least number of them.
const ANSWERS: [(&str, usize); 2] = [("README.md", 4), ("docs/tour.md", 19)];

fn questions_have_these_answers(backend: Backend) {
    for (path, least) in ANSWERS {
        let mut asked = 0;
        for pair in blocks(&read(path)).windows(2) {
            let [(language, question), (of_answer, answer)] = pair else { continue };
            if of_answer != "json" {
                continue;
            }
            let given = match (language.as_str(), body(question)) {
                ("graphql", _) => shared(backend).query(question),
                ("sh", Some(body)) => {
                    let headers = [("content-type", "application/json"), ("accept", "*/*")];
                    shared(backend).send("POST", "/graphql", &headers, body.as_bytes()).json()
                }
                _ => continue,
            };
            let answer: Value = serde_json::from_str(answer).unwrap_or_else(|error| panic!("not JSON, {error}:\n{answer}"));
            assert_eq!(given, answer, "{path} is stale:\n{question}\n{given:#}");
            asked += 1;
        }
        assert!(asked >= least, "{path} has {asked} questions with answers");
    }
}

/// What a command line with curl sends.
fn body(command: &str) -> Option<&str> {
    Some(command.split_once("--data '")?.1.split_once('\'')?.0)
}

/// An option of the command line, as the program's own help tells it.
struct Setting {
    /// With the name of its value, such as `--listen HOST:PORT`.
    option: String,
    variable: Option<String>,
    default: Option<String>,
}

/// All options by the command that takes them.
fn settings() -> BTreeMap<String, Vec<Setting>> {
    let help = program::run(&["--help"]).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let name = |line: &str| line.split_whitespace().next().expect("a command has a name").to_owned();
    let names = commands.map(name).filter(|name| name != "help");
    names.map(|name| (name.clone(), options(&program::run(&[&name, "--help"]).stdout))).collect()
}

fn options(help: &str) -> Vec<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    for line in help.lines().map(str::trim) {
        if line.starts_with("--") {
            let option = line.replace(['<', '>'], "");
            settings.push(Setting { option, variable: None, default: None });
        } else if let Some(setting) = settings.last_mut() {
            let said = |what: &str| line.strip_prefix(what)?.strip_suffix(']').map(str::to_owned);
            // With its value behind it, which is empty here.
            setting.variable = said("[env: ").map(|name| name.trim_end_matches('=').to_owned()).or(setting.variable.take());
            // What depends on other things is told in words.
            setting.default = said("[default: ").filter(|value| !value.contains(' ')).or(setting.default.take());
        }
    }
    settings
}

#[test]
fn every_setting_is_documented() {
    /// Its default depends on the machine.
    const OF_THE_MACHINE: &str = "--max-concurrent QUERIES";
    let operating = read(OPERATING);
    let mut variables = BTreeSet::new();
    for Setting { option, variable, default } in settings().into_values().flatten() {
        let Some(variable) = variable else { continue };
        let default = default.filter(|_| option != OF_THE_MACHINE).map(|value| format!("`{value}` |")).unwrap_or_default();
        let row = format!("\n| `{option}` | `{variable}` | {default}");
        assert!(operating.contains(&row), "{OPERATING} has no row that begins so: {row}");
        variables.insert(variable);
    }
    assert!(variables.len() > 20 && variables.contains("DATABASE_URL"), "{variables:?}");
}

#[test]
fn every_other_option_is_documented() {
    let importing = read(IMPORTING);
    let mut found = 0;
    for (command, settings) in settings() {
        for Setting { option, .. } in settings.iter().filter(|setting| setting.variable.is_none()) {
            let row = importing.lines().find(|line| line.starts_with(&format!("| `{option}` | ")));
            let row = row.unwrap_or_else(|| panic!("{IMPORTING} has no row for {option}"));
            assert!(row.contains(&format!("`{command}")), "{command} has {option}: {row}");
            found += 1;
        }
    }
    assert!(found > 10, "{found} options without a variable");
}

#[test]
fn only_options_that_exist_are_documented() {
    let known: BTreeSet<String> = settings().into_values().flatten().map(|setting| setting.option).collect();
    for path in [OPERATING, IMPORTING] {
        for line in read(path).lines().filter_map(|line| line.strip_prefix("| `--")) {
            let (option, _) = line.split_once('`').expect("code ends");
            assert!(known.contains(&format!("--{option}")), "{path}: there is no --{option}");
        }
    }
}

#[test]
fn every_metric_is_documented() {
    let (client, operating) = (shared(Backend::Sqlite), read(OPERATING));
    client.query("{ registry { dataVersion } }");
    let metrics = client.get("/metrics").body;
    let names: Vec<&str> = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(operating.contains(&format!("`{name}`")), "{OPERATING} does not name {name}");
    }
}

#[test]
fn every_error_code_is_documented() {
    let page = shared(Backend::Sqlite).get("/docs/errors").body;
    let codes = page.split("<a href=\"#").skip(1).filter_map(|rest| rest.split_once('"').map(|(code, _)| code));
    let codes: BTreeSet<&str> = codes.filter(|code| code.chars().all(|c| c.is_ascii_uppercase() || c == '_')).collect();
    let errors = section(&read("docs/api.md"), "Errors");
    let rows = errors.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(code, _)| code));
    assert_eq!(rows.collect::<BTreeSet<&str>>(), codes);
}

/// What the program says of documents of the exchange format.
fn checked(document: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("my-projects.json");
    fs::write(&path, document).expect("a temporary file can be written");
    program::run(&["check", &path.display().to_string()]).stdout
}

#[test]
fn the_example_of_the_exchange_format_is_well_formed() {
    let blocks = blocks(&read(EXCHANGE_FORMAT));
    let [(_, document), (_, console), ..] = blocks.as_slice() else { panic!("there is no example") };
    let (command, shown) = console.split_once('\n').expect("a command and what it shows");
    assert_eq!(command, "$ inclusion-registry check my-projects.json");
    assert_eq!(checked(document).trim_end(), shown.trim_end());
}

fn the_example_of_a_report_is_true(backend: Backend) {
    let database = Database::new(backend);
    let blocks = blocks(&read(IMPORTING));
    let example = blocks.windows(2).find(|pair| pair[0].0 == "csv").expect("there is an example");
    let (command, shown) = example[1].1.split_once('\n').expect("a command and what it shows");
    assert_eq!(command, "$ inclusion-registry import --dry-run grants.csv");
    let path = database.file("grants.csv", &example[0].1);
    let said = database.run(&["import", "--dry-run", &path]).stdout.replace(&path, "grants.csv");
    assert_eq!(said.trim_end(), shown.trim_end());
}

/// Objects of the exchange format, each with the section that explains it and the way to it from the record.
const OBJECTS: &[(&str, &[&str])] = &[
    ("source", &["source"]),
    ("identifierScheme", &["identifierScheme"]),
    ("vocabulary", &["vocabulary"]),
    ("concept", &["concept"]),
    ("place", &["place"]),
    ("place", &["place", "location"]),
    ("programme", &["programme"]),
    ("fundingCall", &["fundingCall"]),
    ("fundingCall", &["fundingCall", "deadlines[]"]),
    ("partner", &["partner"]),
    ("project", &["project"]),
    ("project", &["project", "actionLines[]"]),
    ("tombstone", &["tombstone"]),
    ("statement", &["statement"]),
    ("distinction", &["distinction"]),
    ("Texts", &["project", "title[]"]),
    ("Sources of a record", &["project", "sources[]"]),
    ("Identifiers", &["project", "identifiers[]"]),
    ("Money", &["fundingCall", "budget"]),
    ("Periods", &["project", "period"]),
    ("Quantities", &["project", "results[]", "indicators[]", "target"]),
    ("Amounts of a project", &["project", "amounts[]"]),
    ("Participations of a project", &["project", "participations[]"]),
    ("Activities of a project", &["project", "activities[]"]),
    ("Results of a project", &["project", "results[]"]),
    ("Indicators of a result", &["project", "results[]", "indicators[]"]),
    ("Indicators of a result", &["project", "results[]", "indicators[]", "periods[]"]),
    ("Conflicts of a project", &["project", "conflicts[]"]),
];

/// Members of the exchange format that take words of closed lists.
const WORDS: &[(&str, &[&str])] = &[
    ("Texts", &["project", "title[]", "origin"]),
    ("Quantities", &["project", "results[]", "indicators[]", "target", "comparator"]),
    ("place", &["place", "kind"]),
    ("fundingCall", &["fundingCall", "status"]),
    ("partner", &["partner", "kind"]),
    ("project", &["project", "status"]),
    ("Amounts of a project", &["project", "amounts[]", "kind"]),
    ("Participations of a project", &["project", "participations[]", "role"]),
    ("Activities of a project", &["project", "activities[]", "kind"]),
    ("Results of a project", &["project", "results[]", "kind"]),
    ("tombstone", &["tombstone", "reason"]),
    ("statement", &["statement", "rule"]),
];

/// What the program expects in the place of something that it doesn't know.
fn expected(way: &[&str], unknown: Value) -> Vec<String> {
    let record = way.iter().rev().fold(unknown, |inner, step| match step.strip_suffix("[]") {
        Some(name) => json!({ name: [inner] }),
        None => json!({ *step: inner }),
    });
    let said = checked(&json!({"format": "inclusion-registry/1", "records": [record]}).to_string());
    let (_, list) = said.split_once(", expected ").unwrap_or_else(|| panic!("nothing is expected at {way:?}: {said}"));
    let list = list.lines().next().unwrap_or_default();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_exchange_format_is_documented() {
    let document = read(EXCHANGE_FORMAT);
    let named = |heading: &str, names: Vec<String>| {
        let section = section(&document, heading);
        assert!(!names.is_empty(), "{heading}");
        for name in names {
            assert!(section.contains(&format!("`{name}`")), "{EXCHANGE_FORMAT} does not name {name} in {heading:?}");
        }
    };
    let kinds = expected(&[], json!({"unknown": {}}));
    for kind in &kinds {
        assert!(OBJECTS.iter().any(|(_, way)| way == &[kind.as_str()]), "there is a new kind of record: {kind}");
    }
    named("Records", kinds);
    for (heading, way) in OBJECTS {
        named(heading, expected(way, json!({"unknown": 1})));
    }
    for (heading, way) in WORDS {
        named(heading, expected(way, json!("unknown")));
    }
}

#[test]
fn no_link_leads_nowhere() {
    let mut followed = 0;
    for file in files() {
        let text = fs::read_to_string(&file).expect("the file can be read");
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { file.clone() } else { file.with_file_name(path) };
            assert!(target.exists(), "{} links to {link}, which is not there", file.display());
            if !anchor.is_empty() {
                let text = fs::read_to_string(&target).expect("the file can be read");
                assert!(
                    anchors(&text).iter().any(|known| known == anchor),
                    "{} links to {link}, and there is no such heading",
                    file.display()
                );
            }
            followed += 1;
        }
    }
    assert!(followed > 50, "{followed} links");
}

#[test]
fn the_readme_leads_to_every_document() {
    let linked = links(&read("README.md"));
    for file in files() {
        let path = file.strip_prefix(program::root()).expect("it lies in the project");
        if path.parent().is_some_and(|folder| folder.as_os_str() == "docs") {
            assert!(linked.iter().any(|link| link == &path.display().to_string()), "the README does not link {}", path.display());
        }
    }
}
