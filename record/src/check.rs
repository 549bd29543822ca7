//! The rules that a single record must fulfil beyond the types of its members.

use std::collections::HashSet;

use super::{Citation, Identifier, Key, Period, Project, Record, SourceRecord, Texts};
use crate::RecordType;

/// A broken rule: the path within the record, and the reason.
type Violation = (String, String);

/// Says what is wrong with a record, seen by itself.
#[must_use]
pub fn check(record: &Record) -> Vec<Violation> {
    let mut found = Vec::new();
    let f = &mut found;
    match record {
        Record::Source(r) => {
            slug(r.slug.as_deref(), f);
            not_empty("title", &r.title, f);
        }
        Record::IdentifierScheme(r) => scheme("code", &r.code, f),
        Record::Vocabulary(r) => {
            scheme("code", &r.code, f);
            not_empty("name", &r.name, f);
        }
        Record::Concept(r) => {
            not_empty("label", &r.label, f);
            short("notation", r.notation.as_deref(), f);
        }
        Record::Place(r) => {
            slug(r.slug.as_deref(), f);
            not_empty("name", &r.name, f);
            short("nuts", r.nuts.as_deref(), f);
            if let Some(location) = r.location {
                if !(-90.0..=90.0).contains(&location.latitude) {
                    f.push(("location.latitude".into(), "degrees north from -90 to 90 are allowed".into()));
                }
                if !(-180.0..=180.0).contains(&location.longitude) {
                    f.push(("location.longitude".into(), "degrees east from -180 to 180 are allowed".into()));
                }
            }
        }
        Record::Programme(r) => {
            slug(r.slug.as_deref(), f);
            not_empty("name", &r.name, f);
            period("period", r.period.as_ref(), f);
            cited(&r.sources, f);
            short("code", r.code.as_deref(), f);
        }
        Record::FundingCall(r) => {
            slug(r.slug.as_deref(), f);
            short("identifier", r.identifier.as_deref(), f);
            cited(&r.sources, f);
            if r.identifier.is_none() && r.title.is_empty() {
                f.push(("title".into(), "a call needs an identifier or a title".into()));
            }
        }
        Record::Partner(r) => {
            slug(r.slug.as_deref(), f);
            not_empty("name", &r.name, f);
            identifiers(&r.identifiers, f);
            cited(&r.sources, f);
        }
        Record::Project(r) => project(r, f),
        Record::SourceRecord(r) => source_record(r, f),
        Record::NonMatch(r) => {
            if !matches!(r.record_type, RecordType::Partner | RecordType::Project) {
                f.push(("recordType".into(), "PARTNER or PROJECT is allowed".into()));
            }
            if r.key == r.other {
                f.push(("other".into(), "the key of another record is needed".into()));
            }
        }
        Record::Tombstone(r) => {
            if matches!(r.record_type, RecordType::Participation | RecordType::Result) {
                let reason = "participations and results go with their project: publish the project without them";
                f.push(("recordType".into(), reason.into()));
            }
            if (r.reason == crate::TombstoneReason::Merged) != r.merged_into.is_some() {
                f.push(("mergedInto".into(), "this is needed with the reason MERGED, and allowed only there".into()));
            }
        }
    }
    found
}

fn source_record(source_record: &SourceRecord, f: &mut Vec<Violation>) {
    let record_type = source_record.record.as_deref().map(|record| match record {
        Record::Programme(_) => Some(RecordType::Programme),
        Record::FundingCall(_) => Some(RecordType::FundingCall),
        Record::Partner(_) => Some(RecordType::Partner),
        Record::Project(_) => Some(RecordType::Project),
        _ => None,
    });
    if record_type.is_some_and(|found| found != Some(source_record.record_type)) {
        f.push(("record".into(), "a programme, fundingCall, partner or project as recordType says is allowed".into()));
    }
    if source_record.record.as_deref().is_some_and(|record| record.key() != &*source_record.key) {
        f.push(("record".into(), "the key of the record must be that of the statement".into()));
    }
    if source_record.rule.is_some() != (source_record.key != source_record.of) {
        f.push(("rule".into(), "this is needed where of is another key, and allowed only there".into()));
    }
    if source_record.source.is_some() != source_record.record.is_some() {
        f.push(("source".into(), "this is needed with a record, and allowed only there".into()));
    }
    let inner = source_record.record.as_deref().map(check).unwrap_or_default();
    f.extend(
        inner.into_iter().map(|(path, reason)| {
            (format!("record.{}.{path}", source_record.record.as_deref().map_or("", Record::kind)), reason)
        }),
    );
}

