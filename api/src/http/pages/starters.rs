//! Queries to begin with, which the playground shows too.

use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};

use super::language::Language;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../web/starters");

static STARTERS: LazyLock<Vec<Starter>> = LazyLock::new(|| FILES.files().filter_map(Starter::read).collect());

/// A question to begin with. Its file opens with its title, one comment a language: `# en: Which projects …?`
pub struct Starter {
    /// The title in each language.
    titles: [String; 2],
    /// The document.
    pub query: &'static str,
}

impl Starter {
    fn read(file: &'static File<'_>) -> Option<Self> {
        let query = file.contents_utf8()?.trim();
        let title = |language: Language| {
            let start = format!("# {}: ", language.tag());
            query.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
        };
        Some(Self { titles: [title(Language::English)?, title(Language::Romanian)?], query })
    }

    /// What it asks, in words.
    pub fn title(&self, language: Language) -> &str {
        language.say(&self.titles[0], &self.titles[1])
    }

    /// The variables that ask for texts in a language, empty if the question asks for them already.
    pub fn variables(&self, language: Language) -> &'static str {
        let asks = self.query.contains("$languages") && language != Language::English;
        if asks { r#"{"languages": ["ro"]}"# } else { "" }
    }
}

/// All of them, in their order.
pub fn all() -> &'static [Starter] {
    &STARTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_starter_with_both_titles() {
        assert!(all().len() >= 8);
        assert_eq!(all().len(), FILES.files().count());
        for starter in all() {
            assert!(starter.titles.iter().all(|title| title.len() > 10), "{}", starter.query);
        }
    }
}
