//! Filters: what is asked, and which rows it finds.

use super::{
    Key,
    list::{List, Row, WORDS},
};
use crate::laws::{
    names::Names,
    questions::{Condition, ListQuestion, Selected},
};

/// A key that no record has.
const NOTHING: &str = "nothing";

/// A filter of one list.
pub struct Filter<'a> {
    list: &'a List,
    names: &'a Names,
    /// The entries of its own `dimensions`.
    entries: Vec<Entry>,
    /// The other members, and which rows fit.
    rest: Option<(String, Vec<bool>)>,
    search: Option<&'static str>,
}

/// An entry of `dimensions`.
#[derive(Clone, Debug)]
pub struct Entry {
    dimension: &'static str,
    any: Option<Vec<Key>>,
    every: Option<Vec<Key>>,
    missing: Option<bool>,
}

impl Entry {
    /// The records of one cell, or without a value.
    pub fn cell(dimension: &'static str, key: Option<&str>) -> Self {
        let any = key.map(|key| vec![key.to_owned()]);
        Self { dimension, missing: any.is_none().then_some(true), any, every: None }
    }

    fn new(list: &List, selected: &Selected) -> Self {
        let number = selected.dimension % list.dimensions.len();
        let vocabulary = &list.vocabulary[number];
        let key = |i: &usize| vocabulary.get(i % vocabulary.len().max(1)).cloned().unwrap_or_else(|| NOTHING.to_owned());
        let keys = |numbers: &Option<Vec<usize>>| numbers.as_ref().map(|numbers| numbers.iter().map(key).collect());
        let (any, every) = (keys(&selected.any), keys(&selected.every));
        let (any, every) = if list.all_of { (any, every) } else { (any.or(every), None) };
        Self { dimension: list.dimensions[number], any, every, missing: selected.missing }
    }

    fn fits(&self, row: &Row) -> bool {
        let cells = &row.cells[self.dimension];
        let any = self.any.as_ref().map(|keys| keys.iter().any(|key| cells.contains(key)));
        let every = self.every.iter().flatten().all(|key| cells.contains(key));
        let missing = self.missing.map(|missing| missing == cells.is_empty());
        every
            && match (any, missing) {
                // Together with `in`, missing adds the records without a value.
                (Some(any), Some(missing)) if self.missing == Some(true) => any || missing,
                (any, missing) => any.unwrap_or(true) && missing.unwrap_or(true),
            }
    }

    fn text(&self, names: &Names) -> String {
        let list = |name: &str, keys: &Option<Vec<Key>>| {
            let public = |keys: &Vec<Key>| keys.iter().map(|key| names.public(key)).collect::<Vec<_>>();
            keys.as_ref().map(|keys| format!(", {name}: {:?}", public(keys))).unwrap_or_default()
        };
        let missing = self.missing.map(|missing| format!(", missing: {missing}")).unwrap_or_default();
        format!("{{dimension: {}{}{}{missing}}}", self.dimension, list("in", &self.any), list("allOf", &self.every))
    }
}

impl<'a> Filter<'a> {
    pub fn new(list: &'a List, names: &'a Names, question: &ListQuestion) -> Self {
        let condition = |condition: &Condition| {
            let (text, fits) = condition.on(list, names);
            (format!("and: [{text}]"), fits)
        };
        Self {
            list,
            names,
            entries: question.selections.iter().map(|selected| Entry::new(list, selected)).collect(),
            rest: question.rest.as_ref().map(condition),
            search: question.search.map(word),
        }
    }

    /// The filter as an input.
    pub fn input(&self) -> String {
        let search = self.search.map(|word| format!(", search: {word:?}")).unwrap_or_default();
        format!("{{{}{search}}}", self.members(&[]))
    }

    /// The arguments of the list, with more entries of `dimensions`.
    pub fn arguments(&self, more: &[Entry]) -> String {
        let search = self.search.map(|word| format!(", search: {word:?}")).unwrap_or_default();
        format!("filter: {{{}}}{search}", self.members(more))
    }

    fn members(&self, more: &[Entry]) -> String {
        let entries: Vec<String> = self.entries.iter().chain(more).map(|entry| entry.text(self.names)).collect();
        let dimensions = (!entries.is_empty()).then(|| format!("dimensions: [{}]", entries.join(", ")));
        let members: Vec<String> = dimensions.into_iter().chain(self.rest.as_ref().map(|(text, _)| text.clone())).collect();
        members.join(", ")
    }

    /// The rows that it finds, without the entries of one dimension if that is asked for.
    pub fn rows(&self, without: Option<&str>) -> Vec<&'a Row> {
        self.fitting(without).map(|(_, row)| row).collect()
    }

    /// The numbers of the rows that it finds.
    pub fn numbers(&self) -> Vec<usize> {
        self.fitting(None).map(|(number, _)| number).collect()
    }

    fn fitting(&self, without: Option<&str>) -> impl Iterator<Item = (usize, &'a Row)> {
        let fits = move |(number, row): &(usize, &Row)| {
            self.entries.iter().filter(|entry| Some(entry.dimension) != without).all(|entry| entry.fits(row))
                && self.rest.as_ref().is_none_or(|(_, fits)| fits[*number])
                && self.search.is_none_or(|word| row.words.contains(word))
        };
        self.list.rows.iter().enumerate().filter(fits)
    }

    /// The keys that its own entries select of a dimension.
    pub fn selected(&self, dimension: &str) -> Vec<&Key> {
        let entries = self.entries.iter().filter(|entry| entry.dimension == dimension);
        entries.flat_map(|entry| entry.any.iter().chain(&entry.every).flatten()).collect()
    }
}

impl Condition {
    /// The input, and which rows of the list fit.
    fn on(&self, list: &List, names: &Names) -> (String, Vec<bool>) {
        let with = |text: String, fits: &dyn Fn(&Row) -> bool| (text, list.rows.iter().map(fits).collect());
        let each = |conditions: &[Self]| conditions.iter().map(|condition| condition.on(list, names)).unzip();
        let all_rows = |fits: &dyn Fn(usize) -> bool| (0..list.rows.len()).map(fits).collect();
        match self {
            Self::Selected(selected) => {
                let entry = Entry::new(list, selected);
                with(format!("{{dimensions: [{}]}}", entry.text(names)), &|row| entry.fits(row))
            }
            Self::Related(number) => {
                let (text, fits) = &list.related[number % list.related.len()];
                (format!("{{{text}}}"), fits.clone())
            }
            Self::Search(number) => {
                let word = word(*number);
                with(format!("{{search: {word:?}}}"), &|row| row.words.contains(word))
            }
            Self::All(conditions) => {
                let (texts, fits): (Vec<String>, Vec<Vec<bool>>) = each(conditions);
                (format!("{{and: [{}]}}", texts.join(", ")), all_rows(&|i| fits.iter().all(|fits| fits[i])))
            }
            Self::Any(conditions) => {
                let (texts, fits): (Vec<String>, Vec<Vec<bool>>) = each(conditions);
                (format!("{{or: [{}]}}", texts.join(", ")), all_rows(&|i| fits.iter().any(|fits| fits[i])))
            }
            Self::Not(condition) => {
                let (text, fits) = condition.on(list, names);
                (format!("{{not: {text}}}"), fits.iter().map(|fits| !fits).collect())
            }
        }
    }
}

fn word(number: usize) -> &'static str {
    WORDS[number % WORDS.len()]
}
