//! Survivorship: which values of several source records live on in the one record that is published of them.
//!
//! Precedence: the source record that was there first is preferred, except that a name that a source gives goes before one that had to
//! be coined. What is missing in it comes from the others, in their order. Where a later one says something else about a project,
//! both are kept as a conflict, each with its source.

use std::collections::{HashMap, HashSet};

use record::{
    Amount, AmountKind, Citation, Conflict, FundingCall, Identifier, Key, Money, Participation, Partner, Period, Programme,
    Project, Record, Text, TextOrigin, Texts, folding::fold, normalise_identifier,
};

/// Makes one record of this key of source records in the order in which they came; `None` if they are of different kinds or there are
/// none.
pub(super) fn golden_record(key: &Key, source_records: impl IntoIterator<Item = Record>) -> Option<Record> {
    let both = |all, more| match (all, more) {
        (Record::Partner(all), Record::Partner(more)) => Some(Record::Partner(partner(all, more))),
        (Record::Programme(all), Record::Programme(more)) => Some(Record::Programme(programme(all, more))),
        (Record::FundingCall(all), Record::FundingCall(more)) => Some(Record::FundingCall(funding_call(all, more))),
        (Record::Project(all), Record::Project(more)) => Some(Record::Project(Box::new(project(*all, *more)))),
        _ => None,
    };
    let mut source_records = source_records.into_iter();
    let first = source_records.next()?;
    let mut record = source_records.try_fold(first, both)?;
    match &mut record {
        Record::Partner(r) => r.key = key.clone(),
        Record::Programme(r) => r.key = key.clone(),
        Record::FundingCall(r) => r.key = key.clone(),
        Record::Project(r) => r.key = key.clone(),
        _ => return None,
    }
    Some(record)
}

fn partner(all: Partner, more: Partner) -> Partner {
    let (name, others) = names(all.name, more.name);
    let mut alternative_names = all.alternative_names;
    let spoken: HashSet<String> = name.iter().chain(&alternative_names).map(|text| fold(&text.text)).collect();
    let new = |text: &Text| text.origin != TextOrigin::Editorial && !spoken.contains(&fold(&text.text));
    alternative_names.extend(others.into_iter().chain(more.alternative_names).filter(new));
    distinct_texts(&mut alternative_names);
    Partner {
        key: all.key,
        slug: all.slug,
        name,
        alternative_names,
        kind: all.kind.or(more.kind),
        country: all.country.or(more.country),
        place: all.place.or(more.place),
        identifiers: identifiers(all.identifiers, more.identifiers),
        url: all.url.or(more.url),
        sources: citations(all.sources, more.sources),
        withdrawn_at: all.withdrawn_at.and(more.withdrawn_at),
    }
}

fn programme(all: Programme, more: Programme) -> Programme {
    Programme {
        key: all.key,
        slug: all.slug,
        code: all.code.or(more.code),
        name: names(all.name, more.name).0,
        parent: all.parent.or(more.parent),
        period: all.period.or(more.period),
        sources: citations(all.sources, more.sources),
        withdrawn_at: all.withdrawn_at.and(more.withdrawn_at),
    }
}

fn funding_call(all: FundingCall, more: FundingCall) -> FundingCall {
    FundingCall {
        key: all.key,
        slug: all.slug,
        identifier: all.identifier.or(more.identifier),
        title: names(all.title, more.title).0,
        summary: other_languages(all.summary, more.summary),
        programme: all.programme.or(more.programme),
        status: all.status.or(more.status),
        opens_on: all.opens_on.or(more.opens_on),
        deadlines: if all.deadlines.is_empty() { more.deadlines } else { all.deadlines },
        budget: all.budget.or(more.budget),
        url: all.url.or(more.url),
        sources: citations(all.sources, more.sources),
        withdrawn_at: all.withdrawn_at.and(more.withdrawn_at),
    }
}

