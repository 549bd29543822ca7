//! Rows and elements that say what a project is.

use record::{Fault, ProjectStatus};

use super::{
    collected::{Collected, network_key, project_key},
    fact::{FactContent, NamedParticipant, ProjectRow},
    values,
};
use crate::{Sink, external_grouping::GroupingError, value};

/// Reads one project. What is said of one that is only mentioned counts less than any row about it.
pub(super) fn read(
    collected: &mut Collected,
    sink: &mut Sink,
    row: &impl values::NamedValues,
    is_mentioned: bool,
) -> Result<(), GroupingError> {
    let rcn = values::control_number(sink, row, "rcn")?;
    let Some(key) = key(row, &["id", "reference"]).or_else(|| rcn.as_deref().map(network_key)) else {
        let fault = Fault::new(row.place(), "a project needs the number of its grant agreement").column("id");
        return Ok(sink.reject("project", fault.value(row.first(&["id", "reference"]).map_or("", |(_, id)| id)))?);
    };
    let language = row.get("language").and_then(|language| language.parse().ok()).unwrap_or_else(values::english);
    let title = row.get("title").and_then(|title| sink.text(&language, title));
    if title.is_none() {
        sink.leave_out(row.fault("title", "the project has no title: its acronym or number stands for it"))?;
    }
    let project = ProjectRow {
        updated: (!is_mentioned).then(|| row.get("contentUpdateDate").unwrap_or_default().to_owned()),
        doi: values::short(sink, row, &["grantDoi"])?.and_then(|doi| digital_object(&doi)),
        acronym: values::short(sink, row, &["acronym"])?,
        title: title.into_iter().collect(),
        summary: row.get("objective").and_then(|objective| sink.text(&language, objective)).into_iter().collect(),
        status: status(sink, row)?,
        period: values::period(sink, row, "startDate", "endDate")?,
        signed_on: values::date(sink, row, "ecSignatureDate")?,
        total_cost: values::known_money(sink, row, "totalCost")?,
        contribution: values::known_money(sink, row, "ecMaxContribution")?,
        framework: row.get("frameworkProgramme").filter(|code| values::is_code(code)).map(str::to_owned),
        bases: values::codes(sink, row, &["legalBasis", "programme"])?,
        topics: values::codes(sink, row, &["topics"])?,
        call: values::code(sink, row, &["subCall", "call", "masterCall"])?,
        scheme: values::code(sink, row, &["fundingScheme"])?,
        url: values::address(sink, row, &["projectUrl"])?,
        named: named(sink, row)?,
        rcn,
    };
    for code in project.framework.iter().chain(&project.bases) {
        collected.note_framework(code);
    }
    Ok(collected.add_fact(&key, FactContent::Project(Box::new(project)))?)
}

/// The key of the project whose number is under one of these names.
pub(super) fn key(row: &impl values::NamedValues, names: &[&str]) -> Option<String> {
    let (_, id) = row.first(names)?;
    // Some copies write numbers as `101191725.0`.
    let id = id.strip_suffix(".0").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(id);
    let fits = id.len() <= 60 && id.chars().any(char::is_alphanumeric) && !id.contains(char::is_control);
    fits.then(|| project_key(id))
}

/// The identifier alone, also where it is written as an address.
pub(super) fn digital_object(text: &str) -> Option<String> {
    let start = text.find("10.")?;
    let doi = text[start..].trim();
    (doi.contains('/') && !doi.contains(char::is_whitespace)).then(|| doi.to_owned())
}

fn status(sink: &mut Sink, row: &impl values::NamedValues) -> Result<Option<ProjectStatus>, GroupingError> {
    let Some(text) = row.get("status") else { return Ok(None) };
    let status = match text.to_ascii_uppercase().as_str() {
        "SIGNED" | "ACTIVE" | "ONG" | "ONGOING" | "EXECUTION" => ProjectStatus::Ongoing,
        "CLOSED" | "CLO" | "COMPLETED" => ProjectStatus::Completed,
        "TERMINATED" | "CAN" | "CANCELLED" => ProjectStatus::Terminated,
        _ => {
            sink.leave_out(row.fault("status", "this status is not known").allowed("SIGNED, CLOSED or TERMINATED"))?;
            return Ok(None);
        }
    };
    Ok(Some(status))
}

/// The coordinator and participants that older exports name in the project's own row.
fn named(sink: &mut Sink, row: &impl values::NamedValues) -> Result<Vec<NamedParticipant>, GroupingError> {
    let mut all = Vec::new();
    if let Some(name) = row.get("coordinator") {
        let country = values::country(sink, row, "coordinatorCountry")?;
        all.push(NamedParticipant { name: value::clean(name), role: "coordinator".to_owned(), country });
    }
    let participants = row.get("participants").unwrap_or_default();
    for name in participants.split(';').map(value::clean).filter(|name| !name.is_empty()) {
        all.push(NamedParticipant { name, role: "participant".to_owned(), country: None });
    }
    Ok(all)
}
