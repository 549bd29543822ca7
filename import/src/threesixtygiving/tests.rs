//! Tests over excerpts of real files, over flattened ones, and over files that are wrong.

use std::path::PathBuf;

use record::batch::Loss;
use serde_json::{Value, json};

use super::*;
use crate::{
    person, table,
    testing::{ReadResult, data, read as read_files, read_text, withstands_damage},
};

const FILES: [&str; 4] = ["lloyds-bank-foundation.json", "power-to-change.json", "every-fault.json", "flattened.csv"];

fn path(name: &str) -> PathBuf {
    data(&format!("360giving/{name}"))
}

fn read_file(name: &str) -> ReadResult {
    read_files(read, &[path(name)])
}

/// A grant with these members beside the necessary ones.
fn read_grant(members: &Value) -> ReadResult {
    let mut grant = json!({
        "id": "360G-a-1", "title": "T", "currency": "GBP", "recipientOrganization": [{ "id": "GB-CHC-1", "name": "R" }],
        "fundingOrganization": [{ "id": "GB-CHC-2", "name": "F" }]
    });
    let all = grant.as_object_mut().expect("an object");
    all.extend(members.as_object().expect("an object").clone());
    read_text(read, "a.json", json!({ "grants": [grant] }).to_string().as_bytes())
}

fn projects(read: &ReadResult) -> Vec<Value> {
    let projects = read.records.iter().filter(|record| record.kind() == "project");
    projects.map(|record| serde_json::to_value(record).expect("a record is JSON")["project"].clone()).collect()
}

fn columns(read: &ReadResult) -> Vec<&str> {
    read.faults.iter().filter_map(|(_, fault)| fault.column.as_deref()).collect()
}

#[test]
fn every_member_of_every_file_is_listed() {
    let mut unlisted = BTreeMap::new();
    for name in FILES.into_iter().chain(["workbook.xlsx"]) {
        let inputs = crate::input::collect(&[path(name)]).expect("the file is there");
        for raw in Grants::of(&inputs[0]).rows.filter_map(Result::ok) {
            members::count_unlisted(&raw.grant, &mut unlisted);
        }
    }
    assert_eq!(unlisted, BTreeMap::new());
}

#[test]
fn a_grant_becomes_a_project() {
    let read = read_file("lloyds-bank-foundation.json");
    assert_eq!((read.count("project"), read.faults.len()), (5, 0), "{:?}", read.faults);
    let project = projects(&read)[0].clone();
    assert_eq!(project["identifiers"], json!([{ "scheme": "360GIVING", "value": "360G-LBFEW-114001" }]));
    assert_eq!(project["title"][0]["language"], "und");
    assert_eq!(project["amounts"].as_array().map(Vec::len), Some(1));
    assert_eq!(project["amounts"][0]["kind"], "GRANT");
    assert_eq!(project["signedOn"].as_str().map(str::len), Some(10), "a day, without a time");
    assert_eq!(project["period"], json!({ "start": "2015-07-01", "end": "2016-06-30", "months": 12 }));
    let roles: Vec<_> = project["participations"].as_array().expect("a list").iter().map(|p| p["role"].clone()).collect();
    assert_eq!(roles, ["FUNDER", "RECIPIENT"]);
    assert_eq!(project["sources"][0]["source"], "360giving-gb-chc-327114");
    let funder = read.record("partner", "org-gb-chc-327114");
    assert_eq!(funder["name"][0]["text"], "Lloyds Bank Foundation for England and Wales");
    assert_eq!(funder["identifiers"], json!([{ "scheme": "GB-CHC", "value": "327114" }]));
    let words = "Contains data published by Lloyds Bank Foundation for England and Wales under CC BY 4.0, via 360Giving.";
    assert_eq!(read.record("source", "360giving-gb-chc-327114")["attribution"], words);
    // A blank within the identifier, and an amount of 0.
    assert_eq!(read.record("partner", "org-gb-chc-1153055")["identifiers"][0]["value"], "1153055");
    assert_eq!(read.remarks.get("zeros that mean that nothing is stated"), Some(&1));
}

