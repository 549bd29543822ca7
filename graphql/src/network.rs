//! The network of partners, ready for a library that draws graphs.

use async_graphql::{ComplexObject, Context, SimpleObject};
use store::{network, table::Table};

use super::{
    connection::size_up_to,
    error::{Error, Result},
    filter::{ProjectFilter, condition},
    load,
    partner::Partner,
    request,
    scalar::int,
};
use crate::loaders::PartnerRow;

/// How many partners are shown if nothing is said.
const DEFAULT_NODES: i32 = 100;
/// How many partners are shown at most.
const MAX_NODES: u64 = 500;

/// Partners and the projects that they share.
#[derive(SimpleObject)]
pub struct PartnerNetwork {
    /// The partners with most of the projects, the one with most first, equal ones by name.
    nodes: Vec<PartnerNetworkNode>,
    /// Each two of these partners that share projects, once, those that share most first; at most ten times as many as `first`.
    edges: Vec<PartnerNetworkEdge>,
    /// How many partners the projects have, private persons left out.
    partner_count: i32,
    /// True if not all of the partners are among the nodes, or not all that two of the nodes share among the edges.
    truncated: bool,
}

/// A partner in the network.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PartnerNetworkNode {
    /// How many of the projects it takes part in, each once.
    project_count: i32,
    #[graphql(skip)]
    id: i64,
}

/// Two partners in the network that share projects.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PartnerNetworkEdge {
    /// How many of the projects both take part in, each once.
    project_count: i32,
    #[graphql(skip)]
    one: i64,
    #[graphql(skip)]
    other: i64,
}

#[ComplexObject]
impl PartnerNetworkNode {
    /// The partner.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Partner> {
        partner(ctx, self.id).await
    }
}

#[ComplexObject]
impl PartnerNetworkEdge {
    /// The partner whose record key comes first.
    async fn from(&self, ctx: &Context<'_>) -> Result<Partner> {
        partner(ctx, self.one).await
    }

    /// The other partner.
    async fn to(&self, ctx: &Context<'_>) -> Result<Partner> {
        partner(ctx, self.other).await
    }
}

async fn partner(ctx: &Context<'_>, id: i64) -> Result<Partner> {
    load(ctx, PartnerRow(id)).await?.map(Partner).ok_or_else(|| Error::missing("partner"))
}

/// Answers `partnerNetwork`.
pub async fn partner_network(ctx: &Context<'_>, filter: Option<ProjectFilter>, first: Option<i32>) -> Result<PartnerNetwork> {
    let first = size_up_to("first", first.unwrap_or(DEFAULT_NODES), MAX_NODES)?;
    let filter = condition(filter, Table::Project, None, request(ctx).today)?;
    let found = network::network(&request(ctx).snapshot, &filter, first).await?;
    let node = |(id, projects): (i64, i64)| PartnerNetworkNode { project_count: int(projects), id };
    let edge = |(one, other, projects): (i64, i64, i64)| PartnerNetworkEdge { project_count: int(projects), one, other };
    Ok(PartnerNetwork {
        nodes: found.nodes.into_iter().map(node).collect(),
        edges: found.edges.into_iter().map(edge).collect(),
        partner_count: int(found.partners),
        truncated: found.truncated,
    })
}
