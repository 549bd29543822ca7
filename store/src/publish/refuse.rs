//! Refusals: what keeps a file out, seen together with the other files and with what is published.

use std::collections::{HashMap, HashSet};

use record::{ClosedList, Fault, PartnerKind, Record, TombstoneReason};

use super::{
    Faults, Item,
    batch_source::BatchSource,
    files::{double, keys_of, kind_of_key},
    references, referring,
    resolve::Publication,
    tree::{self, Parents},
};
use crate::{
    Error,
    kind::Kind,
    read::Read,
    records::{Keyed, Keys},
    transaction::Transaction,
};

/// Records that have the key of an earlier one among them, each with its fault.
pub(super) fn doubles(source: &dyn BatchSource, items: &[Item]) -> Faults {
    if source.has_distinct_keys() {
        return Vec::new();
    }
    let files = source.files();
    let mut first: Keyed<&Item> = Keyed::default();
    let mut found = Vec::new();
    for item in items {
        let key = item.record.key();
        match first.get(item.kind, key) {
            Some(there) => found.push((item.unit, double(&item.path, item.record.key(), files.name(there.unit), &there.path))),
            None => drop(first.insert(item.kind, key.to_owned(), item)),
        }
    }
    found
}

/// Finds all that is wrong with a publication, each fault with the unit that is refused for it.
pub(super) async fn find_faults(
    transaction: &Transaction,
    publication: &mut Publication,
    source: &dyn BatchSource,
) -> Result<Faults, Error> {
    let mut refusal = Refusal { publication, source, faults: Vec::new() };
    refusal.refuse_doubles();
    refusal.refuse_circles(transaction).await?;
    refusal.refuse_merging_persons(transaction).await?;
    refusal.refuse_shared_codes(transaction).await?;
    refusal.refuse_deleting_what_is_used(transaction).await?;
    refusal.refuse_dangling();
    Ok(refusal.faults)
}

/// A publication that is looked through, and what is wrong with it.
struct Refusal<'a> {
    publication: &'a mut Publication,
    source: &'a dyn BatchSource,
    faults: Faults,
}

