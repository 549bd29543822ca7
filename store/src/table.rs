//! The tables that records are read from.

/// A table whose rows have ids, keys and, most of them, lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named after its table")]
pub enum Table {
    Project,
    Partner,
    Participation,
    FundingCall,
    Programme,
    Result,
    Indicator,
    Activity,
    Place,
    Concept,
    Source,
}

impl Table {
    /// The name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Partner => "partner",
            Self::Participation => "participation",
            Self::FundingCall => "funding_call",
            Self::Programme => "programme",
            Self::Result => "result",
            Self::Indicator => "indicator",
            Self::Activity => "activity",
            Self::Place => "place",
            Self::Concept => "concept",
            Self::Source => "source",
        }
    }
}
