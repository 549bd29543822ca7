//! Merges that are taken back: what is stated under a key that leads elsewhere becomes a record of its own again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{ClosedList, Distinction, Fault, Key, Record, RecordType};

use super::{
    Batch, Entry, Incoming, Outcome, Rejection,
    by_key::Keys,
    combine::combine,
    files::Files,
    identity::Leads,
    merge,
    publisher::{Memory, publish_items},
    slugs::set_slug,
    statements::{kept, renew},
};
use crate::{Error, kind::Kind, read::Read, transaction::Transaction, unload};

/// A merge that is to be taken back.
#[derive(Clone, Debug)]
pub struct Separation {
    /// Its place in the file.
    pub place: String,
    /// What kind of records they are.
    pub record_type: RecordType,
    /// The key of the record that lives on.
    pub from: Key,
    /// The key that leads there.
    pub key: Key,
}

/// What a merge left.
struct Parted {
    /// The key of the record that is published now.
    from: Key,
    /// The address that the merged record had.
    slug: Option<String>,
}

/// Takes merges back. Those that can't be are rejected; if the rest can't be published then, nothing is done.
pub(super) async fn separate(
    transaction: &Transaction,
    memory: &mut Memory,
    file: String,
    separations: Vec<Separation>,
) -> Result<Outcome, Error> {
    let (mut rejections, mut incoming, mut split) = (Vec::new(), Vec::new(), Keys::default());
    let mut slugs: HashMap<(Kind, String), String> = HashMap::new();
    let mut touched: BTreeMap<Kind, BTreeSet<String>> = BTreeMap::new();
    let place = separations.first().map(|separation| separation.place.clone()).unwrap_or_default();
    for Separation { place, record_type, from, key } in separations {
        let Some(kind) = Kind::of_record_type(record_type) else { continue };
        match part(transaction, kind, &from, &key).await? {
            Ok(parted) => {
                split.add(kind, &key);
                touched.entry(kind).or_default().extend([parted.from.to_string(), key.to_string()]);
                slugs.extend(parted.slug.map(|slug| ((kind, key.to_string()), slug)));
                let record = Distinction { record_type, key, other: parted.from }.into();
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
        for mut record in parts(transaction, kind, &keys).await? {
            if let Some(slug) = slugs.remove(&(kind, record.key().to_owned())) {
                set_slug(&mut record, Some(slug));
            }
            incoming.push(Incoming { place: place.clone(), record, offered: false });
        }
    }
    let (files, items) = Files::take_in(vec![Batch { file, records: incoming, entry: Entry::Each, ..Batch::default() }]);
    let mut outcome = publish_items(transaction, memory, files, items, Vec::new(), split).await?;
    outcome.failed = !outcome.rejections.is_empty();
    outcome.rejections.extend(rejections);
    Ok(outcome)
}

/// Lets a key stand for itself again, or says why it can't.
async fn part(transaction: &Transaction, kind: Kind, from: &Key, key: &Key) -> Result<Result<Parted, String>, Error> {
    let name = kind.table();
    let mut wanted = Keys::default();
    wanted.add(kind, key);
    let leads = Leads::load(transaction, &wanted).await?;
    let Some(survivor) = leads.follow(kind, key).cloned() else {
        return Ok(Err(format!("no {name} with this key was merged into another")));
    };
    if *from != survivor && leads.next(kind, key).is_none_or(|(next, _)| next != from) {
        return Ok(Err(format!(
            "this {name} was merged into {survivor:?}, not into {from:?}",
            survivor = &*survivor,
            from = &**from
        )));
    }
    let mut sql = transaction.sql("SELECT id FROM statement WHERE body IS NOT NULL AND kind = ");
    sql.bind(name).push(" AND own_key = ").bind(&**key).push(" LIMIT 1");
    if transaction.rows(sql.statement()).await?.is_empty() {
        return Ok(Err(format!("the registry doesn't know what was stated of this {name} before it was merged")));
    }
    let mut sql = transaction.sql("UPDATE statement SET record_key = own_key, rule = NULL WHERE kind = ");
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
    Ok(Ok(Parted { from: survivor, slug }))
}

/// What the records on both sides say from now on, and those that referred to one of them.
async fn parts(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<Vec<Record>, Error> {
    let mut records = combined(transaction, kind, keys).await?;
    forget_lone_statements(transaction, kind, keys).await?;
    let referring = merge::referring(transaction, kind, keys).await?;
    let projects: BTreeSet<String> =
        referring.into_iter().filter(|found| found.kind == Kind::Project).map(|found| found.key).collect();
    let projects: Vec<String> = projects.into_iter().collect();
    let of_several = combined(transaction, Kind::Project, &projects).await?;
    let standing: Vec<String> = projects.into_iter().filter(|key| of_several.iter().all(|record| record.key() != key)).collect();
    let mut standing = unload::records(transaction, Kind::Project, &standing).await?;
    renew(transaction, &mut standing.iter_mut().collect::<Vec<_>>()).await?;
    records.extend(of_several);
    records.extend(standing);
    Ok(records)
}

/// The records of which statements are kept, made anew.
async fn combined(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<Vec<Record>, Error> {
    let mut kept = kept(transaction, kind, keys).await?;
    let made = keys.iter().filter_map(|key| {
        let stated = kept.remove(key)?;
        combine(&Key::stored(key.clone()), stated.into_iter().map(|one| one.record))
    });
    Ok(made.collect())
}

/// What a single source states is in the record itself.
async fn forget_lone_statements(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<(), Error> {
    let mut sql = transaction.sql("DELETE FROM statement WHERE own_key = record_key AND kind = ");
    sql.bind(kind.table()).push(" AND record_key").any_text(keys).push(
        " AND NOT EXISTS (SELECT 1 FROM statement o WHERE o.kind = statement.kind AND o.record_key = statement.record_key \
         AND o.id <> statement.id)",
    );
    transaction.execute(sql).await
}
