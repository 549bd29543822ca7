//! Addresses: set once, unlike all others, never used again.

use std::collections::{HashMap, HashSet};

use entity::PartnerKind;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{Item, Standing};
use crate::{
    db::{Error, analyser, kind::Kind, sql::Sql},
    record::{Record, Texts},
};

/// The addresses that are taken, so that new ones are unlike them.
pub(super) struct Slugs(HashMap<Kind, HashSet<String>>);

impl Slugs {
    pub(super) async fn load(transaction: &DatabaseTransaction, items: &[Item]) -> Result<Self, Error> {
        let mut taken: HashMap<Kind, HashSet<String>> = HashMap::new();
        let kinds: HashSet<Kind> = items.iter().map(|item| item.kind).filter(|kind| kind.has_slug()).collect();
        for kind in kinds {
            let mut sql = Sql::new(transaction.get_database_backend(), &format!("SELECT slug FROM {}", kind.table()));
            if let Some(record_type) = kind.record_type() {
                sql.push(" UNION SELECT slug FROM tombstone WHERE slug IS NOT NULL AND record_type = ");
                sql.bind(sea_orm::ActiveEnum::to_value(&record_type));
            }
            for row in transaction.query_all_raw(sql.statement()).await? {
                taken.entry(kind).or_default().insert(row.try_get("", "slug")?);
            }
        }
        Ok(Self(taken))
    }

    /// Gives the record its address, which it keeps for good: the one it has, else the one it asks for, else one made of its name.
    pub(super) fn settle(&mut self, item: &mut Item, standing: Option<&Standing>) -> String {
        let taken = self.0.entry(item.kind).or_default();
        // A person's old address may tell the name.
        let withheld = matches!(&item.record, Record::Partner(partner) if partner.kind == Some(PartnerKind::NaturalPerson));
        let Some((slug, name)) = slug_and_name(&mut item.record) else { return String::new() };
        let kept = standing.and_then(|standing| standing.slug.clone());
        if let Some(kept) = kept.filter(|kept| !withheld || kept.starts_with("natural-person")) {
            *slug = Some(kept.clone());
            return kept;
        }
        let wish = slug.clone().unwrap_or_else(|| analyser::slug(&name));
        let mut free = wish.clone();
        let mut number = 2;
        while taken.contains(&free) {
            free = format!("{wish}-{number}");
            number += 1;
        }
        taken.insert(free.clone());
        *slug = Some(free.clone());
        free
    }
}

fn slug_and_name(record: &mut Record) -> Option<(&mut Option<String>, String)> {
    let first = |texts: &Texts| texts.first().map(|text| text.text.clone());
    // The English wording, where there is one, makes the address that most readers can type.
    let english =
        |texts: &Texts| texts.iter().find(|text| &*text.language == "en").map(|text| text.text.clone()).or_else(|| first(texts));
    Some(match record {
        Record::Source(r) => (&mut r.slug, english(&r.title)?),
        Record::Place(r) => (&mut r.slug, english(&r.name)?),
        Record::Programme(r) => (&mut r.slug, r.code.clone().or_else(|| english(&r.name))?),
        Record::FundingCall(r) => (&mut r.slug, r.identifier.clone().or_else(|| first(&r.title))?),
        Record::Partner(r) => (&mut r.slug, english(&r.name)?),
        Record::Project(r) => (&mut r.slug, r.acronym.clone().or_else(|| english(&r.title))?),
        Record::IdentifierScheme(_) | Record::Vocabulary(_) | Record::Concept(_) | Record::Tombstone(_) => return None,
    })
}
