//! The records that a single row states: a project or a part of it, its partners, and what they refer to.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use record::{
    Amount, Citation, Concept, Identifier, Indicator, IndicatorPeriod, Key, LanguageTag, Participation, Partner, Period,
    Programme, Project, ProjectResult, Quantity, Text, TextOrigin, Texts,
};

use super::{
    cells::Cells,
    mapping::{self, Mapping, Rows, Table},
    places::{place_keys, seat},
    value::{Value, ValueSource},
};
use crate::{
    Sink, Stop, person,
    table::Row,
    value::{key, organisation_key},
};

/// The state across the rows of one import of a source.
pub(super) struct Source<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) key: Key,
    /// Names of organisations that the source lists by themselves.
    pub(super) names: HashSet<String>,
    /// Occurrences of ids, where each row is a project.
    ids: HashMap<String, usize>,
    /// Checksums of the private persons of each project, in the order in which they occurred.
    persons: HashMap<String, Vec<u64>>,
    /// The language of texts that nobody wrote in any.
    language: LanguageTag,
}

/// The records that a row states.
#[derive(Default)]
pub(super) struct RowRecords {
    pub(super) project: Option<Project>,
    pub(super) partners: Vec<Partner>,
}

/// A partner as a row names it, and what it does in the project.
struct NamedPartner {
    partner: Partner,
    participation: Participation,
    /// The name, if it is that of a private person.
    person: Option<String>,
}

impl<'a> Source<'a> {
    pub(super) fn new(mapping: &'a Mapping, key: Key) -> Self {
        let language = mapping.source.language.clone();
        Self { mapping, key, names: HashSet::new(), ids: HashMap::new(), persons: HashMap::new(), language }
    }

    /// The records that a row states; nothing if it is no record. `partners` are those of the table, numbered ones one by one.
    pub(super) fn row_records(
        &mut self,
        row: &Row,
        table: &Table,
        partners: &[mapping::Partner],
        sink: &mut Sink,
    ) -> Result<RowRecords, Stop> {
        let language = table.language.clone().unwrap_or_else(|| self.language.clone());
        let mut names = std::mem::take(&mut self.names);
        let mut cells = Cells { row, table, language: &language, known: &names, persons: Vec::new(), sink };
        let row_records = self.read(&mut cells, partners)?;
        names.extend(self.names.drain());
        self.names = names;
        Ok(row_records)
    }

    fn read(&mut self, cells: &mut Cells<'_>, partners: &[mapping::Partner]) -> Result<RowRecords, Stop> {
        for skip in &cells.table.skip {
            if cells.cell(&skip.column).is_some_and(|cell| skip.values.contains(cell)) {
                cells.sink.remark("rows left out because their mapping says so");
                return Ok(RowRecords::default());
            }
        }
        let contacts = cells.table.contacts.iter().filter(|column| cells.row.get(column).is_some()).count();
        cells.sink.remarks(person::CONTACTS, contacts);
        let Some(project) = &cells.table.project else {
            let mut named = Vec::new();
            for partner in partners {
                named.extend(self.partners(cells, partner)?);
            }
            self.name_persons("", &mut named);
            let partners: Vec<Partner> = named.into_iter().map(|named| named.partner).collect();
            self.names.extend(partners.iter().flat_map(|partner| &partner.name).map(|name| name.text.clone()));
            return Ok(RowRecords { project: None, partners });
        };
        let Some(id) = cells.text(&project.id)? else {
            let fault = cells.row.fault(&project.id.title(), "the row has no id, so that nobody can tell which project it is of");
            cells.sink.reject("project", fault)?;
            return Ok(RowRecords::default());
        };
        let mut named = Vec::new();
        for partner in partners {
            named.extend(self.partners(cells, partner)?);
        }
        let mut id = without(&id, &cells.persons);
        if cells.table.rows == Rows::Projects {
            let times = self.ids.entry(id.clone()).or_default();
            *times += 1;
            if *times > 1 {
                id = format!("{id} ({times})");
            }
        }
        self.name_persons(&id, &mut named);
        let record = self.project(cells, project, &id, &named)?;
        Ok(RowRecords { partners: named.into_iter().map(|named| named.partner).collect(), project: Some(record) })
    }

