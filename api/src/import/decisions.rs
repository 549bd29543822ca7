//! The decisions of a person about records that may be about the same thing.

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use import::{
    input,
    table::{Form, Row, RowError, Table},
};
use record::{
    Fault, Key, NonMatch, RecordType, Tombstone, TombstoneReason,
    batch::{Batch, Entry, Incoming, Loss},
};
use store::{
    Database, duplicates,
    publish::{Publisher, Unmerge},
};

use super::{Error, Report};

/// The columns that a decision is read from.
const COLUMNS: [&str; 4] = ["decision", "type", "left_key", "right_key"];

/// The decision about two records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Merge,
    Different,
    Unmerge,
}

/// One row with a decision.
struct Decision {
    place: String,
    verdict: Verdict,
    record_type: RecordType,
    left: Key,
    right: Key,
}

/// Applies the decisions in the rows of a table; those that can't be done are reported and keep no other back.
pub async fn decide(database: &Database, path: PathBuf, dry_run: bool) -> Result<Report, Error> {
    let mut report = Report::of_decisions(dry_run);
    for input in input::collect(&[path])? {
        let table = match Table::open(&input, Form::default()) {
            Ok(table) => table,
            Err(fault) => {
                report.reject(input.name(), Loss::File, fault);
                continue;
            }
        };
        if let Some(missing) = COLUMNS.into_iter().find(|column| !table.header().has(column)) {
            let fault = Fault::new("row 1", "this column is missing").column(missing).allowed(COLUMNS.join(", "));
            report.reject(input.name(), Loss::File, fault);
            continue;
        }
        let decisions = read(table, input.name(), &mut report);
        let decisions = known(database, decisions, input.name(), &mut report).await?;
        apply(database, decisions, input.name(), dry_run, &mut report).await?;
    }
    Ok(report)
}

fn read(table: Table, file: &str, report: &mut Report) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for row in table {
        match row.map(|row| decision(&row)) {
            Ok(Ok(decision)) => decisions.extend(decision),
            Ok(Err(fault)) | Err(RowError::Row(fault)) => report.reject(file, Loss::Record("decision"), fault),
            Err(RowError::Table(fault)) => report.reject(file, Loss::File, fault),
            Err(RowError::NoRow(fault)) => report.reject(file, Loss::Value, fault),
        }
    }
    decisions
}

/// The decision of a row; `None` if there is none yet.
fn decision(row: &Row) -> Result<Option<Decision>, Fault> {
    let verdict = match row.get("decision").map(str::to_lowercase).as_deref() {
        None => return Ok(None),
        Some("merge") => Verdict::Merge,
        Some("different") => Verdict::Different,
        Some("separate") => Verdict::Unmerge,
        Some(_) => return Err(row.fault("decision", "this is no decision").allowed("merge, different, separate or nothing")),
    };
    let record_type = match row.get("type").map(str::to_lowercase).as_deref() {
        Some("partner") => RecordType::Partner,
        Some("project") => RecordType::Project,
        _ => return Err(row.fault("type", "this kind of record has no decisions").allowed("partner or project")),
    };
    let key = |column| row.get(column).unwrap_or_default().parse::<Key>().map_err(|reason| row.fault(column, reason));
    let (left, right) = (key("left_key")?, key("right_key")?);
    if left == right {
        return Err(row.fault("right_key", "both keys are the same").allowed("the keys of two records"));
    }
    Ok(Some(Decision { place: row.place(), verdict, record_type, left, right }))
}

