//! Tests over workbooks, which are written here.

use std::io::Write;

use super::*;

/// A workbook of sheets, each of a name and its rows of words.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> (tempfile::TempDir, Input) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("a.xlsx");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let mut put = |name: &str, text: String| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("it is written");
    };
    put("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>".to_owned());
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let whole = format!("<Relationship Id='w' Type='{relations}/officeDocument' Target='xl/workbook.xml'/>");
    put("_rels/.rels", format!("<Relationships xmlns='{package}'>{whole}</Relationships>"));
    let numbered = || sheets.iter().zip(1..);
    let names: Vec<String> =
        numbered().map(|((name, _), n)| format!("<sheet name='{name}' sheetId='{n}' r:id='s{n}'/>")).collect();
    put(
        "xl/workbook.xml",
        format!("<workbook xmlns='{main}' xmlns:r='{relations}'><sheets>{}</sheets></workbook>", names.concat()),
    );
    let targets: Vec<String> = numbered()
        .map(|(_, n)| format!("<Relationship Id='s{n}' Type='{relations}/worksheet' Target='worksheets/sheet{n}.xml'/>"))
        .collect();
    put("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns='{package}'>{}</Relationships>", targets.concat()));
    for ((_, rows), n) in numbered() {
        let cell = |(word, column): (&&str, u8)| match *word {
            "" => String::new(),
            word => format!("<c r='{}{{row}}' t='inlineStr'><is><t>{word}</t></is></c>", char::from(b'A' + column)),
        };
        let row = |(row, number): (&&[&str], usize)| {
            let cells: String = row.iter().zip(0..).map(cell).collect();
            format!("<row r='{number}'>{}</row>", cells.replace("{row}", &number.to_string()))
        };
        let rows: String = rows.iter().zip(1..).map(row).collect();
        put(
            &format!("xl/worksheets/sheet{n}.xml"),
            format!("<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    zip.finish().expect("the workbook is complete");
    let input = super::super::input::collect(&[path]).expect("it can be read").remove(0);
    (folder, input)
}

/// The columns and rows of a table, with the places of its rows.
fn all(table: Table) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let names = table.header().names().to_vec();
    let row = |row: Row| (row.place(), row.cells().map(|(_, cell)| cell.to_owned()).collect());
    (names, table.map(|found| row(found.expect("a row"))).collect())
}

#[test]
fn sheets_with_the_same_columns_are_one_table() {
    let (_folder, input) = workbook(&[
        ("Read me", &[&["Title", "Our work"]]),
        ("2023", &[&["id", "name", "sum", "day", "town"], &["1", "A", "5", "", "X"], &["2", "B", "6", "", "Y"]]),
        ("2024", &[&["id", "sum", "name", "day", "note"], &["3", "7", "C", "", "new"]]),
    ]);
    let table = Table::open(&input, Form::default()).expect("a table");
    assert_eq!(table.beside(), ["Read me"]);
    let (names, rows) = all(table);
    assert_eq!(names, ["id", "name", "sum", "day", "town", "note"]);
    let (place, cells) = &rows[2];
    assert_eq!((place.as_str(), cells.join(",").as_str()), ("sheet 2024, row 2", "3,C,7,,,new"));
    assert_eq!((rows.len(), rows[1].0.as_str(), rows[1].1.join(",").as_str()), (3, "row 3", "2,B,6,,Y,"));
}

#[test]
fn notes_above_the_columns_and_wider_sheets_are_no_table() {
    let (_folder, input) = workbook(&[
        ("details", &[&["a", "b", "c", "d", "e", "f"], &["1", "", "", "", "", ""]]),
        (
            "grants",
            &[&["Our grants"], &["Issued", "2024"], &[], &["id", "name", "sum", "day", "town"], &["1", "A", "5", "", "X"]],
        ),
    ]);
    let table = Table::open(&input, Form::default()).expect("a table");
    assert_eq!(table.beside(), ["details"]);
    let (names, rows) = all(table);
    assert_eq!((names.len(), rows.len(), rows[0].0.as_str()), (5, 1, "row 5"));
}