    fn project(&self, cells: &mut Cells<'_>, of: &mapping::Project, id: &str, named: &[NamedPartner]) -> Result<Project, Stop> {
        let identifiers = identifiers(cells, &of.identifiers)?;
        let own = |scheme: &str| identifiers.iter().find(|identifier| identifier.scheme == scheme);
        let key = match (own("EU_GRANT_AGREEMENT"), own("IATI"), own("360GIVING")) {
            (Some(number), ..) => key("eu-grant", &number.value),
            (_, Some(identifier), _) => key("iati", &identifier.value),
            (.., Some(identifier)) => key("360giving", &identifier.value),
            _ => key(&self.mapping.source.key, id),
        };
        let citation = Citation {
            source: self.key.clone(),
            record_id: matches!(of.id.from, ValueSource::Columns(_)).then(|| id.to_owned()),
            url: cells.address(of.page.as_ref())?,
            language: None,
        };
        let title = cells.wording(of.title.as_ref())?;
        let mut amounts: Vec<Amount> = Vec::new();
        for amount in &cells.table.amounts {
            let Some(kind) = cells.choice(Some(&amount.kind))? else { continue };
            if let Some(money) = cells.money(Some(&amount.value), amount.currency.as_ref())? {
                amounts.push(Amount { kind, money, on: None, period: None, participation: None, source: None });
            }
        }
        let mut programmes = Vec::new();
        for programme in &cells.table.programmes {
            programmes.extend(self.programme(cells, programme)?);
        }
        let mut places = Vec::new();
        for place in &cells.table.places {
            places.extend(place_keys(cells, place)?);
        }
        let mut concepts = Vec::new();
        for concept in &cells.table.concepts {
            concepts.extend(self.concepts(cells, concept)?);
        }
        let mut results = Vec::new();
        for indicator in &cells.table.indicators {
            results.extend(result(cells, indicator)?);
        }
        Ok(Project {
            key,
            slug: None,
            acronym: cells.wording(of.acronym.as_ref())?.map(|text| text.text).filter(|text| text.chars().count() <= 300),
            title: title.into_iter().collect(),
            summary: cells.wording(of.summary.as_ref())?.into_iter().collect(),
            status: cells.choice(of.status.as_ref())?,
            period: Some(period(cells, of.start.as_ref(), of.end.as_ref())?),
            signed_on: cells.date(of.signed.as_ref())?,
            amounts,
            programmes: distinct(programmes),
            funding_call: None,
            identifiers,
            stated_partner_count: cells.count(of.partner_count.as_ref())?,
            participations: named.iter().map(|named| named.participation.clone()).collect(),
            activities: Vec::new(),
            action_lines: Vec::new(),
            results,
            places: distinct(places),
            concepts: distinct(concepts),
            url: cells.address(of.url.as_ref())?,
            sources: vec![citation],
            conflicts: Vec::new(),
            withdrawn_at: None,
        })
    }

    /// The title of a project that has none.
    pub(super) fn coined(&self, project: &Project) -> Option<Text> {
        let untitled = self.mapping.source.untitled.as_ref()?;
        let id = project.sources.iter().find_map(|citation| citation.record_id.as_deref()).unwrap_or(&project.key);
        let text = untitled.replace("{id}", id);
        Some(Text { language: LanguageTag::stored("en"), text, origin: TextOrigin::Editorial })
    }

