//! Faults of data on its way in.

use serde_json::Value;

/// A fault in a file, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place in the file, such as `records[3].project.period.start` or `row 17`.
    pub path: String,
    /// The column or element, in files that have such.
    pub column: Option<String>,
    /// The value that stands there, shortened.
    pub value: Option<String>,
    /// The reason why it is a fault.
    pub reason: String,
    /// The values that are allowed instead, where the reason doesn't say so already.
    pub allowed: Option<String>,
}

/// Longest value that is quoted in a fault, in characters.
const QUOTE_LENGTH: usize = 120;

impl Fault {
    /// A fault at a place.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), column: None, value: None, reason: reason.into(), allowed: None }
    }

    /// Says in which column or element.
    #[must_use]
    pub fn column(self, column: impl Into<String>) -> Self {
        Self { column: Some(column.into()), ..self }
    }

    /// Quotes what stands there.
    #[must_use]
    pub fn value(self, value: &str) -> Self {
        Self { value: Some(shorten(value)), ..self }
    }

    /// Says what is allowed.
    #[must_use]
    pub fn allowed(self, allowed: impl Into<String>) -> Self {
        Self { allowed: Some(allowed.into()), ..self }
    }

    pub(super) fn found(self, value: Option<&Value>) -> Self {
        match value {
            Some(value) => self.value(&value.to_string()),
            None => self,
        }
    }
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(QUOTE_LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
