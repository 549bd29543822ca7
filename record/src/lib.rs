//! The registry's exchange format: what enters through `import` and leaves through `export`.
//!
//! A document is either one JSON object `{"format": "inclusion-registry/1", "records": [RECORD, …]}` or JSON Lines, where the
//! first line is `{"format": "inclusion-registry/1"}` and every further line one RECORD. A RECORD is an object with one member
//! whose name says what it is: `{"project": {…}}`. Records may stand in any order and refer to one another by `key`.

pub mod batch;
pub mod checksum;
pub mod countries;
pub mod folding;
pub mod labels;
pub mod legal_forms;
pub mod nuts;
pub mod slug;

mod check;
mod closed_list;
mod code;
mod concept;
mod document;
mod fault;
mod funding_call;
mod identifier;
mod money;
mod non_match;
mod partial_date;
mod partner;
mod place;
mod programme;
mod project;
mod quantity;
mod result;
mod source;
mod source_record;
mod text;
mod tombstone;
mod vocabulary;

pub use check::check;
pub use closed_list::*;
pub use code::{CountryCode, CurrencyCode, Key, LanguageTag};
pub use concept::Concept;
pub use document::{Document, DocumentEvent, Position, read, read_events, write};
pub use fault::Fault;
pub use funding_call::{Deadline, FundingCall};
pub use identifier::{Identifier, IdentifierScheme, normalise_identifier};
pub use money::{Money, decimal};
pub use non_match::NonMatch;
pub use partial_date::{Day, PartialDate, Period};
pub use partner::Partner;
pub use place::{Location, Place};
pub use programme::Programme;
pub use project::{ActionLine, Activity, Amount, Conflict, Participation, Project};
pub use quantity::{Number, Quantity};
pub use result::{Indicator, IndicatorPeriod, ProjectResult};
pub use source::{Citation, Source};
pub use source_record::SourceRecord;
pub use text::{Text, Texts};
pub use tombstone::Tombstone;
pub use vocabulary::Vocabulary;

use serde::{Deserialize, Serialize};

/// The name and version of the exchange format, the first thing in every document.
pub const FORMAT: &str = "inclusion-registry/1";

/// One entry of the exchange format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Record {
    /// A data set or document that statements come from.
    Source(Source),
    /// A scheme of identifiers, such as PIC or ROR.
    IdentifierScheme(IdentifierScheme),
    /// A vocabulary of concepts.
    Vocabulary(Vocabulary),
    /// An entry of a vocabulary.
    Concept(Concept),
    /// A city, region or country.
    Place(Place),
    /// A funder's programme or a part of it.
    Programme(Programme),
    /// A call for proposals.
    FundingCall(FundingCall),
    /// An organisation.
    Partner(Partner),
    /// An initiative with its participations, activities and results.
    Project(Box<Project>),
    /// The mark that a merged or deleted record leaves.
    Tombstone(Tombstone),
    /// What one of several sources states about a record.
    #[serde(rename = "statement")]
    SourceRecord(SourceRecord),
    /// Two records that are not the same.
    #[serde(rename = "distinction")]
    NonMatch(NonMatch),
}

impl Record {
    /// The member names that introduce records in a document.
    pub const KINDS: [&'static str; 12] = [
        "source",
        "identifierScheme",
        "vocabulary",
        "concept",
        "place",
        "programme",
        "fundingCall",
        "partner",
        "project",
        "tombstone",
        "statement",
        "distinction",
    ];

    /// The member name that introduces this record in a document.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Source(_) => "source",
            Self::IdentifierScheme(_) => "identifierScheme",
            Self::Vocabulary(_) => "vocabulary",
            Self::Concept(_) => "concept",
            Self::Place(_) => "place",
            Self::Programme(_) => "programme",
            Self::FundingCall(_) => "fundingCall",
            Self::Partner(_) => "partner",
            Self::Project(_) => "project",
            Self::Tombstone(_) => "tombstone",
            Self::SourceRecord(_) => "statement",
            Self::NonMatch(_) => "distinction",
        }
    }

    /// The stable key that identifies this record among those of its kind.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Source(r) => &r.key,
            Self::IdentifierScheme(r) => &r.code,
            Self::Vocabulary(r) => &r.code,
            Self::Concept(r) => &r.key,
            Self::Place(r) => &r.key,
            Self::Programme(r) => &r.key,
            Self::FundingCall(r) => &r.key,
            Self::Partner(r) => &r.key,
            Self::Project(r) => &r.key,
            Self::Tombstone(r) => &r.key,
            Self::SourceRecord(r) => &r.key,
            Self::NonMatch(r) => &r.key,
        }
    }
}

/// Makes records of what they hold.
macro_rules! into_record {
    ($($name:ident),+) => {$(
        impl From<$name> for Record {
            fn from(record: $name) -> Self {
                Self::$name(record)
            }
        }
    )+};
}
into_record!(
    Source,
    IdentifierScheme,
    Vocabulary,
    Concept,
    Place,
    Programme,
    FundingCall,
    Partner,
    Tombstone,
    SourceRecord,
    NonMatch
);

impl From<Project> for Record {
    fn from(project: Project) -> Self {
        Self::Project(Box::new(project))
    }
}
