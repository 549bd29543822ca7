//! JSON documents that hold many objects: an array, JSON Lines, objects one after the other with nothing between, or an object with
//! a member that is the array. They are read one by one, however long the document is.

use std::{
    io::{self, BufRead, Error},
    marker::PhantomData,
};

use record::Fault;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longest object, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// The reason why there is no object.
#[derive(Debug)]
pub struct Unreadable {
    fault: Fault,
    /// True if nothing can be read from here on.
    pub is_fatal: bool,
}

impl Unreadable {
    /// The fault, at a place in the file.
    #[must_use]
    pub fn at(self, place: impl Into<String>) -> Fault {
        Fault { path: place.into(), ..self.fault }
    }
}

/// The objects of a document, with their numbers from 1. Where the document is one object that has an array under the name
/// `member`, they are the array's.
pub fn objects<T: DeserializeOwned>(
    reader: impl BufRead,
    member: Option<&str>,
) -> impl Iterator<Item = (u64, Result<T, Unreadable>)> {
    Objects {
        scan: Scan { reader, is_in_array: false, is_open: false },
        member: member.map(str::to_owned),
        number: 0,
        has_ended: false,
        of: PhantomData,
    }
}

struct Objects<R, T> {
    scan: Scan<R>,
    member: Option<String>,
    number: u64,
    has_ended: bool,
    of: PhantomData<T>,
}

impl<R: BufRead, T: DeserializeOwned> Iterator for Objects<R, T> {
    type Item = (u64, Result<T, Unreadable>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let text = match self.scan.object(self.member.take().as_deref()) {
            Ok(text) => text?,
            Err(error) => return Some(self.end(error.to_string())),
        };
        self.number += 1;
        let value: Value = match serde_json::from_slice(&text) {
            Ok(value) => value,
            // Its brackets are balanced, so that what follows it can be read all the same.
            Err(error) => {
                let fault = Fault::new("", format!("this is not JSON: {error}")).value(&String::from_utf8_lossy(&text));
                return Some((self.number, Err(Unreadable { fault, is_fatal: false })));
            }
        };
        let object = serde_path_to_error::deserialize::<_, T>(&value).map_err(|error| {
            let column = error.path().to_string();
            let fault = Fault::new("", error.into_inner().to_string()).column(column).value(&value.to_string());
            Unreadable { fault, is_fatal: false }
        });
        Some((self.number, object))
    }
}

impl<R, T> Objects<R, T> {
    fn end(&mut self, reason: String) -> (u64, Result<T, Unreadable>) {
        self.has_ended = true;
        (self.number + 1, Err(Unreadable { fault: Fault::new("", reason), is_fatal: true }))
    }
}

/// Finds where objects begin and end.
struct Scan<R> {
    reader: R,
    /// True while the objects are those of an array, so that what follows the array ends them.
    is_in_array: bool,
    /// True if the document is an array that has not ended.
    is_open: bool,
}

