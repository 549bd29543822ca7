//! What rows and elements say of projects and organisations, on its way to the records that all of it becomes.

use record::{CountryCode, Location, PartialDate, ParticipationRole, PartnerKind, Period, ProjectResult, ProjectStatus, Texts};
use serde::{Deserialize, Serialize};

use super::framework::Framework;

/// One statement about a project.
#[derive(Serialize, Deserialize)]
pub(super) struct Piece {
    /// The number of the file.
    pub(super) file: usize,
    /// The number of the folder or archive that the file is in.
    pub(super) folder: usize,
    /// What it says.
    pub(super) said: Said,
}

/// What is said of a project.
#[derive(Serialize, Deserialize)]
pub(super) enum Said {
    /// What the project is.
    Facts(Box<Facts>),
    /// Who takes part.
    Part(Part),
    /// A part of a programme that funds it, and whether it is the main one.
    Basis(String, bool),
    /// The name of a part of a programme whose code another file tells.
    ProgrammePart(String),
    /// A topic that it answers.
    Topic(String),
    /// A field of science, by numbers and names from the widest on.
    Field(Field),
    /// What came of it.
    Outcome(Box<Outcome>),
    /// Its own site.
    Site(String),
}

/// What a project is.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Facts {
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
    pub(super) named: Vec<Named>,
}

/// An organisation of which a project's own row gives the name.
#[derive(Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) role: String,
    pub(super) country: Option<CountryCode>,
}

/// One row of participation.
#[derive(Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) who: Who,
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

/// Who takes part.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Who {
    /// An organisation with a Participant Identification Code.
    Pic(String),
    /// An organisation without one, by the key of its record.
    Keyed(String),
    /// A natural person, of whom no more than the country is kept.
    Person(Option<CountryCode>),
}

/// A field of science.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Field {
    pub(super) numbers: Vec<String>,
    pub(super) names: Vec<String>,
}

/// Something that came of a project.
#[derive(Serialize, Deserialize)]
pub(super) struct Outcome {
    /// The source's own id of it.
    pub(super) id: String,
    pub(super) result: ProjectResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) acronym: Option<String>,
}

/// What one row says of an organisation.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Seat {
    /// The project in which it takes part, as statements about projects are gathered.
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
