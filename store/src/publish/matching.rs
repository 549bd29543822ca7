//! Matching: the published thing that a record of a source is about, when it comes under a key that the registry doesn't know.
//!
//! Places, programmes, concepts and calls are told by their codes and names. Partners and projects are the same if they share an
//! identifier of a scheme that never gives one twice; partners also if they have the same name in the same country and city, and no
//! identifier says otherwise. Private persons are never the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entity::Texts;
use record::{
    ClosedList, Identifier, Key, MergeRule, Partner, PartnerKind, Place, PlaceKind, Record,
    folding::{fold, sort_key},
    normalise_identifier,
};

use super::{Item, non_matches, references};
use crate::{
    Error, closed, closed_or_null,
    kind::Kind,
    read::Read,
    records::{Keyed, Keys},
    transaction::Transaction,
};

/// Keys that lead to records under other keys.
#[derive(Default)]
pub(super) struct Redirects {
    to: Keyed<(Key, MergeRule)>,
    /// Those that are new.
    pub(super) found: Vec<(Kind, String)>,
}

impl Redirects {
    /// Where keys lead to, as earlier imports found and merges say.
    pub(super) async fn load(from: &impl Read, wanted: &Keys) -> Result<Self, Error> {
        let mut redirects = Self::default();
        for kind in Kind::WRITTEN {
            let mut keys = wanted.keys_of(kind);
            // What a key leads to may have been merged in turn.
            while !keys.is_empty() {
                let mut next = Vec::new();
                for (own, to, rule) in read_redirects(from, kind, &keys).await? {
                    if !redirects.to.contains(kind, &own) {
                        next.push(to.to_string());
                        redirects.to.insert(kind, own, (to, rule));
                    }
                }
                keys = next.into_iter().filter(|key| !redirects.to.contains(kind, key)).collect();
            }
        }
        Ok(redirects)
    }

    fn add(&mut self, kind: Kind, own: &str, to: Key, rule: MergeRule) {
        self.found.push((kind, own.to_owned()));
        self.to.insert(kind, own.to_owned(), (to, rule));
    }

    /// The key that a key leads to next, and what told so.
    pub(super) fn next(&self, kind: Kind, key: &str) -> Option<&(Key, MergeRule)> {
        self.to.get(kind, key)
    }

    /// The key of the record that a key leads to.
    pub(super) fn follow(&self, kind: Kind, key: &str) -> Option<&Key> {
        let mut last = &self.next(kind, key)?.0;
        for _ in 0..self.to.len() {
            match self.next(kind, last) {
                Some((next, _)) => last = next,
                None => break,
            }
        }
        Some(last)
    }
}

/// The keys of the published records that these keys lead to, if they lead elsewhere.
pub(crate) async fn survivors(from: &impl Read, kind: Kind, keys: &[String]) -> Result<HashMap<String, String>, Error> {
    let mut wanted = Keys::default();
    for key in keys {
        wanted.add(kind, key);
    }
    let redirects = Redirects::load(from, &wanted).await?;
    Ok(keys.iter().filter_map(|key| Some((key.clone(), redirects.follow(kind, key)?.to_string()))).collect())
}

async fn read_redirects(from: &impl Read, kind: Kind, keys: &[String]) -> Result<Vec<(String, Key, MergeRule)>, Error> {
    let mut sql = from.sql("SELECT own_key, record_key, rule FROM source_record WHERE own_key <> record_key AND kind = ");
    sql.bind(kind.table()).push(" AND own_key").any_text(keys);
    let mut redirects = Vec::new();
    for row in from.rows(sql.statement()).await? {
        let to = Key::stored(row.try_get::<String>("", "record_key")?);
        redirects.push((
            row.try_get("", "own_key")?,
            to,
            closed_or_null(row.try_get::<Option<String>>("", "rule")?.as_deref())?.unwrap_or(MergeRule::Person),
        ));
    }
    if let Some(record_type) = kind.record_type() {
        let mut sql = from.sql("SELECT key, merged_into FROM tombstone WHERE merged_into IS NOT NULL AND record_type = ");
        sql.bind(record_type.as_str()).push(" AND key").any_text(keys);
        for row in from.rows(sql.statement()).await? {
            let to = Key::stored(row.try_get::<String>("", "merged_into")?);
            redirects.push((row.try_get("", "key")?, to, MergeRule::Person));
        }
    }
    Ok(redirects)
}

