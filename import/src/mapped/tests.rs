//! Tests over excerpts of the tables that mappings come for, and of mapping files themselves.

use serde_json::{Value, json};

use super::*;
use crate::testing::{ReadResult, data, read as read_files, read_text, withstands_damage};

fn read(inputs: &[Input], sink: &mut Sink) -> Result<(), Stop> {
    Mappings::with(Vec::new()).read(inputs, sink)
}

fn of(names: &[&str]) -> ReadResult {
    read_files(read, &names.iter().map(|name| data(name)).collect::<Vec<_>>())
}

fn faults(read: &ReadResult) -> Vec<(String, String)> {
    let fault = |(_, fault): &(_, Fault)| (fault.column.clone().unwrap_or_default(), fault.value.clone().unwrap_or_default());
    read.faults.iter().map(fault).collect()
}

/// All records of a kind in the exchange format.
fn records(read: &ReadResult, kind: &str) -> Vec<Value> {
    let of_kind = read.records.iter().filter(|record| record.kind() == kind);
    of_kind.map(|record| serde_json::to_value(record).expect("a record is JSON")[kind].clone()).collect()
}

fn titled(read: &ReadResult, title: &str) -> Value {
    let found = records(read, "project")
        .into_iter()
        .find(|project| project["title"][0]["text"].as_str().is_some_and(|t| t.starts_with(title)));
    found.unwrap_or_else(|| panic!("there is a project {title}"))
}

/// A table of one row below its header, read with a mapping that goes with it.
fn with(mapping: &str, table: &str) -> ReadResult {
    let mapping = Mapping::parse("mapping", mapping).expect("the mapping is right");
    let mappings = Mappings { all: vec![mapping], own: 1 };
    read_text(move |inputs, sink| mappings.read(inputs, sink), "table.csv", table.as_bytes())
}

#[test]
fn the_mappings_that_come_with_the_program_are_right() {
    for file in built_in() {
        let name = file.path().to_str().expect("the name is text");
        let text = file.contents_utf8().expect("the file is text");
        assert_eq!(Mapping::parse(name, text).map(|_| ()), Ok(()), "{name}");
    }
    assert_eq!(Mappings::with(Vec::new()).all.len(), built_in().count());
}

#[test]
fn the_example_of_the_readme_works() {
    let readme = include_str!("../../../data/mappings/README.md");
    let block = |kind: &str| {
        let (_, rest) = readme.split_once(&format!("```{kind}\n")).expect("there is such a block");
        rest.split_once("```").expect("it ends").0.to_owned()
    };
    let read = with(&block("toml"), &block("csv"));
    assert_eq!(faults(&read), []);
    let project = read.record("project", "example-list-a-1-fa3c4a4c2d");
    let project = if project.is_null() { records(&read, "project").remove(0) } else { project };
    assert_eq!(project["amounts"][0], json!({"kind": "GRANT", "money": {"amount": "12500.00", "currency": "EUR"}}));
    assert_eq!(project["places"], json!(["city-de-weimar"]));
    assert_eq!(project["period"], json!({"start": "2024-03-01", "end": "2026-02-28"}));
    assert_eq!(read.remarks.get(crate::person::CONTACTS), Some(&1));
}

#[test]
fn greece_adds_up_the_shares_of_an_operation() {
    let read = of(&["structural-funds/greece.csv"]);
    assert_eq!(faults(&read), []);
    let project = read.record("project", "gr-esif-2014-2020-5000306");
    let title = project["title"][0]["text"].as_str().expect("a title");
    assert!(title.starts_with("Εκπόνηση μελετών") && project["title"][0]["language"] == "el");
    // Twelve rows of one operation: their amounts add up, their regions are its places, its beneficiary is named once.
    assert_eq!(project["amounts"].as_array().map(Vec::len), Some(1));
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(1));
    let places = project["places"].as_array().expect("places");
    assert!(places.len() > 3 && places.iter().all(|place| place.as_str().is_some_and(|place| place.starts_with("nuts-el"))));
    assert_eq!(project["sources"][0]["recordId"], "5000306");
    assert_eq!(project["period"], json!({"start": "2016-01-01", "end": "2023-12-31"}));
    assert!(!project["conflicts"].is_array());
    // Codes of NUTS 2010 lead to the regions of today; several may share a cell.
    let wide = records(&read, "project")
        .into_iter()
        .find(|project| project["places"].as_array().is_some_and(|places| places.contains(&json!("nuts-el522"))));
    assert_eq!(wide.expect("a project in Thessaloniki")["places"].as_array().map(Vec::len), Some(7));
    // A fund by its Greek code; a category with a blank instead of a hyphen.
    assert_eq!(read.record("programme", "programme-yei")["code"], "YEI");
    assert!(!read.record("concept", "esif-intervention-field-122").is_null());
}

