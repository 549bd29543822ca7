//! An activity as a project.

use record::{
    Citation, Identifier, IdentifierScheme, LanguageTag, PartialDate, Period, Project, ProjectStatus, Text, TextOrigin, Texts,
};

use super::{
    activity::Activity,
    concepts, money,
    organisations::participations,
    places,
    results::results,
    values::{add_texts, of_code, texts, wordings},
};
use crate::{
    Sink, Stop, person,
    value::{address, key},
    xml::Element,
};

/// Emits an activity as a project.
pub(super) fn emit_project(activity: &Activity, sink: &mut Sink) -> Result<(), Stop> {
    let element = activity.element;
    sink.remarks(person::CONTACTS, element.children("contact-info").count());
    if element.child("reporting-org").is_none() {
        sink.leave_out(activity.fault("reporting-org", "the activity doesn't say who publishes it"))?;
    }
    let citation = Citation {
        source: activity.publisher.key.clone(),
        record_id: Some(activity.id.to_owned()),
        url: element.attribute("linked-data-uri").and_then(address),
        language: element.language.as_deref().cloned(),
    };
    let project = Project {
        key: key("iati", activity.id),
        slug: None,
        acronym: None,
        title: title(activity, sink),
        summary: texts(sink, element, "description", "\n\n"),
        status: status(activity, sink)?,
        period: when(activity, sink)?,
        signed_on: None,
        amounts: money::amounts(activity, sink)?,
        programmes: Vec::new(),
        funding_call: None,
        identifiers: identifiers(activity, sink)?,
        stated_partner_count: None,
        participations: participations(activity, sink)?,
        activities: Vec::new(),
        action_lines: Vec::new(),
        results: results(activity, sink)?,
        places: places::places(activity, sink)?,
        concepts: concepts::concepts(activity, sink)?,
        url: page(activity),
        sources: vec![citation],
        conflicts: Vec::new(),
        withdrawn_at: None,
    };
    sink.record(activity.place, project)
}

fn title(activity: &Activity, sink: &mut Sink) -> Texts {
    let mut title = Texts::new();
    for element in activity.element.children("title") {
        add_texts(sink, &mut title, element, " / ");
    }
    if title.is_empty() {
        sink.remark("activities without a title, for which one was coined");
        let text = format!("IATI activity {}", activity.id);
        title.push(Text { language: LanguageTag::stored("en"), text, origin: TextOrigin::Editorial });
    }
    title
}

/// Statuses by their codes and names. In the finalisation the work is done and only accounts are open; a suspended activity is
/// none of what the registry tells apart.
const STATUSES: [(&[&str], Option<ProjectStatus>); 6] = [
    (&["1", "Pipeline/identification"], Some(ProjectStatus::Planned)),
    (&["2", "Implementation"], Some(ProjectStatus::Ongoing)),
    (&["3", "Finalisation", "Completion"], Some(ProjectStatus::Completed)),
    (&["4", "Closed", "Post-completion"], Some(ProjectStatus::Completed)),
    (&["5", "Cancelled"], Some(ProjectStatus::Terminated)),
    (&["6", "Suspended"], None),
];

fn status(activity: &Activity, sink: &mut Sink) -> Result<Option<ProjectStatus>, Stop> {
    let Some(element) = activity.element.child("activity-status") else { return Ok(None) };
    let Some(stated) = element.attribute("code").or_else(|| wordings(element).next().map(|(_, word)| word)) else {
        return Ok(None);
    };
    match of_code(stated, &STATUSES) {
        Some(None) => {
            sink.remark("suspended activities, whose status is left out");
            Ok(None)
        }
        Some(status) => Ok(status),
        None => {
            let fault = activity.fault("activity-status/@code", "this is no status of an activity").value(stated);
            sink.leave_out(fault.allowed("1 to 6 of the IATI code list ActivityStatus"))?;
            Ok(None)
        }
    }
}

/// Types of dates, and the place of each in the list of dates.
const DATES: [(&[&str], usize); 4] =
    [(&["1", "start-planned"], 0), (&["2", "start-actual"], 1), (&["3", "end-planned"], 2), (&["4", "end-actual"], 3)];

