//! Slugs, the addresses of records: set once, unlike all others, never used again.

use std::collections::{HashMap, HashSet};

use record::{ClosedList, PartnerKind, Record, Texts};

use super::Item;
use crate::{
    Error,
    kind::Kind,
    read::Read,
    records::{Keyed, PublishedRow},
    transaction::Transaction,
};

/// How many addresses are looked up at a time.
const SLUGS_AT_ONCE: usize = 10_000;
/// How many numbered addresses are looked up at first.
const NUMBERS: u32 = 64;

/// For addresses that were taken: the last number after them that is taken too, with all before it. Addresses are never given back,
/// so that this stays true from one publication to the next.
pub(super) type Numbers = Keyed<u32>;

/// Gives addresses to the records of one publication.
pub(super) struct Slugs<'a> {
    transaction: &'a Transaction,
    numbers: &'a mut Numbers,
    /// The addresses known to be taken; of the others that were looked up, nobody has them.
    taken: HashMap<Kind, HashSet<String>>,
    /// Up to which number the addresses that are made of another were looked up, and how many will be the next time.
    looked_up: Keyed<(u32, u32)>,
}

impl<'a> Slugs<'a> {
    /// Looks up which of the addresses are taken that the records would like to have.
    pub(super) async fn load(
        transaction: &'a Transaction,
        numbers: &'a mut Numbers,
        items: &mut [Item],
        published: &Keyed<PublishedRow>,
    ) -> Result<Self, Error> {
        let mut wishes: HashMap<Kind, HashSet<String>> = HashMap::new();
        for item in items {
            let kept = kept(&item.record, published.get(item.kind, item.record.key())).is_some();
            if let Some((_, wish)) = slug_and_wish(&mut item.record).filter(|_| !kept) {
                wishes.entry(item.kind).or_default().insert(wish);
            }
        }
        let mut slugs = Self { transaction, numbers, taken: HashMap::new(), looked_up: Keyed::default() };
        for (kind, wishes) in wishes {
            slugs.look_up(kind, &wishes.into_iter().collect::<Vec<_>>()).await?;
        }
        Ok(slugs)
    }

    async fn look_up(&mut self, kind: Kind, slugs: &[String]) -> Result<(), Error> {
        let taken = self.taken.entry(kind).or_default();
        for slugs in slugs.chunks(SLUGS_AT_ONCE) {
            let mut sql = self.transaction.sql(&format!("SELECT slug FROM {} WHERE slug", kind.table()));
            sql.any_text(slugs);
            if let Some(record_type) = kind.record_type() {
                sql.push(" UNION SELECT slug FROM tombstone WHERE record_type = ");
                sql.bind(record_type.as_str()).push(" AND slug").any_text(slugs);
            }
            for row in self.transaction.rows(sql.statement()).await? {
                taken.insert(row.try_get("", "slug")?);
            }
        }
        Ok(())
    }

    /// Gives the record its address, which it keeps for good: the one it has, else the one it asks for, else one made of its name.
    pub(super) async fn assign(
        &mut self,
        kind: Kind,
        record: &mut Record,
        there: Option<&PublishedRow>,
    ) -> Result<String, Error> {
        let kept = kept(record, there).map(str::to_owned);
        let Some((slug, wish)) = slug_and_wish(record) else { return Ok(String::new()) };
        let assigned = match kept {
            Some(kept) => kept,
            None => self.free(kind, wish).await?,
        };
        *slug = Some(assigned.clone());
        Ok(assigned)
    }

    /// The wish itself, else the wish with the next number.
    async fn free(&mut self, kind: Kind, wish: String) -> Result<String, Error> {
        if self.taken.entry(kind).or_default().insert(wish.clone()) {
            return Ok(wish);
        }
        let mut number = self.numbers.get(kind, &wish).copied().unwrap_or(1);
        loop {
            number += 1;
            let (last, block) = self.looked_up.get(kind, &wish).copied().unwrap_or((0, NUMBERS));
            if number > last {
                let last = number + block;
                let next: Vec<String> = (number..=last).map(|number| format!("{wish}-{number}")).collect();
                self.look_up(kind, &next).await?;
                // Twice as many the next time, so that even of many namesakes the last is found soon.
                self.looked_up.insert(kind, wish.clone(), (last, block * 2));
            }
            let free = format!("{wish}-{number}");
            if self.taken.entry(kind).or_default().insert(free.clone()) {
                self.numbers.insert(kind, wish, number);
                return Ok(free);
            }
        }
    }
}

/// The address that a record has and keeps.
fn kept<'a>(record: &Record, there: Option<&'a PublishedRow>) -> Option<&'a str> {
    // A person's old address may tell the name.
    let withheld = matches!(record, Record::Partner(partner) if partner.kind == Some(PartnerKind::NaturalPerson));
    there?.slug.as_deref().filter(|slug| !withheld || slug.starts_with("natural-person"))
}

/// Where a record's address stands, and the one that it would like to have.
fn slug_and_wish(record: &mut Record) -> Option<(&mut Option<String>, String)> {
    let first = |texts: &Texts| texts.first().map(|text| text.text.clone());
    // The English wording, where there is one, makes the address that most readers can type.
    let english =
        |texts: &Texts| texts.iter().find(|text| &*text.language == "en").map(|text| text.text.clone()).or_else(|| first(texts));
    let (slug, name) = match record {
        Record::Source(r) => (&mut r.slug, english(&r.title)?),
        Record::Place(r) => (&mut r.slug, english(&r.name)?),
        Record::Programme(r) => (&mut r.slug, r.code.clone().or_else(|| english(&r.name))?),
        Record::FundingCall(r) => (&mut r.slug, r.identifier.clone().or_else(|| first(&r.title))?),
        Record::Partner(r) => (&mut r.slug, english(&r.name)?),
        Record::Project(r) => (&mut r.slug, r.acronym.clone().or_else(|| english(&r.title))?),
        Record::IdentifierScheme(_)
        | Record::Vocabulary(_)
        | Record::Concept(_)
        | Record::Tombstone(_)
        | Record::SourceRecord(_)
        | Record::NonMatch(_) => return None,
    };
    let wish = slug.clone().unwrap_or_else(|| record::slug::slug(&name));
    Some((slug, wish))
}

/// Gives a record that sources state an address, or takes it away.
pub(super) fn set_slug(record: &mut Record, to: Option<String>) {
    match record {
        Record::Programme(r) => r.slug = to,
        Record::FundingCall(r) => r.slug = to,
        Record::Partner(r) => r.slug = to,
        Record::Project(r) => r.slug = to,
        _ => {}
    }
}
