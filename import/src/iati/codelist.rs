//! The code lists of the IATI Secretariat, see `data/README.md` for where they were taken from.

use std::{collections::HashMap, sync::LazyLock};

use record::{LanguageTag, Text, TextOrigin, Texts};

/// A code list with labels in English and French.
pub(super) type Codelist = LazyLock<HashMap<String, Entry>>;

/// An entry of a code list.
pub(super) struct Entry {
    english: String,
    french: String,
    /// The code of the group that it is in.
    pub(super) group: Option<String>,
}

impl Entry {
    /// Its label.
    pub(super) fn label(&self) -> Texts {
        let text = |language, text: &str, origin| Text { language: LanguageTag::stored(language), text: text.to_owned(), origin };
        let mut label = vec![text("en", &self.english, TextOrigin::Original)];
        if !self.french.is_empty() {
            label.push(text("fr", &self.french, TextOrigin::HumanTranslation));
        }
        label
    }
}

macro_rules! codelist {
    ($(#[$doc:meta])* $name:ident, $file:literal) => {
        $(#[$doc])*
        pub(super) static $name: Codelist =
            LazyLock::new(|| read(include_str!(concat!("../../../data/reference/iati/", $file, ".csv"))));
    };
}
codelist!(
    /// Purpose codes of the Development Assistance Committee, five digits, with their groups.
    SECTORS,
    "sectors"
);
codelist!(
    /// The groups of the purpose codes, three digits.
    SECTOR_GROUPS,
    "sector-groups"
);
codelist!(
    /// Policy markers of the Development Assistance Committee.
    POLICY_MARKERS,
    "policy-markers"
);
codelist!(
    /// Regions of the Development Assistance Committee.
    REGIONS,
    "regions"
);
codelist!(
    /// Sustainable Development Goals.
    GOALS,
    "sdg-goals"
);
codelist!(
    /// Targets of the Sustainable Development Goals.
    TARGETS,
    "sdg-targets"
);
codelist!(
    /// Units in which indicators are measured.
    MEASURES,
    "indicator-measures"
);

fn read(table: &str) -> HashMap<String, Entry> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let entry = |row: csv::StringRecord| {
        let cell = |column| row.get(column).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let entry = Entry { english: cell(1)?, french: cell(2).unwrap_or_default(), group: cell(3) };
        Some((cell(0)?, entry))
    };
    reader.records().filter_map(Result::ok).filter_map(entry).collect()
}
