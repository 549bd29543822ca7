//! Tests over excerpts of real files, over both examples of the standard, and over files that are wrong.

use std::{io, path::PathBuf};

use record::{Record, batch::Loss};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::*;
use crate::testing::{ReadResult, data, read as read_files, read_text, withstands_damage};

const FILES: [&str; 7] = ["gdihub", "worldbank", "ec-intpa", "fcdo", "iom", "standard-example", "every-form-of-result"];

fn path(name: &str) -> PathBuf {
    data(&format!("iati/{name}.xml"))
}

fn read_file(name: &str) -> ReadResult {
    read_files(read, &[path(name)])
}

/// An activity of this body, which has identifier, reporting organisation and title already.
fn read_body(body: &str) -> ReadResult {
    let text = format!(
        "<iati-activities version='2.03'><iati-activity xml:lang='en' default-currency='EUR'><iati-identifier>XM-DAC-1-a</iati-identifier>\
         <reporting-org ref='XM-DAC-1'><narrative>Us</narrative></reporting-org><title><narrative>Title</narrative></title>{body}\
         </iati-activity></iati-activities>"
    );
    read_text(read, "a.xml", text.as_bytes())
}

fn project(read: &ReadResult) -> Value {
    let record = read.records.iter().find(|record| record.kind() == "project").expect("a project");
    serde_json::to_value(record).expect("a record is JSON")["project"].clone()
}

fn projects(read: &ReadResult) -> Vec<Value> {
    let projects = read.records.iter().filter(|record| record.kind() == "project");
    projects.map(|record| serde_json::to_value(record).expect("a record is JSON")["project"].clone()).collect()
}

fn columns(read: &ReadResult) -> Vec<&str> {
    read.faults.iter().filter_map(|(_, fault)| fault.column.as_deref()).collect()
}

fn sum(project: &Value, kind: &str) -> String {
    let amounts = project["amounts"].as_array().expect("amounts").iter().filter(|amount| amount["kind"] == kind);
    let number = |amount: &Value| amount["money"]["amount"].as_str().and_then(|text| text.parse::<Decimal>().ok());
    amounts.map(|amount| number(amount).expect("a number")).sum::<Decimal>().to_string()
}

#[test]
fn every_element_of_every_file_is_listed() {
    let mut unlisted = BTreeMap::new();
    for name in FILES {
        let file = std::fs::File::open(path(name)).expect("the file is there");
        for (_, found) in Elements::new(io::BufReader::new(file), &["iati-activity"]) {
            elements::count_unlisted(&found.expect("well-formed").0, &mut unlisted);
        }
    }
    assert_eq!(unlisted, BTreeMap::new());
}

#[test]
fn unlisted_elements_are_reported_once() {
    let read = read_body("<new-thing><a/></new-thing><new-thing/><sector code='11110' colour='red'/><x:own xmlns:x='y'/>");
    let reasons: Vec<_> =
        read.faults.iter().map(|(_, fault)| (fault.column.as_deref().unwrap_or_default(), &fault.reason)).collect();
    assert_eq!(reasons.len(), 2);
    assert_eq!(reasons[0].0, "new-thing");
    assert!(reasons[0].1.ends_with("2 times"));
    assert_eq!(reasons[1].0, "sector/@colour");
}

#[test]
fn an_activity_becomes_a_project() {
    let read = read_file("gdihub");
    assert_eq!(read.faults.len(), 0);
    let project = project(&read);
    assert_eq!(project["key"], "iati-gb-coh-11126312-cluster1-5e1e289043");
    assert_eq!(project["title"], json!([{ "language": "en", "text": "AT2030 - Cluster 1: Data and Evidence" }]));
    assert_eq!(project["status"], "ONGOING");
    assert_eq!(project["period"], json!({ "start": "2018-10-01", "end": "2024-08-31" }));
    assert_eq!(project["identifiers"], json!([{ "scheme": "IATI", "value": "GB-COH-11126312-Cluster1" }]));
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(9));
    let citation = json!([{ "source": "iati-gb-coh-11126312", "recordId": "GB-COH-11126312-Cluster1", "language": "en" }]);
    assert_eq!(project["sources"], citation);
    assert_eq!(project["concepts"], json!(["sdg-10.2", "policy_marker-11"]));
    let target = read.record("concept", "sdg-10.2");
    assert_eq!((&target["vocabulary"], &target["broader"]), (&json!("SDG"), &json!("sdg-10")));
    let source = read.record("source", "iati-gb-coh-11126312");
    assert_eq!(source["publisher"], "Global Disability Innovation Hub");
    assert!(source["attribution"].as_str().is_some_and(|words| words.starts_with("IATI data published by Global Disability")));
}

