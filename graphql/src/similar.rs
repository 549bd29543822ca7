//! Projects that are like a project, and why.

use async_graphql::{Context, Object};
use entity::Texts;
use futures_util::future::try_join_all;
use store::similar::{Feature, Kind, Similar};

use crate::{
    connection::size_up_to,
    error::{Error, Result},
    load,
    loaders::{ConceptRow, PartnerRow, PlaceRow, ProjectRow, SimilarTo, VocabularyRow},
    localized_text::{Languages, LocalizedText},
    project::Project,
    scalar::LanguageTag,
    statistics::wording::de,
};

/// How many similar projects are given if nothing is said.
const DEFAULT_SIMILAR: i32 = 10;
/// How many similar projects are given at most.
const MAX_SIMILAR: u64 = 50;
/// How many names a reason lists; the others are only counted.
const MOST_NAMES: usize = 5;

/// A project that is like another one.
pub struct SimilarProject {
    found: Similar,
    project: Project,
}

/// A project that is like another one.
#[Object]
impl SimilarProject {
    /// The project.
    async fn project(&self) -> &Project {
        &self.project
    }

    /// How much alike they are: the sum of log2(n / k) over what both state, where k of the n projects of the registry have it, or
    /// something narrower. Example: 13.287 for two things that one in a hundred projects has.
    #[expect(clippy::cast_precision_loss, reason = "a score is small")]
    async fn score(&self) -> f64 {
        self.found.score as f64 / 1_000.0
    }