/// When the activity runs: dates that came to pass before those that were planned.
fn when(activity: &Activity, sink: &mut Sink) -> Result<Option<Period>, Stop> {
    let mut dates: [Option<PartialDate>; 4] = [None; 4];
    for (element, number) in activity.element.children("activity-date").zip(1..) {
        let column = format!("activity-date[{number}]");
        let stated = element.attribute("type").unwrap_or_default();
        let Some(of) = of_code(stated, &DATES) else {
            let fault = activity.fault(format!("{column}/@type"), "this is no type of date").value(stated);
            sink.leave_out(fault.allowed("1 planned start, 2 actual start, 3 planned end, 4 actual end"))?;
            continue;
        };
        dates[of] = dates[of].or(activity.date(sink, Some(element), &column)?);
    }
    let [planned_start, actual_start, planned_end, actual_end] = dates;
    let mut period = Period { start: actual_start.or(planned_start), end: actual_end.or(planned_end), months: None };
    if let Err(reason) = period.check() {
        sink.leave_out(activity.fault("activity-date", reason))?;
        // What came to pass is surer than what was planned.
        period = match (actual_start.is_some(), actual_end.is_some()) {
            (true, false) => Period { end: None, ..period },
            (false, true) => Period { start: None, ..period },
            _ => return Ok(None),
        };
    }
    Ok((period.start.is_some() || period.end.is_some()).then_some(period))
}

/// Kinds of other identifiers, and their schemes; `None` for those of organisations.
const IDENTIFIERS: [(&[&str], Option<&str>); 6] = [
    (&["A1"], Some("IATI_INTERNAL")),
    (&["A2"], Some("CRS")),
    (&["A3"], Some("IATI")),
    (&["A9"], Some("IATI_INTERNAL")),
    (&["B1"], None),
    (&["B9"], None),
];

fn identifiers(activity: &Activity, sink: &mut Sink) -> Result<Vec<Identifier>, Stop> {
    let mut identifiers = vec![Identifier { scheme: "IATI".to_owned(), value: activity.id.to_owned() }];
    for (element, number) in activity.element.children("other-identifier").zip(1..) {
        let value = element
            .attribute("ref")
            .or_else(|| element.text())
            .filter(|value| value.contains(char::is_alphanumeric) && value.len() <= 300);
        let scheme = element.attribute("type").map(|kind| (kind, of_code(kind, &IDENTIFIERS)));
        let (scheme, value) = match (scheme, value) {
            (Some((_, Some(Some(scheme)))), Some(value)) => (scheme, value),
            (Some((_, Some(None))), _) => {
                sink.remark("earlier identifiers of publishers left out");
                continue;
            }
            // Version 1 doesn't say what other identifiers are.
            (None, _) => {
                sink.remark("other identifiers of no stated kind left out");
                continue;
            }
            (Some((kind, _)), value) => {
                let fault = activity.fault(format!("other-identifier[{number}]"), "this identifies nothing");
                sink.leave_out(fault.value(value.unwrap_or(kind)).allowed("types A1, A2, A3, A9, B1 and B9 with a reference"))?;
                continue;
            }
        };
        let identifier = Identifier { scheme: scheme.to_owned(), value: value.to_owned() };
        if !identifiers.contains(&identifier) {
            sink.offer(activity.place, self::scheme(scheme))?;
            identifiers.push(identifier);
        }
    }
    Ok(identifiers)
}

fn scheme(code: &str) -> IdentifierScheme {
    match code {
        "CRS" => IdentifierScheme {
            code: code.to_owned(),
            name: "Number of an activity in the Creditor Reporting System of the OECD".to_owned(),
            unique: false,
            url: None,
            url_template: None,
        },
        "IATI_INTERNAL" => IdentifierScheme {
            code: code.to_owned(),
            name: "Number of an aid activity in another system of its publisher".to_owned(),
            unique: false,
            url: None,
            url_template: None,
        },
        other => crate::org_id::scheme(other),
    }
}

/// The activity's own page: a website in version 1, a document of the category "activity web page" in version 2.
fn page(activity: &Activity) -> Option<String> {
    let website = activity.element.child("activity-website").and_then(Element::text);
    let is_page = |link: &&Element| link.children("category").any(|category| category.attribute("code") == Some("A12"));
    let linked = || activity.element.children("document-link").find(is_page).and_then(|link| link.attribute("url"));
    website.or_else(linked).and_then(address)
}
