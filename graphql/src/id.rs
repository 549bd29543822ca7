//! Ids: the type and the record key, never a row number.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use store::table::Table;

/// The types that have ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeType {
    Project,
    Participation,
    Partner,
    FundingCall,
    Programme,
    Result,
    Indicator,
    Activity,
    Place,
    Concept,
    Source,
}

impl NodeType {
    const ALL: [Self; 11] = [
        Self::Project,
        Self::Participation,
        Self::Partner,
        Self::FundingCall,
        Self::Programme,
        Self::Result,
        Self::Indicator,
        Self::Activity,
        Self::Place,
        Self::Concept,
        Self::Source,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Project => "Project",
            Self::Participation => "Participation",
            Self::Partner => "Partner",
            Self::FundingCall => "FundingCall",
            Self::Programme => "Programme",
            Self::Result => "Result",
            Self::Indicator => "Indicator",
            Self::Activity => "Activity",
            Self::Place => "Place",
            Self::Concept => "Concept",
            Self::Source => "Source",
        }
    }

    /// The table of its rows.
    #[must_use]
    pub fn table(self) -> Table {
        match self {
            Self::Project => Table::Project,
            Self::Participation => Table::Participation,
            Self::Partner => Table::Partner,
            Self::FundingCall => Table::FundingCall,
            Self::Programme => Table::Programme,
            Self::Result => Table::Result,
            Self::Indicator => Table::Indicator,
            Self::Activity => Table::Activity,
            Self::Place => Table::Place,
            Self::Concept => Table::Concept,
            Self::Source => Table::Source,
        }
    }

    /// The kind as history names it.
    #[must_use]
    pub fn record_type(self) -> Option<record::RecordType> {
        use record::RecordType;
        Some(match self {
            Self::Project => RecordType::Project,
            Self::Participation => RecordType::Participation,
            Self::Partner => RecordType::Partner,
            Self::FundingCall => RecordType::FundingCall,
            Self::Programme => RecordType::Programme,
            Self::Result => RecordType::Result,
            Self::Place => RecordType::Place,
            Self::Concept => RecordType::Concept,
            Self::Source => RecordType::Source,
            Self::Indicator | Self::Activity => return None,
        })
    }

    /// The type of the records that history calls so.
    #[must_use]
    pub fn of_record_type(kind: record::RecordType) -> Option<Self> {
        Self::ALL.into_iter().find(|node| node.record_type() == Some(kind))
    }
}

/// The id of a record.
#[must_use]
pub fn encode(node: NodeType, key: &str) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{}:{key}", node.name())))
}

/// The type and record key of an id; `None` if it is malformed.
#[must_use]
pub fn decode(id: &str) -> Option<(NodeType, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (name, key) = text.split_once(':')?;
    let node = NodeType::ALL.into_iter().find(|node| node.name() == name)?;
    let sound = !key.is_empty() && !key.contains('\0');
    sound.then(|| (node, key.to_owned()))
}

/// The record key of an id of this type; `None` for any other id.
#[must_use]
pub fn key_of(id: &str, node: NodeType) -> Option<String> {
    decode(id).filter(|(found, _)| *found == node).map(|(_, key)| key)
}
