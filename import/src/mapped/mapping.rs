//! Mapping files: what the columns of a table mean, said in TOML. `data/mappings/README.md` explains every key.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::Encoding;
use record::{
    AmountKind, CurrencyCode, LanguageTag, ParticipationRole, PartnerKind, ProjectStatus, ResultKind, Text, TextOrigin, Texts,
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, IntoDeserializer, value::StrDeserializer},
};

use super::value::{Columns, Pattern, Value};
use crate::{
    table::Form,
    value::{DateForm, Marks},
};

/// One source: who publishes it, and its tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub(super) version: u32,
    pub(super) source: Source,
    #[serde(default, rename = "scheme")]
    pub(super) schemes: Vec<Scheme>,
    #[serde(default, rename = "vocabulary")]
    pub(super) vocabularies: Vec<Vocabulary>,
    #[serde(rename = "table")]
    pub(super) tables: Vec<Table>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    /// The prefix of keys of records.
    pub(super) key: String,
    pub(super) publisher: String,
    pub(super) title: String,
    pub(super) licence: Option<String>,
    pub(super) attribution: Option<String>,
    pub(super) url: Option<String>,
    /// The language of all texts, `und` unless stated.
    #[serde(default = "undetermined")]
    pub(super) language: LanguageTag,
    /// The title of a project that has none, with `{id}` in it.
    pub(super) untitled: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    pub(super) code: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) unique: bool,
    pub(super) url: Option<String>,
    pub(super) url_template: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vocabulary {
    pub(super) code: String,
    pub(super) name: Wording,
    pub(super) url: Option<String>,
    /// Labels of codes, where the table itself doesn't say.
    #[serde(default)]
    pub(super) labels: BTreeMap<String, Wording>,
}

/// The content of one row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Rows {
    /// A project, also where ids are equal.
    Projects,
    /// One participation of a project.
    Participations,
    /// A project or a part of what is said about it.
    Parts,
    /// A share of a project: amounts of its rows add up.
    Shares,
    /// An organisation.
    Partners,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Zero {
    #[default]
    Unknown,
    Stated,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) rows: Rows,
    /// The columns by which the table is known.
    pub(super) columns: Vec<Columns>,
    #[serde(default, deserialize_with = "encoding")]
    encoding: Option<&'static Encoding>,
    #[serde(default, deserialize_with = "delimiter")]
    delimiter: Option<u8>,
    #[serde(default)]
    pub(super) decimal: Marks,
    #[serde(default)]
    pub(super) dates: DateForm,
    pub(super) language: Option<LanguageTag>,
    pub(super) currency: Option<CurrencyCode>,
    /// Words for currencies in cells, such as `kn`.
    #[serde(default)]
    pub(super) currencies: BTreeMap<String, CurrencyCode>,
    #[serde(default)]
    pub(super) zero: Zero,
    /// Cells that say nothing, such as `N/A`.
    #[serde(default)]
    pub(super) empty: BTreeSet<String>,
    #[serde(default)]
    pub(super) skip: Vec<Skip>,
    pub(super) project: Option<Project>,
    #[serde(default, rename = "amount")]
    pub(super) amounts: Vec<Amount>,
    #[serde(default, rename = "programme")]
    pub(super) programmes: Vec<Programme>,
    #[serde(default, rename = "place")]
    pub(super) places: Vec<Place>,
    #[serde(default, rename = "concept")]
    pub(super) concepts: Vec<Concept>,
    #[serde(default, rename = "partner")]
    pub(super) partners: Vec<Partner>,
    #[serde(default, rename = "indicator")]
    pub(super) indicators: Vec<Indicator>,
    /// Columns of people to be contacted, which are dropped and counted.
    #[serde(default)]
    pub(super) contacts: Vec<String>,
    /// Columns that nothing is made of, each with the reason.
    #[serde(default)]
    pub(super) ignored: BTreeMap<String, String>,
    /// The names of all columns that something is made of.
    #[serde(skip)]
    pub(super) mapped: BTreeSet<String>,
}

