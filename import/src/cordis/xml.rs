//! Projects and results as CORDIS exports them in XML.

use std::collections::{BTreeMap, HashMap};

use record::Fault;

use super::{
    collected::{Collected, Rank, project_key},
    detail_tables, elements,
    fact::FactContent,
    framework::Framework,
    organizations, projects,
    referenced::programme_code,
    values::ElementValues,
};
use crate::{
    Input, Sink,
    external_grouping::GroupingError,
    person, value,
    xml::{self, Element, Elements},
};

/// Reads the projects and results of one document.
pub(super) fn read(collected: &mut Collected, sink: &mut Sink, input: &Input) -> Result<(), GroupingError> {
    let reader = match xml::open(input) {
        Ok(reader) => reader,
        Err(fault) => return Ok(sink.give_up(fault)?),
    };
    let mut unlisted = BTreeMap::new();
    let mut is_empty = true;
    for (number, found) in Elements::anywhere(reader, &["project", "result"]) {
        is_empty = false;
        let Some(element) = xml::element_or_report(found, "project", &format!("element {number}"), sink)? else { continue };
        elements::count_unlisted(&element, &mut unlisted);
        let place = format!("{} {number}", element.name);
        match &*element.name {
            "project" => project(collected, sink, &element, &place, false)?,
            _ => result(collected, sink, &element, &place, None)?,
        }
    }
    if is_empty {
        sink.give_up(Fault::new("", "the document holds no project and no result").allowed("elements project and result"))?;
    }
    for (name, times) in unlisted {
        let reason = format!("this is not known, what it says is left out, {times} times");
        sink.leave_out(Fault::new("", reason).column(name))?;
    }
    Ok(())
}

/// The values of some elements right in an element, under their own names.
fn values(element: &Element, place: &str, names: &[&'static str]) -> ElementValues {
    let values = names.iter().filter_map(|name| Some((*name, element.text_of(name)?.to_owned()))).collect();
    ElementValues { place: place.to_owned(), values }
}

/// The things of this name that an element is associated with.
fn associated<'a>(element: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    let relations = element.children("relations").flat_map(|relations| relations.children("associations"));
    relations.flat_map(move |associations| associations.children(name))
}

/// The categories of this classification that an element is in.
fn categories<'a>(element: &'a Element, classification: &'a str) -> impl Iterator<Item = &'a Element> {
    let relations = element.children("relations").flat_map(|relations| relations.children("categories"));
    let categories = relations.flat_map(|categories| categories.children("category"));
    categories.filter(move |category| category.attribute("classification") == Some(classification))
}

fn is_of(element: &Element, kind: &str) -> bool {
    element.attribute("type") == Some(kind)
}

/// Reads a project. One that is only mentioned, as the one that a result came of, says less than its own document.
fn project(
    collected: &mut Collected,
    sink: &mut Sink,
    element: &Element,
    place: &str,
    is_mentioned: bool,
) -> Result<(), GroupingError> {
    let own = [
        "language",
        "rcn",
        "id",
        "reference",
        "acronym",
        "objective",
        "title",
        "totalCost",
        "ecMaxContribution",
        "startDate",
        "endDate",
        "ecSignatureDate",
        "status",
        "contentUpdateDate",
        "projectUrl",
    ];
    let mut project = values(element, place, &own);
    let doi = element.child("identifiers").and_then(|identifiers| identifiers.text_of("grantDoi"));
    project.values.extend(doi.map(|doi| ("grantDoi", doi.to_owned())));
    let mut programmes: Vec<&Element> =
        associated(element, "programme").filter(|programme| is_of(programme, "relatedLegalBasis")).collect();
    programmes.sort_by_key(|programme| programme.attribute("uniqueProgrammePart") != Some("true"));
    let topics: Vec<&Element> = associated(element, "programme").filter(|programme| is_of(programme, "relatedTopic")).collect();
    let codes =
        |elements: &[&Element]| elements.iter().filter_map(|element| element.text_of("code")).collect::<Vec<_>>().join(";");
    project.values.insert("legalBasis", codes(&programmes));
    project.values.insert("topics", codes(&topics));
    let framework = programmes.iter().chain(&topics).find_map(|programme| programme.text_of("frameworkProgramme"));
    project.values.extend(framework.map(|framework| ("frameworkProgramme", framework.to_owned())));
    for (kind, name) in [("relatedSubCall", "subCall"), ("relatedMasterCall", "masterCall")] {
        let call = associated(element, "call").find(|call| is_of(call, kind)).and_then(|call| call.text_of("identifier"));
        project.values.extend(call.map(|call| (name, call.to_owned())));
    }
    for scheme in categories(element, "projectFundingSchemeCategory") {
        let Some(code) = scheme.text_of("code") else { continue };
        project.values.insert("fundingScheme", code.to_owned());
        if let Some(title) = scheme.text_of("title") {
            collected.titles.schemes.entry(code.to_owned()).or_default().replace_if_better(value::clean(title), Rank::Data);
        }
    }
    for (elements, is_topic) in [(&programmes, false), (&topics, true)] {
        for programme in elements {
            let (Some(code), Some(title)) = (programme.text_of("code"), programme.text_of("title")) else { continue };
            let titles = if is_topic { &mut collected.titles.topics } else { &mut collected.titles.programmes };
            let code = if is_topic { code.to_owned() } else { programme_code(code) };
            titles.entry(code).or_default().replace_if_better(value::clean(title), Rank::Data);
        }
    }
    projects::read(collected, sink, &project, is_mentioned)?;
    let Some(id) = element.text_of("id").or_else(|| element.text_of("reference")) else { return Ok(()) };
    for link in associated(element, "webLink") {
        let mut link_values = values(link, place, &["physUrl", "status"]);
        link_values.values.insert("projectID", id.to_owned());
        link_values.values.extend(link.attribute("type").map(|kind| ("type", kind.to_owned())));
        detail_tables::link(collected, sink, &link_values)?;
    }
    for category in categories(element, "euroSciVoc") {
        let code = category.text_of("code").unwrap_or_default();
        match detail_tables::field_of(code, category.text_of("displayCode"), category.text_of("title")) {
            Some(field) => collected.add_fact(&project_key(id), FactContent::FieldOfScience(field))?,
            None => sink.leave_out(Fault::new(place, "this is no code of EuroSciVoc").column("euroSciVoc").value(code))?,
        }
    }
    let framework =
        framework.and_then(Framework::of).or_else(|| programmes.iter().filter_map(|p| p.text_of("code")).find_map(Framework::of));
    for organization in associated(element, "organization") {
        let participation = participation(organization, &project, id, place);
        organizations::read(collected, sink, &participation, framework.clone(), true)?;
    }
    sink.remarks(person::CONTACTS, associated(element, "person").count());
    for related in associated(element, "result") {
        result(collected, sink, related, place, Some((id, element.text_of("acronym"))))?;
    }
    Ok(())
}

