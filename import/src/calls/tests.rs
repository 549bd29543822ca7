//! Tests over an excerpt of a copy of the portal, and over the shapes that its site and its search give.

use serde_json::{Value, json};

use super::*;
use crate::testing::{ReadResult, data, read as read_files, read_text, withstands_damage};

fn calls(read: &ReadResult) -> Vec<Value> {
    let records = read.records.iter().filter(|record| record.kind() == "fundingCall");
    records.map(|record| serde_json::to_value(record).expect("a record is JSON")["fundingCall"].clone()).collect()
}

#[test]
fn a_copy_without_separators_is_read_and_repaired() {
    let read = read_files(read, &[data("calls/open.jsonl")]);
    assert_eq!(read.faults, []);
    assert_eq!(read.count("fundingCall"), 5);
    let call = read.record("fundingCall", "call-erc-2026-poc");
    assert_eq!(call["identifier"], "ERC-2026-POC");
    assert_eq!(call["status"], "CLOSED");
    assert_eq!(call["deadlines"], json!([{"on": "2026-03-17"}]));
    assert_eq!(call["programme"], "programme-horizon");
    assert_eq!(call["sources"][0]["recordId"], "48939636TOPICSen");
    // What one grant may be is not the budget of the call, and every topic says that it has two stages.
    assert!(call.get("budget").is_none());
    let summary = call["summary"][0]["text"].as_str().expect("a summary");
    assert!(summary.starts_with("Objective:\nThe ERC") && summary.contains(".\n\nScope:\nSize"), "{summary}");
    let all = format!("{:?}", read.records);
    assert!(all.contains("beneficiaries’") && !all.contains("â€"));
    assert!(read.remarks.contains_key(REPAIRED) && read.remarks.contains_key(SPACED));
    assert_eq!(read.record("fundingCall", &key("call", "europeaid/186246/dd/act/ng"))["programme"], "programme-relex-prospect");
}

#[test]
fn all_members_of_a_copy_are_known() {
    let file = std::fs::read(data("calls/open.jsonl")).expect("the file is there");
    for (_, object) in objects::<Map<String, Value>>(file.as_slice(), None) {
        let mut unknown = BTreeMap::new();
        topic(Shape::Flat, &object.expect("it is an object"), &mut unknown);
        assert_eq!(unknown, BTreeMap::new());
    }
}

#[test]
fn an_array_of_topics_is_read_and_what_cannot_be_read_is_said() {
    let text = r#"[
        {"topicId": "A-1", "callIdentifier": "A", "title": "One", "callStatus": "soon", "deadline": "2026-02-30", "colour": 1},
        {"topicId": "", "callIdentifier": "A"},
        {"topicId": "A-2", "callIdentifier": "A", "title": "Two", "callStatus": "open", "deadline": "", "colour": 2},
        {"topicId": "a-2", "callIdentifier": "A", "title": "Two", "deadline": "2027-01-02"}
    ]"#;
    let read = read_text(read, "calls.json", text.as_bytes());
    let columns: Vec<&str> = read.faults.iter().filter_map(|(_, fault)| fault.column.as_deref()).collect();
    assert_eq!(columns, ["status", "deadline", "identifier", "colour"]);
    assert!(read.faults[3].1.reason.contains("2 times"));
    assert_eq!(read.count("fundingCall"), 2);
    let second = read.record("fundingCall", "call-a-2");
    assert_eq!((&second["status"], &second["deadlines"][0]["on"]), (&json!("OPEN"), &json!("2027-01-02")));
}

#[test]
fn answers_of_the_search_are_read() {
    let overview = json!({"budgetYearsColumns": ["2026", "2027"], "budgetTopicActionMap": {
        "1": [{"action": "CERV-2026-X - CERV Project Grants", "budgetYearMap": {"2026": "1500000", "2027": "500000.50"}, "minContribution": 75000}],
        "2": [{"action": "CERV-2026-X-2 - CERV Project Grants", "budgetYearMap": {"2026": "7"}}],
    }});
    let result = |language: &str, title: &str| {
        json!({"reference": format!("1TOPICS{language}"), "url": "https://example.org/x.json", "metadata": {
            "identifier": ["CERV-2026-X"], "title": [title], "type": ["1"], "language": [language], "status": ["31094502"],
            "callIdentifier": ["CERV-2026"], "frameworkProgramme": ["43251589"], "startDate": ["2026-01-14T00:00:00.000+0000"],
            "deadlineDate": ["2026-04-29T15:00:00.000+0000", "2026-09-17T00:00:00.000+0000"], "deadlineModel": ["two-stage"],
            "descriptionByte": ["<span class=\"k\">Scope:</span><p>A &amp; B</p>"], "budgetOverview": [overview.to_string()]}})
    };
    let tender = json!({"reference": "2", "metadata": {"identifier": ["T"], "type": ["0"]}});
    let text = json!({"totalResults": 3, "results": [result("en", "Towns"), result("fr", "Villes"), tender]}).to_string();
    let read = read_text(read, "search.json", text.as_bytes());
    assert_eq!(read.faults, []);
    let calls = calls(&read);
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!(call["title"], json!([{"language": "en", "text": "Towns"}, {"language": "fr", "text": "Villes"}]));
    assert_eq!(call["budget"], json!({"amount": "2000000.50", "currency": "EUR"}));
    let deadlines = json!([{"on": "2026-04-29", "at": "2026-04-29T15:00:00Z", "stage": 1}, {"on": "2026-09-17", "stage": 2}]);
    assert_eq!((&call["opensOn"], &call["status"], &call["deadlines"]), (&json!("2026-01-14"), &json!("OPEN"), &deadlines));
    assert_eq!(call["summary"][0]["text"], "Scope:\nA & B");
    assert!(call["url"].as_str().is_some_and(|url| url.ends_with("/topic-details/cerv-2026-x")));
    assert_eq!(read.remarks.get(TENDERS), Some(&1));
}

