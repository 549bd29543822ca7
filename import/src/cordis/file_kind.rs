//! The kinds of files that CORDIS data comes in, told by their columns or outermost element, and the columns of each.

use super::framework::Framework;
use crate::table::Columns;

/// The content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// One row a project.
    Projects,
    /// One row a participation.
    Organizations,
    /// One row a project and topic.
    Topics,
    /// One row a project and part of a programme.
    LegalBases,
    /// One row a project and field of science.
    Fields,
    /// One row a report, deliverable or publication.
    Results,
    /// One row an address on the web.
    Links,
    /// Pictures and films about projects.
    WebItems,
    /// The extent to which projects serve the policies of the Union.
    Priorities,
    /// One row a participation, without names.
    Network,
    /// One row a project of the network and part of a programme.
    Parts,
    /// The codes of those parts, in YAML.
    PartCodes,
    /// The titles of topics.
    TopicTitles,
    /// The titles of programmes, and of topics among them.
    ProgrammeTitles,
    /// The titles of the kinds of organisations.
    ActivityTypes,
    /// Projects and results in XML.
    Xml,
}

impl FileKind {
    /// The kind of a file that begins with this text and, if it is a table, has these columns.
    pub(super) fn of(text: &str, has: impl Fn(&str) -> bool) -> Option<Self> {
        if text.starts_with('<') {
            return text.contains(NAMESPACE).then_some(Self::Xml);
        }
        if is_part_codes(text) {
            return Some(Self::PartCodes);
        }
        let all = |names: &[&str]| names.iter().all(|name| has(name));
        let any = |names: &[&str]| names.iter().any(|name| has(name));
        let of_project = has("projectID") || has("projectReference");
        let kinds = [
            (Self::Network, all(&["rcn", "role", "pic", "contribution"])),
            (Self::Parts, all(&["rcn", "programme_part"])),
            (Self::TopicTitles, all(&["title", "topicCode", "legalBasisCode"])),
            (Self::ProgrammeTitles, all(&["rcn", "code", "title", "shortTitle"])),
            (Self::ActivityTypes, all(&["Code", "Title", "description"]) && text.contains("HES")),
            (
                Self::Organizations,
                of_project && all(&["name", "role"]) && any(&["activityType", "ecContribution", "contactForm"]),
            ),
            (Self::LegalBases, of_project && has("legalBasis")),
            (Self::Fields, of_project && all(&["euroSciVocCode", "euroSciVocPath"])),
            (Self::Topics, of_project && has("topic")),
            (Self::Links, of_project && has("physUrl")),
            (Self::WebItems, all(&["availableLanguages", "uri", "represents"])),
            (Self::Priorities, of_project && all(&["biodiversity", "climate"])),
            (Self::Results, of_project && all(&["title", "projectAcronym"])),
            (
                Self::Projects,
                all(&["acronym", "title", "startDate"]) && any(&["fundingScheme", "legalBasis", "frameworkProgramme"]),
            ),
        ];
        kinds.into_iter().find(|(_, is_it)| *is_it).map(|(kind, _)| kind)
    }

    /// The columns of a table of this kind: those that are read, and those that are left out with the reason.
    pub(super) fn columns(self) -> Columns {
        match self {
            Self::Projects => PROJECTS,
            Self::Organizations => ORGANIZATIONS,
            Self::Topics => TOPICS,
            Self::LegalBases => LEGAL_BASES,
            Self::Fields => FIELDS,
            Self::Results => RESULTS,
            Self::Links => LINKS,
            Self::WebItems => WEB_ITEMS,
            Self::Priorities => PRIORITIES,
            Self::Network => NETWORK,
            Self::Parts => PARTS,
            Self::TopicTitles => TOPIC_TITLES,
            Self::ProgrammeTitles => PROGRAMME_TITLES,
            Self::ActivityTypes => ACTIVITY_TYPES,
            Self::PartCodes | Self::Xml => Columns { mapped: &[], ignored: &[] },
        }
    }
}

/// The namespace of the XML export.
const NAMESPACE: &str = "http://cordis.europa.eu";

