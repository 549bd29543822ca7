//! Facts about projects and rows about organisations, on their way to the records that all of them become.

use record::{CountryCode, Location, PartialDate, ParticipationRole, PartnerKind, Period, ProjectResult, ProjectStatus, Texts};
use serde::{Deserialize, Serialize};

use super::framework::Framework;

/// One fact about a project, and the file that states it.
#[derive(Serialize, Deserialize)]
pub(super) struct Fact {
    /// The number of the file.
    pub(super) file: usize,
    /// The number of the folder or archive that the file is in.
    pub(super) folder: usize,
    pub(super) content: FactContent,
}

/// The content of a fact about a project.
#[derive(Serialize, Deserialize)]
pub(super) enum FactContent {
    /// The values of its own row or element.
    Project(Box<ProjectRow>),
    /// A participation in it.
    Participation(ParticipationRow),
    /// A part of a programme that funds it, and whether it is the main one.
    LegalBasis(String, bool),
    /// The name of a part of a programme whose code another file tells.
    ProgrammePart(String),
    /// A topic that it answers.
    Topic(String),
    /// A field of science, by numbers and names from the widest on.
    FieldOfScience(FieldOfScience),
    /// A result of it.
    Result(Box<ResultRow>),
    /// Its own site.
    Website(String),
}

/// The values that a project's own row or element states.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ProjectRow {
    /// When the source last changed it.
    pub(super) updated: Option<String>,
    pub(super) rcn: Option<String>,
    pub(super) doi: Option<String>,
    pub(super) acronym: Option<String>,
    /// One wording a language.
    pub(super) title: Texts,
    pub(super) summary: Texts,
    pub(super) status: Option<ProjectStatus>,
    pub(super) period: Option<Period>,
    pub(super) signed_on: Option<PartialDate>,
    /// In cents.
    pub(super) total_cost: Option<i64>,
    /// In cents.
    pub(super) contribution: Option<i64>,
    /// The code of the framework programme as stated.
    pub(super) framework: Option<String>,
    /// The codes of programmes, the main one first.
    pub(super) bases: Vec<String>,
    pub(super) topics: Vec<String>,
    /// The call, where there is no topic.
    pub(super) call: Option<String>,
    pub(super) scheme: Option<String>,
    pub(super) url: Option<String>,
    /// Those who take part by name alone.
    pub(super) named: Vec<NamedParticipant>,
}

/// An organisation of which a project's own row gives the name.
#[derive(Serialize, Deserialize)]
pub(super) struct NamedParticipant {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) country: Option<CountryCode>,
}

/// The values that a row of participation states.
#[derive(Serialize, Deserialize)]
pub(super) struct ParticipationRow {
    pub(super) participant: Participant,
    /// The record control number of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rcn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<ParticipationRole>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stated_role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<i32>,
    /// In cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) grant: Option<i64>,
    /// In cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) net_grant: Option<i64>,
    /// In cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cost: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) acronym: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) updated: Option<String>,
}

/// A participant in a project.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Participant {
    /// An organisation with a Participant Identification Code.
    Pic(String),
    /// An organisation without one, by the key of its record.
    Keyed(String),
    /// A natural person, of whom no more than the country is kept.
    Person(Option<CountryCode>),
}

/// A field of science.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct FieldOfScience {
    pub(super) numbers: Vec<String>,
    pub(super) names: Vec<String>,
}

/// A result of a project as a row states it.
#[derive(Serialize, Deserialize)]
pub(super) struct ResultRow {
    /// The source's own id of it.
    pub(super) id: String,
    pub(super) result: ProjectResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) acronym: Option<String>,
}

/// The values of an organisation that a row of participation states.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct OrganisationRow {
    /// The project in which it takes part, as facts about projects are gathered.
    pub(super) project: String,
    /// The number of the folder or archive that the file is in.
    pub(super) folder: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) framework: Option<Framework>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) short_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vat: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rcn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<PartnerKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<CountryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// A region by its NUTS code, and its name where it is stated.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Region {
    pub(super) code: String,
    pub(super) name: Option<String>,
}
