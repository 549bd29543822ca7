//! The topics that objects of each shape state.

use std::collections::BTreeMap;

use record::{CallStatus, CurrencyCode, Day, Deadline, LanguageTag, Money, PartialDate};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{members::is_known, shape::Shape};
use crate::value::{DateForm, Marks, address, amount, date, decimal};

/// A topic as it is stated, whatever its shape.
#[derive(Debug, Default)]
pub(super) struct Topic {
    pub(super) identifier: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) language: Option<LanguageTag>,
    pub(super) title: Option<String>,
    /// Its description, in several sections.
    pub(super) sections: Vec<String>,
    pub(super) programme: Option<String>,
    pub(super) programme_name: Option<String>,
    pub(super) programme_id: Option<String>,
    pub(super) status: Option<CallStatus>,
    pub(super) opens_on: Option<PartialDate>,
    pub(super) deadlines: Vec<Deadline>,
    pub(super) is_two_stage: bool,
    pub(super) budget: Option<Money>,
    pub(super) page: Option<String>,
    pub(super) is_tender: bool,
    /// Members that can't be read, with what stands there.
    pub(super) faults: Vec<(&'static str, String)>,
}

/// The topic that an object states. Names of members that nobody knows are counted.
pub(super) fn topic(shape: Shape, object: &Map<String, Value>, unknown: &mut BTreeMap<String, usize>) -> Topic {
    let mut count = |members: &Map<String, Value>, prefix: &str| {
        for name in members.keys().filter(|name| !is_known(shape, name)) {
            *unknown.entry(format!("{prefix}{name}")).or_default() += 1;
        }
    };
    let none = Map::new();
    let inner = match shape {
        Shape::Flat | Shape::List => object,
        Shape::Search => object.get("metadata").and_then(Value::as_object).unwrap_or(&none),
        Shape::Details => object.get("TopicDetails").and_then(Value::as_object).unwrap_or(object),
    };
    let mut topic = match shape {
        Shape::Flat => flat(inner),
        Shape::Search => search(object, inner),
        Shape::Details | Shape::List => portal(inner),
    };
    // Tenders are left out as a whole.
    if !topic.is_tender {
        if shape == Shape::Search {
            count(object, "");
        }
        count(inner, if shape == Shape::Search { "metadata." } else { "" });
    }
    topic.deadlines.dedup_by_key(|deadline| deadline.on);
    topic
}

fn flat(members: &Map<String, Value>) -> Topic {
    let mut topic = Topic {
        identifier: text(members.get("topicId")),
        reference: text(members.get("reference")),
        title: text(members.get("title")),
        sections: ["objectives", "description"].iter().filter_map(|name| text(members.get(*name))).collect(),
        programme: text(members.get("programme")),
        programme_id: text(members.get("programmeId")),
        is_two_stage: text(members.get("deadlineModel")).as_deref() == Some("two-stage"),
        page: text(members.get("portalUrl")).and_then(|url| address(&url)),
        ..Topic::default()
    };
    topic.language = topic.reference.as_deref().and_then(language_of);
    topic.set_status(members.get("callStatus"));
    topic.add_deadlines("deadline", members.get("deadline"));
    topic
}

/// The language at the end of a reference such as `48939636TOPICSen`.
fn language_of(reference: &str) -> Option<LanguageTag> {
    let end = reference.rfind(|c: char| c == 'S' || c == 'T' || c.is_ascii_digit())?;
    let language = reference.get(end + 1..)?.to_lowercase();
    language.parse().ok().filter(|_| language.len() == 2)
}

fn search(result: &Map<String, Value>, members: &Map<String, Value>) -> Topic {
    let mut topic = Topic {
        identifier: text(members.get("identifier")),
        reference: text(result.get("reference")),
        title: text(members.get("title")),
        sections: text(members.get("descriptionByte")).into_iter().collect(),
        programme_id: text(members.get("frameworkProgramme")),
        is_two_stage: text(members.get("deadlineModel")).as_deref() == Some("two-stage"),
        is_tender: text(members.get("type")).as_deref() == Some("0"),
        ..Topic::default()
    };
    topic.set_language("language", members.get("language").or_else(|| result.get("language")));
    topic.set_status(members.get("status"));
    topic.set_opening("startDate", members.get("startDate"));
    topic.add_deadlines("deadlineDate", members.get("deadlineDate"));
    topic.set_budget("budgetOverview", members.get("budgetOverview"));
    topic
}

