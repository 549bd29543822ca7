//! Pages of lists over the curated data.

use serde_json::{Value, json};

use crate::common::{
    backend::Backend,
    client::{Client, each},
    on_both_backends,
    server::shared,
    walk::{Connection, ORDERED, orders},
};

on_both_backends!(
    every_order_walks_both_ways,
    nested_lists_walk_both_ways,
    searches_walk_both_ways,
    orders_of_several_fields_walk_both_ways,
    a_page_has_20_rows_unless_said,
    a_page_of_0_rows_has_totals_only,
    after_and_before_can_be_combined,
    unknown_values_are_last_both_ways,
    an_empty_list_has_an_empty_page,
    sources_walk_both_ways,
);

const SIZES: [usize; 3] = [1, 4, 100];

fn walk(backend: Backend, connection: &Connection) -> Vec<Value> {
    let walks = SIZES.map(|size| connection.walk(shared(backend), size));
    assert!(walks.iter().all(|nodes| *nodes == walks[0]), "the size of the pages changes the list: {connection:?}");
    let [nodes, ..] = walks;
    nodes
}

fn every_order_walks_both_ways(backend: Backend) {
    let client = shared(backend);
    for ordered in ORDERED {
        let mut lists: Vec<Vec<String>> = Vec::new();
        for order in orders(client, ordered.enumeration) {
            let nodes = Connection::root(ordered.connection, order).walk(client, 7);
            let mut ids: Vec<String> = nodes.iter().map(Value::to_string).collect();
            ids.sort();
            lists.push(ids);
        }
        assert!(lists.iter().all(|ids| *ids == lists[0]), "an order loses or repeats rows of {}", ordered.connection);
    }
}

