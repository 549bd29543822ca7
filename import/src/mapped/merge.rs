//! The merge of what several rows state of one project or organisation into one record.

use std::collections::HashSet;

use record::{
    Amount, AmountKind, Conflict, Indicator, Key, Money, Participation, Partner, Period, Project, ProjectResult, Text, Texts,
    folding::fold,
};
use serde::{Deserialize, Serialize};

use super::mapping::Rows;
use crate::geography;

/// A project or an organisation as one row states it.
#[derive(Serialize, Deserialize)]
pub(super) struct RowRecord<T> {
    /// The position of its file.
    pub(super) file: usize,
    pub(super) row: u64,
    /// A checksum of the row, by which exact repetitions are known.
    pub(super) checksum: u64,
    pub(super) rows: Rows,
    pub(super) record: T,
}

/// Adds what a further row says of a project. What was said first stays; what disagrees is kept as a conflict.
pub(super) fn add(project: &mut Project, row: Project, rows: Rows) {
    let mut conflicts = Vec::new();
    conflicts.extend(wording("title", &mut project.title, row.title));
    conflicts.extend(wording("summary", &mut project.summary, row.summary));
    conflicts.extend(first("acronym", &mut project.acronym, row.acronym, String::clone));
    conflicts.extend(first("status", &mut project.status, row.status, |status| word(*status)));
    conflicts.extend(first("signedOn", &mut project.signed_on, row.signed_on, ToString::to_string));
    conflicts.extend(first(
        "statedPartnerCount",
        &mut project.stated_partner_count,
        row.stated_partner_count,
        ToString::to_string,
    ));
    conflicts.extend(first("url", &mut project.url, row.url, String::clone));
    if let Some(period) = row.period {
        let own = project.period.get_or_insert_default();
        conflicts.extend(first("period.start", &mut own.start, period.start, ToString::to_string));
        conflicts.extend(first("period.end", &mut own.end, period.end, ToString::to_string));
    }
    for amount in row.amounts {
        conflicts.extend(add_amount(&mut project.amounts, amount, rows));
    }
    join(&mut project.programmes, row.programmes);
    join(&mut project.places, row.places);
    join(&mut project.concepts, row.concepts);
    join(&mut project.identifiers, row.identifiers);
    join(&mut project.sources, row.sources);
    for participation in row.participations {
        let same = |other: &&mut Participation| other.partner == participation.partner && other.role == participation.role;
        match project.participations.iter_mut().find(same) {
            Some(known) if rows != Rows::Participations => {
                add_money(&mut known.budget, participation.budget, rows);
                add_money(&mut known.grant, participation.grant, rows);
            }
            _ => project.participations.push(participation),
        }
    }
    for result in row.results {
        add_result(&mut project.results, result);
    }
    let source = project.sources.first().map(|citation| citation.source.clone());
    for (field, values) in conflicts {
        for (value, preferred) in values.into_iter().zip([true, false]) {
            let Some(source) = source.clone() else { continue };
            let conflict = Conflict { field: field.to_owned(), value, source, preferred };
            join(&mut project.conflicts, vec![conflict]);
        }
    }
}