#[test]
fn partners_are_told_by_their_references() {
    let read = read_file("gdihub");
    let university = read.record("partner", "org-gb-coh-rc000631");
    assert_eq!(university["name"][0]["text"], "University College London");
    assert_eq!(university["kind"], "EDUCATION");
    assert_eq!(university["identifiers"], json!([{ "scheme": "GB-COH", "value": "RC000631" }]));
    assert_eq!(read.record("identifierScheme", "GB-COH")["unique"], true);
    // The Development Assistance Committee's code, without the name of its register.
    let read = read_file("worldbank");
    let bank = read.record("partner", "org-xm-dac-44001");
    assert_eq!(bank["identifiers"], json!([{ "scheme": "IATI", "value": "44001" }]));
    let roles: Vec<_> = project(&read)["participations"].as_array().expect("a list").iter().map(|p| p["role"].clone()).collect();
    assert_eq!(roles, ["ACCOUNTABLE", "FUNDER", "EXTENDING", "IMPLEMENTER"]);
    // Reporting alone is no participation.
    assert_eq!(read.record("partner", "org-xm-dac-44000"), Value::Null);
}

#[test]
fn references_that_identify_nobody_leave_the_name() {
    let read = read_file("ec-intpa");
    assert_eq!(columns(&read), ["participating-org[3]/@ref"], "60000 is any private company");
    assert_eq!(read.remarks.get("references of organisations that only say that there is none"), Some(&1));
    let project = project(&read);
    assert_eq!(project["key"], "iati-xi-iati-ec-intpa-2019-405-854-43e33440dc");
    let partner = project["participations"][2]["partner"].as_str().expect("a key").to_owned();
    assert_eq!(read.record("partner", &partner)["name"][0]["text"], "Private sector institution");
    assert_eq!(read.record("partner", &partner)["identifiers"], Value::Null);
    let read = read_body(
        "<participating-org role='1'/><participating-org ref='xx' role='7'><narrative>A</narrative></participating-org>",
    );
    assert_eq!(columns(&read), ["participating-org[1]", "participating-org[2]/@ref", "participating-org[2]/@role"]);
    assert_eq!(self::project(&read)["participations"][0]["statedRole"], "7");
}

#[test]
fn the_commonest_name_of_an_organisation_is_its_name() {
    let named = |name: &str| {
        format!("<participating-org ref='GB-CHC-1' role='1' type='22'><narrative>{name}</narrative></participating-org>")
    };
    let body = [named("B"), named("A"), named("A"), "<participating-org ref='GB-CHC-2' role='4' type='90'/>".to_owned()].concat();
    let read = read_body(&body);
    let partner = read.record("partner", "org-gb-chc-1");
    assert_eq!(partner["name"], json!([{ "language": "en", "text": "A" }]));
    assert_eq!(partner["alternativeNames"], json!([{ "language": "en", "text": "B" }]));
    assert_eq!(partner["kind"], "CIVIL_SOCIETY");
    let coined = json!([{ "language": "en", "text": "Organisation GB-CHC-2", "origin": "EDITORIAL" }]);
    assert_eq!(read.record("partner", "org-gb-chc-2")["name"], coined);
    let keys: Vec<_> = project(&read)["participations"].as_array().expect("a list").iter().map(|p| p["key"].clone()).collect();
    assert_eq!(keys, ["org-gb-chc-1-funder", "org-gb-chc-1-funder-2", "org-gb-chc-1-funder-3", "org-gb-chc-2-implementer"]);
}

#[test]
fn budgets_and_transactions_add_up_to_the_cent() {
    let project = project(&read_file("fcdo"));
    // "A budget of £2,721,510", says its description; the last part takes some back.
    assert_eq!(sum(&project, "BUDGET"), "2721510.00");
    assert_eq!(sum(&project, "DISBURSEMENT"), "1232.00");
    assert_eq!(sum(&project, "EXPENDITURE"), "2716312.00");
    assert_eq!(project["amounts"][0]["on"], "2006-12-01");
    assert_eq!(project["amounts"][0]["period"], json!({ "start": "2007-04-01", "end": "2007-06-30" }));
}

