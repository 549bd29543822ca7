//! Values as a mapping describes them: in a column, a part of one, several joined, or the same in all rows.

use std::{collections::BTreeMap, fmt};

use regex::{Regex, RegexBuilder};
use serde::{
    Deserialize, Deserializer,
    de::{
        self, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use crate::table::plain;

/// A value of a row: where it stands and what is made of it.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) from: ValueSource,
    /// The part of the text that is the value.
    pub(super) pattern: Option<Pattern>,
    /// Separators between several values.
    pub(super) split: Vec<String>,
    /// Values that hold what stands between values.
    pub(super) whole: Vec<String>,
    /// Meanings of texts, among them the empty one; the others mean themselves.
    pub(super) values: BTreeMap<String, String>,
    /// The meaning of texts that don't fit the pattern or are not among the values.
    pub(super) otherwise: Option<String>,
}

/// The source of a value.
#[derive(Clone, Debug)]
pub(super) enum ValueSource {
    Fixed(String),
    Columns(Columns),
    Joined(Vec<Value>, String),
}

/// A column by its name or position, or several, of which the first that says something counts.
#[derive(Clone, Debug)]
pub(super) struct Columns(pub(super) Vec<Column>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Named(String),
    /// Counted from 1.
    At(usize),
}

impl Columns {
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(|column| match column {
            Column::Named(name) => Some(name.clone()),
            Column::At(_) => None,
        })
    }

    /// Their name in faults.
    pub(super) fn title(&self) -> String {
        let title = |column: &Column| match column {
            Column::Named(name) => name.clone(),
            Column::At(position) => format!("column {position}"),
        };
        self.0.iter().map(title).collect::<Vec<_>>().join(" / ")
    }
}

/// A regular expression: its first group that takes part is the value, or all of it where it has no groups.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    pub(super) fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The part that is meant, empty if it is left out; `None` if the text doesn't fit.
    pub(super) fn part<'t>(&self, text: &'t str) -> Option<&'t str> {
        let captures = self.0.captures(text)?;
        let group = (1..captures.len()).find_map(|i| captures.get(i));
        let part = if self.0.captures_len() == 1 { captures.get(0) } else { group };
        Some(part.map_or("", |part| part.as_str().trim()))
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let regex = RegexBuilder::new(&text).size_limit(1 << 20).build();
        regex.map(Self).map_err(|error| de::Error::custom(format!("this is not a regular expression: {error}")))
    }
}

/// A value in its long form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LongValue {
    fixed: Option<String>,
    column: Option<Columns>,
    join: Option<Vec<Value>>,
    with: Option<String>,
    pattern: Option<Pattern>,
    split: Option<Strings>,
    #[serde(default)]
    whole: Vec<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    otherwise: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Strings {
    One(String),
    Several(Vec<String>),
}

impl TryFrom<LongValue> for Value {
    type Error = &'static str;

    fn try_from(parts: LongValue) -> Result<Self, Self::Error> {
        let from = match (parts.fixed, parts.column, parts.join) {
            (Some(fixed), None, None) => ValueSource::Fixed(fixed),
            (None, Some(columns), None) => ValueSource::Columns(columns),
            (None, None, Some(values)) => ValueSource::Joined(values, parts.with.clone().unwrap_or_else(|| " ".to_owned())),
            _ => return Err("a value has one of \"column\", \"join\" and \"fixed\""),
        };
        if parts.with.is_some() && !matches!(from, ValueSource::Joined(..)) {
            return Err("\"with\" goes with \"join\"");
        }
        let split = match parts.split {
            None => Vec::new(),
            Some(Strings::One(separator)) => vec![separator],
            Some(Strings::Several(separators)) => separators,
        };
        if split.iter().any(String::is_empty) {
            return Err("what stands between values can't be empty");
        }
        if split.is_empty() && !parts.whole.is_empty() {
            return Err("\"whole\" goes with \"split\"");
        }
        if parts.otherwise.is_some() && parts.pattern.is_none() && parts.values.is_empty() {
            return Err("\"otherwise\" goes with \"pattern\" or \"values\"");
        }
        Ok(Self { from, pattern: parts.pattern, split, whole: parts.whole, values: parts.values, otherwise: parts.otherwise })
    }
}

