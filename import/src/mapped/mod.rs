//! Tables whose columns a mapping file explains: a new list needs such a file and no code.

mod cells;
mod check;
mod mapping;
mod merge;
mod places;
mod rows;
mod value;

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use include_dir::{Dir, File, include_dir};
use record::TextOrigin;

pub use self::mapping::Mapping;
use record::{Fault, IdentifierScheme, Key, LanguageTag, Partner, Project, Source, Text, Vocabulary};

use self::{
    mapping::{Partner as PartnerColumns, Rows, Table as TableMapping},
    merge::{RowRecord, add, add_partner, finish_project},
    rows::Source as Reading,
};
use super::{
    Input, Sink, Stop,
    external_grouping::{Grouping, GroupingError},
    head::Head,
    table::{Header, OTHER_SHEETS, Row, RowError, Table},
    value::key,
};

const REPEATED: &str = "exact repetitions of rows left out";

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../data/mappings");

/// The mappings that come with the program.
fn built_in() -> impl Iterator<Item = &'static File<'static>> {
    FILES.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
}

/// The mappings of an import: a person's own, then those that come with the program.
#[derive(Debug)]
pub struct Mappings {
    all: Vec<Mapping>,
    own: usize,
}

impl Mappings {
    /// The mappings that come with the program, and before them a person's own.
    #[must_use]
    pub fn with(own: Vec<Mapping>) -> Self {
        let built_in = built_in().filter_map(|file| Mapping::parse(file.path().to_str()?, file.contents_utf8()?).ok());
        Self { own: own.len(), all: own.into_iter().chain(built_in).collect() }
    }

    /// True if one of the mappings explains this table.
    #[must_use]
    pub fn recognise(&self, head: &Head) -> bool {
        self.find(|table| head.columns(table.form())).is_some()
    }

    /// True if one of a person's own mappings explains this table.
    #[must_use]
    pub fn own_recognise(&self, head: &Head) -> bool {
        self.find(|table| head.columns(table.form())).is_some_and(|(mapping, _)| mapping < self.own)
    }

    /// The mapping and its table that explain a file, by their places: those that know it by most columns.
    fn find(&self, header: impl Fn(&TableMapping) -> Vec<String>) -> Option<(usize, usize)> {
        let mut best = None;
        for (m, mapping) in self.all.iter().enumerate() {
            for (t, table) in mapping.tables.iter().enumerate() {
                let header = header(table);
                let has = |columns: &value::Columns| {
                    columns.0.iter().any(|column| match column {
                        value::Column::Named(name) => header.contains(name),
                        value::Column::At(position) => *position <= header.len(),
                    })
                };
                if table.columns.iter().all(has) && best.is_none_or(|(most, _)| table.columns.len() > most) {
                    best = Some((table.columns.len(), (m, t)));
                }
            }
        }
        best.map(|(_, found)| found)
    }

    /// Reads tables, those of one source together.
    pub fn read(&self, inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
        let mut files: BTreeMap<usize, Vec<(usize, &Input)>> = BTreeMap::new();
        for input in inputs {
            let head = Head::of(input);
            match head.ok().and_then(|head| self.find(|table| head.columns(table.form()))) {
                Some((mapping, table)) => files.entry(mapping).or_default().push((table, input)),
                None => {
                    sink.file(input.name())?;
                    let reason = "no mapping explains this table: give one, as data/mappings/README.md describes";
                    sink.give_up(Fault::new("row 1", reason))?;
                }
            }
        }
        for (mapping, mut files) in files {
            let mapping = &self.all[mapping];
            // Lists of organisations first: they tell which names hold what otherwise stands between names.
            files.sort_by_key(|(table, _)| (mapping.tables[*table].rows != Rows::Partners, *table));
            read_source(mapping, &files, sink)?;
        }
        Ok(())
    }
}

fn read_source(mapping: &Mapping, files: &[(usize, &Input)], sink: &mut Sink) -> Result<(), Stop> {
    let Some((_, first)) = files.first() else { return Ok(()) };
    sink.file(first.name())?;
    let source = emit_source(mapping, sink)?;
    let mut reading = Reading::new(mapping, source);
    let (mut projects, mut partners) = (Grouping::new(), Grouping::new());
    for (file, (table, input)) in files.iter().enumerate() {
        sink.file(input.name())?;
        let table = &mapping.tables[*table];
        read_table(&mut reading, table, file, input, &mut projects, &mut partners, sink)
            .or_else(|error| error.report(sink, ""))?;
    }
    emit_partners(partners, files, sink)
        .and_then(|()| emit_projects(&reading, projects, files, sink))
        .or_else(|error| error.report(sink, ""))
}

/// Emits the source with its schemes and vocabularies.
fn emit_source(mapping: &Mapping, sink: &mut Sink) -> Result<Key, Stop> {
    let of = &mapping.source;
    let title = Text { language: LanguageTag::stored("en"), text: of.title.clone(), origin: TextOrigin::Editorial };
    let source = Source {
        key: key("source", &of.key),
        slug: None,
        publisher: of.publisher.clone(),
        title: vec![title],
        url: of.url.clone(),
        licence: of.licence.clone(),
        attribution: of.attribution.clone(),
        language: Some(of.language.clone()).filter(|language| &**language != "und"),
        retrieved_on: None,
    };
    let key = source.key.clone();
    sink.record_once("file", source)?;
    for scheme in &mapping.schemes {
        let scheme = IdentifierScheme {
            code: scheme.code.clone(),
            name: scheme.name.clone(),
            unique: scheme.unique,
            url: scheme.url.clone(),
            url_template: scheme.url_template.clone(),
        };
        sink.offer("file", scheme)?;
    }
    for vocabulary in &mapping.vocabularies {
        let record = Vocabulary {
            code: Key::stored(vocabulary.code.clone()),
            name: vocabulary.name.texts(),
            url: vocabulary.url.clone(),
            licence: None,
        };
        sink.offer("file", record)?;
    }
    Ok(key)
}

