//! CORDIS, the European Union's register of the research projects that it funds: sets of tables old and new, participations as a
//! network without names, XML, and the reference tables beside them.
//!
//! The files of one import tell of the same projects, in any order. Each is read once and what it says is gathered by project and
//! by organisation; then the projects are emitted, each after the organisations that take part in it.

mod collected;
mod detail_tables;
mod elements;
mod fact;
mod file_kind;
mod framework;
mod network;
mod organizations;
mod participants;
mod partner;
mod project;
mod projects;
mod reference;
mod referenced;
#[cfg(test)]
mod tests;
mod values;
#[cfg(test)]
mod variant_tests;
mod xml;

use record::Fault;

use self::{collected::Collected, file_kind::FileKind, network::Network, referenced::ReferencedRecords};
use super::{
    Input, Sink, Stop,
    external_grouping::GroupingError,
    head::Head,
    table::{Form, OTHER_SHEETS, Row, RowError, Table},
};

pub(super) fn recognises(head: &Head) -> bool {
    FileKind::of(&head.text, |column| head.has_columns(&[column])).is_some()
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    let mut collected = Collected::new();
    let ended = inputs
        .iter()
        .try_for_each(|input| file(&mut collected, sink, input))
        .and_then(|()| emit_collected(collected, sink, inputs));
    ended.or_else(|error| error.report(sink, "rows can't be kept on disk while they are brought together: "))
}

/// Reads one file.
fn file(collected: &mut Collected, sink: &mut Sink, input: &Input) -> Result<(), GroupingError> {
    sink.file(input.name())?;
    collected.file(input.name());
    let head = match input.head_text() {
        Ok(head) => head,
        Err(error) => return Ok(sink.give_up(Fault::new("", error.to_string()))?),
    };
    match FileKind::of(&head, |_| false) {
        Some(FileKind::Xml) => return xml::read(collected, sink, input),
        Some(FileKind::PartCodes) => {
            network::part_codes(collected, &head);
            return Ok(());
        }
        _ => {}
    }
    let table = match Table::open(input, Form::default()) {
        Ok(table) => table,
        Err(fault) => return Ok(sink.give_up(fault)?),
    };
    match FileKind::of(&head, |column| table.header().has(column)) {
        Some(kind) => rows(collected, sink, table, kind),
        None => Ok(sink.give_up(Fault::new("row 1", "the columns are those of no file of CORDIS"))?),
    }
}

/// Reads the rows of a table.
fn rows(collected: &mut Collected, sink: &mut Sink, table: Table, kind: FileKind) -> Result<(), GroupingError> {
    kind.columns().report_unlisted(table.header(), sink)?;
    sink.remarks(OTHER_SHEETS, table.other_sheets().len());
    let tells_persons = table.header().has("SME") && table.header().has("city");
    let mut network = Network::default();
    for row in table {
        let row: Row = match row {
            Ok(row) => row,
            Err(RowError::Row(fault)) => {
                sink.reject(record_kind(kind), fault)?;
                continue;
            }
            Err(RowError::Table(fault)) => return Ok(sink.give_up(fault)?),
            Err(RowError::NoRow(fault)) => {
                sink.leave_out(fault)?;
                continue;
            }
        };
        match kind {
            FileKind::Projects => projects::read(collected, sink, &row, false)?,
            FileKind::Organizations => organizations::read(collected, sink, &row, None, tells_persons)?,
            FileKind::Topics => detail_tables::topic(collected, sink, &row)?,
            FileKind::LegalBases => detail_tables::legal_basis(collected, sink, &row)?,
            FileKind::Fields => detail_tables::field(collected, sink, &row)?,
            FileKind::Results => detail_tables::result(collected, sink, &row)?,
            FileKind::Links => detail_tables::link(collected, sink, &row)?,
            FileKind::Network => network.read(collected, sink, &row)?,
            FileKind::Parts => network::programme_part(collected, sink, &row)?,
            FileKind::TopicTitles => reference::topic(collected, sink, &row)?,
            FileKind::ProgrammeTitles => reference::programme(collected, sink, &row)?,
            FileKind::WebItems | FileKind::Priorities | FileKind::ActivityTypes => {
                sink.remark("rows that say nothing that the registry keeps left out");
            }
            FileKind::PartCodes | FileKind::Xml => {}
        }
    }
    Ok(())
}

/// The kind of record that a row of a table would be.
fn record_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Organizations | FileKind::Network => "partner",
        FileKind::Topics | FileKind::TopicTitles => "fundingCall",
        FileKind::LegalBases | FileKind::Parts | FileKind::ProgrammeTitles => "programme",
        FileKind::Fields => "concept",
        _ => "project",
    }
}

/// Emits the records of all that was gathered.
fn emit_collected(mut collected: Collected, sink: &mut Sink, inputs: &[Input]) -> Result<(), GroupingError> {
    match inputs {
        [] => return Ok(()),
        [only] => sink.file(only.name())?,
        [first, others @ ..] => sink.file(&format!("{} and {} more", first.name(), others.len()))?,
    }
    framework::offer_schemes(sink)?;
    let mut partners = partner::by_project(std::mem::take(&mut collected.partners).groups()?)?.peekable();
    let projects = std::mem::take(&mut collected.projects);
    let mut referenced = ReferencedRecords::new(&collected);
    referenced.listed(sink)?;
    for group in projects.groups()? {
        let (project, facts) = group?;
        // Each organisation takes part in a project, so that none is left in the end.
        while let Some(group) = partners.next_if(|group| group.as_ref().map_or(true, |(first, _)| *first <= project)) {
            for rows in group?.1 {
                partner::emit_partner(&mut referenced, sink, rows)?;
            }
        }
        project::emit_project(&mut referenced, sink, &project, facts)?;
    }
    Ok(())
}
