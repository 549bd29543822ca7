//! Lists with cursors: one implementation for all of them.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};

use super::{
    error::{Error, Result},
    load,
};
use crate::{
    db::{
        cursor::Cursor,
        loaders::{CountOf, PageOf},
        page::{List, Page, Window},
    },
    limits::limits,
};

/// How many rows a page has if nothing is said.
pub fn default_page_size() -> u64 {
    limits().max_page_size.min(20)
}

/// The parent of lists that belong to no row.
pub const ROOT: i64 = 0;

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// True if there is more after this page.
    has_next_page: bool,
    /// True if there is more before this page.
    has_previous_page: bool,
    /// The cursor of the first row, for `before`; null if the page is empty.
    start_cursor: Option<String>,
    /// The cursor of the last row, for `after`; null if the page is empty.
    end_cursor: Option<String>,
}

/// The arguments that every list takes.
#[derive(Default)]
pub struct PageArguments {
    /// How many rows from the front.
    pub first: Option<i32>,
    /// Only rows after this cursor.
    pub after: Option<String>,
    /// How many rows from the end.
    pub last: Option<i32>,
    /// Only rows before this cursor.
    pub before: Option<String>,
}

impl PageArguments {
    fn window(&self, list: &List) -> Result<Window> {
        let (limit, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Error::bad_input("first and last can't be combined: give one of them")),
            (Some(first), None) => (size("first", first)?, false),
            (None, Some(last)) => (size("last", last)?, true),
            (None, None) => (default_page_size(), false),
        };
        let cursor =
            |text: &Option<String>| text.as_ref().map(|text| Cursor::decode(text, list).ok_or(Error::InvalidCursor)).transpose();
        Ok(Window { limit, backward, after: cursor(&self.after)?, before: cursor(&self.before)? })
    }
}

/// Checks how many rows are asked for.
pub fn size(argument: &str, asked: i32) -> Result<u64> {
    let limit = limits().max_page_size;
    let asked = u64::try_from(asked)
        .map_err(|_| Error::bad_input(format!("{argument} is {asked}: a number from 0 to {limit} is allowed")))?;
    if asked > limit {
        return Err(Error::PageTooLarge { asked, limit });
    }
    Ok(asked)
}

/// A page that is read only if something of it is selected.
pub struct Lazy {
    list: Arc<List>,
    window: Arc<Window>,
    /// The row that the list belongs to.
    parent: i64,
}

impl Lazy {
    /// The page that the arguments ask for, of a list that belongs to a row or to the ROOT.
    pub fn new(list: List, arguments: &PageArguments, parent: i64) -> Result<Self> {
        let window = Arc::new(arguments.window(&list)?);
        Ok(Self { list: Arc::new(list), window, parent })
    }

    /// The page itself. Whoever asks for it in the same round gets the same.
    pub async fn page(&self, ctx: &Context<'_>) -> Result<Arc<Page>> {
        let key = PageOf { list: self.list.clone(), window: self.window.clone(), parent: self.parent };
        Ok(load(ctx, key).await?.unwrap_or_default())
    }

    /// How many rows the whole list has.
    pub async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let key = CountOf { list: self.list.clone(), parent: self.parent };
        let count = load(ctx, key).await?.unwrap_or(0);
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// Where the page stands in the list.
    pub async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        let page = self.page(ctx).await?;
        Ok(PageInfo {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.rows.first().map(|(_, cursor)| cursor.encode()),
            end_cursor: page.rows.last().map(|(_, cursor)| cursor.encode()),
        })
    }
}

/// Defines the connection and edge types of one kind of record.
macro_rules! connection {
    ($(#[$($connection_doc:tt)*])* $connection:ident, $(#[$($edge_doc:tt)*])* $edge:ident, $node:ident, $row:ident) => {
        $(#[$($connection_doc)*])*
        pub struct $connection(pub(super) $crate::graphql::connection::Lazy);

        impl $connection {
            async fn rows(&self, ctx: &async_graphql::Context<'_>) -> $crate::graphql::error::Result<Vec<(String, $node)>> {
                let page = self.0.page(ctx).await?;
                let keys = page.rows.iter().map(|(id, _)| $crate::db::loaders::$row(*id));
                let found = $crate::graphql::request(ctx).loaders.load_many(keys).await?;
                let row = |(id, cursor): &(i64, $crate::db::cursor::Cursor)| {
                    Some((cursor.encode(), $node(found.get(&$crate::db::loaders::$row(*id))?.clone())))
                };
                Ok(page.rows.iter().filter_map(row).collect())
            }
        }

        $(#[$($connection_doc)*])*
        #[async_graphql::Object]
        impl $connection {
            /// The rows of this page, each with its cursor.
            async fn edges(&self, ctx: &async_graphql::Context<'_>) -> $crate::graphql::error::Result<Vec<$edge>> {
                Ok(self.rows(ctx).await?.into_iter().map(|(cursor, node)| $edge { cursor, node }).collect())
            }

            /// The rows of this page.
            async fn nodes(&self, ctx: &async_graphql::Context<'_>) -> $crate::graphql::error::Result<Vec<$node>> {
                Ok(self.rows(ctx).await?.into_iter().map(|(_, node)| node).collect())
            }

            /// Where this page stands in the list.
            async fn page_info(&self, ctx: &async_graphql::Context<'_>) -> $crate::graphql::error::Result<$crate::graphql::connection::PageInfo> {
                self.0.page_info(ctx).await
            }

            /// How many rows the whole list has, whatever the page. Counted only if it is asked for.
            async fn total_count(&self, ctx: &async_graphql::Context<'_>) -> $crate::graphql::error::Result<i32> {
                self.0.total_count(ctx).await
            }
        }

        $(#[$($edge_doc)*])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// The position of the row, for `after` and `before`. It stays valid when the data changes.
            cursor: String,
            /// The row itself.
            node: $node,
        }
    };
}
pub(super) use connection;