#[test]
fn a_revised_budget_replaces_the_original() {
    let read = read_file("worldbank");
    let project = project(&read);
    assert_eq!(sum(&project, "BUDGET"), "20833333.34");
    assert_eq!(sum(&project, "COMMITMENT"), "500000000.00");
    assert_eq!(sum(&project, "DISBURSEMENT"), "231750000.00");
    assert_eq!(sum(&project, "OTHER"), "-6952875.00");
    let whole = read.records.iter().find_map(|record| match record {
        Record::Project(project) => Some(project.total_budget()),
        _ => None,
    });
    assert_eq!(whole, Some(None), "the budget of one month is not that of the whole");
    let read = read_body(
        "<budget type='1'><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/><value>5</value></budget>\
         <budget type='2'><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/><value>0</value></budget>",
    );
    assert_eq!(self::project(&read)["amounts"], Value::Null, "revised to nothing");
}

#[test]
fn amounts_that_cannot_be_read_are_said() {
    let transaction = |value: &str| {
        format!(
            "<transaction><transaction-type code='2'/><transaction-date iso-date='2020-02-01'/><value {value}</value></transaction>"
        )
    };
    let values = [">a lot", "currency='Euro'>5", ">99999999999999999999", ">", "currency='usd'>1,250.505", ">0.00", ">-5"];
    let read = read_body(&values.map(transaction).concat());
    let expected = ["transaction[1]/value", "transaction[2]/value/@currency", "transaction[3]/value", "transaction[4]/value"];
    assert_eq!(columns(&read), expected);
    let money: Vec<_> = project(&read)["amounts"].as_array().expect("a list").iter().map(|a| a["money"].clone()).collect();
    assert_eq!(money, [json!({ "amount": "1250.50", "currency": "USD" }), json!({ "amount": "-5.00", "currency": "EUR" })]);
    assert_eq!(read.remarks.get("amounts of 0 left out"), Some(&1));
    let read = read_body("<transaction><transaction-type code='Z'/><value>1</value></transaction>");
    assert_eq!(columns(&read), ["transaction[1]/transaction-type/@code"]);
}

#[test]
fn dates_that_cannot_be_are_left_out() {
    let date = |kind: u8, day: &str| format!("<activity-date type='{kind}' iso-date='{day}'/>");
    for (dates, period, faults) in [
        (
            vec![date(1, "2020-01-01"), date(2, "2020-02-01Z"), date(3, "2021-01-31T00:00:00+01:00")],
            json!({ "start": "2020-02-01", "end": "2021-01-31" }),
            0,
        ),
        (vec![date(2, "2022-01-01"), date(3, "2021-01-01")], json!({ "start": "2022-01-01" }), 1),
        (vec![date(2, "2022-01-01"), date(4, "2021-01-01")], Value::Null, 1),
        (vec![date(1, "2020-02-30"), date(3, "99999-01-01"), date(9, "2020-01-01"), date(4, "0201-01-01")], Value::Null, 4),
        (vec![date(1, "2020-05")], json!({ "start": "2020-05" }), 0),
    ] {
        let read = read_body(&dates.concat());
        assert_eq!((project(&read)["period"].clone(), read.faults.len()), (period, faults), "{dates:?}");
    }
}

#[test]
fn results_keep_targets_beside_actuals() {
    let project = project(&read_file("gdihub"));
    let indicator = &project["results"][0]["indicators"][0];
    assert_eq!(project["results"][0]["kind"], "OUTPUT");
    assert_eq!(project["results"][0]["url"], "https://iati.fcdo.gov.uk/iati_documents/60045579.odt");
    assert_eq!(indicator["unit"], "UNIT");
    assert_eq!(indicator["baseline"], json!({ "value": "0", "asOf": "2019-10-01" }));
    let first = json!({ "period": { "start": "2019-10-01", "end": "2020-03-31" }, "targets": [{ "value": "7" }], "actuals": [{ "value": "13" }] });
    assert_eq!(indicator["periods"][0], first);
}

