//! Questions to begin with, which the playground shows too.

use std::sync::LazyLock;

use rust_embed::RustEmbed;

use super::language::Language;

#[derive(RustEmbed)]
#[folder = "../web/starters"]
struct Files;

static STARTERS: LazyLock<Vec<Starter>> = LazyLock::new(|| Files::iter().filter_map(|name| Starter::read(&name)).collect());

/// A question to begin with. Its file opens with its title, one comment a language: `# en: Which projects …?`
pub struct Starter {
    /// The title in each language.
    titles: [String; 2],
    /// The document.
    pub query: String,
}

impl Starter {
    fn read(name: &str) -> Option<Self> {
        let query = String::from_utf8(Files::get(name)?.data.into_owned()).ok()?.trim().to_owned();
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
        assert_eq!(all().len(), Files::iter().count());
        for starter in all() {
            assert!(starter.titles.iter().all(|title| title.len() > 10), "{}", starter.query);
        }
    }
}
