//! Dimensions as the schema names them, their keys and what those are called, and filters by them.

use async_graphql::{Context, Enum, InputObject};
use record::labels;
use store::{
    dimension::{self, Dimension, Keys},
    filter::Selection,
    table::Table,
};

use super::{
    error::{Error, Result},
    filter::FilterContext,
    id::{self, NodeType},
    localized_text::{Languages, LocalizedText},
    node::{self, Node},
    place::country_name,
};
use crate::scalar::CountryCode;

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
    match (node_type(dimension), dimension.keys, key.strip_prefix(' ')) {
        (Some(node), Keys::Record(_), None) => id::encode(node, key).0,
        (Some(node), Keys::Programme, Some(key)) => id::encode(node, key).0,
        (_, _, stripped) => stripped.unwrap_or(key).to_owned(),
    }
}

/// The type of the records that the keys stand for.
#[must_use]
pub fn node_type(dimension: &Dimension) -> Option<NodeType> {
    let table = match dimension.keys {
        Keys::Record(table) => table,
        Keys::Programme => Table::Programme,
        Keys::Plain | Keys::Label(_) | Keys::Code(_) | Keys::Country => return None,
    };
    [NodeType::FundingCall, NodeType::Place, NodeType::Partner, NodeType::Concept, NodeType::Source, NodeType::Programme]
        .into_iter()
        .find(|node| node.table() == table)
}

/// The key in the database, of a key as clients see it. A key that can't be of this dimension is marked by a blank, which no record
/// key has, so that it matches nothing.
fn stored_key(dimension: &Dimension, key: &str) -> String {
    let of_id = || node_type(dimension).and_then(|node| id::key_of(key, node));
    match dimension.keys {
        Keys::Record(_) => of_id().unwrap_or_else(|| format!(" {key}")),
        Keys::Programme => of_id().map_or_else(|| key.to_owned(), |key| format!(" {key}")),
        Keys::Plain | Keys::Label(_) | Keys::Code(_) | Keys::Country => key.to_owned(),
    }
}

/// The record that a key stands for; `None` where the keys are something else.
pub async fn record(ctx: &Context<'_>, dimension: &Dimension, key: &str) -> Result<Option<Node>> {
    match (node_type(dimension), dimension.keys, key.strip_prefix(' ')) {
        (Some(node), Keys::Programme, None) => node::by_code(ctx, node, key).await,
        (Some(node), _, stripped) => node::by_key(ctx, node, stripped.unwrap_or(key)).await,
        (None, ..) => Ok(None),
    }
}

/// What a key is called; `None` where the key says it all.
pub async fn label(ctx: &Context<'_>, dimension: &Dimension, key: &str, languages: &Languages) -> Result<Option<LocalizedText>> {
    match dimension.keys {
        Keys::Plain => Ok(None),
        Keys::Country => Ok(Some(country_name(key, languages))),
        Keys::Label(words) | Keys::Code(words) => {
            let word = labels::find(words, key);
            Ok(word.and_then(|word| LocalizedText::editorial(&[("en", word.en), ("ro", word.ro)], languages)))
        }
        Keys::Record(_) | Keys::Programme => Ok(record(ctx, dimension, key).await?.and_then(|record| record.label(languages))),
    }
}

/// What is selected of a dimension.
fn selection(
    dimension: &'static Dimension,
    any: Option<Vec<String>>,
    every: Option<Vec<String>>,
    missing: Option<bool>,
    context: FilterContext,
) -> Result<Selection> {
    let name = dimension.name;
    if any.is_none() && every.is_none() && missing.is_none() {
        return Err(Error::bad_input(format!("the filter by {name} says nothing: give in, allOf or missing")));
    }
    if missing == Some(true) && every.as_ref().is_some_and(|keys| !keys.is_empty()) {
        return Err(Error::bad_input(format!(
            "the filter by {name} contradicts itself: records without a value can't have all of allOf"
        )));
    }
    let stored = |keys: Vec<String>| keys.iter().map(|key| checked(dimension, key)).collect::<Result<_>>();
    let (any, every) = (any.map(stored).transpose()?, every.map(stored).transpose()?.unwrap_or_default());
    Ok(Selection { dimension, any, every, missing, today: context.today() })
}

/// The key as it is stored; a country or word that doesn't exist is surely a slip, which would silently match nothing.
fn checked(dimension: &Dimension, key: &str) -> Result<String> {
    match dimension.keys {
        Keys::Country => key.parse::<CountryCode>().map(|_| ()).map_err(Error::bad_input)?,
        Keys::Label(words) if labels::find(words, key).is_none() => {
            let allowed: Vec<&str> = words.iter().map(|word| word.value).collect();
            let name = dimension.name;
            return Err(Error::bad_input(format!("{key:?} is no key of {name}; allowed are {}", allowed.join(", "))));
        }
        _ => {}
    }
    Ok(stored_key(dimension, key))
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

        impl $name {
            /// What it selects.
            pub fn selection(self, context: FilterContext) -> Result<Selection> {
                let every = None::<Vec<String>>;
                $( let every = every.or(self.$all_of); )?
                selection(self.dimension.dimension(), self.r#in, every, self.missing, context)
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
