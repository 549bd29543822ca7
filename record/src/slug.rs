//! Addresses of records, made of their names.

use crate::folding::words;

/// Longest address, in characters.
const SLUG_LENGTH: usize = 80;

/// An address made of a name: lower-case ASCII words joined by hyphens, never empty.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for word in words(name) {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if !word.is_empty() && slug.len() + word.len() < SLUG_LENGTH {
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word);
        }
    }
    if slug.is_empty() { "record".to_owned() } else { slug }
}
