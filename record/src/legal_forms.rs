//! Legal forms of organisations, which say nothing of who an organisation is.
//!
//! See `data/reference` for where they were taken from.

use std::{collections::HashSet, sync::LazyLock};

const LEGAL_FORMS: &str = include_str!("../../data/reference/legal-forms.txt");

static FORMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| LEGAL_FORMS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect());

/// True for a legal form of organisations, folded and without dots, such as `gmbh`.
#[must_use]
pub fn is_legal_form(word: &str) -> bool {
    FORMS.contains(word)
}
