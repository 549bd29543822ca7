//! Text as it is compared and sorted: without case and marks, the same for readers, rows and searches.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest key that is stored for sorting, in characters; PostgreSQL can't index much longer values.
pub const SORT_KEY_LENGTH: usize = 200;

/// Text as it is compared: compatibility forms resolved, lower case, without marks.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut folded = String::with_capacity(lower.len());
    for c in lower.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    folded
}

/// The folded words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The key that a name or title sorts by.
#[must_use]
pub fn sort_key(text: &str) -> String {
    words(text).collect::<Vec<_>>().join(" ").chars().take(SORT_KEY_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_removes_marks_and_case() {
        assert_eq!(fold("Timişoara ŁÓDŹ Straße Ελλάς"), "timisoara lodz strasse ελλασ");
        assert_eq!(sort_key("„Solidaritate, Acces”"), "solidaritate acces");
    }
}