/// The word for a value of a closed list.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A field with the value that is kept and one that disagrees with it.
type Disagreement = (&'static str, [String; 2]);

fn first<T: PartialEq>(
    field: &'static str,
    own: &mut Option<T>,
    other: Option<T>,
    text: fn(&T) -> String,
) -> Option<Disagreement> {
    match (&*own, other) {
        (_, None) => None,
        (None, other) => {
            *own = other;
            None
        }
        (Some(own), Some(other)) => (*own != other).then(|| (field, [text(own), text(&other)])),
    }
}

/// Wordings that differ in nothing but case, marks and punctuation agree.
fn wording(field: &'static str, own: &mut Texts, other: Texts) -> Option<Disagreement> {
    if own.is_empty() {
        *own = other;
        return None;
    }
    let (own, other) = (own.first()?, other.into_iter().next()?);
    let letters = |text: &Text| fold(&text.text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    (letters(own) != letters(&other)).then(|| (field, [own.text.clone(), other.text]))
}

fn add_amount(amounts: &mut Vec<Amount>, amount: Amount, rows: Rows) -> Option<Disagreement> {
    let same_kind = |own: &&mut Amount| own.kind == amount.kind;
    let field = match amount.kind {
        AmountKind::TotalCost | AmountKind::Budget => "totalBudget",
        AmountKind::Grant | AmountKind::EuContribution | AmountKind::NetEuContribution => "grant",
        _ => "amounts",
    };
    if rows == Rows::Shares {
        let same = amounts.iter_mut().filter(same_kind).find(|own| own.money.currency == amount.money.currency);
        match same.map(|own| (own.money.minor.checked_add(amount.money.minor), own)) {
            Some((Some(sum), own)) => own.money.minor = sum,
            _ => amounts.push(amount),
        }
        return None;
    }
    let Some(own) = amounts.iter_mut().find(same_kind) else {
        amounts.push(amount);
        return None;
    };
    let text = |money: &Money| format!("{} {}", money.amount(), money.currency);
    (own.money != amount.money).then(|| (field, [text(&own.money), text(&amount.money)]))
}

fn add_money(own: &mut Option<Money>, other: Option<Money>, rows: Rows) {
    match (own, other) {
        (Some(own), Some(other)) if rows == Rows::Shares && own.currency == other.currency => {
            own.minor = own.minor.saturating_add(other.minor);
        }
        (own @ None, other) => *own = other,
        _ => {}
    }
}

fn add_result(results: &mut Vec<ProjectResult>, result: ProjectResult) {
    let Some(own) = results.iter_mut().find(|own| own.key == result.key) else {
        return results.push(result);
    };
    for indicator in result.indicators {
        let Some(known) = own.indicators.iter_mut().find(|known| known.key == indicator.key) else {
            own.indicators.push(indicator);
            continue;
        };
        add_indicator(known, indicator);
    }
}

fn add_indicator(own: &mut Indicator, other: Indicator) {
    if own.baseline.is_none() {
        own.baseline = other.baseline;
    }
    for period in other.periods {
        match own.periods.iter_mut().find(|known| known.period == period.period) {
            Some(known) => {
                join(&mut known.targets, period.targets);
                join(&mut known.actuals, period.actuals);
            }
            None => own.periods.push(period),
        }
    }
}

fn join<T: PartialEq>(own: &mut Vec<T>, others: Vec<T>) {
    for other in others {
        if !own.contains(&other) {
            own.push(other);
        }
    }
}

/// Finishes a project once all its rows are merged: drops places around others and gives participations their keys.
pub(super) fn finish_project(project: &mut Project) {
    let around: HashSet<Key> = {
        let is_around = |outer: &&Key| project.places.iter().any(|inner| geography::lies_in(inner, outer));
        project.places.iter().filter(is_around).cloned().collect()
    };
    project.places.retain(|place| !around.contains(place));
    let mut keys = HashSet::new();
    for participation in &mut project.participations {
        let role = participation.role.map(word).unwrap_or_default().to_lowercase().replace('_', "-");
        let mut key = format!("{}-{role}", participation.partner);
        let mut times = 1;
        while !keys.insert(key.clone()) {
            times += 1;
            key = format!("{}-{role}-{times}", participation.partner);
        }
        participation.key = Key::stored(key);
    }
    if project.period == Some(Period::default()) {
        project.period = None;
    }
}

/// Adds what a further row says of an organisation.
pub(super) fn add_partner(partner: &mut Partner, row: Partner) {
    let known = |text: &Text| partner.name.iter().chain(&partner.alternative_names).any(|own| own.text == text.text);
    let spellings: Texts = row.name.into_iter().filter(|text| !known(text)).collect();
    join(&mut partner.alternative_names, spellings);
    partner.kind = partner.kind.or(row.kind);
    if partner.country.is_none() {
        partner.country = row.country;
    }
    if partner.place.is_none()
        || row.place.as_ref().is_some_and(|inner| partner.place.as_ref().is_some_and(|outer| geography::lies_in(inner, outer)))
    {
        partner.place = row.place;
    }
    if partner.url.is_none() {
        partner.url = row.url;
    }
    join(&mut partner.identifiers, row.identifiers);
    join(&mut partner.sources, row.sources);
}
