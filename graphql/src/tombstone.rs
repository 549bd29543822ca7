//! Tombstones: what is left of records that are gone.

use async_graphql::{Context, ID, Object};
use store::{closed, lookup};

use super::{
    enums::{RecordType, TombstoneReason},
    error::Result,
    id::{self, NodeType},
    node::{self, Node},
    request,
    scalar::DateTime,
};
use crate::enums::Stored;

/// What an old id answers.
pub struct Tombstone(entity::tombstone::Model);

impl From<entity::tombstone::Model> for Tombstone {
    fn from(row: entity::tombstone::Model) -> Self {
        Self(row)
    }
}

/// What is left of a record that was merged or deleted: what its old id answers.
#[Object]
impl Tombstone {
    /// The id that the record had.
    pub(super) async fn id(&self) -> Result<ID> {
        Ok(match NodeType::of_record_type(closed(&self.0.record_type)?) {
            Some(node) => id::encode(node, &self.0.key),
            None => ID(String::new()),
        })
    }

    /// The kind of record that it was.
    async fn record_type(&self) -> Result<RecordType> {
        RecordType::stored(&self.0.record_type)
    }

    /// Why it is gone.
    async fn reason(&self) -> Result<TombstoneReason> {
        TombstoneReason::stored(&self.0.reason)
    }

    /// When it went.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// The record that it lives on in, however often that was merged in turn; null if it was deleted.
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        let Some(node) = NodeType::of_record_type(closed(&self.0.record_type)?) else { return Ok(None) };
        match lookup::survivor(&request(ctx).snapshot, self.0.clone()).await? {
            Some(key) => node::by_key(ctx, node, &key).await,
            None => Ok(None),
        }
    }
}
