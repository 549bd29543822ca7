//! The record of a project, from all that the files say of it.

use std::collections::{HashMap, HashSet};

use entity::{AmountKind, ParticipationRole, TextOrigin};

use super::{
    cell::{english, euros},
    framework::Framework,
    organizations::role,
    piece::{Facts, Named, Outcome, Part, Piece, Said, Who},
    set::End,
    shared::Shared,
};
use crate::{
    db::analyser,
    import::{
        Sink, Stop, person,
        value::{key, organisation_key},
    },
    record::{Amount, Citation, Identifier, Key, LanguageTag, Participation, Partner, Project, ProjectResult, Text},
};

/// Hands on one project, by what its statements are gathered by.
pub(super) fn hand_on(shared: &mut Shared, sink: &mut Sink, key: &str, pieces: Vec<Piece>) -> Result<(), End> {
    match (key.strip_prefix('g'), key.strip_prefix('r')) {
        (Some(id), _) => project(shared, sink, Number::Grant(id), pieces),
        (_, Some(rcn)) => project(shared, sink, Number::Record(rcn), pieces),
        _ => Ok(()),
    }
}

/// What a project is known by.
#[derive(Clone, Copy)]
enum Number<'a> {
    /// The number of its grant agreement.
    Grant(&'a str),
    /// Its record control number alone.
    Record(&'a str),
}

impl Number<'_> {
    fn key(self) -> Key {
        match self {
            Self::Grant(id) => key("eu-grant", id),
            Self::Record(rcn) => key("cordis-rcn", rcn),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Grant(number) | Self::Record(number) => number,
        }
    }

    /// The project's page.
    fn page(self) -> Option<String> {
        match self {
            Self::Grant(id) => id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                .then(|| format!("https://cordis.europa.eu/project/id/{id}")),
            Self::Record(rcn) => Some(format!("https://cordis.europa.eu/project/rcn/{rcn}")),
        }
    }

    fn identifier(self) -> Identifier {
        let scheme = match self {
            Self::Grant(_) => "EU_GRANT_AGREEMENT",
            Self::Record(_) => "CORDIS_RCN",
        };
        Identifier { scheme: scheme.to_owned(), value: self.text().to_owned() }
    }
}

/// All that is said of one project.
#[derive(Default)]
struct Sayings {
    facts: Option<Facts>,
    parts: Vec<(usize, Part)>,
    bases: Vec<(String, bool)>,
    topics: Vec<String>,
    fields: Vec<super::piece::Field>,
    outcomes: Vec<Outcome>,
    sites: Vec<String>,
    /// The folders that the statements are from.
    folders: Vec<usize>,
}

impl Sayings {
    fn sort(shared: &Shared, sink: &mut Sink, pieces: Vec<Piece>) -> Self {
        let mut all = Self::default();
        for Piece { file, folder, said } in pieces {
            if !all.folders.contains(&folder) {
                all.folders.push(folder);
            }
            match said {
                Said::Facts(facts) => all.take_facts(sink, *facts),
                Said::Part(part) => all.parts.push((file, part)),
                Said::Basis(code, is_main) => all.bases.push((code, is_main)),
                Said::ProgrammePart(name) => match shared.set.part_codes.get(&name) {
                    Some(codes) => all.bases.extend(codes.iter().map(|code| (code.clone(), false))),
                    None => sink.remark("parts of programmes left out because no file tells their codes"),
                },
                Said::Topic(code) => all.topics.push(code),
                Said::Field(field) => all.fields.push(field),
                Said::Outcome(outcome) => all.outcomes.push(*outcome),
                Said::Site(url) => all.sites.push(url),
            }
        }
        all
    }

    /// The newest row about a project counts.
    fn take_facts(&mut self, sink: &mut Sink, facts: Facts) {
        let is_newer = self.facts.as_ref().is_none_or(|known| facts.updated > known.updated);
        sink.remarks("rows about a project of which another row is newer left out", usize::from(self.facts.is_some()));
        if is_newer {
            self.facts = Some(facts);
        }
    }

