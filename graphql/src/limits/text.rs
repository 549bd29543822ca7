//! Limits of the text of a document, checked before it is parsed.

use std::collections::HashSet;

use super::{Limits, Rejection, compare};
use crate::error_code::ErrorCode;

/// How deep brackets may be nested in a document, before it is even parsed.
const MAX_BRACKETS: usize = 64;

/// Checks the text of a document, so that parsing it is safe.
pub fn check(query: &str, limits: &Limits) -> Result<(), Rejection> {
    let length = query.len() as u64;
    let allowed = limits.max_query_bytes;
    if length > allowed {
        let message = format!(
            "the query has {length} bytes, at most {allowed} are allowed: pass values as variables, or ask for less at once"
        );
        return Err((message, ErrorCode::PayloadTooLarge));
    }
    let scan = scan(query);
    if scan.deepest > MAX_BRACKETS {
        let message = format!(
            "the brackets of this document are {} deep, at most {MAX_BRACKETS} are allowed: nest fewer selections or values",
            scan.deepest
        );
        return Err((message, ErrorCode::QueryTooDeep));
    }
    if let Some(double) = scan.double {
        return Err((
            format!("the field {double:?} stands twice in one object: give each only once"),
            ErrorCode::GraphqlValidationFailed,
        ));
    }
    compare(
        "tokens (names, values and signs)",
        scan.tokens,
        limits.max_tokens,
        "pass values as variables, or ask for less at once",
    )
}

/// What can be told of a document without parsing it.
#[derive(Default)]
struct Scan {
    /// How deep brackets are nested.
    deepest: usize,
    /// How many names, values and punctuators there are.
    tokens: u64,
    /// A name that stands twice in one object.
    double: Option<String>,
}

fn scan(query: &str) -> Scan {
    let (mut scan, mut rest) = (Scan::default(), query.as_bytes());
    // The brackets that are open, each with the names of what stands in it.
    let mut open: Vec<(u8, HashSet<&[u8]>)> = Vec::new();
    while let Some(first) = rest.first() {
        let length = match first {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = &rest[1..];
                continue;
            }
            b'#' => {
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                rest = &rest[end..];
                continue;
            }
            b'"' => string_length(rest),
            b'{' | b'[' | b'(' => {
                open.push((*first, HashSet::new()));
                scan.deepest = scan.deepest.max(open.len());
                1
            }
            b'}' | b']' | b')' => {
                open.pop();
                1
            }
            b'.' if rest.starts_with(b"...") => 3,
            b'-' | b'0'..=b'9' => 1 + rest[1..].iter().take_while(|byte| is_of_number(**byte)).count(),
            byte if is_of_name(*byte) => {
                let length = rest.iter().take_while(|byte| is_of_name(**byte)).count();
                let (name, behind) = rest.split_at(length);
                // Braces inside parentheses are objects, all others are selections.
                let in_object =
                    open.iter().any(|(bracket, _)| *bracket == b'(') && behind.trim_ascii_start().first() == Some(&b':');
                if let Some((b'{', names)) = open.last_mut().filter(|_| in_object)
                    && !names.insert(name)
                {
                    scan.double = Some(String::from_utf8_lossy(name).into_owned());
                }
                length
            }
            _ => 1,
        };
        scan.tokens += 1;
        rest = &rest[length.min(rest.len())..];
    }
    scan
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-')
}

/// How long a string is that begins here, quotes included; one that never ends takes the whole rest.
fn string_length(text: &[u8]) -> usize {
    let block = text.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while at < text.len() {
        match &text[at..] {
            [b'\\', b'"', b'"', b'"', ..] if block => at += 4,
            [b'"', b'"', b'"', ..] if block => return at + 3,
            [b'\\', ..] if !block => at += 2,
            [b'"', ..] if !block => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_as_the_language_has_them() {
        let tokens = |query: &str| scan(query).tokens;
        assert_eq!(tokens("{ a, b # {{{ \n c }"), 5);
        assert_eq!(tokens("query Q($x: [Int!] = [-1, 2.5e3]) @d { a(x: $x) ...F }"), 29);
        assert_eq!(tokens("{a...F b...on T{c}}"), 12);
        assert_eq!(tokens(r#"{a(t:"x \" { } \\" u:"""b "c" \""" d""")}"#), 11);
        assert_eq!(tokens("\"never ends { { {"), 1);
    }

    #[test]
    fn names_stand_once_in_an_object() {
        let double = |query: &str| scan(query).double;
        assert_eq!(double("{ a(x: {b: 1, c: {b: 2}}, b: [{b: 1}, {b: 2}]) { b b: c b: c } }"), None);
        assert_eq!(double("query ($x: T = {b: 1, c: 2}) { a(b: {b: 1, c: {d: 2}}) }"), None);
        assert_eq!(double("{ a(x: {b: 1, c: {d: 2}, b : 3}) }").as_deref(), Some("b"));
    }

    #[test]
    fn brackets_in_texts_and_comments_are_none() {
        let deepest = |query: &str| scan(query).deepest;
        assert_eq!(deepest("{a(x:[{b:1}])}"), 4);
        assert_eq!(deepest("{a(x:\"{{{{{{\" y:\"\"\"\" {{{ \"\"\") # {{{{ \n}"), 2);
    }
}
