//! The schema and what its answers say.

mod dimensions;
mod errors;
mod facets;
mod facts;
mod filters;
mod golden;
mod networks;
mod paging;
mod schema;
mod search;
mod snippets;
mod statements;
mod statistics;
mod suggestions;