#[test]
fn addresses_lead_to_towns() {
    let read = read_file("power-to-change.json");
    let farm = read.record("partner", "org-gb-coh-ip032202");
    assert_eq!((&farm["country"], &farm["place"]), (&json!("GB"), &json!("city-gb-london")));
    assert!(!format!("{:?}", read.records).contains("Telegraph Track"));
    assert_eq!(read.remarks.get("geographic codes without a name, of which the country is kept"), Some(&5));
    assert_eq!(columns(&read), ["plannedDates[0].endDate", "recipientOrganization[0].id"]);
    let projects = projects(&read);
    assert!(projects.iter().all(|project| project["places"] == json!(["country-gb"])));
    assert_eq!(projects[2]["period"], Value::Null);
    let programme = projects[1]["programmes"][0].as_str().expect("a programme");
    assert_eq!(read.record("programme", programme)["name"][0]["text"], "CB Leadership (CBL)");
    let university = read.records.iter().find(|record| record.key().starts_with("grid-")).expect("a university");
    assert_eq!(university.kind(), "partner");
}

#[test]
fn each_fault_is_said() {
    let read = read_file("every-fault.json");
    let mut columns = columns(&read);
    columns.sort_unstable();
    let expected =
        ["actualDates[0]", "amountAwarded", "awardDate", "currency", "fundingOrganization", "plannedDates", "title", "url"];
    assert_eq!(columns, expected);
    assert_eq!(projects(&read)[0]["title"][0]["origin"], "EDITORIAL");
    let without_id = read_text(super::read, "a.json", br#"{"grants": [{"currency": "GBP", "amountAwarded": 1000.1}]}"#);
    assert_eq!((self::columns(&without_id), without_id.faults[0].0), (vec!["id"], Loss::Record("project")));
}

#[test]
fn amounts_are_exact() {
    let read = read_grant(&json!({ "amountAwarded": 1000.1, "amountAppliedFor": "2,000.125", "amountDisbursed": 0 }));
    let amounts = json!([
        { "kind": "GRANT", "money": { "amount": "1000.10", "currency": "GBP" } },
        { "kind": "OTHER", "money": { "amount": "2000.12", "currency": "GBP" } }
    ]);
    assert_eq!(projects(&read)[0]["amounts"], amounts);
    assert_eq!(read.remarks.len(), 2);
    let wrong = |members: Value| columns(&read_grant(&members)).join(" ");
    assert_eq!(wrong(json!({ "amountAwarded": -5 })), "amountAwarded");
    assert_eq!(wrong(json!({ "amountAwarded": 1e30 })), "amountAwarded");
    assert_eq!(wrong(json!({ "amountAwarded": 5, "currency": null })), "currency");
    let payments = json!([{ "value": 5, "transactionDate": "2020-01-31" }, { "value": 7, "currency": "EUR" }]);
    let read = read_grant(&json!({ "disbursementTransaction": payments }));
    assert_eq!(projects(&read)[0]["amounts"][0]["on"], "2020-01-31");
    assert_eq!(projects(&read)[0]["amounts"][1]["money"], json!({ "amount": "7.00", "currency": "EUR" }));
    let read = read_grant(&json!({ "disbursementTransaction": payments, "amountDisbursed": 12 }));
    assert_eq!(projects(&read)[0]["amounts"].as_array().map(Vec::len), Some(1), "not counted twice");
}

#[test]
fn dates_that_cannot_be_are_left_out() {
    let period = |members: Value| {
        let read = read_grant(&members);
        (projects(&read)[0]["period"].clone(), columns(&read).join(" "))
    };
    let planned = json!([{ "startDate": "2020-01-01T00:00:00Z", "endDate": "2020-12-31", "duration": 12 }]);
    let actual = json!([{ "startDate": "2020-02-01" }]);
    let expected = json!({ "start": "2020-02-01", "end": "2020-12-31" });
    assert_eq!(period(json!({ "plannedDates": planned, "actualDates": actual })), (expected, String::new()));
    assert_eq!(period(json!({ "plannedDates": [{ "duration": 30 }] })), (json!({ "months": 30 }), String::new()));
    let backwards = json!([{ "startDate": "2020-02-01", "endDate": "2020-01-01", "duration": 1.5 }]);
    assert_eq!(
        period(json!({ "plannedDates": backwards })),
        (Value::Null, "plannedDates[0].duration plannedDates[0].endDate".to_owned())
    );
    assert_eq!(period(json!({ "awardDate": "05/06/2014" })).1, "awardDate", "May or June?");
    assert_eq!(period(json!({ "awardDate": "9999-01-01" })).1, "awardDate");
    assert_eq!(projects(&read_grant(&json!({ "awardDate": "24/07/2014" })))[0]["signedOn"], "2014-07-24");
}

#[test]
fn private_persons_are_withheld() {
    let individual = json!({
        "title": "Jane Roe", "description": "A washing machine for Jane Roe, jane@roe.example", "recipientOrganization": null,
        "recipientIndividual": { "id": "360G-x-IND-1", "name": "Jane Roe" },
        "toIndividualsDetails": { "primaryGrantReason": "GTIR020", "grantPurpose": ["GTIP020", "nonsense"] }
    });
    let read = read_grant(&individual);
    assert!(!format!("{:?}", read.records).contains("Jane"));
    assert_eq!(read.remarks.get(person::WITHHELD), Some(&1));
    assert_eq!(columns(&read), ["toIndividualsDetails.grantPurpose"]);
    let project = &projects(&read)[0];
    assert_eq!(project["title"][0]["origin"], "EDITORIAL");
    let partner = project["participations"][1]["partner"].as_str().expect("a key");
    assert_eq!(read.record("partner", partner)["kind"], "NATURAL_PERSON");
    assert_eq!(read.record("concept", "360g-grant-reason-gtir020")["label"][0]["text"], "Disability");
    let trader = json!({ "recipientOrganization": [
        { "id": "360G-x-1", "name": "John Doe", "organisationType": "Sole Trader", "addressCountry": "Wales", "email": "j@d.org" }
    ] });
    let read = read_grant(&trader);
    assert!(!format!("{:?}", read.records).contains("John"));
    assert_eq!(read.remarks.get(person::CONTACTS), Some(&1));
    // Applicants that a publisher adds.
    assert!(!format!("{:?}", read_file("flattened.csv").records).contains("Hypatia"));
}

#[test]
fn organisations_are_told_by_their_numbers() {
    let organisations = json!([
        { "name": "A", "charityNumber": "SC012345" }, { "name": "B", "companyNumber": 123_456 },
        { "id": "RUBBISH-1", "name": "C", "addressLocality": "Leeds", "addressCountry": "Atlantis", "charityNumber": "N/A" },
        { "id": "GB-CHC-5", "name": "D", "alternateName": "E", "companyNumber": "CIO", "url": "www.d.example", "organisationType": "Trust" },
        {}
    ]);
    let read = read_grant(&json!({ "recipientOrganization": organisations }));
    let expected =
        ["[2].id", "[2].addressCountry", "[3].companyNumber", "[4]"].map(|column| format!("recipientOrganization{column}"));
    assert_eq!(columns(&read), expected);
    assert_eq!(read.record("partner", "org-gb-sc-sc012345")["name"][0]["text"], "A");
    assert_eq!(
        read.record("partner", "org-gb-coh-00123456")["identifiers"],
        json!([{ "scheme": "GB-COH", "value": "00123456" }])
    );
    let partner = read.record("partner", "org-gb-chc-5");
    assert_eq!(partner["alternativeNames"][0]["text"], "E");
    assert_eq!((&partner["kind"], &partner["url"]), (&json!("CIVIL_SOCIETY"), &json!("http://www.d.example")));
    assert_eq!(projects(&read)[0]["participations"].as_array().map(Vec::len), Some(5));
}

#[test]
fn places_have_names_or_countries() {
    let places = |locations: Value| {
        let read = read_grant(&json!({ "beneficiaryLocation": locations }));
        (projects(&read)[0]["places"].clone(), columns(&read).join(" "))
    };
    let leeds = json!([{ "name": "Leeds", "countryCode": "GB" }, { "name": "England", "countryCode": "GB" }]);
    assert_eq!(places(leeds), (json!(["city-gb-leeds"]), String::new()));
    let ward = json!([{ "name": "Harehills", "geoCodeType": "WD", "geoCode": "E05000001", "latitude": 200, "longitude": 0 }]);
    assert_eq!(places(ward), (json!(["region-gb-harehills"]), "beneficiaryLocation[0].latitude".to_owned()));
    let unknown = json!([{ "name": "Somewhere" }, { "countryCode": "QQ" }]);
    assert_eq!(places(unknown), (Value::Null, "beneficiaryLocation[0].name beneficiaryLocation[1].countryCode".to_owned()));
}

#[test]
fn codes_of_british_regions_and_countries_are_places() {
    let places = |locations: Value| projects(&read_grant(&json!({ "beneficiaryLocation": locations })))[0]["places"].clone();
    let yorkshire = json!([{ "geoCode": "E12000003", "geoCodeType": "RGN" }, { "name": "Yorkshire", "geoCode": "e12000003" }]);
    assert_eq!(places(yorkshire), json!(["nuts-uke"]));
    let countries = json!([{ "name": "Wales", "geoCode": "W92000004" }, { "geoCode": "E92000001", "geoCodeType": "CTRY" }]);
    assert_eq!(places(countries), json!(["nuts-ukl", "region-gb-england"]));
    assert_eq!(places(json!([{ "geoCode": "K02000001" }, { "name": "UK-wide" }])), json!(["country-gb"]));
}

#[test]
fn tables_of_windows_keep_their_letters() {
    let table = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name\n\
                 360G-a-1,Caf\u{e9} \u{a3}5,GBP,\"\u{a3}1,250.50\",2024-05-31,R,F\n";
    let bytes: Vec<u8> = table.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let read = read_text(read, "a.csv", &bytes);
    assert_eq!(read.faults.len(), 0, "{:?}", read.faults);
    assert_eq!(projects(&read)[0]["title"][0]["text"], "Café £5");
    assert_eq!(projects(&read)[0]["amounts"][0]["money"]["amount"], "1250.50");
}

#[test]
fn days_are_read_as_the_whole_file_writes_them() {
    let table = |last: &str| {
        let row = |id: &str, day: &str| format!("360G-a-{id},T,GBP,5,{day},R,F\n");
        let header = "identifier,title,Currency,AMOUNT AWARDED,award date,recipient org : 0 : name,Funding Org:Name\n";
        read_text(read, "a.csv", format!("{header}{}{}", row("1", "05/06/2014"), row("2", last)).as_bytes())
    };
    let read = table("22/07/2014");
    assert_eq!((projects(&read)[0]["signedOn"].clone(), read.faults.len()), (json!("2014-06-05"), 0), "{:?}", read.faults);
    assert!(table("07/22/2014").faults[0].1.reason.contains("comes first"));
    assert_eq!(columns(&table("04/12/2014")), ["award date", "award date"]);
}

#[test]
fn tables_of_grantnav_name_their_publishers() {
    let table = "Identifier,Title,Currency,Amount Awarded,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name,Publisher:Name,\
                 License (see note),Funding Org: Org Type,Best Available Recipient Region\n\
                 360G-a-1,T,GBP,5,R,GB-CHC-2,F,F,https://example.org/ogl,Trust,London\n\
                 360G-b-1,T,GBP,5,R,GB-CHC-2,F,Another,https://example.org/ogl,Trust,London\n";
    let read = read_text(read, "a.csv", table.as_bytes());
    assert_eq!(read.faults.len(), 0, "{:?}", read.faults);
    assert_eq!(read.record("source", "360giving-gb-chc-2")["publisher"], "F");
    let other = read.record("source", "360giving-another");
    assert_eq!((&other["publisher"], &other["licence"]), (&json!("Another"), &json!("https://example.org/ogl")));
}

#[test]
fn tables_are_flattened_grants() {
    let read = read_file("flattened.csv");
    assert_eq!((read.count("project"), read.faults.len()), (2, 0), "{:?}", read.faults);
    let project = &projects(&read)[1];
    assert_eq!(project["amounts"][0]["money"]["amount"], "178990.00");
    assert_eq!(project["period"], json!({ "months": 25 }));
    assert_eq!(project["programmes"], json!(["360giving-gb-chc-000000-aac"]));
    assert_eq!(read.record("partner", "org-gb-coh-rc000000")["identifiers"].as_array().map(Vec::len), Some(2));
    // The cover sheet is not the table, and that it isn't read is said.
    let read = read_file("workbook.xlsx");
    assert_eq!(
        (read.count("project"), read.faults.len(), read.remarks.get(table::OTHER_SHEETS)),
        (2, 0, Some(&1)),
        "{:?}",
        read.faults
    );
    let project = &projects(&read)[0];
    assert_eq!(project["signedOn"], "2015-01-01");
    assert_eq!(project["period"], json!({ "start": "2015-01-01", "end": "2015-12-31" }));
    assert_eq!(project["amounts"][0]["money"]["amount"], "1500.50");
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(3));
    assert_eq!(project["places"], json!(["region-gb-harehills"]));
    assert_eq!(project["concepts"], json!(["360g-themes-food"]));
    let ragged = "id,title,amountAwarded,currency,recipientOrganization/0/name,fundingOrganization/0/name,Colour\n\
                  360G-a-1,T,ten,GBP,R,F,red\n360G-a-2,T\n,T,5,GBP,R,F,\n";
    let read = read_text(super::read, "a.csv", ragged.as_bytes());
    assert_eq!(columns(&read), ["amountAwarded", "id", "Colour"]);
    assert_eq!((read.count("project"), read.faults.len()), (1, 4));
    assert_eq!(read.faults[0].1.path, "row 2");
}