impl Value {
    fn of(columns: Columns) -> Self {
        Self {
            from: ValueSource::Columns(columns),
            pattern: None,
            split: Vec::new(),
            whole: Vec::new(),
            values: BTreeMap::new(),
            otherwise: None,
        }
    }

    /// The names of the columns that it takes.
    pub(super) fn columns(&self) -> Box<dyn Iterator<Item = String> + '_> {
        match &self.from {
            ValueSource::Fixed(_) => Box::new(std::iter::empty()),
            ValueSource::Columns(columns) => Box::new(columns.names()),
            ValueSource::Joined(values, _) => Box::new(values.iter().flat_map(Self::columns)),
        }
    }

    /// The name in faults of the columns that it takes.
    pub(super) fn title(&self) -> String {
        match &self.from {
            ValueSource::Fixed(_) => String::new(),
            ValueSource::Columns(columns) => columns.title(),
            ValueSource::Joined(values, _) => values.iter().map(Self::title).collect::<Vec<_>>().join(" + "),
        }
    }

    /// The words that it can become, as far as the mapping names them.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let fixed = match &self.from {
            ValueSource::Fixed(fixed) => Some(fixed),
            _ => None,
        };
        fixed.into_iter().chain(self.values.values()).chain(&self.otherwise).map(String::as_str)
    }

    /// The same value with a number in place of `#` in the names of columns.
    pub(super) fn numbered(&self, number: &str) -> Self {
        let column = |column: &Column| match column {
            Column::Named(name) => Column::Named(name.replace('#', number)),
            at @ Column::At(_) => at.clone(),
        };
        let from = match &self.from {
            ValueSource::Fixed(fixed) => ValueSource::Fixed(fixed.clone()),
            ValueSource::Columns(columns) => ValueSource::Columns(Columns(columns.0.iter().map(column).collect())),
            ValueSource::Joined(values, with) => {
                ValueSource::Joined(values.iter().map(|value| value.numbered(number)).collect(), with.clone())
            }
        };
        Self { from, ..self.clone() }
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ColumnVisitor;
        impl Visitor<'_> for ColumnVisitor {
            type Value = Column;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or its position from 1")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Column, E> {
                match plain(name) {
                    name if name.is_empty() => Err(E::custom("a column without a name is given by its position")),
                    name => Ok(Column::Named(name)),
                }
            }
            fn visit_i64<E: de::Error>(self, position: i64) -> Result<Column, E> {
                let position = usize::try_from(position).ok().filter(|position| *position > 0);
                position.map(Column::At).ok_or_else(|| E::custom("positions of columns are counted from 1"))
            }
        }
        deserializer.deserialize_any(ColumnVisitor)
    }
}

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ColumnsVisitor;
        impl<'de> Visitor<'de> for ColumnsVisitor {
            type Value = Columns;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, its position from 1, or a list of those")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Columns, E> {
                Ok(Columns(vec![Column::deserialize(de::value::StrDeserializer::new(name))?]))
            }
            fn visit_i64<E: de::Error>(self, position: i64) -> Result<Columns, E> {
                Ok(Columns(vec![Column::deserialize(de::value::I64Deserializer::new(position))?]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, columns: A) -> Result<Columns, A::Error> {
                let columns = Vec::deserialize(SeqAccessDeserializer::new(columns))?;
                if columns.is_empty() { Err(de::Error::custom("a column is missing")) } else { Ok(Columns(columns)) }
            }
        }
        deserializer.deserialize_any(ColumnsVisitor)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column or a table with \"column\", \"join\" or \"fixed\"")
            }
            fn visit_str<E: de::Error>(self, name: &str) -> Result<Value, E> {
                Ok(Value::of(Columns::deserialize(de::value::StrDeserializer::new(name))?))
            }
            fn visit_i64<E: de::Error>(self, position: i64) -> Result<Value, E> {
                Ok(Value::of(Columns::deserialize(de::value::I64Deserializer::new(position))?))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, columns: A) -> Result<Value, A::Error> {
                Ok(Value::of(Columns::deserialize(SeqAccessDeserializer::new(columns))?))
            }
            fn visit_map<A: MapAccess<'de>>(self, parts: A) -> Result<Value, A::Error> {
                LongValue::deserialize(MapAccessDeserializer::new(parts))?.try_into().map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}