/// The decisions of which the registry knows both records.
async fn known(database: &Database, decisions: Vec<Decision>, file: &str, report: &mut Report) -> Result<Vec<Decision>, Error> {
    let mut keys: BTreeMap<RecordType, Vec<String>> = BTreeMap::new();
    for decision in &decisions {
        keys.entry(decision.record_type).or_default().extend([decision.left.to_string(), decision.right.to_string()]);
    }
    let snapshot = database.snapshot();
    let mut unknown: HashSet<(RecordType, String)> = HashSet::new();
    for (record_type, keys) in keys {
        let found: Result<HashSet<String>, store::Error> = duplicates::unknown(&snapshot, record_type, &keys).await;
        unknown.extend(found?.into_iter().map(|key| (record_type, key)));
    }
    snapshot.close().await;
    let is_known = |decision: &Decision, report: &mut Report| {
        let sides = [("left_key", &decision.left), ("right_key", &decision.right)];
        let missing = sides.into_iter().find(|(_, key)| unknown.contains(&(decision.record_type, key.to_string())));
        if let Some((column, key)) = missing {
            let fault = Fault::new(&decision.place, "the registry has no record with this key").column(column).value(key);
            report.reject(file, Loss::Record("decision"), fault.allowed("the key of a record of this type"));
        }
        missing.is_none()
    };
    Ok(decisions.into_iter().filter(|decision| is_known(decision, report)).collect())
}

async fn apply(
    database: &Database,
    decisions: Vec<Decision>,
    file: &str,
    dry_run: bool,
    report: &mut Report,
) -> Result<(), Error> {
    let mut publisher = Publisher::begin(database, dry_run).await?;
    let (unmerges, others): (Vec<_>, Vec<_>) = decisions.into_iter().partition(|decision| decision.verdict == Verdict::Unmerge);
    if !unmerges.is_empty() {
        let unmerge = |Decision { place, record_type, left, right, .. }| Unmerge { place, record_type, from: left, key: right };
        report.add(publisher.unmerge(file, unmerges.into_iter().map(unmerge).collect()).await?);
    }
    let incoming = |Decision { place, verdict, record_type, left, right }: Decision| {
        let record = if verdict == Verdict::Different {
            NonMatch { record_type, key: left, other: right }.into()
        } else {
            let reason = TombstoneReason::Merged;
            Tombstone { record_type, key: right, slug: None, reason, merged_into: Some(left), at: None }.into()
        };
        Incoming { place, record, offered: false }
    };
    let records: Vec<Incoming> = others.into_iter().map(incoming).collect();
    if !records.is_empty() {
        let batch = Batch { file: file.to_owned(), records, entry: Entry::Each, ..Batch::default() };
        let mut outcome = publisher.publish(vec![batch]).await?;
        for rejection in &mut outcome.rejections {
            let fault = &mut rejection.fault;
            if let Some((place, member)) = fault.path.split_once('.') {
                let is_left = member == "mergedInto" || (member == "key" && rejection.kind == Some("distinction"));
                fault.column = Some(if is_left { "left_key" } else { "right_key" }.to_owned());
                fault.path = place.to_owned();
            }
        }
        report.add(outcome);
    }
    publisher.finish().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::damaged::damaged;

    #[test]
    fn every_row_of_a_damaged_table_is_a_decision_or_a_fault_or_undecided() {
        let header = "score,type,left_key,right_key,decision,reason\n";
        let row = |n: usize| {
            format!("90,partner,pic-{n},\"ror-{n}\",{},\"same, nearly\"\n", ["merge", "different", "separate", ""][n % 4])
        };
        let whole: String = header.chars().chain((0..40).flat_map(|n| row(n).chars().collect::<Vec<_>>())).collect();
        for bytes in damaged(whole.as_bytes(), b"\";,|\n\t-0", 200) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("decisions.csv");
            std::fs::write(&path, &bytes).expect("a file");
            let input = input::collect(&[path]).expect("the file can be read").remove(0);
            let rows = |table: Table| table.filter(|row| !matches!(row, Ok(row) if row.get("decision").is_none())).count();
            let Ok(expected) = Table::open(&input, Form::default()).map(rows) else { continue };
            let mut report = Report::of_decisions(true);
            let table = Table::open(&input, Form::default()).expect("a table");
            let decisions = read(table, "decisions.csv", &mut report);
            assert!(decisions.iter().all(|decision| decision.left != decision.right));
            let faults = report.to_json();
            let faults = ["rejections", "leftOut"].map(|list| faults[list].as_array().map_or(0, Vec::len));
            assert_eq!(decisions.len() + faults.iter().sum::<usize>(), expected);
        }
    }
}
