//! Grants in the 360Giving Data Standard: JSON, or tables that flatten it.

mod file;
mod flat;
mod grant;
mod members;
mod object;
mod organisations;
mod places;
mod project;
mod publisher;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use record::{Fault, IdentifierScheme, Key, Source};

use self::{
    file::{Grants, days_come_first},
    flat::Layout,
    grant::Grant,
    publisher::{Package, Publisher},
};
use super::{
    Input, Sink, Stop,
    external_grouping::{Grouping, GroupingError},
    head::Head,
    organisation::{StatedOrganisation, emit_organisation},
    seen_records::SeenRecords,
    table::{self, Form, RowError},
};

pub(super) fn recognises(head: &Head) -> bool {
    let is_grant = ["amountAwarded", "fundingOrganization", "recipientOrganization", "recipientIndividual"]
        .into_iter()
        .filter(|member| head.has_member(member))
        .count();
    let is_json = !head.has_member("$schema") && (is_grant >= 2 || is_grant == 1 && head.has_member("grants"));
    is_json || Layout::is_of_grants(&head.columns(Form::default()))
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    let Some(first) = inputs.first() else { return Ok(()) };
    let inputs: Vec<_> = inputs.iter().map(|input| (input, Package::of(input))).collect();
    sink.file(first.name())?;
    // Without organisations nothing that names them can enter.
    if let Err(error) = emit_organisations(&inputs, sink) {
        return error.report(sink, "organisations can't be gathered: ");
    }
    let mut seen = SeenRecords::default();
    for (input, package) in &inputs {
        sink.file(input.name())?;
        file(input, package, &mut seen, sink)?;
    }
    Ok(())
}

/// Emits the sources and, gathered from all grants, the organisations. What is wrong with the files is said later, when the
/// grants themselves are read.
fn emit_organisations(inputs: &[(&Input, Package)], sink: &mut Sink) -> Result<(), GroupingError> {
    let mut sources: BTreeMap<Key, Source> = BTreeMap::new();
    let mut stated: Grouping<StatedOrganisation> = Grouping::new();
    for (input, package) in inputs {
        for raw in Grants::of(input).rows.filter_map(Result::ok) {
            let Some(id) = grant::id(&raw.grant) else { continue };
            let publisher = Publisher::of(&raw.grant, package);
            let grant = Grant::new(&raw, &id, &publisher);
            for (key, organisation) in organisations::statements(&grant, sink)? {
                stated.push(&key, &organisation)?;
            }
            sources.entry(publisher.key.clone()).or_insert_with(|| publisher.source());
        }
    }
    for source in sources.into_values() {
        sink.record_once("grants", source)?;
    }
    sink.offer("id", scheme())?;
    for group in stated.groups()? {
        let (key, statements) = group?;
        emit_organisation(&key, statements, sink)?;
    }
    Ok(())
}

fn scheme() -> IdentifierScheme {
    IdentifierScheme {
        code: "360GIVING".to_owned(),
        name: "360Giving grant identifier".to_owned(),
        unique: true,
        url: Some("https://www.360giving.org".to_owned()),
        url_template: Some("https://grantnav.threesixtygiving.org/grant/{value}".to_owned()),
    }
}

/// Emits the grants of a file as projects.
fn file(input: &Input, package: &Package, seen: &mut SeenRecords, sink: &mut Sink) -> Result<(), Stop> {
    let mut unlisted = BTreeMap::new();
    let days_first = days_come_first(input);
    let grants = Grants::of(input);
    sink.remarks(table::OTHER_SHEETS, grants.other_sheets);
    for raw in grants.rows {
        let raw = match raw {
            Ok(raw) => raw,
            Err(RowError::Row(fault)) => {
                sink.reject("project", fault)?;
                continue;
            }
            Err(RowError::Table(fault)) => {
                sink.give_up(fault)?;
                continue;
            }
            Err(RowError::NoRow(fault)) => {
                sink.leave_out(fault)?;
                continue;
            }
        };
        members::count_unlisted(&raw.grant, &mut unlisted);
        let publisher = Publisher::of(&raw.grant, package);
        let Some(id) = grant::id(&raw.grant) else {
            let value = raw.grant.get("id").map(ToString::to_string).unwrap_or_default();
            let column = raw.titles.get("id").map_or("id", String::as_str);
            let fault = Fault::new(raw.place, "the grant has no identifier").column(column).value(&value);
            sink.reject("project", fault.allowed("360G-, the publisher's prefix, a hyphen and its own number"))?;
            continue;
        };
        let grant = Grant { days_first, ..Grant::new(&raw, &id, &publisher) };
        match seen.is_same(&id, &raw.grant.iter().collect::<Vec<_>>()) {
            None => project::emit_project(&grant, sink)?,
            Some(true) => sink.remark("grants left out that were read already, word for word"),
            Some(false) => {
                let reason = "a grant of this identifier was read already and says something else: the first one is kept";
                sink.reject("project", grant.fault("id", reason).value(&id))?;
            }
        }
    }
    for (name, times) in unlisted {
        let reason = format!("this member is not known, what it says is left out; found {times} times");
        sink.leave_out(Fault::new("grants", reason).column(name))?;
    }
    Ok(())
}
