//! The canonical form, in which records are kept and compared.

use record::{LanguageTag, Partner, PartnerKind, Period, Record, Text, TextOrigin, checksum::sha256};

/// SHA-256 of the record in the exchange format, in hexadecimal.
pub(super) fn checksum(record: &Record) -> String {
    sha256(record::write(record).as_bytes())
}

/// Writes out what a record leaves to be understood, so that a record reads back as it was published.
pub(super) fn canonicalise(record: &mut Record) {
    let whole_seconds = |at: &mut Option<time::OffsetDateTime>| {
        *at = at.and_then(|at| time::OffsetDateTime::from_unix_timestamp(at.unix_timestamp()).ok());
    };
    let nothing_stated = |period: &mut Option<Period>| *period = period.filter(|period| *period != Period::default());
    match record {
        Record::Programme(r) => {
            whole_seconds(&mut r.withdrawn_at);
            nothing_stated(&mut r.period);
        }
        Record::FundingCall(r) => {
            whole_seconds(&mut r.withdrawn_at);
            r.deadlines.iter_mut().for_each(|deadline| whole_seconds(&mut deadline.at));
        }
        Record::Partner(r) => {
            whole_seconds(&mut r.withdrawn_at);
            if r.kind == Some(PartnerKind::NaturalPerson) {
                withhold(r);
            }
        }
        Record::Project(r) => {
            whole_seconds(&mut r.withdrawn_at);
            let first_source = r.sources.first().map(|citation| citation.source.clone());
            nothing_stated(&mut r.period);
            let parts =
                r.results.iter_mut().flat_map(|result| &mut result.indicators).flat_map(|indicator| &mut indicator.periods);
            parts.for_each(|part| nothing_stated(&mut part.period));
            for amount in &mut r.amounts {
                nothing_stated(&mut amount.period);
                amount.source = amount.source.take().or_else(|| first_source.clone());
            }
        }
        Record::SourceRecord(r) => {
            if let Some(record) = r.record.as_deref_mut() {
                canonicalise(record);
            }
        }
        Record::NonMatch(r) if r.key > r.other => std::mem::swap(&mut r.key, &mut r.other),
        _ => {}
    }
}

/// A private person is kept as somebody who took part, without anything that tells who it is.
fn withhold(person: &mut Partner) {
    let name = |language: &str, text: &str| Text {
        language: LanguageTag::stored(language),
        text: text.to_owned(),
        origin: TextOrigin::Editorial,
    };
    person.name = vec![name("en", "Natural person (name withheld)"), name("ro", "Persoană fizică (nume nepublicat)")];
    person.alternative_names.clear();
    person.identifiers.clear();
    person.place = None;
    person.url = None;
    if !person.slug.as_ref().is_some_and(|slug| slug.starts_with("natural-person")) {
        person.slug = Some("natural-person".to_owned());
    }
}

pub(super) fn is_withdrawn(record: &Record) -> bool {
    match record {
        Record::Programme(r) => r.withdrawn_at.is_some(),
        Record::FundingCall(r) => r.withdrawn_at.is_some(),
        Record::Partner(r) => r.withdrawn_at.is_some(),
        Record::Project(r) => r.withdrawn_at.is_some(),
        _ => false,
    }
}
