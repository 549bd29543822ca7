//! Lists with cursors: one implementation for all of them.

use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use store::{cursor::Cursor, facet, list::List, page::Page, parent::Parent, window::Window};

use super::{
    error::{Error, Result},
    limits::Limits,
    load, request,
    scalar::int,
};
use crate::loaders::{CountOf, FacetOf, PageOf};

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
    fn window(&self, list: &List, limits: &Limits) -> Result<Window> {
        let (limit, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Error::bad_input("first and last can't be combined: give one of them")),
            (Some(first), None) => (size_up_to("first", first, limits.max_page_size)?, false),
            (None, Some(last)) => (size_up_to("last", last, limits.max_page_size)?, true),
            (None, None) => (limits.default_page_size(), false),
        };
        let cursor =
            |text: &Option<String>| text.as_ref().map(|text| Cursor::decode(text, list).ok_or(Error::InvalidCursor)).transpose();
        Ok(Window { limit, backward, after: cursor(&self.after)?, before: cursor(&self.before)? })
    }
}

/// Checks how many rows are asked for.
pub fn size(ctx: &Context<'_>, argument: &str, asked: i32) -> Result<u64> {
    size_up_to(argument, asked, request(ctx).limits.max_page_size)
}

/// Checks how many rows are asked for where a limit of its own applies.
pub fn size_up_to(argument: &str, asked: i32, limit: u64) -> Result<u64> {
    let asked = u64::try_from(asked)
        .map_err(|_| Error::bad_input(format!("{argument} is {asked}: a number from 0 to {limit} is allowed")))?;
    if asked > limit {
        return Err(Error::PageTooLarge { asked, limit });
    }
    Ok(asked)
}

/// A page that is read only if something of it is selected.
pub struct LazyPage {
    list: Arc<List>,
    window: Arc<Window>,
    /// Where the list hangs.
    parent: Parent,
}

impl LazyPage {
    /// The page that the arguments ask for, of a list that hangs at this place.
    pub fn new(ctx: &Context<'_>, list: List, arguments: &PageArguments, parent: Parent) -> Result<Self> {
        let window = Arc::new(arguments.window(&list, &request(ctx).limits)?);
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
        Ok(int(count))
    }

    /// The list itself.
    pub fn list(&self) -> Arc<List> {
        self.list.clone()
    }

    /// The records of the whole list by the cells of a dimension.
    pub async fn facet(&self, ctx: &Context<'_>, question: facet::Question) -> Result<Arc<facet::Facet>> {
        let key = FacetOf { list: self.list.clone(), question, parent: self.parent };
        Ok(load(ctx, key).await?.unwrap_or_default())
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
    ($(#[$($connection_doc:tt)*])* $connection:ident, $(#[$($edge_doc:tt)*])* $edge:ident, $node:ident, $row:ident
        $(, facets by $dimension:ident)? $(, with $snippets:ident)?) => {
        $(#[$($connection_doc)*])*
        pub struct $connection(pub(super) $crate::connection::LazyPage);

        impl $connection {
            async fn rows(&self, ctx: &async_graphql::Context<'_>) -> $crate::error::Result<Vec<(String, $node)>> {
                let page = self.0.page(ctx).await?;
                let keys = page.rows.iter().map(|(id, _)| $crate::loaders::$row(*id));
                let found = $crate::request(ctx).loaders.load_many(keys).await?;
                let row = |(id, cursor): &(i64, store::cursor::Cursor)| {
                    Some((cursor.encode(), $node(found.get(&$crate::loaders::$row(*id))?.clone())))
                };
                Ok(page.rows.iter().filter_map(row).collect())
            }
        }

        $(#[$($connection_doc)*])*
        #[async_graphql::Object]
        impl $connection {
            /// The rows of this page, each with its cursor.
            async fn edges(&self, ctx: &async_graphql::Context<'_>) -> $crate::error::Result<Vec<$edge>> {
                let edge = |(cursor, node)| $edge { cursor, node, $( $snippets: self.0.list() )? };
                Ok(self.rows(ctx).await?.into_iter().map(edge).collect())
            }

            /// The rows of this page.
            async fn nodes(&self, ctx: &async_graphql::Context<'_>) -> $crate::error::Result<Vec<$node>> {
                Ok(self.rows(ctx).await?.into_iter().map(|(_, node)| node).collect())
            }

            /// Where this page stands in the list.
            async fn page_info(&self, ctx: &async_graphql::Context<'_>) -> $crate::error::Result<$crate::connection::PageInfo> {
                self.0.page_info(ctx).await
            }

            /// How many rows the whole list has, whatever the page. Counted only if it is asked for.
            async fn total_count(&self, ctx: &async_graphql::Context<'_>) -> $crate::error::Result<i32> {
                self.0.total_count(ctx).await
            }

            $(
                /// How many rows of the whole list, whatever the page, have each value of a dimension; a row with several values
                /// counts once for each. Counted only if it is asked for.
                async fn facet(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "By what to count.")] by: $dimension,
                    #[graphql(
                        desc = "How many buckets, at most 100. Selected ones are shown besides.",
                        default_with = "Some(20)"
                    )]
                    first: Option<i32>,
                    #[graphql(
                        desc = "How many rows a bucket must have to be shown. With 0, values that no row has are shown as well: all records of the vocabulary, values of the enumeration or countries that there are, or years and codes that something in the registry has.",
                        default = 1
                    )]
                    min_count: i32,
                    #[graphql(
                        desc = "True to count as if the list's own filter had no entries of this dimension in `dimensions`; entries inside of and, or and not stay. For lists from which several values can be chosen.",
                        default = false
                    )]
                    exclude_own: bool,
                ) -> $crate::error::Result<$crate::facet::Facet> {
                    $crate::facet::facet(ctx, &self.0, by.dimension(), first, min_count, exclude_own).await
                }
            )?
        }

        $(#[$($edge_doc)*])*
        pub struct $edge {
            cursor: String,
            node: $node,
            $( $snippets: std::sync::Arc<store::list::List>, )?
        }

        $(#[$($edge_doc)*])*
        #[async_graphql::Object]
        impl $edge {
            /// The position of the row, for `after` and `before`. It stays valid when the data changes.
            async fn cursor(&self) -> &str {
                &self.cursor
            }

            /// The row itself.
            async fn node(&self) -> &$node {
                &self.node
            }

            $(
                /// Where the search of the list, and the one of its filter, matched: at most ten texts, each once, those that count
                /// most for the relevance first. Empty if nothing was searched for.
                async fn $snippets(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "Languages in the order of preference; a text is shown in the first of them if it matched in it, else in one in which it did.")]
                    languages: $crate::localized_text::Languages,
                ) -> $crate::error::Result<Vec<$crate::snippet::Snippet>> {
                    $crate::snippet::of_project(ctx, &self.$snippets, &self.node, &languages).await
                }
            )?
        }
    };
}
pub(super) use connection;
