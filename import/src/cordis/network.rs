//! Horizon 2020 as a network: participations by project and organisation numbers, without any names.

use record::Fault;

use super::{
    collected::{Collected, Rank, network_key},
    fact::{FactContent, OrganisationRow, Participant, ParticipationRow, ProjectRow},
    organizations::{activity, is_pic, role},
    referenced::programme_code,
    values::{self, NamedValues},
};
use crate::{Sink, external_grouping::GroupingError, table::Row};

/// A row in which `NA` means that nothing is known, but in the column of countries Namibia.
struct NetworkRow<'a>(&'a Row);

impl NamedValues for NetworkRow<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).filter(|text| *text != "NA" || name == "country")
    }
    fn place(&self) -> String {
        self.0.place()
    }
}

/// The columns that say the same in all rows of a project.
const OF_PROJECT: [&str; 5] = ["rcn", "start_date", "end_date", "max_contribution", "total_cost"];

/// Reads the participations of a network.
#[derive(Default)]
pub(super) struct Network {
    /// The values of the last row about its project: mostly the next one repeats them.
    last: [String; OF_PROJECT.len()],
}

impl Network {
    pub(super) fn read(&mut self, collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
        let row = &NetworkRow(row);
        let (Some(rcn), Some(pic)) = (values::control_number(sink, row, "rcn")?, row.get("pic").filter(|pic| is_pic(pic))) else {
            let reason = "a participation needs the number of its project and the code of its organisation";
            return Ok(sink.reject("partner", row.fault("pic", reason).allowed("nine digits"))?);
        };
        let key = network_key(&rcn);
        if OF_PROJECT.iter().zip(&self.last).any(|(column, last)| row.get(column).unwrap_or_default() != last) {
            self.last = OF_PROJECT.map(|column| row.get(column).unwrap_or_default().to_owned());
            let project = ProjectRow {
                period: values::period(sink, row, "start_date", "end_date")?,
                total_cost: values::known_money(sink, row, "total_cost")?,
                contribution: values::known_money(sink, row, "max_contribution")?,
                rcn: Some(rcn),
                ..ProjectRow::default()
            };
            collected.add_fact(&key, FactContent::Project(Box::new(project)))?;
        }
        let kind = row.get("type").and_then(activity);
        if kind.is_none() && row.get("type").is_some() {
            sink.leave_out(row.fault("type", "this kind of organisation is not known").allowed("HES, REC, PRC, PUB or OTH"))?;
        }
        let country = values::country(sink, row, "country")?;
        let organisation = OrganisationRow {
            project: key.clone(),
            folder: collected.folder(),
            pic: Some(pic.to_owned()),
            kind,
            country,
            ..OrganisationRow::default()
        };
        let participant = Participant::Pic(pic.to_owned());
        collected.partners.push(&participant.partner_key(), &organisation)?;
        let participation = ParticipationRow {
            participant,
            rcn: None,
            role: row.get("role").map(role),
            stated_role: row.get("role").map(str::to_owned),
            position: None,
            grant: values::money(sink, row, "contribution")?,
            net_grant: None,
            cost: None,
            acronym: None,
            updated: None,
        };
        Ok(collected.add_fact(&key, FactContent::Participation(participation))?)
    }
}

/// Reads one part of a programme that funds a project of the network.
pub(super) fn programme_part(collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
    let rcn = values::control_number(sink, row, "rcn")?;
    let (Some(rcn), Some(part)) = (rcn, row.get("programme_part")) else {
        return Ok(
            sink.reject("programme", Fault::new(row.place(), "the number of a project and a part of a programme are needed"))?
        );
    };
    Ok(collected.add_fact(&network_key(&rcn), FactContent::ProgrammePart(part.to_owned()))?)
}

/// Reads the codes of the parts of programmes: a name with a colon, then its codes, each behind a hyphen.
pub(super) fn part_codes(collected: &mut Collected, text: &str) {
    let mut name = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(code) = line.strip_prefix("- ").map(|code| code.trim_matches(['"', '\'', ' '])) {
            if !name.is_empty() && values::is_code(code) {
                collected.note_framework(code);
                collected
                    .titles
                    .programmes
                    .entry(programme_code(code))
                    .or_default()
                    .replace_if_better(name.clone(), Rank::Nickname);
                collected.part_codes.entry(name.clone()).or_default().push(code.to_owned());
            }
        } else if let Some(next) = line.strip_suffix(':') {
            next.trim_matches(['"', '\'']).clone_into(&mut name);
        }
    }
}
