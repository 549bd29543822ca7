//! Aid activities in the XML of the International Aid Transparency Initiative, versions 1.01 to 2.03.
//!
//! The versions differ in where texts stand (right in an element, or in its `narrative` elements) and in how codes are spelled (words
//! and letters, or numbers). Both are read wherever they occur, whatever version a file states.

mod activity;
mod codelist;
mod concepts;
mod elements;
mod money;
mod organisations;
mod places;
mod project;
mod results;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use record::{Fault, Key};

use self::activity::{Activity, Publisher};
use super::{
    Input, Sink, Stop,
    external_grouping::{Grouping, GroupingError},
    head::Head,
    org_id,
    organisation::{StatedOrganisation, emit_organisation},
    seen_records::SeenRecords,
    xml::{self, Element, Elements},
};

/// The versions of the standard.
const VERSIONS: [&str; 8] = ["1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03"];

/// The outermost element of the standard's other kind of file.
const ORGANISATIONS: &str = "iati-organisations";

pub(super) fn recognises(head: &Head) -> bool {
    matches!(head.root(), Some("iati-activities" | "iati-activity" | ORGANISATIONS))
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    let Some(first) = inputs.first() else { return Ok(()) };
    sink.file(first.name())?;
    // Without organisations nothing that names them can enter.
    if let Err(error) = emit_organisations(inputs, sink) {
        return error.report(sink, "organisations can't be gathered: ");
    }
    let mut seen = SeenRecords::default();
    for input in inputs {
        sink.file(input.name())?;
        activities(input, &mut seen, sink)?;
    }
    Ok(())
}

/// Emits the sources and, gathered from all activities, the organisations. What is wrong with the files is said later, when the
/// activities themselves are read.
fn emit_organisations(inputs: &[Input], sink: &mut Sink) -> Result<(), GroupingError> {
    let mut publishers: BTreeMap<Key, Publisher> = BTreeMap::new();
    let mut stated: Grouping<StatedOrganisation> = Grouping::new();
    for input in inputs {
        let Ok(reader) = xml::open(input) else { continue };
        for (number, found) in Elements::new(reader, &["iati-activity"]) {
            let Ok((element, _)) = found else { continue };
            let publisher = Publisher::of(&element);
            let place = place(number);
            if let Some(id) = identifier(&element) {
                let activity = Activity { element: &element, publisher: &publisher, place: &place, id: &id };
                for (key, organisation) in organisations::statements(&activity) {
                    stated.push(&key, &organisation)?;
                }
                publishers.entry(publisher.key.clone()).or_insert(publisher);
            }
        }
    }
    for publisher in publishers.values() {
        sink.record_once("reporting-org", publisher.source())?;
    }
    sink.offer("iati-identifier", org_id::scheme("IATI"))?;
    for group in stated.groups()? {
        let (key, statements) = group?;
        emit_organisation(&key, statements, sink)?;
    }
    Ok(())
}

/// Emits the activities of a file as projects.
fn activities(input: &Input, seen: &mut SeenRecords, sink: &mut Sink) -> Result<(), Stop> {
    let reader = match xml::open(input) {
        Ok(reader) => reader,
        Err(fault) => return sink.give_up(fault),
    };
    let mut unlisted = BTreeMap::new();
    let mut elements = Elements::new(reader, &["iati-activity"]);
    while let Some((number, found)) = elements.next() {
        if number == 1
            && let Some(version) = elements.root.as_ref().and_then(|root| root.attribute("version"))
            && !VERSIONS.contains(&version)
        {
            let fault = Fault::new("iati-activities", "this is no version of the IATI standard: the file is read all the same");
            sink.leave_out(fault.column("@version").value(version).allowed(VERSIONS.join(", ")))?;
        }
        let place = place(number);
        let Some(element) = xml::element_or_report(found, "project", &place, sink)? else { continue };
        elements::count_unlisted(&element, &mut unlisted);
        let Some(id) = identifier(&element) else {
            let fault = Fault::new(place, "the activity has no identifier").column("iati-identifier");
            sink.reject("project", fault.value("").allowed("the publisher's reference, a hyphen and its own number"))?;
            continue;
        };
        if is_repeated(&element, &id, seen, &place, sink)? {
            continue;
        }
        let publisher = Publisher::of(&element);
        let activity = Activity { element: &element, publisher: &publisher, place: &place, id: &id };
        project::emit_project(&activity, sink)?;
    }
    if elements.root.as_ref().is_some_and(|root| root.name == ORGANISATIONS) {
        let reason = "this file is of organisations: it states their budgets as a whole, and no activities";
        return sink.give_up(Fault::new(ORGANISATIONS, reason).allowed("a file of activities"));
    }
    let beside = elements.others.into_iter().filter(|(name, _)| !name.contains(':'));
    for (name, times) in beside.map(|(name, times)| (format!("../{name}"), times)).chain(unlisted) {
        let reason = format!("this element is not known, what it says is left out; found {times} times");
        sink.leave_out(Fault::new("iati-activities", reason).column(name))?;
    }
    Ok(())
}

/// True if an activity was read already.
fn is_repeated(element: &Element, id: &str, seen: &mut SeenRecords, place: &str, sink: &mut Sink) -> Result<bool, Stop> {
    match seen.is_same(id, element) {
        None => return Ok(false),
        Some(true) => sink.remark("activities left out that were read already, word for word"),
        Some(false) => {
            let reason = "an activity of this identifier was read already and says something else: the first one is kept";
            sink.reject("project", Fault::new(place, reason).column("iati-identifier").value(id))?;
        }
    }
    Ok(true)
}

fn place(number: u64) -> String {
    format!("activity {number}")
}

/// The activity's identifier with a blank for any white space inside; `None` if there is nothing that could be one.
fn identifier(activity: &Element) -> Option<String> {
    let id = activity.child("iati-identifier")?.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
    id.contains(char::is_alphanumeric).then_some(id)
}
