//! The service on the wire: requests, answers and their limits, pages and clients.

mod browser;
mod caching;
mod clients;
mod cross_site;
mod graphql_over_http;
mod hostile;
mod limits;
mod load;
mod pages;
