//! Links: how rows of one table lead to rows of others, for filters by what is related.

use crate::columns::{
    ANCESTOR_ID, CONCEPT_ID, Column, DESCENDANT_ID, FUNDING_CALL_ID, ID, PARTNER_ID, PLACE_ID, PROGRAMME_ID, PROJECT_ID,
    RESULT_ID, SOURCE_ID, VOCABULARY_ID,
};

/// How rows of one table lead to rows of another: this column holds the same as that column there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The column here.
    pub(super) here: Column,
    /// The other table.
    pub(super) table: &'static str,
    /// The column there.
    pub(super) there: Column,
}

/// A link from `here` to `there` of `table`.
const fn link(here: Column, table: &'static str, there: Column) -> Link {
    Link { here, table, there }
}

const PLACE_AND_AROUND: [Link; 2] = [link(PLACE_ID, "place_tree", DESCENDANT_ID), link(ANCESTOR_ID, "place", ID)];
const CONCEPT_AND_WIDER: [Link; 2] = [link(CONCEPT_ID, "concept_tree", DESCENDANT_ID), link(ANCESTOR_ID, "concept", ID)];
const PROGRAMME_AND_WHOLE: [Link; 2] = [link(PROGRAMME_ID, "programme_tree", DESCENDANT_ID), link(ANCESTOR_ID, "programme", ID)];
const PARTICIPATION: Link = link(ID, "participation", PROJECT_ID);
const PARTNER: Link = link(PARTNER_ID, "partner", ID);
const PROJECT: Link = link(PROJECT_ID, "project", ID);

/// From a project to its work places and what they lie in.
pub const PLACES_OF_PROJECT: [Link; 3] = [link(ID, "project_place", PROJECT_ID), PLACE_AND_AROUND[0], PLACE_AND_AROUND[1]];
/// From a project to its work places alone.
pub const OWN_PLACES_OF_PROJECT: [Link; 2] = [link(ID, "project_place", PROJECT_ID), link(PLACE_ID, "place", ID)];
/// From a project to the seats of its partners and what they lie in.
pub const SEATS_OF_PROJECT: [Link; 4] = [PARTICIPATION, PARTNER, PLACE_AND_AROUND[0], PLACE_AND_AROUND[1]];
/// From a project to its concepts and what is wider.
pub const CONCEPTS_OF_PROJECT: [Link; 3] = [link(ID, "project_concept", PROJECT_ID), CONCEPT_AND_WIDER[0], CONCEPT_AND_WIDER[1]];
/// From a project to its programmes and what they are parts of.
pub const PROGRAMMES_OF_PROJECT: [Link; 3] =
    [link(ID, "project_programme", PROJECT_ID), PROGRAMME_AND_WHOLE[0], PROGRAMME_AND_WHOLE[1]];
/// From a project to the call that it answered.
pub const FUNDING_CALL_OF_PROJECT: [Link; 1] = [link(FUNDING_CALL_ID, "funding_call", ID)];
/// From a project to its participations.
pub const PARTICIPATIONS_OF_PROJECT: [Link; 1] = [PARTICIPATION];
/// From a project to its partners.
pub const PARTNERS_OF_PROJECT: [Link; 2] = [PARTICIPATION, PARTNER];
/// From a project to its results.
pub const RESULTS_OF_PROJECT: [Link; 1] = [link(ID, "result", PROJECT_ID)];
/// From a project to the languages of its title and summary.
pub const LANGUAGES_OF_PROJECT: [Link; 1] = [link(ID, "project_language", PROJECT_ID)];
/// From a project to the sources that state it.
pub const SOURCES_OF_PROJECT: [Link; 2] = [link(ID, "citation", PROJECT_ID), link(SOURCE_ID, "source", ID)];
/// From a project to its identifiers.
pub const IDENTIFIERS_OF_PROJECT: [Link; 1] = [link(ID, "identifier", PROJECT_ID)];
/// From a partner to its identifiers.
pub const IDENTIFIERS_OF_PARTNER: [Link; 1] = [link(ID, "identifier", PARTNER_ID)];
/// From a partner to its seat and what that lies in.
pub const SEAT_OF_PARTNER: [Link; 2] = PLACE_AND_AROUND;
/// From a partner to its projects.
pub const PROJECTS_OF_PARTNER: [Link; 2] = [link(ID, "participation", PARTNER_ID), PROJECT];
/// From a participation to its partner.
pub const PARTNER_OF_PARTICIPATION: [Link; 1] = [PARTNER];
/// From a participation to its project.
pub const PROJECT_OF_PARTICIPATION: [Link; 1] = [PROJECT];
/// From a call to its deadlines.
pub const DEADLINES_OF_FUNDING_CALL: [Link; 1] = [link(ID, "funding_call_deadline", FUNDING_CALL_ID)];
/// From a call to its programme and what that is part of.
pub const PROGRAMMES_OF_FUNDING_CALL: [Link; 2] = PROGRAMME_AND_WHOLE;
/// From a concept to its vocabulary.
pub const VOCABULARY_OF_CONCEPT: [Link; 1] = [link(VOCABULARY_ID, "vocabulary", ID)];
/// From a result to its project.
pub const PROJECT_OF_RESULT: [Link; 1] = [PROJECT];
/// From a result to its indicators.
pub const INDICATORS_OF_RESULT: [Link; 1] = [link(ID, "indicator", RESULT_ID)];
/// From an indicator to its concept and what is wider.
pub const CONCEPTS_OF_INDICATOR: [Link; 2] = CONCEPT_AND_WIDER;
