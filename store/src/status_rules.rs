//! Rules by which a status follows from dates: the first rule of which all conditions hold.
//!
//! Each list of rules is handed to a macro that makes something of it, so that a function, a condition and an expression can't differ.

/// Hands the rules of projects to a macro.
macro_rules! project_status_rules {
    ($callback:ident) => {
        $callback! {
            project, ProjectStatus, of_project, project_is:
            Planned "PLANNED" if start_first START_FIRST Above >;
            Completed "COMPLETED" if end_last END_LAST Below <;
            Ongoing "ONGOING" if start_last START_LAST AtMost <=, end_first END_FIRST AtLeast >=;
        }
    };
}
pub(crate) use project_status_rules;

/// Hands the rules of calls to a macro.
macro_rules! call_status_rules {
    ($callback:ident) => {
        $callback! {
            funding_call, CallStatus, of_call, call_is:
            Forthcoming "FORTHCOMING" if opens_first OPENS_FIRST Above >;
            Closed "CLOSED" if last_deadline LAST_DEADLINE Below <;
            Open "OPEN" if opens_last OPENS_LAST AtMost <=, last_deadline LAST_DEADLINE AtLeast >=;
        }
    };
}
pub(crate) use call_status_rules;
