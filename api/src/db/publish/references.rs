//! Which records a record refers to, and where.

use std::collections::HashSet;

use crate::{
    db::kind::Kind,
    record::{Citation, Key, Record},
};

/// Shows every reference of a record to `visit`, with its path in the record.
pub(super) fn visit(record: &mut Record, visit: &mut impl FnMut(Kind, &mut Key, &str)) {
    match record {
        Record::Source(_) | Record::IdentifierScheme(_) | Record::Vocabulary(_) => {}
        Record::Concept(r) => {
            visit(Kind::Vocabulary, &mut r.vocabulary, "vocabulary");
            each(Kind::Concept, r.broader.as_mut_slice(), |_| "broader".into(), visit);
        }
        Record::Place(r) => each(Kind::Place, r.parent.as_mut_slice(), |_| "parent".into(), visit),
        Record::Programme(r) => {
            each(Kind::Programme, r.parent.as_mut_slice(), |_| "parent".into(), visit);
            citations(&mut r.sources, "", visit);
        }
        Record::FundingCall(r) => {
            each(Kind::Programme, r.programme.as_mut_slice(), |_| "programme".into(), visit);
            citations(&mut r.sources, "", visit);
        }
        Record::Partner(r) => {
            each(Kind::Place, r.place.as_mut_slice(), |_| "place".into(), visit);
            citations(&mut r.sources, "", visit);
        }
        Record::Project(r) => {
            each(Kind::Programme, &mut r.programmes, |i| format!("programmes[{i}]"), visit);
            each(Kind::FundingCall, r.funding_call.as_mut_slice(), |_| "fundingCall".into(), visit);
            each(Kind::Place, &mut r.places, |i| format!("places[{i}]"), visit);
            each(Kind::Concept, &mut r.concepts, |i| format!("concepts[{i}]"), visit);
            citations(&mut r.sources, "", visit);
            for (i, amount) in r.amounts.iter_mut().enumerate() {
                each(Kind::Source, amount.source.as_mut_slice(), |_| format!("amounts[{i}].source"), visit);
            }
            for (i, conflict) in r.conflicts.iter_mut().enumerate() {
                visit(Kind::Source, &mut conflict.source, &format!("conflicts[{i}].source"));
            }
            for (i, participation) in r.participations.iter_mut().enumerate() {
                visit(Kind::Partner, &mut participation.partner, &format!("participations[{i}].partner"));
                citations(&mut participation.sources, &format!("participations[{i}]."), visit);
            }
            for (i, activity) in r.activities.iter_mut().enumerate() {
                each(Kind::Place, &mut activity.places, |j| format!("activities[{i}].places[{j}]"), visit);
                each(Kind::Partner, &mut activity.partners, |j| format!("activities[{i}].partners[{j}]"), visit);
                each(Kind::Concept, &mut activity.target_groups, |j| format!("activities[{i}].targetGroups[{j}]"), visit);
            }
            for (i, result) in r.results.iter_mut().enumerate() {
                citations(&mut result.sources, &format!("results[{i}]."), visit);
                for (j, indicator) in result.indicators.iter_mut().enumerate() {
                    each(
                        Kind::Concept,
                        indicator.concept.as_mut_slice(),
                        |_| format!("results[{i}].indicators[{j}].concept"),
                        visit,
                    );
                }
            }
        }
        Record::Tombstone(r) => {
            if let Some(kind) = Kind::of_record_type(r.record_type) {
                each(kind, r.merged_into.as_mut_slice(), |_| "mergedInto".into(), visit);
            }
        }
    }
}

/// Keeps the first of references that have become the same, which merging can do.
pub(super) fn drop_repetitions(record: &mut Record) {
    let Record::Project(project) = record else { return };
    let lists = [&mut project.programmes, &mut project.places, &mut project.concepts].into_iter();
    let activities = project.activities.iter_mut().flat_map(|a| [&mut a.places, &mut a.partners, &mut a.target_groups]);
    for list in lists.chain(activities) {
        let mut seen = HashSet::new();
        list.retain(|key| seen.insert(key.clone()));
    }
}

fn each(kind: Kind, keys: &mut [Key], path: impl Fn(usize) -> String, visit: &mut impl FnMut(Kind, &mut Key, &str)) {
    for (i, key) in keys.iter_mut().enumerate() {
        visit(kind, key, &path(i));
    }
}

fn citations(citations: &mut [Citation], prefix: &str, visit: &mut impl FnMut(Kind, &mut Key, &str)) {
    for (i, citation) in citations.iter_mut().enumerate() {
        visit(Kind::Source, &mut citation.source, &format!("{prefix}sources[{i}].source"));
    }
}
