//! Topics and calls of the EU Funding & Tenders Portal, in the shapes in which its site, its search and copies of it give them.

mod members;
mod prose;
mod shape;
mod topic;

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Cursor, Read},
};

use record::{Citation, Fault, FundingCall, Key, LanguageTag, Programme, Source, Text, TextOrigin};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::{
    shape::Shape,
    topic::{Topic, topic},
};
use super::{
    Input, Sink, Stop,
    external_grouping::{Grouping, GroupingError},
    head::Head,
    json::objects,
    value::{key, repair},
};

const REPAIRED: &str = "texts that had been read in the wrong encoding, repaired";
const SPACED: &str = "white space between the sections of texts put back";
const TENDERS: &str = "tenders left out, which are no calls for proposals";

/// The address at which the portal shows a topic.
const PAGE: &str = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details/";

/// Programmes by the numbers that the portal gives them: code, name. Others are called what the portal calls them.
const PROGRAMMES: [(&str, &str, &str); 24] = [
    ("111111", "RELEX-PROSPECT", "EU external action"),
    ("43108390", "HORIZON", "Horizon Europe"),
    ("43152860", "DIGITAL", "Digital Europe"),
    ("43251447", "AMIF", "Asylum, Migration and Integration Fund"),
    ("43251567", "CEF", "Connecting Europe Facility"),
    ("43251589", "CERV", "Citizens, Equality, Rights and Values"),
    ("43251814", "CREATIVE-EUROPE", "Creative Europe"),
    ("43252368", "ISF", "Internal Security Fund"),
    ("43252386", "JUST", "Justice"),
    ("43252405", "LIFE", "LIFE"),
    ("43252433", "PERICLES-IV", "Pericles IV"),
    ("43252449", "RFCS", "Research Fund for Coal and Steel"),
    ("43252476", "SMP", "Single Market Programme"),
    ("43253967", "RENEWFM", "Renewable Energy Financing Mechanism"),
    ("43254019", "ESF+", "European Social Fund Plus"),
    ("43254037", "ESC", "European Solidarity Corps"),
    ("43298916", "EURATOM", "Euratom Research and Training Programme"),
    ("43353764", "ERASMUS+", "Erasmus+"),
    ("43392145", "EMFAF", "European Maritime, Fisheries and Aquaculture Fund"),
    ("43637601", "PPPA", "Pilot Projects and Preparatory Actions"),
    ("44181033", "EDF", "European Defence Fund"),
    ("44416173", "I3", "Interregional Innovation Investments"),
    ("45532249", "EU-AGENCIES", "EU agencies and bodies"),
    ("46324255", "ERDF-TA", "Technical assistance for ERDF, CF and JTF"),
];

/// A call as one object states it, and where it stands.
#[derive(Serialize, Deserialize)]
struct StatedCall {
    file: usize,
    number: u64,
    call: FundingCall,
}

pub(super) fn recognises(head: &Head) -> bool {
    Shape::of(&head.text).is_some()
}

pub(super) fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    read_calls(inputs, sink).or_else(|error| error.report(sink, ""))
}

/// Reads the calls of all files and emits each once.
fn read_calls(inputs: &[Input], sink: &mut Sink) -> Result<(), GroupingError> {
    let mut calls = Grouping::new();
    for (file, input) in inputs.iter().enumerate() {
        sink.file(input.name())?;
        let source = source();
        sink.record_once("file", source.clone())?;
        let (shape, reader) = match open(input) {
            Ok(Some(opened)) => opened,
            Ok(None) => {
                sink.give_up(Fault::new("", "these are no topics of the Funding & Tenders Portal"))?;
                continue;
            }
            Err(error) => {
                sink.give_up(Fault::new("", error.to_string()))?;
                continue;
            }
        };
        let mut unknown = BTreeMap::new();
        for (number, object) in objects::<Map<String, Value>>(reader, shape.member()) {
            let at = format!("record {number}");
            let object = match object {
                Ok(object) => object,
                Err(fault) if fault.is_fatal => {
                    sink.give_up(fault.at(at))?;
                    break;
                }
                Err(fault) => {
                    sink.reject("fundingCall", fault.at(at))?;
                    continue;
                }
            };
            let Some(call) = call(sink, &at, topic(shape, &object, &mut unknown), &source.key)? else { continue };
            let key = call.key.to_string();
            calls.push(&key, &StatedCall { file, number, call })?;
        }
        for (name, times) in unknown {
            let reason = format!("this member is not known, what it says is left out ({times} times)");
            sink.leave_out(Fault::new("file", reason).column(name))?;
        }
    }
    for group in calls.groups()? {
        let (_, stated) = group?;
        let mut stated = stated.into_iter();
        let Some(mut first) = stated.next() else { continue };
        for other in stated {
            add(&mut first.call, other.call, sink);
        }
        sink.file(inputs[first.file].name())?;
        sink.record(format_args!("record {}", first.number), first.call)?;
    }
    Ok(())
}

/// A document and what it holds. The list of grants and tenders lies two levels deep, so that it is begun right there.
fn open(input: &Input) -> io::Result<Option<(Shape, Box<dyn BufRead>)>> {
    let head = input.head()?;
    let Some(shape) = Shape::of(&String::from_utf8_lossy(&head)) else { return Ok(None) };
    let mut reader = BufReader::new(input.open()?);
    let Some(name) = shape.inner_member() else { return Ok(Some((shape, Box::new(reader)))) };
    let quoted = format!("\"{name}\"");
    let at = head.windows(quoted.len()).position(|bytes| bytes == quoted.as_bytes()).unwrap_or_default();
    io::copy(&mut Read::by_ref(&mut reader).take((at + quoted.len()) as u64), &mut io::sink())?;
    Ok(Some((shape, Box::new(Cursor::new(format!("{{{quoted}")).chain(reader)))))
}