#[test]
fn pages_of_topics_and_the_list_of_all_are_read() {
    let details = json!({"TopicDetails": {"type": 1, "identifier": "CERV-2026-Y", "title": "Equality", "callIdentifier": "CERV-2026",
        "description": "<p>For all</p>", "frameworkProgramme": {"id": 43_251_589, "abbreviation": "CERV", "description": "x"},
        "actions": [{"status": {"id": 31_094_501, "abbreviation": "Forthcoming"}, "plannedOpeningDate": "14 January 2026",
            "submissionProcedure": {"abbreviation": "single-stage"}, "deadlineDates": ["29 April 2026"]}],
        "budgetOverviewJSONItem": {"budgetTopicActionMap": {"1": [{"action": "Other words", "budgetYearMap": {"2026": "20000000"}}]}}}});
    let read_details = read_text(read, "details.json", details.to_string().as_bytes());
    assert_eq!(read_details.faults, []);
    let call = &calls(&read_details)[0];
    assert_eq!((&call["status"], &call["opensOn"]), (&json!("FORTHCOMING"), &json!("2026-01-14")));
    assert_eq!((&call["deadlines"], &call["budget"]["amount"]), (&json!([{"on": "2026-04-29"}]), &json!("20000000.00")));
    let list = json!({"fundingData": {"GrantTenderObj": [
        {"type": 1, "identifier": "CERV-2026-Y", "title": "Equality", "status": {"id": 31_094_503, "abbreviation": "Closed"},
            "plannedOpeningDateLong": 1_768_348_800_000_i64, "deadlineDatesLong": [1_777_474_800_000_i64],
            "frameworkProgramme": {"id": 1, "abbreviation": "NEW"}},
        {"type": 0, "identifier": "a tender"},
    ]}});
    let read = read_text(read, "grantsTenders.json", list.to_string().as_bytes());
    assert_eq!(read.faults, []);
    let call = &calls(&read)[0];
    assert_eq!(
        (&call["status"], &call["opensOn"], &call["programme"]),
        (&json!("CLOSED"), &json!("2026-01-14"), &json!("programme-new"))
    );
    assert_eq!(call["deadlines"], json!([{"on": "2026-04-29", "at": "2026-04-29T15:00:00Z"}]));
}

#[test]
fn a_file_that_is_cut_off_gives_what_it_holds_and_nothing_panics() {
    let whole = std::fs::read(data("calls/open.jsonl")).expect("the file is there");
    let cut = read_text(read, "calls.jsonl", &whole[..whole.len() * 2 / 3]);
    assert!(cut.count("fundingCall") > 0 && cut.faults.iter().any(|(_, fault)| fault.reason.contains("cut off")));
    withstands_damage(read, &whole, b"{}[]\",:-0\\", 100);
}

#[test]
fn the_list_as_the_portal_gives_it_now_is_read() {
    let action = json!({"status": {"id": 31_094_502, "abbreviation": "Open"}, "plannedOpeningDate": "1645574400000",
        "submissionProcedure": {}, "deadlineDates": ["1651536000000", "1674691200000"]});
    let topic = json!({"type": 1, "ccm2Id": 44_774_210, "identifier": "ESC-2022-X", "title": "Charter", "tags": [], "lots": [],
        "callIdentifier": "ESC-2022", "topicActions": [], "topicMGAs": [], "additionalCpvs": [], "infoPackDossiers": [],
        "frameworkProgramme": {"id": 1, "abbreviation": "NEW2027", "description": "A new programme (NEW)"},
        "deadlineModel": {"abbreviation": "two-stage"}, "actions": [action]});
    let tender = json!({"type": 0, "identifier": "a tender", "uuid": "1", "colour": "red"});
    // The whole list, one topic of it, and the page of one.
    for document in
        [json!({"fundingData": {"GrantTenderObj": [topic, tender]}}), json!([topic, tender]), json!({"TopicDetails": topic})]
    {
        let read = read_text(read, "topics.json", document.to_string().as_bytes());
        assert_eq!(read.faults, []);
        let call = &calls(&read)[0];
        assert_eq!((&call["status"], &call["opensOn"]), (&json!("OPEN"), &json!("2022-02-23")));
        let deadlines = json!([{"on": "2022-05-03", "stage": 1}, {"on": "2023-01-26", "stage": 2}]);
        assert_eq!((calls(&read).len(), &call["deadlines"]), (1, &deadlines));
        assert_eq!(read.record("programme", "programme-new2027")["name"][0]["text"], "A new programme (NEW)");
    }
}

#[test]
fn what_cannot_be_read_of_an_answer_is_said() {
    let overview = json!({"budgetTopicActionMap": {"1": [{"action": "X-1", "budgetYearMap": {"2026": "a lot"}}]}}).to_string();
    for (member, value) in
        [("language", "no language"), ("budgetOverview", "{cut"), ("budgetOverview", &overview), ("frameworkProgramme", "7")]
    {
        let result = json!({"metadata": {"identifier": ["X-1"], "callIdentifier": ["X"], "type": ["1"], member: [value]}});
        // Answers of the search may be kept one by one, too.
        let read = read_text(read, "search.jsonl", result.to_string().as_bytes());
        let columns: Vec<&str> = read.faults.iter().filter_map(|(_, fault)| fault.column.as_deref()).collect();
        assert_eq!((columns, read.count("fundingCall")), (vec![member], 1));
    }
}
