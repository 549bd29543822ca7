//! The kinds of records that are written and read back.

use record::Record;

/// The kinds of records that can be referred to or written, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is named after its record")]
pub enum Kind {
    Source,
    IdentifierScheme,
    Vocabulary,
    Concept,
    Place,
    Programme,
    FundingCall,
    Partner,
    Project,
    Tombstone,
    SourceRecord,
    NonMatch,
}

impl Kind {
    /// All kinds that have rows of their own, in the order in which they are written.
    pub const WRITTEN: [Self; 9] = [
        Self::Source,
        Self::IdentifierScheme,
        Self::Vocabulary,
        Self::Concept,
        Self::Place,
        Self::Programme,
        Self::FundingCall,
        Self::Partner,
        Self::Project,
    ];

    /// The kind of a record.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        match record {
            Record::Source(_) => Self::Source,
            Record::IdentifierScheme(_) => Self::IdentifierScheme,
            Record::Vocabulary(_) => Self::Vocabulary,
            Record::Concept(_) => Self::Concept,
            Record::Place(_) => Self::Place,
            Record::Programme(_) => Self::Programme,
            Record::FundingCall(_) => Self::FundingCall,
            Record::Partner(_) => Self::Partner,
            Record::Project(_) => Self::Project,
            Record::Tombstone(_) => Self::Tombstone,
            Record::SourceRecord(_) => Self::SourceRecord,
            Record::NonMatch(_) => Self::NonMatch,
        }
    }

    /// The name of the table, and how people call one of its records.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::IdentifierScheme => "identifier_scheme",
            Self::Vocabulary => "vocabulary",
            Self::Concept => "concept",
            Self::Place => "place",
            Self::Programme => "programme",
            Self::FundingCall => "funding_call",
            Self::Partner => "partner",
            Self::Project => "project",
            Self::Tombstone => "tombstone",
            Self::SourceRecord => "source_record",
            Self::NonMatch => "non_match",
        }
    }

    /// The column that holds the record key.
    #[must_use]
    pub fn key_column(self) -> &'static str {
        if matches!(self, Self::IdentifierScheme | Self::Vocabulary) { "code" } else { "key" }
    }

    /// True if a record of this kind is more than something that is known of others.
    #[must_use]
    pub fn has_rows(self) -> bool {
        !matches!(self, Self::Tombstone | Self::SourceRecord | Self::NonMatch)
    }

    /// True if records of this kind have an address of their own.
    #[must_use]
    pub fn has_slug(self) -> bool {
        !matches!(self, Self::IdentifierScheme | Self::Vocabulary | Self::Concept) && self.has_rows()
    }

    /// True if the source of such records can stop listing them.
    #[must_use]
    pub fn can_be_withdrawn(self) -> bool {
        matches!(self, Self::Programme | Self::FundingCall | Self::Partner | Self::Project)
    }

    /// The kind as history names it; schemes and vocabularies have none.
    #[must_use]
    pub fn record_type(self) -> Option<record::RecordType> {
        use record::RecordType;
        Some(match self {
            Self::Source => RecordType::Source,
            Self::Concept => RecordType::Concept,
            Self::Place => RecordType::Place,
            Self::Programme => RecordType::Programme,
            Self::FundingCall => RecordType::FundingCall,
            Self::Partner => RecordType::Partner,
            Self::Project => RecordType::Project,
            Self::IdentifierScheme | Self::Vocabulary | Self::Tombstone | Self::SourceRecord | Self::NonMatch => return None,
        })
    }

    /// The kind whose table has this name.
    #[must_use]
    pub fn of_table(table: &str) -> Option<Self> {
        Self::WRITTEN.into_iter().find(|kind| kind.table() == table)
    }

    /// The kind that history calls so; participations and results belong to their projects.
    #[must_use]
    pub fn of_record_type(kind: record::RecordType) -> Option<Self> {
        Self::WRITTEN.into_iter().find(|candidate| candidate.record_type() == Some(kind))
    }
}
