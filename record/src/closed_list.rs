//! The closed lists of values, spelled alike in the database, the exchange format and the API.

use serde::{Deserialize, Serialize};

/// A list of values that is closed: each value has one spelling, and there are no others.
pub trait ClosedList: Copy + Eq + 'static {
    /// All values, in the order in which they are explained.
    const ALL: &'static [Self];

    /// The spelling of the value, `SCREAMING_SNAKE_CASE`.
    fn as_str(self) -> &'static str;

    /// The spelling as a text of its own.
    #[must_use]
    fn spelling(self) -> String {
        self.as_str().to_owned()
    }

    /// The value of this spelling; `None` if it is none of the list.
    #[must_use]
    fn from_spelling(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.as_str() == text)
    }
}

/// Defines a closed list whose values carry their spelling.
macro_rules! closed_list {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $spelling:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $spelling)] $variant),+ }

        impl ClosedList for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $spelling),+ }
            }
        }
    };
}

closed_list! {
    /// Where a wording comes from.
    #[derive(Default)]
    TextOrigin {
        /// The source's own words.
        #[default]
        Original = "ORIGINAL",
        /// Translated by a person.
        HumanTranslation = "HUMAN_TRANSLATION",
        /// Translated by a program.
        MachineTranslation = "MACHINE_TRANSLATION",
        /// Written by the registry.
        Editorial = "EDITORIAL",
    }
}

closed_list! {
    /// How far a project has come.
    ProjectStatus {
        /// It has not begun.
        Planned = "PLANNED",
        /// It has begun and not ended.
        Ongoing = "ONGOING",
        /// It ended as planned.
        Completed = "COMPLETED",
        /// It was broken off.
        Terminated = "TERMINATED",
    }
}

