//! Walking many lists beside each other, each request one page of all of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ask::{self, items, number, text};
use crate::common::client::Client;

/// A list somewhere in the schema.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The field around it with its arguments, if it isn't at the root.
    pub parent: Option<String>,
    pub field: &'static str,
    /// Its arguments besides those of paging.
    pub arguments: String,
}

#[derive(Clone, Copy, Debug)]
enum Direction {
    Forward,
    Backward,
}

impl Connection {
    fn page(&self, window: &str) -> String {
        let Self { parent, field, arguments } = self;
        let page = format!(
            "{field}({arguments} {window}) {{ totalCount nodes {{ id }} edges {{ cursor node {{ id }} }} \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        );
        parent.as_ref().map_or_else(|| page.clone(), |parent| format!("{parent} {{ page: {page} }}"))
    }
}

/// The ids of each list, which are the same forwards and backwards and in one page.
pub fn all(client: &Client, lists: &[Connection], size: usize) -> Vec<Vec<String>> {
    let forward = walk(client, lists, size, Direction::Forward);
    let backward = walk(client, lists, size, Direction::Backward);
    let whole = walk(client, lists, 100, Direction::Forward);
    for (list, ((forward, mut backward), whole)) in lists.iter().zip(forward.iter().zip(backward).zip(whole)) {
        backward.reverse();
        assert_eq!(*forward, backward, "forwards and backwards differ: {list:?} in pages of {size}");
        assert_eq!(*forward, whole, "the pages are not the list: {list:?} in pages of {size}");
        let distinct: BTreeSet<&String> = forward.iter().collect();
        assert_eq!(distinct.len(), forward.len(), "a node comes twice: {list:?} in pages of {size}");
    }
    forward
}

/// Walks all lists to their ends.
fn walk(client: &Client, lists: &[Connection], size: usize, direction: Direction) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = vec![Vec::new(); lists.len()];
    let mut open: Vec<(usize, String)> = (0..lists.len()).map(|i| (i, direction.window(size, None))).collect();
    while !open.is_empty() {
        let fields: Vec<String> = open.iter().map(|(i, window)| lists[*i].page(window)).collect();
        let mut next = Vec::new();
        for ((i, window), answer) in open.iter().zip(ask::all(client, &fields)) {
            let what = format!("{:?} {window}", lists[*i]);
            let page = if lists[*i].parent.is_some() { &answer["page"] } else { &answer };
            let cursor = direction.take(page, &mut found[*i], &what);
            next.extend(cursor.map(|cursor| (*i, direction.window(size, Some(&cursor)))));
        }
        open = next;
    }
    found
}

impl Direction {
    fn window(self, size: usize, cursor: Option<&str>) -> String {
        let (count, from) = match self {
            Self::Forward => ("first", "after"),
            Self::Backward => ("last", "before"),
        };
        cursor.map_or_else(|| format!("{count}: {size}"), |cursor| format!("{count}: {size}, {from}: {cursor:?}"))
    }

    /// Adds the nodes of a page, and gives the cursor from where to go on, if there is more.
    fn take(self, page: &Value, found: &mut Vec<String>, what: &str) -> Option<String> {
        let ids: Vec<&str> = items(&page["edges"]).map(|edge| text(&edge["node"]["id"])).collect();
        assert!(items(&page["nodes"]).map(|node| text(&node["id"])).eq(ids.iter().copied()), "nodes and edges differ: {what}");
        let cursors: Vec<&Value> = items(&page["edges"]).map(|edge| &edge["cursor"]).collect();
        let info = &page["pageInfo"];
        assert_eq!(info["startCursor"], **cursors.first().unwrap_or(&&Value::Null), "startCursor of {what}");
        assert_eq!(info["endCursor"], **cursors.last().unwrap_or(&&Value::Null), "endCursor of {what}");
        let (more, past) = match self {
            Self::Forward => ("hasNextPage", "hasPreviousPage"),
            Self::Backward => ("hasPreviousPage", "hasNextPage"),
        };
        assert_eq!(info[past], !found.is_empty(), "{past} of {what}");
        let last = match self {
            Self::Forward => cursors.last(),
            Self::Backward => cursors.first(),
        };
        match self {
            Self::Forward => found.extend(ids.iter().map(|id| (*id).to_owned())),
            Self::Backward => found.extend(ids.iter().rev().map(|id| (*id).to_owned())),
        }
        let total = number(&page["totalCount"]);
        assert_eq!(info[more], found.len() < total, "{more} of {what}, of {total}");
        let last = last.filter(|_| info[more] == true)?;
        Some(text(last).to_owned())
    }
}