/// Finds what the records of sources are about and lets all references lead there. The records keep their own keys.
pub(super) async fn match_items(transaction: &Transaction, items: &mut [Item]) -> Result<Redirects, Error> {
    let mut wanted = Keys::default();
    for item in items.iter_mut() {
        wanted.add(item.kind, item.record.key());
        references::visit(&mut item.record, &mut |kind, key, _| wanted.add(kind, key));
    }
    let mut redirects = Redirects::load(transaction, &wanted).await?;
    let unique = unique_schemes(transaction, items).await?;
    // What others refer to comes first.
    for kind in Kind::WRITTEN {
        for item in items.iter_mut().filter(|item| item.kind == kind) {
            references::redirect(&mut item.record, |kind, key| redirects.follow(kind, key).cloned());
        }
        let known = published(transaction, kind, &wanted.keys_of(kind)).await?;
        let is_new = |record: &&Record| !known.contains(record.key()) && redirects.follow(kind, record.key()).is_none();
        let new: Vec<&Record> = items.iter().filter(|item| item.kind == kind).map(|item| &item.record).filter(is_new).collect();
        let found = match kind {
            _ if new.is_empty() => Vec::new(),
            Kind::Concept => concepts(transaction, &new).await?,
            Kind::Place => places(transaction, &new).await?,
            Kind::Programme | Kind::FundingCall => by_code(transaction, kind, &new).await?,
            Kind::Partner | Kind::Project => partners_or_projects(transaction, kind, &new, &unique).await?,
            _ => Vec::new(),
        };
        if found.is_empty() {
            continue;
        }
        for Match { own, to, rule } in found {
            redirects.add(kind, &own, to, rule);
        }
        // Places and the like refer to their own kind.
        for item in items.iter_mut().filter(|item| item.kind == kind) {
            references::redirect(&mut item.record, |kind, key| redirects.follow(kind, key).cloned());
        }
    }
    Ok(redirects)
}

/// A key of a source, the key that it leads to, and what told so.
struct Match {
    own: String,
    to: Key,
    rule: MergeRule,
}

/// Those of the keys that are published.
pub(super) async fn published(transaction: &Transaction, kind: Kind, keys: &[String]) -> Result<HashSet<String>, Error> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let column = kind.key_column();
    let mut sql = transaction.sql(&format!("SELECT {column} AS key FROM {} WHERE {column}", kind.table()));
    sql.any_text(keys);
    transaction.rows(sql.statement()).await?.iter().map(|row| Ok(row.try_get("", "key")?)).collect()
}

/// Concepts are told by their notation within their vocabulary.
async fn concepts(transaction: &Transaction, new: &[&Record]) -> Result<Vec<Match>, Error> {
    let notation = |record: &Record| match record {
        Record::Concept(concept) => concept.notation.as_ref().map(|notation| (concept.vocabulary.to_string(), notation.clone())),
        _ => None,
    };
    let notations: Vec<String> = new.iter().filter_map(|record| Some(notation(record)?.1)).collect();
    let mut sql = transaction
        .sql("SELECT c.key, c.notation, v.code FROM concept c JOIN vocabulary v ON v.id = c.vocabulary_id WHERE c.notation");
    sql.any_text(&notations);
    let mut there: HashMap<(String, String), Key> = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        there.insert((row.try_get("", "code")?, row.try_get("", "notation")?), Key::stored(row.try_get::<String>("", "key")?));
    }
    Ok(matches_by_key(new, &mut there, notation))
}

/// Programmes and calls are told by their codes.
async fn by_code(transaction: &Transaction, kind: Kind, new: &[&Record]) -> Result<Vec<Match>, Error> {
    let code = |record: &Record| match record {
        Record::Programme(programme) => programme.code.as_deref().map(fold),
        Record::FundingCall(call) => call.identifier.as_deref().map(fold),
        _ => None,
    };
    let column = if kind == Kind::Programme { "code_key" } else { "identifier_key" };
    let codes: Vec<String> = new.iter().filter_map(|record| code(record)).collect();
    let mut sql = transaction.sql(&format!("SELECT key, {column} AS code FROM {} WHERE {column}", kind.table()));
    sql.any_text(&codes);
    let mut there: HashMap<String, Key> = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        there.insert(row.try_get("", "code")?, Key::stored(row.try_get::<String>("", "key")?));
    }
    Ok(matches_by_key(new, &mut there, code))
}

