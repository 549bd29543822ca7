//! What keeps a file out, seen together with the other files and with what is published.

use std::collections::{HashMap, HashSet};

use entity::{PartnerKind, TombstoneReason};

use super::{Publication, merge, references, tree};
use crate::{
    db::{Error, Snapshot, kind::Kind},
    record::{Fault, Record},
};

impl Publication {
    fn fault(&mut self, file: usize, path: impl Into<String>, value: Option<String>, reason: impl Into<String>) {
        let fault = Fault { value, ..Fault::new(path, reason) };
        self.faults.push((file, fault));
    }

    /// A key stands for one record: two records, a record and its tombstone, or a record that is gone already can't share it.
    pub(super) async fn refuse_doubles(&mut self, before: &Snapshot) -> Result<(), Error> {
        let gone: HashSet<(Kind, String)> = before
            .models(<entity::tombstone::Entity as sea_orm::EntityTrait>::find())
            .await?
            .into_iter()
            .filter_map(|stone| Some((Kind::of_record_type(stone.record_type)?, stone.key)))
            .collect();
        let mut first: HashMap<(Kind, String), String> = HashMap::new();
        let mut found = Vec::new();
        for item in &self.items {
            let kind = match &item.record {
                Record::Tombstone(stone) => Kind::of_record_type(stone.record_type).unwrap_or(Kind::Tombstone),
                _ => item.kind,
            };
            let key = (kind, item.record.key().to_owned());
            if let Some(there) = first.get(&key) {
                found.push((item.file, item.path.clone(), key.1, format!("this key is taken: {there} has it already")));
                continue;
            }
            if item.kind != Kind::Tombstone && gone.contains(&key) {
                let reason = "this record was merged or deleted, its key can't be used again".to_owned();
                found.push((item.file, item.path.clone(), key.1.clone(), reason));
            }
            first.insert(key, format!("{} {}", self.files[item.file], item.path));
        }
        for (file, path, key, reason) in found {
            self.fault(file, format!("{path}.key"), Some(format!("{key:?}")), reason);
        }
        Ok(())
    }

    /// What lies in something that lies in itself can't be stored, nor what is merged into itself. On the way, a project's places
    /// lose those around others of them.
    pub(super) async fn refuse_circles(&mut self, before: &Snapshot) -> Result<(), Error> {
        for kind in tree::KINDS {
            let mut parents = tree::parents(before, kind).await?;
            let mut touched = Vec::new();
            for item in self.items.iter().filter(|item| item.kind == kind) {
                let parent = tree::parent(&item.record).map(ToString::to_string);
                parents.insert(item.record.key().to_owned(), parent);
                touched.push((item.file, item.path.clone(), item.record.key().to_owned()));
            }
            for (file, path, key) in touched {
                if tree::in_circle(&parents, &key) {
                    let member = if kind == Kind::Concept { "broader" } else { "parent" };
                    self.fault(file, format!("{path}.{member}"), None, "this makes a circle: the record would lie in itself");
                }
            }
            if kind == Kind::Place && self.faults.is_empty() {
                for item in &mut self.items {
                    if let Record::Project(project) = &mut item.record {
                        let places: Vec<String> = project.places.iter().map(ToString::to_string).collect();
                        project.places.retain(|place| !places.iter().any(|other| tree::is_above(&parents, place, other)));
                    }
                }
            }
        }
        for stone in self.stones(TombstoneReason::Merged) {
            let Ok(key) = stone.key.parse() else { continue };
            if self.survivor(stone.kind, &key).is_none() {
                let value = Some(format!("{:?}", stone.key));
                self.fault(stone.file, format!("{}.mergedInto", stone.path), value, "the merges go round in a circle");
            }
        }
        self.refuse_merging_persons(before).await
    }