/// True for a list of names, each with codes of a framework programme below it.
fn is_part_codes(text: &str) -> bool {
    let lines = || text.lines().take(40).map(str::trim).filter(|line| !line.is_empty());
    let code = |line: &str| line.strip_prefix("- ").map(|code| code.trim_matches(['"', '\'', ' ']).to_owned());
    let is_list = lines().all(|line| line.ends_with(':') || code(line).is_some());
    is_list && lines().filter_map(code).any(|code| Framework::of(&code).is_some())
}

const UPDATED: (&str, &str) = ("contentUpdateDate", "the day of a change at the source is not kept");

const PROJECTS: Columns = Columns {
    mapped: &[
        "id",
        "reference",
        "rcn",
        "acronym",
        "status",
        "title",
        "startDate",
        "endDate",
        "totalCost",
        "ecMaxContribution",
        "legalBasis",
        "programme",
        "topics",
        "ecSignatureDate",
        "frameworkProgramme",
        "masterCall",
        "subCall",
        "call",
        "fundingScheme",
        "objective",
        "contentUpdateDate",
        "grantDoi",
        "projectUrl",
        "coordinator",
        "coordinatorCountry",
        "participants",
    ],
    ignored: &[
        ("nature", "a mark of the funder's own bookkeeping that is nearly always empty"),
        ("cluster", "made from the legal basis by whoever copied the data"),
        ("subjects", "codes of a subject index that CORDIS has given up"),
        ("participantCountries", "a list that doesn't say which participant is in which country"),
        ("keywords", "free words that belong to no vocabulary"),
    ],
};

const ORGANIZATIONS: Columns = Columns {
    mapped: &[
        "projectID",
        "projectReference",
        "projectRcn",
        "projectAcronym",
        "organisationID",
        "organizationID",
        "pic",
        "id",
        "vatNumber",
        "name",
        "shortName",
        "SME",
        "activityType",
        "city",
        "country",
        "nutsCode",
        "geolocation",
        "organizationURL",
        "organizationUrl",
        "contactForm",
        "contentUpdateDate",
        "rcn",
        "order",
        "role",
        "ecContribution",
        "netEcContribution",
        "totalCost",
        "endOfParticipation",
    ],
    ignored: &[
        ("street", "a seat is known by its city"),
        ("postCode", "a seat is known by its city"),
        ("active", "a mark that is nearly always empty"),
        ("contactType", "contact details of persons stay out"),
        ("contactTitle", "contact details of persons stay out"),
        ("contactFirstNames", "contact details of persons stay out"),
        ("contactLastNames", "contact details of persons stay out"),
        ("contactFunction", "contact details of persons stay out"),
        ("contactTelephoneNumber", "contact details of persons stay out"),
        ("contactFaxNumber", "contact details of persons stay out"),
        ("contactEmail", "contact details of persons stay out"),
    ],
};

const TOPICS: Columns = Columns {
    mapped: &["projectID", "projectReference", "topic", "title"],
    ignored: &[("rcn", "the topic's code identifies it")],
};

const LEGAL_BASES: Columns = Columns {
    mapped: &["projectID", "projectReference", "legalBasis", "title", "uniqueProgrammePart"],
    ignored: &[("rcn", "the programme's code identifies it")],
};

const FIELDS: Columns = Columns {
    mapped: &["projectID", "projectReference", "euroSciVocCode", "euroSciVocPath", "euroSciVocTitle"],
    ignored: &[("euroSciVocDescription", "empty, and a concept is known by its label")],
};

const RESULTS: Columns = Columns {
    mapped: &[
        "id",
        "rcn",
        "title",
        "language",
        "projectID",
        "projectReference",
        "projectAcronym",
        "summary",
        "workPerformed",
        "finalResults",
        "description",
        "article",
        "deliverableType",
        "isPublishedAs",
        "publishedYear",
        "doi",
        "url",
        "collection",
    ],
    ignored: &[
        UPDATED,
        ("lastUpdateDate", "the day of a change at the source is not kept"),
        ("attachment", "pictures in the report, addressed within the source's own store"),
        ("relatedFile", "pictures in the report, addressed within the source's own store"),
        ("teaser", "the beginning of the summary"),
        ("country", "the coordinator's country, which the participations state"),
        ("programme", "the project states it"),
        ("topics", "the project states it"),
        ("authors", "the names of persons stay out"),
        ("journalTitle", "details of a publication that its DOI leads to"),
        ("journalNumber", "details of a publication that its DOI leads to"),
        ("publishedPages", "details of a publication that its DOI leads to"),
        ("issn", "details of a publication that its DOI leads to"),
        ("isbn", "details of a publication that its DOI leads to"),
    ],
};

