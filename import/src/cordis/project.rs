//! The record of a project, from all that the files say of it.

use std::collections::{HashMap, HashSet};

use record::{Amount, AmountKind, Citation, Identifier, Key, Project, ProjectResult, Text, TextOrigin, Texts};

use super::{
    cell::{english, euros},
    framework::Framework,
    participants,
    piece::{Facts, Outcome, Part, Piece, Said, Who},
    set::End,
    shared::Shared,
};
use crate::{Sink, Stop, value::key};

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

    /// The newest row about a project counts, with the wordings of others in further languages.
    fn take_facts(&mut self, sink: &mut Sink, facts: Facts) {
        let Some(known) = self.facts.take() else {
            self.facts = Some(facts);
            return;
        };
        let (mut newest, older) = if facts.updated > known.updated { (facts, known) } else { (known, facts) };
        let is_translated = add_wordings(&mut newest.title, older.title) | add_wordings(&mut newest.summary, older.summary);
        let what = if is_translated {
            "projects stated in another language brought together"
        } else {
            "rows about a project of which another row is newer left out"
        };
        sink.remark(what);
        self.facts = Some(newest);
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
    if topic.is_some() && facts.call.is_some() && topic != facts.call.as_ref() {
        sink.remark("calls around a topic left out: the topic is taken as the call");
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
    if !parts.is_empty() {
        let reason = "names in a project's own row left out because rows of participations say more";
        sink.remarks(reason, facts.named.len());
    }
    let rcn = facts.rcn.take().or_else(|| parts.iter().find_map(|part| part.rcn.clone()));
    let participations = if parts.is_empty() {
        participants::by_name(sink, &at, facts.named, &source)?
    } else {
        participants::participations(sink, &at, number.text(), parts, &source, &mut amounts)?
    };
    let mut identifiers = vec![number.identifier()];
    for (scheme, value) in [("CORDIS_RCN", rcn), ("DOI", facts.doi)] {
        identifiers.extend(value.map(|value| Identifier { scheme: scheme.to_owned(), value }));
    }
    identifiers.dedup();
    let citation = Citation {
        source: source.clone(),
        record_id: Some(number.text().to_owned()),
        url: number.page(),
        language: Some(english()),
    };
    if facts.title.is_empty() {
        facts.title.push(coined(acronym.as_deref(), framework.as_ref(), number));
    }
    let mut sites: Vec<String> = facts.url.into_iter().chain(sayings.sites).collect();
    sites.dedup();
    sink.remarks("further sites of a project left out: the first was taken", sites.len().saturating_sub(1));
    let project = Project {
        key: number.key(),
        slug: None,
        title: facts.title,
        acronym,
        summary: facts.summary,
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
        url: sites.into_iter().next(),
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

/// An amount of a project, or of one participation in it.
pub(super) fn amount(kind: AmountKind, minor: i64, participation: Option<Key>) -> Amount {
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

/// Adds wordings in languages that there are none in yet. True if there were any.
fn add_wordings(texts: &mut Texts, others: Texts) -> bool {
    let before = texts.len();
    for text in others {
        if !texts.is_empty() && texts.iter().all(|known| known.language != text.language) {
            texts.push(text);
        }
    }
    texts.len() > before
}

/// What came of the project, each once in all its languages, with the page that tells of it.
fn results(sink: &mut Sink, outcomes: Vec<Outcome>, number: Number, source: &Key) -> Vec<ProjectResult> {
    let mut positions: HashMap<Key, usize> = HashMap::new();
    let mut results: Vec<ProjectResult> = Vec::new();
    for Outcome { id, mut result, .. } in outcomes {
        if let Some(known) = positions.get(&result.key).and_then(|position| results.get_mut(*position)) {
            let is_translated =
                add_wordings(&mut known.title, result.title) | add_wordings(&mut known.description, result.description);
            let what = if is_translated {
                "results stated in another language brought together"
            } else {
                "results that are stated twice left out"
            };
            sink.remark(what);
        } else {
            positions.insert(result.key.clone(), results.len());
            let page = number.page().filter(|_| matches!(number, Number::Grant(_))).map(|page| match result.kind {
                Some(record::ResultKind::Report) => format!("{page}/reporting"),
                _ => format!("{page}/results"),
            });
            result.sources = vec![Citation { source: source.clone(), record_id: Some(id), url: page, language: None }];
            results.push(result);
        }
    }
    results
}
