//! The one analyser of searched text, the same on both backends.

use std::{collections::HashMap, ops::Range, sync::Arc};

use record::folding::{SORT_KEY_LENGTH, fold, words};
use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The unfolded words of a text in lower case, in order: what stemmers understand.
fn raw_words(text: &str) -> Vec<String> {
    let lower: String =
        if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().flat_map(char::to_lowercase).collect() };
    lower
        .split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
        .filter(|word| !word.is_empty())
        // The Romanian stemmer knows only the older forms with a cedilla.
        .map(|word| word.replace('ș', "ş").replace('ț', "ţ"))
        .collect()
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split('-').next()? {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// The language whose stems a text in this language gets, if there is a stemmer for it.
#[must_use]
pub fn stemmed_language(language: &str) -> Option<&str> {
    algorithm(language).and(language.split('-').next())
}

/// Longest token of the index, in characters; PostgreSQL refuses longer ones.
const TOKEN_LENGTH: usize = 100;

fn cut(token: &mut String) {
    if let Some((end, _)) = token.char_indices().nth(TOKEN_LENGTH) {
        token.truncate(end);
    }
}

/// One word in all the forms it is found by: the folded word first, then its stems, each marked by `_`.
pub type Forms = Vec<String>;

/// The words of a text, each with its stems in the text's language.
#[must_use]
pub fn analyse(text: &str, language: &str) -> Vec<Forms> {
    expand(text, &[language])
}

/// The words of a text, each with its stems in all of the languages.
#[must_use]
pub fn expand(text: &str, languages: &[impl AsRef<str>]) -> Vec<Forms> {
    let stemmers: Vec<Stemmer> = languages.iter().filter_map(|l| algorithm(l.as_ref())).map(Stemmer::create).collect();
    raw_words(text).iter().flat_map(|raw| forms(raw, &stemmers)).collect()
}

/// The forms of one unfolded word. Folding can split it, for example where a compatibility form hides a blank.
fn forms(raw: &str, stemmers: &[Stemmer]) -> Vec<Forms> {
    let folded: Vec<String> = words(raw).collect();
    let single = folded.len() == 1;
    let all_forms = |word: String| {
        let mut stems = Vec::new();
        for stemmer in stemmers {
            if single {
                stems.push(format!("_{}", fold(&stemmer.stem(raw))));
            }
            stems.push(format!("_{}", stemmer.stem(&word)));
        }
        stems.sort();
        stems.dedup();
        let mut forms = vec![word];
        forms.append(&mut stems);
        forms.iter_mut().for_each(cut);
        forms
    };
    folded.into_iter().map(all_forms).collect()
}

/// How many words of a language are remembered.
const MOST_KNOWN: usize = 20_000;

/// Analyses many texts. It remembers words with their forms, for a language has few and they come again and again.
#[derive(Default)]
pub struct Analyser {
    languages: HashMap<String, Language>,
}

#[derive(Default)]
struct Language {
    stemmers: Vec<Stemmer>,
    known: HashMap<String, Arc<[Forms]>>,
}

impl Analyser {
    /// The words of a text, each with its stems in the text's language; mostly each unfolded word is one.
    pub fn analyse(&mut self, text: &str, language: &str) -> Vec<Arc<[Forms]>> {
        if !self.languages.contains_key(language) {
            let stemmers = algorithm(language).map(Stemmer::create).into_iter().collect();
            self.languages.insert(language.to_owned(), Language { stemmers, known: HashMap::new() });
        }
        let Some(Language { stemmers, known }) = self.languages.get_mut(language) else { return Vec::new() };
        if known.len() > MOST_KNOWN {
            known.clear();
        }
        let words = raw_words(text).into_iter();
        words
            .map(|raw| match known.get(&raw) {
                Some(forms) => forms.clone(),
                None => {
                    let forms: Arc<[Forms]> = forms(&raw, stemmers).into();
                    known.insert(raw, forms.clone());
                    forms
                }
            })
            .collect()
    }
}

/// The words of a text as it is written, each with where it stands, counted in characters.
pub fn spans(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let in_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let mut rest = text.char_indices().enumerate().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, (_, c))| !in_word(*c)).is_some() {}
        let (start, (first_byte, _)) = *rest.peek()?;
        let (mut end, mut last_byte) = (start, first_byte);
        while let Some((i, (byte, c))) = rest.next_if(|(_, (_, c))| in_word(*c)) {
            (end, last_byte) = (i + 1, byte + c.len_utf8());
        }
        Some((start..end, &text[first_byte..last_byte]))
    })
}

/// The mark that a whole name, acronym or identifier leaves in the index, so that it is found when asked for exactly.
#[must_use]
pub fn exact_mark(text: &str) -> Option<String> {
    let joined: String = words(text).collect::<String>().chars().take(SORT_KEY_LENGTH).collect();
    (!joined.is_empty()).then(|| format!("={joined}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let found: Vec<_> = spans("„Țară, s\u{326}i” 42").collect();
        assert_eq!(found, [(1..5, "Țară"), (7..10, "s\u{326}i"), (12..14, "42")]);
    }

    #[test]
    fn romanian_forms_of_a_word_share_a_stem() {
        for (one, other) in [("incluziunii", "incluziune"), ("comunităţi", "comunități")] {
            let (a, b) = (analyse(one, "ro"), analyse(other, "ro"));
            assert!(a[0][1..].iter().any(|stem| b[0][1..].contains(stem)), "{a:?} {b:?}");
        }
    }
}