    /// The programme at the end of the path that a row states.
    fn programme(&self, cells: &mut Cells<'_>, programme: &mapping::Programme) -> Result<Option<Key>, Stop> {
        let (mut path, mut parent) = (String::new(), None);
        for level in &programme.levels {
            let names = cells.list(&level.name)?;
            let codes = match &level.code {
                Some(code) => cells.list(code)?,
                None => names.clone(),
            };
            if codes.len() != names.len() {
                cells.leave_out(
                    &level.name,
                    &names.join(" / "),
                    "codes and names of programmes are not in pairs",
                    "as many codes as names",
                )?;
                continue;
            }
            let is_fixed = matches!(level.name.from, ValueSource::Fixed(_));
            for (code, name) in codes.into_iter().zip(names) {
                path = if path.is_empty() { code } else { format!("{path}/{code}") };
                let Some(mut name) = cells.sink.text(cells.language, &name) else { continue };
                if is_fixed {
                    name = Text { language: LanguageTag::stored("en"), origin: TextOrigin::Editorial, ..name };
                }
                let record = Programme {
                    key: key("programme", &path.to_lowercase()),
                    slug: None,
                    code: Some(path.clone()).filter(|path| path.chars().count() <= 300),
                    name: vec![name],
                    parent: parent.take(),
                    period: None,
                    sources: vec![self.citation()],
                    withdrawn_at: None,
                };
                parent = Some(record.key.clone());
                cells.sink.record_once(cells.row.place(), record)?;
            }
        }
        Ok(parent)
    }

    fn concepts(&self, cells: &mut Cells<'_>, concept: &mapping::Concept) -> Result<Vec<Key>, Stop> {
        let labels = concept.label.as_ref().map(|label| cells.list(label)).transpose()?;
        let codes = concept.code.as_ref().map(|code| cells.list(code)).transpose()?;
        let pairs: Vec<(Option<String>, Option<String>)> = match (codes, labels) {
            (Some(codes), Some(labels)) if codes.len() == labels.len() => {
                codes.into_iter().zip(labels).map(|(code, label)| (Some(code), Some(label))).collect()
            }
            (Some(codes), _) => codes.into_iter().map(|code| (Some(code), None)).collect(),
            (None, labels) => labels.into_iter().flatten().map(|label| (None, Some(label))).collect(),
        };
        let vocabulary = self.mapping.vocabularies.iter().find(|vocabulary| vocabulary.code == concept.vocabulary);
        let mut keys = Vec::new();
        for (code, label) in pairs {
            let mut texts: Texts = Vec::new();
            if let Some(label) = &label {
                texts.extend(cells.sink.text(cells.language, label));
            }
            if let Some(known) = code.as_ref().and_then(|code| vocabulary.and_then(|vocabulary| vocabulary.labels.get(code))) {
                texts.extend(known.texts());
            }
            if let (true, Some(code)) = (texts.is_empty(), &code) {
                texts.extend(cells.sink.text(&LanguageTag::stored("zxx"), code));
            }
            let Some(id) = code.as_deref().or(label.as_deref()) else { continue };
            let record = Concept {
                key: key(&concept.vocabulary.to_lowercase().replace('_', "-"), &id.to_lowercase()),
                vocabulary: Key::stored(concept.vocabulary.clone()),
                notation: code.filter(|code| code.chars().count() <= 300),
                label: texts,
                broader: None,
                url: None,
            };
            keys.push(record.key.clone());
            cells.sink.offer(cells.row.place(), record)?;
        }
        Ok(keys)
    }

