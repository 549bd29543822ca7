//! Status of projects and calls: as stated, else from their dates and the UTC day; unknown if neither tells.

use record::{CallStatus, ClosedList, ProjectStatus};

use super::filter::{
    Comparison::{Above, AtLeast, AtMost, Below},
    Filter,
};
use crate::{Error, closed_or_null, columns};

/// Defines the status that follows from dates: the first rule of which all conditions hold. It is written three times, as a function
/// of a row, as a condition and as an expression, from one list of rules.
macro_rules! status_from_dates {
    (
        $entity:ident, $status:ident, $of:ident, $is:ident, $expression:ident:
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

        #[doc = concat!("The status as an expression on `{row}` and `{today}`, for the table `", stringify!($entity), "`.")]
        macro_rules! $expression {
            () => {
                concat!(
                    "CASE WHEN {row}.status IS NOT NULL THEN {row}.status",
                    $(" WHEN TRUE", $(" AND {row}.", stringify!($column), " ", stringify!($operator), " {today}",)+ " THEN '", $spelling, "'",)+
                    " END"
                )
            };
        }
        pub(crate) use $expression;
    };
}

status_from_dates! {
    project, ProjectStatus, of_project, project_is, project_status:
    Planned "PLANNED" if start_first START_FIRST Above >;
    Completed "COMPLETED" if end_last END_LAST Below <;
    Ongoing "ONGOING" if start_last START_LAST AtMost <=, end_first END_FIRST AtLeast >=;
}

status_from_dates! {
    funding_call, CallStatus, of_call, call_is, call_status:
    Forthcoming "FORTHCOMING" if opens_first OPENS_FIRST Above >;
    Closed "CLOSED" if last_deadline LAST_DEADLINE Below <;
    Open "OPEN" if opens_last OPENS_LAST AtMost <=, last_deadline LAST_DEADLINE AtLeast >=;
}
