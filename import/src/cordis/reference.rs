//! Reference tables: the titles of topics and programmes.

use super::{
    cell,
    set::{End, Rank, Set},
    shared::{is_programme, programme_code},
};
use crate::{Sink, table::Row};

/// Reads the title of a topic and the programme that it belongs to.
pub(super) fn topic(set: &mut Set, sink: &mut Sink, row: &Row) -> Result<(), End> {
    let Some(code) = row.get("topicCode").filter(|code| cell::is_code(code)) else {
        return Ok(sink.reject("fundingCall", row.fault("topicCode", "a topic needs a code"))?);
    };
    let title = row.get("title").unwrap_or_default();
    let programme = row.get("legalBasisCode").filter(|code| cell::is_code(code));
    for code in [Some(code), programme].into_iter().flatten() {
        set.speaks_of(code);
    }
    let folder = set.folder();
    if is_programme(code) {
        list_programme(set, sink, code, title);
        return Ok(());
    }
    let title = sink.text(&cell::english(), title);
    let topic = set.titles.topics.entry(code.to_owned()).or_default();
    if let Some(title) = title {
        topic.take(title.text, Rank::Reference);
    }
    topic.listed = Some(folder);
    match (&topic.programme, programme) {
        (None, programme) => topic.programme = programme.map(str::to_owned),
        (Some(known), Some(other)) if known != other => {
            sink.remark("topics in several programmes: the first was taken");
        }
        _ => {}
    }
    Ok(())
}

/// Reads the title of a programme; topics stand among them.
pub(super) fn programme(set: &mut Set, sink: &mut Sink, row: &Row) -> Result<(), End> {
    let (Some(code), Some(title)) = (row.get("code").filter(|code| cell::is_code(code)), row.get("title")) else {
        return Ok(sink.reject("programme", row.fault("code", "a programme needs a code and a title"))?);
    };
    if row.get("language").is_some_and(|language| language != "en") {
        sink.remark("titles of programmes in other languages than English left out");
        return Ok(());
    }
    if code.ends_with("-Topics") {
        sink.remark("collections of topics left out");
        return Ok(());
    }
    set.speaks_of(code);
    if is_programme(code) {
        list_programme(set, sink, code, title);
        return Ok(());
    }
    let Some(title) = sink.text(&cell::english(), title) else { return Ok(()) };
    let folder = set.folder();
    let topic = set.titles.topics.entry(code.to_owned()).or_default();
    topic.take(title.text, Rank::Reference);
    topic.listed = Some(folder);
    Ok(())
}

fn list_programme(set: &mut Set, sink: &mut Sink, code: &str, title: &str) {
    let Some(title) = sink.text(&cell::english(), title) else { return };
    let folder = set.folder();
    let programme = set.titles.programmes.entry(programme_code(code)).or_default();
    programme.take(title.text, Rank::Reference);
    programme.listed = Some(folder);
}
