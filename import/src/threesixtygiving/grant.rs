//! Values of a grant, read with what is wrong with them.

use std::collections::HashMap;

use record::{Citation, Fault, PartialDate};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    file::Raw,
    object::{Members, objects},
    publisher::Publisher,
};
use crate::{
    Sink, Stop,
    value::{self, DateForm, Marks},
};

/// A grant that is being read.
pub(super) struct Grant<'a> {
    pub(super) members: &'a Members,
    /// Its place in the file.
    pub(super) place: &'a str,
    /// Its identifier.
    pub(super) id: &'a str,
    pub(super) publisher: &'a Publisher,
    /// The names of columns by the paths of members.
    pub(super) titles: &'a HashMap<String, String>,
    /// True if all days of the file are written day, month, year.
    pub(super) days_first: bool,
}

/// The grant's identifier.
pub(super) fn id(grant: &Members) -> Option<String> {
    let id = grant.get("id")?.as_str()?.trim();
    id.contains(char::is_alphanumeric).then(|| id.to_owned())
}

impl<'a> Grant<'a> {
    pub(super) fn new(raw: &'a Raw, id: &'a str, publisher: &'a Publisher) -> Self {
        Self { members: &raw.grant, place: &raw.place, id, publisher, titles: &raw.titles, days_first: false }
    }
}

impl Grant<'_> {
    /// The citation of the grant.
    pub(super) fn citation(&self) -> Citation {
        Citation { source: self.publisher.key.clone(), record_id: Some(self.id.to_owned()), url: None, language: None }
    }

    pub(super) fn fault(&self, member: &str, reason: impl Into<String>) -> Fault {
        Fault::new(self.place, reason).column(self.titles.get(member).map_or(member, String::as_str))
    }

    /// The objects of a list; says what in it are none.
    pub(super) fn objects<'a>(&'a self, sink: &mut Sink, member: &str) -> Result<Vec<(&'a Members, String)>, Stop> {
        let is_list = |value: &Value| matches!(value, Value::Array(_) | Value::Object(_) | Value::Null);
        let Some(value) = self.members.get(member) else { return Ok(Vec::new()) };
        if !is_list(value) {
            sink.leave_out(self.fault(member, "a list of objects is expected").value(&value.to_string()))?;
        }
        for (at, item) in value.as_array().into_iter().flatten().enumerate().filter(|(_, item)| !item.is_object()) {
            sink.leave_out(self.fault(&format!("{member}[{at}]"), "an object is expected").value(&item.to_string()))?;
        }
        Ok(objects(self.members, member))
    }

    /// A member as a text. Anything else is said.
    pub(super) fn text<'a>(&self, sink: &mut Sink, object: &'a Members, member: &str) -> Result<Option<&'a str>, Stop> {
        match object.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
            Some(other) => {
                sink.leave_out(self.fault(member, "a text is expected").value(&other.to_string()))?;
                Ok(None)
            }
        }
    }

    /// A number that isn't negative; 0 is what nobody filled in.
    pub(super) fn number(&self, sink: &mut Sink, object: &Members, member: &str, path: &str) -> Result<Option<Decimal>, Stop> {
        let written = match object.get(member) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().trim_start_matches('£').to_owned(),
            Some(other) => other.to_string(),
        };
        let reason = match value::decimal(&written, Marks::Point) {
            Some(number) if number.is_zero() => {
                sink.remark("zeros that mean that nothing is stated");
                return Ok(None);
            }
            Some(number) if number.is_sign_negative() => "this can't be negative",
            Some(number) => return Ok(Some(number)),
            None => "a number is expected",
        };
        sink.leave_out(self.fault(path, reason).value(&written).allowed("a number such as 1250.50"))?;
        Ok(None)
    }

    /// A day. The standard wants years first; days written first are read where they can't be months, and all of a file where
    /// that tells how its days are written.
    pub(super) fn date(&self, sink: &mut Sink, object: &Members, member: &str, path: &str) -> Result<Option<PartialDate>, Stop> {
        let text = match object.get(member) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(other) => other.to_string(),
        };
        let is_likely = |date: &PartialDate| (1900..=2100).contains(&date.first_day().year());
        if let Some(date) = value::date(&text, DateForm::Iso).filter(is_likely) {
            return Ok(Some(date));
        }
        if let Some(date) = value::date(&text, DateForm::DayFirst).filter(is_likely)
            && (self.days_first || date.first_day().day() > 12)
        {
            sink.remark("days written day, month, year");
            return Ok(Some(date));
        }
        let is_unclear = value::date(&text, DateForm::DayFirst).is_some_and(|date| is_likely(&date));
        let reason = if is_unclear { "nobody says whether the day or the month comes first" } else { "this is no date" };
        sink.leave_out(self.fault(path, reason).value(&text).allowed("a day such as 2024-05-31, from 1900 to 2100"))?;
        Ok(None)
    }
}
