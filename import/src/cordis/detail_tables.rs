//! Tables beside those of projects and organisations: topics, parts of programmes, fields of science, results, addresses.

use record::{Fault, LanguageTag, ProjectResult, ResultKind, Text, TextOrigin};

use super::{
    collected::{Collected, Rank},
    fact::{FactContent, FieldOfScience, ResultRow},
    projects, values,
};
use crate::{Sink, external_grouping::GroupingError, person, table::Row, value};

const PROJECT: [&str; 2] = ["projectID", "projectReference"];

/// The key of the project that a row is about; rows without one are rejected.
fn project(sink: &mut Sink, row: &impl values::NamedValues, kind: &'static str) -> Result<Option<String>, GroupingError> {
    let key = projects::key(row, &PROJECT);
    if key.is_none() {
        sink.reject(kind, Fault::new(row.place(), "the row doesn't say which project it is about").column("projectID"))?;
    }
    Ok(key)
}

/// The code in a column; rows without one are rejected.
fn code(sink: &mut Sink, row: &Row, column: &str, kind: &'static str) -> Result<Option<String>, GroupingError> {
    let code = row.get(column).filter(|code| values::is_code(code)).map(str::to_owned);
    if code.is_none() {
        sink.reject(kind, row.fault(column, "a code is needed here"))?;
    }
    Ok(code)
}

/// Reads one project's topic.
pub(super) fn topic(collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
    let Some(project) = project(sink, row, "fundingCall")? else { return Ok(()) };
    let Some(topic) = code(sink, row, "topic", "fundingCall")? else { return Ok(()) };
    if topic.starts_with("HORIZON-") || topic.starts_with("H2020-") {
        collected.note_framework(&topic);
    }
    if let Some(title) = title(sink, row) {
        collected.titles.topics.entry(topic.clone()).or_default().replace_if_better(title, Rank::Data);
    }
    Ok(collected.add_fact(&project, FactContent::Topic(topic))?)
}

/// Reads one part of a programme that funds a project.
pub(super) fn legal_basis(collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
    let Some(project) = project(sink, row, "programme")? else { return Ok(()) };
    let Some(code) = code(sink, row, "legalBasis", "programme")? else { return Ok(()) };
    collected.note_framework(&code);
    if let Some(title) = title(sink, row) {
        collected
            .titles
            .programmes
            .entry(super::referenced::programme_code(&code))
            .or_default()
            .replace_if_better(title, Rank::Data);
    }
    let is_main = row.get("uniqueProgrammePart").is_some_and(|main| main.eq_ignore_ascii_case("true"));
    Ok(collected.add_fact(&project, FactContent::LegalBasis(code, is_main))?)
}

/// Reads one field of science of a project.
pub(super) fn field(collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
    let Some(project) = project(sink, row, "concept")? else { return Ok(()) };
    let code = row.get("euroSciVocCode").unwrap_or_default();
    let Some(field) = field_of(code, row.get("euroSciVocPath"), row.get("euroSciVocTitle")) else {
        let fault = row
            .fault("euroSciVocCode", "this is no code of EuroSciVoc")
            .allowed("numbers and names from the widest on, such as /23/49 and /natural sciences/biological sciences");
        return Ok(sink.reject("concept", fault)?);
    };
    Ok(collected.add_fact(&project, FactContent::FieldOfScience(field))?)
}

/// A field of science by the path of its numbers, the path of its names and its own name.
pub(super) fn field_of(code: &str, path: Option<&str>, title: Option<&str>) -> Option<FieldOfScience> {
    let parts = |path: &str| path.split('/').map(value::clean).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let numbers = parts(code);
    let are_numbers = numbers.iter().all(|number| number.len() <= 20 && number.bytes().all(|byte| byte.is_ascii_digit()));
    if numbers.is_empty() || numbers.len() > 12 || !are_numbers {
        return None;
    }
    let mut names = path.map(parts).unwrap_or_default();
    if names.len() != numbers.len() {
        // A name that has a slash in it can't be told from two names; the field's own name is known all the same.
        names = vec![value::clean(title?)];
    }
    let has_names = names.iter().all(|name| !name.is_empty());
    has_names.then_some(FieldOfScience { numbers, names })
}

/// Reads a project's own site.
pub(super) fn link(collected: &mut Collected, sink: &mut Sink, row: &impl values::NamedValues) -> Result<(), GroupingError> {
    let Some(project) = project(sink, row, "project")? else { return Ok(()) };
    let is_site = row.get("type").is_none_or(|kind| kind.eq_ignore_ascii_case("relatedWebsite"));
    let is_gone = row.get("status").is_some_and(|status| status.eq_ignore_ascii_case("broken"));
    if !is_site || is_gone {
        sink.remark("addresses that are not a project's own site left out");
        return Ok(());
    }
    match values::address(sink, row, &["physUrl"])? {
        Some(url) => Ok(collected.add_fact(&project, FactContent::Website(url))?),
        None => Ok(()),
    }
}

/// Reads a report, deliverable or publication.
pub(super) fn result(collected: &mut Collected, sink: &mut Sink, row: &impl values::NamedValues) -> Result<(), GroupingError> {
    let Some(project) = project(sink, row, "project")? else { return Ok(()) };
    let language = row.get("language").and_then(|language| language.parse().ok()).unwrap_or_else(values::english);
    let (Some(id), Some(title)) =
        (values::short(sink, row, &["id", "rcn"])?, row.get("title").and_then(|title| sink.text(&language, title)))
    else {
        return Ok(sink.reject("project", row.fault("title", "a result needs an id and a title"))?);
    };
    if row.get("authors").is_some() {
        sink.remark(person::AUTHORS);
    }
    let collection = row.get("collection").unwrap_or_default().to_lowercase();
    let kind = if row.get("isPublishedAs").is_some() || collection.contains("publication") {
        ResultKind::Publication
    } else if row.get("deliverableType").is_some() || collection.contains("deliverable") {
        ResultKind::Deliverable
    } else if collection.is_empty() || collection.contains("report") {
        ResultKind::Report
    } else {
        ResultKind::Other
    };
    let doi = row.get("doi").and_then(projects::digital_object);
    let result = ProjectResult {
        key: value::key("result", &id),
        activity: None,
        kind: Some(kind),
        title: vec![title],
        description: description(sink, row, &language).into_iter().collect(),
        languages: Vec::new(),
        delivered_on: values::date(sink, row, "publishedYear")?,
        indicators: Vec::new(),
        url: match doi {
            Some(doi) => Some(format!("https://doi.org/{doi}")),
            None => values::address(sink, row, &["url"])?,
        },
        sources: Vec::new(),
    };
    let row = ResultRow { id, result, acronym: values::short(sink, row, &["projectAcronym"])? };
    Ok(collected.add_fact(&project, FactContent::Result(Box::new(row)))?)
}

/// The parts of a report, one after the other.
fn description(sink: &mut Sink, row: &impl values::NamedValues, language: &LanguageTag) -> Option<Text> {
    let columns = ["summary", "description", "article", "workPerformed", "finalResults"];
    let parts: Vec<String> = columns
        .iter()
        .filter_map(|column| row.get(column))
        .filter_map(|part| sink.text(language, part))
        .map(|part| part.text)
        .collect();
    let text = parts.join("\n\n");
    (!text.is_empty()).then(|| Text { language: language.clone(), text, origin: TextOrigin::Original })
}

/// The title of a topic or programme.
fn title(sink: &mut Sink, row: &Row) -> Option<String> {
    sink.text(&values::english(), row.get("title")?).map(|title| title.text)
}
