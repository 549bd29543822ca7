//! The facts that the files of one import state, gathered by project and by organisation.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    io,
};

use record::Location;

use super::{
    fact::{Fact, FactContent, OrganisationRow},
    framework::Framework,
};
use crate::external_grouping::Grouping;

/// The facts that the files of an import state.
pub(super) struct Collected {
    /// The facts about each project, by [`project_key`] or [`network_key`].
    pub(super) projects: Grouping<Fact>,
    /// The rows about each organisation, by the key of its record.
    pub(super) partners: Grouping<OrganisationRow>,
    pub(super) titles: Titles,
    pub(super) points: Points,
    /// The codes of the parts of programmes that go by names.
    pub(super) part_codes: HashMap<String, Vec<String>>,
    /// The framework programmes that the files of each folder or archive speak of.
    folders: Vec<BTreeSet<Framework>>,
    folder_numbers: HashMap<String, usize>,
    file: usize,
    folder: usize,
}

impl Collected {
    pub(super) fn new() -> Self {
        Self {
            projects: Grouping::new(),
            partners: Grouping::new(),
            titles: Titles::default(),
            points: Points::default(),
            part_codes: HashMap::new(),
            folders: Vec::new(),
            folder_numbers: HashMap::new(),
            file: 0,
            folder: 0,
        }
    }

    /// Says which file the next facts are from.
    pub(super) fn file(&mut self, name: &str) {
        // Members of an archive are called "archive: member".
        let folder = name.rsplit_once(": ").or_else(|| name.rsplit_once(['/', '\\'])).map_or("", |(folder, _)| folder);
        let next = self.folders.len();
        self.folder = *self.folder_numbers.entry(folder.to_owned()).or_insert(next);
        if self.folder == next {
            self.folders.push(BTreeSet::new());
        }
        self.file += 1;
    }

    /// The number of the folder or archive of the present file.
    pub(super) fn folder(&self) -> usize {
        self.folder
    }

    /// Notes the framework programme that a code shows as one of the present folder.
    pub(super) fn note_framework(&mut self, code: &str) {
        if let (Some(framework), Some(folder)) = (Framework::of(code), self.folders.get_mut(self.folder)) {
            folder.insert(framework);
        }
    }

    /// The framework programme of a folder, if its files speak of one alone: CORDIS publishes each framework programme by itself.
    pub(super) fn framework_of(&self, folder: usize) -> Option<&Framework> {
        let frameworks = self.folders.get(folder).filter(|frameworks| frameworks.len() == 1)?;
        frameworks.first()
    }

    /// Adds a fact about a project.
    pub(super) fn add_fact(&mut self, key: &str, content: FactContent) -> io::Result<()> {
        self.projects.push(key, &Fact { file: self.file, folder: self.folder, content })
    }
}

/// The key that facts about a project are gathered by.
pub(super) fn project_key(id: &str) -> String {
    format!("g{id}")
}

/// The key of a project of which only the record control number is known.
pub(super) fn network_key(rcn: &str) -> String {
    format!("r{rcn}")
}

/// Titles of programmes, topics and funding schemes, wherever they are stated.
#[derive(Default)]
pub(super) struct Titles {
    pub(super) programmes: HashMap<String, Title>,
    pub(super) topics: HashMap<String, Title>,
    pub(super) schemes: HashMap<String, Title>,
}

/// The best title that something is given.
#[derive(Default)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    rank: Rank,
    /// The folder of a reference table that lists it, if one does.
    pub(super) listed: Option<usize>,
    /// The code of the programme that a topic belongs to.
    pub(super) programme: Option<String>,
}

/// The quality of a title, the best last.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A short name that somebody gave it.
    #[default]
    Nickname,
    /// A title that lost letters on its way.
    Damaged,
    /// A title in a reference table.
    Reference,
    /// A title beside the project.
    Data,
}

impl Title {
    /// Replaces the title by one that is better.
    pub(super) fn replace_if_better(&mut self, text: String, rank: Rank) {
        let rank = if lost_letters(&text) { Rank::Damaged } else { rank };
        if self.text.is_none() || rank > self.rank {
            self.text = Some(text);
            self.rank = rank;
        }
    }

    /// True if letters of it were lost.
    pub(super) fn is_damaged(&self) -> bool {
        self.rank == Rank::Damaged
    }
}

/// True if a question mark stands where a letter was: within a word.
fn lost_letters(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).any(|three| three[1] == '?' && three[0].is_alphabetic() && three[2].is_lowercase())
}

/// Points on the map that stand for cities, and those that stand for so many that they are none of a city.
#[derive(Default)]
pub(super) struct Points(HashMap<(u64, u64), Vec<u64>>);

/// A point that so many cities share is the middle of a country.
const MANY: usize = 3;

impl Points {
    /// Remembers that a point is stated of a city.
    pub(super) fn add(&mut self, location: Location, city: &str) {
        let mut hasher = DefaultHasher::new();
        city.to_lowercase().hash(&mut hasher);
        let city = hasher.finish();
        let cities = self.0.entry(Self::key(location)).or_default();
        if cities.len() < MANY && !cities.contains(&city) {
            cities.push(city);
        }
    }

    /// True if the point can be one in a city.
    pub(super) fn is_in_city(&self, location: Location) -> bool {
        self.0.get(&Self::key(location)).is_none_or(|cities| cities.len() < MANY)
    }

    fn key(location: Location) -> (u64, u64) {
        (location.latitude.to_bits(), location.longitude.to_bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_title_is_kept() {
        let mut title = Title::default();
        title.replace_if_better("Marie Sk?odowska-Curie Actions".to_owned(), Rank::Reference);
        assert!(title.is_damaged());
        title.replace_if_better("Marie Skłodowska-Curie Actions".to_owned(), Rank::Reference);
        title.replace_if_better("MSCA".to_owned(), Rank::Nickname);
        title.replace_if_better("Other".to_owned(), Rank::Reference);
        assert_eq!(title.text.as_deref(), Some("Marie Skłodowska-Curie Actions"));
        assert!(!lost_letters("Why? Because"));
    }

    #[test]
    fn a_point_of_many_cities_is_none_of_a_city() {
        let point = Location { latitude: 39.3, longitude: -4.8 };
        let mut points = Points::default();
        for city in ["Granada", "GRANADA", "Getxo"] {
            points.add(point, city);
        }
        assert!(points.is_in_city(point));
        points.add(point, "Solsona");
        assert!(!points.is_in_city(point));
    }
}
