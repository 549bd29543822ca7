//! Columns that filters and orders name. A name means the same in every table that has it.

use std::fmt;

/// A column of the table that is being filtered or sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Column(&'static str);

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// An amount of money: the columns of its minor units and of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MoneyColumn {
    /// The name without its endings, by which orders are told from others.
    pub(super) name: &'static str,
    /// The minor units.
    pub minor: Column,
    /// The currency, which is null where no amount is stated.
    pub currency: Column,
}

macro_rules! columns {
    ($($name:ident = $column:literal),+ $(,)?) => {$(
        #[doc = concat!("The column `", $column, "`.")]
        pub const $name: Column = Column($column);
    )+};
}

macro_rules! money {
    ($($name:ident = $minor:literal, $currency:literal, $column:literal);+ $(;)?) => {$(
        #[doc = concat!("The amount in the columns `", $minor, "` and `", $currency, "`.")]
        pub const $name: MoneyColumn = MoneyColumn { name: $column, minor: Column($minor), currency: Column($currency) };
    )+};
}

columns! {
    ACRONYM = "acronym",
    ACRONYM_KEY = "acronym_key",
    ANCESTOR_ID = "ancestor_id",
    ANY_COUNT = "any_count",
    CODE = "code",
    CODE_KEY = "code_key",
    CONCEPT_ID = "concept_id",
    COUNTRY = "country",
    DAY = "day",
    DELIVERED_FIRST = "delivered_first",
    DELIVERED_LAST = "delivered_last",
    DESCENDANT_ID = "descendant_id",
    END_FIRST = "end_first",
    END_LAST = "end_last",
    FUNDING_CALL_ID = "funding_call_id",
    HAS_ACTUAL = "has_actual",
    HAS_TARGET = "has_target",
    ID = "id",
    IDENTIFIER = "identifier",
    IDENTIFIER_KEY = "identifier_key",
    KEY = "key",
    KIND = "kind",
    LANGUAGE = "language",
    LAST_DEADLINE = "last_deadline",
    NORMALISED = "normalised",
    NOTATION = "notation",
    NOTATION_KEY = "notation_key",
    NUTS = "nuts",
    OPENS_FIRST = "opens_first",
    OPENS_LAST = "opens_last",
    PARTNER_ID = "partner_id",
    PLACE_ID = "place_id",
    POSITION = "position",
    PROGRAMME_ID = "programme_id",
    PROJECT_COUNT = "project_count",
    PROJECT_ID = "project_id",
    RESULT_ID = "result_id",
    ROLE = "role",
    SCHEME = "scheme",
    SEAT_COUNT = "seat_count",
    SIGNED_FIRST = "signed_first",
    SIGNED_LAST = "signed_last",
    SLUG = "slug",
    SORT_KEY = "sort_key",
    SOURCE_ID = "source_id",
    START_FIRST = "start_first",
    START_LAST = "start_last",
    STATUS = "status",
    TARGET_REACHED = "target_reached",
    UNIT = "unit",
    UPDATED_AT = "updated_at",
    VOCABULARY_ID = "vocabulary_id",
    WITHDRAWN_AT = "withdrawn_at",
}

money! {
    TOTAL_BUDGET = "total_budget_minor", "total_budget_currency", "total_budget";
    GRANT = "grant_minor", "grant_currency", "grant";
    BUDGET = "budget_minor", "budget_currency", "budget";
}