/// A topic in the portal's own words. What the list says at once, pages say of each action.
fn portal(members: &Map<String, Value>) -> Topic {
    let actions = members.get("actions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of_actions = |name: &'static str| actions.iter().filter_map(move |action| action.get(name));
    let mut topic = Topic {
        title: text(members.get("title")),
        sections: text(members.get("description")).into_iter().collect(),
        is_tender: text(members.get("type")).as_deref() == Some("0"),
        ..Topic::default()
    };
    topic.set_language("language", members.get("language"));
    topic.set_programme(members.get("frameworkProgramme"));
    topic.set_status(members.get("status").or_else(|| of_actions("status").next()));
    match members.get("plannedOpeningDateLong") {
        Some(stated) => topic.set_opening("plannedOpeningDateLong", Some(stated)),
        None => topic.set_opening("plannedOpeningDate", of_actions("plannedOpeningDate").next()),
    }
    let models = members.get("deadlineModel").into_iter().chain(of_actions("submissionProcedure"));
    topic.is_two_stage = models.filter_map(named).any(|model| model == "two-stage");
    match members.get("deadlineDatesLong") {
        Some(stated) => topic.add_deadlines("deadlineDatesLong", Some(stated)),
        None => of_actions("deadlineDates").for_each(|dates| topic.add_deadlines("deadlineDates", Some(dates))),
    }
    topic.identifier = text(members.get("identifier"));
    topic.set_budget("budgetOverviewJSONItem", members.get("budgetOverviewJSONItem"));
    topic
}

impl Topic {
    fn set_programme(&mut self, stated: Option<&Value>) {
        let said = |name| stated.and_then(|programme| text(programme.get(name)));
        self.programme_id = said("id");
        self.programme = said("abbreviation").or_else(|| said("description"));
        self.programme_name = said("description");
    }

    fn set_language(&mut self, name: &'static str, stated: Option<&Value>) {
        let Some(tag) = text(stated) else { return };
        match tag.parse() {
            Ok(language) => self.language = Some(language),
            Err(_) => self.faults.push((name, tag)),
        }
    }

    /// The money on offer, from an overview that may be JSON within a text.
    fn set_budget(&mut self, name: &'static str, stated: Option<&Value>) {
        let Some(identifier) = self.identifier.as_deref() else { return };
        let overview = match text(stated) {
            Some(json) => serde_json::from_str(&json).map_err(|_| json),
            None => Ok(stated.cloned().unwrap_or_default()),
        };
        match overview.and_then(|overview| budget(identifier, &overview)) {
            Ok(budget) => self.budget = budget,
            Err(unreadable) => self.faults.push((name, unreadable)),
        }
    }

    /// A word, a number of the portal, or an object with either.
    fn set_status(&mut self, stated: Option<&Value>) {
        let Some(stated) = stated else { return };
        let words =
            [text(Some(stated)), text(stated.get("id")), text(stated.get("abbreviation")), text(stated.get("description"))];
        let words: Vec<String> = words.into_iter().flatten().collect();
        self.status = words.iter().find_map(|word| match &*word.to_lowercase() {
            "forthcoming" | "31094501" => Some(CallStatus::Forthcoming),
            "open" | "31094502" => Some(CallStatus::Open),
            "closed" | "31094503" => Some(CallStatus::Closed),
            _ => None,
        });
        if let (None, Some(word)) = (self.status, words.into_iter().next()) {
            self.faults.push(("status", word));
        }
    }

    fn set_opening(&mut self, name: &'static str, stated: Option<&Value>) {
        let Some(stated) = stated.map(|stated| stated.as_array().and_then(|all| all.first()).unwrap_or(stated)) else { return };
        match moment(stated) {
            Some((day, _)) => self.opens_on = Some(day),
            None => self.faults.extend(words(stated).map(|words| (name, words))),
        }
    }

    fn add_deadlines(&mut self, name: &'static str, stated: Option<&Value>) {
        let stated = match stated {
            Some(Value::Array(all)) => all.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for one in stated {
            match moment(one) {
                Some((day, at)) => self.deadlines.push(Deadline { on: Day(day.last_day()), at, stage: None }),
                None => self.faults.extend(words(one).map(|words| (name, words))),
            }
        }
    }
}

/// A day, and the moment if one is stated: a text, or milliseconds since 1970, also as a text. Midnight stands for the whole day.
fn moment(stated: &Value) -> Option<(PartialDate, Option<OffsetDateTime>)> {
    let digits = stated.as_str().filter(|text| text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(milliseconds) = stated.as_i64().or_else(|| digits?.parse().ok()) {
        let at = OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1000)).ok()?;
        let at = Some(at).filter(|at| (1000..=9999).contains(&at.year()))?;
        return Some((at.date().into(), Some(at).filter(|at| at.time() != time::Time::MIDNIGHT)));
    }
    let text = text(Some(stated))?;
    let day = date(&text, DateForm::Iso).or_else(|| named_day(&text)).filter(|day| day.first_day() == day.last_day())?;
    // The portal writes offsets without a colon.
    let rfc3339 = match text.len().checked_sub(5).and_then(|at| Some((text.get(..at)?, text.get(at..)?))) {
        Some((before, offset)) if offset.starts_with(['+', '-']) && !offset.contains(':') => {
            format!("{before}{}:{}", &offset[..3], &offset[3..])
        }
        _ => text.clone(),
    };
    let at = OffsetDateTime::parse(&rfc3339, &Rfc3339).ok().filter(|at| at.time() != time::Time::MIDNIGHT);
    Some((day, at.map(|at| at.to_offset(time::UtcOffset::UTC))))
}

/// A day such as `14 January 2026`.
fn named_day(text: &str) -> Option<PartialDate> {
    let mut parts = text.split_whitespace();
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = months.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1;
    format!("{year}-{month:02}-{day:0>2}").parse().ok()
}

/// The money on offer for a topic: the sum over its own lines in the overview, which tells the money of all topics of a call.
/// If a sum can't be read, what stands there.
fn budget(identifier: &str, overview: &Value) -> Result<Option<Money>, String> {
    let Some(topics) = overview.get("budgetTopicActionMap").and_then(Value::as_object) else { return Ok(None) };
    let lines = || topics.values().filter_map(Value::as_array).flatten();
    let is_own = |line: &&Value| {
        let action = line.get("action").and_then(Value::as_str).unwrap_or_default();
        let start = action.get(..identifier.len()).unwrap_or_default();
        let ends = action.get(identifier.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        ends && start.eq_ignore_ascii_case(identifier)
    };
    let own: Vec<&Value> = if topics.len() == 1 { lines().collect() } else { lines().filter(is_own).collect() };
    let mut sum = Decimal::ZERO;
    for year in own.iter().filter_map(|line| line.get("budgetYearMap")?.as_object()).flat_map(Map::values) {
        let Some(stated) = text(Some(year)) else { continue };
        let money = decimal(&stated, Marks::Point).filter(|money| !money.is_sign_negative() || money.is_zero());
        sum = money.and_then(|money| sum.checked_add(money)).ok_or(stated)?;
    }
    let money = amount(sum, &CurrencyCode::stored("EUR")).ok_or_else(|| sum.to_string())?;
    Ok(Some(money.0).filter(|money| money.minor > 0))
}

/// A member as text: itself, or the first entry of its list.
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        // A no-break space at the end may be the last byte of a misread character.
        Value::String(text) => text.trim_matches(|c: char| c.is_ascii_whitespace()).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(all) => return text(all.first()),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// The value that stands where something else should; `None` if nothing does.
fn words(value: &Value) -> Option<String> {
    text(Some(value)).or_else(|| value.as_object().filter(|members| !members.is_empty()).map(|_| value.to_string()))
}

/// A word, or an object with one.
fn named(value: &Value) -> Option<String> {
    text(Some(value)).or_else(|| text(value.get("abbreviation"))).or_else(|| text(value.get("description")))
}
