//! Collaborators: who shares projects with a partner.

use std::sync::Arc;

use async_graphql::{Context, Object};
use store::{
    columns::{self},
    filter::Filter,
    list::List,
    order::{Sort, SortBy},
    parent::Parent,
    scope::Scope,
    table::Table,
};

use super::{
    connection::{LazyPage, PageArguments, PageInfo},
    error::Result,
    filter::{ProjectFilter, condition},
    order::by_title,
    partner::Partner,
    project::ProjectConnection,
    request,
    scalar::int,
};
use crate::loaders::PartnerRow;

/// A page of partners that share projects with a partner.
pub struct CollaboratorConnection {
    page: LazyPage,
    partner: i64,
    /// Which shared projects count.
    projects: Arc<Filter>,
}

impl CollaboratorConnection {
    /// The page that the arguments ask for, of the partner with this row number.
    pub fn of(
        ctx: &Context<'_>,
        partner: i64,
        filter: Option<ProjectFilter>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Self> {
        let projects = condition(filter, Table::Project, None, request(ctx).today)?;
        let mut order = vec![Sort { by: SortBy::Shared, descending: true }];
        order.extend(by_title());
        let list = List {
            table: Table::Partner,
            scope: Some(Scope::CollaboratorsOfPartner(Box::new(projects.clone()))),
            filter: Filter::equals(columns::KIND, "NATURAL_PERSON").negated(),
            selections: Vec::new(),
            order,
        };
        let page = LazyPage::new(ctx, list, &PageArguments { first, after, ..PageArguments::default() }, Parent::Row(partner))?;
        Ok(Self { page, partner, projects: Arc::new(projects) })
    }
}

/// A page of partners that share projects with a partner, those with most shared projects first.
#[Object]
impl CollaboratorConnection {
    /// The rows of this page, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> Result<Vec<CollaboratorEdge>> {
        let page = self.page.page(ctx).await?;
        let found = request(ctx).loaders.load_many(page.rows.iter().map(|(id, _)| PartnerRow(*id))).await?;
        let edge = |(id, cursor): &(i64, store::cursor::Cursor)| {
            Some(CollaboratorEdge {
                cursor: cursor.encode(),
                node: Partner(found.get(&PartnerRow(*id))?.clone()),
                shared: int(cursor.number()?),
                pair: Parent::Pair(self.partner, *id),
                projects: self.projects.clone(),
            })
        };
        Ok(page.rows.iter().filter_map(edge).collect())
    }

    /// The rows of this page.
    async fn nodes(&self, ctx: &Context<'_>) -> Result<Vec<Partner>> {
        let page = self.page.page(ctx).await?;
        let found = request(ctx).loaders.load_many(page.rows.iter().map(|(id, _)| PartnerRow(*id))).await?;
        Ok(page.rows.iter().filter_map(|(id, _)| found.get(&PartnerRow(*id)).cloned().map(Partner)).collect())
    }

    /// Where this page stands in the list.
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        self.page.page_info(ctx).await
    }

    /// How many partners share projects with it, whatever the page. Counted only if it is asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        self.page.total_count(ctx).await
    }
}

/// A partner that shares projects with a partner.
pub struct CollaboratorEdge {
    cursor: String,
    node: Partner,
    shared: i32,
    /// Both partners.
    pair: Parent,
    projects: Arc<Filter>,
}

/// A partner that shares projects with a partner.
#[Object]
impl CollaboratorEdge {
    /// The position of the row, for `after`. It stays valid when the data changes.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The partner.
    async fn node(&self) -> &Partner {
        &self.node
    }

    /// How many projects both take part in, each once.
    async fn shared_project_count(&self) -> i32 {
        self.shared
    }

    /// The projects that both take part in, by title.
    async fn shared_projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many rows from the front, 20 if neither this nor last is given, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many rows from the end, at most 100; not together with first.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ProjectConnection> {
        let list = List {
            table: Table::Project,
            scope: Some(Scope::ProjectsOfPair),
            filter: (*self.projects).clone(),
            selections: Vec::new(),
            order: by_title(),
        };
        Ok(ProjectConnection(LazyPage::new(ctx, list, &PageArguments { first, after, last, before }, self.pair)?))
    }
}