#[test]
fn croatia_states_a_project_once_for_all_its_counties() {
    let read = of(&["structural-funds/croatia.csv"]);
    assert_eq!(faults(&read), []);
    let project = titled(&read, "Informatizacija");
    let amounts = json!([
        {"kind": "GRANT", "money": {"amount": "5172338.50", "currency": "HRK"}},
        {"kind": "TOTAL_COST", "money": {"amount": "5172338.50", "currency": "HRK"}},
    ]);
    assert_eq!(project["amounts"], amounts);
    assert_eq!(project["signedOn"], "2015-06-18");
    let places = project["places"].as_array().expect("places");
    assert!(places.len() == 4 && places.contains(&json!("nuts-hr037")) && !places.contains(&json!("nuts-hr03")));
    assert_eq!(project["participations"][0]["partner"], "org-hr-oib-15351583880");
    assert_eq!(titled(&read, "EDUCA")["amounts"][0]["money"], json!({"amount": "490533.74", "currency": "EUR"}));
    // One tax number is one organisation, however it is spelled.
    let split = read.record("partner", "org-hr-oib-29845096215");
    assert_eq!(split["identifiers"], json!([{"scheme": "HR-OIB", "value": "29845096215"}]));
    let spellings = split["name"].as_array().map_or(0, Vec::len) + split["alternativeNames"].as_array().map_or(0, Vec::len);
    assert!(spellings >= 1 && !split["name"][0]["text"].as_str().unwrap_or_default().contains('('));
}

#[test]
fn croatian_crafts_are_persons() {
    let header = "Naziv projekta,Fond,Šifra operativnog programa,Operativni program,NUTSII,Županija,Korisnik,Opis projekta,Datum ugovaranja,Zaključni datum provedbe aktivnosti,Bespovratna sredstva,Ukupno prihvatljivi troškovi\n";
    let row = |county: &str| {
        format!("Alati,Europski socijani fond,HR,Razvoj,Adriatic Croatia,{county},\"Obrt Ana, vl. Ana Anić (12345678901)\",Za Obrt Ana, vl. Ana Anić,01.02.2015.,03.04.2016,1 kn,2 kn\n")
            .replace("Za Obrt Ana, vl. Ana Anić", "\"Za Obrt Ana, vl. Ana Anić\"")
    };
    let table = format!("{header}{}{}", row("ZADARSKA"), row("ISTARSKA"));
    let read = read_text(read, "x.csv", table.as_bytes());
    let all = format!("{:?}", read.records);
    assert!(!all.contains("Anić") && !all.contains("12345678901") && !all.contains("ana"), "{all}");
    assert_eq!((read.count("partner"), read.count("project")), (1, 1));
    assert_eq!(records(&read, "partner")[0]["kind"], "NATURAL_PERSON");
}

#[test]
fn thueringen_has_neither_ids_nor_private_names() {
    let read = of(&["structural-funds/thueringen.csv"]);
    assert_eq!(faults(&read), []);
    // Eight rows, of which two are the same: nobody can say whether that is a repetition, so that both are kept.
    assert_eq!(read.count("project"), 8);
    let twins = records(&read, "project").into_iter().filter(|p| p["amounts"][0]["money"]["amount"] == "9000.00").count();
    assert_eq!(twins, 2);
    // A title that is missing is taken from the summary; a sum of 0 says nothing.
    assert!(titled(&read, "Thüringen").get("amounts").is_some());
    assert_eq!(read.remarks.get("zeros that mean unknown left out"), Some(&1));
    let persons = records(&read, "partner").into_iter().filter(|partner| partner["kind"] == "NATURAL_PERSON");
    let persons: Vec<Value> = persons.collect();
    assert!(persons.len() == 2 && persons.iter().all(|person| person["name"][0]["text"] == "Natural person (name withheld)"));
    // Postcode and town share a cell.
    assert!(records(&read, "place").iter().any(|place| place["name"][0]["text"] == "Ilmenau"));
    assert!(records(&read, "concept").iter().any(|concept| concept["notation"] == "106"));
}

