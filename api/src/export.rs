//! Every record of the registry in the exchange format, one snapshot, JSON Lines.

use record::{FORMAT, Record};
use store::{Database, Snapshot, kind::Kind, records::from_rows};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// How many records are read at a time.
const CHUNK: i64 = 1_000;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] store::Error),
    /// The output could not be written.
    #[error(transparent)]
    Output(#[from] std::io::Error),
}

/// Writes the whole registry and returns the number of records. Importing it elsewhere gives the same registry with the same ids.
pub async fn export(database: &Database, out: &mut (impl AsyncWrite + Unpin + Send)) -> Result<u64, Error> {
    let snapshot = database.snapshot();
    let written = write_all(&snapshot, out).await;
    snapshot.close().await;
    written
}

async fn write_all(snapshot: &Snapshot, out: &mut (impl AsyncWrite + Unpin + Send)) -> Result<u64, Error> {
    let mut count = 0;
    out.write_all(format!("{}\n", serde_json::json!({ "format": FORMAT })).as_bytes()).await?;
    for kind in Kind::WRITTEN {
        let mut last = String::new();
        loop {
            let records = from_rows::records_after(snapshot, kind, &last, CHUNK).await?;
            let Some(record) = records.last() else { break };
            record.key().clone_into(&mut last);
            count += write(&records, out).await?;
        }
    }
    count += write(&from_rows::tombstones(snapshot).await?, out).await?;
    let mut last = 0;
    while let Some((next, records)) = from_rows::source_records_after(snapshot, last, CHUNK).await? {
        last = next;
        count += write(&records, out).await?;
    }
    count += write(&from_rows::non_matches(snapshot).await?, out).await?;
    out.flush().await?;
    Ok(count)
}

async fn write(records: &[Record], out: &mut (impl AsyncWrite + Unpin + Send)) -> Result<u64, Error> {
    for record in records {
        out.write_all(record::write(record).as_bytes()).await?;
        out.write_all(b"\n").await?;
    }
    Ok(records.len() as u64)
}