const LINKS: Columns = Columns {
    mapped: &["projectID", "projectReference", "physUrl", "type", "status"],
    ignored: &[
        ("id", "a number without meaning outside of the file"),
        ("availableLanguages", "the languages of CORDIS's own page"),
        ("archivedDate", "when a copy of the site was made"),
        ("source", "which of the funder's systems it came from"),
        ("represents", "which of the funder's systems it came from"),
    ],
};

const WEB_ITEMS: Columns = Columns {
    mapped: &[],
    ignored: &[
        ("language", "pictures and films are not kept"),
        ("availableLanguages", "pictures and films are not kept"),
        ("uri", "pictures and films are not kept"),
        ("title", "pictures and films are not kept"),
        ("type", "pictures and films are not kept"),
        ("source", "pictures and films are not kept"),
        ("represents", "pictures and films are not kept"),
    ],
};

const PRIORITIES: Columns = Columns {
    mapped: &[],
    ignored: &[
        ("projectID", "shares of money by policy have no place in the registry"),
        ("ai", "shares of money by policy have no place in the registry"),
        ("biodiversity", "shares of money by policy have no place in the registry"),
        ("cleanAir", "shares of money by policy have no place in the registry"),
        ("climate", "shares of money by policy have no place in the registry"),
        ("digitalAgenda", "shares of money by policy have no place in the registry"),
    ],
};

const NETWORK: Columns = Columns {
    mapped: &[
        "rcn",
        "role",
        "pic",
        "type",
        "contribution",
        "country",
        "start_date",
        "end_date",
        "max_contribution",
        "total_cost",
    ],
    ignored: &[
        ("start_year", "made from the dates by whoever copied the data"),
        ("end_year", "made from the dates by whoever copied the data"),
        ("duration", "made from the dates by whoever copied the data"),
        ("group", "made from the country by whoever copied the data"),
        ("nunique", "counted by whoever copied the data"),
    ],
};

const PARTS: Columns = Columns { mapped: &["rcn", "programme_part"], ignored: &[] };

const TOPIC_TITLES: Columns = Columns {
    mapped: &["title", "topicCode", "legalBasisCode"],
    ignored: &[("topicRcn", "the topic's code identifies it"), ("legalBasisRcn", "the programme's code identifies it")],
};

const PROGRAMME_TITLES: Columns = Columns {
    mapped: &["code", "title", "language"],
    ignored: &[("rcn", "the code identifies it"), ("shortTitle", "the title says the same in full, and most are empty")],
};

const ACTIVITY_TYPES: Columns = Columns {
    mapped: &[],
    ignored: &[
        ("Code", "the five codes are known"),
        ("Title", "the five codes are known"),
        ("description", "the five codes are known"),
        ("language", "the five codes are known"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str) -> Option<FileKind> {
        let names: Vec<&str> = header.split([',', ';']).collect();
        FileKind::of(header, |name| names.contains(&name))
    }

    #[test]
    fn files_are_told_by_what_is_in_them() {
        assert_eq!(kind("projectID,topic,title"), Some(FileKind::Topics));
        assert_eq!(kind("rcn;reference;acronym;status;programme;topics;title;startDate;fundingScheme"), Some(FileKind::Projects));
        assert_eq!(kind("projectReference;role;id;name;activityType"), Some(FileKind::Organizations));
        assert_eq!(kind("id,title,projectID,projectAcronym,attachment"), Some(FileKind::Results));
        assert_eq!(kind("ERC:\n- \"H2020-EU.1.1.\"\n"), Some(FileKind::PartCodes));
        assert_eq!(kind("ERC:\n- \"something\"\n"), None);
        assert_eq!(kind("<project xmlns=\"http://cordis.europa.eu\">"), Some(FileKind::Xml));
        assert_eq!(kind("<project xmlns=\"http://example.org\">"), None);
        assert_eq!(kind("id,title,name,code"), None);
        assert_eq!(kind(""), None);
    }
}