#[test]
fn prose_stays_prose() {
    let project = project(&read_file("worldbank"));
    let results = project["results"].as_array().expect("results");
    let qualitative = &results[0]["indicators"][0];
    assert_eq!(qualitative["unit"], "QUALITATIVE");
    assert_eq!(qualitative["baseline"], json!({ "text": "$0 savings in compliance costs", "asOf": "2020-06-30" }));
    assert_eq!(qualitative["periods"][0]["actuals"], json!([{ "text": "As at Apprasial" }]));
    let counted = &results.last().expect("a result")["indicators"][0];
    assert_eq!(counted["periods"][0]["targets"], json!([{ "value": "73" }]));
    let percentage = results.iter().find(|result| result["indicators"][0]["unit"] == "PERCENT").expect("a percentage");
    assert_eq!(percentage["indicators"][0]["periods"][0]["targets"][0]["value"], "12");
}

#[test]
fn what_is_said_of_values_is_kept() {
    let read = read_file("standard-example");
    let indicator = project(&read)["results"][0]["indicators"][0].clone();
    let actual =
        json!([{ "value": "11", "text": "sex: female\nage: adult\nlocation: AF-KAN\nlocation: KH-PNH\nActual comment text" }]);
    assert_eq!(indicator["periods"][0]["actuals"], actual);
    assert_eq!(indicator["concept"], "who_indicator-3429");
    let read = read_body(
        "<result type='2'><title><narrative>R</narrative></title><indicator measure='2' ascending='0'><title><narrative>I</narrative></title>\
         <description><narrative>Why</narrative></description>\
         <baseline year='2019' value='90%'><dimension name='sex' value='f'/></baseline><baseline year='2019' value='80'/>\
         <period><period-start iso-date='2020-01-01'/><period-end iso-date='2019-01-01'/><target value='40%'/><target value='&lt; 5'/>\
         <actual/></period></indicator></result>",
    );
    let result = &project(&read)["results"][0];
    assert_eq!(result["description"], json!([{ "language": "en", "text": "I: Why" }]));
    let indicator = &result["indicators"][0];
    assert_eq!(indicator["baseline"], json!({ "value": "80", "text": "90\nsex: f", "asOf": "2019" }));
    let targets = json!([{ "value": "40", "comparator": "AT_MOST" }, { "text": "< 5" }]);
    assert_eq!(indicator["periods"], json!([{ "targets": targets }]));
    assert_eq!(columns(&read), ["result[1]/indicator[1]/period[1]/period-end"]);
}

#[test]
fn texts_keep_their_languages() {
    let project = project(&read_file("standard-example"));
    let languages: Vec<_> = project["title"].as_array().expect("a list").iter().map(|text| text["language"].clone()).collect();
    assert_eq!(languages, ["en", "fr", "es"]);
    assert_eq!(project["summary"][0]["text"].as_str().map(|text| text.matches("\n\n").count()), Some(2));
    // "EN", says the World Bank.
    assert_eq!(self::project(&read_file("worldbank"))["title"][0]["language"], "en");
    let read = read_body("<description xml:lang='nonsense!'><narrative>x@y.org</narrative></description>");
    assert_eq!(columns(&read), ["description/@xml:lang"]);
    assert_eq!(self::project(&read)["summary"], json!([{ "language": "und", "text": "[e-mail address left out]" }]));
}

#[test]
fn places_are_countries_and_what_lies_in_them() {
    let read = read_file("worldbank");
    assert_eq!(project(&read)["places"], json!(["city-jo-amman"]));
    let amman = read.record("place", "city-jo-amman");
    assert_eq!(
        (&amman["parent"], &amman["location"]),
        (&json!("country-jo"), &json!({ "latitude": 31.95522, "longitude": 35.94503 }))
    );
    let projects = projects(&read_file("iom"));
    assert_eq!(projects[1]["places"].as_array().and_then(|places| places.last()), Some(&json!("m49-region-57")));
    let location =
        |pos: &str| format!("<location><name><narrative>A</narrative></name><point><pos>{pos}</pos></point></location>");
    let in_kenya = |inner: &str| read_body(&format!("<recipient-country code='KE'/>{inner}"));
    assert_eq!(columns(&in_kenya(&location("91 5"))), ["location[1]/point/pos"]);
    assert_eq!(columns(&in_kenya(&location("north"))), ["location[1]/point/pos"]);
    assert_eq!(in_kenya(&location("0 0")).remarks.get("points at 0 north 0 east left out"), Some(&1));
    let region = in_kenya("<location><name><narrative>Coast</narrative></name><location-class code='1'/></location>");
    assert_eq!(region.record("place", "region-ke-coast")["kind"], "REGION");
    assert_eq!(columns(&read_body("<recipient-country code='QQ'/><recipient-region code='4711'/>")).len(), 2);
    let same = in_kenya(
        "<location><name><narrative>Kenya</narrative></name></location><transaction><recipient-country code='UG'/></transaction>",
    );
    assert_eq!(project(&same)["places"], json!(["country-ke", "country-ug"]));
}

