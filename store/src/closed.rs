//! Closed lists, which are text in their columns.

use record::ClosedList;
use sea_orm::DbErr;

use crate::Error;

/// The value that a column holds. Columns are written from closed lists only, so that anything else is a fault of the database.
pub fn closed<T: ClosedList>(text: &str) -> Result<T, Error> {
    Ok(read_closed(text)?)
}

/// The same with the database's own error.
pub(crate) fn read_closed<T: ClosedList>(text: &str) -> Result<T, DbErr> {
    T::from_spelling(text).ok_or_else(|| DbErr::Type(format!("{text:?} is none of the values that the column may hold")))
}

/// The value that a column holds, if it holds one.
pub fn closed_or_null<T: ClosedList>(text: Option<&str>) -> Result<Option<T>, Error> {
    text.map(closed).transpose()
}
