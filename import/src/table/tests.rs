//! Tests over small tables in their forms, and over tables that are broken.

use std::io::Write;

use super::*;
use crate::{damaged::damaged, input, testing::data};

fn open(name: &str, bytes: &[u8]) -> Result<Table, Fault> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let inputs = input::collect(&[path]).map_err(|error| Fault::new("", error.to_string()))?;
    // What is open can be read to its end without its name.
    inputs.first().map_or_else(|| Err(Fault::new("", "nothing")), |input| Table::open(input, Form::default()))
}

/// The first cells of the rows, or why there is none.
fn rows(text: &str) -> Vec<Result<String, String>> {
    let first = |row: Row| row.get("a").unwrap_or_default().to_owned();
    let reason = |broken| match broken {
        RowError::Row(fault) | RowError::Table(fault) | RowError::NoRow(fault) => fault.reason,
    };
    open("table", text.as_bytes()).expect("a table").map(|row| row.map(first).map_err(reason)).collect()
}

#[test]
fn a_row_of_which_quotation_marks_are_wrong_is_none() {
    let text = "a;b\n\"say \"hi\" now\";1\n\"say \"\"hi\"\" now\";2\nLLC \"Hi\";3\n\"open;4\nx;\"5\"\ny;6\n\"cut off";
    let rows = rows(text);
    assert_eq!(rows[1..3], [Ok("say \"hi\" now".to_owned()), Ok("LLC \"Hi\"".to_owned())]);
    assert!([0, 3, 5].iter().all(|i| rows[*i].as_ref().is_err_and(|reason| reason.contains("quotation mark"))), "{rows:?}");
    assert_eq!((rows.len(), &rows[4]), (6, &Ok("y".to_owned())));
    assert!(open("table", b"\"a\"x;b\n1;2\n").is_err());
}

#[test]
fn a_column_under_the_name_of_another_is_told_of() {
    let rows = rows("a,b,a\n1,2,3\n");
    assert!(rows[0].as_ref().is_err_and(|reason| reason.starts_with("column 3 has the name")), "{rows:?}");
    assert_eq!(rows[1..], [Ok("1".to_owned())]);
}

#[test]
fn objects_are_rows_however_they_are_strung_together() {
    let both = [Ok("1".to_owned()), Ok("2".to_owned())];
    for text in [
        "[{\"a\": 1}, {\"a\": 2, \"b\": 3}]",
        "\u{feff}{\"a\": 1}\n{\"b\": 3, \"a\": 2}\n",
        "{\"title\": \"All\", \"rows\": [{\"a\": \"1\"}, {\"a\": \"2\"}]}",
        "{\"a\": 1, \"b\": [{\"a\": 3}]}{\"a\": 2, \"b\": [{\"a\": 4}]}",
    ] {
        assert_eq!(rows(text), both, "{text}");
    }
    assert_eq!(rows("{\"a\": 1}"), both[..1]);
    let cut = rows("[{\"a\": 1}, {\"a\": 2}");
    assert!(cut[2].as_ref().is_err_and(|reason| reason.contains("cut off")), "{cut:?}");
    assert!(open("table", b"[]").is_err() && open("table", b"{\"a\": ").is_err());
}

/// A workbook of sheets, each of a name and its rows as XML.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        archive.write_all(text.as_bytes()).expect("its bytes");
    };
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let (mut listed, mut related) = (Vec::new(), Vec::new());
    add("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>");
    for (number, (name, rows)) in (1..).zip(sheets) {
        listed.push(format!("<sheet name='{name}' sheetId='{number}' r:id='r{number}'/>"));
        let target = format!("worksheets/sheet{number}.xml");
        related.push(format!("<Relationship Id='r{number}' Type='{relations}/worksheet' Target='{target}'/>"));
        let sheet = format!("<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>");
        add(&format!("xl/{target}"), &sheet);
    }
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let book = format!("<Relationship Id='r' Type='{relations}/officeDocument' Target='xl/workbook.xml'></Relationship>");
    add("_rels/.rels", &format!("<Relationships xmlns='{package}'>{book}</Relationships>"));
    add("xl/_rels/workbook.xml.rels", &format!("<Relationships xmlns='{package}'>{}</Relationships>", related.concat()));
    let listed = format!("<workbook xmlns='{main}' xmlns:r='{relations}'><sheets>{}</sheets></workbook>", listed.concat());
    add("xl/workbook.xml", &listed);
    archive.finish().expect("an archive").into_inner()
}

/// A cell of a sheet with a word in it.
fn cell(at: &str, word: &str) -> String {
    format!("<c r='{at}' t='inlineStr'><is><t>{word}</t></is></c>")
}

