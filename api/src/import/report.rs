//! The report of an import, for a person and for a program.

use std::{collections::BTreeMap, fmt, io};

use import::Format;
use record::{
    Fault,
    batch::{Batch, Loss},
};
use serde_json::{Value, json};
use store::publish::{Count, Outcome, Rejection};

/// Number of faults of a kind that are shown to a person; a program gets all of them.
const SHOWN: usize = 3;

/// Number of kinds of faults that are shown to a person.
const KINDS: usize = 20;

/// The report of an import, or of a check of files.
#[derive(Debug)]
pub struct Report {
    purpose: Purpose,
    counts: BTreeMap<&'static str, Count>,
    faults: Vec<ReportedFault>,
    remarks: BTreeMap<&'static str, usize>,
    files: Vec<(String, Format)>,
    passed_over: Vec<String>,
    data_version: Option<i64>,
    edition: Option<CompleteEdition>,
}

/// The outcome of a complete edition.
#[derive(Debug)]
enum CompleteEdition {
    /// The number of statements that were withdrawn, by the kind of record.
    Withdrawn(BTreeMap<&'static str, usize>),
    /// Nothing was, for this reason.
    Refused(String),
}

/// The purpose for which files were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Import,
    DryRun,
    Check,
    Decisions,
}

/// A fault with the file it is in.
#[derive(Debug)]
struct ReportedFault {
    file: String,
    loss: Loss,
    fault: Fault,
}

impl Report {
    pub(super) fn new(dry_run: bool) -> Self {
        Self::for_purpose(if dry_run { Purpose::DryRun } else { Purpose::Import })
    }

    pub(super) fn of_check() -> Self {
        Self::for_purpose(Purpose::Check)
    }

    /// For the decisions of a person.
    pub(super) fn of_decisions(dry_run: bool) -> Self {
        Self::for_purpose(if dry_run { Purpose::DryRun } else { Purpose::Decisions })
    }

    fn for_purpose(purpose: Purpose) -> Self {
        Self {
            purpose,
            counts: BTreeMap::new(),
            faults: Vec::new(),
            remarks: BTreeMap::new(),
            files: Vec::new(),
            passed_over: Vec::new(),
            data_version: None,
            edition: None,
        }
    }

    pub(super) fn recognised(&mut self, file: &str, format: Format) {
        self.files.push((file.to_owned(), format));
    }

    pub(super) fn passed_over(&mut self, file: &str) {
        self.passed_over.push(file.to_owned());
    }

    pub(super) fn reject(&mut self, file: &str, loss: Loss, fault: Fault) {
        if let Loss::Record(kind) = loss {
            self.counts.entry(kind).or_default().rejected += 1;
        }
        self.faults.push(ReportedFault { file: file.to_owned(), loss, fault });
    }

    pub(super) fn add_remarks(&mut self, remarks: BTreeMap<&'static str, usize>) {
        for (what, times) in remarks {
            *self.remarks.entry(what).or_default() += times;
        }
    }

    /// Adds what a publication did.
    pub(super) fn add(&mut self, outcome: Outcome) {
        for (kind, count) in outcome.counts {
            self.counts.entry(kind).or_default().add(count);
        }
        let found = |Rejection { file, kind, fault }| ReportedFault { file, loss: kind.map_or(Loss::File, Loss::Record), fault };
        self.faults.extend(outcome.rejections.into_iter().map(found));
        self.data_version = outcome.data_version.or(self.data_version);
    }

    /// Says what was withdrawn because complete editions don't list it any more.
    pub(super) fn withdrawn(&mut self, withdrawn: BTreeMap<&'static str, usize>) {
        self.edition = Some(CompleteEdition::Withdrawn(withdrawn));
    }

    /// Says why nothing was withdrawn.
    pub(super) fn nothing_withdrawn(&mut self, reason: impl Into<String>) {
        self.edition = Some(CompleteEdition::Refused(reason.into()));
    }

    pub(super) fn add_checked(&mut self, batch: Batch) {
        for incoming in &batch.records {
            self.counts.entry(incoming.record.kind()).or_default().unchanged += 1;
        }
        for (loss, fault) in batch.faults {
            self.reject(&batch.file, loss, fault);
        }
        self.add_remarks(batch.remarks);
    }

    pub(super) fn add_checked_file(&mut self, file: &str, counts: BTreeMap<&'static str, usize>, faults: Vec<Fault>) {
        for (kind, n) in counts {
            let count = self.counts.entry(kind).or_default();
            if faults.is_empty() { count.unchanged += n } else { count.rejected += n }
        }
        self.faults.extend(faults.into_iter().map(|fault| ReportedFault { file: file.to_owned(), loss: Loss::File, fault }));
    }