fn source() -> Source {
    Source {
        key: key("source", "eu-funding-tenders-portal"),
        slug: Some("eu-funding-tenders-portal".to_owned()),
        publisher: "European Commission".to_owned(),
        title: vec![Text {
            language: LanguageTag::stored("en"),
            text: "EU Funding & Tenders Portal".to_owned(),
            origin: TextOrigin::Original,
        }],
        url: Some("https://ec.europa.eu/info/funding-tenders/opportunities/portal/".to_owned()),
        licence: Some("CC-BY-4.0".to_owned()),
        attribution: Some("© European Union, Funding & Tenders Portal, CC BY 4.0".to_owned()),
        language: None,
        retrieved_on: None,
    }
}

fn call(sink: &mut Sink, at: &str, topic: Topic, source: &Key) -> Result<Option<FundingCall>, Stop> {
    if topic.is_tender {
        sink.remark(TENDERS);
        return Ok(None);
    }
    let Some(identifier) = topic.identifier.filter(|identifier| identifier.chars().count() <= 300) else {
        let fault = Fault::new(at, "a topic without an identifier").column("identifier").allowed("1 to 300 characters");
        sink.reject("fundingCall", fault)?;
        return Ok(None);
    };
    for (column, value) in topic.faults {
        let fault = Fault::new(at, "this can't be read").column(column).value(&value).allowed("what the portal writes there");
        sink.leave_out(fault)?;
    }
    let language = topic.language.unwrap_or_else(|| LanguageTag::stored("und"));
    let sections: Vec<String> = topic.sections.iter().map(|section| prose(sink, section)).filter(|s| !s.is_empty()).collect();
    let title = topic.title.map(|title| prose(sink, &title)).unwrap_or_default();
    let citation = Citation { source: source.clone(), record_id: None, url: None, language: None };
    let page = topic.page.unwrap_or_else(|| format!("{PAGE}{}", identifier.to_lowercase()));
    let mut deadlines = topic.deadlines;
    deadlines.sort_by_key(|deadline| deadline.on);
    deadlines.dedup();
    if topic.is_two_stage && deadlines.len() == 2 {
        for (deadline, stage) in deadlines.iter_mut().zip(1..) {
            deadline.stage = Some(stage);
        }
    }
    let stated = topic.programme.as_deref();
    let stated = stated.map(|code| (code, topic.programme_name.as_deref().unwrap_or(code)));
    let call = FundingCall {
        key: key("call", &identifier.to_lowercase()),
        slug: None,
        title: sink.text(&language, &title).into_iter().collect(),
        summary: sink.text(&language, &sections.join("\n\n")).into_iter().collect(),
        programme: programme(sink, at, topic.programme_id.as_deref(), stated, &citation)?,
        status: topic.status,
        opens_on: topic.opens_on,
        deadlines,
        budget: topic.budget,
        url: Some(page.clone()),
        sources: vec![Citation {
            record_id: Some(topic.reference.unwrap_or_else(|| identifier.clone())),
            url: Some(page),
            language: None,
            ..citation
        }],
        identifier: Some(identifier),
        withdrawn_at: None,
    };
    Ok(Some(call))
}

/// A text in its right encoding, without tags, and with white space between its sections.
fn prose(sink: &mut Sink, text: &str) -> String {
    let repaired = repair(text);
    if repaired != text {
        sink.remark(REPAIRED);
    }
    let plain = prose::without_tags(&repaired);
    let spaced = prose::spaced(&plain);
    if spaced != plain {
        sink.remark(SPACED);
    }
    spaced.into_owned()
}

fn programme(
    sink: &mut Sink,
    at: &str,
    id: Option<&str>,
    stated: Option<(&str, &str)>,
    citation: &Citation,
) -> Result<Option<Key>, Stop> {
    let known = PROGRAMMES.iter().find(|(number, ..)| Some(*number) == id);
    let (code, name) = match (known, stated, id) {
        (Some((_, code, name)), ..) => (*code, *name),
        (None, Some(stated), _) => stated,
        (None, None, Some(id)) => {
            let fault = Fault::new(at, "no programme is known by this number").column("frameworkProgramme");
            sink.leave_out(fault.value(id))?;
            return Ok(None);
        }
        (None, None, None) => return Ok(None),
    };
    let origin = if known.is_some() { TextOrigin::Editorial } else { TextOrigin::Original };
    let record = Programme {
        key: key("programme", &code.to_lowercase()),
        slug: None,
        code: Some(code.to_owned()).filter(|code| code.chars().count() <= 300),
        name: vec![Text { language: LanguageTag::stored("en"), text: name.to_owned(), origin }],
        parent: None,
        period: None,
        sources: vec![citation.clone()],
        withdrawn_at: None,
    };
    let key = record.key.clone();
    sink.record_once(at, record)?;
    Ok(Some(key))
}

/// Adds what a further object says of a call: other languages, and what the first left open.
fn add(call: &mut FundingCall, other: FundingCall, sink: &mut Sink) {
    sink.remark("further statements about a call brought together with the first");
    for (own, others) in [(&mut call.title, other.title), (&mut call.summary, other.summary)] {
        for text in others {
            if own.iter().all(|known| known.language != text.language) {
                own.push(text);
            }
        }
    }
    call.programme = call.programme.take().or(other.programme);
    call.status = call.status.or(other.status);
    call.opens_on = call.opens_on.or(other.opens_on);
    call.budget = call.budget.take().or(other.budget);
    if call.deadlines.is_empty() {
        call.deadlines = other.deadlines;
    }
    for citation in other.sources {
        if !call.sources.contains(&citation) {
            call.sources.push(citation);
        }
    }
}

#[cfg(test)]
mod tests;
