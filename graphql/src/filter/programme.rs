//! Filters of programmes.

use async_graphql::InputObject;
use store::{
    columns::{self},
    filter::Filter,
    table::Table,
};

use super::{
    All, FilterContext, IntoFilter,
    field::{IdFilter, IntFilter, StringFilter},
};
use crate::{error::Result, id::NodeType};

/// Which programmes. Where other records are filtered by programme, its parts count too.
#[derive(Clone, Debug, InputObject)]
pub struct ProgrammeFilter {
    /// All of these.
    and: Option<Vec<ProgrammeFilter>>,
    /// At least one of these; an empty list is an error.
    or: Option<Vec<ProgrammeFilter>>,
    /// Not this.
    not: Option<Box<ProgrammeFilter>>,
    /// All these words in name or code, in any language.
    search: Option<String>,
    /// By id.
    id: Option<IdFilter>,
    /// By the path of codes. Example: {eq: "POSDRU/6"}.
    code: Option<StringFilter>,
    /// By the number of projects, those of its parts included.
    project_count: Option<IntFilter>,
}

impl IntoFilter for ProgrammeFilter {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        let mut all = All::new(context);
        all.combine(self.and, self.or, self.not)?;
        all.search(Table::Programme, self.search.as_deref());
        all.field(self.id.map(|id| id.on(NodeType::Programme)))?;
        all.field(self.code.map(|code| code.on_folded(columns::CODE, columns::CODE_KEY)))?;
        all.field(self.project_count.map(|count| count.on(columns::PROJECT_COUNT)))?;
        Ok(all.done())
    }
}