#[test]
fn interreg_projects_are_known_by_programme_and_name() {
    let read = of(&["interreg/rawdata.json"]);
    let biogas = titled(&read, "Boost Nordic Biogas");
    assert_eq!(biogas["participations"].as_array().map(Vec::len), Some(2));
    assert_ne!(titled(&read, "WaVes")["key"], biogas["key"]);
    assert_eq!(biogas["concepts"].as_array().map(Vec::len), Some(4));
    // No lead partner is no fault; partners without a name and days that don't exist are.
    let participations = biogas["participations"].as_array().expect("participations");
    assert!(participations.iter().all(|participation| participation["role"] != "COORDINATOR"));
    let found = faults(&read);
    assert!(found.contains(&("organisationsnamn".to_owned(), String::new())));
    assert!(found.contains(&("slutdatum".to_owned(), "2026-09-31".to_owned())));
    // An end before the start is left out, the start stays.
    assert!(found.contains(&("slutdatum".to_owned(), "2023-08-31".to_owned())));
    assert_eq!(titled(&read, "BBU")["period"], json!({"start": "2023-09-01"}));
    // Regions by name, also in a misspelling.
    assert!(
        records(&read, "partner").iter().any(|partner| partner["place"].as_str().is_some_and(|p| p.starts_with("nuts-se21")))
    );
    assert_eq!(read.remarks.get("zeros that mean unknown left out"), Some(&2));
}

#[test]
fn trust_fund_tables_are_joined_by_id() {
    let folder = ["projects", "results", "recipients", "orgs", "actions"].map(|name| format!("eutf-africa/{name}.csv"));
    let read = of(&folder.iter().map(String::as_str).collect::<Vec<_>>());
    // Two rows without an id.
    assert_eq!(read.faults.iter().filter(|(loss, _)| *loss == record::batch::Loss::Record("project")).count(), 2);
    // Ids that differ in capitals are different projects; the hand-made list gives the action the number of the contract.
    let action = titled(&read, "RE-INTEG: Enhancing Somalia’s");
    let contract = titled(&read, "Innovative durable solutions");
    assert_eq!(action["amounts"], json!([{"kind": "COMMITMENT", "money": {"amount": "55000000.00", "currency": "EUR"}}]));
    assert_eq!(contract["amounts"], json!([{"kind": "BUDGET", "money": {"amount": "12000000.00", "currency": "EUR"}}]));
    assert_eq!(contract["sources"][0]["recordId"], "T05-EUTF-HoA-SO-03");
    // Of an id that occurs twice, the first statement counts, and the other is kept as a conflict.
    let twice = titled(&read, "Education in Emergency");
    let ends: Vec<&Value> =
        twice["conflicts"].as_array().expect("conflicts").iter().filter(|c| c["field"] == "period.end").collect();
    assert_eq!((&ends[0]["value"], &ends[1]["value"]), (&json!("2021-07-31"), &json!("2022-01-31")));
    // Scientific notation.
    assert_eq!(titled(&read, "EU-IOM Joint Initiative")["amounts"][0]["money"]["amount"], "24000000.00");
    // An id with a blank, and one that is a title, are read as the ids that are meant.
    assert!(titled(&read, "Common Operational Partnership")["participations"].is_array());
    assert_eq!(titled(&read, "Mission d'appui")["results"].as_array().map(Vec::len), Some(2));
    // The frame around all projects is none.
    assert!(
        !records(&read, "project")
            .iter()
            .any(|project| project["title"][0]["text"] == "EU Trust Fund for Africa Results Framework")
    );
    // Names with commas stay whole.
    let names: Vec<Value> = records(&read, "partner").into_iter().map(|partner| partner["name"][0]["text"].clone()).collect();
    assert!(names.contains(&json!("International Migration Institute, University of Oxford")));
    assert!(!names.contains(&json!("University of Oxford")) && !names.contains(&json!("University of London")));
    let kind = records(&read, "partner").into_iter().find(|partner| partner["name"][0]["text"] == "World Food Programme");
    assert_eq!(kind.map(|partner| partner["kind"].clone()), Some(json!("INTERNATIONAL_ORGANISATION")));
}

