//! Regions of the NUTS classification, by the codes and names of all its versions since 2003.

use std::{collections::HashMap, sync::LazyLock};

use crate::{CountryCode, Location, folding::fold};

/// See `data/README.md` for where codes, names and points were taken from, and for which codes count as one region.
const TABLE: &str = include_str!("../../data/reference/nuts.csv");

/// The version by whose codes the keys of places are called.
const KEYS: &str = "2016";

/// A region, which may have had several codes.
pub struct Region {
    /// Its code in the newest version that has it.
    pub code: String,
    /// The code by which its place is called, whatever happens to the code later: that of 2016 if it had one then.
    pub key: String,
    /// Its present name.
    pub name: String,
    /// A point in it.
    pub location: Option<Location>,
    codes: Vec<String>,
    names: Vec<String>,
    newest: String,
    has_key_version: bool,
}

struct Regions {
    all: Vec<Region>,
    by_code: HashMap<String, usize>,
}

static REGIONS: LazyLock<Regions> = LazyLock::new(|| {
    let mut regions = Regions { all: Vec::new(), by_code: HashMap::new() };
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(TABLE.as_bytes()).records().filter_map(Result::ok).collect();
    let (current, former): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.get(6).is_none_or(str::is_empty));
    for row in current.into_iter().chain(former) {
        regions.add(row);
    }
    regions
});

impl Regions {
    /// Takes in a code; those that a region has today come first.
    fn add(&mut self, row: &csv::StringRecord) {
        let cell = |column: usize| row.get(column).unwrap_or_default();
        let (code, name, newest) = (cell(0).to_owned(), cell(1).to_owned(), cell(3).rsplit(' ').next().unwrap_or_default());
        let at = *self.by_code.get(cell(6)).unwrap_or(&self.all.len());
        if at == self.all.len() {
            let point = cell(4).parse().ok().zip(cell(5).parse().ok());
            self.all.push(Region {
                code: code.clone(),
                key: code.clone(),
                name: name.clone(),
                location: point.map(|(latitude, longitude)| Location { latitude, longitude }),
                codes: Vec::new(),
                names: Vec::new(),
                newest: newest.to_owned(),
                has_key_version: false,
            });
        }
        let region = &mut self.all[at];
        if cell(3).split(' ').any(|version| version == KEYS) {
            region.key.clone_from(&code);
            region.has_key_version = true;
        }
        region.names.push(name);
        region.names.extend(cell(2).split('|').filter(|name| !name.is_empty()).map(str::to_owned));
        region.codes.push(code.clone());
        self.by_code.insert(code, at);
    }
}

/// The region that a code means. No code of any version means two of them.
#[must_use]
pub fn region(code: &str) -> Option<&'static Region> {
    REGIONS.all.get(*REGIONS.by_code.get(code)?)
}

/// True for a code of any version. A country's code is one, in and out of Europe, and so is one that means no region of its
/// country in particular, such as `ROZZ`.
#[must_use]
pub fn is_code(code: &str) -> bool {
    let is_whole = |nation: &str, rest: &str| {
        nation.parse::<CountryCode>().is_ok() && rest.len() <= 3 && rest.bytes().all(|byte| byte == b'Z')
    };
    region(code).is_some() || code.split_at_checked(2).is_some_and(|(nation, rest)| is_whole(nation, rest))
}

/// The region of a country, by the country's code and any of the region's names. Of several the one of 2016 is meant, then the
/// innermost, then the newest.
#[must_use]
pub fn region_named(nation: &str, name: &str) -> Option<&'static Region> {
    static NAMES: LazyLock<HashMap<(&'static str, String), &'static Region>> = LazyLock::new(|| {
        let mut regions: Vec<&Region> = REGIONS.all.iter().filter(|region| region.code.len() > 2).collect();
        regions.sort_unstable_by_key(|region| (region.has_key_version, region.code.len(), &region.newest, &region.code));
        let named = |region: &'static Region| {
            region.names.iter().filter_map(move |name| Some(((region.code.get(..2)?, fold(name)), region)))
        };
        regions.into_iter().flat_map(named).collect()
    });
    NAMES.get(&(nation, fold(name))).copied()
}

/// True if in any version the one region, by the code of its key, lies in the other.
#[must_use]
pub fn lies_in(inner: &str, outer: &str) -> bool {
    let codes = |code: &str| region(code).map_or_else(|| vec![code.to_owned()], |region| region.codes.clone());
    let wider = codes(outer);
    codes(inner).iter().any(|inner| wider.iter().any(|outer| inner.len() > outer.len() && inner.starts_with(outer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_versions_lead_to_one_region() {
        for (codes, code, key, name) in [
            (&["GR21", "EL21", "EL54"][..], "EL54", "EL54", "Ipeiros"),
            (&["HR021", "HR047"], "HR021", "HR047", "Bjelovarsko-bilogorska županija"),
            (&["HR04"], "HR04", "HR04", "Kontinentalna Hrvatska"),
            (&["NL221"], "NL221", "NL221", "Veluwe"),
            (&["FR81", "FRJ1"], "FRJ1", "FRJ1", "Languedoc-Roussillon"),
            (&["RO06", "RO11"], "RO11", "RO11", "Nord-Vest"),
            (&["PT16"], "PT16", "PT16", "Centro (PT)"),
            (&["XK"], "XK", "XK", "Kosovo"),
        ] {
            for stated in codes {
                let region = region(stated).unwrap_or_else(|| panic!("{stated} is known"));
                assert_eq!((&*region.code, &*region.key, &*region.name), (code, key, name), "{stated}");
                assert!(region.location.is_some(), "{stated}");
            }
        }
        assert!(is_code("ROZZ") && is_code("MZ") && !is_code("ROZZZZ") && !is_code("RO119") && !is_code("QQZ"));
    }

    #[test]
    fn every_region_has_its_place_in_the_table() {
        let codes: usize = REGIONS.all.iter().map(|region| region.codes.len()).sum();
        assert_eq!(codes, TABLE.lines().count() - 1, "each code once");
        for region in &REGIONS.all {
            assert_eq!(region.codes.first(), Some(&region.code), "today's code is the first");
            assert!(region.codes.contains(&region.key) && region.codes.iter().all(|code| code.len() == region.code.len()));
        }
    }

    #[test]
    fn names_of_all_versions_are_known() {
        for (nation, name, code) in [
            ("EL", "Ήπειρος", "EL54"),
            ("ES", "Comunidad Valenciana", "ES52"),
            ("FR", "Nord - Pas-de-Calais", "FRE1"),
            ("PT", "Lisboa", "PT17"),
            ("BA", "Republika Srpska", "BA02"),
            ("BA", "Epirus", ""),
            ("SE", "Småland med öarna", "SE21"),
        ] {
            assert_eq!(region_named(nation, name).map_or("", |region| &region.code), code, "{name}");
        }
    }

    #[test]
    fn regions_lie_in_those_of_any_version() {
        assert!(lies_in("HR047", "HR04"), "as in 2016");
        assert!(lies_in("HR047", "HR02"), "as today");
        assert!(!lies_in("HR047", "HR03") && !lies_in("HR04", "HR047") && !lies_in("HR04", "HR04"));
    }
}