    /// Of several files with participations of one project those count that changed last. What two files both state is stated once;
    /// what one file states twice stays twice.
    fn newest_parts(&mut self, sink: &mut Sink) -> Vec<Part> {
        let Some((first, _)) = self.parts.first() else { return Vec::new() };
        let first = *first;
        let parts = std::mem::take(&mut self.parts);
        if parts.iter().all(|(file, _)| *file == first) {
            return parts.into_iter().map(|(_, part)| part).collect();
        }
        let mut newest: HashMap<usize, Option<&str>> = HashMap::new();
        for (file, part) in &parts {
            let known = newest.entry(*file).or_default();
            *known = (*known).max(part.updated.as_deref());
        }
        let last = newest.values().max().copied().flatten();
        let current: HashSet<usize> = newest.iter().filter(|(_, updated)| **updated == last).map(|(file, _)| *file).collect();
        let mut stated: HashMap<(Who, Option<String>, Option<i32>), usize> = HashMap::new();
        let before = parts.len();
        let mut kept = Vec::new();
        for (file, part) in parts {
            let row = (part.who.clone(), part.stated_role.clone(), part.position);
            if current.contains(&file) && *stated.entry(row).or_insert(file) == file {
                kept.push(part);
            }
        }
        sink.remarks("participations that another file states too left out", before - kept.len());
        kept
    }

    /// The framework programme: as stated, as the codes show, or the only one that the files beside these speak of.
    fn framework(&self, shared: &Shared) -> Option<Framework> {
        let facts = self.facts.as_ref();
        let stated = facts.and_then(|facts| facts.framework.as_deref());
        let bases = facts.into_iter().flat_map(|facts| &facts.bases).chain(self.bases.iter().map(|(code, _)| code));
        let topics = facts.into_iter().flat_map(|facts| facts.topics.iter().chain(&facts.scheme)).chain(&self.topics);
        let shown = stated.and_then(Framework::of).or_else(|| bases.chain(topics).find_map(|code| Framework::of(code)));
        shown.or_else(|| self.folders.iter().find_map(|folder| shared.set.framework_of(*folder).cloned()))
    }
}

fn project(shared: &mut Shared, sink: &mut Sink, number: Number, pieces: Vec<Piece>) -> Result<(), End> {
    let count = pieces.len();
    let mut sayings = Sayings::sort(shared, sink, pieces);
    if sayings.facts.is_none() && sayings.parts.is_empty() && sayings.outcomes.is_empty() {
        sink.remarks("rows about projects that are not in the import left out", count);
        return Ok(());
    }
    let at = format!("project {}", number.text());
    let framework = sayings.framework(shared);
    let source = shared.source(sink, framework.as_ref())?;
    let parts = sayings.newest_parts(sink);
    let mut facts = sayings.facts.take().unwrap_or_default();
    let programmes = programmes(shared, sink, &facts, &sayings.bases, framework.as_ref(), &source)?;
    let mut topics = facts.topics.iter().chain(&sayings.topics);
    let topic = topics.next();
    if topics.any(|other| Some(other) != topic) {
        sink.remark("projects with several topics: the first was taken as the call");
    }
    let call = topic.or(facts.call.as_ref()).map(|code| shared.call(sink, code, framework.as_ref(), &source)).transpose()?;
    let mut concepts = Vec::new();
    for field in &sayings.fields {
        add(&mut concepts, shared.field(sink, field)?);
    }
    if let Some(scheme) = &facts.scheme {
        add(&mut concepts, shared.scheme(sink, scheme)?);
    }
    let mut amounts: Vec<Amount> = [(AmountKind::TotalCost, facts.total_cost), (AmountKind::EuContribution, facts.contribution)]
        .into_iter()
        .filter_map(|(kind, minor)| Some(amount(kind, minor?, None)))
        .collect();
    let acronyms = parts.iter().map(|part| &part.acronym).chain(sayings.outcomes.iter().map(|outcome| &outcome.acronym));
    let acronym = facts.acronym.take().or_else(|| acronyms.flatten().next().cloned());
    let participations = if parts.is_empty() {
        by_name(sink, &at, facts.named, &source)?
    } else {
        participations(sink, &at, number, parts, &source, &mut amounts)?
    };
    let mut identifiers = vec![number.identifier()];
    for (scheme, value) in [("CORDIS_RCN", facts.rcn), ("DOI", facts.doi)] {
        identifiers.extend(value.map(|value| Identifier { scheme: scheme.to_owned(), value }));
    }
    identifiers.dedup();
    let citation = Citation {
        source: source.clone(),
        record_id: Some(number.text().to_owned()),
        url: number.page(),
        language: Some(english()),
    };
    let project = Project {
        key: number.key(),
        slug: None,
        title: vec![facts.title.unwrap_or_else(|| coined(acronym.as_deref(), framework.as_ref(), number))],
        acronym,
        summary: facts.summary.into_iter().collect(),
        status: facts.status,
        period: facts.period,
        signed_on: facts.signed_on,
        amounts,
        programmes,
        funding_call: call,
        identifiers,
        stated_partner_count: None,
        participations,
        activities: Vec::new(),
        action_lines: Vec::new(),
        results: results(sink, sayings.outcomes, number, &source),
        places: Vec::new(),
        concepts,
        url: facts.url.or_else(|| sayings.sites.into_iter().next()),
        sources: vec![citation],
        conflicts: Vec::new(),
        withdrawn_at: None,
    };
    Ok(sink.record(at, project)?)
}