/// The rows of a sheet of words, where an empty one is no cell.
fn words(rows: &[&[&str]]) -> String {
    let row = |(row, number): (&&[&str], u32)| {
        let filled = row.iter().zip('A'..).filter(|(word, _)| !word.is_empty());
        let cells: String = filled.map(|(word, column)| cell(&format!("{column}{number}"), word)).collect();
        format!("<row r='{number}'>{cells}</row>")
    };
    rows.iter().zip(1..).map(row).collect()
}

#[test]
fn where_a_formula_failed_there_is_no_row() {
    let failed = "<row r='2'><c r='A2'><v>1</v></c><c r='B2' t='e'><v>#N/A</v></c></row>";
    let (first, last) = (words(&[&["a", "b"]]), format!("<row r='3'>{}{}</row>", cell("A3", "2"), cell("B3", "x")));
    let table = open("table.xlsx", &workbook(&[("Data", &[&first, failed, &last].map(str::to_owned).concat())]));
    let rows: Vec<_> = table.expect("a table").collect();
    assert!(matches!(&rows[0], Err(RowError::Row(fault)) if fault.path == "row 2" && fault.value.as_deref() == Some("#N/A")));
    assert!(matches!(&rows[1], Ok(row) if row.get("a") == Some("2") && row.number() == 3));
}

/// The columns and rows of a table, with the places of its rows.
fn all(table: Table) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let names = table.header().names().to_vec();
    let row = |row: Row| (row.place(), row.cells().map(|(_, cell)| cell.to_owned()).collect());
    (names, table.map(|found| row(found.expect("a row"))).collect())
}

#[test]
fn sheets_with_the_same_columns_are_one_table() {
    let sheets = [
        ("Read me", &words(&[&["Title", "Our work"]])[..]),
        ("2023", &words(&[&["id", "name", "sum", "day", "town"], &["1", "A", "5", "", "X"], &["2", "B", "6", "", "Y"]])),
        ("2024", &words(&[&["id", "sum", "name", "day", "note"], &["3", "7", "C", "", "new"]])),
    ];
    let table = open("a.xlsx", &workbook(&sheets)).expect("a table");
    assert_eq!(table.other_sheets(), ["Read me"]);
    let (names, rows) = all(table);
    assert_eq!(names, ["id", "name", "sum", "day", "town", "note"]);
    let (place, cells) = &rows[2];
    assert_eq!((place.as_str(), cells.join(",").as_str()), ("sheet 2024, row 2", "3,C,7,,,new"));
    assert_eq!((rows.len(), rows[1].0.as_str(), rows[1].1.join(",").as_str()), (3, "row 3", "2,B,6,,Y,"));
}

#[test]
fn notes_above_the_columns_and_wider_sheets_are_no_table() {
    let grants: [&[&str]; 5] =
        [&["Our grants"], &["Issued", "2024"], &[], &["id", "name", "sum", "day", "town"], &["1", "A", "5", "", "X"]];
    let details = words(&[&["a", "b", "c", "d", "e", "f"], &["1", "", "", "", "", ""]]);
    let table = open("a.xlsx", &workbook(&[("details", &details), ("grants", &words(&grants))])).expect("a table");
    assert_eq!(table.other_sheets(), ["details"]);
    let (names, rows) = all(table);
    assert_eq!((names.len(), rows.len(), rows[0].0.as_str()), (5, 1, "row 5"));
}

#[test]
fn every_row_of_a_damaged_table_comes_out_whole_or_with_a_reason() {
    for name in ["cordis/h2020/organization.csv", "structural-funds/greece.csv", "eubfr/sports.json", "360giving/workbook.xlsx"] {
        let original = std::fs::read(data(name)).expect("the file is there");
        for bytes in damaged(&original, b"\";,|\n\t-0{}[]", 60) {
            let Ok(table) = open("damaged", &bytes) else { continue };
            let columns = table.header().names().len();
            let mut last = None;
            for row in table {
                let number = match row {
                    Ok(row) => {
                        assert_eq!(row.cells().count(), columns);
                        row.number()
                    }
                    Err(RowError::Row(fault)) => {
                        fault.path.strip_prefix("row ").and_then(|row| row.parse().ok()).expect("its row")
                    }
                    Err(RowError::Table(_) | RowError::NoRow(_)) => continue,
                };
                assert!(last.is_none_or(|last| last < number), "row {number} comes after {last:?}");
                // Sheets have empty rows, which are none.
                assert!(name.ends_with("xlsx") || last.is_none_or(|last| last + 1 == number));
                last = Some(number);
            }
        }
    }
}