fn project(all: Project, more: Project) -> Project {
    let mut dispute = Dispute::between(&all, &more);
    let period = period(all.period, more.period, &mut dispute);
    let (title, others) = names(all.title, more.title);
    if let (Some(shown), Some(other)) = (title.first(), others.iter().find(|other| other.origin == TextOrigin::Original)) {
        let other_language = title.iter().all(|text| text.language != other.language);
        if !other_language && fold(&shown.text) != fold(&other.text) {
            dispute.add("title", &shown.text, &other.text);
        }
    }
    let (participations, renamed) = participations(all.participations, more.participations, &more.sources, &mut dispute);
    let amounts = amounts(all.amounts, more.amounts, &renamed, &mut dispute);
    let mut project = Project {
        key: all.key,
        slug: all.slug,
        acronym: dispute.prefer("acronym", all.acronym, more.acronym, |a, b| fold(a) == fold(b), Clone::clone),
        title,
        summary: other_languages(all.summary, more.summary),
        status: dispute.prefer("status", all.status, more.status, PartialEq::eq, |status| {
            serde_json::to_value(status).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
        }),
        period,
        signed_on: dispute.prefer("signedOn", all.signed_on, more.signed_on, PartialEq::eq, ToString::to_string),
        amounts,
        programmes: keys(all.programmes, more.programmes),
        funding_call: all.funding_call.or(more.funding_call),
        identifiers: identifiers(all.identifiers, more.identifiers),
        stated_partner_count: dispute.prefer(
            "statedPartnerCount",
            all.stated_partner_count,
            more.stated_partner_count,
            PartialEq::eq,
            ToString::to_string,
        ),
        participations,
        activities: by_key(all.activities, more.activities, |activity| &activity.key),
        action_lines: if all.action_lines.is_empty() { more.action_lines } else { all.action_lines },
        results: by_key(all.results, more.results, |result| &result.key),
        places: keys(all.places, more.places),
        concepts: keys(all.concepts, more.concepts),
        url: all.url.or(more.url),
        sources: citations(all.sources, more.sources),
        conflicts: all.conflicts,
        withdrawn_at: all.withdrawn_at.and(more.withdrawn_at),
    };
    for conflict in dispute.conflicts.into_iter().chain(more.conflicts) {
        if !project.conflicts.contains(&conflict) {
            project.conflicts.push(conflict);
        }
    }
    project
}

/// Where two source records of a project disagree.
struct Dispute {
    sources: Option<(Key, Key)>,
    conflicts: Vec<Conflict>,
}

impl Dispute {
    fn between(all: &Project, more: &Project) -> Self {
        let source = |project: &Project| project.sources.first().map(|citation| citation.source.clone());
        Self { sources: source(all).zip(source(more)), conflicts: Vec::new() }
    }

    fn add(&mut self, field: &str, shown: &str, other: &str) {
        let Some((preferred, source)) = self.sources.clone() else { return };
        let conflict =
            |source, value: &str, preferred| Conflict { field: field.to_owned(), value: value.to_owned(), source, preferred };
        self.conflicts.push(conflict(preferred, shown, true));
        self.conflicts.push(conflict(source, other, false));
    }

    /// The first value, else the second; a conflict if they say different things.
    fn prefer<T>(
        &mut self,
        field: &str,
        shown: Option<T>,
        other: Option<T>,
        same: impl Fn(&T, &T) -> bool,
        write: impl Fn(&T) -> String,
    ) -> Option<T> {
        if let (Some(shown), Some(other)) = (&shown, &other)
            && !same(shown, other)
        {
            self.add(field, &write(shown), &write(other));
        }
        shown.or(other)
    }
}

/// Names in the languages of both; a name that a source gives goes before one that was coined. The second part is what is left.
fn names(all: Texts, more: Texts) -> (Texts, Texts) {
    let coined = |texts: &Texts| texts.first().is_some_and(|text| text.origin == TextOrigin::Editorial);
    let (mut shown, rest) = if coined(&all) && !coined(&more) && !more.is_empty() { (more, all) } else { (all, more) };
    let mut others = Vec::new();
    for text in rest {
        let is_new = shown.iter().all(|known| known.language != text.language) && text.origin != TextOrigin::Editorial;
        let undetermined = &*text.language == "und" || shown.iter().any(|known| &*known.language == "und");
        if is_new && !undetermined { shown.push(text) } else { others.push(text) }
    }
    (shown, others)
}

/// The first texts, and the others where they are in further languages.
fn other_languages(mut all: Texts, more: Texts) -> Texts {
    let new: Texts = more.into_iter().filter(|text| all.iter().all(|known| known.language != text.language)).collect();
    all.extend(new);
    all
}

fn distinct_texts(texts: &mut Texts) {
    let mut seen = HashSet::new();
    texts.retain(|text| seen.insert(fold(&text.text)));
}

fn period(shown: Option<Period>, other: Option<Period>, dispute: &mut Dispute) -> Option<Period> {
    let (Some(shown), Some(other)) = (shown, other) else { return shown.or(other) };
    let both = Period {
        start: dispute.prefer("period.start", shown.start, other.start, PartialEq::eq, ToString::to_string),
        end: dispute.prefer("period.end", shown.end, other.end, PartialEq::eq, ToString::to_string),
        months: shown.months.or(other.months),
    };
    // The ends of different sources may not fit together.
    Some(if both.check().is_ok() { both } else { shown })
}