    /// The partners that a row names in one place, with what they do.
    fn partners(&self, cells: &mut Cells<'_>, of: &mapping::Partner) -> Result<Vec<NamedPartner>, Stop> {
        let names = cells.list(&of.name)?;
        let (country, place) = seat(cells, &of.seat, names.is_empty())?;
        let role = cells.choice(of.role.as_ref())?;
        let budget = cells.money(of.budget.as_ref(), of.currency.as_ref())?;
        let grant = cells.money(of.grant.as_ref(), of.currency.as_ref())?;
        if names.is_empty() {
            if cells.table.rows == Rows::Participations
                || cells.table.rows == Rows::Partners
                || budget.is_some()
                || grant.is_some()
            {
                let fault = cells.row.fault(&of.name.title(), "a partner without a name, what the row says of it is left out");
                cells.sink.reject("partner", fault)?;
            }
            return Ok(Vec::new());
        }
        let stated_role = match of.role.as_ref().map(|role| &role.value.from) {
            Some(ValueSource::Columns(columns)) => cells.cell(columns).map(str::to_owned),
            _ => None,
        };
        let kind = cells.choice(of.kind.as_ref())?;
        let is_person = |name: &str| {
            kind == Some(record::PartnerKind::NaturalPerson)
                || of.organisations.as_ref().is_some_and(|pattern| !pattern.fits(name))
                || of.persons.as_ref().is_some_and(|pattern| pattern.fits(name))
        };
        // What stands once can only be told of a partner that stands alone.
        let is_alone = names.len() == 1;
        let mut named = Vec::new();
        for name in names {
            let person = Some(name.clone()).filter(|name| is_person(name));
            let partner = if person.is_some() {
                cells.sink.remark(person::WITHHELD);
                let numbers = identifiers(cells, &of.identifiers)?.into_iter().map(|identifier| identifier.value);
                cells.persons.extend(numbers.chain([name]));
                person::withheld(self.key.clone(), country.clone(), vec![self.citation()])
            } else {
                let identifiers = if is_alone { identifiers(cells, &of.identifiers)? } else { Vec::new() };
                let Some(name) = cells.sink.text(cells.language, &name) else { continue };
                let city = of.seat.city.as_ref().map(|city| cells.text(city)).transpose()?.flatten();
                Partner {
                    key: self.partner_key(&identifiers, &name.text, country.as_ref(), city.as_deref()),
                    slug: None,
                    name: vec![name],
                    alternative_names: Vec::new(),
                    kind,
                    country: country.clone(),
                    place: place.clone(),
                    identifiers,
                    url: if is_alone { cells.address(of.url.as_ref())? } else { None },
                    sources: vec![self.citation()],
                    withdrawn_at: None,
                }
            };
            let participation = Participation {
                key: partner.key.clone(),
                partner: partner.key.clone(),
                stated_partner: None,
                role,
                stated_role: stated_role.clone(),
                position: None,
                budget: budget.clone().filter(|_| is_alone),
                grant: grant.clone().filter(|_| is_alone),
                started_on: None,
                ended_on: None,
                sources: Vec::new(),
            };
            named.push(NamedPartner { partner, participation, person });
        }
        Ok(named)
    }

    fn partner_key(
        &self,
        identifiers: &[Identifier],
        name: &str,
        country: Option<&record::CountryCode>,
        city: Option<&str>,
    ) -> Key {
        let own = |scheme: &str| identifiers.iter().find(|identifier| identifier.scheme == scheme);
        // The prefixes of org-id begin with a country or with a list of several countries.
        let is_prefix = |identifier: &&Identifier| identifier.scheme.find('-').is_some_and(|at| at == 2 || at == 1);
        match (own("PIC"), own("ROR"), identifiers.iter().find(is_prefix)) {
            (Some(pic), ..) => key("pic", &pic.value),
            (_, Some(ror), _) => key("ror", &ror.value.to_lowercase()),
            (.., Some(own)) => key("org", &format!("{}-{}", own.scheme, own.value).to_lowercase()),
            _ => organisation_key(&self.mapping.source.key, name, country, city),
        }
    }

    /// Gives private persons their keys, made of nothing but the project and the order in which its persons are named.
    fn name_persons(&mut self, project: &str, named: &mut [NamedPartner]) {
        for named in named {
            let Some(name) = &named.person else { continue };
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            let checksum = hasher.finish();
            let persons = self.persons.entry(project.to_owned()).or_default();
            let known = persons.iter().position(|person| *person == checksum);
            let number = known.unwrap_or_else(|| {
                persons.push(checksum);
                persons.len() - 1
            });
            let key = key(&format!("{}-person", self.mapping.source.key), &format!("{project} {}", number + 1));
            named.participation.partner = key.clone();
            named.partner.key = key;
        }
    }

