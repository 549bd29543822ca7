//! Reference tables: the titles of topics and programmes.

use super::{
    collected::{Collected, Rank},
    referenced::{is_programme, programme_code},
    values,
};
use crate::{Sink, external_grouping::GroupingError, table::Row};

/// Reads the title of a topic and the programme that it belongs to.
pub(super) fn topic(collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
    let Some(code) = row.get("topicCode").filter(|code| values::is_code(code)) else {
        return Ok(sink.reject("fundingCall", row.fault("topicCode", "a topic needs a code"))?);
    };
    let title = row.get("title").unwrap_or_default();
    let programme = row.get("legalBasisCode").filter(|code| values::is_code(code));
    for code in [Some(code), programme].into_iter().flatten() {
        collected.note_framework(code);
    }
    let folder = collected.folder();
    if is_programme(code) {
        list_programme(collected, sink, code, title);
        return Ok(());
    }
    let title = sink.text(&values::english(), title);
    let topic = collected.titles.topics.entry(code.to_owned()).or_default();
    if let Some(title) = title {
        topic.replace_if_better(title.text, Rank::Reference);
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
pub(super) fn programme(collected: &mut Collected, sink: &mut Sink, row: &Row) -> Result<(), GroupingError> {
    let (Some(code), Some(title)) = (row.get("code").filter(|code| values::is_code(code)), row.get("title")) else {
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
    collected.note_framework(code);
    if is_programme(code) {
        list_programme(collected, sink, code, title);
        return Ok(());
    }
    let Some(title) = sink.text(&values::english(), title) else { return Ok(()) };
    let folder = collected.folder();
    let topic = collected.titles.topics.entry(code.to_owned()).or_default();
    topic.replace_if_better(title.text, Rank::Reference);
    topic.listed = Some(folder);
    Ok(())
}

fn list_programme(collected: &mut Collected, sink: &mut Sink, code: &str, title: &str) {
    let Some(title) = sink.text(&values::english(), title) else { return };
    let folder = collected.folder();
    let programme = collected.titles.programmes.entry(programme_code(code)).or_default();
    programme.replace_if_better(title.text, Rank::Reference);
    programme.listed = Some(folder);
}