#[test]
fn locations_say_in_which_country_they_are() {
    let location = |inner: &str| format!("<location><name><narrative>Gulu</narrative></name>{inner}</location>");
    for inner in [
        "<administrative vocabulary='A4' level='0' code='UG'/>",
        "<location-id vocabulary='A4' code='UG-304'/>",
        "<administrative country='UG'/>",
    ] {
        let read = read_body(&format!("<recipient-country code='KE'/><recipient-country code='UG'/>{}", location(inner)));
        assert_eq!(project(&read)["places"], json!(["city-ug-gulu", "country-ke"]), "{inner}");
        assert_eq!(read.faults.len(), 0, "{:?}", read.faults);
    }
}

#[test]
fn what_is_stated_without_a_code_is_read_or_said() {
    let read = read_body(
        "<transaction><transaction-type>Disbursement</transaction-type><value>200</value></transaction>\
         <transaction><transaction-type>Gift</transaction-type><value>200</value></transaction><sector vocabulary='RO'>Own words</sector>",
    );
    assert_eq!(project(&read)["amounts"][0]["kind"], "DISBURSEMENT");
    let values: Vec<_> = read.faults.iter().filter_map(|(_, fault)| fault.value.as_deref()).collect();
    assert_eq!(values, ["Gift", "Own words"]);
}

#[test]
fn files_of_organisations_are_refused_with_the_reason() {
    let read = read_text(read, "a.xml", b"<iati-organisations version='2.03'><iati-organisation/></iati-organisations>");
    assert!(matches!(&read.faults[..], [(Loss::File, fault)] if fault.reason.contains("no activities")), "{:?}", read.faults);
    assert_eq!(read.records.iter().filter(|record| record.kind() == "project").count(), 0);
}

#[test]
fn concepts_have_labels_and_only_true_markers() {
    let read = read_file("ec-intpa");
    assert_eq!(project(&read)["concepts"].as_array().map(Vec::len), Some(8));
    assert_eq!(read.remarks.get("policy markers that say that the policy is no aim"), Some(&7));
    let sector = read.record("concept", "dac-31210");
    assert_eq!(
        sector["label"][1],
        json!({ "language": "fr", "text": "Politique de la sylviculture et gestion administrative", "origin": "HUMAN_TRANSLATION" })
    );
    assert_eq!(sector["broader"], "dac-312");
    let read = read_file("iom");
    assert_eq!(read.record("vocabulary", "IATI-XM-DAC-47066-SECTOR")["url"], "https://data.iom.int/codelist/sector.pdf");
    assert_eq!(read.record("concept", "iati-xm-dac-47066-sector-cc")["label"][0]["text"], "CCCM");
    let read = read_body(
        "<sector code='99999'/><sector vocabulary='77' code='1'/><sector/><tag vocabulary='2' code='18'/><policy-marker code='1'/>\
         <sector vocabulary='1' code='11110'/><sector vocabulary='DAC' code='11110'/><sector vocabulary='2' code='111'/>",
    );
    assert_eq!(
        columns(&read),
        ["sector/@code", "sector/@vocabulary", "sector/@code", "tag/@code", "policy-marker/@significance"]
    );
    assert_eq!(project(&read)["concepts"], json!(["dac-11110", "dac-111"]));
}