#[test]
fn a_package_names_its_publisher() {
    let grant = |id: &str| json!({ "id": id, "title": "T", "fundingOrganization": [{ "id": "GB-CHC-1", "name": "F" }], "recipientOrganization": [{ "name": "R" }] });
    let package = json!({
        "license": "https://creativecommons.org/licenses/by-sa/4.0/", "grants": [grant("360G-a-1"), grant("360G-a-1")],
        "publisher": { "name": "P", "identifier": "GB-CHC-9" }
    });
    let read = read_text(read, "a.json", package.to_string().as_bytes());
    let source = read.record("source", "360giving-gb-chc-9");
    assert_eq!(
        (&source["publisher"], &source["licence"]),
        (&json!("P"), &json!("https://creativecommons.org/licenses/by-sa/4.0/"))
    );
    assert_eq!(read.remarks.get("grants left out that were read already, word for word"), Some(&1));
    let bare = json!([grant("360G-a-1"), { "id": "360G-a-1", "title": "U" }]);
    let read = read_text(super::read, "a.json", bare.to_string().as_bytes());
    assert_eq!((read.count("project"), read.faults.last().map(|(loss, _)| *loss)), (1, Some(Loss::Record("project"))));
}

#[test]
fn what_is_too_long_refers_to_nothing() {
    let long = "x".repeat(400);
    let things = json!([{ "code": long, "title": "A" }, { "title": long }]);
    let read = read_grant(&json!({ "grantProgramme": things, "classifications": things, "fundingType": [{ "code": "" }, {}] }));
    assert_eq!(read.dangling(), Vec::<String>::new());
    assert_eq!(columns(&read), ["grantProgramme[0].code", "classifications[0].code", "fundingType[0]"]);
    assert_eq!(projects(&read)[0]["programmes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn broken_files_keep_what_came_before() {
    let text = std::fs::read_to_string(path("power-to-change.json")).expect("the file is there");
    let read = read_text(read, "cut.json", &text.as_bytes()[..text.len() - 200]);
    assert_eq!((read.count("project"), read.faults.last().map(|(loss, _)| *loss)), (5, Some(Loss::File)));
    let read = read_text(super::read, "a.json", br#"{"grants": ["no object"]}"#);
    assert_eq!(read.faults.last().map(|(loss, _)| *loss), Some(Loss::File));
}

#[test]
fn the_reader_withstands_damage() {
    for name in FILES {
        let original = std::fs::read(path(name)).expect("the file is there");
        withstands_damage(read, &original, b"{}[]\",:-0\\", 60);
    }
}