#[test]
fn indicators_keep_prose_and_leave_out_what_says_nothing() {
    let read = of(&["eutf-africa/results.csv"]);
    // Without the list of projects titles are coined.
    let project = read.record("project", &key("eutf-africa", "T05-EUTF-NOA-REG-13-01"));
    assert_eq!(project["title"][0]["origin"], "EDITORIAL");
    let periods = project["results"].as_array().into_iter().flatten().filter_map(|result| result["indicators"].as_array());
    let targets: Vec<Value> = periods.flatten().map(|indicator| indicator["periods"][0]["targets"][0].clone()).collect();
    for expected in [json!({"text": "90%"}), json!({"text": "10,000 individual and 1,000 MSMEs"})] {
        assert!(targets.contains(&expected), "{targets:?}");
    }
    // NULL says nothing; repeated rows are one; rows without a period, title or result title stay.
    assert!(!format!("{:?}", read.records).contains("NULL"));
    assert_eq!(read.remarks.get(REPEATED), Some(&6));
}

#[test]
fn erasmus_partners_stand_in_numbered_columns() {
    let read = of(&["eubfr/erasmus-ka2.json", "eubfr/sports.json", "eubfr/culture.json", "eubfr/tempus.json"]);
    let project = titled(&read, "Community Education");
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(5));
    assert_eq!(project["participations"][0]["role"], "COORDINATOR");
    assert_eq!(project["places"], json!(["country-li", "country-de", "country-be"]));
    assert_eq!(project["amounts"][0]["money"], json!({"amount": "112527.93", "currency": "EUR"}));
    assert_eq!(project["status"], "COMPLETED");
    // The programme is the innermost of its path.
    let programme = read.record("programme", project["programmes"][0].as_str().expect("a programme"));
    assert!(programme["code"].as_str().is_some_and(|code| code.starts_with("ERASMUS+/Cooperation")));
    assert!(programme["parent"].is_string());
    // A currency behind the amount; another form of dates; towns where a postcode stands before them.
    assert_eq!(titled(&read, "Networks of Knowledge")["amounts"][0]["money"]["amount"], "240000.00");
    assert_eq!(titled(&read, "DEPARTS")["period"], json!({"start": "2006-05-01", "end": "2009-04-30"}));
    let places: Vec<Value> = records(&read, "partner").into_iter().map(|partner| partner["place"].clone()).collect();
    assert!(places.contains(&json!("city-li-triesen")) && places.contains(&json!("city-de-stuttgart")));
}

#[test]
fn justice_projects_name_their_partners_in_one_cell() {
    let read = of(&["eubfr/just.json"]);
    assert_eq!(faults(&read), []);
    let project = titled(&read, "Gender Equality Awareness");
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(4));
    assert_eq!(project["period"], json!({"end": "2013"}));
    let labels: Vec<Value> = records(&read, "concept").into_iter().map(|concept| concept["label"][0]["text"].clone()).collect();
    assert!(labels.contains(&json!("Children")) && labels.contains(&json!("Gendered violence")));
}

#[test]
fn every_column_of_every_export_is_named() {
    let headers: Vec<serde_json::Map<String, Value>> =
        serde_json::from_slice(&std::fs::read(data("eubfr/headers.json")).expect("the file is there")).expect("it is JSON");
    assert_eq!(headers.len(), 17);
    for header in headers {
        let text = serde_json::to_vec(&[header]).expect("it is JSON");
        let read = read_text(read, "export.json", &text);
        let unlisted = read.faults.iter().filter(|(_, fault)| fault.reason.contains("doesn't name this column"));
        assert_eq!(unlisted.collect::<Vec<_>>(), [] as [&(_, _); 0]);
        // The row itself says nothing.
        assert_eq!((read.count("project"), read.faults.len()), (0, 1));
    }
}

