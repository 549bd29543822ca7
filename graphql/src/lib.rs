//! The GraphQL schema, one file a type. Fields read through loaders and lists of the database layer; there is no SQL here.

mod activity;
mod batch_scheduler;
mod collaborator;
mod concept;
mod connection;
mod dimension;
mod enums;
mod error;
mod error_code;
mod error_message;
mod execute;
mod facet;
mod filter;
mod funding_call;
mod id;
mod indicator;
mod limits;
mod loaders;
mod localized_text;
mod lookup_input;
mod network;
mod node;
mod order;
mod participation;
mod partner;
mod place;
mod programme;
mod project;
mod query;
mod registry;
mod response_order;
mod result;
mod scalar;
mod similar;
mod snippet;
mod source;
mod statistics;
mod suggestion;
mod tombstone;
mod value;

use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, EmptySubscription, SDLExportOptions, dataloader::Loader};
use store::{Database, Snapshot};
use time::Date;

pub use crate::{
    error_code::ErrorCode,
    execute::{Answer, Prepared, database_failure, execute, internal_failure, prepare},
    limits::Limits,
    statistics::citation::PublicUrl,
};

use crate::{
    batch_scheduler::BatchScheduler,
    error::Result,
    loaders::{Loaders, Reader, loaders},
    query::Query,
    statistics::citation::Wording,
};

/// The schema: it only reads.
pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// Makes the schema. It holds no data and no connection: those come with each request.
#[must_use]
pub fn schema() -> Schema {
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .register_output_type::<node::Node>()
        .register_output_type::<node::Record>()
        .finish()
}

/// The schema in the schema definition language, as it is kept in `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by().use_space_ident();
    schema().sdl_with_options(options)
}

/// What the resolvers of one request share.
struct Request {
    snapshot: Arc<Snapshot>,
    loaders: Loaders,
    scheduler: BatchScheduler,
    limits: Limits,
    /// The UTC day as of which it is answered.
    today: Date,
    /// What is asked, in the words of the client.
    wording: Wording,
}

impl Request {
    fn new(database: &Database, limits: Limits, today: Date, wording: Wording) -> Self {
        let snapshot = database.snapshot();
        let scheduler = BatchScheduler::default();
        Self { loaders: loaders(snapshot.clone(), scheduler.clone()), snapshot, scheduler, limits, today, wording }
    }

    /// The UTC day as the database writes it.
    fn day(&self) -> String {
        record::Day(self.today).to_string()
    }
}

fn request<'a>(ctx: &'a Context<'_>) -> &'a Request {
    ctx.data_unchecked()
}

/// Loads what belongs to a key, with everything else of the same level.
async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Reader as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Reader: Loader<K, Error = store::Error>,
{
    Ok(request(ctx).loaders.load_one(key).await?)
}

/// The same for lists, which are empty where nothing belongs to the key.
async fn load_all<K, T, N>(ctx: &Context<'_>, key: K, node: impl Fn(Arc<T>) -> N) -> Result<Vec<N>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Reader: Loader<K, Error = store::Error, Value = Vec<Arc<T>>>,
{
    Ok(load(ctx, key).await?.unwrap_or_default().into_iter().map(node).collect())
}