/// What stands where no title is stated.
fn coined(acronym: Option<&str>, framework: Option<&Framework>, number: Number) -> Text {
    let framework = framework.map_or_else(|| "CORDIS".to_owned(), Framework::name);
    let text = acronym.map_or_else(|| format!("{framework} project {}", number.text()), str::to_owned);
    Text { language: english(), text, origin: TextOrigin::Editorial }
}

fn amount(kind: AmountKind, minor: i64, participation: Option<Key>) -> Amount {
    Amount { kind, money: euros(minor), on: None, period: None, participation, source: None }
}

fn add(keys: &mut Vec<Key>, key: Key) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

/// The programmes that fund a project: first the one that a table marks, then the project's own, then all others; where none is
/// stated, the framework programme.
fn programmes(
    shared: &mut Shared,
    sink: &mut Sink,
    facts: &Facts,
    bases: &[(String, bool)],
    framework: Option<&Framework>,
    source: &Key,
) -> Result<Vec<Key>, Stop> {
    let marked = |is_main| bases.iter().filter(move |(_, marked)| *marked == is_main).map(|(code, _)| code.as_str());
    let mut keys = Vec::new();
    for code in marked(true).chain(facts.bases.iter().map(String::as_str)).chain(marked(false)) {
        add(&mut keys, shared.programme(sink, code, source)?);
    }
    if keys.is_empty()
        && let Some(code) = facts.framework.as_deref().or(framework.map(Framework::code))
    {
        keys.push(shared.programme(sink, code, source)?);
    }
    Ok(keys)
}

