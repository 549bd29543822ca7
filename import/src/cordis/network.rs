//! Horizon 2020 as a network: participations by project and organisation numbers, without any names.

use record::Fault;

use super::{
    cell::{self, Named},
    organizations::{activity, is_pic, role},
    piece::{Facts, Part, Said, Seat, Who},
    set::{End, Rank, Set, network_key},
    shared::programme_code,
};
use crate::{Sink, table::Row};

/// A row in which `NA` means that nothing is known, but in the column of countries Namibia.
struct Cells<'a>(&'a Row);

impl Named for Cells<'_> {
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
    /// What the last row said of its project: mostly the next one says it again.
    last: [String; OF_PROJECT.len()],
}

impl Network {
    pub(super) fn read(&mut self, set: &mut Set, sink: &mut Sink, row: &Row) -> Result<(), End> {
        let row = &Cells(row);
        let (Some(rcn), Some(pic)) = (cell::control_number(sink, row, "rcn")?, row.get("pic").filter(|pic| is_pic(pic))) else {
            let reason = "a participation needs the number of its project and the code of its organisation";
            return Ok(sink.reject("partner", row.fault("pic", reason).allowed("nine digits"))?);
        };
        let key = network_key(&rcn);
        if OF_PROJECT.iter().zip(&self.last).any(|(column, last)| row.get(column).unwrap_or_default() != last) {
            self.last = OF_PROJECT.map(|column| row.get(column).unwrap_or_default().to_owned());
            let facts = Facts {
                period: cell::period(sink, row, "start_date", "end_date")?,
                total_cost: cell::known_money(sink, row, "total_cost")?,
                contribution: cell::known_money(sink, row, "max_contribution")?,
                rcn: Some(rcn),
                ..Facts::default()
            };
            set.say(&key, Said::Facts(Box::new(facts)))?;
        }
        let kind = row.get("type").and_then(activity);
        if kind.is_none() && row.get("type").is_some() {
            sink.leave_out(row.fault("type", "this kind of organisation is not known").allowed("HES, REC, PRC, PUB or OTH"))?;
        }
        let country = cell::country(sink, row, "country")?;
        let seat =
            Seat { project: key.clone(), folder: set.folder(), pic: Some(pic.to_owned()), kind, country, ..Seat::default() };
        let who = Who::Pic(pic.to_owned());
        set.partners.push(&who.partner_key(), &seat)?;
        let part = Part {
            who,
            rcn: None,
            role: row.get("role").map(role),
            stated_role: row.get("role").map(str::to_owned),
            position: None,
            grant: cell::money(sink, row, "contribution")?,
            net_grant: None,
            cost: None,
            acronym: None,
            updated: None,
        };
        Ok(set.say(&key, Said::Part(part))?)
    }
}

/// Reads one part of a programme that funds a project of the network.
pub(super) fn part(set: &mut Set, sink: &mut Sink, row: &Row) -> Result<(), End> {
    let rcn = cell::control_number(sink, row, "rcn")?;
    let (Some(rcn), Some(part)) = (rcn, row.get("programme_part")) else {
        return Ok(
            sink.reject("programme", Fault::new(row.place(), "the number of a project and a part of a programme are needed"))?
        );
    };
    Ok(set.say(&network_key(&rcn), Said::ProgrammePart(part.to_owned()))?)
}

/// Reads the codes of the parts of programmes: a name with a colon, then its codes, each behind a hyphen.
pub(super) fn part_codes(set: &mut Set, text: &str) {
    let mut name = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(code) = line.strip_prefix("- ").map(|code| code.trim_matches(['"', '\'', ' '])) {
            if !name.is_empty() && cell::is_code(code) {
                set.speaks_of(code);
                set.titles.programmes.entry(programme_code(code)).or_default().take(name.clone(), Rank::Nickname);
                set.part_codes.entry(name.clone()).or_default().push(code.to_owned());
            }
        } else if let Some(next) = line.strip_suffix(':') {
            next.trim_matches(['"', '\'']).clone_into(&mut name);
        }
    }
}