/// Countries are told by their code, regions by their NUTS code, cities by their country and any of their names.
async fn places(transaction: &Transaction, new: &[&Record]) -> Result<Vec<Match>, Error> {
    let places: Vec<&Place> =
        new.iter().filter_map(|record| if let Record::Place(place) = record { Some(place) } else { None }).collect();
    let countries: BTreeSet<&str> = places.iter().filter_map(|place| place.country.as_deref()).collect();
    let countries: Vec<String> = countries.into_iter().map(str::to_owned).collect();
    let mut sql = transaction.sql("SELECT key, kind, country, nuts, name, alternative_names FROM place WHERE country");
    sql.any_text(&countries);
    let mut there: HashMap<String, Key> = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        let key = Key::stored(row.try_get::<String>("", "key")?);
        let kind: PlaceKind = closed(&row.try_get::<String>("", "kind")?)?;
        let country: String = row.try_get("", "country")?;
        match (kind, row.try_get::<Option<String>>("", "nuts")?) {
            (PlaceKind::Country, _) => drop(there.insert(format!("country {country}"), key)),
            (PlaceKind::Region, Some(nuts)) => drop(there.insert(format!("nuts {nuts}"), key)),
            (PlaceKind::City, _) => {
                for text in
                    row.try_get::<Texts>("", "name")?.0.into_iter().chain(row.try_get::<Texts>("", "alternative_names")?.0)
                {
                    there.entry(format!("city {country} {}", fold(&text.text))).or_insert_with(|| key.clone());
                }
            }
            _ => {}
        }
    }
    Ok(matches_by_key(new, &mut there, |record| {
        let Record::Place(place) = record else { return None };
        match (place.kind, &place.country, &place.nuts) {
            (PlaceKind::Country, Some(country), _) => Some(format!("country {country}")),
            (PlaceKind::Region, _, Some(nuts)) => Some(format!("nuts {nuts}")),
            (PlaceKind::City, Some(country), _) => Some(format!("city {country} {}", fold(&place.name.first()?.text))),
            _ => None,
        }
    }))
}

/// The new records that have the match key of one that is there, or of an earlier one among them.
fn matches_by_key<M: Eq + std::hash::Hash>(
    new: &[&Record],
    there: &mut HashMap<M, Key>,
    match_key: impl Fn(&Record) -> Option<M>,
) -> Vec<Match> {
    let mut found = Vec::new();
    for record in new {
        let Some(match_key) = match_key(record) else { continue };
        match there.get(&match_key) {
            Some(key) => found.push(Match { own: record.key().to_owned(), to: key.clone(), rule: MergeRule::Code }),
            None => drop(there.insert(match_key, Key::stored(record.key()))),
        }
    }
    found
}

/// The records by what a partner or project is told by.
#[derive(Default)]
struct MatchIndex {
    /// Records by scheme and normalised identifier.
    by_identifier: HashMap<(String, String), Key>,
    /// Partners by name, country and city, each with its unique identifiers.
    by_name: HashMap<(String, String, String), Key>,
    identifiers: HashMap<Key, Vec<(String, String)>>,
}

/// Partners and projects are told by their identifiers, partners also by name and seat.
async fn partners_or_projects(
    transaction: &Transaction,
    kind: Kind,
    new: &[&Record],
    unique: &HashSet<String>,
) -> Result<Vec<Match>, Error> {
    let mut index = MatchIndex::default();
    index.load_by_identifier(transaction, kind, new, unique).await?;
    if kind == Kind::Partner {
        index.load_by_name(transaction, new).await?;
    }
    let keys: Vec<String> = new.iter().map(|record| record.key().to_owned()).collect();
    let told_apart = non_matches::load(transaction, kind, &keys).await?;
    let mut found = Vec::new();
    for record in new {
        let may_be = |to: &&Key| {
            let (one, other) = (record.key(), &***to);
            !told_apart.contains(&(one.min(other).to_owned(), one.max(other).to_owned()))
        };
        let own = unique_identifiers(record, unique);
        let same: HashSet<&Key> = own.iter().filter_map(|identifier| index.by_identifier.get(identifier)).collect();
        // Identifiers that lead to several records leave it to a person.
        let by_identifier = if same.len() == 1 { same.into_iter().next().filter(may_be).cloned() } else { None };
        let seat = seat(record);
        let by_name = || {
            let to = index.by_name.get(seat.as_ref()?).filter(may_be)?;
            let others = index.identifiers.get(to).map_or(&[][..], Vec::as_slice);
            let contradicts = |(scheme, value): &(String, String)| others.iter().any(|(s, v)| s == scheme && v != value);
            (!own.iter().any(contradicts)).then(|| to.clone())
        };
        let to =
            by_identifier.map(|to| (to, MergeRule::Identifier)).or_else(|| by_name().map(|to| (to, MergeRule::NameAndPlace)));
        let key = to.as_ref().map_or_else(|| Key::stored(record.key()), |(to, _)| to.clone());
        for identifier in &own {
            index.by_identifier.entry(identifier.clone()).or_insert_with(|| key.clone());
        }
        index.identifiers.entry(key.clone()).or_default().extend(own);
        if let Some(seat) = seat {
            index.by_name.entry(seat).or_insert(key);
        }
        found.extend(to.map(|(to, rule)| Match { own: record.key().to_owned(), to, rule }));
    }
    Ok(found)
}

