//! x
use super::{Input, Sink, Stop, format::Head};
pub(super) fn recognises(_: &Head) -> bool { false }
pub(super) fn read(_: &[Input], _: &mut Sink) -> Result<(), Stop> { Ok(()) }
