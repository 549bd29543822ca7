//! Filters of concepts.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::Filter,
    links::{self},
    table::Table,
};

use super::{
    All, FilterContext, IntoFilter,
    field::{IdFilter, StringFilter},
};
use crate::{error::Result, id::NodeType};

/// Which concepts. Where other records are filtered by concept, narrower concepts count too.
#[derive(Clone, Debug, InputObject)]
pub struct ConceptFilter {
    /// All of these.
    and: Option<Vec<ConceptFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<ConceptFilter>>,
    /// Not this.
    not: Option<Box<ConceptFilter>>,
    /// All these words in label or notation, in any language.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By the code of the vocabulary. Example: {eq: "TARGET_GROUP"}.
    vocabulary: Option<StringFilter>,
    /// By the vocabulary's own code for it. Example: {eq: "10"}.
    notation: Option<StringFilter>,
}

impl IntoFilter for ConceptFilter {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.search(Table::Concept, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Concept)))?;
        let vocabulary = self.vocabulary.map(|vocabulary| vocabulary.on_code(columns::CODE)).transpose()?;
        all.part(vocabulary.map(|filter| Filter::through(&links::VOCABULARY_OF_CONCEPT, filter)));
        all.field(self.notation.map(|notation| notation.on_folded(columns::NOTATION, columns::NOTATION_KEY)))?;
        Ok(all.done())
    }
}
