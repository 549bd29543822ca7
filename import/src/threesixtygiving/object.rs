//! The objects of a grant and their members.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The members of a grant, or of something in it.
pub(super) type Members = Map<String, Value>;

/// A member as a word: a text, or a number that somebody left without quotes; `None` if it is empty or something else.
pub(super) fn stated<'a>(object: &'a Members, member: &str) -> Option<Cow<'a, str>> {
    match object.get(member)? {
        Value::String(text) => Some(Cow::Borrowed(text.trim())).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// The objects of a list, or an object that stands alone, with their paths.
pub(super) fn objects<'a>(grant: &'a Members, member: &str) -> Vec<(&'a Members, String)> {
    match grant.get(member) {
        Some(Value::Array(list)) => {
            let with_path = list.iter().enumerate().map(|(at, value)| (value, format!("{member}[{at}]")));
            with_path.filter_map(|(value, path)| Some((value.as_object()?, path))).collect()
        }
        Some(Value::Object(object)) => vec![(object, member.to_owned())],
        _ => Vec::new(),
    }
}
