//! What an import did, for a person and for a program.

use std::{collections::BTreeMap, fmt};

use serde_json::{Value, json};

use crate::{
    db::publish::{Batch, Count, Outcome},
    record::Fault,
};

/// How many faults are shown to a person; a program gets all of them.
const SHOWN: usize = 20;

/// What an import did, or what checking files found.
#[derive(Debug)]
pub struct Report {
    title: &'static str,
    counts: BTreeMap<&'static str, Count>,
    rejections: Vec<(String, Fault)>,
    data_version: Option<i64>,
}

impl Report {
    pub(super) fn of(outcome: Outcome, dry_run: bool) -> Self {
        let title = match (dry_run, outcome.data_version) {
            (true, _) => "Nothing was written, this is what the import would do:",
            (false, Some(_)) => "Imported:",
            (false, None) => "Nothing changed:",
        };
        Self {
            title,
            counts: outcome.counts,
            rejections: outcome.rejections,
            data_version: outcome.data_version.filter(|_| !dry_run),
        }
    }

    pub(super) fn of_check(batches: Vec<Batch>) -> Self {
        let mut report = Self { title: "Checked:", counts: BTreeMap::new(), rejections: Vec::new(), data_version: None };
        for batch in batches {
            for (_, record) in &batch.records {
                let count = report.counts.entry(record.kind()).or_default();
                if batch.faults.is_empty() { count.unchanged += 1 } else { count.rejected += 1 }
            }
            for kind in batch.unreadable {
                report.counts.entry(kind).or_default().rejected += 1;
            }
            report.rejections.extend(batch.faults.into_iter().map(|fault| (batch.file.clone(), fault)));
        }
        report
    }

    /// How many faults keep files out.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.rejections.len()
    }

    /// The whole report.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let count =
            |c: &Count| json!({ "created": c.created, "updated": c.updated, "unchanged": c.unchanged, "rejected": c.rejected });
        let counts: serde_json::Map<String, Value> = self.counts.iter().map(|(kind, c)| ((*kind).to_owned(), count(c))).collect();
        let rejection = |(file, fault): &(String, Fault)| json!({ "file": file, "path": fault.path, "value": fault.value, "reason": fault.reason });
        json!({
            "counts": counts,
            "total": count(&self.total()),
            "rejections": self.rejections.iter().map(rejection).collect::<Vec<_>>(),
            "dataVersion": self.data_version,
        })
    }

    fn total(&self) -> Count {
        self.counts.values().fold(Count::default(), |sum, count| Count {
            created: sum.created + count.created,
            updated: sum.updated + count.updated,
            unchanged: sum.unchanged + count.unchanged,
            rejected: sum.rejected + count.rejected,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        let checked = self.title == "Checked:";
        for (kind, count) in self.counts.iter().map(|(kind, count)| (*kind, *count)).chain([("total", self.total())]) {
            if checked {
                writeln!(f, "  {kind:<18} {:>7} well-formed {:>7} rejected", count.unchanged, count.rejected)?;
            } else {
                let Count { created, updated, unchanged, rejected } = count;
                writeln!(
                    f,
                    "  {kind:<18} {created:>7} created {updated:>7} updated {unchanged:>7} unchanged {rejected:>7} rejected"
                )?;
            }
        }
        if !self.rejections.is_empty() {
            writeln!(f, "Rejected, and every file they are in with them:")?;
        }
        for (file, fault) in self.rejections.iter().take(SHOWN) {
            let place: Vec<&str> = [file.as_str(), fault.path.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
            let value = fault.value.as_ref().map(|value| format!(" is {value}")).unwrap_or_default();
            writeln!(f, "  {}{value}: {}", place.join(": "), fault.reason)?;
        }
        if self.rejections.len() > SHOWN {
            let all = if checked { "mend these first" } else { "--report writes all of them to a file" };
            writeln!(f, "  … and {} more; {all}", self.rejections.len() - SHOWN)?;
        }
        Ok(())
    }
}
