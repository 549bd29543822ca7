//! Searches: what people type into a search box.
//!
//! Each searchable table `x` has a table `x_search` with three columns of tokens, each wider than the one before: `title` (acronym,
//! identifiers, titles or names), `names` (with the names of places, partners and concepts around it) and `everything`. SQLite keeps them
//! as an FTS5 table, PostgreSQL as `tsvector` columns with GIN indexes.
//!
//! A word of a text is indexed as the folded word, the stem of the word in the text's language, and the stem of the folded word. Stems begin
//! with `_`, and the whole of a name, acronym or identifier with `=`, so that they are never taken for words. Nobody knows which language
//! somebody types in: each word of a search becomes the same tokens for all languages that have stems, joined by OR; words are joined by
//! AND; a phrase asks for folded words side by side. Tokens are quoted: what people type is never syntax.
//!
//! Relevance is a number of our own, the same on both databases: 4 if the whole text is a name, acronym or identifier, 3 if all words are
//! in `title`, 2 in `names`, else 1.

use std::{collections::HashSet, ops::Range};

use record::folding::words;

use super::{
    Error, Snapshot,
    analyser::{self, Forms},
    sql::{Clause, SearchExpression},
};

/// How many words are looked for; further ones are left out.
const MOST_WORDS: usize = 32;
/// How much of a search is read.
const MOST_CHARACTERS: usize = 1_000;

/// A search: words joined by AND, quotes make a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    terms: Vec<Term>,
    exact: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Term {
    Words(String),
    Phrase(Vec<String>),
}

impl Search {
    /// Reads what was typed; `None` if it is blank, which restricts nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return None;
        }
        let terms = text
            .chars()
            .take(MOST_CHARACTERS)
            .collect::<String>()
            .split(['"', '„', '”', '“', '«', '»'])
            .enumerate()
            .filter(|(_, part)| words(part).next().is_some())
            .map(|(i, part)| {
                if i % 2 == 1 {
                    Term::Phrase(
                        analyser::expand(part, &[] as &[&str]).into_iter().filter_map(|forms| forms.into_iter().next()).collect(),
                    )
                } else {
                    Term::Words(part.to_owned())
                }
            })
            .collect();
        Some(Self { terms, exact: analyser::exact_mark(text) })
    }

    /// What is looked for, in a form that is the same for the same search.
    pub(super) fn name(&self) -> String {
        let words = |term: &Term| match term {
            Term::Words(text) => words(text).collect::<Vec<_>>().join(" "),
            Term::Phrase(words) => format!("\"{}\"", words.join(" ")),
        };
        self.terms.iter().map(words).collect::<Vec<_>>().join(" ")
    }

    /// True if nothing can match, because what was typed holds no letter and no digit.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        self.terms.is_empty()
    }

    /// All words, each in any of its forms in the languages.
    pub(super) fn expression(&self, languages: &[String]) -> SearchExpression {
        let clauses = self.terms.iter().flat_map(|term| match term {
            Term::Words(text) => analyser::expand(text, languages).into_iter().map(Clause::AnyOf).collect(),
            Term::Phrase(words) => vec![Clause::Phrase(words.clone())],
        });
        SearchExpression(clauses.take(MOST_WORDS).collect())
    }

    /// What finds the words of the search in texts.
    pub async fn matcher(&self, snapshot: &Snapshot) -> Result<Matcher, Error> {
        let languages = snapshot.search_languages().await?;
        let (mut words, mut phrases) = (HashSet::new(), Vec::new());
        for clause in self.expression(languages).0 {
            match clause {
                Clause::AnyOf(tokens) => words.extend(tokens),
                Clause::Phrase(tokens) => phrases.push(tokens),
                Clause::Prefix(_) => {}
            }
        }
        Ok(Matcher { words, phrases })
    }

    /// A name, acronym or identifier that is exactly what was typed.
    pub(super) fn exact(&self) -> Option<SearchExpression> {
        self.exact.clone().map(|mark| SearchExpression(vec![Clause::AnyOf(vec![mark])]))
    }
}

/// Finds the words of a search in texts, as the index does.
pub struct Matcher {
    words: HashSet<String>,
    phrases: Vec<Vec<String>>,
}

impl Matcher {
    /// Where a text in this language has words or phrases of the search, counted in characters, in order and apart from one another.
    #[must_use]
    pub fn find(&self, text: &str, language: &str) -> Vec<Range<usize>> {
        let words: Vec<(Range<usize>, Forms)> = analyser::spans(text)
            .flat_map(|(span, word)| analyser::analyse(word, language).into_iter().map(move |forms| (span.clone(), forms)))
            .collect();
        let single = words.iter().filter(|(_, forms)| forms.iter().any(|form| self.words.contains(form)));
        let mut found: Vec<Range<usize>> = single.map(|(span, _)| span.clone()).collect();
        for phrase in &self.phrases {
            let here = |window: &&[(Range<usize>, Forms)]| {
                window.iter().zip(phrase).all(|((_, forms), word)| forms.first() == Some(word))
            };
            let spans = words.windows(phrase.len()).filter(here).filter_map(|window| Some((window.first()?, window.last()?)));
            found.extend(spans.map(|((first, _), (last, _))| first.start..last.end));
        }
        found.sort_by_key(|span| (span.start, span.end));
        found.into_iter().fold(Vec::new(), |mut apart: Vec<Range<usize>>, span| {
            match apart.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => apart.push(span),
            }
            apart
        })
    }
}
