//! The curated records that come with the program, in the exchange format.

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../data/", $name)))),+]
    };
}

/// The names and contents of the files, in the order in which they are published.
pub(super) const FILES: &[(&str, &str)] = files![
    "identifier-schemes.json",
    "partners.json",
    "places.json",
    "programmes.json",
    "projects-cosmopolitan-cities.json",
    "projects-epi.json",
    "projects-intercultural-institute.json",
    "projects-netco.json",
    "projects-space.json",
    "sources.json",
    "vocabularies.json",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curated_file_is_listed() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../data")).expect("the folder is there");
        let paths = folder.map(|entry| entry.expect("an entry").path());
        let records = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
        let name = |path: std::path::PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut names: Vec<String> = records.filter_map(name).collect();
        names.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }
}
