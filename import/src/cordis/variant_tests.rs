//! Tests over editions and shapes of the files that no excerpt shows.

use record::batch::Loss;
use serde_json::{Value, json};

use super::read as read_all;
use crate::testing::{self, ReadResult};

/// Reads files that lie in one folder.
fn reading(files: &[(&str, &str)]) -> ReadResult {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    testing::read(read_all, &[folder.path().to_owned()])
}

fn columns(read: &ReadResult) -> Vec<&str> {
    read.faults.iter().filter_map(|(_, fault)| fault.column.as_deref()).collect()
}

const HEADER: &str = "id,acronym,title,status,startDate,endDate,totalCost,legalBasis,topics,subCall,fundingScheme,rcn";

#[test]
fn any_delimiter_line_end_and_form_says_the_same() {
    let row =
        "101000001,HE,A title,SIGNED,2022-09-01,2026-08-31,1499998.75,HORIZON.1.1,ERC-2021-STG,ERC-2021-STG,HORIZON-ERC,240001";
    let table = format!("{HEADER}\n{row}\n");
    let members = HEADER.split(',').zip(row.split(',')).map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let object = Value::Object(members);
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let expected = reading(&[("project.csv", &table)]).record("project", "eu-grant-101000001");
    assert_eq!(expected["amounts"][0]["money"]["amount"], "1499998.75");
    for bytes in [
        table.replace(',', ";").into_bytes(),
        table.replace(',', "|").replace('\n', "\r\n").into_bytes(),
        format!("\u{feff}{}", table.replace(',', "\t")).into_bytes(),
        json!([object]).to_string().into_bytes(),
        format!("{object}\n{object}\n").into_bytes(),
        utf16,
    ] {
        let read = testing::read_text(read_all, "project", &bytes);
        assert_eq!((&read.faults, &read.record("project", "eu-grant-101000001")), (&vec![], &expected));
    }
}

#[test]
fn what_stands_behind_the_first_of_several_is_counted() {
    let row = "101000001,HE,A title,CLO,2022-09-01,2026-08-31,1,HORIZON.1.1,T-1,C-1,A;B,240001";
    let links = "projectID,physUrl,type\n101000001,https://a.eu,relatedWebsite\n101000001,https://b.eu,relatedWebsite\n";
    let read = reading(&[("project.csv", &format!("{HEADER}\n{row}\n")), ("webLink.csv", links)]);
    assert_eq!(read.faults, []);
    let project = read.record("project", "eu-grant-101000001");
    assert_eq!((&project["status"], &project["url"]), (&json!("COMPLETED"), &json!("https://a.eu")));
    for remark in [
        "further sites of a project left out: the first was taken",
        "calls around a topic left out: the topic is taken as the call",
        "further codes in a cell of which one is kept left out",
    ] {
        assert_eq!(read.remarks[remark], 1, "{remark}");
    }
    let header = "projectID,organisationID,name,role,activityType,city,country,organizationURL\n";
    let rows = "1,999999991,A,coordinator,HES,Cluj,RO,a.ro\n2,999999991,A,participant,REC,Turda,RO,b.ro\n";
    let read = reading(&[("organization.csv", &format!("{header}{rows}"))]);
    let partner = read.record("partner", "pic-999999991");
    assert_eq!((&partner["kind"], &partner["url"]), (&json!("EDUCATION"), &json!("http://a.ro")));
    let several = read.remarks.keys().filter(|remark| remark.starts_with("organisations ")).count();
    assert_eq!(several, 3, "{:?}", read.remarks);
}

#[test]
fn names_in_the_own_row_of_a_project_give_way_to_rows_of_participations() {
    let header = "rcn;id;acronym;status;programme;title;startDate;fundingScheme;coordinator;coordinatorCountry;participants";
    let project = format!("{header}\n85234;213899;OLD;ONG;FP7-SSH;Old;2008-01-01;CP;A;RO;B;C\n").replace(";B;C", ";\"B;C\"");
    let read = reading(&[("fp7projects.csv", &project)]);
    assert_eq!(read.record("project", "eu-grant-213899")["participations"].as_array().map(Vec::len), Some(3));
    let organizations = "projectRcn;projectID;role;id;name;activityType;country\n85234;213899;coordinator;999995893;A;HES;RO\n";
    let read = reading(&[("fp7projects.csv", &project), ("fp7organizations.csv", organizations)]);
    assert_eq!(read.record("project", "eu-grant-213899")["participations"].as_array().map(Vec::len), Some(1));
    assert_eq!(read.remarks["names in a project's own row left out because rows of participations say more"], 3);
    // The rows of organisations alone tell both numbers of the project.
    let read = reading(&[("fp7organizations.csv", organizations)]);
    let identifiers = &read.record("project", "eu-grant-213899")["identifiers"];
    assert_eq!(identifiers[1], json!({"scheme": "CORDIS_RCN", "value": "85234"}));
}

