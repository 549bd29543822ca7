//! An activity that is being read, and its publisher.

use record::{Fault, Key, LanguageTag, PartialDate, Period, Source, Text, TextOrigin};

use super::values::{day, wordings};
use crate::{Sink, Stop, value::key, xml::Element};

/// The reference of a publisher whom nobody names.
const NOT_STATED: &str = "not stated";

/// The publisher of an activity.
#[derive(Clone)]
pub(super) struct Publisher {
    /// The key of its source, which also begins the keys of what only this publisher tells apart.
    pub(super) key: Key,
    /// Its reference, or its name if it has none.
    pub(super) reference: String,
    pub(super) name: String,
}

impl Publisher {
    pub(super) fn of(activity: &Element) -> Self {
        let reporting = activity.child("reporting-org");
        let name = reporting.and_then(|organisation| wordings(organisation).next()).map(|(_, name)| name.trim().to_owned());
        let reference =
            reporting.and_then(|organisation| organisation.attribute("ref")).map(str::to_owned).or_else(|| name.clone());
        let reference = reference.unwrap_or_else(|| NOT_STATED.to_owned());
        Self { key: key("iati", &reference.to_lowercase()), name: name.unwrap_or_else(|| reference.clone()), reference }
    }

    pub(super) fn source(&self) -> Source {
        let title = format!("IATI data of {}", self.name);
        Source {
            key: self.key.clone(),
            slug: None,
            publisher: self.name.clone(),
            title: vec![Text { language: LanguageTag::stored("en"), text: title, origin: TextOrigin::Editorial }],
            url: Some("https://iatiregistry.org".to_owned()),
            // Publishers choose their licences in the IATI Registry; their files don't say which.
            licence: None,
            attribution: Some(format!("IATI data published by {}; IATI codelists, IATI Secretariat.", self.name)),
            language: None,
            retrieved_on: None,
        }
    }
}

/// An activity that is being read.
pub(super) struct Activity<'a> {
    pub(super) element: &'a Element,
    pub(super) publisher: &'a Publisher,
    /// Its place in the file.
    pub(super) place: &'a str,
    /// Its IATI identifier.
    pub(super) id: &'a str,
}

impl Activity<'_> {
    pub(super) fn fault(&self, column: impl Into<String>, reason: impl Into<String>) -> Fault {
        Fault::new(self.place, reason).column(column)
    }

    /// The date of an element, or why there is none.
    pub(super) fn date(&self, sink: &mut Sink, element: Option<&Element>, column: &str) -> Result<Option<PartialDate>, Stop> {
        let Some(element) = element else { return Ok(None) };
        let attribute = element.attribute("iso-date");
        // Version 1 allows the day as text beside or instead of the attribute.
        let stated = attribute.or_else(|| element.text().filter(|text| text.len() <= 30));
        let read = stated.and_then(day);
        if let (None, Some(stated)) = (read, stated) {
            let fault = self.fault(column, "this is no date").value(stated);
            sink.leave_out(fault.allowed("a day such as 2024-05-31, from 1900 to 2100"))?;
        }
        Ok(read)
    }

    /// The period between two elements of an element.
    pub(super) fn period(&self, sink: &mut Sink, around: &Element, column: &str) -> Result<Option<Period>, Stop> {
        let start = self.date(sink, around.child("period-start"), &format!("{column}/period-start"))?;
        let end = self.date(sink, around.child("period-end"), &format!("{column}/period-end"))?;
        let period = Period { start, end, months: None };
        match period.check() {
            Err(reason) => {
                sink.leave_out(self.fault(format!("{column}/period-end"), reason))?;
                Ok(None)
            }
            Ok(()) => Ok((start.is_some() || end.is_some()).then_some(period)),
        }
    }
}