const SMALL: &str = r#"
version = 1
[source]
key = "small"
publisher = "P"
title = "T"
[[table]]
name = "projects"
rows = "parts"
columns = ["id", "title"]
currency = "EUR"
[table.project]
id = "id"
title = "title"
start = "start"
end = "end"
partner_count = "n"
url = "url"
[[table.amount]]
kind = { fixed = "GRANT" }
value = "grant"
[[table.place]]
country = { column = "country", split = "," }
[[table.partner]]
name = "who"
role = { column = "role", values = { LP = "COORDINATOR" } }
[table.ignored]
note = "not needed"
"#;

#[test]
fn values_that_cannot_be_are_left_out_and_said() {
    let table = "id,title,start,end,n,url,grant,country,who,role,note,more\n\
        1,A,2020-02-30,2021,-3,somebody@example.org,12 Taler,\"RO, Atlantis\",Org,Boss,x,y\n\
        2,B,2020,1999,2,example.org,-5,,Org,LP,,\n\
        3,C,,,,,1e30,,,,,\n\
        4,D,,,,,2.005 USD,,,,,\n\
        ,E,,,,,,,,,,\n\
        6,F\n";
    let read = with(SMALL, table);
    let column = |name: &str| faults(&read).iter().filter(|(column, _)| column == name).count();
    for (name, times) in
        [("more", 1), ("start", 1), ("end", 1), ("n", 1), ("url", 1), ("grant", 3), ("country", 1), ("role", 1), ("id", 1)]
    {
        assert_eq!(column(name), times, "{name}: {:?}", read.faults);
    }
    assert_eq!(read.faults.len(), 12);
    let first = titled(&read, "A");
    assert_eq!((&first["places"], &first["participations"][0]["statedRole"]), (&json!(["country-ro"]), &json!("Boss")));
    assert_eq!(titled(&read, "B")["period"], json!({"start": "2020"}));
    assert_eq!(titled(&read, "D")["amounts"][0]["money"], json!({"amount": "2.00", "currency": "USD"}));
    assert_eq!(read.remarks.get("amounts rounded to the digits of their currency"), Some(&1));
}

#[test]
fn statements_that_disagree_are_kept() {
    let read = with(
        SMALL,
        "id,title,grant,who,role\n1,One project,10,Org,LP\n1,one project!,12,Org,LP\n1,Other,10,Org2,LP\n1,Other,10,Org2,LP\n",
    );
    let project = titled(&read, "One project");
    let conflicts: Vec<(&Value, &Value)> =
        project["conflicts"].as_array().expect("conflicts").iter().map(|c| (&c["field"], &c["value"])).collect();
    let expected = [("grant", "10.00 EUR"), ("grant", "12.00 EUR"), ("title", "One project"), ("title", "Other")];
    assert_eq!(conflicts, expected.map(|(field, value)| (json!(field), json!(value))).each_ref().map(|(f, v)| (f, v)));
    assert_eq!(project["amounts"].as_array().map(Vec::len), Some(1));
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(2));
    assert_eq!(read.remarks.get(REPEATED), Some(&1));
}

