//! The head of a file, from which its format is told.

use std::sync::LazyLock;

use super::{
    Input,
    table::{self, Form},
};

/// The beginning of a file, from which its format is told.
pub struct Head {
    /// Its first characters.
    pub text: String,
    header: LazyLock<Vec<String>, Box<dyn FnOnce() -> Vec<String>>>,
    /// The names of its columns, if it is a table of this form.
    columns: Box<dyn Fn(Form) -> Vec<String>>,
}

impl Head {
    pub(super) fn of(input: &Input) -> std::io::Result<Self> {
        let text = input.head_text()?;
        let (input, same) = (input.clone(), input.clone());
        let header: Box<dyn FnOnce() -> Vec<String>> = Box::new(move || table::header(&input, Form::default()));
        Ok(Self { text, header: LazyLock::new(header), columns: Box::new(move |form| table::header(&same, form)) })
    }

    /// The names of a table's columns, if its encoding and delimiter are as its mapping says.
    #[must_use]
    pub fn columns(&self, form: Form) -> Vec<String> {
        if form == Form::default() { self.header.clone() } else { (self.columns)(form) }
    }

    /// True if the file is a table that has all these columns.
    #[must_use]
    pub fn has_columns(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.header.iter().any(|name| name == column))
    }

    /// True if the file is JSON that has this member early on.
    #[must_use]
    pub fn has_member(&self, member: &str) -> bool {
        self.text.starts_with(['{', '[']) && self.text.contains(&format!("\"{member}\""))
    }

    /// The name of the outermost element of an XML document, without its prefix.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        let mut rest = self.text.strip_prefix('<').map(|_| &*self.text)?;
        while let Some(start) = rest.find('<') {
            rest = &rest[start + 1..];
            if rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                let name = rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
                return Some(name.rsplit(':').next().unwrap_or(name));
            }
            // A comment may hold anything.
            rest = if rest.starts_with("!--") { &rest[rest.find("-->")?..] } else { rest };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_element_is_found() {
        let root = |text: &str| {
            let head =
                Head { text: text.to_owned(), header: LazyLock::new(Box::new(Vec::new)), columns: Box::new(|_| Vec::new()) };
            head.root().map(str::to_owned)
        };
        assert_eq!(
            root("<?xml version='1.0'?>\n<!-- <no/> --><iati-activities version=\"2.03\">").as_deref(),
            Some("iati-activities")
        );
        assert_eq!(root("<x:project xmlns:x='y'/>").as_deref(), Some("project"));
        assert_eq!(root("<!DOCTYPE html><html>").as_deref(), Some("html"));
        assert_eq!(root("a < b"), None);
    }
}
