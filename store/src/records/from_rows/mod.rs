//! Records read back from their rows, as they were published.

mod project;

use std::{collections::HashMap, str::FromStr};

use entity::Texts;
use record::{
    Citation, Concept, Deadline, FundingCall, Identifier, IdentifierScheme, Key, Location, Money, NonMatch, Partner, Period,
    Place, Programme, Record, Source, SourceRecord, Text, Tombstone, Vocabulary,
};
use sea_orm::{DbErr, EntityTrait, FromQueryResult};

use crate::{Error, Snapshot, closed, closed_or_null, kind::Kind, read::Read, sql::Sql};

/// The published records of a kind with these keys, by key.
pub(crate) async fn records(from: &impl Read, kind: Kind, keys: &[String]) -> Result<Vec<Record>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    RowReader { from, kind, selection: Selection::Keys(keys) }.records().await
}

/// The next published records of a kind after a key, by key; all that there are if they are fewer.
pub async fn records_after(from: &Snapshot, kind: Kind, after: &str, most: i64) -> Result<Vec<Record>, Error> {
    RowReader { from, kind, selection: Selection::After(after, most) }.records().await
}

/// All tombstones, by key.
pub async fn tombstones(from: &Snapshot) -> Result<Vec<Record>, Error> {
    let rows = from.rows(from.sql("SELECT * FROM tombstone").statement()).await?;
    let rows = rows.iter().map(|row| entity::tombstone::Model::from_query_result(row, ""));
    let rows = rows.collect::<Result<Vec<_>, DbErr>>()?;
    let tombstone = |row: entity::tombstone::Model| {
        Ok(Tombstone {
            record_type: closed(&row.record_type)?,
            key: stored(&row.key)?,
            slug: row.slug,
            reason: closed(&row.reason)?,
            merged_into: option(row.merged_into)?,
            at: moment(Some(row.at))?,
        })
    };
    let mut tombstones = rows.into_iter().map(tombstone).collect::<Result<Vec<_>, Error>>()?;
    tombstones.sort_by(|a, b| (&a.key, a.record_type).cmp(&(&b.key, b.record_type)));
    Ok(tombstones.into_iter().map(Record::Tombstone).collect())
}

