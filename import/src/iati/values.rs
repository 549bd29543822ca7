//! Texts, dates and codes as activities state them.

use record::{LanguageTag, PartialDate, Text, Texts};

use crate::{
    Sink,
    value::{self, DateForm},
    xml::Element,
};

/// The wordings of an element with their languages: its narratives, or the text right in it.
pub(super) fn wordings(element: &Element) -> impl Iterator<Item = (LanguageTag, &str)> {
    let narratives = element.children("narrative").filter_map(|narrative| narrative.text().map(|text| (narrative, text)));
    let has_narratives = element.child("narrative").is_some();
    let own = (!has_narratives).then(|| element.text().map(|text| (element, text))).flatten();
    narratives.chain(own).map(|(element, text)| {
        let language = element.language.as_deref().cloned();
        (language.unwrap_or_else(|| LanguageTag::stored("und")), text)
    })
}

/// Adds the wordings of an element to a text; several in one language are one text with this between its parts.
pub(super) fn add_texts(sink: &mut Sink, texts: &mut Texts, element: &Element, between: &str) {
    for (language, wording) in wordings(element) {
        if let Some(text) = sink.text(&language, wording) {
            add_text(texts, text, between);
        }
    }
}

/// Adds a wording to a text, unless it says the same as one that is there.
pub(super) fn add_text(texts: &mut Texts, text: Text, between: &str) {
    match texts.iter_mut().find(|known| known.language == text.language) {
        Some(known) if known.text.split(between).any(|part| part == text.text) || known.text == text.text => {}
        Some(known) => {
            known.text.push_str(between);
            known.text.push_str(&text.text);
        }
        None => texts.push(text),
    }
}

/// The text of the first element of a name.
pub(super) fn texts(sink: &mut Sink, parent: &Element, name: &str, between: &str) -> Texts {
    let mut texts = Texts::new();
    for element in parent.children(name) {
        add_texts(sink, &mut texts, element, between);
    }
    texts
}

/// A day in XML, which may have a time or a time zone behind it.
pub(super) fn day(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let is_day = |day: &str| day.len() == 10 && day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-';
    let text = match text.get(..10).filter(|day| is_day(day)) {
        Some(day) if text[10..].starts_with(['T', ' ', 'Z', '+', '-']) => day,
        _ => text,
    };
    value::date(text, DateForm::Iso).filter(|date| (1900..=2100).contains(&date.first_day().year()))
}

/// The part of a list of codes and words that a stated code or word belongs to, whatever its case.
pub(super) fn of_code<T: Copy>(stated: &str, list: &[(&[&str], T)]) -> Option<T> {
    list.iter().find(|(names, _)| names.iter().any(|name| name.eq_ignore_ascii_case(stated))).map(|(_, value)| *value)
}

/// True for `1` and `true`.
pub(super) fn is_true(stated: &str) -> bool {
    stated == "1" || stated.eq_ignore_ascii_case("true")
}