    /// What both state, a sentence for each kind. Example: "2 shared target groups: Roma, Women".
    async fn reasons(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages in the order of preference: English and Romanian exist; in English if none of them does.")]
        languages: Languages,
    ) -> Result<Vec<LocalizedText>> {
        let named = try_join_all(self.found.shared.iter().map(|feature| name(ctx, *feature))).await?;
        let mut groups: Vec<(&'static Wording, Vec<Texts>)> = Vec::new();
        for (wording, name) in named.into_iter().flatten() {
            match groups.iter_mut().find(|(group, _)| std::ptr::eq(*group, wording)) {
                Some((_, names)) => names.push(name),
                None => groups.push((wording, vec![name])),
            }
        }
        let reason = |(wording, names): &(&'static Wording, Vec<Texts>)| {
            LocalizedText::editorial(&[("en", &wording.english(names)), ("ro", &wording.romanian(names))], &languages)
        };
        Ok(groups.iter().filter_map(reason).collect())
    }
}

/// Answers `similarProjects` of the project with this row number.
pub async fn similar_projects(ctx: &Context<'_>, project: i64, first: Option<i32>) -> Result<Vec<SimilarProject>> {
    let first = size_up_to("first", first.unwrap_or(DEFAULT_SIMILAR), MAX_SIMILAR)?;
    let key = SimilarTo { project, first: i64::try_from(first).unwrap_or(i64::MAX) };
    let found = load(ctx, key).await?.unwrap_or_default();
    let similar = async |found: &Similar| {
        let project = load(ctx, ProjectRow(found.project)).await?.map(Project).ok_or_else(|| Error::missing("project"))?;
        Ok::<_, Error>(SimilarProject { found: found.clone(), project })
    };
    try_join_all(found.iter().map(similar)).await
}

/// What is shared, as a sentence puts it: how many of what kind, and what it is called.
async fn name(ctx: &Context<'_>, (kind, id): Feature) -> Result<Option<(&'static Wording, Texts)>> {
    Ok(match kind {
        Kind::Partner => load(ctx, PartnerRow(id)).await?.map(|row| (&PARTNER, row.name.clone())),
        Kind::Place => load(ctx, PlaceRow(id)).await?.map(|row| (&PLACE, row.name.clone())),
        Kind::Concept => {
            let Some(row) = load(ctx, ConceptRow(id)).await? else { return Ok(None) };
            let vocabulary = load(ctx, VocabularyRow(row.vocabulary_id)).await?;
            let code = vocabulary.as_ref().map(|vocabulary| vocabulary.code.as_str());
            let wording = OF_VOCABULARIES.iter().find(|(vocabulary, _)| Some(*vocabulary) == code).map_or(&CONCEPT, |(_, w)| w);
            Some((wording, row.label.clone()))
        }
    })
}

/// How one and how several of a kind are called when they are shared.
struct Wording {
    en: [&'static str; 2],
    ro: [&'static str; 2],
}

static PARTNER: Wording = Wording { en: ["same partner", "shared partners"], ro: ["același partener", "parteneri comuni"] };
static PLACE: Wording = Wording {
    en: ["same place of work", "shared places of work"],
    ro: ["același loc de desfășurare", "locuri de desfășurare comune"],
};
static CONCEPT: Wording = Wording { en: ["same concept", "shared concepts"], ro: ["același concept", "concepte comune"] };
static OF_VOCABULARIES: [(&str, Wording); 4] = [
    ("THEME", Wording { en: ["same theme", "shared themes"], ro: ["aceeași temă", "teme comune"] }),
    (
        "TARGET_GROUP",
        Wording { en: ["same target group", "shared target groups"], ro: ["același grup țintă", "grupuri țintă comune"] },
    ),
    (
        "SDG",
        Wording {
            en: ["same Sustainable Development Goal", "shared Sustainable Development Goals"],
            ro: ["același obiectiv de dezvoltare durabilă", "obiective de dezvoltare durabilă comune"],
        },
    ),
    (
        "DISCRIMINATION_GROUND",
        Wording {
            en: ["same ground of discrimination", "shared grounds of discrimination"],
            ro: ["același criteriu de discriminare", "criterii de discriminare comune"],
        },
    ),
];

impl Wording {
    fn english(&self, names: &[Texts]) -> String {
        let count = names.len();
        let what = if count == 1 { self.en[0].to_owned() } else { format!("{count} {}", self.en[1]) };
        listed(&what, names, "en", "and", "more")
    }

    fn romanian(&self, names: &[Texts]) -> String {
        let count = names.len();
        let de = de(i64::try_from(count).unwrap_or(i64::MAX));
        let what = if count == 1 { self.ro[0].to_owned() } else { format!("{count} {de}{}", self.ro[1]) };
        listed(&what, names, "ro", "și încă", "")
    }
}

fn listed(what: &str, names: &[Texts], language: &str, and: &str, more: &str) -> String {
    let languages = Some(vec![LanguageTag::stored(language)]);
    let name = |texts: &Texts| LocalizedText::choose(texts, &languages).map(|name| name.wording().to_owned());
    let list: Vec<String> = names.iter().take(MOST_NAMES).filter_map(name).collect();
    let rest = match names.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        rest => format!(" {and} {rest} {more}").trim_end().to_owned(),
    };
    format!("{what}: {}{rest}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use entity::Text;
    use record::{ClosedList, TextOrigin};

    use super::*;

    fn names(count: usize) -> Vec<Texts> {
        let text = |i| Text { language: "en".to_owned(), text: format!("P{i}"), origin: TextOrigin::Original.spelling() };
        (1..=count).map(|i| Texts(vec![text(i)])).collect()
    }

    #[test]
    fn one_and_several_are_worded_rightly() {
        assert_eq!(PARTNER.english(&names(1)), "same partner: P1");
        assert_eq!(PARTNER.romanian(&names(1)), "același partener: P1");
        assert_eq!(PARTNER.english(&names(2)), "2 shared partners: P1, P2");
        assert_eq!(PARTNER.romanian(&names(19)), "19 parteneri comuni: P1, P2, P3, P4, P5 și încă 14");
        assert_eq!(PARTNER.romanian(&names(20)), "20 de parteneri comuni: P1, P2, P3, P4, P5 și încă 15");
        assert_eq!(PARTNER.romanian(&names(101)), "101 parteneri comuni: P1, P2, P3, P4, P5 și încă 96");
        assert_eq!(PARTNER.english(&names(7)), "7 shared partners: P1, P2, P3, P4, P5 and 2 more");
    }
}
