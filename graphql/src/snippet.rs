//! Snippets: where a search matched a project, in the texts themselves.

use std::{collections::HashSet, ops::Range, sync::Arc};

use async_graphql::{Context, SimpleObject};
use entity::{Text, Texts};
use futures_util::{future::try_join_all, try_join};
use record::ClosedList;
use store::{list::List, search::Matcher, table::Table};

use super::{
    error::Result,
    load,
    localized_text::{Languages, LocalizedText},
    project::Project,
    request,
    scalar::int,
};
use crate::{
    loaders::{
        ActionLinesOfProject, ActivitiesOfProject, ConceptsOfProject, IdentifiersOfProject, PartnersOfProject, PlacesOfProject,
        ResultsOfProject,
    },
    scalar::LanguageTag,
};

/// How many snippets a project has at most.
const MOST_SNIPPETS: usize = 10;
/// Texts up to this length are shown whole, in characters.
const WHOLE: usize = 200;
/// How much of a longer text is shown, in characters.
const WINDOW: usize = 180;
/// How much of it stands before the first match.
const BEFORE: usize = 60;
/// What stands for the part of a text that is not shown.
const ELLIPSIS: char = '…';

/// A part of a text in which a search matched.
#[derive(SimpleObject)]
pub struct Snippet {
    /// Which text it is, as this schema names it. Examples: "title", "summary", "partners.name", "results.description".
    field: String,
    /// The text, up to 200 characters of it around the first match; what is left out is shown by "…".
    text: String,
    /// The language of the text.
    language: LanguageTag,
    /// Where words of the search stand in it, in order.
    matches: Vec<TextRange>,
}

/// A part of a text, in Unicode code points.
#[derive(SimpleObject)]
pub struct TextRange {
    /// How many code points stand before it.
    start: i32,
    /// How many code points stand before its end.
    end: i32,
}

/// Where the searches of a list matched one of its projects, at most ten texts: first those that count most for the relevance.
pub async fn of_project(ctx: &Context<'_>, list: &Arc<List>, project: &Project, languages: &Languages) -> Result<Vec<Snippet>> {
    let searches = list.filter.searches_of(Table::Project);
    if searches.is_empty() {
        return Ok(Vec::new());
    }
    let snapshot = &request(ctx).snapshot;
    let matchers = try_join_all(searches.into_iter().map(|search| search.matcher(snapshot))).await?;
    let mut snippets = Vec::new();
    let mut seen = HashSet::new();
    for spellings in texts(ctx, project, languages).await? {
        let found = spellings.into_iter().find_map(|(field, text)| Some((field, snippet(field, &text, &matchers)?)));
        if let Some((field, snippet)) = found
            && seen.insert((field, snippet.text.clone()))
        {
            snippets.push(snippet);
        }
        if snippets.len() == MOST_SNIPPETS {
            break;
        }
    }
    Ok(snippets)
}