#[test]
fn what_is_too_long_refers_to_nothing() {
    let long = "x".repeat(400);
    let read = read_body(&format!(
        "<sector vocabulary='99' code='{long}'/><participating-org role='1' ref='GB-COH-{long}'><narrative>{long}</narrative></participating-org>\
         <other-identifier ref='{long}' type='A1'/><recipient-country code='KE'/><location><name><narrative>{long}</narrative></name></location>"
    ));
    assert_eq!(read.dangling(), Vec::<String>::new());
    assert_eq!(read.count("project"), 1);
    assert_eq!(columns(&read), ["other-identifier[1]", "participating-org[1]/@ref", "sector/@code"]);
}

#[test]
fn contacts_are_dropped_and_counted() {
    let read = read_body(
        "<contact-info><person-name><narrative>Jane Roe</narrative></person-name><email>j@x.org</email></contact-info>",
    );
    assert_eq!(read.remarks.get(crate::person::CONTACTS), Some(&1));
    assert!(!format!("{:?}", read.records).contains("Roe"));
}

#[test]
fn version_1_is_read_too() {
    let text = "<?xml version='1.0' encoding='ISO-8859-1'?><iati-activities version='1.05'>\
        <iati-activity xml:lang='fr' default-currency='USD'><iati-identifier>SE-0-1</iati-identifier>\
        <reporting-org ref='SE-0' type='10'>Su\u{e8}de</reporting-org><title>\u{c9}cole</title><description type='1'>Une</description>\
        <description type='2' xml:lang='en'>Aim</description><participating-org role='Funding' ref='SE-0' type='10'>Sverige</participating-org>\
        <participating-org role='Implementing' type='22'>L'Arbre</participating-org>\
        <activity-status code='3'>Completion</activity-status><activity-date type='start-planned' iso-date='2010-01-01'>Start</activity-date>\
        <activity-date type='end-actual'>2012-12-31</activity-date><activity-website>www.ecole.example</activity-website>\
        <recipient-country code='ML' percentage='60'>Mali</recipient-country><recipient-country code='NE'>Niger</recipient-country>\
        <location><name>Gao</name><administrative country='ML' adm1='7'>Gao</administrative><coordinates latitude='16.27' longitude='-0.04' precision='2'/>\
        <location-type code='PPL'/></location><sector vocabulary='DAC' code='11220'>Primaire</sector>\
        <policy-marker vocabulary='DAC' code='1' significance='2'/><budget type='original'><period-start iso-date='2010-01-01'/>\
        <period-end iso-date='2010-12-31'/><value value-date='2010-01-01'>70</value></budget>\
        <transaction><transaction-type code='D'>Disbursement</transaction-type><transaction-date iso-date='2010-03-01'/><value>12.5</value></transaction>\
        <transaction><transaction-type code='IF'/><value value-date='2010-02-01'>7</value></transaction>\
        <result type='output'><title>R</title><indicator measure='1' ascending='1'><title>I</title><baseline year='2009' value='3'><comment>c</comment></baseline>\
        </indicator></result><related-activity ref='SE-0' type='1'>Parent</related-activity></iati-activity></iati-activities>";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin 1")).collect();
    let read = read_text(read, "old.xml", &latin);
    assert_eq!(read.faults.len(), 0, "{:?}", read.faults);
    let project = project(&read);
    assert_eq!(project["title"], json!([{ "language": "fr", "text": "École" }]));
    assert_eq!(project["summary"][1], json!({ "language": "en", "text": "Aim" }));
    assert_eq!(project["status"], "COMPLETED");
    assert_eq!(project["period"], json!({ "start": "2010-01-01", "end": "2012-12-31" }));
    assert_eq!(project["url"], "http://www.ecole.example");
    assert_eq!(project["participations"][0]["role"], "FUNDER");
    assert_eq!(project["places"], json!(["city-ml-gao", "country-ne"]));
    assert_eq!(project["concepts"], json!(["dac-11220", "policy_marker-1"]));
    let kinds: Vec<_> =
        project["amounts"].as_array().expect("a list").iter().map(|a| (a["kind"].clone(), a["on"].clone())).collect();
    let expected = [("BUDGET", "2010-01-01"), ("DISBURSEMENT", "2010-03-01"), ("OTHER", "2010-02-01")];
    assert_eq!(kinds, expected.map(|(kind, on)| (json!(kind), json!(on))));
    assert_eq!(project["results"][0]["indicators"][0]["baseline"], json!({ "value": "3", "text": "c", "asOf": "2009" }));
    assert_eq!(read.record("partner", "org-se-0")["name"][0]["text"], "Sverige");
}

