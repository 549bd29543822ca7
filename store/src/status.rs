//! Status of projects and calls: as stated, else from their dates and the UTC day; unknown if neither tells.

use record::{CallStatus, ClosedList, ProjectStatus};

use super::filter::{
    Comparison::{Above, AtLeast, AtMost, Below},
    Filter,
};
use crate::{
    Error, closed_or_null, columns,
    status_rules::{call_status_rules, project_status_rules},
};

/// Makes of rules a function of a row and a condition.
macro_rules! status_from_dates {
    (
        $entity:ident, $status:ident, $of:ident, $is:ident:
        $($variant:ident $spelling:literal if $($column:ident $constant:ident $comparison:ident $operator:tt),+;)+
    ) => {
        #[doc = concat!("The status of a row of `", stringify!($entity), "` on a day.")]
        pub fn $of(row: &entity::$entity::Model, today: &str) -> Result<Option<$status>, Error> {
            if let Some(stated) = closed_or_null(row.status.as_deref())? {
                return Ok(Some(stated));
            }
            $(
                if $(row.$column.as_deref().is_some_and(|day| day $operator today))&&+ {
                    return Ok(Some($status::$variant));
                }
            )+
            Ok(None)
        }

        #[doc = concat!("The condition that a row of `", stringify!($entity), "` has this status on a day.")]
        #[must_use]
        pub fn $is(status: $status, today: &str) -> Filter {
            let stated = Filter::equals(columns::STATUS, status.as_str());
            let mut unstated = vec![Filter::Null(columns::STATUS)];
            $(
                let rule = Filter::All(vec![$(Filter::text(columns::$constant, $comparison, today)),+]);
                if status == $status::$variant {
                    return Filter::Any(vec![stated, Filter::All(unstated).and(rule)]);
                }
                unstated.push(rule.negated());
            )+
            stated
        }
    };
}

project_status_rules!(status_from_dates);
call_status_rules!(status_from_dates);