/// The spellings of one thing, each with the name of its field, in the order in which they are tried.
type Spellings = Vec<(&'static str, Text)>;

/// All that a search looks at, in the order of what counts most.
async fn texts(ctx: &Context<'_>, project: &Project, languages: &Languages) -> Result<Vec<Spellings>> {
    let id = project.0.id;
    let (identifiers, places, partners, concepts, activities, lines, results) = try_join!(
        load(ctx, IdentifiersOfProject(id)),
        load(ctx, PlacesOfProject(id)),
        load(ctx, PartnersOfProject(id)),
        load(ctx, ConceptsOfProject(id)),
        load(ctx, ActivitiesOfProject(id)),
        load(ctx, ActionLinesOfProject(id)),
        load(ctx, ResultsOfProject(id)),
    )?;
    let localised = |field, texts: &Texts| spelled(field, LocalizedText::in_order(texts, languages));
    let plain = |field, text: &str| {
        let text = Text { text: text.to_owned(), language: "zxx".to_owned(), origin: record::TextOrigin::Original.spelling() };
        spelled(field, [text])
    };
    let row = &project.0;
    let mut texts: Vec<Spellings> = row.acronym.iter().map(|acronym| plain("acronym", acronym)).collect();
    texts.push(localised("title", &row.title));
    texts.extend(identifiers.iter().flatten().map(|row| plain("identifiers.value", &row.value)));
    texts.extend(partners.iter().flatten().map(|row| {
        let names = localised("partners.name", &row.name);
        [names, localised("partners.alternativeNames", &row.alternative_names)].concat()
    }));
    texts.extend(places.iter().flatten().map(|row| {
        let names = localised("places.name", &row.name);
        [names, localised("places.alternativeNames", &row.alternative_names)].concat()
    }));
    texts.extend(concepts.iter().flatten().map(|row| localised("concepts.label", &row.label)));
    texts.push(localised("summary", &row.summary));
    for row in activities.iter().flatten() {
        texts.extend([localised("activities.title", &row.title), localised("activities.description", &row.description)]);
    }
    texts.extend(lines.iter().flatten().map(|row| localised("actionLines.title", &row.title)));
    for row in results.iter().flatten() {
        texts.extend([localised("results.title", &row.title), localised("results.description", &row.description)]);
    }
    Ok(texts)
}

fn spelled(field: &'static str, texts: impl IntoIterator<Item = Text>) -> Spellings {
    texts.into_iter().map(|text| (field, text)).collect()
}

fn snippet(field: &str, text: &Text, matchers: &[Matcher]) -> Option<Snippet> {
    let mut found: Vec<Range<usize>> = matchers.iter().flat_map(|matcher| matcher.find(&text.text, &text.language)).collect();
    found.sort_by_key(|span| (span.start, span.end));
    found.dedup();
    let first = found.first()?.clone();
    let characters: Vec<char> = text.text.chars().collect();
    let shown = window(&characters, &first);
    let mut cut = String::new();
    if shown.start > 0 {
        cut.push(ELLIPSIS);
    }
    // An ellipsis in front moves everything by one.
    let moved = |place: usize| place - shown.start + usize::from(shown.start > 0);
    cut.extend(&characters[shown.clone()]);
    if shown.end < characters.len() {
        cut.push(ELLIPSIS);
    }
    let place = |place: usize| int(moved(place));
    let inside = found.iter().filter(|span| span.start >= shown.start && span.end <= shown.end);
    let matches = inside.map(|span| TextRange { start: place(span.start), end: place(span.end) }).collect();
    Some(Snippet { field: field.to_owned(), text: cut, language: LanguageTag::stored(&text.language), matches })
}

/// The part of a text that is shown: around the first match, from a word's beginning to a word's end.
fn window(text: &[char], first: &Range<usize>) -> Range<usize> {
    if text.len() <= WHOLE {
        return 0..text.len();
    }
    let mut start = first.start.saturating_sub(BEFORE).min(text.len() - WINDOW);
    let mut end = (start + WINDOW).min(text.len());
    if start > 0
        && let Some(blank) = text[start..first.start].iter().position(|c| c.is_whitespace())
    {
        start += blank + 1;
    }
    if end < text.len()
        && let Some(blank) = text[first.end.min(end)..end].iter().rposition(|c| c.is_whitespace())
    {
        end = first.end.min(end) + blank;
    }
    start..end.max(first.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_and_ends_with_whole_words() {
        let text: Vec<char> = "word ".repeat(100).trim_end().chars().collect();
        for first in [0..4, 5..9, 250..254, 495..499] {
            let shown = window(&text, &first);
            let cut: String = text[shown.clone()].iter().collect();
            assert!((160..=200).contains(&cut.len()), "{cut:?}");
            assert!(cut.starts_with("word") && cut.ends_with("word") && shown.start <= first.start && shown.end >= first.end);
        }
        let unbroken = vec!['字'; 500];
        assert_eq!(window(&unbroken, &(300..301)), 240..420);
        assert_eq!(window(&unbroken, &(100..400)), 40..400);
        assert_eq!(window(&unbroken[..200], &(100..101)), 0..200);
    }
}
