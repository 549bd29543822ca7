//! The records that many projects refer to: data sets, programmes, calls, concepts; each emitted when it is first needed.

use std::collections::HashMap;

use record::{Citation, Concept, FundingCall, Key, LanguageTag, Programme, Text, TextOrigin};

use super::{
    collected::{Collected, Title},
    fact::FieldOfScience,
    framework::{FIELDS, Framework, SCHEMES, source},
    values::english,
};
use crate::{Sink, Stop, value::key};

/// Emits the records that many projects refer to, before them.
pub(super) struct ReferencedRecords<'a> {
    /// The facts that the files state.
    pub(super) collected: &'a Collected,
    sources: HashMap<Option<Framework>, Key>,
    programmes: HashMap<String, Key>,
    calls: HashMap<String, Key>,
    concepts: HashMap<String, Key>,
}

impl<'a> ReferencedRecords<'a> {
    pub(super) fn new(collected: &'a Collected) -> Self {
        let (sources, programmes) = (HashMap::new(), HashMap::new());
        Self { collected, sources, programmes, calls: HashMap::new(), concepts: HashMap::new() }
    }

    /// The data set of a framework programme.
    pub(super) fn source(&mut self, sink: &mut Sink, framework: Option<&Framework>) -> Result<Key, Stop> {
        let framework = framework.cloned();
        if let Some(key) = self.sources.get(&framework) {
            return Ok(key.clone());
        }
        let source = source(framework.as_ref());
        let key = source.key.clone();
        sink.record_once("file", source)?;
        self.sources.insert(framework, key.clone());
        Ok(key)
    }

    /// A programme, with all those around it.
    pub(super) fn programme(&mut self, sink: &mut Sink, code: &str, source: &Key) -> Result<Key, Stop> {
        let mut codes = vec![programme_code(code)];
        while let Some(around) = codes.last().and_then(|code| around(code)) {
            codes.push(around);
        }
        let mut parent = None;
        for code in codes.into_iter().rev() {
            let known = match self.programmes.get(&code) {
                Some(key) => key.clone(),
                None => {
                    let programme = Programme {
                        key: key("programme", &code.to_lowercase()),
                        slug: None,
                        code: Some(code.clone()),
                        name: vec![programme_name(sink, &code, self.collected.titles.programmes.get(&code))],
                        parent,
                        period: None,
                        sources: vec![cited(source, &code)],
                        withdrawn_at: None,
                    };
                    let key = programme.key.clone();
                    sink.record_once(format!("programme {code}"), programme)?;
                    self.programmes.insert(code, key.clone());
                    key
                }
            };
            parent = Some(known);
        }
        Ok(parent.unwrap_or_else(|| key("programme", &code.to_lowercase())))
    }

    /// A call, which at CORDIS is a topic. Without a reference table no more is known of its programme than the framework.
    pub(super) fn call(&mut self, sink: &mut Sink, code: &str, framework: Option<&Framework>, source: &Key) -> Result<Key, Stop> {
        if let Some(key) = self.calls.get(code) {
            return Ok(key.clone());
        }
        let title = self.collected.titles.topics.get(code);
        let programme = title.and_then(|title| title.programme.as_deref()).or(framework.map(Framework::code));
        let programme = programme.map(|code| self.programme(sink, code, source)).transpose()?;
        let call = FundingCall {
            key: key("call", &code.to_lowercase()),
            slug: None,
            identifier: Some(code.to_owned()),
            title: title.and_then(|title| stated(sink, title)).into_iter().collect(),
            summary: Vec::new(),
            programme,
            status: None,
            opens_on: None,
            deadlines: Vec::new(),
            budget: None,
            url: None,
            sources: vec![cited(source, code)],
            withdrawn_at: None,
        };
        let key = call.key.clone();
        sink.record_once(format!("topic {code}"), call)?;
        self.calls.insert(code.to_owned(), key.clone());
        Ok(key)
    }

    /// A field of science, with all those around it.
    pub(super) fn field(&mut self, sink: &mut Sink, field: &FieldOfScience) -> Result<Key, Stop> {
        let own = field.numbers.last().map(String::as_str).unwrap_or_default();
        if let Some(key) = self.concepts.get(own) {
            return Ok(key.clone());
        }
        let mut broader = None;
        // Where only the field's own name is known, the fields around it have none.
        for (number, name) in field.numbers.iter().skip(field.numbers.len() - field.names.len()).zip(&field.names) {
            let concept = Concept {
                key: key("euroscivoc", number),
                vocabulary: Key::stored(FIELDS),
                notation: Some(number.clone()),
                label: vec![Text { language: english(), text: name.clone(), origin: TextOrigin::Original }],
                broader,
                url: None,
            };
            broader = Some(concept.key.clone());
            sink.offer(format!("field of science {number}"), concept)?;
        }
        let key = key("euroscivoc", own);
        self.concepts.insert(own.to_owned(), key.clone());
        Ok(key)
    }