#[test]
fn what_is_said_in_several_languages_is_kept_in_all() {
    let document = |language: &str, title: &str| {
        let own = format!("<language>{language}</language><id>7</id><title>{title}</title><objective>{title}.</objective>");
        format!("<project xmlns='http://cordis.europa.eu'>{own}</project>")
    };
    let reports = "rcn;language;title;teaser;article;projectID;projectAcronym\n\
                   5;en;Towns;;About towns;7;T\n5;fr;Villes;;Des villes;7;T\n5;fr;Villes;;Des villes;7;T\n";
    let (en, fr) = (document("en", "Towns"), document("fr", "Villes"));
    let read = reading(&[("7_en.xml", &en), ("7_fr.xml", &fr), ("reports.csv", reports)]);
    assert_eq!(read.faults, []);
    let project = read.record("project", "eu-grant-7");
    let titles = json!([{"language": "en", "text": "Towns"}, {"language": "fr", "text": "Villes"}]);
    assert_eq!((&project["title"], &project["summary"][1]["text"]), (&titles, &json!("Villes.")));
    let result = &project["results"][0];
    assert_eq!((&result["title"], &result["description"][1]["text"]), (&titles, &json!("Des villes")));
    assert_eq!(read.remarks["projects stated in another language brought together"], 1);
    assert_eq!(read.remarks["results stated in another language brought together"], 1);
    assert_eq!(read.remarks["results that are stated twice left out"], 1);
}

#[test]
fn authors_stay_out_of_publications() {
    let header = "id,title,isPublishedAs,authors,journalTitle,publishedYear,doi,projectID,projectAcronym,collection";
    let row = "1_PUBLI,A paper,Peer reviewed articles,Jane Doe,A journal,2023,10.1000/x,7,T,Project publication";
    let read = reading(&[("projectPublications.csv", &format!("{header}\n{row}\n"))]);
    assert_eq!(read.faults, []);
    let result = &read.record("project", "eu-grant-7")["results"][0];
    assert_eq!((&result["kind"], &result["url"]), (&json!("PUBLICATION"), &json!("https://doi.org/10.1000/x")));
    assert!(!format!("{:?}", read.records).contains("Doe"));
    assert_eq!(read.remarks[crate::person::AUTHORS], 1);
}

#[test]
fn columns_without_a_name_of_their_own_are_said() {
    let read = reading(&[("topics.csv", ",projectID,topic,title,title\n0,7,T-1,A,B\n")]);
    assert_eq!(columns(&read), ["", "title"]);
    assert!(read.faults.iter().all(|(loss, _)| *loss == Loss::Value));
}

#[test]
fn documents_attributes_and_kinds_that_nobody_knows_are_said() {
    let programme = "<programme xmlns='http://cordis.europa.eu'><code>HORIZON.1</code></programme>";
    let read = reading(&[("programme.xml", programme)]);
    assert!(matches!(&read.faults[..], [(Loss::File, fault)] if fault.reason.contains("no project and no result")));
    let relations = "<relations><categories><category classification='new'/></categories><associations>\
                     <call type='otherCall'/><organization type='coordinator' source='corda' colour='red'/></associations></relations>";
    let text = format!("<project xmlns='http://cordis.europa.eu'><id>7</id><title>A</title>{relations}</project>");
    let read = reading(&[("project.xml", &text)]);
    let unknown = ["call[@type=\"otherCall\"]", "category[@classification=\"new\"]", "organization/@colour"];
    assert!(unknown.iter().all(|name| columns(&read).contains(name)), "{:?}", read.faults);
    assert!(!columns(&read).iter().any(|column| column.contains("source")));
}

#[test]
fn sites_in_a_document_are_read_like_those_in_a_table() {
    let link = |kind: &str, url: &str| format!("<webLink type='{kind}'><physUrl>{url}</physUrl></webLink>");
    let links =
        [link("relatedWebsite", "https://a.eu"), link("socialMedia", "https://b.eu"), link("relatedWebsite", "none")].concat();
    let relations = format!("<relations><associations>{links}</associations></relations>");
    let text = format!("<project xmlns='http://cordis.europa.eu'><id>7</id><title>A</title>{relations}</project>");
    let read = reading(&[("project.xml", &text)]);
    assert_eq!(read.record("project", "eu-grant-7")["url"], "https://a.eu");
    assert_eq!((columns(&read), read.remarks["addresses that are not a project's own site left out"]), (vec!["physUrl"], 1));
}