/// One organisation's part in a project, under the names that the tables give to what it says.
fn participation(organization: &Element, project: &ElementValues, id: &str, place: &str) -> ElementValues {
    let pic = organization.text_of("id").unwrap_or_default();
    let mut values = values(organization, &format!("{place}, organisation {pic}"), &["vatNumber", "shortName", "rcn"]).values;
    let mut add = |name: &'static str, value: Option<&str>| {
        values.extend(value.map(|value| (name, value.to_owned())));
    };
    add("projectID", Some(id));
    add("projectAcronym", project.values.get("acronym").map(String::as_str));
    add("contentUpdateDate", project.values.get("contentUpdateDate").map(String::as_str));
    add("organisationID", Some(pic));
    add("name", organization.text_of("legalName"));
    add("role", organization.attribute("type"));
    add("order", organization.attribute("order"));
    add("SME", organization.attribute("sme"));
    add("ecContribution", organization.attribute("ecContribution"));
    add("netEcContribution", organization.attribute("netEcContribution"));
    add("totalCost", organization.attribute("totalCost"));
    add("endOfParticipation", organization.attribute("terminated"));
    add("activityType", categories(organization, "organizationActivityType").find_map(|category| category.text_of("code")));
    if let Some(address) = organization.child("address") {
        add("city", address.text_of("city"));
        add("country", address.text_of("country"));
        add("organizationURL", address.text_of("url"));
        add("geolocation", address.text_of("geolocation"));
    }
    let regions = organization.children("relations").flat_map(|relations| relations.children("regions"));
    if let Some(region) = regions.flat_map(|regions| regions.children("region")).find(|region| is_of(region, "relatedNutsCode")) {
        add("nutsCode", region.text_of("nutsCode"));
        add("nutsName", region.text_of("name"));
    }
    ElementValues { place: format!("{place}, organisation {pic}"), values }
}

/// Reads a result, and the project that it came of where the result's document names it.
fn result(
    collected: &mut Collected,
    sink: &mut Sink,
    element: &Element,
    place: &str,
    of: Option<(&str, Option<&str>)>,
) -> Result<(), GroupingError> {
    let own = ["language", "rcn", "id", "title", "description", "summary", "workPerformed", "finalResults"];
    let mut values: HashMap<&'static str, String> = values(element, place, &own).values;
    let related =
        associated(element, "project").find(|project| is_of(project, "relatedProject") || project.attribute("type").is_none());
    let (id, acronym) = match (of, related) {
        (Some((id, acronym)), _) => (Some(id), acronym),
        (None, Some(project)) => (project.text_of("id").or_else(|| project.text_of("reference")), project.text_of("acronym")),
        (None, None) => (None, None),
    };
    let mut add = |name: &'static str, value: Option<&str>| {
        values.extend(value.map(|value| (name, value.to_owned())));
    };
    add("projectID", id);
    add("projectAcronym", acronym);
    add("collection", categories(element, "collection").find_map(|category| category.text_of("code")));
    add("doi", element.child("identifiers").and_then(|identifiers| identifiers.text_of("doi")));
    add("url", associated(element, "webLink").find_map(|link| link.text_of("physUrl")));
    let details = element.child("details");
    add("publishedYear", details.and_then(|details| details.text_of("publishedYear")));
    add("authors", details.and_then(|details| details.text_of("authors")));
    if let (None, Some(project_element)) = (of, related) {
        project(collected, sink, project_element, place, true)?;
    }
    detail_tables::result(collected, sink, &ElementValues { place: place.to_owned(), values })
}