/// Amounts of kinds that the first doesn't state come from the other; of the same kind, the first counts.
fn amounts(all: Vec<Amount>, more: Vec<Amount>, renamed: &HashMap<Key, Key>, dispute: &mut Dispute) -> Vec<Amount> {
    let whole = |amounts: &[Amount], kind: AmountKind| -> Vec<Money> {
        amounts
            .iter()
            .filter(|amount| amount.kind == kind && amount.participation.is_none())
            .map(|amount| amount.money.clone())
            .collect()
    };
    let stated: HashSet<(AmountKind, bool)> = all.iter().map(|amount| (amount.kind, amount.participation.is_some())).collect();
    for kind in more.iter().map(|amount| amount.kind).collect::<HashSet<_>>() {
        if let ([shown], [other]) = (&*whole(&all, kind), &*whole(&more, kind))
            && shown != other
        {
            let write = |money: &Money| format!("{} {}", money.amount(), money.currency);
            dispute.add(field_of(kind), &write(shown), &write(other));
        }
    }
    dispute.conflicts.sort_by(|a, b| a.field.cmp(&b.field));
    let new = more.into_iter().filter(|amount| !stated.contains(&(amount.kind, amount.participation.is_some())));
    let new = new.map(|amount| Amount {
        participation: amount.participation.map(|key| renamed.get(&key).cloned().unwrap_or(key)),
        ..amount
    });
    let new: Vec<Amount> = new.collect();
    all.into_iter().chain(new).collect()
}

/// The field of the schema in which an amount of a kind is seen.
fn field_of(kind: AmountKind) -> &'static str {
    match kind {
        AmountKind::TotalCost | AmountKind::Budget => "totalBudget",
        AmountKind::Grant | AmountKind::EuContribution | AmountKind::NetEuContribution => "grant",
        _ => "amounts",
    }
}

/// Who takes part according to either, and the keys that the second's participations have there. The same partner in the same role
/// is one participation, as often as the first says.
fn participations(
    all: Vec<Participation>,
    more: Vec<Participation>,
    sources: &[Citation],
    dispute: &mut Dispute,
) -> (Vec<Participation>, HashMap<Key, Key>) {
    let mut renamed = HashMap::new();
    let mut there: HashMap<(Key, Option<record::ParticipationRole>), Vec<usize>> = HashMap::new();
    for (i, participation) in all.iter().enumerate() {
        there.entry((participation.partner.clone(), participation.role)).or_default().push(i);
    }
    let mut keys: HashSet<Key> = all.iter().map(|participation| participation.key.clone()).collect();
    let mut participations = all;
    for mut other in more {
        let same = there.get_mut(&(other.partner.clone(), other.role)).filter(|same| !same.is_empty());
        if let Some(same) = same {
            let shown = &mut participations[same.remove(0)];
            renamed.insert(other.key, shown.key.clone());
            let write = |money: &Money| format!("{} {}", money.amount(), money.currency);
            shown.grant = dispute.prefer("participations.grant", shown.grant.take(), other.grant, PartialEq::eq, write);
            shown.budget = dispute.prefer("participations.budget", shown.budget.take(), other.budget, PartialEq::eq, write);
            shown.started_on = shown.started_on.or(other.started_on);
            shown.ended_on = shown.ended_on.or(other.ended_on);
            shown.stated_role = shown.stated_role.take().or(other.stated_role);
            continue;
        }
        let mut number = 2;
        let wish = other.key.clone();
        while !keys.insert(other.key.clone()) {
            other.key = Key::stored(format!("{wish}-{number}"));
            number += 1;
        }
        renamed.insert(wish, other.key.clone());
        if other.sources.is_empty() {
            other.sources = sources.first().cloned().into_iter().collect();
        }
        participations.push(other);
    }
    (participations, renamed)
}

fn identifiers(mut all: Vec<Identifier>, more: Vec<Identifier>) -> Vec<Identifier> {
    let name = |identifier: &Identifier| (identifier.scheme.clone(), normalise_identifier(&identifier.value));
    for identifier in more {
        if all.iter().all(|known| name(known) != name(&identifier)) {
            all.push(identifier);
        }
    }
    all
}

fn citations(mut all: Vec<Citation>, more: Vec<Citation>) -> Vec<Citation> {
    for citation in more {
        if !all.contains(&citation) {
            all.push(citation);
        }
    }
    all
}

fn keys(mut all: Vec<Key>, more: Vec<Key>) -> Vec<Key> {
    for key in more {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

fn by_key<T>(mut all: Vec<T>, more: Vec<T>, key: impl Fn(&T) -> &Key) -> Vec<T> {
    let there: HashSet<Key> = all.iter().map(|one| key(one).clone()).collect();
    all.extend(more.into_iter().filter(|one| !there.contains(key(one))));
    all
}
