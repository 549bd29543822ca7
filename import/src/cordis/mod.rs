//! CORDIS, the European Union's register of the research projects that it funds: sets of tables old and new, participations as a
//! network without names, XML, and the reference tables beside them.
//!
//! The files of one import tell of the same projects, in any order. Each is read once and what it says is gathered by project and
//! by organisation; then the projects are handed on, each after the organisations that take part in it.

mod cell;
#[cfg(test)]
mod editions;
mod elements;
mod framework;
mod kind;
mod network;
mod organizations;
mod participants;
mod partner;
mod piece;
mod project;
mod projects;
mod reference;
mod set;
mod shared;
mod sidecars;
#[cfg(test)]
mod tests;
mod xml;

use record::Fault;

use self::{
    kind::Kind,
    network::Network,
    set::{End, Set},
    shared::Shared,
};
use super::{
    Input, Sink, Stop,
    format::Head,
    table::{BESIDE, Broken, Form, Row, Table},
};

pub(super) fn recognises(head: &Head) -> bool {
    Kind::of(&head.text, |column| head.has_columns(&[column])).is_some()
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    let mut set = Set::new();
    let ended = inputs.iter().try_for_each(|input| file(&mut set, sink, input)).and_then(|()| hand_on(set, sink, inputs));
    match ended {
        Ok(()) => Ok(()),
        Err(End::Stop) => Err(Stop),
        Err(End::Disk(error)) => {
            sink.give_up(Fault::new("", format!("rows can't be kept on disk while they are brought together: {error}")))
        }
    }
}

/// Reads one file.
fn file(set: &mut Set, sink: &mut Sink, input: &Input) -> Result<(), End> {
    sink.file(input.name())?;
    set.file(input.name());
    let head = match input.head_text() {
        Ok(head) => head,
        Err(error) => return Ok(sink.give_up(Fault::new("", error.to_string()))?),
    };
    match Kind::of(&head, |_| false) {
        Some(Kind::Xml) => return xml::read(set, sink, input),
        Some(Kind::PartCodes) => {
            network::part_codes(set, &head);
            return Ok(());
        }
        _ => {}
    }
    let table = match Table::open(input, Form::default()) {
        Ok(table) => table,
        Err(fault) => return Ok(sink.give_up(fault)?),
    };
    match Kind::of(&head, |column| table.header().has(column)) {
        Some(kind) => rows(set, sink, table, kind),
        None => Ok(sink.give_up(Fault::new("row 1", "the columns are those of no file of CORDIS"))?),
    }
}

/// Reads the rows of a table.
fn rows(set: &mut Set, sink: &mut Sink, table: Table, kind: Kind) -> Result<(), End> {
    kind.columns().report_unlisted(table.header(), sink)?;
    sink.remarks(BESIDE, table.beside().len());
    let tells_persons = table.header().has("SME") && table.header().has("city");
    let mut network = Network::default();
    for row in table {
        let row: Row = match row {
            Ok(row) => row,
            Err(Broken::Row(fault)) => {
                sink.reject(of(kind), fault)?;
                continue;
            }
            Err(Broken::Table(fault)) => return Ok(sink.give_up(fault)?),
            Err(Broken::Beside(fault)) => {
                sink.leave_out(fault)?;
                continue;
            }
        };
        match kind {
            Kind::Projects => projects::read(set, sink, &row, false)?,
            Kind::Organizations => organizations::read(set, sink, &row, None, tells_persons)?,
            Kind::Topics => sidecars::topic(set, sink, &row)?,
            Kind::LegalBases => sidecars::legal_basis(set, sink, &row)?,
            Kind::Fields => sidecars::field(set, sink, &row)?,
            Kind::Results => sidecars::result(set, sink, &row)?,
            Kind::Links => sidecars::link(set, sink, &row)?,
            Kind::Network => network.read(set, sink, &row)?,
            Kind::Parts => network::part(set, sink, &row)?,
            Kind::TopicTitles => reference::topic(set, sink, &row)?,
            Kind::ProgrammeTitles => reference::programme(set, sink, &row)?,
            Kind::WebItems | Kind::Priorities | Kind::ActivityTypes => {
                sink.remark("rows that say nothing that the registry keeps left out");
            }
            Kind::PartCodes | Kind::Xml => {}
        }
    }
    Ok(())
}

/// What a row of a table would be.
fn of(kind: Kind) -> &'static str {
    match kind {
        Kind::Organizations | Kind::Network => "partner",
        Kind::Topics | Kind::TopicTitles => "fundingCall",
        Kind::LegalBases | Kind::Parts | Kind::ProgrammeTitles => "programme",
        Kind::Fields => "concept",
        _ => "project",
    }
}

/// Hands on all that was gathered.
fn hand_on(mut set: Set, sink: &mut Sink, inputs: &[Input]) -> Result<(), End> {
    match inputs {
        [] => return Ok(()),
        [only] => sink.file(only.name())?,
        [first, others @ ..] => sink.file(&format!("{} and {} more", first.name(), others.len()))?,
    }
    framework::offer_schemes(sink)?;
    let mut partners = partner::by_project(std::mem::take(&mut set.partners).groups()?)?.peekable();
    let projects = std::mem::take(&mut set.projects);
    let mut shared = Shared::new(&set);
    shared.listed(sink)?;
    for group in projects.groups()? {
        let (project, pieces) = group?;
        // Each organisation takes part in a project, so that none is left in the end.
        while let Some(group) = partners.next_if(|group| group.as_ref().map_or(true, |(first, _)| *first <= project)) {
            for seats in group?.1 {
                partner::hand_on(&mut shared, sink, seats)?;
            }
        }
        project::hand_on(&mut shared, sink, &project, pieces)?;
    }
    Ok(())
}