closed_list! {
    /// What a stated amount is.
    AmountKind {
        /// The whole cost of the project.
        TotalCost = "TOTAL_COST",
        /// What the funder gives.
        Grant = "GRANT",
        /// What the European Union gives.
        EuContribution = "EU_CONTRIBUTION",
        /// What the European Union gives to the partner itself, without third parties.
        NetEuContribution = "NET_EU_CONTRIBUTION",
        /// What national public bodies give.
        NationalPublic = "NATIONAL_PUBLIC",
        /// What private bodies give.
        Private = "PRIVATE",
        /// A planned budget.
        Budget = "BUDGET",
        /// A firm commitment.
        Commitment = "COMMITMENT",
        /// Money paid to somebody for the project.
        Disbursement = "DISBURSEMENT",
        /// Money spent on goods and services.
        Expenditure = "EXPENDITURE",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_list! {
    /// The part that a partner plays in a project.
    ParticipationRole {
        /// Leads the project.
        Coordinator = "COORDINATOR",
        /// Takes part as a full partner.
        Partner = "PARTNER",
        /// Takes part without being a beneficiary.
        AssociatedPartner = "ASSOCIATED_PARTNER",
        /// Takes part from outside the funder's countries.
        InternationalPartner = "INTERNATIONAL_PARTNER",
        /// Works for a partner.
        ThirdParty = "THIRD_PARTY",
        /// Supports the project.
        Supporter = "SUPPORTER",
        /// Gives the money.
        Funder = "FUNDER",
        /// Is responsible for the project.
        Accountable = "ACCOUNTABLE",
        /// Manages the budget on the funder's behalf.
        Extending = "EXTENDING",
        /// Carries the project out.
        Implementer = "IMPLEMENTER",
        /// Receives the money.
        Recipient = "RECIPIENT",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_list! {
    /// What kind of organisation a partner is.
    PartnerKind {
        /// A public body of no stated level.
        PublicAuthority = "PUBLIC_AUTHORITY",
        /// A ministry, embassy or agency of a state.
        NationalAuthority = "NATIONAL_AUTHORITY",
        /// A body of a region.
        RegionalAuthority = "REGIONAL_AUTHORITY",
        /// A body of a county, city or municipality.
        LocalAuthority = "LOCAL_AUTHORITY",
        /// An association, foundation or other non-profit body.
        CivilSociety = "CIVIL_SOCIETY",
        /// A school or university.
        Education = "EDUCATION",
        /// A research body.
        Research = "RESEARCH",
        /// A business.
        Company = "COMPANY",
        /// A body of several states.
        InternationalOrganisation = "INTERNATIONAL_ORGANISATION",
        /// A private person, whose name is withheld.
        NaturalPerson = "NATURAL_PERSON",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_list! {
    /// Whether applications can be made.
    CallStatus {
        /// It has not opened.
        Forthcoming = "FORTHCOMING",
        /// It is open.
        Open = "OPEN",
        /// It is closed.
        Closed = "CLOSED",
    }
}

closed_list! {
    /// What kind of result it is.
    ResultKind {
        /// Something made or done.
        Output = "OUTPUT",
        /// A change for the people reached.
        Outcome = "OUTCOME",
        /// A lasting change.
        Impact = "IMPACT",
        /// Something published.
        Publication = "PUBLICATION",
        /// An event held.
        Event = "EVENT",
        /// Something owed to the funder.
        Deliverable = "DELIVERABLE",
        /// A report.
        Report = "REPORT",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_list! {
    /// Whether a number is exact or a bound.
    #[derive(Default)]
    Comparator {
        /// Exactly the number.
        #[default]
        Exactly = "EXACTLY",
        /// The number or more.
        AtLeast = "AT_LEAST",
        /// The number or less.
        AtMost = "AT_MOST",
        /// Roughly the number.
        About = "ABOUT",
    }
}

closed_list! {
    /// What kind of activity it is.
    ActivityKind {
        /// A conference.
        Conference = "CONFERENCE",
        /// An exchange of people or experience.
        Exchange = "EXCHANGE",
        /// A meeting online for learning.
        Webinar = "WEBINAR",
        /// A campaign.
        Campaign = "CAMPAIGN",
        /// A training.
        Training = "TRAINING",
        /// A round table.
        RoundTable = "ROUND_TABLE",
        /// Another meeting.
        Meeting = "MEETING",
        /// A study.
        Study = "STUDY",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_list! {
    /// What kind of place it is.
    PlaceKind {
        /// A city, town or village.
        City = "CITY",
        /// A county, province or region.
        Region = "REGION",
        /// A country.
        Country = "COUNTRY",
        /// Anything else.
        Other = "OTHER",
    }
}

closed_list! {
    /// The kinds of records that have a history.
    RecordType {
        /// A project.
        Project = "PROJECT",
        /// A partner.
        Partner = "PARTNER",
        /// A participation.
        Participation = "PARTICIPATION",
        /// A funding call.
        FundingCall = "FUNDING_CALL",
        /// A programme.
        Programme = "PROGRAMME",
        /// A result.
        Result = "RESULT",
        /// A place.
        Place = "PLACE",
        /// A concept.
        Concept = "CONCEPT",
        /// A source.
        Source = "SOURCE",
    }
}

closed_list! {
    /// What happened to a record.
    RevisionKind {
        /// It was published for the first time.
        Created = "CREATED",
        /// It was changed.
        Updated = "UPDATED",
        /// Its source no longer lists it.
        Withdrawn = "WITHDRAWN",
        /// Its source lists it again.
        Restored = "RESTORED",
        /// It was merged into another record.
        Merged = "MERGED",
        /// It was split from another record.
        Split = "SPLIT",
        /// It was deleted.
        Deleted = "DELETED",
    }
}

closed_list! {
    /// Why a record is gone.
    TombstoneReason {
        /// It was merged into another record.
        Merged = "MERGED",
        /// It was deleted.
        Deleted = "DELETED",
    }
}

closed_list! {
    /// What told that two records are about one thing.
    MergeRule {
        /// They share an identifier of a scheme that never gives one twice.
        Identifier = "IDENTIFIER",
        /// They have the same name, country and city.
        NameAndPlace = "NAME_AND_PLACE",
        /// They have the same code, or the same name within a country.
        Code = "CODE",
        /// Somebody said so.
        Person = "PERSON",
    }
}