fn project(project: &Project, f: &mut Vec<Violation>) {
    slug(project.slug.as_deref(), f);
    short("acronym", project.acronym.as_deref(), f);
    not_empty("title", &project.title, f);
    period("period", project.period.as_ref(), f);
    identifiers(&project.identifiers, f);
    cited(&project.sources, f);
    if project.stated_partner_count.is_some_and(|count| count < 0) {
        f.push(("statedPartnerCount".into(), "a number from 0 is allowed".into()));
    }
    unique("participations", project.participations.iter().map(|p| &p.key), f);
    unique("activities", project.activities.iter().map(|a| &a.key), f);
    unique("results", project.results.iter().map(|r| &r.key), f);
    distinct("programmes", &project.programmes, f);
    distinct("places", &project.places, f);
    distinct("concepts", &project.concepts, f);
    let participations: HashSet<&Key> = project.participations.iter().map(|p| &p.key).collect();
    for (i, amount) in project.amounts.iter().enumerate() {
        period(&format!("amounts[{i}].period"), amount.period.as_ref(), f);
        if amount.participation.as_ref().is_some_and(|key| !participations.contains(key)) {
            f.push((format!("amounts[{i}].participation"), "the key of a participation of this project is allowed".into()));
        }
    }
    for (i, activity) in project.activities.iter().enumerate() {
        not_empty(&format!("activities[{i}].title"), &activity.title, f);
        distinct(&format!("activities[{i}].places"), &activity.places, f);
        distinct(&format!("activities[{i}].partners"), &activity.partners, f);
        distinct(&format!("activities[{i}].targetGroups"), &activity.target_groups, f);
    }
    for (i, line) in project.action_lines.iter().enumerate() {
        not_empty(&format!("actionLines[{i}].title"), &line.title, f);
    }
    let activities: HashSet<&Key> = project.activities.iter().map(|a| &a.key).collect();
    for (i, result) in project.results.iter().enumerate() {
        not_empty(&format!("results[{i}].title"), &result.title, f);
        unique(&format!("results[{i}].indicators"), result.indicators.iter().map(|indicator| &indicator.key), f);
        if result.activity.as_ref().is_some_and(|key| !activities.contains(key)) {
            f.push((format!("results[{i}].activity"), "the key of an activity of this project is allowed".into()));
        }
        for (j, indicator) in result.indicators.iter().enumerate() {
            short(&format!("results[{i}].indicators[{j}].unit"), indicator.unit.as_deref(), f);
            for (k, part) in indicator.periods.iter().enumerate() {
                period(&format!("results[{i}].indicators[{j}].periods[{k}].period"), part.period.as_ref(), f);
            }
        }
    }
}

fn not_empty(path: &str, texts: &Texts, f: &mut Vec<Violation>) {
    if texts.is_empty() {
        f.push((path.into(), "at least one wording is needed".into()));
    }
}

fn period(path: &str, period: Option<&Period>, f: &mut Vec<Violation>) {
    if let Some(Err(reason)) = period.map(Period::check) {
        f.push((path.into(), reason));
    }
}

fn slug(slug: Option<&str>, f: &mut Vec<Violation>) {
    let fits = |slug: &str| !slug.is_empty() && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    short("slug", slug, f);
    if slug.is_some_and(|slug| !fits(slug)) {
        f.push(("slug".into(), "lower-case letters a to z, digits and hyphens are allowed".into()));
    }
}

fn scheme(path: &str, code: &str, f: &mut Vec<Violation>) {
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-') {
        f.push((path.into(), "a code of capitals, digits, - and _ is allowed, such as \"PIC\" or \"GB-CHC\"".into()));
    }
}

fn identifiers(identifiers: &[Identifier], f: &mut Vec<Violation>) {
    for (i, identifier) in identifiers.iter().enumerate() {
        scheme(&format!("identifiers[{i}].scheme"), &identifier.scheme, f);
        short(&format!("identifiers[{i}].value"), Some(&identifier.value), f);
        if super::normalise_identifier(&identifier.value).is_empty() {
            f.push((format!("identifiers[{i}].value"), "an identifier with a letter or a digit is allowed".into()));
        }
    }
}

/// Longest code, name of a thing in an index, in characters.
const SHORT: usize = 300;

fn short(path: &str, text: Option<&str>, f: &mut Vec<Violation>) {
    if text.is_some_and(|text| text.chars().count() > SHORT) {
        f.push((path.into(), format!("at most {SHORT} characters are allowed")));
    }
}

fn cited(sources: &[Citation], f: &mut Vec<Violation>) {
    if sources.is_empty() {
        f.push(("sources".into(), "at least one source is needed".into()));
    }
}

fn unique<'a>(path: &str, keys: impl Iterator<Item = &'a Key>, f: &mut Vec<Violation>) {
    let mut seen = HashSet::new();
    for (i, key) in keys.enumerate() {
        if !seen.insert(key) {
            f.push((format!("{path}[{i}].key"), "each key is allowed once".into()));
        }
    }
}

fn distinct(path: &str, keys: &[Key], f: &mut Vec<Violation>) {
    let mut seen = HashSet::new();
    for (i, key) in keys.iter().enumerate() {
        if !seen.insert(key) {
            f.push((format!("{path}[{i}]"), "each key is allowed once".into()));
        }
    }
}
