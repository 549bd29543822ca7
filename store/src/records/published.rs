//! The rows of published records, as far as writing others needs to know of them.

use super::Keyed;
use crate::{Error, kind::Kind, read::Read};

/// What the registry knows of a record that is published, or will know.
#[derive(Clone, Debug)]
pub(crate) struct PublishedRow {
    pub(crate) id: i64,
    pub(crate) checksum: String,
    pub(crate) slug: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) withdrawn: bool,
}

impl PublishedRow {
    /// Looks up those of the keys that are published.
    pub(crate) async fn load(from: &impl Read, kind: Kind, keys: &[String], known: &mut Keyed<Self>) -> Result<(), Error> {
        let slug = if kind.has_slug() { "slug" } else { "NULL" };
        let created = if kind == Kind::Project { "created_at" } else { "updated_at" };
        let withdrawn = if kind.can_be_withdrawn() { "withdrawn_at IS NOT NULL" } else { "FALSE" };
        let (table, key) = (kind.table(), kind.key_column());
        let mut sql = from.sql(&format!(
            "SELECT id, {key} AS key, checksum, CAST({slug} AS TEXT) AS slug, {created} AS created, \
             CASE WHEN {withdrawn} THEN 1 ELSE 0 END AS withdrawn FROM {table} WHERE {key}"
        ));
        sql.any_text(keys);
        for row in from.rows(sql.statement()).await? {
            let published = Self {
                id: row.try_get("", "id")?,
                checksum: row.try_get("", "checksum")?,
                slug: row.try_get("", "slug")?,
                created_at: row.try_get("", "created")?,
                withdrawn: row.try_get::<i32>("", "withdrawn")? == 1,
            };
            known.insert(kind, row.try_get("", "key")?, published);
        }
        Ok(())
    }
}