    /// The number of faults that keep records or files out.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.faults.iter().filter(|found| found.loss != Loss::Value).count()
    }

    /// The whole report.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let counts: serde_json::Map<String, Value> = self.counts.iter().map(|(kind, c)| ((*kind).to_owned(), count(c))).collect();
        let files = |(file, format): &(String, Format)| json!({ "file": file, "format": format.name() });
        json!({
            "counts": counts,
            "total": count(&self.total()),
            "files": self.files.iter().map(files).collect::<Vec<_>>(),
            "passedOver": self.passed_over,
            "rejections": self.faults.iter().filter(|found| found.loss != Loss::Value).map(ReportedFault::to_json).collect::<Vec<_>>(),
            "leftOut": self.faults.iter().filter(|found| found.loss == Loss::Value).map(ReportedFault::to_json).collect::<Vec<_>>(),
            "remarks": self.remarks,
            "withdrawn": match &self.edition {
                Some(CompleteEdition::Withdrawn(withdrawn)) => json!(withdrawn),
                _ => Value::Null,
            },
            "nothingWithdrawn": match &self.edition {
                Some(CompleteEdition::Refused(reason)) => json!(reason),
                _ => Value::Null,
            },
            "dataVersion": self.data_version.filter(|_| self.purpose != Purpose::DryRun),
        })
    }

    /// All faults as CSV, a row each.
    pub fn write_csv(&self, out: impl io::Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(out);
        table.write_record(["file", "place", "column", "value", "reason", "allowed", "lost"])?;
        for ReportedFault { file, loss, fault } in &self.faults {
            let optional = |text: &Option<String>| text.clone().unwrap_or_default();
            table.write_record([
                file,
                &fault.path,
                &optional(&fault.column),
                &optional(&fault.value),
                &fault.reason,
                &optional(&fault.allowed),
                loss.name(),
            ])?;
        }
        table.flush()
    }

    fn total(&self) -> Count {
        self.counts.values().fold(Count::default(), |mut sum, count| {
            sum.add(*count);
            sum
        })
    }

    fn title(&self) -> &'static str {
        match (self.purpose, self.data_version) {
            (Purpose::Check, _) => "Checked:",
            (Purpose::DryRun, _) => "Nothing was written, this is what would be done:",
            (Purpose::Decisions, _) => "Applied:",
            (Purpose::Import, Some(_)) => "Imported:",
            (Purpose::Import, None) => "Nothing changed:",
        }
    }
}

fn count(c: &Count) -> Value {
    json!({
        "created": c.created, "updated": c.updated, "unchanged": c.unchanged, "merged": c.merged, "rejected": c.rejected
    })
}

impl ReportedFault {
    fn to_json(&self) -> Value {
        let Fault { path, column, value, reason, allowed } = &self.fault;
        json!({
            "file": self.file, "path": path, "column": column, "value": value, "reason": reason, "allowed": allowed,
            "lost": self.loss.name(),
        })
    }
}

impl fmt::Display for ReportedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = [Some(&self.file), Some(&self.fault.path), self.fault.column.as_ref()];
        let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
        write!(f, "{}", place.join(": "))?;
        if let Some(value) = &self.fault.value {
            write!(f, " is {value}")?;
        }
        write!(f, ": {}", self.fault.reason)?;
        match &self.fault.allowed {
            Some(allowed) => write!(f, "; allowed: {allowed}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut formats: BTreeMap<Format, usize> = BTreeMap::new();
        for (_, format) in &self.files {
            *formats.entry(*format).or_default() += 1;
        }
        for (format, files) in formats {
            let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            writeln!(f, "{files} in the format {}", format.name())?;
        }
        writeln!(f, "{}", self.title())?;
        for (kind, count) in self.counts.iter().map(|(kind, count)| (*kind, *count)).chain([("total", self.total())]) {
            let Count { created, updated, unchanged, merged, rejected } = count;
            if self.purpose == Purpose::Check {
                writeln!(f, "  {kind:<18} {unchanged:>7} well-formed {rejected:>7} rejected")?;
            } else {
                writeln!(
                    f,
                    "  {kind:<18} {created:>7} created {updated:>7} updated {unchanged:>7} unchanged {merged:>7} merged {rejected:>7} rejected"
                )?;
            }
        }
        for (what, times) in &self.remarks {
            writeln!(f, "  {what}: {times}")?;
        }
        match &self.edition {
            Some(CompleteEdition::Withdrawn(withdrawn)) => {
                let counts = withdrawn.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>();
                let counts = if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") };
                writeln!(f, "  withdrawn, being in this edition no more: {counts}")?;
            }
            Some(CompleteEdition::Refused(reason)) => writeln!(f, "Nothing was withdrawn: {reason}")?,
            None => {}
        }
        self.show(f, "Rejected:", |loss| loss != Loss::Value)?;
        self.show(f, "Left out of records that entered without it:", |loss| loss == Loss::Value)?;
        for file in self.passed_over.iter().take(KINDS) {
            writeln!(f, "Passed over, being in no known format: {file}")?;
        }
        if self.passed_over.len() > KINDS {
            writeln!(f, "Passed over as well: {} more files", self.passed_over.len() - KINDS)?;
        }
        Ok(())
    }
}

impl Report {
    /// Shows the first faults of each kind.
    fn show(&self, f: &mut fmt::Formatter<'_>, title: &str, is_meant: impl Fn(Loss) -> bool) -> fmt::Result {
        let mut kinds: BTreeMap<(Option<&str>, &str), Vec<&ReportedFault>> = BTreeMap::new();
        for found in self.faults.iter().filter(|found| is_meant(found.loss)) {
            kinds.entry((found.fault.column.as_deref(), &found.fault.reason)).or_default().push(found);
        }
        if kinds.is_empty() {
            return Ok(());
        }
        writeln!(f, "{title}")?;
        let mut hidden = 0;
        for (number, found) in kinds.values().enumerate() {
            let shown = if number < KINDS { SHOWN } else { 0 };
            for found in found.iter().take(shown) {
                writeln!(f, "  {found}")?;
            }
            if number < KINDS && found.len() > shown {
                writeln!(f, "  … and {} more like this", found.len() - shown)?;
            }
            hidden += found.len().saturating_sub(shown);
        }
        let all = if self.purpose == Purpose::Check { "mend these first" } else { "--report writes all of them to a file" };
        if hidden > 0 { writeln!(f, "  {hidden} are not shown; {all}") } else { Ok(()) }
    }
}
