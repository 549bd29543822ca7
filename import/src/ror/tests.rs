//! Tests over an organisation in both schemas, and over what can't be read of one.

use record::batch::Loss;
use serde_json::{Value, json};

use super::read;
use crate::testing::{ReadResult, read as read_files, read_text, withstands_damage};

fn in_schema_2() -> Value {
    json!({"id": "https://ror.org/015w2mp89", "status": "active", "types": ["funder", "education"], "established": 1900,
        "names": [
            {"value": "University", "types": ["ror_display", "label"], "lang": "en"},
            {"value": "Universitate", "types": ["label"], "lang": "ro"}, {"value": "U", "types": ["acronym"], "lang": null},
        ],
        "locations": [{"geonames_id": 1, "geonames_details": {"country_code": "RO", "name": "Cluj-Napoca", "lat": 46.77, "lng": 23.6}}],
        "links": [{"type": "website", "value": "https://u.example"}, {"type": "wikipedia", "value": "https://w.example"}],
        "external_ids": [{"type": "isni", "preferred": null, "all": ["0000 0001", "0000 0002"]}],
        "domains": [], "relationships": [], "admin": {"created": {}}})
}

fn in_schema_1() -> Value {
    json!({"id": "https://ror.org/015w2mp89", "name": "University", "status": "active", "types": ["Education"], "established": 1900,
        "aliases": ["Old name"], "acronyms": ["U"], "labels": [{"label": "Universitate", "iso639": "ro"}],
        "addresses": [{"lat": 46.77, "lng": 23.6, "city": "Cluj-Napoca", "geonames_city": {"id": 1, "city": "Cluj-Napoca"}}],
        "country": {"country_code": "RO", "country_name": "Romania"}, "links": ["https://u.example"], "wikipedia_url": "",
        "external_ids": {"GRID": {"preferred": "grid.5", "all": "grid.5"}, "ISNI": {"preferred": null, "all": ["0000 0001"]}},
        "email_address": null, "ip_addresses": [], "relationships": []})
}

fn reading(organisation: &Value) -> ReadResult {
    read_text(read, "ror.json", json!([organisation]).to_string().as_bytes())
}

fn columns(read: &ReadResult) -> Vec<&str> {
    read.faults.iter().filter_map(|(_, fault)| fault.column.as_deref()).collect()
}

#[test]
fn both_schemas_say_the_same() {
    let (one, two) = (reading(&in_schema_1()), reading(&in_schema_2()));
    assert_eq!((&one.faults, &two.faults), (&vec![], &vec![]));
    let (old, new) = (one.record("partner", "ror-015w2mp89"), two.record("partner", "ror-015w2mp89"));
    assert_eq!(new["name"], json!([{"language": "en", "text": "University"}, {"language": "ro", "text": "Universitate"}]));
    assert_eq!(old["name"][1], new["name"][1]);
    assert_eq!(old["alternativeNames"][1], new["alternativeNames"][0]);
    for member in ["kind", "country", "place", "url"] {
        assert_eq!(old[member], new[member], "{member}");
    }
    assert_eq!((&new["kind"], &new["place"]), (&json!("EDUCATION"), &json!("city-ro-cluj-napoca")));
    assert_eq!(old["identifiers"][1], json!({"scheme": "GRID", "value": "grid.5"}));
    assert_eq!(new["identifiers"][1], json!({"scheme": "ISNI", "value": "0000 0001"}));
    assert_eq!(two.remarks["further identifiers of a scheme left out: the preferred or first was taken"], 1);
}

#[test]
fn a_release_holds_each_organisation_once() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("v1-ror-data.json"), json!([in_schema_1()]).to_string()).expect("a file");
    std::fs::write(folder.path().join("v1-ror-data_schema_v2.json"), json!([in_schema_2()]).to_string()).expect("a file");
    let read = read_files(read, &[folder.path().to_owned()]);
    assert_eq!(read.count("partner"), 1);
    assert_eq!(read.record("partner", "ror-015w2mp89")["name"][0]["language"], "en");
    assert_eq!(read.remarks["organisations that are stated twice: the first was taken"], 1);
}

#[test]
fn what_cannot_be_read_is_said() {
    let mut organisation = in_schema_2();
    organisation["types"] = json!(["zoo"]);
    organisation["colour"] = json!("red");
    organisation["links"][0]["value"] = json!("none");
    organisation["names"][1]["lang"] = json!("no language");
    organisation["locations"][0]["geonames_details"]["lat"] = json!(95.0);
    organisation["locations"][0]["geonames_details"]["colour"] = json!("red");
    let read = reading(&organisation);
    let expected = ["lang", "lat, lng", "links", "types", "colour", "locations/geonames_details/colour"];
    assert_eq!(columns(&read), expected);
    assert!(read.faults.iter().all(|(loss, _)| *loss == Loss::Value));
    assert_eq!(read.record("partner", "ror-015w2mp89")["country"], "RO");
    assert_eq!(read.record("place", "city-ro-cluj-napoca")["location"], Value::Null);
    assert_eq!(read.dangling(), Vec::<String>::new());
    organisation["locations"][0]["geonames_details"]["country_code"] = json!("ZZ");
    organisation["locations"].as_array_mut().expect("a list").push(in_schema_2()["locations"][0].clone());
    let read = reading(&organisation);
    assert_eq!(columns(&read)[1], "country_code");
    assert_eq!(read.remarks["further seats of an organisation left out: the first was taken"], 1);
    organisation["names"] = json!("University");
    let read = reading(&organisation);
    assert_eq!((columns(&read)[0], read.faults[0].0), ("names", Loss::Record("partner")));
}

#[test]
fn the_reader_withstands_damage() {
    for organisation in [in_schema_1(), in_schema_2()] {
        let lines = format!("{organisation}\n").repeat(5);
        withstands_damage(read, lines.as_bytes(), b"{}[]\",:-0\\", 200);
    }
}
