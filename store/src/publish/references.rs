//! References: the records that a record refers to, and where it does.

use std::{
    collections::HashSet,
    fmt::{self, Arguments},
};

use record::{Citation, Key, Record};

use crate::kind::Kind;

/// Shows every reference of a record to `visit`, with its path in the record.
pub(super) fn visit(record: &mut Record, visit: &mut impl FnMut(Kind, &mut Key, Arguments<'_>)) {
    match record {
        Record::Source(_) | Record::IdentifierScheme(_) | Record::Vocabulary(_) => {}
        Record::Concept(r) => {
            visit(Kind::Vocabulary, &mut r.vocabulary, format_args!("vocabulary"));
            one(Kind::Concept, r.broader.as_mut(), format_args!("broader"), visit);
        }
        Record::Place(r) => one(Kind::Place, r.parent.as_mut(), format_args!("parent"), visit),
        Record::Programme(r) => {
            one(Kind::Programme, r.parent.as_mut(), format_args!("parent"), visit);
            citations(&mut r.sources, "sources", visit);
        }
        Record::FundingCall(r) => {
            one(Kind::Programme, r.programme.as_mut(), format_args!("programme"), visit);
            citations(&mut r.sources, "sources", visit);
        }
        Record::Partner(r) => {
            one(Kind::Place, r.place.as_mut(), format_args!("place"), visit);
            citations(&mut r.sources, "sources", visit);
        }
        Record::Project(r) => {
            each(Kind::Programme, &mut r.programmes, "programmes", visit);
            one(Kind::FundingCall, r.funding_call.as_mut(), format_args!("fundingCall"), visit);
            each(Kind::Place, &mut r.places, "places", visit);
            each(Kind::Concept, &mut r.concepts, "concepts", visit);
            citations(&mut r.sources, "sources", visit);
            for (i, amount) in r.amounts.iter_mut().enumerate() {
                one(Kind::Source, amount.source.as_mut(), format_args!("amounts[{i}].source"), visit);
            }
            for (i, conflict) in r.conflicts.iter_mut().enumerate() {
                visit(Kind::Source, &mut conflict.source, format_args!("conflicts[{i}].source"));
            }
            for (i, participation) in r.participations.iter_mut().enumerate() {
                visit(Kind::Partner, &mut participation.partner, format_args!("participations[{i}].partner"));
                citations(&mut participation.sources, format_args!("participations[{i}].sources"), visit);
            }
            for (i, activity) in r.activities.iter_mut().enumerate() {
                each(Kind::Place, &mut activity.places, format_args!("activities[{i}].places"), visit);
                each(Kind::Partner, &mut activity.partners, format_args!("activities[{i}].partners"), visit);
                each(Kind::Concept, &mut activity.target_groups, format_args!("activities[{i}].targetGroups"), visit);
            }
            for (i, result) in r.results.iter_mut().enumerate() {
                citations(&mut result.sources, format_args!("results[{i}].sources"), visit);
                for (j, indicator) in result.indicators.iter_mut().enumerate() {
                    let path = format_args!("results[{i}].indicators[{j}].concept");
                    one(Kind::Concept, indicator.concept.as_mut(), path, visit);
                }
            }
        }
        Record::SourceRecord(r) => {
            if let Some(kind) = Kind::of_record_type(r.record_type) {
                visit(kind, &mut r.of, format_args!("of"));
            }
        }
        Record::NonMatch(r) => {
            if let Some(kind) = Kind::of_record_type(r.record_type) {
                visit(kind, &mut r.key, format_args!("key"));
                visit(kind, &mut r.other, format_args!("other"));
            }
        }
        Record::Tombstone(r) => {
            if let Some(kind) = Kind::of_record_type(r.record_type) {
                one(kind, r.merged_into.as_mut(), format_args!("mergedInto"), visit);
            }
        }
    }
}

/// Lets references lead to the records that `follow` names. A participation remembers under which key its source knows the partner.
pub(super) fn redirect(record: &mut Record, follow: impl Fn(Kind, &Key) -> Option<Key>) {
    let partners = |record: &Record| match record {
        Record::Project(project) => project.participations.iter().map(|participation| participation.partner.clone()).collect(),
        _ => Vec::new(),
    };
    let before = partners(record);
    visit(record, &mut |kind, key, _| {
        if let Some(to) = follow(kind, key) {
            *key = to;
        }
    });
    if let Record::Project(project) = record {
        for (participation, before) in project.participations.iter_mut().zip(before) {
            if participation.partner != before {
                participation.stated_partner.get_or_insert(before);
            }
            participation.stated_partner.take_if(|stated| *stated == participation.partner);
        }
    }
    drop_repetitions(record);
}

/// Makes participations refer to their partners under the keys by which their sources know them.
pub(super) fn restore_stated(record: &mut Record) {
    let Record::Project(project) = record else { return };
    for participation in &mut project.participations {
        if let Some(stated) = participation.stated_partner.take() {
            participation.partner = stated;
        }
    }
}

/// Keeps the first of references that have become the same, which merging can do.
fn drop_repetitions(record: &mut Record) {
    let Record::Project(project) = record else { return };
    let lists = [&mut project.programmes, &mut project.places, &mut project.concepts].into_iter();
    let activities = project.activities.iter_mut().flat_map(|a| [&mut a.places, &mut a.partners, &mut a.target_groups]);
    for list in lists.chain(activities) {
        let mut seen = HashSet::new();
        list.retain(|key| seen.insert(key.clone()));
    }
}

/// Where a record is stated; kinds without citations are stated nowhere.
pub(super) fn citations_of(record: &Record) -> &[Citation] {
    match record {
        Record::Programme(r) => &r.sources,
        Record::FundingCall(r) => &r.sources,
        Record::Partner(r) => &r.sources,
        Record::Project(r) => &r.sources,
        _ => &[],
    }
}

fn one(kind: Kind, key: Option<&mut Key>, path: Arguments<'_>, visit: &mut impl FnMut(Kind, &mut Key, Arguments<'_>)) {
    if let Some(key) = key {
        visit(kind, key, path);
    }
}

fn each(kind: Kind, keys: &mut [Key], path: impl fmt::Display, visit: &mut impl FnMut(Kind, &mut Key, Arguments<'_>)) {
    for (i, key) in keys.iter_mut().enumerate() {
        visit(kind, key, format_args!("{path}[{i}]"));
    }
}

fn citations(citations: &mut [Citation], path: impl fmt::Display, visit: &mut impl FnMut(Kind, &mut Key, Arguments<'_>)) {
    for (i, citation) in citations.iter_mut().enumerate() {
        visit(Kind::Source, &mut citation.source, format_args!("{path}[{i}].source"));
    }
}
