//! Dimensions as the schema names them, their keys, and filters by them.

use async_graphql::{Enum, InputObject};

use super::{
    error::{Error, Result},
    filter::{Asked, Restrict},
    id::{self, NodeType},
};
use crate::db::{
    dimension::{self, Dimension, Keys},
    filter::Filter,
};

/// Defines the enumeration of the dimensions of one kind of record; its values stand in the order of the table in the database layer.
macro_rules! dimensions {
    ($table:ident, $(#[$($doc:tt)*])* $name:ident { $($(#[$($value_doc:tt)*])* $value:ident),+ $(,)? }) => {
        $(#[$($doc)*])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
        pub enum $name { $($(#[$($value_doc)*])* $value),+ }

        impl $name {
            /// What the dimension means in the database.
            #[must_use]
            pub fn dimension(self) -> &'static Dimension {
                &dimension::$table[self as usize]
            }
        }
    };
}

dimensions! {
    OF_PROJECTS,
    /// What projects can be counted by.
    ProjectDimension {
        /// The programme as a whole, whatever part of it funds the project. Key: the code, else the id.
        Programme,
        /// The very part of a programme that funds the project. Key: the code, else the id.
        ProgrammePart,
        /// The funding call. Key: the id.
        FundingCall,
        /// A country where the work happens. Key: the country code.
        WorkCountry,
        /// A stated place of work. Key: the id.
        WorkPlace,
        /// A partner, in any role. Key: the id.
        Partner,
        /// The country of a partner's seat. Key: the country code.
        PartnerCountry,
        /// The country of a coordinator's seat. Key: the country code.
        CoordinatorCountry,
        /// The kind of a partner. Key: the value of PartnerKind.
        PartnerKind,
        /// A role that a partner has. Key: the value of ParticipationRole.
        Role,
        /// The year of the start. Key: the year.
        StartYear,
        /// A year in which it runs; where only one end is stated, the year of that end. Key: the year.
        ActiveYear,
        /// A stated theme. Key: the id.
        Theme,
        /// A stated target group. Key: the id.
        TargetGroup,
        /// A stated Sustainable Development Goal. Key: the id.
        SustainableDevelopmentGoal,
        /// A stated ground of discrimination. Key: the id.
        DiscriminationGround,
        /// The status. Key: the value of ProjectStatus.
        Status,
        /// A language of the title or summary. Key: the language tag.
        Language,
        /// A source that states it. Key: the id.
        Source,
        /// A currency that an amount is stated in. Key: the currency code.
        Currency,
    }
}

dimensions! {
    OF_PARTNERS,
    /// What partners can be counted by.
    PartnerDimension {
        /// The country of the seat. Key: the country code.
        Country,
        /// The place of the seat. Key: the id.
        Place,
        /// The kind. Key: the value of PartnerKind.
        Kind,
        /// A role in a project. Key: the value of ParticipationRole.
        Role,
        /// The programme, as a whole, of a project. Key: the code, else the id.
        Programme,
        /// A theme of a project. Key: the id.
        Theme,
        /// The number of projects. Key: the number.
        ProjectCount,
    }
}

dimensions! {
    OF_FUNDING_CALLS,
    /// What funding calls can be counted by.
    FundingCallDimension {
        /// The programme as a whole. Key: the code, else the id.
        Programme,
        /// The status. Key: the value of CallStatus.
        Status,
        /// The year of a deadline. Key: the year.
        DeadlineYear,
    }
}

dimensions! {
    OF_RESULTS,
    /// What results can be counted by.
    ResultDimension {
        /// The kind. Key: the value of ResultKind.
        Kind,
        /// The programme, as a whole, of the project. Key: the code, else the id.
        Programme,
        /// A country where the project's work happens. Key: the country code.
        Country,
        /// What an indicator measures. Key: the id of the concept.
        Indicator,
        /// The unit of an indicator. Key: the code of the unit.
        Unit,
        /// The year of delivery. Key: the year.
        Year,
        /// Whether an indicator meets its target. Key: true or false.
        TargetReached,
    }
}

dimensions! {
    OF_PARTICIPATIONS,
    /// What participations can be counted by.
    ParticipationDimension {
        /// The partner. Key: the id.
        Partner,
        /// The country of the partner's seat. Key: the country code.
        PartnerCountry,
        /// The kind of the partner. Key: the value of PartnerKind.
        PartnerKind,
        /// The role. Key: the value of ParticipationRole.
        Role,
        /// The programme, as a whole, of the project. Key: the code, else the id.
        Programme,
        /// The year in which the project starts. Key: the year.
        StartYear,
    }
}

/// The key as clients see it, of the key in the database.
#[must_use]
pub fn public_key(dimension: &Dimension, key: &str) -> String {
    match (node_type(dimension), dimension.keys) {
        (Some(node), Keys::Record(_)) => id::encode(node, key).0,
        (Some(node), Keys::Programme) => key.strip_prefix(' ').map_or_else(|| key.to_owned(), |key| id::encode(node, key).0),
        _ => key.to_owned(),
    }
}

/// The type of the records that the keys stand for.
#[must_use]
pub fn node_type(dimension: &Dimension) -> Option<NodeType> {
    let table = match dimension.keys {
        Keys::Record(table) => table,
        Keys::Programme => "programme",
        Keys::Plain | Keys::Country => return None,
    };
    [NodeType::FundingCall, NodeType::Place, NodeType::Partner, NodeType::Concept, NodeType::Source, NodeType::Programme]
        .into_iter()
        .find(|node| node.table() == table)
}

/// The key in the database, of a key as clients see it; keys that can't be of this dimension match nothing.
fn stored_key(dimension: &Dimension, key: String) -> String {
    let of_id = |prefix: &str| node_type(dimension).and_then(|node| id::key_of(&key, node)).map(|key| format!("{prefix}{key}"));
    match dimension.keys {
        Keys::Record(_) => of_id("").unwrap_or_default(),
        Keys::Programme => of_id(" ").unwrap_or(key),
        Keys::Plain | Keys::Country => key,
    }
}

fn in_cells(
    dimension: &'static Dimension,
    any: Option<Vec<String>>,
    every: Option<Vec<String>>,
    missing: Option<bool>,
    asked: Asked,
) -> Result<Filter> {
    if any.is_none() && every.is_none() && missing.is_none() {
        return Err(Error::bad_input(format!("the filter by {} says nothing: give in, allOf or missing", dimension.name)));
    }
    let today = asked.today();
    let cells = |keys: Vec<String>| {
        let keys = keys.into_iter().map(|key| stored_key(dimension, key)).collect();
        Filter::InCell(dimension, keys, today.clone())
    };
    let some = Filter::HasCell(dimension, today.clone());
    let mut parts: Vec<Filter> = every.into_iter().flatten().map(|key| cells(vec![key])).collect();
    // With `missing: true` beside it, `in` means: in one of these, or in none at all.
    match (any, missing) {
        (Some(keys), Some(true)) => parts.push(Filter::Any(vec![cells(keys), some.negated()])),
        (keys, missing) => {
            parts.extend(keys.map(cells));
            parts.extend(missing.map(|missing| if missing { some.negated() } else { some }));
        }
    }
    Ok(Filter::All(parts))
}

/// Defines the filter by the dimensions of one kind of record.
macro_rules! dimension_filter {
    ($(#[$($doc:tt)*])* $name:ident, $dimension:ident $(, $all_of:ident)?) => {
        $(#[$($doc)*])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $name {
            /// The dimension.
            dimension: $dimension,
            /// In one of the cells with these keys, as statistics and facets give them; an empty list matches nothing.
            r#in: Option<Vec<String>>,
            $(
                /// In every one of the cells with these keys.
                $all_of: Option<Vec<String>>,
            )?
            /// True for records without a value; together with `in`, those as well. False for records with one.
            missing: Option<bool>,
        }

        impl Restrict for $name {
            fn filter(self, asked: Asked) -> Result<Filter> {
                let every = None::<Vec<String>>;
                $( let every = every.or(self.$all_of); )?
                in_cells(self.dimension.dimension(), self.r#in, every, self.missing, asked)
            }
        }
    };
}

dimension_filter! {
    /// Partners in certain cells of a dimension.
    PartnerDimensionFilter, PartnerDimension, all_of
}
dimension_filter! {
    /// Funding calls in certain cells of a dimension.
    FundingCallDimensionFilter, FundingCallDimension
}
dimension_filter! {
    /// Results in certain cells of a dimension.
    ResultDimensionFilter, ResultDimension, all_of
}
dimension_filter! {
    /// Projects in certain cells of a dimension.
    ProjectDimensionFilter, ProjectDimension, all_of
}
