//! The elements and attributes of CORDIS's XML: those that are read, and those that are left out with the reason.

use std::collections::BTreeMap;

use crate::xml::Element;

/// The elements that are read.
const READ: [&str; 56] = [
    "project",
    "result",
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
    "identifiers",
    "grantDoi",
    "doi",
    "contentUpdateDate",
    "relations",
    "associations",
    "categories",
    "category",
    "call",
    "identifier",
    "organization",
    "vatNumber",
    "legalName",
    "shortName",
    "address",
    "city",
    "country",
    "url",
    "geolocation",
    "regions",
    "region",
    "name",
    "nutsCode",
    "programme",
    "code",
    "frameworkProgramme",
    "displayCode",
    "webLink",
    "physUrl",
    "description",
    "summary",
    "workPerformed",
    "finalResults",
    "details",
    "publishedYear",
    "projectUrl",
    "person",
    "parent",
    "parents",
    "validation",
    "euroSciVoc",
];

/// The elements that are left out, each with the reason.
const IGNORED: [(&str, &str); 36] = [
    ("availableLanguages", "the languages of CORDIS's own page"),
    ("defaultLanguage", "the languages of CORDIS's own page"),
    ("teaser", "the beginning of the objective"),
    ("keywords", "free words that belong to no vocabulary"),
    ("duration", "follows from the dates"),
    ("sourceUpdateDate", "the day of a change at the source is not kept"),
    ("contentCreationDate", "the day of a change at the source is not kept"),
    ("lastUpdateDate", "the day of a change at the source is not kept"),
    ("archivedDate", "when a copy of a site was made"),
    ("article", "news about the project, not a result of it"),
    ("webItem", "pictures and films are not kept"),
    ("uri", "pictures and films are not kept"),
    ("street", "a seat is known by its city"),
    ("postalCode", "a seat is known by its city"),
    ("postBox", "a seat is known by its city"),
    ("telephone", "contact details stay out"),
    ("fax", "contact details stay out"),
    ("email", "contact details stay out"),
    ("departmentName", "the organisation as a whole takes part"),
    ("euCode", "the country's own code says the same"),
    ("isoCode", "the country's own code says the same"),
    ("pga", "the programme's code says the same"),
    ("shortTitle", "the title says the same in full"),
    ("authors", "the names of persons stay out"),
    ("author", "the names of persons stay out"),
    ("journalTitle", "details of a publication that its DOI leads to"),
    ("journalNumber", "details of a publication that its DOI leads to"),
    ("publishedPages", "details of a publication that its DOI leads to"),
    ("publisher", "details of a publication that its DOI leads to"),
    ("issn", "details of a publication that its DOI leads to"),
    ("isbn", "details of a publication that its DOI leads to"),
    ("attachments", "pictures in a report"),
    ("attachment", "pictures in a report"),
    ("relatedFile", "pictures in a report"),
    ("event", "events about the project, not a result of it"),
    ("topic", "a topic is a programme of its own kind here"),
];

/// The attributes that are read.
const ATTRIBUTES: [&str; 9] = [
    "type",
    "classification",
    "order",
    "sme",
    "ecContribution",
    "netEcContribution",
    "totalCost",
    "terminated",
    "uniqueProgrammePart",
];

/// The attributes that are left out, each with the reason.
const IGNORED_ATTRIBUTES: [(&str, &str); 4] = [
    ("readOnly", "a mark of the source's own editing"),
    ("source", "which of the funder's systems it came from"),
    ("represents", "what a picture shows, and pictures are not kept"),
    ("weight", "how far the project serves a policy of the Union, which has no place in the registry"),
];

/// An element of several kinds.
struct Kinds {
    element: &'static str,
    /// The attribute that tells the kind.
    attribute: &'static str,
    read: &'static [&'static str],
    /// The kinds that are left out, each with the reason.
    ignored: &'static [(&'static str, &'static str)],
}

const KINDS: [Kinds; 3] = [
    Kinds {
        element: "category",
        attribute: "classification",
        read: &["projectFundingSchemeCategory", "euroSciVoc", "organizationActivityType", "collection"],
        ignored: &[
            ("deliverableType", "the collection tells that it is a deliverable"),
            ("topicKeyword", "words of CORDIS's own search"),
            ("applicationDomain", "words of CORDIS's own search"),
            ("source", "which of the funder's systems it came from"),
            ("policyPriorities", "shares of money by policy have no place in the registry"),
        ],
    },
    Kinds { element: "programme", attribute: "type", read: &["relatedLegalBasis", "relatedTopic"], ignored: &[] },
    Kinds { element: "call", attribute: "type", read: &["relatedSubCall", "relatedMasterCall"], ignored: &[] },
];

impl Kinds {
    fn know(&self, kind: &str) -> bool {
        self.read.contains(&kind) || self.ignored.iter().any(|(ignored, _)| *ignored == kind)
    }
}

/// Counts what nobody knows in an element, by its name.
pub(super) fn count_unlisted(element: &Element, counts: &mut BTreeMap<String, usize>) {
    let mut count = |name: String| *counts.entry(name).or_default() += 1;
    let name = element.name.as_str();
    if !READ.contains(&name) && IGNORED.iter().all(|(ignored, _)| *ignored != name) {
        count(name.to_owned());
    }
    for (attribute, value) in element.attributes() {
        let is_known = ATTRIBUTES.contains(&attribute) || IGNORED_ATTRIBUTES.iter().any(|(ignored, _)| *ignored == attribute);
        let kinds = KINDS.iter().find(|kinds| kinds.element == name && kinds.attribute == attribute);
        if !is_known {
            count(format!("{name}/@{attribute}"));
        } else if kinds.is_some_and(|kinds| !kinds.know(value)) {
            count(format!("{name}[@{attribute}={value:?}]"));
        }
    }
    for child in &element.children {
        count_unlisted(child, counts);
    }
}
