//! Writing: records, trees, counts, the search index and the history.

use std::collections::{BTreeMap, HashMap};

use record::{ClosedList, Key, Record, RevisionKind};

use super::{
    Change, Outcome,
    canonical::{canonicalise, checksum, is_withdrawn},
    counts::Counts,
    dependent_rows, index,
    insert::{Insertion, insert, while_running},
    references::citations_of,
    remove::{self, Removal},
    resolve::Publication,
    run_cache::RunCache,
    slugs::Slugs,
    tree::{self, Parents, parent_column},
};
use crate::{
    Error,
    kind::Kind,
    read::Read,
    records::{Head, Ids, Keys, PublishedRow, RowMaker, Rows},
    transaction::Transaction,
};

/// How many records are written at a time.
const RECORDS_AT_ONCE: usize = 1_000;

/// One record that is to be written.
struct Draft {
    record: Record,
    head: Head,
    what: RevisionKind,
    /// True if its row is new.
    created: bool,
}

/// The rows of records that are written together.
struct PreparedRows {
    /// Those that were there already.
    updated: Vec<i64>,
    rows: Rows,
    revisions: Vec<entity::revision::Model>,
}

/// What the batches of a publication share while they are written; most are written in one.
#[derive(Default)]
pub(super) struct PublicationState {
    /// The number of the publication, once something has changed.
    version: Option<i64>,
    /// What changes in the counts; applied when everything is written.
    pub(super) counts: Counts,
    /// Keys of records that were part of others.
    pub(super) split: Keys,
}

/// Writes what is to be published, if that changes anything.
pub(super) async fn write(
    transaction: &Transaction,
    cache: &mut RunCache,
    state: &mut PublicationState,
    mut publication: Publication,
) -> Result<Outcome, Error> {
    let mut items = std::mem::take(&mut publication.items);
    items.sort_by_key(|item| item.kind);
    for item in &mut items {
        canonicalise(&mut item.record);
    }
    let mut writer = Writer {
        transaction,
        state,
        ids: Ids::load(transaction).await?,
        publication,
        now: transaction.now().unix_timestamp(),
        data_version: 0,
        changes: Vec::new(),
        outcome: Outcome::default(),
    };
    let tombstones = items.split_off(items.partition_point(|item| item.kind < Kind::Tombstone));
    let mut slugs = Slugs::load(transaction, &mut cache.slug_numbers, &mut items, &writer.publication.published).await?;
    let mut drafts: BTreeMap<Kind, Vec<Draft>> = BTreeMap::new();
    for item in items {
        if let Some(draft) = writer.draft(item.kind, item.record, &mut slugs).await? {
            drafts.entry(item.kind).or_default().push(draft);
        }
    }
    let removals = remove::removals(&writer.publication, tombstones, &mut writer.outcome.counts);
    if drafts.is_empty() && removals.is_empty() {
        return Ok(writer.outcome);
    }
    writer.begin_version(&drafts, &removals).await?;
    writer.subtract_counts(&drafts, &removals).await?;
    for (kind, drafts) in drafts {
        writer.write_records(kind, drafts).await?;
    }
    remove::remove(transaction, &writer.publication, &removals).await?;
    writer.renew_trees().await?;
    index::refresh(transaction, &mut cache.analyser, &writer.changes).await?;
    remove::write_tombstones(transaction, &mut writer.ids, writer.now, writer.data_version, &removals).await?;
    Ok(writer.outcome)
}

/// One publication on its way into the tables.
struct Writer<'a> {
    transaction: &'a Transaction,
    state: &'a mut PublicationState,
    publication: Publication,
    ids: Ids,
    now: i64,
    data_version: i64,
    changes: Vec<Change>,
    outcome: Outcome,
}

