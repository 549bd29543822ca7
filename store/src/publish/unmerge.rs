//! Unmerging: what is stated under a key that leads elsewhere becomes a record of its own again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{
    ClosedList, Fault, Key, NonMatch, Record, RecordType,
    batch::{Batch, Entry, Incoming},
};

use super::{
    Failure, Outcome, Rejection,
    matching::Redirects,
    pipeline::publish_consolidated,
    referring,
    run_cache::RunCache,
    slugs::set_slug,
    source_records::{self, redirect_references},
    survivorship::golden_record,
};
use crate::{
    Error,
    kind::Kind,
    read::Read,
    records::{Keys, from_rows},
    transaction::Transaction,
};

/// A merge that is to be taken back.
#[derive(Clone, Debug)]
pub struct Unmerge {
    /// Its place in the file.
    pub place: String,
    /// What kind of records they are.
    pub record_type: RecordType,
    /// The key of the record that lives on.
    pub from: Key,
    /// The key that leads there.
    pub key: Key,
}

/// What an undone merge left.
struct Unmerged {
    /// The key of the record that is published now.
    from: Key,
    /// The address that the merged record had.
    slug: Option<String>,
}

/// Takes merges back. Those that can't be are rejected; if the rest can't be published then, nothing is done.
pub(super) async fn unmerge(
    transaction: &Transaction,
    cache: &mut RunCache,
    file: String,
    unmerges: Vec<Unmerge>,
) -> Result<Outcome, Failure> {
    let (mut rejections, mut incoming, mut split) = (Vec::new(), Vec::new(), Keys::default());
    let mut slugs: HashMap<(Kind, String), String> = HashMap::new();
    let mut touched: BTreeMap<Kind, BTreeSet<String>> = BTreeMap::new();
    let place = unmerges.first().map(|unmerge| unmerge.place.clone()).unwrap_or_default();
    for Unmerge { place, record_type, from, key } in unmerges {
        let Some(kind) = Kind::of_record_type(record_type) else { continue };
        match detach(transaction, kind, &from, &key).await? {
            Ok(unmerged) => {
                split.add(kind, &key);
                touched.entry(kind).or_default().extend([unmerged.from.to_string(), key.to_string()]);
                slugs.extend(unmerged.slug.map(|slug| ((kind, key.to_string()), slug)));
                let record = NonMatch { record_type, key, other: unmerged.from }.into();
                incoming.push(Incoming { place, record, offered: false });
            }
            Err(reason) => {
                let fault = Fault::new(place, reason).column("right_key").value(&key);
                rejections.push(Rejection { file: file.clone(), kind: Some(kind.table()), fault });
            }
        }
    }
    for (kind, keys) in touched {
        let keys: Vec<String> = keys.into_iter().collect();
        for mut record in records_of_both_sides(transaction, kind, &keys).await? {
            if let Some(slug) = slugs.remove(&(kind, record.key().to_owned())) {
                set_slug(&mut record, Some(slug));
            }
            incoming.push(Incoming { place: place.clone(), record, offered: false });
        }
    }
    let batch = Batch { file, records: incoming, entry: Entry::Each, ..Batch::default() };
    let mut outcome = publish_consolidated(transaction, cache, batch, split).await?;
    outcome.failed = !outcome.rejections.is_empty();
    outcome.rejections.extend(rejections);
    Ok(outcome)
}

/// Lets a key stand for itself again, or says why it can't.
async fn detach(transaction: &Transaction, kind: Kind, from: &Key, key: &Key) -> Result<Result<Unmerged, String>, Error> {
    let name = kind.table();
    let mut wanted = Keys::default();
    wanted.add(kind, key);
    let redirects = Redirects::load(transaction, &wanted).await?;
    let Some(survivor) = redirects.follow(kind, key).cloned() else {
        return Ok(Err(format!("no {name} with this key was merged into another")));
    };
    if *from != survivor && redirects.next(kind, key).is_none_or(|(next, _)| next != from) {
        return Ok(Err(format!(
            "this {name} was merged into {survivor:?}, not into {from:?}",
            survivor = &*survivor,
            from = &**from
        )));
    }
    let mut sql = transaction.sql("SELECT id FROM source_record WHERE body IS NOT NULL AND kind = ");
    sql.bind(name).push(" AND own_key = ").bind(&**key).push(" LIMIT 1");
    if transaction.rows(sql.statement()).await?.is_empty() {
        return Ok(Err(format!("the registry doesn't know what was stated of this {name} before it was merged")));
    }
    let mut sql = transaction.sql("UPDATE source_record SET record_key = own_key, rule = NULL WHERE kind = ");
    sql.bind(name).push(" AND own_key = ").bind(&**key);
    transaction.execute(sql).await?;
    let mut slug = None;
    if let Some(record_type) = kind.record_type() {
        let mut sql = transaction.sql("DELETE FROM tombstone WHERE record_type = ");
        sql.bind(record_type.as_str()).push(" AND key = ").bind(&**key).push(" RETURNING slug");
        for row in transaction.rows(sql.statement()).await? {
            slug = row.try_get("", "slug")?;
        }
    }
    Ok(Ok(Unmerged { from: survivor, slug }))
}

/// What the records on both sides say from now on, and those that referred to one of them.
async fn records_of_both_sides(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<Vec<Record>, Error> {
    let mut records = golden_records(transaction, kind, keys).await?;
    source_records::delete_lone(transaction, kind, keys).await?;
    let referring = referring::referring(transaction, kind, keys).await?;
    let projects: BTreeSet<String> =
        referring.into_iter().filter(|found| found.kind == Kind::Project).map(|found| found.key).collect();
    let projects: Vec<String> = projects.into_iter().collect();
    let of_several = golden_records(transaction, Kind::Project, &projects).await?;
    let others: Vec<String> = projects.into_iter().filter(|key| of_several.iter().all(|record| record.key() != key)).collect();
    let mut others = from_rows::records(transaction, Kind::Project, &others).await?;
    redirect_references(transaction, &mut others.iter_mut().collect::<Vec<_>>()).await?;
    records.extend(of_several);
    records.extend(others);
    Ok(records)
}

/// The records of which source records are stored, made anew.
async fn golden_records(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<Vec<Record>, Error> {
    let mut stored = source_records::stored(transaction, kind, keys).await?;
    let made = keys.iter().filter_map(|key| {
        let parts = stored.remove(key)?;
        golden_record(&Key::stored(key.clone()), parts.into_iter().map(|part| part.record))
    });
    Ok(made.collect())
}