impl MatchIndex {
    async fn load_by_identifier(
        &mut self,
        transaction: &Transaction,
        kind: Kind,
        new: &[&Record],
        unique: &HashSet<String>,
    ) -> Result<(), Error> {
        let mut by_scheme: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (scheme, value) in new.iter().flat_map(|record| unique_identifiers(record, unique)) {
            by_scheme.entry(scheme).or_default().push(value);
        }
        let table = kind.table();
        for (scheme, values) in by_scheme {
            let mut sql = transaction.sql(&format!(
                "SELECT t.key, i.normalised FROM identifier i JOIN {table} t ON t.id = i.{table}_id WHERE i.scheme = "
            ));
            sql.bind(scheme.clone()).push(" AND i.normalised").any_text(&values);
            for row in transaction.rows(sql.statement()).await? {
                let key = Key::stored(row.try_get::<String>("", "key")?);
                self.by_identifier.insert((scheme.clone(), row.try_get("", "normalised")?), key);
            }
        }
        Ok(())
    }

    async fn load_by_name(&mut self, transaction: &Transaction, new: &[&Record]) -> Result<(), Error> {
        let names: Vec<String> = new.iter().filter_map(|record| Some(seat(record)?.0)).collect();
        if names.is_empty() {
            return Ok(());
        }
        let mut sql = transaction.sql(
            "SELECT p.key, p.sort_key, p.country, l.key AS place FROM partner p JOIN place l ON l.id = p.place_id \
             WHERE p.country IS NOT NULL AND COALESCE(p.kind, '') <> 'NATURAL_PERSON' AND p.sort_key",
        );
        sql.any_text(&names);
        let mut keys = Vec::new();
        for row in transaction.rows(sql.statement()).await? {
            let key: String = row.try_get("", "key")?;
            keys.push(key.clone());
            let seat = (row.try_get("", "sort_key")?, row.try_get("", "country")?, row.try_get("", "place")?);
            self.by_name.entry(seat).or_insert_with(|| Key::stored(key));
        }
        let mut sql = transaction.sql(
            "SELECT p.key, i.scheme, i.normalised FROM partner p JOIN identifier i ON i.partner_id = p.id \
             JOIN identifier_scheme s ON s.code = i.scheme AND s.is_unique WHERE p.key",
        );
        sql.any_text(&keys);
        for row in transaction.rows(sql.statement()).await? {
            let key = Key::stored(row.try_get::<String>("", "key")?);
            self.identifiers.entry(key).or_default().push((row.try_get("", "scheme")?, row.try_get("", "normalised")?));
        }
        Ok(())
    }
}

/// The schemes that never give an identifier twice, as the registry has them, or else as they come with the records.
async fn unique_schemes(transaction: &Transaction, items: &[Item]) -> Result<HashSet<String>, Error> {
    let sql = transaction.sql("SELECT code, CASE WHEN is_unique THEN 1 ELSE 0 END AS is_unique FROM identifier_scheme");
    let mut schemes: HashMap<String, bool> = HashMap::new();
    for row in transaction.rows(sql.statement()).await? {
        schemes.insert(row.try_get("", "code")?, row.try_get::<i32>("", "is_unique")? == 1);
    }
    for item in items {
        if let Record::IdentifierScheme(scheme) = &item.record {
            schemes.entry(scheme.code.clone()).or_insert(scheme.unique);
        }
    }
    Ok(schemes.into_iter().filter(|(_, is_unique)| *is_unique).map(|(code, _)| code).collect())
}

fn unique_identifiers(record: &Record, unique: &HashSet<String>) -> Vec<(String, String)> {
    let identifiers: &[Identifier] = match record {
        Record::Partner(partner) if partner.kind != Some(PartnerKind::NaturalPerson) => &partner.identifiers,
        Record::Project(project) => &project.identifiers,
        _ => &[],
    };
    let of_unique = identifiers.iter().filter(|identifier| unique.contains(&identifier.scheme));
    of_unique.map(|identifier| (identifier.scheme.clone(), normalise_identifier(&identifier.value))).collect()
}

/// What an organisation's name, country and city are compared by; `None` unless all are known.
fn seat(record: &Record) -> Option<(String, String, String)> {
    let Record::Partner(Partner { kind, name, country, place, .. }) = record else { return None };
    if *kind == Some(PartnerKind::NaturalPerson) {
        return None;
    }
    let name = sort_key(&name.first()?.text);
    (!name.is_empty()).then_some((name, country.as_ref()?.to_string(), place.as_ref()?.to_string()))
}