/// The next source records after a row number, those that came first before the others, and the number of the last.
pub async fn source_records_after(from: &Snapshot, after: i64, most: i64) -> Result<Option<(i64, Vec<Record>)>, Error> {
    let mut sql = from.sql("SELECT * FROM source_record WHERE id > ");
    sql.bind(after).push(" ORDER BY id LIMIT ").bind(most);
    let rows = from.rows(sql.statement()).await?;
    let rows = rows.iter().map(|row| entity::source_record::Model::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    let Some(last) = rows.last().map(|row| row.id) else { return Ok(None) };
    let record = |row: entity::source_record::Model| {
        let record = row.body.map(|body| serde_json::from_str(&body)).transpose();
        Ok(Record::SourceRecord(SourceRecord {
            record_type: Kind::of_table(&row.kind).and_then(Kind::record_type).ok_or_else(|| DbErr::Type(row.kind.clone()))?,
            key: stored(&row.own_key)?,
            source: option(Some(row.source_key).filter(|key| !key.is_empty()))?,
            of: stored(&row.record_key)?,
            rule: closed_or_null(row.rule.as_deref())?,
            record: record.map_err(|error| DbErr::Json(error.to_string()))?,
        }))
    };
    Ok(Some((last, rows.into_iter().map(record).collect::<Result<_, Error>>()?)))
}

/// All pairs of records that are not the same, by kind and keys.
pub async fn non_matches(from: &Snapshot) -> Result<Vec<Record>, Error> {
    let rows = from.rows(from.sql("SELECT * FROM non_match ORDER BY kind, record_key, other_key").statement()).await?;
    let record = |row: &sea_orm::QueryResult| {
        let row = entity::non_match::Model::from_query_result(row, "")?;
        Ok(Record::NonMatch(NonMatch {
            record_type: Kind::of_table(&row.kind).and_then(Kind::record_type).ok_or(DbErr::Type(row.kind))?,
            key: stored(&row.record_key)?,
            other: stored(&row.other_key)?,
        }))
    };
    rows.iter().map(record).collect()
}

/// The records that are read.
enum Selection<'a> {
    Keys(&'a [String]),
    After(&'a str, i64),
}

/// Records of a kind on their way out of the tables.
struct RowReader<'a, R> {
    from: &'a R,
    kind: Kind,
    selection: Selection<'a>,
}

/// A column that refers to a record of some kind.
type Reference = (Kind, &'static str);

/// A row, and the keys of the records that some of its columns refer to.
type RowWithReferences<M, const N: usize> = (M, [Option<Key>; N]);

impl<R: Read> RowReader<'_, R> {
    async fn records(&self) -> Result<Vec<Record>, Error> {
        match self.kind {
            Kind::Source => self.sources().await,
            Kind::IdentifierScheme => self.schemes().await,
            Kind::Vocabulary => self.vocabularies().await,
            Kind::Concept => self.concepts().await,
            Kind::Place => self.places().await,
            Kind::Programme => self.programmes().await,
            Kind::FundingCall => self.funding_calls().await,
            Kind::Partner => self.partners().await,
            Kind::Project => self.projects().await,
            Kind::Tombstone | Kind::SourceRecord | Kind::NonMatch => Ok(Vec::new()),
        }
    }

    async fn sources(&self) -> Result<Vec<Record>, Error> {
        let record = |(row, []): RowWithReferences<entity::source::Model, 0>| {
            Ok(Record::Source(Source {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                publisher: row.publisher,
                title: texts(row.title)?,
                url: row.url,
                licence: row.licence,
                attribution: row.attribution,
                language: option(row.language)?,
                retrieved_on: option(row.retrieved_on)?,
            }))
        };
        self.rows::<entity::source::Entity, 0>([]).await?.into_iter().map(record).collect()
    }

    async fn schemes(&self) -> Result<Vec<Record>, Error> {
        let record = |(row, []): RowWithReferences<entity::identifier_scheme::Model, 0>| {
            Record::IdentifierScheme(IdentifierScheme {
                code: row.code,
                name: row.name,
                unique: row.is_unique,
                url: row.url,
                url_template: row.url_template,
            })
        };
        Ok(self.rows::<entity::identifier_scheme::Entity, 0>([]).await?.into_iter().map(record).collect())
    }

    async fn vocabularies(&self) -> Result<Vec<Record>, Error> {
        let record = |(row, []): RowWithReferences<entity::vocabulary::Model, 0>| {
            Ok(Record::Vocabulary(Vocabulary {
                code: stored(&row.code)?,
                name: texts(row.name)?,
                url: row.url,
                licence: row.licence,
            }))
        };
        self.rows::<entity::vocabulary::Entity, 0>([]).await?.into_iter().map(record).collect()
    }

    async fn concepts(&self) -> Result<Vec<Record>, Error> {
        let record = |(row, [vocabulary, broader]): RowWithReferences<entity::concept::Model, 2>| {
            Ok(Record::Concept(Concept {
                key: stored(&row.key)?,
                vocabulary: required(vocabulary)?,
                notation: row.notation,
                label: texts(row.label)?,
                broader,
                url: row.url,
            }))
        };
        let references = [(Kind::Vocabulary, "vocabulary_id"), (Kind::Concept, "broader_id")];
        self.rows::<entity::concept::Entity, 2>(references).await?.into_iter().map(record).collect()
    }

    async fn places(&self) -> Result<Vec<Record>, Error> {
        let record = |(row, [parent]): RowWithReferences<entity::place::Model, 1>| {
            Ok(Record::Place(Place {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                name: texts(row.name)?,
                alternative_names: texts(row.alternative_names)?,
                kind: closed(&row.kind)?,
                country: option(row.country)?,
                nuts: row.nuts,
                parent,
                location: row.latitude.zip(row.longitude).map(|(latitude, longitude)| Location { latitude, longitude }),
            }))
        };
        self.rows::<entity::place::Entity, 1>([(Kind::Place, "parent_id")]).await?.into_iter().map(record).collect()
    }

    async fn programmes(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::programme::Entity, 1>([(Kind::Programme, "parent_id")]).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut citations = self.citations("programme_id", &ids, |row| row.programme_id).await?;
        let record = |(row, [parent]): RowWithReferences<entity::programme::Model, 1>| {
            Ok(Record::Programme(Programme {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                code: row.code,
                name: texts(row.name)?,
                parent,
                period: period(row.period_start, row.period_end, row.period_months)?,
                sources: citations.remove(&row.id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn funding_calls(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::funding_call::Entity, 1>([(Kind::Programme, "programme_id")]).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut citations = self.citations("funding_call_id", &ids, |row| row.funding_call_id).await?;
        let mut deadlines: HashMap<i64, Vec<Deadline>> = HashMap::new();
        for (row, []) in self.dependent_rows::<entity::funding_call_deadline::Entity, 0>("funding_call_id", &ids, []).await? {
            let deadline = Deadline { on: stored(&row.day)?, at: moment(row.deadline_at)?, stage: row.stage };
            deadlines.entry(row.funding_call_id).or_default().push(deadline);
        }
        let record = |(row, [programme]): RowWithReferences<entity::funding_call::Model, 1>| {
            Ok(Record::FundingCall(FundingCall {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                identifier: row.identifier,
                title: texts(row.title)?,
                summary: texts(row.summary)?,
                programme,
                status: closed_or_null(row.status.as_deref())?,
                opens_on: option(row.opens_on)?,
                deadlines: deadlines.remove(&row.id).unwrap_or_default(),
                budget: money(row.budget_minor, row.budget_currency)?,
                url: row.url,
                sources: citations.remove(&row.id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    async fn partners(&self) -> Result<Vec<Record>, Error> {
        let rows = self.rows::<entity::partner::Entity, 1>([(Kind::Place, "place_id")]).await?;
        let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
        let mut citations = self.citations("partner_id", &ids, |row| row.partner_id).await?;
        let mut identifiers = self.identifiers("partner_id", &ids, |row| row.partner_id).await?;
        let record = |(row, [place]): RowWithReferences<entity::partner::Model, 1>| {
            Ok(Record::Partner(Partner {
                key: stored(&row.key)?,
                slug: Some(row.slug),
                name: texts(row.name)?,
                alternative_names: texts(row.alternative_names)?,
                kind: closed_or_null(row.kind.as_deref())?,
                country: option(row.country)?,
                place,
                identifiers: identifiers.remove(&row.id).unwrap_or_default(),
                url: row.url,
                sources: citations.remove(&row.id).unwrap_or_default(),
                withdrawn_at: moment(row.withdrawn_at)?,
            }))
        };
        rows.into_iter().map(record).collect()
    }

    /// The rows of the records themselves, by key.
    async fn rows<E: EntityTrait, const N: usize>(
        &self,
        references: [Reference; N],
    ) -> Result<Vec<RowWithReferences<E::Model, N>>, Error> {
        let column = self.kind.key_column();
        let mut sql = self.select(self.kind.table(), references);
        sql.push(&format!(" WHERE t.{column}"));
        match self.selection {
            Selection::Keys(keys) => sql.any_text(keys).push(&format!(" ORDER BY t.{column}")),
            Selection::After(key, most) => sql.push(" > ").bind(key).push(&format!(" ORDER BY t.{column} LIMIT ")).bind(most),
        };
        self.read::<E, N>(sql).await
    }

    /// The rows that belong to owners, in their order.
    async fn dependent_rows<E: EntityTrait, const N: usize>(
        &self,
        column: &str,
        owners: &[i64],
        references: [Reference; N],
    ) -> Result<Vec<RowWithReferences<E::Model, N>>, Error> {
        let mut sql = self.select(E::default().table_name(), references);
        // Rows are numbered in the order of their record.
        sql.push(&format!(" WHERE t.{column}")).any_id(owners).push(&format!(" ORDER BY t.{column}, t.id"));
        self.read::<E, N>(sql).await
    }

    /// Begins a selection of rows `t` with the keys of what they refer to.
    fn select<const N: usize>(&self, table: &str, references: [Reference; N]) -> Sql {
        let mut sql = self.from.sql("SELECT t.*");
        for (i, (kind, _)) in references.iter().enumerate() {
            sql.push(&format!(", r{i}.{} AS reference{i}", kind.key_column()));
        }
        sql.push(&format!(" FROM {table} t"));
        for (i, (kind, column)) in references.iter().enumerate() {
            sql.push(&format!(" LEFT JOIN {} r{i} ON r{i}.id = t.{column}", kind.table()));
        }
        sql
    }

    async fn read<E: EntityTrait, const N: usize>(&self, sql: Sql) -> Result<Vec<RowWithReferences<E::Model, N>>, Error> {
        let rows = self.from.rows(sql.statement()).await?;
        let read = |row: &sea_orm::QueryResult| {
            let mut keys = [const { None }; N];
            for (i, key) in keys.iter_mut().enumerate() {
                *key = option(row.try_get::<Option<String>>("", &format!("reference{i}"))?)?;
            }
            Ok((E::Model::from_query_result(row, "")?, keys))
        };
        rows.iter().map(read).collect()
    }

    /// The keys of what link tables lead to, in order.
    async fn linked(&self, table: &str, owner: &str, kind: Kind, owners: &[i64]) -> Result<HashMap<i64, Vec<Key>>, Error> {
        let target = kind.table();
        let mut sql = self.from.sql(&format!(
            "SELECT l.{owner} AS owner, t.key FROM {table} l JOIN {target} t ON t.id = l.{target}_id WHERE l.{owner}"
        ));
        sql.any_id(owners).push(&format!(" ORDER BY l.{owner}, l.position"));
        let mut found: HashMap<i64, Vec<Key>> = HashMap::new();
        for row in self.from.rows(sql.statement()).await? {
            found.entry(row.try_get("", "owner")?).or_default().push(stored(&row.try_get::<String>("", "key")?)?);
        }
        Ok(found)
    }

    async fn citations(
        &self,
        column: &str,
        owners: &[i64],
        owner: impl Fn(&entity::citation::Model) -> Option<i64>,
    ) -> Result<HashMap<i64, Vec<Citation>>, Error> {
        let mut found: HashMap<i64, Vec<Citation>> = HashMap::new();
        let source = [(Kind::Source, "source_id")];
        for (row, [source]) in self.dependent_rows::<entity::citation::Entity, 1>(column, owners, source).await? {
            let Some(owner) = owner(&row) else { continue };
            found.entry(owner).or_default().push(Citation {
                source: required(source)?,
                record_id: row.record_id,
                url: row.url,
                language: option(row.language)?,
            });
        }
        Ok(found)
    }

    async fn identifiers(
        &self,
        column: &str,
        owners: &[i64],
        owner: impl Fn(&entity::identifier::Model) -> Option<i64>,
    ) -> Result<HashMap<i64, Vec<Identifier>>, Error> {
        let mut found: HashMap<i64, Vec<Identifier>> = HashMap::new();
        for (row, []) in self.dependent_rows::<entity::identifier::Entity, 0>(column, owners, []).await? {
            if let Some(owner) = owner(&row) {
                found.entry(owner).or_default().push(Identifier { scheme: row.scheme, value: row.value });
            }
        }
        Ok(found)
    }
}

/// The key of a record that must be there.
fn required(key: Option<Key>) -> Result<Key, Error> {
    key.ok_or_else(|| DbErr::RecordNotFound("a row refers to nothing".to_owned()).into())
}

/// A value that was checked when it entered.
fn stored<T: FromStr<Err = String>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|reason| DbErr::Type(reason).into())
}

fn option<T: FromStr<Err = String>>(text: Option<String>) -> Result<Option<T>, Error> {
    text.map(|text| stored(&text)).transpose()
}

fn texts(texts: Texts) -> Result<Vec<Text>, Error> {
    let text =
        |text: entity::Text| Ok(Text { language: stored(&text.language)?, text: text.text, origin: closed(&text.origin)? });
    texts.0.into_iter().map(text).collect()
}

fn period(start: Option<String>, end: Option<String>, months: Option<i32>) -> Result<Option<Period>, Error> {
    let stated = start.is_some() || end.is_some() || months.is_some();
    Ok(if stated { Some(Period { start: option(start)?, end: option(end)?, months }) } else { None })
}

fn money(minor: Option<i64>, currency: Option<String>) -> Result<Option<Money>, Error> {
    minor.zip(currency).map(|(minor, currency)| Ok(Money { minor, currency: stored(&currency)? })).transpose()
}

fn moment(seconds: Option<i64>) -> Result<Option<time::OffsetDateTime>, Error> {
    let moment =
        |seconds| time::OffsetDateTime::from_unix_timestamp(seconds).map_err(|error| DbErr::Type(error.to_string()).into());
    seconds.map(moment).transpose()
}
