//! What generated registries are asked: numbers that stand for dimensions, keys and conditions, whatever the list.

use proptest::{collection::vec, option, prelude::*, sample::select};

/// The currency in which rows are put in order by money.
pub const CURRENCY: &str = "EUR";

/// What is asked of one registry.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    /// Filters of lists.
    pub lists: Vec<ListQuestion>,
    /// Statistics by several dimensions.
    pub statistics: Vec<StatisticsQuestion>,
    /// The sizes of pages.
    pub pages: Vec<usize>,
}

/// A filter of a list.
#[derive(Clone, Debug, Default)]
pub struct ListQuestion {
    /// The entries of its own `dimensions`.
    pub selections: Vec<Selected>,
    /// What else must be true.
    pub rest: Option<Condition>,
    /// The number of a word that is searched for.
    pub search: Option<usize>,
}

/// A condition on records.
#[derive(Clone, Debug)]
pub enum Condition {
    Selected(Selected),
    /// The number of a condition through relations.
    Related(usize),
    /// The number of a word.
    Search(usize),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

/// An entry of `dimensions`.
#[derive(Clone, Debug)]
pub struct Selected {
    pub dimension: usize,
    pub any: Option<Vec<usize>>,
    pub every: Option<Vec<usize>>,
    pub missing: Option<bool>,
}

/// A statistic.
#[derive(Clone, Debug)]
pub struct StatisticsQuestion {
    /// The numbers of dimensions, the same ones but once.
    pub dimensions: Vec<usize>,
    pub order: Vec<Order>,
    /// How many rows are shown.
    pub first: usize,
    /// The number of a filter, if there is one.
    pub filter: Option<usize>,
}

/// A part of the order of a statistic.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub field: &'static str,
    pub descending: bool,
}

pub fn questions() -> impl Strategy<Value = Questions> {
    let statistics = vec(a_statistic(), 24..25);
    (vec(a_list_question(), 3..4), statistics, vec(1..8_usize, 2..3)).prop_map(|(lists, statistics, pages)| Questions {
        lists,
        statistics,
        pages,
    })
}

fn a_list_question() -> impl Strategy<Value = ListQuestion> {
    let rest = option::of(a_condition());
    (vec(a_selection(), 0..3), rest, option::weighted(0.2, 0..10_usize)).prop_map(|(selections, rest, search)| ListQuestion {
        selections,
        rest,
        search,
    })
}

fn a_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        3 => a_selection().prop_map(Condition::Selected),
        3 => (0..100_usize).prop_map(Condition::Related),
        1 => (0..10_usize).prop_map(Condition::Search),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(Condition::All),
            vec(inner.clone(), 1..4).prop_map(Condition::Any),
            inner.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}

fn a_selection() -> impl Strategy<Value = Selected> {
    let keys = || vec(0..100_usize, 1..4);
    let cells = prop_oneof![
        4 => (keys(), option::weighted(0.3, any::<bool>())).prop_map(|(any, missing)| (Some(any), None, missing)),
        2 => vec(0..100_usize, 1..3).prop_map(|every| (None, Some(every), None)),
        1 => (keys(), keys()).prop_map(|(any, every)| (Some(any), Some(every), None)),
        2 => any::<bool>().prop_map(|missing| (None, None, Some(missing))),
    ];
    (0..100_usize, cells).prop_map(|(dimension, (any, every, missing))| Selected { dimension, any, every, missing })
}

fn a_statistic() -> impl Strategy<Value = StatisticsQuestion> {
    let field = select(vec!["KEY", "COUNT", "TOTAL_BUDGET", "GRANT"]);
    let order = (field, any::<bool>()).prop_map(|(field, descending)| Order { field, descending });
    let first = prop_oneof![0..4_usize, Just(10_000)];
    (vec(0..100_usize, 2..4), vec(order, 0..3), first, option::weighted(0.3, 0..100_usize))
        .prop_map(|(dimensions, order, first, filter)| StatisticsQuestion { dimensions, order, first, filter })
}

impl StatisticsQuestion {
    /// The dimensions, of those that there are.
    pub fn of(&self, dimensions: &[&'static str]) -> Vec<&'static str> {
        let mut asked: Vec<&str> = Vec::new();
        for number in &self.dimensions {
            let dimension = dimensions[number % dimensions.len()];
            if !asked.contains(&dimension) {
                asked.push(dimension);
            }
        }
        asked
    }
}

/// The arguments of a statistic.
pub fn arguments(dimensions: &[&str], order: &[Order], first: usize) -> String {
    let part = |Order { field, descending }: &Order| {
        let currency =
            if matches!(*field, "TOTAL_BUDGET" | "GRANT") { format!(", currency: {CURRENCY:?}") } else { String::new() };
        format!("{{field: {field}, direction: {}{currency}}}", if *descending { "DESC" } else { "ASC" })
    };
    let order: Vec<String> = order.iter().map(part).collect();
    let order = if order.is_empty() { String::new() } else { format!(", orderBy: [{}]", order.join(", ")) };
    format!("groupBy: [{}], first: {first}{order}", dimensions.join(", "))
}