    /// A form of funding.
    pub(super) fn scheme(&mut self, sink: &mut Sink, code: &str) -> Result<Key, Stop> {
        let key = key("funding_scheme", &code.to_lowercase());
        let title = self.collected.titles.schemes.get(code).and_then(|title| title.text.clone());
        let label = match title {
            Some(text) => Text { language: english(), text, origin: TextOrigin::Original },
            None => Text { language: LanguageTag::stored("und"), text: code.to_owned(), origin: TextOrigin::Original },
        };
        let concept = Concept {
            key: key.clone(),
            vocabulary: Key::stored(SCHEMES),
            notation: Some(code.to_owned()),
            label: vec![label],
            broader: None,
            url: None,
        };
        sink.offer(format!("funding scheme {code}"), concept)?;
        Ok(key)
    }

    /// Emits what reference tables list, whether or not a project refers to it.
    pub(super) fn listed(&mut self, sink: &mut Sink) -> Result<(), Stop> {
        let collected = self.collected;
        let listed = |titles: &'a HashMap<String, Title>| {
            let mut listed: Vec<(&str, usize)> =
                titles.iter().filter_map(|(code, title)| Some((&**code, title.listed?))).collect();
            listed.sort_unstable();
            listed
        };
        for (code, folder) in listed(&collected.titles.programmes) {
            let source = self.source(sink, Framework::of(code).as_ref().or_else(|| collected.framework_of(folder)))?;
            self.programme(sink, code, &source)?;
        }
        for (code, folder) in listed(&collected.titles.topics) {
            let framework = Framework::of(code).or_else(|| collected.framework_of(folder).cloned());
            let source = self.source(sink, framework.as_ref())?;
            self.call(sink, code, framework.as_ref(), &source)?;
        }
        Ok(())
    }
}

/// The code of a programme as CORDIS writes it: the parts of Horizon 2020 end with a point, which some tables leave out.
pub(super) fn programme_code(code: &str) -> String {
    let code = code.trim();
    let has_points = code.starts_with("H2020-EU.") || code.starts_with("H2020-Euratom-");
    if has_points && !code.ends_with('.') { format!("{code}.") } else { code.to_owned() }
}

/// True for codes of programmes and their parts, which tables of topics hold too.
pub(super) fn is_programme(code: &str) -> bool {
    let code = code.to_ascii_uppercase();
    ["H2020-EU.", "H2020-EURATOM", "HORIZON."].iter().any(|start| code.starts_with(start))
        || matches!(&*code, "H2020" | "H2020-EC" | "HORIZON" | "EURATOM" | "EURATOM2027")
        || code.starts_with("EURATOM.")
}

/// The code of the programme around a programme.
fn around(code: &str) -> Option<String> {
    let bare = code.trim_end_matches('.');
    match bare.rsplit_once('.') {
        Some(("H2020-EU", _)) => Some("H2020".to_owned()),
        Some(("EURATOM", _)) => Some("EURATOM2027".to_owned()),
        Some((around, _)) if !around.is_empty() => Some(programme_code(around)),
        Some(_) => None,
        None => {
            let (around, _) = bare.rsplit_once('-')?;
            (Framework::of(around).is_some() && Framework::of(around) == Framework::of(code)).then(|| around.to_owned())
        }
    }
}

fn programme_name(sink: &mut Sink, code: &str, title: Option<&Title>) -> Text {
    let coined = || {
        let framework = Framework::of(code).filter(|framework| framework.code() == code);
        let text = framework.map_or_else(|| code.to_owned(), |framework| framework.name());
        Text { language: english(), text, origin: TextOrigin::Editorial }
    };
    title.and_then(|title| stated(sink, title)).unwrap_or_else(coined)
}

fn stated(sink: &mut Sink, title: &Title) -> Option<Text> {
    sink.remarks("titles that had lost letters before they came here", usize::from(title.is_damaged()));
    title.text.clone().map(|text| Text { language: english(), text, origin: TextOrigin::Original })
}

fn cited(source: &Key, code: &str) -> Citation {
    Citation { source: source.clone(), record_id: Some(code.to_owned()), url: None, language: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programmes_lie_within_one_another() {
        let path = |code: &str| {
            let mut codes = vec![programme_code(code)];
            while let Some(around) = around(&codes[codes.len() - 1]) {
                codes.push(around);
            }
            codes.join(" < ")
        };
        assert_eq!(path("HORIZON.2.1"), "HORIZON.2.1 < HORIZON.2 < HORIZON");
        assert_eq!(path("H2020-EU.3.4.5"), "H2020-EU.3.4.5. < H2020-EU.3.4. < H2020-EU.3. < H2020");
        assert_eq!(path("H2020-Euratom-1.3."), "H2020-Euratom-1.3. < H2020-Euratom-1. < H2020-Euratom < H2020");
        assert_eq!(path("EURATOM.1.2"), "EURATOM.1.2 < EURATOM.1 < EURATOM2027");
        assert_eq!(path("FP7-ENVIRONMENT"), "FP7-ENVIRONMENT < FP7");
        assert_eq!(path("..."), "...");
    }
}
