//! The parser of mapping files, and the check that what one says fits together.

use std::collections::BTreeSet;

use record::Fault;

use super::{
    mapping::{Mapping, Place, Rows, Table},
    value::{Columns, Value},
};
use crate::table::plain;

/// The version of the mapping language, the first thing in every file.
const VERSION: u32 = 1;

impl Mapping {
    /// Reads a mapping file. `name` is what faults call it.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let line = |at: usize| format!("{name}: line {}", text[..at.min(text.len())].matches('\n').count() + 1);
        let mut mapping: Self = toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(|| name.to_owned(), |span| line(span.start));
            vec![Fault::new(place, error.message().to_owned())]
        })?;
        let found = mapping.normalise_and_check();
        if found.is_empty() {
            return Ok(mapping);
        }
        let fault = |(needle, reason): (String, String)| {
            let place = text.find(&needle).map_or_else(|| name.to_owned(), line);
            Fault::new(place, reason).value(&needle)
        };
        Err(found.into_iter().map(fault).collect())
    }

    /// Brings names of columns into the form in which they are compared, and says what doesn't fit together: the words of the
    /// file that are meant, and the reason.
    fn normalise_and_check(&mut self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        if self.version != VERSION {
            found.push(("version".to_owned(), format!("version {VERSION} of the mapping language is the only one there is")));
        }
        let key = &self.source.key;
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            found.push((key.clone(), "the key of a source is of lower-case letters a to z, digits and hyphens".to_owned()));
        }
        if let Some(untitled) = self.source.untitled.as_ref().filter(|untitled| !untitled.contains("{id}")) {
            found.push((untitled.clone(), "the title of projects that have none needs {id} in it".to_owned()));
        }
        let schemes: BTreeSet<&str> = self.schemes.iter().map(|scheme| &*scheme.code).collect();
        let vocabularies: BTreeSet<&str> = self.vocabularies.iter().map(|vocabulary| &*vocabulary.code).collect();
        for code in schemes.iter().chain(&vocabularies) {
            if code.is_empty() || !code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-') {
                found.push(((*code).to_owned(), "a code is of capitals, digits, - and _".to_owned()));
            }
        }
        for table in &mut self.tables {
            let ignored = std::mem::take(&mut table.ignored);
            table.ignored = ignored.into_iter().map(|(column, reason)| (plain(&column), reason)).collect();
            table.mapped =
                table.values().flat_map(Value::columns).chain(table.skip.iter().flat_map(|s| s.column.names())).collect();
            let contacts: Vec<String> = table.contacts.iter().map(|column| plain(column)).collect();
            table.contacts = contacts;
            table.check(&schemes, &vocabularies, &mut found);
            table.mapped.extend(table.contacts.iter().cloned());
        }
        found
    }
}

impl Table {
    fn check(&self, schemes: &BTreeSet<&str>, vocabularies: &BTreeSet<&str>, found: &mut Vec<(String, String)>) {
        let named = format!("{:?}", self.name);
        let mut fault = |at: &str, reason: String| found.push((at.to_owned(), reason));
        if self.columns.is_empty() {
            fault(&named, "the table needs columns by which it is known".to_owned());
        }
        let mut known = BTreeSet::new();
        for column in self.columns.iter().flat_map(Columns::names) {
            if !known.insert(column.clone()) {
                fault(&column, "this column is named twice among those by which the table is known".to_owned());
            }
        }
        for column in self.mapped.iter().chain(&self.contacts).filter(|column| self.ignored.contains_key(*column)) {
            fault(column, "this column is ignored, and something is made of it".to_owned());
        }
        for (column, _) in self.ignored.iter().filter(|(_, reason)| reason.trim().is_empty()) {
            fault(column, "an ignored column needs the reason why".to_owned());
        }
        match (&self.project, self.rows) {
            (None, Rows::Partners) if self.partners.is_empty() => {
                fault(&named, "a table of partners needs a [[table.partner]]".to_owned());
            }
            (None, Rows::Partners) => {}
            (None, _) => fault(&named, "the table needs a [table.project] with an id".to_owned()),
            (Some(_), Rows::Partners) => {
                fault(&named, "a table of partners has no [table.project]: rows is \"parts\" or another word".to_owned());
            }
            (Some(_), _) if self.partners.iter().any(|partner| partner.role.is_none()) => {
                fault(&named, "a [[table.partner]] needs a role".to_owned());
            }
            (Some(_), _) => {}
        }
        let of_projects = self.project.iter().flat_map(|project| &project.identifiers);
        for identifier in of_projects.chain(self.partners.iter().flat_map(|partner| &partner.identifiers)) {
            if !schemes.contains(&*identifier.scheme) {
                fault(&identifier.scheme, "this scheme is not described in a [[scheme]]".to_owned());
            }
        }
        for concept in &self.concepts {
            if !vocabularies.contains(&*concept.vocabulary) {
                fault(&concept.vocabulary, "this vocabulary is not described in a [[vocabulary]]".to_owned());
            }
            if concept.code.is_none() && concept.label.is_none() {
                fault(&concept.vocabulary, "a [[table.concept]] needs a code or a label".to_owned());
            }
        }
        if self.places.iter().any(Place::is_empty) {
            fault(&named, "a [[table.place]] needs a country, nuts, region or city".to_owned());
        }
        if self.programmes.iter().any(|programme| programme.levels.is_empty()) {
            fault(&named, "a [[table.programme]] needs levels".to_owned());
        }
        if self.indicators.iter().any(|indicator| indicator.result.is_none() && indicator.name.is_none()) {
            fault(&named, "a [[table.indicator]] needs a result or a name".to_owned());
        }
        let is_numbered = |value: &Value| value.columns().any(|column| column.contains('#'));
        let numbered = self.values().filter(|value| is_numbered(value)).count();
        let partners = self.partners.iter().filter(|partner| is_numbered(&partner.name));
        if numbered > partners.map(|partner| partner.values().flatten().filter(|value| is_numbered(value)).count()).sum() {
            fault(&named, "numbered columns (#) are those of a [[table.partner]] whose name is in one".to_owned());
        }
    }
}
