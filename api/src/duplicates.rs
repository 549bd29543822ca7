//! Records that may be about the same thing, as a table for a person to decide on.

use std::io;

use record::RecordType;
use store::{
    Database,
    duplicates::{self, Pair, Side},
};

/// The columns of the table; those of each record stand for both, with `left_` and `right_` before them.
const COLUMNS: [&str; 4] = ["decision", "type", "score", "reason"];
const OF_SIDE: [&str; 7] = ["key", "name", "country", "place", "identifiers", "projects", "sources"];

/// The records that may be about the same thing, the likeliest first.
pub async fn candidates(database: &Database) -> Result<Vec<Pair>, store::Error> {
    let snapshot = database.snapshot();
    let pairs = duplicates::candidates(&snapshot).await;
    snapshot.close().await;
    pairs
}

/// The records that were merged into others.
pub async fn merged(database: &Database) -> Result<Vec<Pair>, store::Error> {
    let snapshot = database.snapshot();
    let pairs = duplicates::merged(&snapshot).await;
    snapshot.close().await;
    pairs
}

/// Writes pairs as CSV, with an empty column for the decision.
pub fn write(pairs: &[Pair], out: impl io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let of_sides = ["left", "right"].into_iter().flat_map(|side| OF_SIDE.map(|column| format!("{side}_{column}")));
    table.write_record(COLUMNS.map(str::to_owned).into_iter().chain(of_sides))?;
    for pair in pairs {
        let name = if pair.record_type == RecordType::Project { "project" } else { "partner" };
        let score = pair.score.map(|score| score.to_string()).unwrap_or_default();
        let first = [String::new(), name.to_owned(), score, pair.reason.clone()];
        table.write_record(first.into_iter().chain(cells(&pair.left)).chain(cells(&pair.right)))?;
    }
    table.flush()
}

fn cells(side: &Side) -> [String; 7] {
    [
        side.key.clone(),
        harmless(&side.name),
        side.country.clone(),
        harmless(&side.place),
        harmless(&side.identifiers.join("; ")),
        side.projects.map(|projects| projects.to_string()).unwrap_or_default(),
        side.sources.join("; "),
    ]
}

/// What a spreadsheet would take for a formula gets a mark that makes it text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}
