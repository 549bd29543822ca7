//! The status of projects and calls: as stated, else from their dates and the UTC day; unknown if neither tells.

use record::{CallStatus, ClosedList, ProjectStatus};

use super::filter::{
    Comparison::{Above, AtLeast, AtMost, Below},
    Filter,
};
use crate::{Error, closed_or_null};

/// The status of a project on a day.
pub fn of_project(row: &entity::project::Model, today: &str) -> Result<Option<ProjectStatus>, Error> {
    let [start_first, start_last] = [&row.start_first, &row.start_last].map(Option::as_deref);
    let [end_first, end_last] = [&row.end_first, &row.end_last].map(Option::as_deref);
    let stated = closed_or_null(row.status.as_deref())?;
    Ok(stated.or(if start_first.is_some_and(|day| today < day) {
        Some(ProjectStatus::Planned)
    } else if end_last.is_some_and(|day| today > day) {
        Some(ProjectStatus::Completed)
    } else if start_last.is_some_and(|day| today >= day) && end_first.is_some_and(|day| today <= day) {
        Some(ProjectStatus::Ongoing)
    } else {
        None
    }))
}

/// The condition that a project has this status on a day.
#[must_use]
pub fn project_is(status: ProjectStatus, today: &str) -> Filter {
    let stated = Filter::equals("status", status.as_str());
    let by_dates = match status {
        ProjectStatus::Planned => vec![Filter::text("start_first", Above, today)],
        ProjectStatus::Completed => {
            vec![Filter::text("end_last", Below, today), Filter::text("start_first", Above, today).negated()]
        }
        ProjectStatus::Ongoing => vec![Filter::text("start_last", AtMost, today), Filter::text("end_first", AtLeast, today)],
        ProjectStatus::Terminated => return stated,
    };
    stated_or(stated, by_dates)
}

/// The status of a call on a day.
pub fn of_call(row: &entity::funding_call::Model, today: &str) -> Result<Option<CallStatus>, Error> {
    let stated = closed_or_null(row.status.as_deref())?;
    Ok(stated.or(if row.opens_first.as_deref().is_some_and(|day| today < day) {
        Some(CallStatus::Forthcoming)
    } else if row.last_deadline.as_deref().is_some_and(|day| today > day) {
        Some(CallStatus::Closed)
    } else if row.opens_last.as_deref().is_some_and(|day| today >= day) && row.last_deadline.is_some() {
        Some(CallStatus::Open)
    } else {
        None
    }))
}

/// The condition that a call has this status on a day.
#[must_use]
pub fn call_is(status: CallStatus, today: &str) -> Filter {
    let stated = Filter::equals("status", status.as_str());
    let by_dates = match status {
        CallStatus::Forthcoming => vec![Filter::text("opens_first", Above, today)],
        CallStatus::Closed => {
            vec![Filter::text("last_deadline", Below, today), Filter::text("opens_first", Above, today).negated()]
        }
        CallStatus::Open => vec![Filter::text("opens_last", AtMost, today), Filter::text("last_deadline", AtLeast, today)],
    };
    stated_or(stated, by_dates)
}

fn stated_or(stated: Filter, by_dates: Vec<Filter>) -> Filter {
    let mut unstated = vec![Filter::Null("status")];
    unstated.extend(by_dates);
    Filter::Any(vec![stated, Filter::All(unstated)])
}
