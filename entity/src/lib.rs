//! The tables of the registry, one file a table. Closed lists are text here, checked by the database; nothing here knows of GraphQL.

pub mod action_line;
pub mod activity;
pub mod activity_concept;
pub mod activity_partner;
pub mod activity_place;
pub mod citation;
pub mod concept;
pub mod concept_tree;
pub mod funding_call;
pub mod funding_call_deadline;
pub mod identifier;
pub mod identifier_scheme;
pub mod indicator;
pub mod indicator_period;
pub mod non_match;
pub mod participation;
pub mod partner;
pub mod place;
pub mod place_tree;
pub mod programme;
pub mod programme_tree;
pub mod project;
pub mod project_amount;
pub mod project_concept;
pub mod project_conflict;
pub mod project_language;
pub mod project_place;
pub mod project_programme;
pub mod registry;
pub mod result;
pub mod revision;
pub mod search_language;
pub mod source;
pub mod source_record;
pub mod tombstone;
pub mod vocabulary;

mod json;

pub use json::{Languages, Quantities, Quantity, Text, Texts};