/// Rows that are left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skip {
    pub(super) column: Columns,
    pub(super) values: BTreeSet<String>,
    /// For those who read the mapping.
    #[serde(rename = "reason")]
    _reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Project {
    pub(super) id: Value,
    pub(super) title: Option<Value>,
    pub(super) acronym: Option<Value>,
    pub(super) summary: Option<Value>,
    pub(super) status: Option<Choice<ProjectStatus>>,
    pub(super) start: Option<Value>,
    pub(super) end: Option<Value>,
    pub(super) signed: Option<Value>,
    pub(super) url: Option<Value>,
    /// The source's own page of the project.
    pub(super) page: Option<Value>,
    /// The number of partners that the source states.
    pub(super) partner_count: Option<Value>,
    #[serde(default)]
    pub(super) identifiers: Vec<Identifier>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Identifier {
    pub(super) scheme: String,
    pub(super) value: Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Amount {
    pub(super) kind: Choice<AmountKind>,
    pub(super) value: Value,
    pub(super) currency: Option<Value>,
}

/// A programme as the path that leads to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub(super) levels: Vec<Level>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Level {
    pub(super) code: Option<Value>,
    pub(super) name: Value,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) country: Option<Value>,
    /// A code of the NUTS classification.
    pub(super) nuts: Option<Value>,
    /// The name of a region, for codes that the registry doesn't know, or instead of a code.
    pub(super) region: Option<Value>,
    pub(super) city: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Concept {
    pub(super) vocabulary: String,
    pub(super) code: Option<Value>,
    pub(super) label: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Partner {
    pub(super) name: Value,
    pub(super) role: Option<Choice<ParticipationRole>>,
    pub(super) kind: Option<Choice<PartnerKind>>,
    /// Its seat.
    #[serde(default)]
    pub(super) seat: Place,
    pub(super) url: Option<Value>,
    #[serde(default)]
    pub(super) identifiers: Vec<Identifier>,
    pub(super) budget: Option<Value>,
    pub(super) grant: Option<Value>,
    pub(super) currency: Option<Value>,
    /// Names that fit this are organisations', all others private persons'.
    pub(super) organisations: Option<Pattern>,
    /// Names that fit this are private persons'.
    pub(super) persons: Option<Pattern>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Indicator {
    /// The title of the result that it measures.
    pub(super) result: Option<Value>,
    pub(super) kind: Option<Choice<ResultKind>>,
    pub(super) name: Option<Value>,
    /// A code such as PERSON.
    pub(super) unit: Option<Value>,
    pub(super) start: Option<Value>,
    pub(super) end: Option<Value>,
    pub(super) baseline: Option<Value>,
    pub(super) target: Option<Value>,
    pub(super) actual: Option<Value>,
}

/// A value of one of the registry's closed lists.
#[derive(Clone, Debug)]
pub(super) struct Choice<T> {
    pub(super) value: Value,
    of: std::marker::PhantomData<T>,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Choice<T> {
    /// Everything that the mapping itself names must be in the list.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        for word in value.words().filter(|word| !word.is_empty()) {
            choice::<T>(word).map_err(serde::de::Error::custom)?;
        }
        Ok(Self { value, of: std::marker::PhantomData })
    }
}

/// A word of a closed list.
pub(super) fn choice<T: DeserializeOwned>(word: &str) -> Result<T, serde::de::value::Error> {
    let word: StrDeserializer<'_, serde::de::value::Error> = word.into_deserializer();
    T::deserialize(word)
}

/// A wording of the mapping itself, in English or in the languages it names.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Wording {
    English(String),
    Each(BTreeMap<LanguageTag, String>),
}

impl Wording {
    pub(super) fn texts(&self) -> Texts {
        let text = |language: LanguageTag, text: &String| Text { language, text: text.clone(), origin: TextOrigin::Editorial };
        match self {
            Self::English(english) => vec![text(LanguageTag::stored("en"), english)],
            Self::Each(wordings) => wordings.iter().map(|(language, wording)| text(language.clone(), wording)).collect(),
        }
    }
}

fn undetermined() -> LanguageTag {
    LanguageTag::stored("und")
}

fn encoding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static Encoding>, D::Error> {
    let label = String::deserialize(deserializer)?;
    let unknown = || format!("{label:?} is not an encoding: a name such as \"utf-8\" or \"windows-1253\" is allowed");
    Encoding::for_label(label.as_bytes()).map(Some).ok_or_else(|| serde::de::Error::custom(unknown()))
}

fn delimiter<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Ok(Some(*byte)),
        _ => Err(serde::de::Error::custom(format!("{text:?} is not a delimiter: one character such as \";\" is allowed"))),
    }
}