#[test]
fn the_test_of_every_form_is_rejected_for_want_of_an_identifier() {
    let read = read_file("every-form-of-result");
    assert_eq!(columns(&read), ["@version", "iati-identifier"]);
    assert_eq!(read.faults[1].0, Loss::Record("project"));
    let text = std::fs::read_to_string(path("every-form-of-result")).expect("the file is there");
    let text = text.replace("<iati-identifier></iati-identifier>", "<iati-identifier>xx-1</iati-identifier>");
    let read = read_text(super::read, "a.xml", text.as_bytes());
    let project = project(&read);
    assert_eq!(project["results"].as_array().map(Vec::len), Some(3));
    let indicator = &project["results"][1]["indicators"][0];
    assert_eq!(indicator["baseline"], json!({ "text": "N=35;P=55\nSource:adminstrative records", "asOf": "2008" }));
    assert_eq!(indicator["periods"].as_array().map(Vec::len), Some(2));
    let expected = ["@version", "activity-status/@code", "activity-date[1]/@type", "participating-org[1]"];
    assert!(expected.iter().all(|column| columns(&read).contains(column)), "{:?}", columns(&read));
    assert_eq!(columns(&read).iter().filter(|column| column.ends_with("/@measure")).count(), 2, "NDP is no measure");
}

#[test]
fn an_activity_enters_once() {
    let once = read_file("fcdo");
    let read = read_files(read, &[path("fcdo"), path("fcdo"), path("gdihub")]);
    assert_eq!(read.count("project"), 2);
    assert_eq!(read.faults.len(), once.faults.len());
    assert_eq!(read.remarks.get("activities left out that were read already, word for word"), Some(&1));
    let other = "<iati-activity><iati-identifier> A-1\n</iati-identifier><title>T</title></iati-activity>";
    let text = format!("<iati-activities>{other}{}</iati-activities>", other.replace('T', "U"));
    let read = read_text(super::read, "a.xml", text.as_bytes());
    assert_eq!((read.count("project"), columns(&read)), (1, vec!["reporting-org", "iati-identifier"]));
    let alone = read_text(super::read, "a.xml", other.as_bytes());
    assert_eq!(alone.count("project"), 1, "an activity may be the outermost element");
}

#[test]
fn broken_files_keep_what_came_before() {
    let text = std::fs::read_to_string(path("iom")).expect("the file is there");
    let cut = text.rfind("<transaction").expect("a transaction");
    let read = read_text(read, "cut.xml", &text.as_bytes()[..cut]);
    assert_eq!((read.count("project"), read.faults.last().map(|(loss, _)| *loss)), (2, Some(Loss::File)));
    let read = read_text(super::read, "a.xml", text.replacen("</title>", "</tilte>", 1).as_bytes());
    assert_eq!((read.count("project"), read.faults.len()), (0, 1));
    assert!(read.faults[0].1.reason.contains("well-formed"));
    let read = read_text(super::read, "a.xml", b"<?xml version='1.0' encoding='klingon'?><iati-activities/>");
    assert!(read.faults[0].1.reason.contains("klingon"));
    let read = read_body("<description><narrative>&nbsp;</narrative></description>");
    assert_eq!(columns(&read), ["description/narrative"]);
    let bomb = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><iati-activity><iati-identifier>A-1</iati-identifier>\
                <title>&b;</title><reporting-org>R</reporting-org></iati-activity>";
    let read = read_text(super::read, "a.xml", bomb.as_bytes());
    assert_eq!(columns(&read), ["title"]);
    assert_eq!(project(&read)["title"][0]["origin"], "EDITORIAL");
    let mut wrong = text.into_bytes();
    let at = wrong.windows(6).position(|window| window == b"Malaka").expect("a word");
    wrong[at] = 0xff;
    let read = read_text(super::read, "a.xml", &wrong);
    assert_eq!(columns(&read)[0], "title/narrative");
    assert_eq!(read.count("project"), 3);
}

#[test]
fn the_reader_withstands_damage() {
    for name in FILES {
        let original = std::fs::read(path(name)).expect("the file is there");
        withstands_damage(read, &original, b"<>&\"'/=-0 ", 40);
    }
}
