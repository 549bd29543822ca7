//! The record of a project, from all facts about it.

use std::collections::{HashMap, HashSet};

use record::{Amount, AmountKind, Citation, Identifier, Key, Project, ProjectResult, Text, TextOrigin, Texts};

use super::{
    fact::{Fact, FactContent, Participant, ParticipationRow, ProjectRow, ResultRow},
    framework::Framework,
    participants,
    referenced::ReferencedRecords,
    values::{amount, english},
};
use crate::{Sink, Stop, external_grouping::GroupingError, value::key};

/// Emits one project, by the key that its facts are gathered by.
pub(super) fn emit_project(
    referenced: &mut ReferencedRecords,
    sink: &mut Sink,
    key: &str,
    facts: Vec<Fact>,
) -> Result<(), GroupingError> {
    match (key.strip_prefix('g'), key.strip_prefix('r')) {
        (Some(id), _) => project(referenced, sink, ProjectNumber::Grant(id), facts),
        (_, Some(rcn)) => project(referenced, sink, ProjectNumber::Record(rcn), facts),
        _ => Ok(()),
    }
}

/// The number that a project is known by.
#[derive(Clone, Copy)]
enum ProjectNumber<'a> {
    /// The number of its grant agreement.
    Grant(&'a str),
    /// Its record control number alone.
    Record(&'a str),
}

impl ProjectNumber<'_> {
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

/// All facts about one project.
#[derive(Default)]
struct ProjectFacts {
    row: Option<ProjectRow>,
    participations: Vec<(usize, ParticipationRow)>,
    bases: Vec<(String, bool)>,
    topics: Vec<String>,
    fields: Vec<super::fact::FieldOfScience>,
    results: Vec<ResultRow>,
    sites: Vec<String>,
    /// The folders that the facts are from.
    folders: Vec<usize>,
}

impl ProjectFacts {
    fn gather(referenced: &ReferencedRecords, sink: &mut Sink, facts: Vec<Fact>) -> Self {
        let mut all = Self::default();
        for Fact { file, folder, content } in facts {
            if !all.folders.contains(&folder) {
                all.folders.push(folder);
            }
            match content {
                FactContent::Project(row) => all.merge_row(sink, *row),
                FactContent::Participation(part) => all.participations.push((file, part)),
                FactContent::LegalBasis(code, is_main) => all.bases.push((code, is_main)),
                FactContent::ProgrammePart(name) => match referenced.collected.part_codes.get(&name) {
                    Some(codes) => all.bases.extend(codes.iter().map(|code| (code.clone(), false))),
                    None => sink.remark("parts of programmes left out because no file tells their codes"),
                },
                FactContent::Topic(code) => all.topics.push(code),
                FactContent::FieldOfScience(field) => all.fields.push(field),
                FactContent::Result(result) => all.results.push(*result),
                FactContent::Website(url) => all.sites.push(url),
            }
        }
        all
    }

    /// The newest row about a project counts, with the wordings of others in further languages.
    fn merge_row(&mut self, sink: &mut Sink, row: ProjectRow) {
        let Some(known) = self.row.take() else {
            self.row = Some(row);
            return;
        };
        let (mut newest, older) = if row.updated > known.updated { (row, known) } else { (known, row) };
        let is_translated = add_wordings(&mut newest.title, older.title) | add_wordings(&mut newest.summary, older.summary);
        let what = if is_translated {
            "projects stated in another language brought together"
        } else {
            "rows about a project of which another row is newer left out"
        };
        sink.remark(what);
        self.row = Some(newest);
    }

    /// Of several files with participations of one project those count that changed last. What two files both state is stated once;
    /// what one file states twice stays twice.
    fn newest_participations(&mut self, sink: &mut Sink) -> Vec<ParticipationRow> {
        let Some((first, _)) = self.participations.first() else { return Vec::new() };
        let first = *first;
        let parts = std::mem::take(&mut self.participations);
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
        let mut stated: HashMap<(Participant, Option<String>, Option<i32>), usize> = HashMap::new();
        let before = parts.len();
        let mut kept = Vec::new();
        for (file, part) in parts {
            let row = (part.participant.clone(), part.stated_role.clone(), part.position);
            if current.contains(&file) && *stated.entry(row).or_insert(file) == file {
                kept.push(part);
            }
        }
        sink.remarks("participations that another file states too left out", before - kept.len());
        kept
    }

    /// The framework programme: as stated, as the codes show, or the only one that the files beside these speak of.
    fn framework(&self, referenced: &ReferencedRecords) -> Option<Framework> {
        let row = self.row.as_ref();
        let stated = row.and_then(|row| row.framework.as_deref());
        let bases = row.into_iter().flat_map(|row| &row.bases).chain(self.bases.iter().map(|(code, _)| code));
        let topics = row.into_iter().flat_map(|row| row.topics.iter().chain(&row.scheme)).chain(&self.topics);
        let shown = stated.and_then(Framework::of).or_else(|| bases.chain(topics).find_map(|code| Framework::of(code)));
        shown.or_else(|| self.folders.iter().find_map(|folder| referenced.collected.framework_of(*folder).cloned()))
    }
}

fn project(
    referenced: &mut ReferencedRecords,
    sink: &mut Sink,
    number: ProjectNumber,
    facts: Vec<Fact>,
) -> Result<(), GroupingError> {
    let count = facts.len();
    let mut facts = ProjectFacts::gather(referenced, sink, facts);
    if facts.row.is_none() && facts.participations.is_empty() && facts.results.is_empty() {
        sink.remarks("rows about projects that are not in the import left out", count);
        return Ok(());
    }
    let at = format!("project {}", number.text());
    let framework = facts.framework(referenced);
    let source = referenced.source(sink, framework.as_ref())?;
    let parts = facts.newest_participations(sink);
    let mut row = facts.row.take().unwrap_or_default();
    let programmes = programmes(referenced, sink, &row, &facts.bases, framework.as_ref(), &source)?;
    let mut topics = row.topics.iter().chain(&facts.topics);
    let topic = topics.next();
    if topics.any(|other| Some(other) != topic) {
        sink.remark("projects with several topics: the first was taken as the call");
    }
    if topic.is_some() && row.call.is_some() && topic != row.call.as_ref() {
        sink.remark("calls around a topic left out: the topic is taken as the call");
    }
    let call = topic.or(row.call.as_ref()).map(|code| referenced.call(sink, code, framework.as_ref(), &source)).transpose()?;
    let mut concepts = Vec::new();
    for field in &facts.fields {
        add(&mut concepts, referenced.field(sink, field)?);
    }
    if let Some(scheme) = &row.scheme {
        add(&mut concepts, referenced.scheme(sink, scheme)?);
    }
    let mut amounts: Vec<Amount> = [(AmountKind::TotalCost, row.total_cost), (AmountKind::EuContribution, row.contribution)]
        .into_iter()
        .filter_map(|(kind, minor)| Some(amount(kind, minor?, None)))
        .collect();
    let acronyms = parts.iter().map(|part| &part.acronym).chain(facts.results.iter().map(|result| &result.acronym));
    let acronym = row.acronym.take().or_else(|| acronyms.flatten().next().cloned());
    if !parts.is_empty() {
        let reason = "names in a project's own row left out because rows of participations say more";
        sink.remarks(reason, row.named.len());
    }
    let rcn = row.rcn.take().or_else(|| parts.iter().find_map(|part| part.rcn.clone()));
    let participations = if parts.is_empty() {
        participants::by_name(sink, &at, row.named, &source)?
    } else {
        participants::participations(sink, &at, number.text(), parts, &source, &mut amounts)?
    };
    let mut identifiers = vec![number.identifier()];
    for (scheme, value) in [("CORDIS_RCN", rcn), ("DOI", row.doi)] {
        identifiers.extend(value.map(|value| Identifier { scheme: scheme.to_owned(), value }));
    }
    identifiers.dedup();
    let citation = Citation {
        source: source.clone(),
        record_id: Some(number.text().to_owned()),
        url: number.page(),
        language: Some(english()),
    };
    if row.title.is_empty() {
        row.title.push(coined(acronym.as_deref(), framework.as_ref(), number));
    }
    let mut sites: Vec<String> = row.url.into_iter().chain(facts.sites).collect();
    sites.dedup();
    sink.remarks("further sites of a project left out: the first was taken", sites.len().saturating_sub(1));
    let project = Project {
        key: number.key(),
        slug: None,
        title: row.title,
        acronym,
        summary: row.summary,
        status: row.status,
        period: row.period,
        signed_on: row.signed_on,
        amounts,
        programmes,
        funding_call: call,
        identifiers,
        stated_partner_count: None,
        participations,
        activities: Vec::new(),
        action_lines: Vec::new(),
        results: results(sink, facts.results, number, &source),
        places: Vec::new(),
        concepts,
        url: sites.into_iter().next(),
        sources: vec![citation],
        conflicts: Vec::new(),
        withdrawn_at: None,
    };
    Ok(sink.record(at, project)?)
}

/// The title of a project that states none.
fn coined(acronym: Option<&str>, framework: Option<&Framework>, number: ProjectNumber) -> Text {
    let framework = framework.map_or_else(|| "CORDIS".to_owned(), Framework::name);
    let text = acronym.map_or_else(|| format!("{framework} project {}", number.text()), str::to_owned);
    Text { language: english(), text, origin: TextOrigin::Editorial }
}

fn add(keys: &mut Vec<Key>, key: Key) {
    if !keys.contains(&key) {
        keys.push(key);
    }
}

/// The programmes that fund a project: first the one that a table marks, then the project's own, then all others; where none is
/// stated, the framework programme.
fn programmes(
    referenced: &mut ReferencedRecords,
    sink: &mut Sink,
    row: &ProjectRow,
    bases: &[(String, bool)],
    framework: Option<&Framework>,
    source: &Key,
) -> Result<Vec<Key>, Stop> {
    let marked = |is_main| bases.iter().filter(move |(_, marked)| *marked == is_main).map(|(code, _)| code.as_str());
    let mut keys = Vec::new();
    for code in marked(true).chain(row.bases.iter().map(String::as_str)).chain(marked(false)) {
        add(&mut keys, referenced.programme(sink, code, source)?);
    }
    if keys.is_empty()
        && let Some(code) = row.framework.as_deref().or(framework.map(Framework::code))
    {
        keys.push(referenced.programme(sink, code, source)?);
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

/// The results of the project, each once in all its languages, with the page that tells of it.
fn results(sink: &mut Sink, rows: Vec<ResultRow>, number: ProjectNumber, source: &Key) -> Vec<ProjectResult> {
    let mut positions: HashMap<Key, usize> = HashMap::new();
    let mut results: Vec<ProjectResult> = Vec::new();
    for ResultRow { id, mut result, .. } in rows {
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
            let page = number.page().filter(|_| matches!(number, ProjectNumber::Grant(_))).map(|page| match result.kind {
                Some(record::ResultKind::Report) => format!("{page}/reporting"),
                _ => format!("{page}/results"),
            });
            result.sources = vec![Citation { source: source.clone(), record_id: Some(id), url: page, language: None }];
            results.push(result);
        }
    }
    results
}
