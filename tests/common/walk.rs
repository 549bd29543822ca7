//! Walking through the pages of a list.

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::Client;

/// A connection field somewhere in the schema.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The field around it with its arguments, if it isn't at the root.
    pub parent: Option<String>,
    /// The connection field.
    pub field: &'static str,
    /// Its arguments other than those of paging.
    pub arguments: String,
    /// A selection on the nodes that tells them apart.
    pub node: &'static str,
}

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    pub total: usize,
    pub nodes: Vec<Value>,
    pub cursors: Vec<String>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl Connection {
    /// A field of `Query`.
    pub fn root(field: &'static str, arguments: impl Into<String>) -> Self {
        Self { parent: None, field, arguments: arguments.into(), node: "id" }
    }

    /// A field of something else, such as `place(by: {slug: "romania"})`.
    pub fn below(parent: &str, field: &'static str, arguments: impl Into<String>) -> Self {
        Self { parent: Some(parent.to_owned()), ..Self::root(field, arguments) }
    }

    /// Reads one page; `window` holds the arguments of paging.
    pub fn page(&self, client: &Client, window: &str) -> Page {
        let Self { field, arguments, node, .. } = self;
        let arguments = format!("{arguments} {window}");
        let arguments = if arguments.trim().is_empty() { String::new() } else { format!("({arguments})") };
        let page = format!(
            "page: {field}{arguments} {{ totalCount nodes {{ {node} }} edges {{ cursor node {{ {node} }} }} \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        );
        let query = match &self.parent {
            Some(parent) => format!("{{ parent: {parent} {{ {page} }} }}"),
            None => format!("{{ {page} }}"),
        };
        let data = client.query(&query);
        let page = if self.parent.is_some() { &data["parent"]["page"] } else { &data["page"] };
        assert!(page.is_object(), "there is nothing at {query}");
        Page::read(page, &query)
    }

    /// Reads the whole list forwards and backwards in pages of this size, checks that both agree, and gives its nodes.
    pub fn walk(&self, client: &Client, size: usize) -> Vec<Value> {
        let forward = self.forward(client, size);
        let mut backward = self.backward(client, size);
        backward.reverse();
        assert_eq!(forward, backward, "forwards and backwards differ: {self:?} in pages of {size}");
        let distinct: BTreeSet<String> = forward.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), forward.len(), "a node comes twice: {self:?} in pages of {size}");
        forward
    }

    fn forward(&self, client: &Client, size: usize) -> Vec<Value> {
        let mut nodes = Vec::new();
        let mut window = format!("first: {size}");
        loop {
            let page = self.page(client, &window);
            assert_eq!(page.has_previous, !nodes.is_empty(), "hasPreviousPage of {self:?} {window}");
            nodes.extend(page.nodes);
            assert_eq!(page.has_next, nodes.len() < page.total, "hasNextPage of {self:?} {window}");
            if !page.has_next {
                assert_eq!(nodes.len(), page.total, "totalCount of {self:?}");
                return nodes;
            }
            assert!(!page.cursors.is_empty(), "a page in the middle is empty: {self:?} {window}");
            window = format!("first: {size}, after: {:?}", page.cursors[page.cursors.len() - 1]);
        }
    }

    /// The nodes from the last to the first.
    fn backward(&self, client: &Client, size: usize) -> Vec<Value> {
        let mut nodes = Vec::new();
        let mut window = format!("last: {size}");
        loop {
            let page = self.page(client, &window);
            assert_eq!(page.has_next, !nodes.is_empty(), "hasNextPage of {self:?} {window}");
            nodes.extend(page.nodes.into_iter().rev());
            assert_eq!(page.has_previous, nodes.len() < page.total, "hasPreviousPage of {self:?} {window}");
            if !page.has_previous {
                return nodes;
            }
            assert!(!page.cursors.is_empty(), "a page in the middle is empty: {self:?} {window}");
            window = format!("last: {size}, before: {:?}", page.cursors[0]);
        }
    }
}

impl Page {
    fn read(page: &Value, query: &str) -> Self {
        let edges = page["edges"].as_array().expect("edges are a list");
        let nodes: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
        assert_eq!(page["nodes"].as_array(), Some(&nodes), "nodes and edges differ: {query}");
        let cursors: Vec<String> = edges.iter().filter_map(|edge| edge["cursor"].as_str().map(str::to_owned)).collect();
        let info = &page["pageInfo"];
        assert_eq!(info["startCursor"].as_str(), cursors.first().map(String::as_str), "startCursor: {query}");
        assert_eq!(info["endCursor"].as_str(), cursors.last().map(String::as_str), "endCursor: {query}");
        Self {
            total: page["totalCount"].as_u64().and_then(|total| total.try_into().ok()).expect("totalCount is a number"),
            nodes,
            cursors,
            has_next: info["hasNextPage"] == true,
            has_previous: info["hasPreviousPage"] == true,
        }
    }
}

/// A connection type, the fields its order can name, and whether they need a currency.
pub struct Orders {
    pub connection: &'static str,
    pub enumeration: &'static str,
}

/// The lists at the root and the names of what they can be ordered by.
pub const ORDERED: &[Orders] = &[
    Orders { connection: "projects", enumeration: "ProjectOrderField" },
    Orders { connection: "partners", enumeration: "PartnerOrderField" },
    Orders { connection: "fundingCalls", enumeration: "FundingCallOrderField" },
    Orders { connection: "results", enumeration: "ResultOrderField" },
    Orders { connection: "programmes", enumeration: "ProgrammeOrderField" },
    Orders { connection: "places", enumeration: "PlaceOrderField" },
    Orders { connection: "concepts", enumeration: "ConceptOrderField" },
];

/// Every `orderBy` argument with one field, in both directions, as the schema itself lists the fields.
pub fn orders(client: &Client, enumeration: &str) -> Vec<String> {
    let data = client.query(&format!("{{ __type(name: {enumeration:?}) {{ enumValues {{ name }} }} }}"));
    let fields = super::client::each(&data, "/__type/enumValues", "/name");
    assert!(!fields.is_empty(), "{enumeration} has no values");
    let order = |field: &str, direction: &str| {
        let currency = if matches!(field, "TOTAL_BUDGET" | "GRANT" | "BUDGET") { ", currency: \"EUR\"" } else { "" };
        format!("orderBy: [{{field: {field}, direction: {direction}{currency}}}],")
    };
    fields.iter().flat_map(|field| [order(field, "ASC"), order(field, "DESC")]).collect()
}
