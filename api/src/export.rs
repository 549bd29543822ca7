//! Every record of the registry in the exchange format, one snapshot, JSON Lines.

use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::{
    db::{
        self, Database, Snapshot,
        unload::{self, Kind},
    },
    record::{self, FORMAT},
};

/// How many records are read at a time.
const CHUNK: usize = 1000;

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] db::Error),
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
    for kind in Kind::WRITTEN.into_iter().chain([Kind::Tombstone]) {
        for keys in unload::keys(snapshot, kind).await?.chunks(CHUNK) {
            for record in unload::records(snapshot, kind, Some(keys)).await? {
                out.write_all(record::write(&record).as_bytes()).await?;
                out.write_all(b"\n").await?;
                count += 1;
            }
        }
    }
    out.flush().await?;
    Ok(count)
}