impl Writer<'_> {
    /// What is to be written of a record; nothing if it is as it was.
    async fn draft(&mut self, kind: Kind, mut record: Record, slugs: &mut Slugs<'_>) -> Result<Option<Draft>, Error> {
        let there = self.publication.published.get(kind, record.key());
        let slug = slugs.assign(kind, &mut record, there).await?;
        let checksum = checksum(&record);
        let withdrawn = is_withdrawn(&record);
        let count = self.outcome.counts.entry(record.kind()).or_default();
        let (id, created_at, what) = match there {
            Some(there) if there.checksum == checksum => {
                count.unchanged += 1;
                return Ok(None);
            }
            Some(there) => {
                count.updated += 1;
                let what = match (there.withdrawn, withdrawn) {
                    (false, true) => RevisionKind::Withdrawn,
                    (true, false) => RevisionKind::Restored,
                    _ => RevisionKind::Updated,
                };
                (there.id, there.created_at, what)
            }
            None => {
                count.created += 1;
                let is_split = self.state.split.contains(kind, record.key());
                let what = if is_split { RevisionKind::Split } else { RevisionKind::Created };
                (self.ids.next(kind.table()), self.now, what)
            }
        };
        let there = PublishedRow { id, checksum: checksum.clone(), slug: Some(slug.clone()), created_at, withdrawn };
        self.publication.published.insert(kind, record.key().to_owned(), there);
        let created = matches!(what, RevisionKind::Created | RevisionKind::Split);
        self.changes.push(Change { kind, id, created });
        let head = Head { id, slug, checksum, created_at, project_count: 0 };
        Ok(Some(Draft { record, head, what, created }))
    }

    /// Numbers the publication, unless an earlier batch did.
    async fn begin_version(&mut self, drafts: &BTreeMap<Kind, Vec<Draft>>, removals: &[Removal]) -> Result<(), Error> {
        let created = drafts.get(&Kind::Project).into_iter().flatten().filter(|draft| draft.created).count();
        let removed = removals.iter().filter(|removal| removal.kind == Kind::Project && removal.id.is_some()).count();
        let more = i64::try_from(created).unwrap_or(i64::MAX) - i64::try_from(removed).unwrap_or(i64::MAX);
        let mut sql = self.transaction.sql("INSERT INTO registry (id, data_version, updated_at, project_count) VALUES (1, 1, ");
        let next = i64::from(self.state.version.is_none());
        sql.bind(self.now).push(", ").bind(more).push(") ON CONFLICT (id) DO UPDATE SET data_version = registry.data_version + ");
        sql.bind(next).push(
            ", updated_at = excluded.updated_at, project_count = registry.project_count + excluded.project_count RETURNING data_version",
        );
        for row in self.transaction.rows(sql.statement()).await? {
            self.data_version = row.try_get("", "data_version")?;
        }
        self.state.version = Some(self.data_version);
        self.outcome.data_version = Some(self.data_version);
        Ok(())
    }

    /// Takes away what is counted of projects that change, go, or have a partner that moves. Trees that take another shape are
    /// counted anew in the end.
    async fn subtract_counts(&mut self, drafts: &BTreeMap<Kind, Vec<Draft>>, removals: &[Removal]) -> Result<(), Error> {
        let updated = |kind: Kind| drafts.get(&kind).into_iter().flatten().filter(|draft| !draft.created);
        let mut projects: Vec<i64> = updated(Kind::Project).map(|draft| draft.head.id).collect();
        projects.extend(removals.iter().filter(|removal| removal.kind == Kind::Project).filter_map(|removal| removal.id));
        self.state.counts.subtract(self.transaction, &projects).await?;

        let seat = |draft: &Draft| match &draft.record {
            Record::Partner(partner) => self.id_of(Kind::Place, partner.place.as_ref()),
            _ => None,
        };
        let seats = updated(Kind::Partner).map(|draft| (draft.head.id, seat(draft))).collect();
        let moving = self.moving("partner", "place_id", seats).await?;
        self.state.counts.subtract_of_partners(self.transaction, &moving).await?;
        for kind in tree::KINDS {
            let parents = updated(kind).map(|draft| (draft.head.id, self.id_of(kind, tree::parent(&draft.record)))).collect();
            if !self.moving(kind.table(), parent_column(kind), parents).await?.is_empty() {
                self.state.counts.reshape(kind);
            }
        }
        for Draft { record, head, .. } in drafts.get(&Kind::Project).into_iter().flatten() {
            if let Record::Project(project) = record {
                let partners =
                    project.participations.iter().filter_map(|r| self.id_of(Kind::Partner, Some(&r.partner))).collect();
                self.state.counts.add(head.id, &partners);
            }
        }
        Ok(())
    }

    fn id_of(&self, kind: Kind, key: Option<&Key>) -> Option<i64> {
        self.publication.published.get(kind, key?).map(|there| there.id)
    }

    /// The rows in whose column stands something else than what is about to be written.
    async fn moving(&self, table: &str, column: &str, rows: HashMap<i64, Option<i64>>) -> Result<Vec<i64>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = self.transaction.sql(&format!("SELECT id, {column} AS place FROM {table} WHERE id"));
        sql.any_id(&rows.keys().copied().collect::<Vec<_>>());
        let mut moving = Vec::new();
        for row in self.transaction.rows(sql.statement()).await? {
            let id = row.try_get("", "id")?;
            if rows.get(&id) != Some(&row.try_get("", "place")?) {
                moving.push(id);
            }
        }
        Ok(moving)
    }

    /// Writes the records of one kind. What they refer to must be there already.
    async fn write_records(&mut self, kind: Kind, mut drafts: Vec<Draft>) -> Result<(), Error> {
        if tree::KINDS.contains(&kind) {
            parents_first(&mut drafts);
        }
        let (transaction, mut drafts) = (self.transaction, drafts.into_iter());
        let mut next = self.prepare_rows(kind, &mut drafts);
        while let Some(PreparedRows { updated, rows, revisions }) = next {
            let written = async {
                dependent_rows::clear(transaction, kind, &updated).await?;
                insert(transaction, &rows).await?;
                Insertion::of_new::<entity::revision::Entity>(&revisions).execute(transaction).await
            };
            next = while_running(written, || self.prepare_rows(kind, &mut drafts)).await?;
        }
        Ok(())
    }

    /// The rows of the next records; `None` if there are no more.
    fn prepare_rows(&mut self, kind: Kind, drafts: &mut impl Iterator<Item = Draft>) -> Option<PreparedRows> {
        let (mut revisions, mut updated, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for Draft { record, mut head, what, created } in drafts.take(RECORDS_AT_ONCE) {
            if !created {
                updated.push(head.id);
            } else if kind == Kind::Partner {
                head.project_count = self.state.counts.of_new_partner(head.id);
            }
            revisions.extend(self.revision(kind, &record, &head, what));
            changed.push((record, head));
        }
        if changed.is_empty() {
            return None;
        }
        let mut maker =
            RowMaker { ids: &mut self.ids, published: &self.publication.published, now: self.now, rows: Rows::default() };
        for (record, head) in changed {
            maker.record(&record, head);
        }
        Some(PreparedRows { updated, rows: maker.rows, revisions })
    }

    fn revision(&mut self, kind: Kind, record: &Record, head: &Head, what: RevisionKind) -> Option<entity::revision::Model> {
        let first = citations_of(record).first();
        Some(entity::revision::Model {
            record_type: kind.record_type()?.spelling(),
            id: self.ids.next("revision"),
            record_key: record.key().to_owned(),
            kind: what.spelling(),
            at: self.now,
            data_version: self.data_version,
            checksum: Some(head.checksum.clone()),
            source_id: first
                .and_then(|citation| self.publication.published.get(Kind::Source, &citation.source))
                .map(|source| source.id),
            merged_into: None,
        })
    }

    async fn renew_trees(&self) -> Result<(), Error> {
        for kind in tree::KINDS {
            let changed: Vec<i64> = self.changes.iter().filter(|change| change.kind == kind).map(|change| change.id).collect();
            if !changed.is_empty() {
                tree::renew(self.transaction, kind, &changed).await?;
            }
        }
        Ok(())
    }
}

/// Rows can only refer to rows that are there, or come in the same statement.
fn parents_first(drafts: &mut [Draft]) {
    let mut parents = Parents::default();
    for Draft { record, .. } in drafts.iter() {
        parents.set(record.key(), tree::parent(record).map(|key| &**key));
    }
    drafts.sort_by_cached_key(|draft| parents.above(draft.record.key()).count());
}
