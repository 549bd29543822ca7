//! Text in the reader's language.

use async_graphql::Object;
use entity::Texts;
use record::ClosedList;

use super::enums::TextOrigin;
use crate::{enums::Stored, error::Result, scalar::LanguageTag};

/// A text in one language, with its translations.
pub struct LocalizedText {
    texts: Texts,
    shown: usize,
}

/// A text in one language. It is never empty.
#[Object]
impl LocalizedText {
    /// The wording.
    async fn text(&self) -> &str {
        self.wording()
    }

    /// The language of the wording; "und" where the source doesn't say.
    async fn language(&self) -> LanguageTag {
        LanguageTag::stored(&self.texts.0[self.shown].language)
    }

    /// Where the wording comes from: the source itself, a translator, or the registry.
    async fn origin(&self) -> Result<TextOrigin> {
        TextOrigin::stored(&self.texts.0[self.shown].origin)
    }

    /// The same text in the other languages that there are.
    async fn translations(&self) -> Vec<LocalizedText> {
        let others = (0..self.texts.0.len()).filter(|i| *i != self.shown);
        others.map(|shown| Self { texts: self.texts.clone(), shown }).collect()
    }
}

/// How many languages are tried; nobody reads more.
const MOST_LANGUAGES: usize = 20;

/// What resolvers take to choose a language.
pub type Languages = Option<Vec<LanguageTag>>;

impl LocalizedText {
    /// The wording in the first of the languages that exists, otherwise the original; `None` if there is no text.
    pub fn choose(texts: &Texts, languages: &Languages) -> Option<Self> {
        let wanted = languages.iter().flatten().take(MOST_LANGUAGES);
        let shown = wanted.into_iter().find_map(|range| lookup(texts, range)).unwrap_or(0);
        (!texts.0.is_empty()).then(|| Self { texts: texts.clone(), shown })
    }

    /// The same where there always is a text; should there be none after all, the key stands in for it.
    pub fn required(texts: &Texts, languages: &Languages, key: &str) -> Self {
        Self::choose(texts, languages).unwrap_or_else(|| Self::plain(key, "zxx"))
    }

    /// A text in one language only.
    pub fn plain(text: &str, language: &str) -> Self {
        let text = entity::Text {
            language: language.to_owned(),
            text: text.to_owned(),
            origin: record::TextOrigin::Original.spelling(),
        };
        Self { texts: Texts(vec![text]), shown: 0 }
    }

    /// The wording that is shown.
    pub fn wording(&self) -> &str {
        &self.texts.0[self.shown].text
    }

    /// A text that the registry wrote, by language; `None` if there is none.
    pub fn editorial(texts: &[(&str, &str)], languages: &Languages) -> Option<Self> {
        let text = |(language, text): &(&str, &str)| entity::Text {
            language: (*language).to_owned(),
            text: (*text).to_owned(),
            origin: record::TextOrigin::Editorial.spelling(),
        };
        Self::choose(&Texts(texts.iter().map(text).collect()), languages)
    }

    /// All wordings, the one in the first of the languages that exists first.
    pub fn in_order(texts: &Texts, languages: &Languages) -> Vec<entity::Text> {
        let mut texts = texts.clone();
        if let Some(chosen) = Self::choose(&texts, languages) {
            texts.0[..=chosen.shown].rotate_right(1);
        }
        texts.0
    }

    /// All texts of a list, each in its own language.
    pub fn each(texts: &Texts) -> Vec<Self> {
        texts.0.iter().map(|text| Self { texts: Texts(vec![text.clone()]), shown: 0 }).collect()
    }
}

/// RFC 4647 lookup: the range loses its last parts until a text has that very language.
fn lookup(texts: &Texts, range: &str) -> Option<usize> {
    let mut range = range;
    loop {
        if let Some(found) = texts.0.iter().position(|text| text.language.eq_ignore_ascii_case(range)) {
            return Some(found);
        }
        (range, _) = range.rsplit_once('-')?;
        // A single letter or digit introduces the part behind it, it goes with it.
        if range.as_bytes().iter().rev().nth(1) == Some(&b'-') {
            (range, _) = range.rsplit_once('-')?;
        }
    }
}
