//! Files that wait on disk are published parcel by parcel, in one transaction.

use std::io;

use record::Fault;

use super::{
    Item, Outcome,
    publisher::{Memory, write_out},
    resolve::Publication,
    spool::{Rest, Spool},
    statements::{self, Combined},
    write::Common,
};
use crate::{Error, transaction::Transaction};

/// Why files that wait on disk could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
    /// The disk failed.
    #[error("what doesn't fit in memory can't be kept in a temporary file: {0}")]
    Disk(#[from] io::Error),
}

/// What keeps files out, each fault with the unit of its file.
type Faults = Vec<(usize, Fault)>;

/// Publishes the files that are not kept out yet, or says what is wrong with them. After that the transaction must be taken back.
pub(super) async fn publish(
    transaction: &Transaction,
    memory: &mut Memory,
    spool: &Spool,
) -> Result<Result<Outcome, Faults>, Failure> {
    let (mut outcome, mut common) = (Outcome::default(), Common::default());
    for items in spool.parcels() {
        let (publication, stated) = resolve(transaction, Rest { spool, is_unwritten: false }, items?).await?;
        if !publication.faults.is_empty() {
            return Ok(Err(publication.faults));
        }
        outcome.add(write_out(transaction, memory, &mut common, publication, stated.statements).await?);
        for (kind, merged) in stated.merged {
            outcome.counts.entry(kind).or_default().merged += merged;
        }
    }
    common.counts.settle(transaction).await?;
    Ok(Ok(outcome))
}

/// All that is wrong with the files that are not kept out yet, whatever comes first, while nothing of them is written.
pub(super) async fn faults(transaction: &Transaction, spool: &Spool) -> Result<Faults, Failure> {
    let mut faults = Vec::new();
    for items in spool.parcels() {
        faults.extend(resolve(transaction, Rest { spool, is_unwritten: true }, items?).await?.0.faults);
    }
    Ok(faults)
}

/// Finds what the records of a parcel lead to and what is wrong with them, and what their sources state.
async fn resolve(transaction: &Transaction, rest: Rest<'_>, mut items: Vec<Item>) -> Result<(Publication, Combined), Error> {
    let doubles = rest.spool.doubles(&items);
    let shared = statements::shared(transaction, &items, |kind, key| rest.spool.says(kind, key)).await?;
    let of_sources = items.extract_if(.., |item| shared.contains(item.kind, item.record.key())).collect();
    let mut stated = statements::settle(transaction, of_sources).await?;
    items.append(&mut stated.items);
    items.sort_by_key(|item| item.unit);
    let mut publication = Publication::resolve(transaction, &rest.spool.files, items, Some(rest)).await?;
    publication.faults.splice(0..0, doubles);
    Ok((publication, stated))
}