fn read_table(
    reading: &mut Reading<'_>,
    table: &TableMapping,
    file: usize,
    input: &Input,
    projects: &mut Grouping<RowRecord<Project>>,
    partners: &mut Grouping<RowRecord<Partner>>,
    sink: &mut Sink,
) -> Result<(), GroupingError> {
    let rows = match Table::open(input, table.form()) {
        Ok(rows) => rows,
        Err(fault) => return Ok(sink.give_up(fault)?),
    };
    sink.remarks(OTHER_SHEETS, rows.other_sheets().len());
    for name in rows.header().names().iter().filter(|name| !name.is_empty() && !table.lists(name)) {
        let reason = "the mapping doesn't name this column, what it says is left out";
        sink.leave_out(Fault::new("row 1", reason).column(name))?;
    }
    let columns = numbered(table, rows.header());
    let kind = if table.rows == Rows::Partners { "partner" } else { "project" };
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(RowError::Row(fault)) => {
                sink.reject(kind, fault)?;
                continue;
            }
            Err(RowError::Table(fault)) => return Ok(sink.give_up(fault)?),
            Err(RowError::NoRow(fault)) => {
                sink.leave_out(fault)?;
                continue;
            }
        };
        let records = reading.row_records(&row, table, &columns, sink)?;
        let (number, checksum) = (row.number(), checksum(&row));
        for record in records.partners {
            let key = record.key.to_string();
            partners.push(&key, &RowRecord { file, row: number, checksum, rows: table.rows, record })?;
        }
        if let Some(record) = records.project {
            let key = record.key.to_string();
            projects.push(&key, &RowRecord { file, row: number, checksum, rows: table.rows, record })?;
        }
    }
    Ok(())
}

/// The partners of a table, those in numbered columns one by one.
fn numbered(table: &TableMapping, header: &Header) -> Vec<PartnerColumns> {
    let mut all = Vec::new();
    for partner in &table.partners {
        let mut numbers = BTreeSet::new();
        for pattern in partner.name.columns() {
            let Some((before, after)) = pattern.split_once('#') else { continue };
            let number = |name: &String| name.strip_prefix(before)?.strip_suffix(after)?.parse::<u32>().ok();
            numbers.extend(header.names().iter().filter_map(number));
        }
        if partner.name.columns().any(|column| column.contains('#')) {
            all.extend(numbers.into_iter().map(|number| partner.numbered(&number.to_string())));
        } else {
            all.push(partner.clone());
        }
    }
    all
}

/// A checksum of what a row says; columns without a name only number the rows.
fn checksum(row: &Row) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (name, cell) in row.cells().filter(|(name, _)| !name.is_empty()) {
        (name, cell).hash(&mut hasher);
    }
    hasher.finish()
}

/// Emits each partner with what all rows state of it.
fn emit_partners(
    partners: Grouping<RowRecord<Partner>>,
    files: &[(usize, &Input)],
    sink: &mut Sink,
) -> Result<(), GroupingError> {
    for group in partners.groups()? {
        let (_, rows) = group?;
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { continue };
        let mut partner = first.record;
        for row in rows {
            add_partner(&mut partner, row.record);
        }
        sink.file(files[first.file].1.name())?;
        sink.record(format_args!("row {}", first.row), partner)?;
    }
    Ok(())
}

fn emit_projects(
    reading: &Reading<'_>,
    projects: Grouping<RowRecord<Project>>,
    files: &[(usize, &Input)],
    sink: &mut Sink,
) -> Result<(), GroupingError> {
    for group in projects.groups()? {
        let (_, rows) = group?;
        emit_project(reading, rows, files, sink)?;
    }
    Ok(())
}

/// Emits a project with what all its rows state.
fn emit_project(
    reading: &Reading<'_>,
    rows: Vec<RowRecord<Project>>,
    files: &[(usize, &Input)],
    sink: &mut Sink,
) -> Result<(), Stop> {
    let mut rows = rows.into_iter();
    let Some(first) = rows.next() else { return Ok(()) };
    let place = format!("row {}", first.row);
    sink.file(files[first.file].1.name())?;
    let mut seen = BTreeSet::from([(first.file, first.checksum)]);
    // What a row can say several times is added like that of all further rows.
    let mut project = Project { amounts: Vec::new(), participations: Vec::new(), results: Vec::new(), ..first.record.clone() };
    add(&mut project, first.record, first.rows);
    for row in rows {
        if seen.insert((row.file, row.checksum)) {
            add(&mut project, row.record, row.rows);
        } else {
            sink.remark(REPEATED);
        }
    }
    if project.title.is_empty() {
        match reading.coined(&project) {
            Some(title) => project.title.push(title),
            None => return sink.reject("project", Fault::new(place, "no row of the project gives it a title")),
        }
    }
    finish_project(&mut project);
    sink.record(place, project)
}

#[cfg(test)]
mod tests;