    /// Private persons are never merged: nobody can tell whether they are the same.
    async fn refuse_merging_persons(&mut self, before: &Snapshot) -> Result<(), Error> {
        let stones: Vec<_> =
            self.stones(TombstoneReason::Merged).into_iter().filter(|stone| stone.kind == Kind::Partner).collect();
        if stones.is_empty() {
            return Ok(());
        }
        let mut sql = before.sql("SELECT key FROM partner WHERE kind = ");
        sql.bind(sea_orm::ActiveEnum::to_value(&PartnerKind::NaturalPerson)).push(" AND key");
        let mut keys: Vec<String> = stones.iter().map(|stone| stone.key.clone()).collect();
        keys.extend(stones.iter().filter_map(|stone| Some(self.survivor(Kind::Partner, &stone.key.parse().ok()?)?.to_string())));
        sql.any_text(&keys);
        let persons = before.rows(sql.statement()).await?;
        let persons = persons.iter().map(|row| Ok(row.try_get("", "key")?)).collect::<Result<HashSet<String>, Error>>()?;
        for stone in stones {
            let survivor = stone.key.parse().ok().and_then(|key| self.survivor(Kind::Partner, &key));
            if persons.contains(&stone.key) || survivor.is_some_and(|survivor| persons.contains(&*survivor)) {
                let value = Some(format!("{:?}", stone.key));
                self.fault(stone.file, format!("{}.key", stone.path), value, "private persons are never merged");
            }
        }
        Ok(())
    }

    /// A programme's code, and a concept's notation within its vocabulary, stand for one record.
    pub(super) async fn refuse_shared_codes(&mut self, before: &Snapshot) -> Result<(), Error> {
        let published = before.sql(
            "SELECT 'programme' AS kind, key, code FROM programme WHERE code IS NOT NULL UNION ALL \
             SELECT 'concept', c.key, v.code || ' ' || c.notation FROM concept c JOIN vocabulary v ON v.id = c.vocabulary_id \
             WHERE c.notation IS NOT NULL",
        );
        let mut owners: HashMap<(String, String), String> = HashMap::new();
        for row in before.rows(published.statement()).await? {
            owners.insert((row.try_get("", "kind")?, row.try_get("", "code")?), row.try_get("", "key")?);
        }
        let coded = |record: &Record| match record {
            Record::Programme(r) => Some(("code", r.code.clone()?)),
            Record::Concept(r) => Some(("notation", format!("{} {}", r.vocabulary, r.notation.as_ref()?))),
            _ => None,
        };
        let mut found = Vec::new();
        for item in &self.items {
            let Some((member, code)) = coded(&item.record) else { continue };
            let owner =
                owners.entry((item.kind.table().to_owned(), code.clone())).or_insert_with(|| item.record.key().to_owned());
            if owner != item.record.key() && !self.gone.contains(&(item.kind, owner.clone())) {
                let reason = format!("the {} {owner:?} has this already", item.record.kind());
                found.push((item.file, format!("{}.{member}", item.path), code, reason));
            }
        }
        for (file, path, code, reason) in found {
            self.fault(file, path, Some(format!("{code:?}")), reason);
        }
        Ok(())
    }

    /// A record that others refer to can be merged, but not deleted, unless they go or change in the same publication.
    pub(super) async fn refuse_deleting_what_is_used(&mut self, before: &Snapshot) -> Result<(), Error> {
        let handled: HashSet<(Kind, String)> =
            self.items.iter().map(|item| (item.kind, item.record.key().to_owned())).chain(self.gone.iter().cloned()).collect();
        for stone in self.stones(TombstoneReason::Deleted) {
            let users = merge::referring(before, stone.kind, &stone.key).await?;
            if let Some(user) = users.iter().find(|user| !handled.contains(&(Kind::of(user), user.key().to_owned()))) {
                let reason = format!("this record is still in use: the {} {:?} refers to it", user.kind(), user.key());
                self.fault(stone.file, format!("{}.key", stone.path), Some(format!("{:?}", stone.key)), reason);
            }
        }
        Ok(())
    }

    /// References must lead to a record that is published or in the files. A merge may lead to a record that is gone in turn.
    pub(super) fn refuse_dangling(&mut self) {
        let offered: HashSet<(Kind, String)> = self.items.iter().map(|item| (item.kind, item.record.key().to_owned())).collect();
        let mut found = Vec::new();
        for item in &mut self.items {
            let (file, path, is_stone) = (item.file, &item.path, item.kind == Kind::Tombstone);
            references::visit(&mut item.record, &mut |kind, key, member| {
                let wanted = (kind, key.to_string());
                let gone = self.gone.contains(&wanted);
                if offered.contains(&wanted) || (gone && is_stone) || (!gone && self.known.contains_key(&wanted)) {
                    return;
                }
                let what = kind.table().replace('_', " ");
                let reason = if gone {
                    format!("the {what} with this key is deleted")
                } else {
                    format!("there is no {what} with this key, neither in the registry nor in the files")
                };
                let fault = Fault::new(format!("{path}.{member}"), reason).value(&format!("{:?}", wanted.1));
                found.push((file, fault));
            });
        }
        self.faults.append(&mut found);
    }
}