    pub(super) fn citation(&self) -> Citation {
        Citation { source: self.key.clone(), record_id: None, url: None, language: None }
    }
}

/// A text without names and numbers of persons.
fn without(text: &str, persons: &[String]) -> String {
    persons.iter().fold(text.to_owned(), |text, person| text.replace(person, ""))
}

fn distinct(keys: Vec<Key>) -> Vec<Key> {
    let mut seen = HashSet::new();
    keys.into_iter().filter(|key| seen.insert(key.clone())).collect()
}

fn identifiers(cells: &mut Cells<'_>, of: &[mapping::Identifier]) -> Result<Vec<Identifier>, Stop> {
    let mut identifiers = Vec::new();
    for identifier in of {
        for value in cells.list(&identifier.value)? {
            if record::normalise_identifier(&value).is_empty() || value.chars().count() > 300 {
                cells.leave_out(&identifier.value, &value, "this is not an identifier", "letters or digits, at most 300")?;
                continue;
            }
            identifiers.push(Identifier { scheme: identifier.scheme.clone(), value });
        }
    }
    Ok(identifiers)
}

/// A period; an end that comes before its start is left out.
fn period(cells: &mut Cells<'_>, start: Option<&Value>, end: Option<&Value>) -> Result<Period, Stop> {
    let period = Period { start: cells.date(start)?, end: cells.date(end)?, months: None };
    match (period.check(), end) {
        (Err(reason), Some(end)) => {
            let stated = period.end.map(|end| end.to_string()).unwrap_or_default();
            cells.leave_out(end, &stated, &reason, "a date after the start")?;
            Ok(Period { end: None, ..period })
        }
        _ => Ok(period),
    }
}

/// The result and indicator that a row states, with its one period.
fn result(cells: &mut Cells<'_>, of: &mapping::Indicator) -> Result<Option<ProjectResult>, Stop> {
    let name = cells.wording(of.name.as_ref())?;
    let Some(title) = cells.wording(of.result.as_ref())?.or_else(|| name.clone()) else {
        let column = of.result.as_ref().or(of.name.as_ref()).map(Value::title).unwrap_or_default();
        let fault =
            cells.row.fault(&column, "an indicator without a name and without a result, what the row says of it is left out");
        cells.sink.leave_out(fault)?;
        return Ok(None);
    };
    let unit = cells.optional(of.unit.as_ref())?.filter(|unit| unit.chars().count() <= 300);
    let stated = period(cells, of.start.as_ref(), of.end.as_ref())?;
    let baseline = cells.quantity(of.baseline.as_ref())?;
    let targets: Vec<Quantity> = cells.quantity(of.target.as_ref())?.into_iter().collect();
    let actuals: Vec<Quantity> = cells.quantity(of.actual.as_ref())?.into_iter().collect();
    let period = Some(stated).filter(|period| *period != Period::default());
    let says_something = period.is_some() || !targets.is_empty() || !actuals.is_empty();
    let measure = format!("{} {}", name.as_ref().map_or("", |name| &name.text), unit.as_deref().unwrap_or_default());
    let indicator = Indicator {
        key: key("indicator", &measure),
        name: name.into_iter().collect(),
        concept: None,
        unit,
        unit_label: Vec::new(),
        baseline,
        target: None,
        actual: None,
        periods: says_something.then_some(IndicatorPeriod { period, targets, actuals }).into_iter().collect(),
    };
    Ok(Some(ProjectResult {
        key: key("result", &title.text),
        activity: None,
        kind: cells.choice(of.kind.as_ref())?,
        title: vec![title],
        description: Vec::new(),
        languages: Vec::new(),
        delivered_on: None,
        indicators: vec![indicator],
        url: None,
        sources: Vec::new(),
    }))
}
