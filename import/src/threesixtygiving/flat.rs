//! Grants in the cells of a table: its columns are called by the titles of the standard (`Recipient Org:0:Name`) or by its fields
//! (`recipientOrganization/0/name`).

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::table::{Header, Row};

/// The most things of one kind that a table can list of a grant.
const MOST: usize = 100;

/// A field of the standard: its title in tables, its name, and what it holds.
type Field = (&'static str, &'static str, Holds);

/// The content of a field.
#[derive(Clone, Copy)]
enum Holds {
    Value,
    Object(&'static [Field]),
    List(&'static [Field]),
}
use Holds::{List, Object, Value as One};

const LOCATION: &[Field] = &[
    ("Identifier", "id", One),
    ("Name", "name", One),
    ("Country Code", "countryCode", One),
    ("Latitude", "latitude", One),
    ("Longitude", "longitude", One),
    ("Description", "description", One),
    ("Geographic Code", "geoCode", One),
    ("Geographic Code Type", "geoCodeType", One),
    ("Last Modified", "dateModified", One),
];

const ORGANISATION: &[Field] = &[
    ("Identifier", "id", One),
    ("Name", "name", One),
    ("Department", "department", One),
    ("Contact Name", "contactName", One),
    ("Charity Number", "charityNumber", One),
    ("Company Number", "companyNumber", One),
    ("Street Address", "streetAddress", One),
    ("City", "addressLocality", One),
    ("County", "addressRegion", One),
    ("Country", "addressCountry", One),
    ("Postal Code", "postalCode", One),
    ("Phone Number", "telephone", One),
    ("Alternate Name", "alternateName", One),
    ("Email", "email", One),
    ("Description", "description", One),
    ("Organisation Type", "organisationType", One),
    ("Web Address", "url", One),
    ("Location", "location", List(LOCATION)),
    ("Last Modified", "dateModified", One),
];

const EVENT: &[Field] = &[
    ("Title", "title", One),
    ("Start Date", "startDate", One),
    ("End Date", "endDate", One),
    ("Duration (months)", "duration", One),
    ("Description", "description", One),
    ("Last Modified", "dateModified", One),
];

const PROGRAMME: &[Field] = &[
    ("Code", "code", One),
    ("Title", "title", One),
    ("Description", "description", One),
    ("URL", "url", One),
    ("Last Modified", "dateModified", One),
];

const CLASSIFICATION: &[Field] = &[
    ("Vocabulary", "vocabulary", One),
    ("Code", "code", One),
    ("Title", "title", One),
    ("Description", "description", One),
    ("URL", "url", One),
    ("Last Modified", "dateModified", One),
];

const DOCUMENT: &[Field] = &[
    ("Identifier", "id", One),
    ("Title", "title", One),
    ("Web Address", "url", One),
    ("Description", "description", One),
    ("Document Type", "documentType", One),
    ("Last Modified", "dateModified", One),
];

const TRANSACTION: &[Field] = &[
    ("Identifier", "id", One),
    ("Transaction Date", "transactionDate", One),
    ("Currency", "currency", One),
    ("Value", "value", One),
    ("Value Date", "valueDate", One),
    ("Description", "description", One),
    ("Provider", "provider", One),
    ("Recipient", "recipient", One),
    ("Last Modified", "dateModified", One),
];

const INDIVIDUAL: &[Field] = &[("Identifier", "id", One), ("Name", "name", One)];

const DETAILS: &[Field] = &[
    ("Primary Grant Reason", "primaryGrantReason", One),
    ("Secondary Grant Reason", "secondaryGrantReason", One),
    ("Grant Purpose", "grantPurpose", One),
];

const GRANT: &[Field] = &[
    ("Identifier", "id", One),
    ("Title", "title", One),
    ("Description", "description", One),
    ("Currency", "currency", One),
    ("Amount Applied For", "amountAppliedFor", One),
    ("Amount Awarded", "amountAwarded", One),
    ("Amount Disbursed", "amountDisbursed", One),
    ("Award Date", "awardDate", One),
    ("URL", "url", One),
    ("Planned Dates", "plannedDates", List(EVENT)),
    ("Actual Dates", "actualDates", List(EVENT)),
    ("Recipient Ind", "recipientIndividual", Object(INDIVIDUAL)),
    ("To Individuals Details", "toIndividualsDetails", Object(DETAILS)),
    ("Recipient Org", "recipientOrganization", List(ORGANISATION)),
    ("Beneficiary Location", "beneficiaryLocation", List(LOCATION)),
    ("Funding Org", "fundingOrganization", List(ORGANISATION)),
    ("Grant Programme", "grantProgramme", List(PROGRAMME)),
    ("From An Open Call?", "fromOpenCall", One),
    ("Funding Type", "fundingType", List(CLASSIFICATION)),
    ("Classifications", "classifications", List(CLASSIFICATION)),
    ("Related Document", "relatedDocument", List(DOCUMENT)),
    ("Application Transaction", "applicationTransaction", List(TRANSACTION)),
    ("Commitment Transaction", "commitmentTransaction", List(TRANSACTION)),
    ("Disbursement Transaction", "disbursementTransaction", List(TRANSACTION)),
    ("Related Activity", "relatedActivity", One),
    ("Last Modified", "dateModified", One),
    ("Data Source", "dataSource", One),
    ("For Regrant Type", "regrantType", One),
    ("Location Scope", "locationScope", One),
];

/// A field below others, with its place in their lists.
type Path = Vec<(&'static str, Option<usize>)>;

/// The content of the columns of a table.
pub(super) struct Layout {
    columns: Vec<(String, Option<Path>)>,
    /// The columns' own names by the paths of their fields, for reports.
    pub(super) titles: HashMap<String, String>,
}

impl Layout {
    pub(super) fn of(header: &Header) -> Self {
        let columns: Vec<_> = header.names().iter().map(|name| (name.clone(), path(name))).collect();
        let titles = columns.iter().filter_map(|(name, path)| Some((written(path.as_ref()?), name.clone()))).collect();
        Self { columns, titles }
    }

    /// True if columns of these names hold grants: each has an identifier and an amount.
    pub(super) fn is_of_grants(names: &[String]) -> bool {
        let paths: Vec<String> = names.iter().filter_map(|name| path(name)).map(|path| written(&path)).collect();
        ["id", "amountAwarded"].iter().all(|field| paths.iter().any(|path| path == field))
    }

    /// A row as the object that it flattens. Columns that the standard doesn't know are members of their own names.
    pub(super) fn grant(&self, row: &Row) -> Map<String, Value> {
        let mut grant = Map::new();
        for ((name, path), (_, cell)) in self.columns.iter().zip(row.cells()).filter(|(_, (_, cell))| !cell.is_empty()) {
            match path {
                Some(path) => put(&mut grant, path, cell),
                None => {
                    grant.insert(name.clone(), Value::String(cell.to_owned()));
                }
            }
        }
        grant
    }
}

/// The field that a column is called by; a list's first place need not be named.
fn path(name: &str) -> Option<Path> {
    let mut parts = name.split(if name.contains(':') { ':' } else { '/' }).map(str::trim).peekable();
    let mut fields = GRANT;
    let mut path = Path::new();
    while let Some(part) = parts.next() {
        let is_it = |(title, field, _): &&Field| title.eq_ignore_ascii_case(part) || field.eq_ignore_ascii_case(part);
        let (_, field, holds) = fields.iter().find(is_it)?;
        let mut place = None;
        match holds {
            One => fields = &[],
            Object(below) => fields = below,
            List(below) => {
                fields = below;
                place = Some(parts.next_if(|part| part.parse::<usize>().is_ok()).and_then(|part| part.parse().ok()).unwrap_or(0));
            }
        }
        path.push((*field, place.filter(|place| *place < MOST)));
        if place.is_some_and(|place| place >= MOST) {
            return None;
        }
    }
    fields.is_empty().then_some(path)
}

/// A path as reports write it.
fn written(path: &Path) -> String {
    let step = |(field, place): &(&str, Option<usize>)| match place {
        Some(place) => format!("{field}[{place}]"),
        None => (*field).to_owned(),
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}

fn put(object: &mut Map<String, Value>, path: &[(&'static str, Option<usize>)], cell: &str) {
    let Some(((field, place), below)) = path.split_first() else { return };
    let start = || if place.is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
    if below.is_empty() {
        object.entry(*field).or_insert_with(|| Value::String(cell.to_owned()));
        return;
    }
    let inner = match (object.entry(*field).or_insert_with(start), place) {
        (Value::Array(list), Some(place)) => {
            while list.len() <= *place {
                list.push(Value::Object(Map::new()));
            }
            list.get_mut(*place)
        }
        (inner, _) => Some(inner),
    };
    if let Some(Value::Object(inner)) = inner {
        put(inner, below, cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_title_and_by_field() {
        let written = |name: &str| path(name).map(|path| written(&path));
        for (name, expected) in [
            ("Identifier", Some("id")),
            ("Recipient Org:Identifier", Some("recipientOrganization[0].id")),
            ("Recipient Org:1:Name", Some("recipientOrganization[1].name")),
            ("recipient org : 0 : location : 2 : geographic code", Some("recipientOrganization[0].location[2].geoCode")),
            ("recipientOrganization/0/id", Some("recipientOrganization[0].id")),
            ("Recipient Ind:Name", Some("recipientIndividual.name")),
            ("Planned Dates:0:Duration (months)", Some("plannedDates[0].duration")),
            ("Recipient Org:99999999999:Name", None),
            ("Recipient Org", None),
            ("Identifier:Name", None),
            ("Grant number", None),
        ] {
            assert_eq!(written(name).as_deref(), expected, "{name}");
        }
    }
}
