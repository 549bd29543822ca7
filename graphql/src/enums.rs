//! The closed lists of values as the schema shows them.

use async_graphql::Enum;
use record::ClosedList;

use crate::error::Result;

/// Where a wording comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::TextOrigin")]
pub enum TextOrigin {
    /// The source's own words.
    Original,
    /// Translated by a person.
    HumanTranslation,
    /// Translated by a program.
    MachineTranslation,
    /// Written by the registry.
    Editorial,
}

/// How far a project has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::ProjectStatus")]
pub enum ProjectStatus {
    /// It has not begun.
    Planned,
    /// It has begun and not ended.
    Ongoing,
    /// It ended as planned.
    Completed,
    /// It was broken off.
    Terminated,
}

/// What a stated amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::AmountKind")]
pub enum AmountKind {
    /// The whole cost of the project.
    TotalCost,
    /// What the funder gives.
    Grant,
    /// What the European Union gives.
    EuContribution,
    /// What the European Union gives to the partner itself, without third parties.
    NetEuContribution,
    /// What national public bodies give.
    NationalPublic,
    /// What private bodies give.
    Private,
    /// A planned budget.
    Budget,
    /// A firm commitment.
    Commitment,
    /// Money paid to somebody for the project.
    Disbursement,
    /// Money spent on goods and services.
    Expenditure,
    /// Anything else.
    Other,
}

/// The part that a partner plays in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::ParticipationRole")]
pub enum ParticipationRole {
    /// Leads the project.
    Coordinator,
    /// Takes part as a full partner.
    Partner,
    /// Takes part without being a beneficiary.
    AssociatedPartner,
    /// Takes part from outside the funder's countries.
    InternationalPartner,
    /// Works for a partner.
    ThirdParty,
    /// Supports the project.
    Supporter,
    /// Gives the money.
    Funder,
    /// Is responsible for the project.
    Accountable,
    /// Manages the budget on the funder's behalf.
    Extending,
    /// Carries the project out.
    Implementer,
    /// Receives the money.
    Recipient,
    /// Anything else.
    Other,
}

/// What kind of organisation a partner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::PartnerKind")]
pub enum PartnerKind {
    /// A public body of no stated level.
    PublicAuthority,
    /// A ministry, embassy or agency of a state.
    NationalAuthority,
    /// A body of a region.
    RegionalAuthority,
    /// A body of a county, city or municipality.
    LocalAuthority,
    /// An association, foundation or other non-profit body.
    CivilSociety,
    /// A school or university.
    Education,
    /// A research body.
    Research,
    /// A business.
    Company,
    /// A body of several states.
    InternationalOrganisation,
    /// A private person, whose name is withheld.
    NaturalPerson,
    /// Anything else.
    Other,
}

/// Whether applications can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::CallStatus")]
pub enum CallStatus {
    /// It has not opened.
    Forthcoming,
    /// It is open.
    Open,
    /// It is closed.
    Closed,
}

/// What kind of result it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::ResultKind")]
pub enum ResultKind {
    /// Something made or done.
    Output,
    /// A change for the people reached.
    Outcome,
    /// A lasting change.
    Impact,
    /// Something published.
    Publication,
    /// An event held.
    Event,
    /// Something owed to the funder.
    Deliverable,
    /// A report.
    Report,
    /// Anything else.
    Other,
}

/// Whether a number is exact or a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::Comparator")]
pub enum Comparator {
    /// Exactly the number.
    Exactly,
    /// The number or more.
    AtLeast,
    /// The number or less.
    AtMost,
    /// Roughly the number.
    About,
}

/// What kind of activity it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::ActivityKind")]
pub enum ActivityKind {
    /// A conference.
    Conference,
    /// An exchange of people or experience.
    Exchange,
    /// A meeting online for learning.
    Webinar,
    /// A campaign.
    Campaign,
    /// A training.
    Training,
    /// A round table.
    RoundTable,
    /// Another meeting.
    Meeting,
    /// A study.
    Study,
    /// Anything else.
    Other,
}

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::PlaceKind")]
pub enum PlaceKind {
    /// A city, town or village.
    City,
    /// A county, province or region.
    Region,
    /// A country.
    Country,
    /// Anything else.
    Other,
}

/// The kinds of records that have a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::RecordType")]
pub enum RecordType {
    /// A project.
    Project,
    /// A partner.
    Partner,
    /// A participation.
    Participation,
    /// A funding call.
    FundingCall,
    /// A programme.
    Programme,
    /// A result.
    Result,
    /// A place.
    Place,
    /// A concept.
    Concept,
    /// A source.
    Source,
}

/// Why a record is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "record::TombstoneReason")]
pub enum TombstoneReason {
    /// It was merged into another record.
    Merged,
    /// It was deleted.
    Deleted,
}

/// The direction of an order. What is not stated comes last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// Smallest, earliest, or first in the alphabet first.
    #[default]
    Asc,
    /// Largest, latest, or last in the alphabet first.
    Desc,
}

/// How projects and a place belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum PlaceRelation {
    /// Either of the others; a project counts once.
    Any,
    /// The project's work happens there.
    CarriedOut,
    /// A partner of the project has its seat there.
    PartnerSeat,
}

/// A closed list of the schema whose values stand in columns.
pub trait Stored: From<Self::List> {
    /// The list as the registry knows it.
    type List: ClosedList;

    /// The value that a column holds.
    fn stored(text: &str) -> Result<Self> {
        Ok(store::closed::<Self::List>(text)?.into())
    }

    /// The value that a column holds, if it holds one.
    fn stored_or_null(text: Option<&str>) -> Result<Option<Self>> {
        text.map(Self::stored).transpose()
    }
}

/// Says which closed lists of the schema are lists of the registry.
macro_rules! stored {
    ($($name:ident),+ $(,)?) => {$(
        impl Stored for $name {
            type List = record::$name;
        }
    )+};
}

stored!(
    TextOrigin,
    ProjectStatus,
    AmountKind,
    ParticipationRole,
    PartnerKind,
    CallStatus,
    ResultKind,
    Comparator,
    ActivityKind,
    PlaceKind,
    RecordType,
    TombstoneReason
);