impl<R: BufRead> Scan<R> {
    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.reader.fill_buf()?.first().copied();
        self.reader.consume(usize::from(byte.is_some()));
        Ok(byte)
    }

    /// The text of the next object. If the object has an array under the name `member`, its first object is the next.
    fn object(&mut self, member: Option<&str>) -> io::Result<Option<Vec<u8>>> {
        loop {
            match self.byte()? {
                Some(b'{') => break,
                Some(b']') if self.is_in_array => return Ok(None),
                Some(bracket @ (b'[' | b']')) => self.is_open = bracket == b'[',
                Some(b',' | b' ' | b'\n' | b'\r' | b'\t' | 0xef | 0xbb | 0xbf) => {}
                None if self.is_in_array || self.is_open => {
                    return Err(Error::other("the file ends within an array, as if it was cut off"));
                }
                None => return Ok(None),
                Some(other) => {
                    let found = char::from(other).escape_default();
                    return Err(Error::other(format!("an object was expected, not \"{found}\"")));
                }
            }
        }
        let mut text = vec![b'{'];
        let mut depth = 1;
        // Where the last text at the outermost level begins, which names the value that follows.
        let (mut name, mut is_quoted, mut is_escaped) = (0, false, false);
        while depth > 0 {
            let byte = self.byte()?.ok_or_else(|| Error::other("the file ends within an object, as if it was cut off"))?;
            text.push(byte);
            if text.len() > LONGEST {
                return Err(Error::other(format!("an object is longer than {} MB", LONGEST / 1024 / 1024)));
            }
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if is_quoted => is_escaped = true,
                b'"' => {
                    is_quoted = !is_quoted;
                    name = if is_quoted && depth == 1 { text.len() } else { name };
                }
                _ if is_quoted => {}
                b'[' if depth == 1 && is_named(&text[name..], member) => {
                    self.is_in_array = true;
                    return self.object(None);
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
        Ok(Some(text))
    }
}

/// True if what was read last is `member":[`, blanks aside.
fn is_named(read: &[u8], member: Option<&str>) -> bool {
    let rest = member.and_then(|member| read.strip_prefix(member.as_bytes()));
    let rest = rest.and_then(|rest| rest.strip_prefix(b"\"")).map(<[u8]>::trim_ascii_start);
    rest.and_then(|rest| rest.strip_prefix(b":")).map(<[u8]>::trim_ascii_start) == Some(b"[")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{damaged::damaged, testing::data};

    fn read(text: &str, member: Option<&str>) -> Vec<Result<i64, String>> {
        let objects = objects::<std::collections::BTreeMap<String, Value>>(text.as_bytes(), member);
        objects
            .map(|(_, object)| match object {
                Ok(object) => Ok(object.get("a").and_then(Value::as_i64).unwrap_or(-1)),
                Err(unreadable) => Err(unreadable.fault.reason),
            })
            .collect()
    }

    #[test]
    fn objects_are_found_however_they_are_strung_together() {
        let all = vec![Ok(1), Ok(2)];
        assert_eq!(read("\u{feff}{\"a\":1}{\"a\":2}", None), all);
        assert_eq!(read("{\"a\":1}\n\n{\"a\":2}\n", None), all);
        assert_eq!(read("[ {\"a\":1, \"b\": \"]}{\\\"\"} , {\"a\":2} ]", None), all);
        assert_eq!(read("{\"x\": [\"grants\"], \"grants\" : [{\"a\":1},{\"a\":2}], \"y\": {}}", Some("grants")), all);
        assert_eq!(read("{\"a\": 1, \"b\": {\"grants\": []}}", Some("grants")), vec![Ok(1)]);
        assert_eq!(read("", None), vec![]);
    }

    #[test]
    fn what_is_cut_off_is_said() {
        let ends = |text: &str| read(text, Some("grants")).pop().and_then(Result::err).unwrap_or_default();
        assert!(ends("[{\"a\":1},{\"a\":").contains("cut off"));
        assert!(ends("{\"grants\":[{\"a\":1}").contains("cut off"));
        assert!(ends("[{\"a\":1}").contains("cut off") && ends("[{\"a\":1},").contains("cut off"));
        assert!(ends("{\"a\":1} nonsense").contains("expected"));
        assert!(ends("{a:1}").contains("not JSON"));
    }

    #[test]
    fn one_object_that_is_none_keeps_no_other_out() {
        let read = read("[{\"a\":1},{\"a\":NaN},{\"a\":2}]", None);
        assert!(matches!(&read[..], [Ok(1), Err(reason), Ok(2)] if reason.contains("not JSON")), "{read:?}");
    }

    #[test]
    fn every_object_of_a_damaged_document_has_its_number() {
        let original = std::fs::read(data("calls/open.jsonl")).expect("the file is there");
        for bytes in damaged(&original, b"{}[]\",:-0\\", 60) {
            let found: Vec<(u64, bool)> = objects::<Value>(bytes.as_slice(), None)
                .map(|(number, object)| (number, object.is_err_and(|unreadable| unreadable.is_fatal)))
                .collect();
            assert!((1..).zip(&found).all(|(expected, (number, _))| *number == expected), "{found:?}");
            assert!(found.iter().rev().skip(1).all(|(_, is_fatal)| !is_fatal), "{found:?}");
        }
    }
}