impl Refusal<'_> {
    fn fault(&mut self, unit: usize, path: impl Into<String>, value: Option<String>, reason: impl Into<String>) {
        let fault = Fault { value, ..Fault::new(path, reason) };
        self.faults.push((unit, fault));
    }

    /// A key stands for one record: two records, a record and its tombstone, or a record that is gone already can't share it.
    fn refuse_doubles(&mut self) {
        let files = self.source.files();
        let mut first: Keyed<&Item> = Keyed::default();
        let mut found = Vec::new();
        for item in self.publication.items.iter().filter(|item| !item.brought_in) {
            let Some(kind) = kind_of_key(&item.record) else { continue };
            let key = item.record.key();
            if let Some(there) = first.get(kind, key).filter(|_| !self.source.has_distinct_keys()) {
                found.push((item.unit, double(&item.path, item.record.key(), files.name(there.unit), &there.path)));
                continue;
            }
            if item.kind != Kind::Tombstone && self.publication.buried.contains(kind, key) {
                let reason = "this record was merged or deleted, its key can't be used again";
                found.push((item.unit, Fault::new(format!("{}.key", item.path), reason).value(&format!("{key:?}"))));
            }
            first.insert(kind, key.to_owned(), item);
        }
        self.faults.append(&mut found);
    }

    fn has(&self, kind: Kind) -> bool {
        self.publication.items.iter().any(|item| item.kind == kind)
    }

    /// The keys from which the way up matters: of what records lie in, and of places of which a project has several.
    fn below(&self, kind: Kind) -> Vec<String> {
        let mut below = Keys::default();
        for item in &self.publication.items {
            let keys = match &item.record {
                Record::Project(project) if kind == Kind::Place && project.places.len() > 1 => &*project.places,
                record if item.kind == kind => tree::parent(record).map_or(&[][..], std::slice::from_ref),
                _ => &[],
            };
            for key in keys {
                below.add(kind, self.publication.survivor(kind, key).unwrap_or(key));
            }
        }
        below.keys_of(kind)
    }

    /// What lies in something that lies in itself can't be stored, nor what is merged into itself.
    async fn refuse_circles(&mut self, transaction: &Transaction) -> Result<(), Error> {
        for kind in tree::KINDS {
            let below = self.below(kind);
            if below.is_empty() && !self.has(kind) {
                continue;
            }
            let mut parents = Parents::load(transaction, kind, &below).await?;
            for item in self.publication.items.iter().filter(|item| item.kind == kind) {
                let parent = tree::parent(&item.record).map(|key| self.publication.survivor(kind, key).unwrap_or(key));
                parents.set(item.record.key(), parent);
            }
            let in_circle =
                |item: &&Item| item.kind == kind && parents.above(item.record.key()).any(|key| key == item.record.key());
            let found: Vec<_> =
                self.publication.items.iter().filter(in_circle).map(|item| (item.unit, item.path.clone())).collect();
            for (unit, path) in found {
                let member = if kind == Kind::Concept { "broader" } else { "parent" };
                self.fault(unit, format!("{path}.{member}"), None, "this makes a circle: the record would lie in itself");
            }
            if kind == Kind::Place {
                self.publication.places = parents;
            }
        }
        for tombstone in self.publication.tombstones(TombstoneReason::Merged) {
            if self.publication.survivor(tombstone.kind, &tombstone.key).is_none() {
                let value = Some(format!("{:?}", tombstone.key));
                self.fault(tombstone.unit, format!("{}.mergedInto", tombstone.path), value, "the merges go round in a circle");
            }
        }
        Ok(())
    }

    /// Private persons are never merged: nobody can tell whether they are the same.
    async fn refuse_merging_persons(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let tombstones = self.publication.tombstones(TombstoneReason::Merged);
        let mut keys = keys_of(&tombstones, Kind::Partner);
        if keys.is_empty() {
            return Ok(());
        }
        keys.extend(keys.clone().iter().filter_map(|key| self.publication.survivor(Kind::Partner, key).map(str::to_owned)));
        let mut sql = transaction.sql("SELECT key FROM partner WHERE kind = ");
        sql.bind(PartnerKind::NaturalPerson.as_str()).push(" AND key").any_text(&keys);
        let persons = transaction.rows(sql.statement()).await?;
        let persons = persons.iter().map(|row| Ok(row.try_get("", "key")?)).collect::<Result<HashSet<String>, Error>>()?;
        for tombstone in tombstones.iter().filter(|tombstone| tombstone.kind == Kind::Partner) {
            let survivor = self.publication.survivor(Kind::Partner, &tombstone.key);
            if persons.contains(&tombstone.key) || survivor.is_some_and(|survivor| persons.contains(survivor)) {
                let value = Some(format!("{:?}", tombstone.key));
                self.fault(tombstone.unit, format!("{}.key", tombstone.path), value, "private persons are never merged");
            }
        }
        Ok(())
    }

    /// A programme's code, and a concept's notation within its vocabulary, stand for one record.
    async fn refuse_shared_codes(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let mut found = Vec::new();
        for kind in [Kind::Programme, Kind::Concept] {
            let coded: Vec<_> =
                self.publication.items.iter().filter_map(|item| Some((item, code(kind, &item.record)?))).collect();
            if coded.is_empty() {
                continue;
            }
            let mut owners = published_codes(transaction, kind, coded.iter().map(|(_, code)| code)).await?;
            for (item, code) in coded {
                let owner = owners.entry(code.clone()).or_insert_with(|| item.record.key().to_owned());
                if owner != item.record.key() && !self.publication.gone.contains(kind, owner) {
                    let member = if kind == Kind::Concept { "notation" } else { "code" };
                    let reason = format!("the {} {owner:?} has this already", item.record.kind());
                    found.push((item.unit, format!("{}.{member}", item.path), code.join(" "), reason));
                }
            }
        }
        for (unit, path, code, reason) in found {
            self.fault(unit, path, Some(format!("{code:?}")), reason);
        }
        Ok(())
    }

    /// A record that others refer to can be merged, but not deleted, unless they go or change in the same publication.
    async fn refuse_deleting_what_is_used(&mut self, transaction: &Transaction) -> Result<(), Error> {
        let tombstones = self.publication.tombstones(TombstoneReason::Deleted);
        if tombstones.is_empty() {
            return Ok(());
        }
        let offered = self.publication.offered();
        // What is merged is still stated, of the record that lives on.
        let goes = |kind, key: &str| {
            let survivor = self.publication.survivor(kind, key).unwrap_or(key);
            self.publication.gone.contains(kind, key) && self.publication.gone.contains(kind, survivor)
        };
        let changes = |kind, key: &str| offered.contains(kind, key) || goes(kind, key) || self.source.brings(kind, key);
        let mut found = Vec::new();
        for kind in Kind::WRITTEN {
            let users = referring::referring(transaction, kind, &keys_of(&tombstones, kind)).await?;
            let mut in_use: HashMap<&str, String> = HashMap::new();
            for user in users.iter().filter(|user| !changes(user.kind, &user.key)) {
                in_use.entry(&user.to).or_insert_with(|| format!("the {} {:?}", user.kind.table().replace('_', " "), user.key));
            }
            for tombstone in tombstones.iter().filter(|tombstone| tombstone.kind == kind) {
                if let Some(user) = in_use.get(&*tombstone.key) {
                    let reason = format!("this record is still in use: {user} refers to it");
                    let fault = Fault::new(format!("{}.key", tombstone.path), reason).value(&format!("{:?}", tombstone.key));
                    found.push((tombstone.unit, fault));
                }
            }
        }
        self.faults.append(&mut found);
        Ok(())
    }

    /// References must lead to a record that is published or in the files. A merge may lead to a record that is gone in turn.
    fn refuse_dangling(&mut self) {
        let offered = self.publication.offered();
        let mut found = Vec::new();
        let mut items = std::mem::take(&mut self.publication.items);
        for item in &mut items {
            let (unit, path, is_tombstone) = (item.unit, &item.path, matches!(item.kind, Kind::Tombstone | Kind::SourceRecord));
            references::visit(&mut item.record, &mut |kind, key, member| {
                let wanted = if is_tombstone { &**key } else { self.publication.survivor(kind, key).unwrap_or(key) };
                let gone = self.publication.gone.contains(kind, wanted);
                let there = || self.publication.published.contains(kind, wanted) || self.source.brings(kind, wanted);
                if offered.contains(kind, wanted) || if gone { is_tombstone } else { there() } {
                    return;
                }
                let what = kind.table().replace('_', " ");
                let reason = if gone {
                    format!("the {what} with this key is deleted")
                } else {
                    format!("there is no {what} with this key, neither in the registry nor in the files")
                };
                found.push((unit, Fault::new(format!("{path}.{member}"), reason).value(&format!("{wanted:?}"))));
            });
        }
        self.publication.items = items;
        self.faults.append(&mut found);
    }
}