fn nested_lists_walk_both_ways(backend: Backend) {
    let start = "orderBy: [{field: START, direction: DESC}],";
    let lists = [
        Connection::below(r#"project(by: {slug: "netco"})"#, "participations", ""),
        Connection::below(r#"project(by: {slug: "netco"})"#, "participations", r"filter: {role: {eq: PARTNER}},"),
        Connection::below(r#"project(by: {slug: "space"})"#, "results", ""),
        Connection::below(r#"partner(by: {slug: "intercultural-institute-of-timisoara"})"#, "participations", ""),
        Connection::below(r#"place(by: {slug: "romania"})"#, "projects", "relation: ANY,"),
        Connection::below(r#"place(by: {slug: "romania"})"#, "projects", start),
        Connection::below(r#"place(by: {slug: "romania"})"#, "partners", "orderBy: [{field: COUNTRY}],"),
        Connection::below(r#"programme(by: {code: "CERV"})"#, "projects", start),
        Connection::below(r#"programme(by: {code: "CERV"})"#, "fundingCalls", ""),
        Connection::below(r#"fundingCall(by: {identifier: "CERV-2025-CITIZENS-TOWN-NT"})"#, "projects", ""),
        Connection::below(r#"concept(by: {notation: {vocabulary: "TARGET_GROUP", notation: "ROMA"}})"#, "projects", start),
    ];
    let lengths = lists.map(|list| walk(backend, &list).len());
    assert_eq!(lengths, [16, 15, 4, 3, 8, 8, 4, 2, 1, 1, 5]);
}

fn searches_walk_both_ways(backend: Backend) {
    for (field, search) in
        [("projects", "social inclusion"), ("projects", "Roma"), ("partners", "city"), ("places", "Cluj"), ("concepts", "women")]
    {
        let found = walk(backend, &Connection::root(field, format!("search: {search:?},")));
        assert!(!found.is_empty(), "{field} has no {search}");
        let same = walk(backend, &Connection::root(field, format!("filter: {{search: {search:?}}},")));
        assert_eq!(found.len(), same.len(), "the argument and the filter find the same {field}");
    }
}

fn orders_of_several_fields_walk_both_ways(backend: Backend) {
    let order =
        r#"orderBy: [{field: GRANT, direction: DESC, currency: "EUR"}, {field: START, direction: DESC}, {field: TITLE}],"#;
    assert_eq!(walk(backend, &Connection::root("projects", order)).len(), 13);
    let order = "orderBy: [{field: PROJECT_COUNT, direction: DESC}, {field: COUNTRY}, {field: NAME, direction: DESC}],";
    assert_eq!(walk(backend, &Connection::root("partners", order)).len(), 29);
}

fn sources_walk_both_ways(backend: Backend) {
    assert_eq!(walk(backend, &Connection::below("registry", "sources", "")).len(), 5);
}

fn a_page_has_20_rows_unless_said(backend: Backend) {
    let list = Connection::root("partners", "");
    let page = list.page(shared(backend), "");
    assert_eq!((page.nodes.len(), page.total, page.has_next, page.has_previous), (20, 29, true, false));
    let rest = list.page(shared(backend), &format!("after: {:?}", page.cursors[19]));
    assert_eq!((rest.nodes.len(), rest.has_next, rest.has_previous), (9, false, true));
}

fn a_page_of_0_rows_has_totals_only(backend: Backend) {
    let page = Connection::root("projects", "").page(shared(backend), "first: 0");
    assert_eq!((page.nodes.len(), page.total, page.has_next), (0, 13, true));
    let page = Connection::root("projects", "").page(shared(backend), "last: 0");
    assert_eq!((page.nodes.len(), page.total, page.has_previous), (0, 13, true));
}

fn after_and_before_can_be_combined(backend: Backend) {
    let list = Connection::root("projects", "orderBy: [{field: START}],");
    let all = list.page(shared(backend), "first: 100");
    let between = format!("after: {:?}, before: {:?}", all.cursors[2], all.cursors[9]);
    assert_eq!(list.page(shared(backend), &between).nodes, all.nodes[3..9]);
    assert_eq!(list.page(shared(backend), &format!("first: 2, {between}")).nodes, all.nodes[3..5]);
    assert_eq!(list.page(shared(backend), &format!("last: 2, {between}")).nodes, all.nodes[7..9]);
    let nothing = format!("after: {:?}, before: {:?}", all.cursors[5], all.cursors[5]);
    assert!(list.page(shared(backend), &nothing).nodes.is_empty());
}

/// The values of a field in the order of a list.
fn values(client: &Client, order: &str, field: &str, pointer: &str) -> Vec<String> {
    let data = client.query(&format!("{{ projects(orderBy: [{order}], first: 100) {{ nodes {{ {field} }} }} }}"));
    each(&data, "/projects/nodes", pointer).into_iter().map(str::to_owned).collect()
}

fn unknown_values_are_last_both_ways(backend: Backend) {
    let starts = |direction: &str| {
        let order = format!("{{field: START, direction: {direction}}}");
        values(shared(backend), &order, "period { start }", "/period/start")
    };
    let (known, unknown) = (["2017-09", "2019-09", "2020-01-01", "2022-05", "2026-01-01"], [""; 8]);
    assert_eq!(starts("ASC"), [known.as_slice(), &unknown].concat());
    let backwards: Vec<&str> = known.into_iter().rev().collect();
    assert_eq!(starts("DESC"), [backwards.as_slice(), &unknown].concat());

    let budgets = |direction: &str, currency: &str| {
        let order = format!("{{field: TOTAL_BUDGET, direction: {direction}, currency: {currency:?}}}");
        values(shared(backend), &order, "totalBudget { amount }", "/totalBudget/amount")
    };
    assert_eq!(budgets("ASC", "EUR")[..3], ["152860.00", "385415.00", ""]);
    assert_eq!(budgets("DESC", "EUR")[..3], ["385415.00", "152860.00", ""]);
    // No amount is in this currency, so that the key alone decides.
    assert_eq!(budgets("ASC", "RON").len(), 13);
}

fn an_empty_list_has_an_empty_page(backend: Backend) {
    for field in ["projects", "partners", "fundingCalls", "results", "programmes", "places", "concepts"] {
        let page = Connection::root(field, "filter: {id: {in: []}},").page(shared(backend), "first: 5");
        assert_eq!((page.total, page.nodes.len(), page.has_next, page.has_previous), (0, 0, false, false), "{field}");
    }
    let data = shared(backend).query(r#"{ project(by: {slug: "no-such-project"}) { id } }"#);
    assert_eq!(data, json!({"project": null}));
}