impl Table {
    /// The form of its files as far as it is known.
    pub(super) fn form(&self) -> Form {
        Form { encoding: self.encoding, delimiter: self.delimiter }
    }

    /// True if something is made of a column, or if there is a reason why not.
    pub(super) fn lists(&self, column: &str) -> bool {
        let listed = |name: &str| self.mapped.contains(name) || self.ignored.contains_key(name);
        listed(column) || listed(&numberless(column))
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        let project = self.project.iter().flat_map(|project| {
            let status = project.status.as_ref().map(|status| &status.value);
            let others = [&project.title, &project.acronym, &project.summary, &project.start, &project.end, &project.signed]
                .into_iter()
                .chain([&project.url, &project.page, &project.partner_count]);
            let identifiers = project.identifiers.iter().map(|identifier| &identifier.value);
            [Some(&project.id), status].into_iter().chain(others.map(Option::as_ref)).flatten().chain(identifiers)
        });
        let amounts =
            self.amounts.iter().flat_map(|amount| [Some(&amount.kind.value), Some(&amount.value), amount.currency.as_ref()]);
        let levels = self.programmes.iter().flat_map(|programme| &programme.levels);
        let programmes = levels.flat_map(|level| [level.code.as_ref(), Some(&level.name)]);
        let places = self.places.iter().flat_map(Place::values);
        let concepts = self.concepts.iter().flat_map(|concept| [concept.code.as_ref(), concept.label.as_ref()]);
        let partners = self.partners.iter().flat_map(Partner::values);
        let indicators = self.indicators.iter().flat_map(|i| {
            let kind = i.kind.as_ref().map(|kind| &kind.value);
            let others = [&i.result, &i.name, &i.unit, &i.start, &i.end, &i.baseline, &i.target, &i.actual];
            std::iter::once(kind).chain(others.into_iter().map(Option::as_ref))
        });
        let all = amounts.chain(programmes).chain(places).chain(concepts).chain(partners).chain(indicators);
        project.chain(all.flatten())
    }
}

impl Place {
    pub(super) fn is_empty(&self) -> bool {
        self.values().all(|value| value.is_none())
    }

    fn values(&self) -> impl Iterator<Item = Option<&Value>> {
        [&self.country, &self.nuts, &self.region, &self.city].into_iter().map(Option::as_ref)
    }

    fn numbered(&self, number: &str) -> Self {
        let place = |value: &Option<Value>| value.as_ref().map(|value| value.numbered(number));
        Self { country: place(&self.country), nuts: place(&self.nuts), region: place(&self.region), city: place(&self.city) }
    }
}

impl Partner {
    pub(super) fn values(&self) -> impl Iterator<Item = Option<&Value>> {
        let choices = [self.role.as_ref().map(|role| &role.value), self.kind.as_ref().map(|kind| &kind.value)];
        let others = [&self.url, &self.budget, &self.grant, &self.currency].into_iter().map(Option::as_ref);
        let identifiers = self.identifiers.iter().map(|identifier| Some(&identifier.value));
        std::iter::once(Some(&self.name)).chain(choices).chain(others).chain(identifiers).chain(self.seat.values())
    }

    /// The partner of a number, where columns are `Partner 1 name`, `Partner 2 name` and so on.
    pub(super) fn numbered(&self, number: &str) -> Self {
        let value = |value: &Option<Value>| value.as_ref().map(|value| value.numbered(number));
        let identifier =
            |identifier: &Identifier| Identifier { scheme: identifier.scheme.clone(), value: identifier.value.numbered(number) };
        Self {
            name: self.name.numbered(number),
            role: self.role.as_ref().map(|role| role.numbered(number)),
            kind: self.kind.as_ref().map(|kind| kind.numbered(number)),
            seat: self.seat.numbered(number),
            url: value(&self.url),
            identifiers: self.identifiers.iter().map(identifier).collect(),
            budget: value(&self.budget),
            grant: value(&self.grant),
            currency: value(&self.currency),
            organisations: self.organisations.clone(),
            persons: self.persons.clone(),
        }
    }
}

impl<T> Choice<T> {
    fn numbered(&self, number: &str) -> Self {
        Self { value: self.value.numbered(number), of: std::marker::PhantomData }
    }
}

/// A name with `#` in place of every number in it.
fn numberless(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    for c in name.chars() {
        if !c.is_ascii_digit() {
            result.push(c);
        } else if !result.ends_with('#') {
            result.push('#');
        }
    }
    result
}