/// What stands for a programme, or for a concept within its vocabulary.
fn code(kind: Kind, record: &Record) -> Option<Vec<String>> {
    match record {
        Record::Programme(r) if kind == Kind::Programme => Some(vec![r.code.clone()?]),
        Record::Concept(r) if kind == Kind::Concept => Some(vec![r.vocabulary.to_string(), r.notation.clone()?]),
        _ => None,
    }
}

/// Which published records have these codes.
async fn published_codes<'a>(
    transaction: &Transaction,
    kind: Kind,
    codes: impl Iterator<Item = &'a Vec<String>>,
) -> Result<HashMap<Vec<String>, String>, Error> {
    let (first, last): (Vec<_>, Vec<_>) = codes.filter_map(|code| Some((code.first()?.clone(), code.last()?.clone()))).unzip();
    let mut sql = transaction.sql(match kind {
        Kind::Programme => "SELECT key, code, code AS vocabulary FROM programme WHERE code",
        _ => {
            "SELECT c.key, c.notation AS code, v.code AS vocabulary FROM vocabulary v JOIN concept c ON c.vocabulary_id = v.id \
             WHERE v.code"
        }
    });
    sql.any_text(&first);
    if kind == Kind::Concept {
        sql.push(" AND c.notation").any_text(&last);
    }
    let mut owners = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        let code: String = row.try_get("", "code")?;
        let code = if kind == Kind::Concept { vec![row.try_get("", "vocabulary")?, code] } else { vec![code] };
        owners.insert(code, row.try_get("", "key")?);
    }
    Ok(owners)
}
