//! Excerpts of real files, what is peculiar about them, and files that are broken.

use std::path::PathBuf;

use record::batch::Loss;
use serde_json::{Value, json};

use super::{file_kind::FileKind, read as read_all};
use crate::{
    table::{Form, Table},
    testing::{self, ReadResult, data},
};

fn excerpt(paths: &[&str]) -> ReadResult {
    let paths: Vec<PathBuf> = paths.iter().map(|path| data("cordis").join(path)).collect();
    testing::read(read_all, &paths)
}

fn read_text(name: &str, text: &str) -> ReadResult {
    testing::read_text(read_all, name, text.as_bytes())
}

/// The records of a kind, in their order.
fn all(read: &ReadResult, kind: &str) -> Vec<Value> {
    let of_kind = read.records.iter().filter(|record| record.kind() == kind);
    of_kind.map(|record| serde_json::to_value(record).expect("a record is JSON")[kind].clone()).collect()
}

fn participation<'a>(project: &'a Value, key: &str) -> &'a Value {
    let found = project["participations"].as_array().and_then(|all| all.iter().find(|participation| participation["key"] == key));
    found.unwrap_or_else(|| panic!("no {key} in {project:#}"))
}

fn amounts(project: &Value, kind: &str) -> Vec<String> {
    let all = project["amounts"].as_array().cloned().unwrap_or_default();
    let of_kind = all.iter().filter(|amount| amount["kind"] == kind);
    of_kind.map(|amount| amount["money"]["amount"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The values and columns of what was left out.
fn left_out(read: &ReadResult) -> Vec<(String, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let values = read.faults.iter().filter(|(loss, _)| *loss == Loss::Value);
    values.map(|(_, fault)| (text(&fault.column), text(&fault.value))).collect()
}

fn is_called(input: &crate::Input, extension: &str) -> bool {
    std::path::Path::new(input.name()).extension().is_some_and(|found| found == extension)
}

#[test]
fn every_column_of_the_excerpts_is_listed() {
    let mut tables = 0;
    for input in crate::input::collect(&[data("cordis")]).expect("the excerpts can be read") {
        let head = String::from_utf8_lossy(&input.head().expect("a file")).trim_start_matches('\u{feff}').to_owned();
        if !is_called(&input, "csv") {
            continue;
        }
        let table = Table::open(&input, Form::default()).expect("a table");
        let kind =
            FileKind::of(&head, |column| table.header().has(column)).unwrap_or_else(|| panic!("{} is of no kind", input.name()));
        assert_eq!(kind.columns().unlisted(table.header()).count(), 0, "{}", input.name());
        tables += 1;
    }
    assert_eq!(tables, 14);
}

#[test]
fn nothing_of_the_excerpts_is_refused_but_one_address() {
    let read = excerpt(&["horizon", "h2020", "network", "reference", "xml"]);
    assert_eq!(left_out(&read), [("organizationURL".to_owned(), "www.dcnsgroup.com.".to_owned())]);
    assert_eq!(read.faults.len(), 1, "{:?}", read.faults);
    let keys: Vec<(&str, &str)> = read.records.iter().map(|record| (record.kind(), record.key())).collect();
    let distinct: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn rows_of_all_files_make_one_project() {
    let read = excerpt(&["horizon"]);
    // Six with rows of their own, three of which only reports tell.
    assert_eq!(read.count("project"), 9);
    let project = read.record("project", "eu-grant-101177528");
    assert_eq!(project["acronym"], "UNDERCOVER");
    assert_eq!(
        project["title"],
        json!([{ "language": "en", "text": "Unified Novel Deep ExploRation for Critical Ore discoVERy" }])
    );
    assert_eq!(project["period"], json!({ "start": "2025-01-01", "end": "2027-12-31" }));
    assert_eq!(amounts(&project, "TOTAL_COST"), ["4999987.50"]);
    assert_eq!(project["programmes"], json!(["programme-horizon.2.4", "programme-horizon.2.4.4"]));
    assert_eq!(project["sources"][0]["source"], "source-cordis-horizon");
    assert_eq!(project["sources"][0]["url"], "https://cordis.europa.eu/project/id/101177528");
    assert_eq!(
        project["identifiers"],
        json!([{ "scheme": "EU_GRANT_AGREEMENT", "value": "101177528" }, { "scheme": "DOI", "value": "10.3030/101177528" }])
    );
    let programme = read.record("programme", "programme-horizon.2.4.4");
    assert_eq!(programme["name"][0]["text"], "Advanced Materials");
    assert_eq!(programme["parent"], "programme-horizon.2.4");
    let pillar = read.record("programme", "programme-horizon.2");
    assert_eq!(pillar["name"][0], json!({ "language": "en", "text": "HORIZON.2", "origin": "EDITORIAL" }));
    assert_eq!(read.record("programme", "programme-horizon")["name"][0]["text"], "Horizon Europe");
    let call = read.record("fundingCall", project["fundingCall"].as_str().expect("a call"));
    assert_eq!(call["programme"], "programme-horizon");
    assert!(call["title"][0]["text"].as_str().is_some_and(|title| !title.is_empty()));
    // The rows of a project that is in no other file make nothing.
    assert!(read.remarks["rows about projects that are not in the import left out"] >= 2);
    assert_eq!(read.record("programme", "programme-euratom.1.2.2"), Value::Null);
}

#[test]
fn organisations_are_gathered_by_their_code_wherever_it_stands() {
    let read = excerpt(&["horizon"]);
    let partner = read.record("partner", "pic-999979500");
    assert_eq!(partner["name"][0], json!({ "language": "und", "text": "CONSIGLIO NAZIONALE DELLE RICERCHE" }));
    assert_eq!(partner["alternativeNames"][0]["text"], "CNR");
    assert_eq!(partner["kind"], "RESEARCH");
    assert_eq!(partner["country"], "IT");
    assert_eq!(partner["place"], "city-it-roma");
    assert_eq!(partner["url"], "http://www.cnr.it");
    // The country of a Namibian company was lost by a spreadsheet: it isn't guessed.
    let ongwe = read.record("partner", "pic-879778264");
    assert_eq!(ongwe["name"][0]["text"], "ONGWE MINERALS (PTY) LTD");
    assert_eq!(ongwe["country"], Value::Null);
    let wiesel = all(&read, "partner").into_iter().find(|partner| partner["name"].to_string().contains("WIESEL"));
    let name = wiesel.expect("the institute")["name"][0]["text"].clone();
    assert_eq!(name, "INSTITUTUL NATIONAL PENTRU STUDIEREA HOLOCAUSTULUI DIN ROMANIA \"ELIE WIESEL\"");
}

#[test]
fn one_organisation_may_take_part_twice() {
    let read = excerpt(&["horizon"]);
    let project = read.record("project", "eu-grant-101135031");
    assert_eq!(participation(&project, "pic-900200547-thirdparty")["position"], Value::Null);
    let second = participation(&project, "pic-900200547-thirdparty-2");
    assert_eq!(second["position"], 1);
    assert_eq!(second["role"], "THIRD_PARTY");
    assert_eq!(second["statedRole"], "thirdParty");
    assert_eq!(second["grant"]["amount"], "0.00");
    let coordinator = participation(&project, "pic-997301427-coordinator");
    assert_eq!(coordinator["role"], "COORDINATOR");
    assert_eq!(coordinator["position"], 1);
}

#[test]
fn a_total_cost_of_zero_is_unknown() {
    let read = excerpt(&["horizon"]);
    let project = read.record("project", "eu-grant-101162609");
    assert_eq!(amounts(&project, "TOTAL_COST"), Vec::<String>::new());
    assert!(read.remarks["amounts of 0 that mean unknown left out"] >= 2);
}

#[test]
fn natural_persons_are_withheld() {
    let read = excerpt(&["horizon", "h2020"]);
    let persons: Vec<Value> = all(&read, "partner").into_iter().filter(|partner| partner["kind"] == "NATURAL_PERSON").collect();
    assert_eq!(persons.len(), 2);
    assert_eq!(persons[0]["name"][0]["text"], "Natural person (name withheld)");
    assert_eq!(persons[0]["country"], "SI");
    let project = read.record("project", "eu-grant-101162611");
    let person = participation(&project, "person-3-participant");
    assert_eq!(person["grant"]["amount"], "65329.93");
    assert_eq!(person["partner"], persons[0]["key"]);
    assert_eq!(read.remarks["natural persons whose names were withheld"], 2);
    // Nobody need have marked them.
    let header = "projectID,name,SME,activityType,city,country,role\n";
    let read = read_text("organization.csv", &format!("{header}101000001,SOMEBODY,,PRC,,FR,participant\n"));
    assert!(!format!("{:?}", read.records).contains("SOMEBODY"));
}

#[test]
fn fields_of_science_lie_within_one_another() {
    let read = excerpt(&["horizon"]);
    let fields: Vec<Value> = all(&read, "concept").into_iter().filter(|concept| concept["vocabulary"] == "EUROSCIVOC").collect();
    assert!(fields.iter().any(|field| field["broader"].is_null()));
    for field in &fields {
        assert_eq!(field["key"], format!("euroscivoc-{}", field["notation"].as_str().unwrap_or_default()));
        let broader = &field["broader"];
        assert!(broader.is_null() || fields.iter().any(|other| other["key"] == *broader));
    }
    let scheme = read.record("concept", "funding_scheme-horizon-csa");
    assert_eq!(scheme["vocabulary"], "FUNDING_SCHEME");
}

#[test]
fn reports_make_projects_and_results() {
    let read = excerpt(&["horizon/reportSummaries.csv", "horizon/legalBasis.csv"]);
    let project = read.record("project", "eu-grant-101113088");
    assert_eq!(project["title"], json!([{ "language": "en", "text": "QSTACK", "origin": "EDITORIAL" }]));
    assert_eq!(project["programmes"], json!(["programme-horizon.3.1"]));
    let result = &project["results"][0];
    assert_eq!(result["kind"], "REPORT");
    assert!(
        result["title"][0]["text"].as_str().is_some_and(|title| title.starts_with("Periodic Reporting for period 1 - QSTACK"))
    );
    assert_eq!(result["sources"][0]["recordId"], "101113088_PSHORIZON");
}

#[test]
fn the_full_format_is_read() {
    let read = excerpt(&["h2020"]);
    let project = read.record("project", "eu-grant-633635");
    assert_eq!(project["status"], "COMPLETED");
    assert_eq!(project["signedOn"], "2015-04-13");
    assert_eq!(amounts(&project, "TOTAL_COST"), ["5240708.13"]);
    assert_eq!(amounts(&project, "EU_CONTRIBUTION"), ["4654333.00"]);
    assert_eq!(project["programmes"], json!(["programme-h2020-eu.3.1."]));
    assert_eq!(project["fundingCall"], "call-phc-10-2014");
    assert_eq!(project["identifiers"][1], json!({ "scheme": "CORDIS_RCN", "value": "193248" }));
    assert_eq!(read.record("project", "eu-grant-783161")["status"], "TERMINATED");
    assert_eq!(read.record("project", "eu-grant-695618")["status"], "ONGOING");
    // Organisations without a row about their project: the files beside it tell the framework programme.
    let project = read.record("project", "eu-grant-651036");
    assert_eq!(project["title"], json!([{ "language": "en", "text": "iBoard", "origin": "EDITORIAL" }]));
    assert_eq!(project["sources"][0]["source"], "source-cordis-h2020");
    let coordinator = participation(&project, "pic-938119011-coordinator");
    assert_eq!(coordinator["grant"]["amount"], "50000.00");
    assert_eq!(coordinator["budget"]["amount"], "71429.00");
    assert_eq!(amounts(&project, "NET_EU_CONTRIBUTION"), ["50000.00"]);
    let partner = read.record("partner", "pic-938119011");
    assert_eq!(
        partner["identifiers"],
        json!([
            { "scheme": "PIC", "value": "938119011" },
            { "scheme": "VAT", "value": "GB132423649" },
            { "scheme": "CORDIS_RCN", "value": "2351088" }
        ])
    );
    assert_eq!(partner["country"], "GB");
    let city = read.record("place", "city-gb-cambridge");
    assert_eq!(city["location"], json!({ "latitude": 52.203_305_1, "longitude": 0.124_862 }));
    let camelot = read.record("project", "eu-grant-740736");
    participation(&camelot, "pic-999857377-thirdparty-2");
    assert_eq!(read.remarks["values that are no VAT numbers left out"], 1);
}

#[test]
fn roles_keep_the_words_of_the_source() {
    let read = excerpt(&["h2020"]);
    let logic = read.record("project", "eu-grant-813920");
    let partner = participation(&logic, "pic-923648260-partner");
    assert_eq!((&partner["role"], &partner["statedRole"]), (&json!("ASSOCIATED_PARTNER"), &json!("partner")));
    assert_eq!(partner["grant"], Value::Null);
    let header = "projectID,name,role,activityType,country,organisationID\n";
    let rows = "651036,A,hostInstitution,HES,RO,999999991\n651036,B,gardener,HES,RO,999999992\n651036,C,,HES,RO,999999993\n";
    let read = read_text("organization.csv", &format!("{header}{rows}"));
    let project = read.record("project", "eu-grant-651036");
    assert_eq!(participation(&project, "pic-999999991-hostinstitution")["role"], "COORDINATOR");
    let gardener = participation(&project, "pic-999999992-gardener");
    assert_eq!((&gardener["role"], &gardener["statedRole"]), (&json!("OTHER"), &json!("gardener")));
    assert_eq!(participation(&project, "pic-999999993")["role"], Value::Null);
    // Nothing says under which framework programme.
    assert_eq!(project["title"][0]["text"], "CORDIS project 651036");
    assert_eq!(project["sources"][0]["source"], "source-cordis");
}

#[test]
fn the_network_has_no_names_and_namibia() {
    let read = excerpt(&["network"]);
    assert_eq!(read.count("project"), 6);
    let project = read.record("project", "cordis-rcn-221856");
    assert_eq!(project["title"], json!([{ "language": "en", "text": "Horizon 2020 project 221856", "origin": "EDITORIAL" }]));
    assert_eq!(project["programmes"], json!(["programme-h2020-eu.3.4."]));
    assert_eq!(project["identifiers"], json!([{ "scheme": "CORDIS_RCN", "value": "221856" }]));
    assert_eq!(amounts(&project, "TOTAL_COST"), ["2928125.00"]);
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(12));
    assert_eq!(participation(&project, "pic-984516342-coordinator")["grant"]["amount"], "376750.00");
    let partner = read.record("partner", "pic-998616262");
    assert_eq!(partner["name"], json!([{ "language": "en", "text": "Organisation with PIC 998616262", "origin": "EDITORIAL" }]));
    assert_eq!((&partner["country"], &partner["kind"]), (&json!("BE"), &json!("COMPANY")));
    assert_eq!(read.record("partner", "pic-998802502")["country"], "GR");
    // NA is a country in the one column and nothing in the others.
    assert_eq!(read.record("partner", "pic-915949564")["country"], "NA");
    let undated = read.record("project", "cordis-rcn-194830");
    assert_eq!(undated["period"], Value::Null);
    assert_eq!(amounts(&read.record("project", "cordis-rcn-231469"), "TOTAL_COST"), Vec::<String>::new());
    let unfunded = read.record("project", "cordis-rcn-210144");
    assert_eq!(unfunded["participations"][0]["grant"], Value::Null);
    let both = read.record("project", "cordis-rcn-219949");
    assert_eq!(both["programmes"], json!(["programme-h2020-eu.2.3.", "programme-h2020-eu.2.1."]));
    assert_eq!(read.remarks["rows about projects that are not in the import left out"], 1);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
}

#[test]
fn reference_tables_name_programmes_and_topics() {
    let read = excerpt(&["reference", "network", "h2020"]);
    let programme = read.record("programme", "programme-h2020-eu.3.4.5.");
    assert_eq!((&programme["name"][0]["text"], &programme["parent"]), (&json!("CLEANSKY2"), &json!("programme-h2020-eu.3.4.")));
    // The name that the network gives to a part is no match for its title.
    let transport = read.record("programme", "programme-h2020-eu.3.4.");
    assert_eq!(transport["name"][0]["text"], "SOCIETAL CHALLENGES - Smart, Green And Integrated Transport");
    assert_eq!(read.record("programme", "programme-h2020-eu.3.")["parent"], "programme-h2020");
    let call = read.record("fundingCall", "call-waste-1-2014");
    assert_eq!(call["programme"], "programme-h2020-eu.3.5.4.");
    assert_eq!(call["title"][0]["text"], "Moving towards a circular economy through industrial symbiosis");
    assert_eq!(read.record("fundingCall", "call-fetopen-ria-2014-2015")["title"], Value::Null);
    assert_eq!(read.record("fundingCall", "call-h2020-topics"), Value::Null);
    assert_eq!(read.remarks["titles that had lost letters before they came here"], 1);
    assert_eq!(read.remarks["topics in several programmes: the first was taken"], 1);
}

#[test]
fn xml_is_read_like_the_tables() {
    let read = excerpt(&["xml"]);
    let project = read.record("project", "eu-grant-101190685");
    assert_eq!(project["status"], "ONGOING");
    assert_eq!(amounts(&project, "TOTAL_COST"), ["5500000.00"]);
    assert_eq!(project["programmes"], json!(["programme-horizon.2.1"]));
    assert_eq!(project["fundingCall"], "call-horizon-ju-gh-edctp3-2024-01-03-two-stage");
    assert_eq!(read.record("programme", "programme-horizon.2.1")["name"][0]["text"], "Health");
    let scheme = read.record("concept", "funding_scheme-horizon-ju-ria");
    assert_eq!(scheme["label"][0]["text"], "HORIZON JU Research and Innovation Actions");
    let hospital = participation(&project, "pic-905096816-thirdparty");
    assert_eq!((&hospital["grant"]["amount"], &hospital["budget"]), (&json!("0.00"), &Value::Null));
    let ghent = read.record("partner", "pic-999986096");
    assert_eq!((&ghent["place"], &ghent["kind"]), (&json!("city-be-gent"), &json!("EDUCATION")));
    assert_eq!(read.record("place", "city-be-gent")["parent"], "nuts-be234");
    // A result brings its project along.
    let project = read.record("project", "eu-grant-101073094");
    assert_eq!(project["title"][0]["text"], "Deconstructing and Rewiring RNA-RBP regulatory networks");
    assert_eq!(project["programmes"], json!(["programme-horizon.1.2"]));
    assert!(project["concepts"].as_array().is_some_and(|concepts| concepts.contains(&json!("euroscivoc-1617"))));
    let result = &project["results"][0];
    assert_eq!(
        (&result["kind"], &result["title"][0]["text"]),
        (&json!("DELIVERABLE"), &json!("DC reports: Secondments and collaborations"))
    );
    assert!(result["url"].as_str().is_some_and(|url| url.ends_with("documentIds=080166e50d2f8e5e&appId=PPGMS")));
    assert!(read.faults.is_empty(), "{:?}", read.faults);
}

#[test]
fn exports_of_earlier_years_are_read() {
    let header = "rcn;reference;acronym;status;programme;topics;frameworkProgramme;title;startDate;endDate;projectUrl;objective;totalCost;\
                  ecMaxContribution;call;fundingScheme;coordinator;coordinatorCountry;participants;participantCountries;subjects";
    let row = "95000;265432;OLD;ONG;FP7-SSH;SSH-2010-3.2-1;FP7;An older project;2011-01-01;2013-12-31;http://old.example.org;About.;\
               1234567,8;1000000;FP7-SSH-2010-1;CP-FP;UNIVERSITATEA DE VEST DIN TIMISOARA;RO;\"CNR;A PARTNER\";\"IT\";SOC";
    let read = read_text("fp7.csv", &format!("{header}\n{row}\n"));
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let project = read.record("project", "eu-grant-265432");
    assert_eq!(project["sources"][0]["source"], "source-cordis-fp7");
    assert_eq!(project["programmes"], json!(["programme-fp7-ssh"]));
    assert_eq!(read.record("programme", "programme-fp7-ssh")["parent"], "programme-fp7");
    assert_eq!(amounts(&project, "TOTAL_COST"), ["1234567.80"]);
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(3));
    assert_eq!(project["participations"][0]["role"], "COORDINATOR");
    assert_eq!(project["url"], "http://old.example.org");
    assert_eq!(read.count("partner"), 3);
    // Rows of organisations say more than the names in the project's own row, and contact persons stay out.
    let organizations = "projectRcn;projectReference;projectAcronym;role;id;name;shortName;activityType;endOfParticipation;ecContribution;country;\
                         street;city;postCode;organizationUrl;contactType;contactTitle;contactFirstNames;contactLastNames;contactFunction;\
                         contactTelephoneNumber;contactFaxNumber;contactEmail\n\
                         95000;265432;OLD;coordinator;999843021;UNIVERSITATEA DE VEST DIN TIMISOARA;UVT;HES;false;500000,5;RO;\
                         BD PARVAN 4;TIMISOARA;300223;www.uvt.ro;;Dr;Jane;Doe;;;;\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("projects.csv"), format!("{header}\n{row}\n")).expect("a file");
    std::fs::write(folder.path().join("organizations.csv"), organizations).expect("a file");
    let read = testing::read(read_all, &[folder.path().to_owned()]);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let project = read.record("project", "eu-grant-265432");
    assert_eq!(project["participations"].as_array().map(Vec::len), Some(1));
    assert_eq!(participation(&project, "pic-999843021-coordinator")["grant"]["amount"], "500000.50");
    assert!(!format!("{:?}", read.records).contains("Doe"));
    assert_eq!(read.remarks["contact details left out"], 1);
}

#[test]
fn of_several_rows_about_a_project_the_newest_counts() {
    let header = "id,acronym,title,startDate,endDate,fundingScheme,frameworkProgramme,contentUpdateDate\n";
    let rows = "1001,A,Old,2019-01-01,2020-01-01,RIA,H2020,2020-01-01 10:00:00\n\
                1001,A,New,2019-01-01,2021-01-01,RIA,H2020,2022-01-01 10:00:00\n\
                1001,A,Older,2019-01-01,2020-01-01,RIA,H2020,2019-01-01 10:00:00\n";
    let read = read_text("project.csv", &format!("{header}{rows}"));
    assert_eq!(read.count("project"), 1);
    let project = read.record("project", "eu-grant-1001");
    assert_eq!((&project["title"][0]["text"], &project["period"]["end"]), (&json!("New"), &json!("2021-01-01")));
    assert_eq!(read.remarks["rows about a project of which another row is newer left out"], 2);
}

#[test]
fn money_in_two_versions_of_a_file_counts_once() {
    let header = "projectID,organisationID,name,role,activityType,country,order,ecContribution,contentUpdateDate\n";
    let old = "1001,999999991,A,coordinator,HES,RO,1,100.00,2020-01-01\n1001,999999992,B,participant,HES,RO,2,50.00,2020-01-01\n";
    let new = "1001,999999991,A,coordinator,HES,RO,1,90.00,2022-01-01\n1001,999999991,A,coordinator,HES,RO,1,5.00,2022-01-01\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("1.csv"), format!("{header}{new}")).expect("a file");
    std::fs::write(folder.path().join("2.csv"), format!("{header}{old}")).expect("a file");
    let read = testing::read(read_all, &[folder.path().to_owned()]);
    let project = read.record("project", "eu-grant-1001");
    let grants: Vec<&Value> =
        project["participations"].as_array().expect("a list").iter().map(|part| &part["grant"]["amount"]).collect();
    assert_eq!(grants, ["90.00", "5.00"]);
    assert_eq!(read.remarks["participations that another file states too left out"], 2);
}

#[test]
fn what_cannot_be_true_is_left_out_and_said() {
    let header = "id|acronym|title|status|startDate|endDate|totalCost|ecMaxContribution|legalBasis|fundingScheme|objective\n";
    let rows = "1001|A|One|LOST|2025-01-01|2024-01-01|-5|99999999999999999|HORIZON.2.1|RIA|Text\n\
                1002|B||SIGNED|1016-01-01|31/02/2025|1,2,3|5e30|HORIZON.2.1|RIA|\n\
                |C|No number|SIGNED|2025-01-01|2025-12-31|1|1|HORIZON.2.1|RIA|\n\
                1004|D|Too short\n";
    let read = read_text("project.csv", &format!("{header}{rows}"));
    assert_eq!(read.count("project"), 2);
    let project = read.record("project", "eu-grant-1001");
    assert_eq!(project["period"], json!({ "start": "2025-01-01" }));
    assert_eq!(project["amounts"], Value::Null);
    assert_eq!(project["status"], Value::Null);
    assert_eq!(
        read.record("project", "eu-grant-1002")["title"],
        json!([{ "language": "en", "text": "B", "origin": "EDITORIAL" }])
    );
    let columns: Vec<String> = left_out(&read).into_iter().map(|(column, _)| column).collect();
    assert_eq!(
        columns,
        [
            "status",
            "endDate",
            "totalCost",
            "ecMaxContribution",
            "title",
            "startDate",
            "endDate",
            "totalCost",
            "ecMaxContribution"
        ]
    );
    let rejected: Vec<&str> =
        read.faults.iter().filter(|(loss, _)| *loss == Loss::Record("project")).map(|(_, fault)| fault.path.as_str()).collect();
    assert_eq!(rejected, ["row 4", "row 5"]);
    let header = "projectID;name;organisationID;role;activityType;city;country;geolocation;order;nutsCode;vatNumber\n";
    let read =
        read_text("organization.csv", &format!("{header}1001;A;12;participant;XYZ;Cluj;ZZ;95.0,23.0;first;ROMANIA;RO1234567\n"));
    let columns: Vec<String> = left_out(&read).into_iter().map(|(column, _)| column).collect();
    assert_eq!(columns, ["order", "organisationID", "activityType", "country", "nutsCode", "geolocation"]);
    assert_eq!(all(&read, "partner")[0]["identifiers"], json!([{ "scheme": "VAT", "value": "RO1234567" }]));
}

#[test]
fn unknown_columns_and_elements_are_said_once() {
    let read = read_text("topics.csv", "projectID,topic,title,colour\n1001,T-1,A topic,red\n1002,T-1,A topic,blue\n");
    assert_eq!(left_out(&read), [("colour".to_owned(), String::new())]);
    let text = "<project xmlns='http://cordis.europa.eu'><id>1001</id><title>A</title><colour>red</colour><colour/></project>";
    let read = read_text("project.xml", text);
    assert_eq!(read.count("project"), 1);
    assert_eq!(left_out(&read).len(), 1);
}

#[test]
fn broken_documents_are_given_up_with_a_reason() {
    let last = |text: &[u8]| {
        let read = testing::read_text(read_all, "x.xml", text);
        let (loss, fault) = read.faults.last().expect("a fault");
        (*loss, fault.reason.clone(), read.count("project"))
    };
    let start = "<project xmlns='http://cordis.europa.eu'><id>1</id>";
    let given_up = |text: &[u8], reason: &str| {
        let (loss, stated, _) = last(text);
        assert_eq!(loss, Loss::File, "{stated}");
        assert!(stated.contains(reason), "{stated}");
    };
    given_up(start.as_bytes(), "cut off");
    given_up(format!("{start}<title>A</project>").as_bytes(), "not well-formed XML");
    given_up(b"<?xml version='1.0' encoding='klingon'?><project xmlns='http://cordis.europa.eu'/>", "klingon");
    let bomb = format!(
        "<!DOCTYPE p [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>{start}<title>A</title><objective>&b;</objective></project>"
    );
    let (loss, reason, projects) = last(bomb.as_bytes());
    assert!(loss == Loss::Value && reason.contains("&b;") && projects == 1, "{reason}");
    let deep = format!("{start}{}{}</project>", "<a>".repeat(5_000), "</a>".repeat(5_000));
    let (loss, reason, projects) = last(deep.as_bytes());
    assert!(loss == Loss::Record("project") && reason.contains("within one another") && projects == 0, "{reason}");
    let (loss, reason, projects) =
        last(&[start.as_bytes(), b"<title>A</title><objective>\xff\xfe</objective></project>"].concat());
    assert!(loss == Loss::Value && reason.contains("bytes") && projects == 1, "{reason}");
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><project xmlns='http://cordis.europa.eu'><id>7</id><title>Caf\xe9</title></project>";
    let read = testing::read_text(read_all, "x.xml", latin);
    assert_eq!(read.record("project", "eu-grant-7")["title"][0]["text"], "Café");
}

#[test]
fn the_reader_withstands_damage() {
    let inputs = crate::input::collect(&[data("cordis")]).expect("the excerpts can be read");
    for input in inputs.iter().filter(|input| !is_called(input, "md")) {
        testing::withstands_damage(read_all, &input.bytes().expect("a file"), b"\"<&9-,|;\n", 12);
    }
}
