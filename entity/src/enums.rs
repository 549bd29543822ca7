//! The closed lists of values, spelled alike in the database, the exchange format and the API.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Defines an enumeration stored as text in `SCREAMING_SNAKE_CASE`.
macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$doc])* $variant),+ }
    };
}

text_enum! {
    /// Where a wording comes from.
    #[derive(Default)]
    TextOrigin {
        /// The source's own words.
        #[default]
        Original,
        /// Translated by a person.
        HumanTranslation,
        /// Translated by a program.
        MachineTranslation,
        /// Written by the registry.
        Editorial,
    }
}

text_enum! {
    /// How far a project has come.
    ProjectStatus {
        /// It has not begun.
        Planned,
        /// It has begun and not ended.
        Ongoing,
        /// It ended as planned.
        Completed,
        /// It was broken off.
        Terminated,
    }
}

text_enum! {
    /// What a stated amount is.
    AmountKind {
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
}

text_enum! {
    /// The part that a partner plays in a project.
    ParticipationRole {
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
}

text_enum! {
    /// What kind of organisation a partner is.
    PartnerKind {
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
}

text_enum! {
    /// Whether applications can be made.
    CallStatus {
        /// It has not opened.
        Forthcoming,
        /// It is open.
        Open,
        /// It is closed.
        Closed,
    }
}

text_enum! {
    /// What kind of result it is.
    ResultKind {
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
}

text_enum! {
    /// Whether a number is exact or a bound.
    #[derive(Default)]
    Comparator {
        /// Exactly the number.
        #[default]
        Exactly,
        /// The number or more.
        AtLeast,
        /// The number or less.
        AtMost,
        /// Roughly the number.
        About,
    }
}

text_enum! {
    /// What kind of activity it is.
    ActivityKind {
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
}

text_enum! {
    /// What kind of place it is.
    PlaceKind {
        /// A city, town or village.
        City,
        /// A county, province or region.
        Region,
        /// A country.
        Country,
        /// Anything else.
        Other,
    }
}

text_enum! {
    /// The kinds of records that have a history.
    RecordType {
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
}

text_enum! {
    /// What happened to a record.
    RevisionKind {
        /// It was published for the first time.
        Created,
        /// It was changed.
        Updated,
        /// Its source no longer lists it.
        Withdrawn,
        /// Its source lists it again.
        Restored,
        /// It was merged into another record.
        Merged,
        /// It was split from another record.
        Split,
        /// It was deleted.
        Deleted,
    }
}

text_enum! {
    /// Why a record is gone.
    TombstoneReason {
        /// It was merged into another record.
        Merged,
        /// It was deleted.
        Deleted,
    }
}

text_enum! {
    /// What told that two records are about one thing.
    MergeRule {
        /// They share an identifier of a scheme that never gives one twice.
        Identifier,
        /// They have the same name, country and city.
        NameAndPlace,
        /// They have the same code, or the same name within a country.
        Code,
        /// Somebody said so.
        Person,
    }
}