#[test]
fn what_is_wrong_with_a_mapping_is_said_with_its_line() {
    let wrong = |old: &str, new: &str| {
        let faults = Mapping::parse("m", &SMALL.replacen(old, new, 1)).expect_err("the mapping is wrong");
        let said: Vec<String> = faults.iter().map(|fault| format!("{} {} {:?}", fault.path, fault.reason, fault.value)).collect();
        said.join("; ")
    };
    for (old, new, line, said) in [
        ("version = 1", "version = 2", 2, "version 1"),
        ("start = \"start\"", "begin = \"start\"", 15, "begin"),
        ("currency = \"EUR\"", "currency = \"EURO\"", 11, "not a currency"),
        ("currency = \"EUR\"", "encoding = \"klingon\"", 11, "not an encoding"),
        ("currency = \"EUR\"", "delimiter = \"ab\"", 11, "not a delimiter"),
        ("\"GRANT\"", "\"GIFT\"", 20, "GIFT"),
        ("LP = \"COORDINATOR\"", "LP = \"BOSS\"", 26, "BOSS"),
        ("note = \"not needed\"", "grant = \"no\"", 21, "something is made of it"),
        ("note = \"not needed\"", "note = \"\"", 28, "reason"),
        ("columns = [\"id\", \"title\"]", "columns = [\"id\", \" id \"]", 10, "twice"),
        ("columns = [\"id\", \"title\"]", "columns = []", 8, "columns"),
        ("rows = \"parts\"", "rows = \"partners\"", 8, "no [table.project]"),
        ("rows = \"parts\"", "rows = \"rows\"", 9, "rows"),
        ("url = \"url\"", "url = \"url #\"", 8, "numbered"),
        ("url = \"url\"", "identifiers = [{ scheme = \"PIC\", value = \"pic\" }]", 18, "[[scheme]]"),
        ("end = \"end\"", "end = { column = \"end\", pattern = \"(\" }", 16, "regular expression"),
        ("end = \"end\"", "end = { fixed = \"1\", column = \"end\" }", 16, "one of"),
        ("end = \"end\"", "end = 0", 16, "counted from 1"),
        ("key = \"small\"", "key = \"Small\"", 4, "lower-case"),
        ("publisher = \"P\"", "publisher = ", 5, ""),
        ("title = \"T\"", "", 3, "title"),
    ] {
        let faults = wrong(old, new);
        assert!(faults.starts_with(&format!("m: line {line} ")) && faults.contains(said), "{new}: {faults}");
    }
}

#[test]
fn a_mapping_can_rename_join_and_fill_in() {
    let mapping = r#"
version = 1
[source]
key = "small"
publisher = "P"
title = "T"
[[scheme]]
code = "EU_GRANT_AGREEMENT"
name = "Grant agreement"
[[table]]
name = "projects"
rows = "shares"
columns = [["Nr", "Number"]]
empty = ["-"]
zero = "stated"
[table.project]
id = { join = [["Nr", "Number"], 3], with = "/" }
title = { column = "t", pattern = '^\d+ (.*)$', otherwise = "untold" }
status = { column = "s", values = { done = "COMPLETED", "" = "PLANNED" }, otherwise = "ONGOING" }
identifiers = [{ scheme = "EU_GRANT_AGREEMENT", value = "ga" }]
[[table.amount]]
kind = { fixed = "BUDGET" }
value = "b"
currency = "c"
"#;
    let read = with(
        mapping,
        "Number;t;;s;ga;b;c\n1;5 Title;x;done;101;2;EUR\n1;5 Title;x;done;101;3;EUR\n1;5 Title;x;done;101;4;RON\n2;-;y;;;0;EUR\n3;7;z;else;;;\n",
    );
    let first = read.record("project", "eu-grant-101");
    assert_eq!((&first["title"][0]["text"], &first["status"]), (&json!("Title"), &json!("COMPLETED")));
    let sums = json!([
        {"kind": "BUDGET", "money": {"amount": "5.00", "currency": "EUR"}},
        {"kind": "BUDGET", "money": {"amount": "4.00", "currency": "RON"}},
    ]);
    assert_eq!(first["amounts"], sums);
    let third = titled(&read, "untold");
    assert_eq!((&third["status"], third.get("amounts")), (&json!("ONGOING"), None));
    // The second has no title, and none is coined.
    assert_eq!((read.count("project"), read.faults.len()), (2, 1));
}

#[test]
fn tables_that_are_broken_are_given_up_and_never_panic() {
    let greece = std::fs::read(data("structural-funds/greece.csv")).expect("the file is there");
    let ended = read_text(read, "greece.csv", &greece[..greece.len() / 2]);
    assert!(ended.count("project") > 0);
    // UTF-8 read as Windows-1253 has none of the names that a mapping looks for.
    let (text, ..) = encoding_rs::WINDOWS_1253.decode(&greece);
    assert_eq!(read_text(read, "greece.csv", text.as_bytes()).count("project"), 0);
    for name in ["structural-funds/greece.csv", "structural-funds/croatia.csv", "eutf-africa/results.csv", "eubfr/sports.json"] {
        let whole = std::fs::read(data(name)).expect("the file is there");
        withstands_damage(read, &whole, b"\";,|\n\t-0{}", 40);
    }
}
