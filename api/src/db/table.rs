//! The tables that lists are made of.

/// A table that can be listed, filtered and searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named after its table")]
pub enum Table {
    Project,
    Partner,
    Participation,
    FundingCall,
    Programme,
    Result,
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
            Self::Place => "place",
            Self::Concept => "concept",
            Self::Source => "source",
        }
    }
}