fn participations(
    sink: &mut Sink,
    at: &str,
    number: Number,
    parts: Vec<Part>,
    source: &Key,
    amounts: &mut Vec<Amount>,
) -> Result<Vec<Participation>, Stop> {
    let mut keys = Keys::default();
    let mut all = Vec::with_capacity(parts.len());
    for (part, row) in parts.into_iter().zip(1..) {
        let role_slug = part.stated_role.as_deref().map(slug).unwrap_or_default();
        let (partner, name) = match &part.who {
            Who::Pic(pic) => (Key::stored(part.who.partner_key()), format!("pic-{pic}")),
            Who::Keyed(key) => (Key::stored(key.clone()), key.clone()),
            Who::Person(country) => {
                let position = part.position.unwrap_or(row);
                let name = keys.unused(&format!("person-{position}"));
                let id = format!("{} {}", number.text(), name.trim_start_matches("person-"));
                let citation = Citation { source: source.clone(), record_id: None, url: None, language: None };
                let person = person::withheld(key("cordis-person", &id), country.clone(), vec![citation]);
                let key = person.key.clone();
                sink.record(at, person)?;
                (key, name)
            }
        };
        let participation = Participation {
            key: keys.key(&if role_slug.is_empty() { name } else { format!("{name}-{role_slug}") }),
            partner,
            stated_partner: None,
            role: part.role,
            stated_role: part.stated_role,
            position: part.position,
            budget: part.cost.map(euros),
            grant: part.grant.map(euros),
            started_on: None,
            ended_on: None,
            sources: Vec::new(),
        };
        if let Some(minor) = part.net_grant {
            amounts.push(amount(AmountKind::NetEuContribution, minor, Some(participation.key.clone())));
        }
        all.push(participation);
    }
    Ok(all)
}

/// A role as a part of a key.
fn slug(role: &str) -> String {
    let is_plain = role.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { role.to_ascii_lowercase() } else { analyser::slug(role) }
}

/// The participations of those whom only the project's own row names.
fn by_name(sink: &mut Sink, at: &str, named: Vec<Named>, source: &Key) -> Result<Vec<Participation>, Stop> {
    let mut keys = Keys::default();
    let mut all = Vec::with_capacity(named.len());
    for Named { name, role: stated, country } in named {
        let partner = organisation_key("cordis", &name, country.as_ref(), None);
        let Some(name) = sink.text(&LanguageTag::stored("und"), &name) else { continue };
        let record = Partner {
            key: partner.clone(),
            slug: None,
            name: vec![name],
            alternative_names: Vec::new(),
            kind: None,
            country,
            place: None,
            identifiers: Vec::new(),
            url: None,
            sources: vec![Citation { source: source.clone(), record_id: None, url: None, language: None }],
            withdrawn_at: None,
        };
        sink.record_once(at, record)?;
        all.push(Participation {
            key: keys.key(&format!("{partner}-{stated}")),
            partner,
            stated_partner: None,
            role: Some(role(&stated)).filter(|role| *role != ParticipationRole::Other),
            stated_role: Some(stated),
            position: None,
            budget: None,
            grant: None,
            started_on: None,
            ended_on: None,
            sources: Vec::new(),
        });
    }
    Ok(all)
}

/// Keys that are each given once.
#[derive(Default)]
struct Keys(HashSet<String>);

impl Keys {
    /// The wanted key; with a number behind it if it is taken.
    fn unused(&mut self, wanted: &str) -> String {
        let mut key = wanted.to_owned();
        let mut number = 2;
        while !self.0.insert(key.clone()) {
            key = format!("{wanted}-{number}");
            number += 1;
        }
        key
    }

    fn key(&mut self, wanted: &str) -> Key {
        let short: String = wanted.chars().take(180).collect();
        Key::stored(self.unused(&short))
    }
}

/// What came of the project, each once, with the page that tells of it.
fn results(sink: &mut Sink, outcomes: Vec<Outcome>, number: Number, source: &Key) -> Vec<ProjectResult> {
    let mut seen = HashSet::new();
    let mut results = Vec::new();
    for Outcome { id, mut result, .. } in outcomes {
        if seen.insert(result.key.clone()) {
            let page = number.page().filter(|_| matches!(number, Number::Grant(_))).map(|page| match result.kind {
                Some(entity::ResultKind::Report) => format!("{page}/reporting"),
                _ => format!("{page}/results"),
            });
            result.sources = vec![Citation { source: source.clone(), record_id: Some(id), url: page, language: None }];
            results.push(result);
        } else {
            sink.remark("results that are stated twice left out");
        }
    }
    results
}
