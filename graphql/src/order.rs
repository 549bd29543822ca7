//! Orders of lists as arguments, and what they mean in the database.

use async_graphql::{Enum, InputObject};
use store::{
    columns::{self, MoneyColumn},
    order::{Sort, SortBy},
    search::Search,
    table::Table,
};

use super::{
    enums::OrderDirection,
    error::{Error, Result},
};
use crate::scalar::CurrencyCode;

/// Defines the order input of one kind of record and its fields.
macro_rules! order {
    ($(#[$($doc:tt)*])* $order:ident, $(#[$($fields_doc:tt)*])* $fields:ident { $($(#[$($field_doc:tt)*])* $field:ident),+ $(,)? } $(, $currency:ident: $(#[$($currency_doc:tt)*])*)?) => {
        $(#[$($fields_doc)*])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub enum $fields { $($(#[$($field_doc)*])* $field),+ }

        $(#[$($doc)*])*
        #[derive(Clone, Debug, InputObject)]
        pub struct $order {
            /// What to sort by.
            pub field: $fields,
            /// The direction.
            #[graphql(default)]
            pub direction: OrderDirection,
            $($(#[$($currency_doc)*])* pub $currency: Option<CurrencyCode>,)?
        }
    };
}

order! {
    /// A part of the order of projects.
    ProjectOrder,
    /// What projects can be sorted by.
    ProjectOrderField {
        /// How well the search fits, best first in both directions; without a search, by title.
        Relevance,
        /// The title in its original language, without case and marks.
        Title,
        /// The first day that the start covers.
        Start,
        /// The last day that the end covers.
        End,
        /// The total budget in one currency; other currencies come last.
        TotalBudget,
        /// The grant in one currency; other currencies come last.
        Grant,
        /// When the record was last changed.
        Updated,
    },
    currency: /// The currency to compare in; needed for TOTAL_BUDGET and GRANT. Example: "EUR".
}

order! {
    /// A part of the order of partners.
    PartnerOrder,
    /// What partners can be sorted by.
    PartnerOrderField {
        /// How well the search fits, best first in both directions; without a search, by name.
        Relevance,
        /// The name in its original language, without case and marks.
        Name,
        /// The code of the country of the seat.
        Country,
        /// The number of projects.
        ProjectCount,
        /// When the record was last changed.
        Updated,
    }
}

order! {
    /// A part of the order of funding calls.
    FundingCallOrder,
    /// What funding calls can be sorted by.
    FundingCallOrderField {
        /// How well the search fits, best first in both directions; without a search, by title.
        Relevance,
        /// The title in its original language, else the identifier, without case and marks.
        Title,
        /// The first day that the opening covers.
        Opens,
        /// The last deadline.
        Deadline,
        /// The budget in one currency; other currencies come last.
        Budget,
        /// The number of projects.
        ProjectCount,
    },
    currency: /// The currency to compare in; needed for BUDGET. Example: "EUR".
}

order! {
    /// A part of the order of results.
    ResultOrder,
    /// What results can be sorted by.
    ResultOrderField {
        /// How well the search fits, best first in both directions; without a search, by title.
        Relevance,
        /// The title in its original language, without case and marks.
        Title,
        /// The first day that the delivery covers.
        Delivered,
    }
}

order! {
    /// A part of the order of programmes.
    ProgrammeOrder,
    /// What programmes can be sorted by.
    ProgrammeOrderField {
        /// The name in its original language, without case and marks.
        Name,
        /// The code.
        Code,
        /// The number of projects, those of its parts included.
        ProjectCount,
    }
}

order! {
    /// A part of the order of places.
    PlaceOrder,
    /// What places can be sorted by.
    PlaceOrderField {
        /// How well the search fits, best first in both directions; without a search, by name.
        Relevance,
        /// The name in its own language, without case and marks.
        Name,
        /// The number of projects whose work happens there or in a place below.
        ProjectCount,
    }
}

order! {
    /// A part of the order of concepts.
    ConceptOrder,
    /// What concepts can be sorted by.
    ConceptOrderField {
        /// The label in its original language, without case and marks.
        Label,
        /// The notation.
        Notation,
        /// The number of projects, those of narrower concepts included.
        ProjectCount,
    }
}

const TITLE: SortBy = SortBy::Text(columns::SORT_KEY);

/// What a field of an order means: a column, or how well a search fits.
enum Meaning {
    By(SortBy),
    Relevance,
}

fn money(column: MoneyColumn, currency: Option<CurrencyCode>) -> Result<Meaning> {
    match currency {
        Some(currency) => Ok(Meaning::By(SortBy::Money(column, currency.to_string()))),
        None => Err(Error::bad_input(
            "an order by money needs a currency: amounts in different currencies can't be compared, add currency: \"EUR\"",
        )),
    }
}

/// What an order input is for the database.
pub trait Order {
    /// The table that it sorts.
    const TABLE: Table;

    /// What it sorts by, and whether the largest comes first.
    fn sort(self) -> Result<(SortMeaning, bool)>;
}

/// What a part of an order sorts by.
pub struct SortMeaning(Meaning);

/// Implements the order of one kind of record.
macro_rules! meaning {
    ($order:ident, $table:ident, $this:ident => $meaning:expr) => {
        impl Order for $order {
            const TABLE: Table = Table::$table;

            fn sort($this) -> Result<(SortMeaning, bool)> {
                let descending = $this.direction == OrderDirection::Desc;
                let meaning = $meaning;
                Ok((SortMeaning(meaning), descending))
            }
        }
    };
}

meaning!(ProjectOrder, Project, self => match self.field {
    ProjectOrderField::Relevance => Meaning::Relevance,
    ProjectOrderField::Title => Meaning::By(TITLE),
    ProjectOrderField::Start => Meaning::By(SortBy::Text(columns::START_FIRST)),
    ProjectOrderField::End => Meaning::By(SortBy::Text(columns::END_LAST)),
    ProjectOrderField::TotalBudget => money(columns::TOTAL_BUDGET, self.currency)?,
    ProjectOrderField::Grant => money(columns::GRANT, self.currency)?,
    ProjectOrderField::Updated => Meaning::By(SortBy::Number(columns::UPDATED_AT)),
});
meaning!(PartnerOrder, Partner, self => match self.field {
    PartnerOrderField::Relevance => Meaning::Relevance,
    PartnerOrderField::Name => Meaning::By(TITLE),
    PartnerOrderField::Country => Meaning::By(SortBy::Text(columns::COUNTRY)),
    PartnerOrderField::ProjectCount => Meaning::By(SortBy::Number(columns::PROJECT_COUNT)),
    PartnerOrderField::Updated => Meaning::By(SortBy::Number(columns::UPDATED_AT)),
});
meaning!(FundingCallOrder, FundingCall, self => match self.field {
    FundingCallOrderField::Relevance => Meaning::Relevance,
    FundingCallOrderField::Title => Meaning::By(TITLE),
    FundingCallOrderField::Opens => Meaning::By(SortBy::Text(columns::OPENS_FIRST)),
    FundingCallOrderField::Deadline => Meaning::By(SortBy::Text(columns::LAST_DEADLINE)),
    FundingCallOrderField::Budget => money(columns::BUDGET, self.currency)?,
    FundingCallOrderField::ProjectCount => Meaning::By(SortBy::Number(columns::PROJECT_COUNT)),
});
meaning!(ResultOrder, Result, self => match self.field {
    ResultOrderField::Relevance => Meaning::Relevance,
    ResultOrderField::Title => Meaning::By(TITLE),
    ResultOrderField::Delivered => Meaning::By(SortBy::Text(columns::DELIVERED_FIRST)),
});
meaning!(ProgrammeOrder, Programme, self => match self.field {
    ProgrammeOrderField::Name => Meaning::By(TITLE),
    ProgrammeOrderField::Code => Meaning::By(SortBy::Text(columns::CODE)),
    ProgrammeOrderField::ProjectCount => Meaning::By(SortBy::Number(columns::PROJECT_COUNT)),
});
meaning!(PlaceOrder, Place, self => match self.field {
    PlaceOrderField::Relevance => Meaning::Relevance,
    PlaceOrderField::Name => Meaning::By(TITLE),
    PlaceOrderField::ProjectCount => Meaning::By(SortBy::Number(columns::PROJECT_COUNT)),
});
meaning!(ConceptOrder, Concept, self => match self.field {
    ConceptOrderField::Label => Meaning::By(TITLE),
    ConceptOrderField::Notation => Meaning::By(SortBy::Text(columns::NOTATION)),
    ConceptOrderField::ProjectCount => Meaning::By(SortBy::Number(columns::PROJECT_COUNT)),
});

/// The order of a list: as asked for, else by relevance if something is searched for, else by title or name.
pub fn sorts<O: Order>(orders: Option<Vec<O>>, search: Option<&Search>) -> Result<Vec<Sort>> {
    let relevance = || search.map(|search| Sort { by: SortBy::Relevance(O::TABLE, search.clone()), descending: true });
    let mut sorts: Vec<Sort> = Vec::new();
    let mut by_title = true;
    for order in orders.into_iter().flatten() {
        let sort = match order.sort()? {
            (SortMeaning(Meaning::By(by)), descending) => {
                by_title = false;
                Some(Sort { by, descending })
            }
            (SortMeaning(Meaning::Relevance), _) => relevance(),
        };
        // A field that was named already has nothing more to say.
        sorts.extend(sort.filter(|sort| sorts.iter().all(|earlier| earlier.by != sort.by)));
    }
    if sorts.is_empty() {
        sorts.extend(relevance());
    }
    // Equally relevant rows, and rows in no stated order, go by title.
    if by_title {
        sorts.push(Sort::ascending(TITLE));
    }
    Ok(sorts)
}

/// The order of lists that can't be ordered otherwise.
#[must_use]
pub fn by_title() -> Vec<Sort> {
    vec![Sort::ascending(TITLE)]
}

/// The order of participations: as their source lists them.
#[must_use]
pub fn by_position() -> Vec<Sort> {
    vec![Sort::ascending(SortBy::Number(columns::POSITION))]
}
