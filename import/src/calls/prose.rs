//! Texts of the portal as prose: without tags, and with white space where a copy lost it.

use std::borrow::Cow;

/// The headings of sections, which stand in all topics of a programme.
const HEADINGS: [&str; 8] = [
    "Expected Outcome:",
    "Expected Outcomes:",
    "Expected Impact:",
    "Scope:",
    "Objective:",
    "Objectives:",
    "Specific Challenge:",
    "Specific Conditions:",
];

/// A text without its HTML tags; paragraphs and entries of lists begin new lines.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains("</") && !text.contains("/>") && !text.contains("<br>") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        plain.push_str(&decoded(&rest[..start]));
        let tag = &rest[start + 1..];
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(end) = tag.find('>').filter(|_| is_tag) else {
            plain.push('<');
            rest = tag;
            continue;
        };
        let name: String = tag[..end].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match (&*name.to_ascii_lowercase(), tag.starts_with('/')) {
            ("br", _) | ("p" | "div" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3" | "h4", true) => plain.push('\n'),
            ("li", false) => plain.push_str("\n- "),
            ("td" | "th", true) => plain.push(' '),
            ("span", true) if plain.ends_with(':') => plain.push('\n'),
            _ => {}
        }
        rest = &tag[end + 1..];
    }
    plain.push_str(&decoded(rest));
    Cow::Owned(plain)
}

/// A text with characters in place of the references to them that XML and every page knows; others stay.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        result.push_str(&rest[..start]);
        let reference = &rest[start + 1..];
        let end = reference.char_indices().take(10).find(|(_, c)| *c == ';').map(|(end, _)| end);
        match end.and_then(|end| Some((character(&reference[..end])?, end))) {
            Some((character, end)) => {
                result.push(character);
                rest = &reference[end + 1..];
            }
            None => {
                result.push('&');
                rest = reference;
            }
        }
    }
    result.push_str(rest);
    Cow::Owned(result)
}

fn character(name: &str) -> Option<char> {
    let known = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("euro", '€'),
        ("hellip", '…'),
        ("bull", '•'),
    ];
    if let Some((_, character)) = known.into_iter().find(|(known, _)| *known == name) {
        return Some(character);
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|character| *character != '\0')
}

/// A text with its sections apart, where a heading follows the end of a sentence without any white space.
pub(super) fn spaced(text: &str) -> Cow<'_, str> {
    let mut result = String::new();
    let mut kept = 0;
    for (end, heading) in headings(text) {
        let start = end - heading.len();
        if start > 0 {
            result.push_str(text[kept..start].trim_end_matches(' '));
            result.push_str("\n\n");
            kept = start;
        }
        if text[end..].starts_with(|c: char| !c.is_whitespace()) {
            result.push_str(&text[kept..end]);
            result.push('\n');
            kept = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    result.push_str(&text[kept..]);
    Cow::Owned(result)
}

/// The headings that stand at the beginning or right behind a sentence, with where they end.
fn headings(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for heading in HEADINGS {
        for (start, _) in text.match_indices(heading) {
            if start == 0 || text[..start].trim_end_matches(' ').ends_with(['.', ';', ':', ')', '?', '!', '”', '"']) {
                found.push((start + heading.len(), heading));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_put_apart_where_nothing_else_can_be_meant() {
        let text = "Expected Outcome:Projects help.Scope:Proposals (see Scope: above) do.";
        assert_eq!(spaced(text), "Expected Outcome:\nProjects help.\n\nScope:\nProposals (see Scope: above) do.");
        assert_eq!(spaced("A network. Scope:Works"), "A network.\n\nScope:\nWorks");
        for same in ["The end.Next", "Scope: this", "In the Scope:x", ""] {
            assert_eq!(spaced(same), same);
        }
    }

    #[test]
    fn tags_become_lines() {
        let text = "<span class=\"k\">Scope:</span><p>A &amp; B<br/>C &#8211; &#x44;</p><ul><li>1 < 2 &unknown; </li></ul>";
        assert_eq!(without_tags(text), "Scope:\nA & B\nC – D\n\n- 1 < 2 &unknown; \n");
        assert_eq!(without_tags("a < b"), "a < b");
        assert_eq!(without_tags("x</p"), "x</p");
    }
}
