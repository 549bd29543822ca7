//! Filters as arguments, one file a kind of record, and what they mean in the database.
//!
//! The fields of one object must all be true, a to-many relation means that at least one of the related records matches all of
//! them, and what is absent, null or an empty object doesn't restrict.

mod call;
mod concept;
mod field;
mod participation;
mod partner;
mod place;
mod programme;
mod project;
mod result;

pub use call::FundingCallFilter;
pub use concept::ConceptFilter;
pub use field::IdentifierInput;
pub use participation::ParticipationFilter;
pub use partner::PartnerFilter;
pub use place::PlaceFilter;
pub use programme::ProgrammeFilter;
pub use project::ProjectFilter;
pub use result::ResultFilter;

use store::{
    filter::{Filter, Selection},
    links::Link,
    search::Search,
    table::Table,
};
use time::Date;

use super::error::{Error, Result};

/// What a filter needs to know besides its own fields.
#[derive(Clone, Copy)]
pub struct FilterContext {
    /// The UTC day of the request.
    pub today: Date,
}

impl FilterContext {
    /// The day as the database writes it.
    pub(super) fn today(self) -> String {
        record::Day(self.today).to_string()
    }
}

/// An input that restricts rows.
pub trait IntoFilter {
    /// The condition that it means.
    fn filter(self, context: FilterContext) -> Result<Filter>;

    /// Takes the entries of its own `dimensions` out of it.
    fn take_selections(&mut self, _asked: FilterContext) -> Result<Vec<Selection>> {
        Ok(Vec::new())
    }
}

impl<T: IntoFilter> IntoFilter for Box<T> {
    fn filter(self, context: FilterContext) -> Result<Filter> {
        (*self).filter(context)
    }
}

/// Conditions that must all be true.
struct All {
    context: FilterContext,
    parts: Vec<Filter>,
}

impl All {
    fn new(context: FilterContext) -> Self {
        Self { context, parts: Vec::new() }
    }

    /// Adds what the input means, if there is one.
    fn add(&mut self, input: Option<impl IntoFilter>) -> Result<&mut Self> {
        self.through(&[], input)
    }

    /// Adds that a row behind the links fulfils what the input means, if there is one.
    fn through(&mut self, links: &[Link], input: Option<impl IntoFilter>) -> Result<&mut Self> {
        if let Some(input) = input {
            let filter = input.filter(self.context)?;
            if filter != Filter::everything() {
                self.parts.push(Filter::through(links, filter));
            }
        }
        Ok(self)
    }

    /// Adds a condition, if there is one.
    fn part(&mut self, filter: Option<Filter>) -> &mut Self {
        self.parts.extend(filter);
        self
    }

    /// Adds a condition on a field, if there is one and it makes sense.
    fn field(&mut self, filter: Option<Result<Filter>>) -> Result<&mut Self> {
        Ok(self.part(filter.transpose()?))
    }

    /// Adds what is selected of dimensions.
    fn selections(&mut self, selections: &[Selection]) -> &mut Self {
        self.parts.extend(selections.iter().map(Selection::filter));
        self
    }

    /// Adds that the search finds the row.
    fn search(&mut self, table: Table, text: Option<&str>) -> &mut Self {
        self.part(text.and_then(Search::parse).map(|search| Filter::Found(table, search)))
    }

    /// Adds the combinations that every filter has.
    fn combine<T: IntoFilter>(&mut self, and: Option<Vec<T>>, or: Option<Vec<T>>, not: Option<Box<T>>) -> Result<&mut Self> {
        for part in and.into_iter().flatten() {
            self.add(Some(part))?;
        }
        if let Some(or) = or {
            if or.is_empty() {
                return Err(Error::bad_input(
                    "or: [] matches nothing and is surely not meant: give at least one filter, or leave it out",
                ));
            }
            let parts = or.into_iter().map(|part| part.filter(self.context)).collect::<Result<_>>()?;
            self.parts.push(Filter::Any(parts));
        }
        // The opposite of a filter that doesn't restrict is surely not meant either.
        if let Some(filter) =
            not.map(|not| not.filter(self.context)).transpose()?.filter(|filter| *filter != Filter::everything())
        {
            self.parts.push(filter.negated());
        }
        Ok(self)
    }

    fn done(&mut self) -> Filter {
        Filter::all(std::mem::take(&mut self.parts))
    }
}

/// The condition of a list: its filter, and its search if there is one.
pub fn condition(filter: Option<impl IntoFilter>, table: Table, search: Option<&Search>, today: Date) -> Result<Filter> {
    let mut all = All::new(FilterContext { today });
    all.add(filter)?.part(search.map(|search| Filter::Found(table, search.clone())));
    Ok(all.done())
}
